import { readFile } from "node:fs/promises";
import type { Database } from "./database";
import {
  address,
  cellsOf,
  instantOrText,
  opened,
  panel,
  pointsOf,
  readCsv,
  settled,
  totalOf,
  valuesOf,
  violations,
} from "./on-screen";
import { cpuPoints, cpuRows, toTwelveDigits } from "./sql";
import { expect, test } from "./watched";

const cpu = "CPU Usage Over Time";
const explore = `Explore ${cpu}`;

async function yesterday(alpha: Database): Promise<[Date, Date]> {
  return [await alpha.midnight(1), await alpha.midnight(0)];
}

test("a panel opens in full, stays over a reload, and closes by back, Escape and cross", async ({
  signedIn,
  alpha,
}) => {
  const whole = address("/t/tenant-alpha", ...(await yesterday(alpha)));
  const page = await signedIn("viewer");
  await page.goto(whole);
  await settled(page);
  const button = page.getByRole("button", { name: explore });
  const dialog = opened(page, cpu);

  await button.click();
  await expect(dialog.getByRole("img")).toBeVisible();
  await expect(page).toHaveURL(`${whole}&panel=cpu_usage`);
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(whole);

  await button.focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await page.reload();
  await expect(dialog.getByRole("img")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(whole);
  await expect(button).toBeFocused();

  await button.click();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
});

test("an opened series shows every row, and in buckets what the dashboard shows", async ({
  signedIn,
  alpha,
}) => {
  const [start, end] = await yesterday(alpha);
  const page = await signedIn("viewer");
  await page.goto(`${address("/t/tenant-alpha", start, end)}&panel=cpu_usage`);
  const dialog = opened(page, cpu);
  const everyRow = dialog.getByRole("switch", { name: "Every row" });
  await expect(everyRow).toBeChecked();
  await dialog.getByRole("button", { name: "View as table" }).click();
  for (const bucket of [null, "1 minute"] as const) {
    if (bucket !== null) await everyRow.click();
    const wanted = toTwelveDigits(await cpuPoints(alpha, start, end, bucket));
    await expect.poll(() => totalOf(dialog)).toBe(wanted.length);
    await expect.poll(async () => toTwelveDigits(await pointsOf(dialog))).toEqual(wanted.slice(0, 100));
  }
  await expect(page).toHaveURL(/points=grouped/);
});

test("the rows behind it are sorted, searched and paged as in SQL", async ({ signedIn, alpha }) => {
  const [start, end] = await yesterday(alpha);
  const page = await signedIn("viewer");
  await page.goto(`${address("/t/tenant-alpha", start, end)}&panel=cpu_usage`);
  const dialog = opened(page, cpu);
  await dialog.getByRole("tab", { name: "Rows" }).click();
  await expect(page).toHaveURL(/view=rows/);
  const count = async (condition: string) =>
    (
      await alpha.one<{ count: number }>(
        `select count(*) from metrics
         where metric_type = 'cpu' and recorded_at >= $1 and recorded_at < $2 and ${condition}`,
        [start, end],
      )
    ).count;
  await expect.poll(() => totalOf(dialog)).toBe(await count("true"));
  expect(await valuesOf(dialog)).toEqual(await cpuRows(alpha, start, end, 50));

  const { server } = await alpha.one<{ server: string }>(
    "select max(server_name) as server from metrics where metric_type = 'cpu'",
  );
  await dialog.getByRole("searchbox").fill(server);
  await expect(page).toHaveURL(/_rows\.search=/);
  await expect.poll(() => totalOf(dialog)).toBe(await count(`server_name ilike '%${server}%'`));
  await dialog.getByRole("button", { name: "Next page" }).click();
  await expect(page).toHaveURL(/_rows\.page=2/);
  await expect.poll(async () => (await cellsOf(dialog)).every((cells) => cells.includes(server))).toBe(true);
});

test("range and panel share one picker", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha?panel=cpu_usage");
  const dialog = opened(page, cpu);
  await dialog.getByRole("button", { name: /^Time range:/ }).click();
  await page.getByRole("button", { name: "Last hour" }).click();
  await expect(page).toHaveURL(/from=-1h&to=now/);
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("button", { name: "Time range: Last hour" })).toBeVisible();
});

