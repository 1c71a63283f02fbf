import { queryOptions } from "@tanstack/react-query";
import { getJson, postJson } from "./client";
import type { AuthConfig, LoginRequest, Me } from "./types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => getJson<Me>("/auth/me", { signal }),
  staleTime: 5 * 60_000,
});

export const authConfigQuery = queryOptions({
  queryKey: ["auth-config"],
  queryFn: ({ signal }) => getJson<AuthConfig>("/auth/config", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export function login(request: LoginRequest): Promise<{ user: Me }> {
  return postJson("/auth/login", request);
}

/** Where the provider asks who it is; it sends the browser back to `returnTo`, a path of our own. */
export async function beginProviderLogin(returnTo: string): Promise<string> {
  const { authorize_url } = await postJson<{ authorize_url: string }>("/auth/login", { return_to: returnTo });
  return authorize_url;
}

/** Ends the session; where the provider has one too, the address that ends that one. */
export async function logout(): Promise<string | undefined> {
  const answer = await postJson<{ logout_url?: string } | undefined>("/auth/logout");
  return answer?.logout_url;
}
