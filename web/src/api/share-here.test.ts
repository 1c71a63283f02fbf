import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { getJson } from "./client";
import { shareHere } from "./share-here";

const id = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11";
const go = (path: string) => window.history.replaceState(null, "", path);
const fetched = vi.fn<typeof fetch>(async () => new Response("{}"));

beforeEach(() => vi.stubGlobal("fetch", fetched));
afterEach(() => {
  go("/");
  fetched.mockClear();
  vi.unstubAllGlobals();
});

const shown = async () => {
  await getJson("/x", { tenant: "a" });
  return new Headers(fetched.mock.calls.at(-1)?.[1]?.headers).get("X-Share");
};

test("on a share's page every call shows the share", async () => {
  go(`/share/${id}?from=-1h`);
  expect(await shown()).toBe(id);
});

test.each([
  "/",
  "/share",
  "/t/share",
  `/t/share/${id}`,
  `/share/${id}x`,
  `/share/${id}/more`,
  "/share/no-id",
])("on %s none does", async (path) => {
  go(path);
  expect(shareHere()).toBeUndefined();
  expect(await shown()).toBeNull();
});