test("a report stands alone, keeps range and tenant, and prints without its controls", async ({
  signedIn,
  alpha,
  context,
}) => {
  const [start, end] = await yesterday(alpha);
  const page = await signedIn("viewer");
  await page.goto(`${address("/t/tenant-alpha", start, end)}&panel=cpu_usage&points=grouped`);
  const [report] = await Promise.all([
    context.waitForEvent("page"),
    opened(page, cpu).getByRole("link", { name: "Open as report" }).click(),
  ]);
  await expect(report).toHaveURL(/\/reports\/cpu_usage\?tenant=tenant-alpha&from=.*&to=/);
  await expect(report.getByRole("heading", { level: 1, name: cpu })).toBeVisible();
  await expect(report.getByRole("img", { name: /lines?, .* points/ })).toBeVisible();
  expect(await violations(report)).toEqual([]);
  await report.emulateMedia({ media: "print" });
  await expect(report.getByRole("button", { name: "Print" })).toBeHidden();
  await expect(report.getByRole("img", { name: /lines?, .* points/ })).toBeVisible();
  const ground = await report.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(ground).toBe("rgb(255, 255, 255)");
});

test("a report of what is not there, or not one's own, is not found", async ({ signedIn, watch }) => {
  watch.expectStatus(404);
  const page = await signedIn("councillor");
  for (const path of [
    "/reports/no_such_panel?tenant=tenant-beta",
    "/reports/cpu_usage?tenant=tenant-alpha",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
  }
});

test("what is shown and the rows behind it come as files, complete", async ({ signedIn, alpha }) => {
  const [start, end] = await yesterday(alpha);
  const page = await signedIn("viewer");
  await page.goto(`${address("/t/tenant-alpha", start, end)}&panel=cpu_usage`);
  const dialog = opened(page, cpu);
  await expect(dialog.getByRole("img")).toBeVisible();
  const file = async (name: string) => {
    await dialog.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const { count } = await alpha.one<{ count: number }>(
    "select count(*) from metrics where metric_type = 'cpu' and recorded_at >= $1 and recorded_at < $2",
    [start, end],
  );

  const csv = await file("CSV, all rows");
  expect(csv.name).toMatch(/^cpu_usage-\d{4}-\d{2}-\d{2}\.csv$/);
  const lines = csv.bytes.toString("utf8").trimEnd().split("\r\n");
  expect(lines).toHaveLength(count + 1);

  const json = await file("JSON, what is shown");
  expect(json.name).toMatch(/\.json$/);
  expect(() => JSON.parse(json.bytes.toString("utf8"))).not.toThrow();

  const excel = await file("Excel, what is shown");
  expect(excel.name).toMatch(/\.xlsx$/);
  // An XLSX is a ZIP.
  expect(excel.bytes.subarray(0, 2).toString("latin1")).toBe("PK");
});

test("the CSV of a table is the table on the screen, page by page", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/reports/error_log?tenant=tenant-alpha&from=yesterday&to=today");
  const table = page.getByRole("region", { name: "Recent Errors", exact: true });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  // By a column without ties: those an export leaves in the order in which they come.
  const oldestFirst = page.waitForResponse((answer) => answer.url().includes("sort_order=asc"));
  await table.getByRole("button", { name: "Time" }).click();
  await oldestFirst;
  const columns = await table.getByRole("columnheader").allInnerTexts();

  const onScreen: string[][] = [];
  const total = await totalOf(table);
  for (;;) {
    await settled(page);
    onScreen.push(...(await valuesOf(table)));
    const next = table.getByRole("button", { name: "Next page" });
    if (await next.isDisabled()) break;
    await next.click();
    await expect(table.getByText(new RegExp(`^${onScreen.length + 1}–`))).toBeVisible();
  }
  expect(onScreen).toHaveLength(total);

  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV, what is shown" }).click(),
  ]);
  const [head, ...records] = readCsv(await readFile(await download.path(), "utf8"));
  expect(head).toEqual(columns.map((name) => name.trim()));
  expect(records.map((record) => record.map(instantOrText))).toEqual(onScreen);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("axe finds nothing in an opened panel", async ({ signedIn }) => {
      const page = await signedIn("viewer");
      await page.goto("/t/tenant-alpha?panel=cpu_usage");
      const dialog = opened(page, cpu);
      await expect(dialog.getByRole("img")).toBeVisible();
      expect(await violations(page, "dialog")).toEqual([]);
      await dialog.getByRole("tab", { name: "Rows" }).click();
      await expect(dialog.getByRole("row").nth(1)).toBeVisible();
      expect(await violations(page, "dialog")).toEqual([]);
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });

  test("an opened panel is a sheet that can be touched and scrolls down alone", async ({ signedIn }) => {
    const page = await signedIn("viewer");
    await page.goto("/t/tenant-alpha");
    await settled(page);
    await panel(page, cpu).getByRole("button", { name: explore }).tap();
    const dialog = opened(page, cpu);
    await expect(dialog.getByRole("img")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    for (const name of ["Close", "Export", "Copy link"]) {
      const box = await dialog.getByRole("button", { name, exact: true }).boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(44);
    }
  });
});
