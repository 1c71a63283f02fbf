import { expect, test } from "./watched";

interface Operation {
  summary?: string;
}

test("the API's page names every operation, with no other host", async ({ page, request, watch }) => {
  // Its validator knows a part of JSON Schema 2020-12 alone, and it tries out whether eval is allowed.
  watch.tolerate(/^document validation errors|^\[Object|^CSP: script-src eval$/);
  const document: { paths: Record<string, Record<string, Operation>> } = await (
    await request.get("/openapi.json")
  ).json();
  const summaries = Object.values(document.paths).flatMap((path) =>
    Object.values(path).flatMap(({ summary }) => (summary === undefined ? [] : [summary])),
  );
  expect(summaries.length).toBeGreaterThan(8);
  await page.goto("/docs");
  for (const summary of summaries) {
    await expect(page.getByRole("heading", { name: summary, exact: true }).first()).toBeAttached();
  }
});
