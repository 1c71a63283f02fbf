import { queryOptions } from "@tanstack/react-query";
import { getJson, postJson } from "./client";
import type { AuthConfig, LoginRequest, LoginResponse, Me } from "./types";

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

export function login(request: LoginRequest): Promise<LoginResponse> {
  return postJson("/auth/login", request);
}

export function logout(): Promise<void> {
  return postJson("/auth/logout");
}
