import { problemOf, unreachable } from "./problem";

const base = "/api/v1";

type ParamValue = string | number | boolean | undefined;

interface CallOptions {
  /** Sent as X-Tenant, so that two tabs can show two tenants. */
  tenant?: string;
  params?: Record<string, ParamValue>;
  signal?: AbortSignal;
  parse?: (text: string) => unknown;
}

function addressOf(path: string, params: CallOptions["params"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  const query = search.toString();
  return query === "" ? path : `${path}?${query}`;
}

async function call(address: string, init: RequestInit, tenant: string | undefined): Promise<Response> {
  const headers = new Headers(init.headers);
  if (tenant !== undefined) headers.set("X-Tenant", tenant);
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers, credentials: "same-origin" });
  } catch (error) {
    // A call that its own caller gave up is no failure of the network.
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** GET a JSON answer of the API. */
export async function getJson<T>(
  path: string,
  { tenant, params, signal, parse = JSON.parse }: CallOptions = {},
): Promise<T> {
  const init: RequestInit = { headers: { Accept: "application/json" }, signal };
  const response = await call(addressOf(base + path, params), init, tenant);
  return parse(await response.text()) as T;
}

/** GET an image at an address the API gave; as a blob, because an <img> can send no tenant header. */
export async function getImage(address: string, { tenant, signal }: CallOptions): Promise<Blob> {
  const url = new URL(address, window.location.origin);
  // The tenant header and the session must never leave for another host.
  if (url.origin !== window.location.origin) throw new Error("The image lies on another host.");
  const response = await call(url.pathname + url.search, { signal }, tenant);
  return response.blob();
}

/** POST to the API; the answer's JSON, or undefined where it has no body (204). */
export async function postJson<T>(path: string, body?: unknown): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? { method: "POST" }
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await call(base + path, init, undefined);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
