import type { Problem } from "./types";

/** Every failed call becomes this one error, so that the page can always show title, hint and request id. */
export class ApiError extends Error {
  readonly problem: Problem;
  /** How long the server asks to wait, s. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return this.problem.status;
  }
}

export function isSessionExpired(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** The tenant's dashboards never loaded, since their files have errors. */
export function isTenantUnloaded(error: unknown): boolean {
  return error instanceof ApiError && error.problem.code === "tenant_without_dashboards";
}

const unread = "http_";

/** No answer at all, or one that a proxy gave in the server's stead. */
export function isServerAway(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || (error.status >= 502 && error.problem.code.startsWith(unread));
}

export function unreachable(): ApiError {
  return new ApiError({
    code: "unreachable",
    title: "The server cannot be reached",
    status: 0,
    detail: "The request got no answer.",
    hint: "Check your connection. The page tries again by itself.",
    request_id: "",
  });
}

/** Reads a failed answer; one that is no problem document (a proxy's HTML page) still yields a readable problem. */
export async function problemOf(response: Response): Promise<ApiError> {
  const fallback: Problem = {
    code: `${unread}${response.status}`,
    title: response.status >= 500 ? "The server failed to answer" : "The request was refused",
    status: response.status,
    detail: `The server answered ${`${response.status} ${response.statusText}`.trimEnd()}.`,
    hint: "",
    request_id: response.headers.get("x-request-id") ?? "",
  };
  const wait = retryAfter(response.headers.get("retry-after"));
  if (!response.headers.get("content-type")?.includes("json")) return new ApiError(fallback, wait);
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== "object" || body === null) return new ApiError(fallback, wait);
  return new ApiError({ ...fallback, ...body, status: response.status }, wait);
}

/** Seconds; a proxy may write a date in their place (RFC 9110, 10.2.3). */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

/** What to show for anything that was thrown, the page's own faults included. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    code: "page_error",
    title: "The page ran into an error",
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
    hint: "Reload the page. If it stays, tell your administrator what you did.",
    request_id: "",
  };
}
