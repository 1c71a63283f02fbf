import { afterEach, expect, test, vi } from "vitest";
import { change, getImage, getJson, postJson } from "./client";
import { keepDigits, parseExact } from "./json";
import { ApiError, isServerAway, isSessionExpired, problemFrom } from "./problem";

function answer(body: string, init: ResponseInit = {}) {
  const fetched = vi.fn<typeof fetch>(async () => new Response(body, init));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

test("a tenant's call names the tenant and leaves out what is unset", async () => {
  const fetched = answer('{"a":1}');
  await expect(
    getJson("/x", { tenant: "tenant-alpha", params: { page: 0, search: undefined } }),
  ).resolves.toEqual({ a: 1 });
  const [address, init] = fetched.mock.calls[0] ?? [];
  expect(address).toBe("/api/v1/x?page=0");
  expect(new Headers(init?.headers).get("X-Tenant")).toBe("tenant-alpha");
  expect(init?.credentials).toBe("same-origin");
});

test("204 is no JSON", async () => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 204 }));
  await expect(postJson("/auth/logout")).resolves.toBeUndefined();
});

test("a problem keeps its hint and request id", async () => {
  answer(
    '{"code":"query_timeout","title":"Too slow","status":504,"detail":"10 s","hint":"Shorter","request_id":"r1"}',
    {
      status: 504,
      headers: { "content-type": "application/problem+json" },
    },
  );
  const error = await getJson("/x").catch((caught: unknown) => caught);
  expect(problemFrom(error)).toMatchObject({
    code: "query_timeout",
    hint: "Shorter",
    request_id: "r1",
    status: 504,
  });
});

test("a proxy's HTML page becomes a readable problem too", async () => {
  answer("<html>", { status: 502, statusText: "Bad Gateway", headers: { "content-type": "text/html" } });
  const error = await getJson("/x").catch((caught: unknown) => caught);
  expect(problemFrom(error)).toMatchObject({
    code: "http_502",
    detail: "The server answered 502 Bad Gateway.",
  });
});

test("no network is told apart from a call that was given up", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("failed to fetch");
  });
  await expect(getJson("/x")).rejects.toBeInstanceOf(ApiError);
  const given = new AbortController();
  given.abort();
  await expect(getJson("/x", { signal: given.signal })).rejects.toBeInstanceOf(TypeError);
});

test("a proxy's answer and none at all mean that the server is away; its own refusals do not", async () => {
  const caught = () => getJson("/x").catch((error: unknown) => error);
  answer("<html>", { status: 502 });
  expect(isServerAway(await caught())).toBe(true);
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed to fetch")));
  expect(isServerAway(await caught())).toBe(true);
  answer('{"code":"panel_refused","title":"x"}', {
    status: 503,
    headers: { "content-type": "application/problem+json" },
  });
  expect(isServerAway(await caught())).toBe(false);
});

test.each([
  ["30", 30],
  ["soon", undefined],
  ["", undefined],
])("a refusal says how long to wait: %j", async (header, seconds) => {
  answer('{"code":"throttled","title":"Wait"}', {
    status: 429,
    headers: { "content-type": "application/problem+json", "retry-after": header },
  });
  const error = await getJson("/x").catch((caught: unknown) => caught);
  expect(error instanceof ApiError && error.retryAfterSeconds).toBe(seconds);
});

test("a proxy may say until when to wait", async () => {
  answer("", { status: 503, headers: { "retry-after": new Date(Date.now() + 90_000).toUTCString() } });
  const error = await getJson("/x").catch((caught: unknown) => caught);
  const seconds = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0;
  expect(Math.abs(seconds - 90)).toBeLessThanOrEqual(2);
});

test("a change names its tenant, and sends nothing where there is nothing to send", async () => {
  const fetched = answer('{"id":"1"}');
  await change("/shares", { method: "POST", tenant: "tenant-alpha", body: { name: "x" } });
  await change("/shares/1", { method: "DELETE" });
  const [post, remove] = fetched.mock.calls;
  expect(new Headers(post?.[1]?.headers).get("X-Tenant")).toBe("tenant-alpha");
  expect(post?.[1]).toMatchObject({ method: "POST", body: '{"name":"x"}' });
  expect(remove?.[0]).toBe("/api/v1/shares/1");
  expect(remove?.[1]).toMatchObject({ method: "DELETE" });
  expect(remove?.[1]?.body).toBeUndefined();
});

test("401 alone ends the session", () => {
  const problem = { code: "x", title: "x", status: 401, detail: "", hint: "", request_id: "" };
  expect(isSessionExpired(new ApiError(problem))).toBe(true);
  expect(isSessionExpired(new ApiError({ ...problem, status: 404 }))).toBe(false);
  expect(isSessionExpired(new Error("401"))).toBe(false);
});

test("an image of another host is never asked for", async () => {
  const fetched = answer("");
  await expect(getImage("https://elsewhere.example/x.png", { tenant: "a" })).rejects.toThrow("another host");
  expect(fetched).not.toHaveBeenCalled();
});

test("short numbers stay numbers", () => {
  expect(parseExact('[1,1.50,"2",37.54131877470514,1.5000000000000000]')).toEqual([
    1,
    1.5,
    "2",
    37.54131877470514,
    1.5,
  ]);
});

// Node 20 hands a reviver no source text, so it is handed over here; browsers do it themselves.
test.each([
  ["9007199254740993", "9007199254740993"],
  ["0.12345678901234567890", "0.12345678901234567890"],
  ["-12345678901234567890", "-12345678901234567890"],
  ["37.54131877470514", 37.54131877470514],
  ["1.5000000000000000", 1.5],
  ["1e400", Number.POSITIVE_INFINITY],
])("of %s no digit is lost", (source, kept) => {
  expect(keepDigits("", Number(source), { source })).toBe(kept);
});

test("without the source text a number stays what it is", () => {
  expect(keepDigits("", 1.5)).toBe(1.5);
  expect(keepDigits("", "9007199254740993", { source: '"9007199254740993"' })).toBe("9007199254740993");
});
