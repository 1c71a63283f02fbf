import { problemOf, unreachable } from "./problem";
import { shareHere } from "./share-here";

const base = "/api/v1";

type ParamValue = string | number | boolean | undefined;

/** What is undefined is left out of the address; a list stands in it once for each of its values. */
export type Params = Record<string, ParamValue | readonly string[]>;

export interface CallOptions {
  /** Sent as X-Tenant, so that two tabs can show two tenants. */
  tenant?: string;
  params?: Params;
  signal?: AbortSignal;
  parse?: (text: string) => unknown;
}

/** A path below the API's root, with its parameters. */
export function apiAddress(path: string, params: Params = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) for (const one of value) search.append(name, one);
    else if (value !== undefined) search.set(name, String(value));
  }
  const query = search.toString();
  return base + (query === "" ? path : `${path}?${query}`);
}

async function call(address: string, init: RequestInit, tenant: string | undefined): Promise<Response> {
  const headers = new Headers(init.headers);
  if (tenant !== undefined) headers.set("X-Tenant", tenant);
  const share = shareHere();
  if (share !== undefined) headers.set("X-Share", share);
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers, credentials: "same-origin" });
  } catch (error) {
    // A call that its own caller gave up is no failure of the network.
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
  // 304 comes only to those who asked with an ETag: what they have is still right.
  if (!response.ok && response.status !== 304) throw await problemOf(response);
  return response;
}

/** GET a JSON answer of the API. */
export async function getJson<T>(
  path: string,
  { tenant, params, signal, parse = JSON.parse }: CallOptions = {},
): Promise<T> {
  const init: RequestInit = { headers: { Accept: "application/json" }, signal };
  const response = await call(apiAddress(path, params), init, tenant);
  return parse(await response.text()) as T;
}

interface Renewal<T> extends CallOptions {
  /** The answer before, if there is one: the server need not send it twice. */
  before?: T;
  /** Asks past the server's cache. */
  bypassCache?: boolean;
}

/** Where an answer came from and the tag it bore; kept no longer than the answer itself. */
const tags = new WeakMap<object, { address: string; etag: string }>();

/** As `getJson`; where the server says that nothing changed, the very object of before. */
export async function renewJson<T extends object>(
  path: string,
  { tenant, params, signal, parse = JSON.parse, before, bypassCache = false }: Renewal<T>,
): Promise<T> {
  const address = apiAddress(path, params);
  const headers = new Headers({ Accept: "application/json" });
  if (bypassCache) headers.set("Cache-Control", "no-cache");
  const known = before === undefined ? undefined : tags.get(before);
  const still = !bypassCache && known?.address === address ? before : undefined;
  if (still !== undefined && known !== undefined) headers.set("If-None-Match", known.etag);
  const response = await call(address, { headers, signal }, tenant);
  if (response.status === 304 && still !== undefined) return still;
  const answer = parse(await response.text()) as T;
  const etag = response.headers.get("ETag");
  if (etag !== null) tags.set(answer, { address, etag });
  return answer;
}

/** GET an image at an address the API gave; as a blob, because an <img> can send no tenant header. */
export async function getImage(address: string, { tenant, signal }: CallOptions): Promise<Blob> {
  const url = new URL(address, window.location.origin);
  // The tenant header and the session must never leave for another host.
  if (url.origin !== window.location.origin) throw new Error("The image lies on another host.");
  const response = await call(url.pathname + url.search, { signal }, tenant);
  return response.blob();
}

interface ChangeOptions {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  tenant?: string;
}

/** Changes something; the answer's JSON, or undefined where it has no body (204). */
export async function change<T>(path: string, { method, body, tenant }: ChangeOptions): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await call(base + path, init, tenant);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** POST to the API, in no tenant's name. */
export function postJson<T>(path: string, body?: unknown): Promise<T> {
  return change<T>(path, { method: "POST", body });
}
