import type { Database } from "./database";
import { address, cellsOf, panel, pointsOf, settled, totalOf } from "./on-screen";
import { type Bucket, cpuPoints, errorRows, toTwelveDigits } from "./sql";
import { expect, test } from "./watched";

const cpu = "CPU Usage Over Time";
const perPage = 100;

const hour = 3_600_000;
const after = (start: Date, ms: number) => new Date(start.getTime() + ms);

// Each rule at its longest range; the last but one begins between two edges.
const rules: { name: string; bucket: Bucket | null; range: (alpha: Database) => Promise<[Date, Date]> }[] = [
  {
    name: "8 hours show every row",
    bucket: null,
    range: async (alpha) => {
      const start = await alpha.midnight(1);
      return [start, after(start, 8 * hour)];
    },
  },
  {
    name: "a day shows minutes",
    bucket: "1 minute",
    range: async (alpha) => [await alpha.midnight(1), await alpha.midnight(0)],
  },
  {
    name: "4 days show ten minutes",
    bucket: "10 minutes",
    range: async (alpha) => [after(await alpha.midnight(4), 65_000), await alpha.midnight(0)],
  },
  {
    name: "a week shows hours",
    bucket: "1 hour",
    range: async (alpha) => [await alpha.midnight(7), await alpha.midnight(0)],
  },
];

for (const { name, bucket, range } of rules) {
  test(`${name}, equal to SQL`, async ({ signedIn, alpha }) => {
    const [start, end] = await range(alpha);
    const wanted = toTwelveDigits(await cpuPoints(alpha, start, end, bucket));
    const page = await signedIn("viewer");
    await page.goto(address("/t/tenant-alpha", start, end));
    const chart = panel(page, cpu);
    await expect(chart.getByRole("img")).toHaveAccessibleName(
      bucket === null
        ? /every row/
        : new RegExp(`avg per ${bucket.replace(/minutes?/, "min").replace("hour", "h")}`),
    );
    await chart.getByRole("button", { name: "View as table" }).click();
    expect(await totalOf(chart)).toBe(wanted.length);
    for (const at of [0, 1, 2]) {
      const rows = wanted.slice(at * perPage, (at + 1) * perPage);
      await expect.poll(async () => toTwelveDigits(await pointsOf(chart))).toEqual(rows);
      await chart.getByRole("button", { name: "Next page" }).click();
    }
    await chart.getByRole("button", { name: "Last page" }).click();
    const lastPage = Math.floor((wanted.length - 1) / perPage);
    await expect
      .poll(async () => toTwelveDigits(await pointsOf(chart)))
      .toEqual(wanted.slice(lastPage * perPage));
  });
}

test("a gap of a collector says that it has no value", async ({ signedIn, alpha }) => {
  const gap = await alpha.one<{ server: string; at: Date }>(`
    select server_name as server, recorded_at as at from (
      select server_name, recorded_at, lead(recorded_at) over (partition by server_name order by recorded_at) as next
      from metrics where metric_type = 'cpu') as steps
    where next - recorded_at > interval '5 minutes' and recorded_at < now() - interval '1 day'
    order by recorded_at desc limit 1`);
  const start = after(gap.at, -5 * 60_000);
  const end = after(start, 9 * hour);
  const page = await signedIn("viewer");
  await page.goto(address("/t/tenant-alpha", start, end));
  const chart = panel(page, cpu);
  await chart.getByRole("button", { name: "View as table" }).click();
  await chart.getByRole("button", { name: "Next page" }).click();
  const wanted = toTwelveDigits(await cpuPoints(alpha, start, end, "1 minute")).slice(perPage, 2 * perPage);
  await expect.poll(async () => toTwelveDigits(await pointsOf(chart))).toEqual(wanted);
  await expect(chart.getByRole("row", { name: new RegExp(`${gap.server} no value`) }).first()).toBeVisible();
});

test("the memory shown is the API's, and the newest that SQL finds", async ({ signedIn, alpha }) => {
  const newest = `select memory_percent as value, round(memory_percent::numeric, 1) || '%' as text from metrics
    where metric_type = 'memory' order by recorded_at desc limit 1`;
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha?refresh=off");
  const shown = panel(page, "Current Memory Usage").locator("data");
  await expect(shown).toBeVisible();
  // A row may come between the two questions: it is the newest before the answer or after it. Two may come, too: then the
  // next look has to agree.
  await expect(async () => {
    const before = await alpha.rows<{ value: number; text: string }>(newest);
    const answer = page.waitForResponse((one) => one.url().includes("/panels/memory_kpi/data"));
    await page.getByRole("button", { name: "Refresh all panels" }).click();
    const data: { value: number } = await (await answer).json();
    await settled(page);
    const { value, text } = await shown.evaluate((element: HTMLDataElement) => ({
      value: Number(element.value),
      text: element.innerText,
    }));
    expect(value).toBe(data.value);
    expect([...before, ...(await alpha.rows<{ value: number; text: string }>(newest))]).toContainEqual({
      value,
      text,
    });
  }).toPass({ timeout: 15_000 });
});

test("each service has the state that SQL finds", async ({ signedIn, alpha }) => {
  const words = "case last_check_status when 0 then 'Healthy' when 1 then 'Degraded' else 'Down' end";
  const states = `select name || ${words} as state from service_health order by 1`;
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha");
  const services = panel(page, "Service Health").getByRole("listitem");
  await expect(services).not.toHaveCount(0);
  // One may fail or recover in between: then the next look has to agree.
  await expect(async () => {
    const wanted = await alpha.rows<{ state: string }>(states);
    await page.getByRole("button", { name: "Refresh all panels" }).click();
    await settled(page);
    const shown = (await services.allTextContents()).sort();
    expect(shown).toHaveLength(wanted.length);
    const agree = wanted.filter(({ state }, index) => shown[index]?.startsWith(state));
    expect(agree).toHaveLength(wanted.length);
  }).toPass({ timeout: 15_000 });
});

test("the error log's pages, order and search equal SQL", async ({ signedIn, alpha }) => {
  const [start, end] = [await alpha.midnight(1), await alpha.midnight(0)];
  const page = await signedIn("viewer");
  await page.goto(address("/t/tenant-alpha", start, end));
  const table = panel(page, "Recent Errors");
  const expectCells = (wanted: string[][]) => expect.poll(() => cellsOf(table)).toEqual(wanted);
  await expectCells(await errorRows(alpha, start, end));

  await table.getByRole("button", { name: "Next page" }).click();
  await expect(page).toHaveURL(/error_log\.page=2/);
  const second = 'order by "timestamp" desc limit 25 offset 25';
  await expectCells(await errorRows(alpha, start, end, second));

  await table.getByRole("button", { name: "Service" }).click();
  await expect(page).toHaveURL(/error_log\.sort=service/);
  const byService = 'order by service, "timestamp", error_message limit 25';
  await expectCells(await errorRows(alpha, start, end, byService));
  await expect(table.getByRole("columnheader", { name: "Service" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );

  const [someone = ""] = (await errorRows(alpha, start, end)).map(([, service]) => service ?? "");
  await table.getByRole("searchbox").fill(someone);
  await expect(page).toHaveURL(new RegExp(`error_log\\.search=${someone}`));
  const found = `where concat_ws(' ', service, error_message) ilike '%${someone}%' ${byService}`;
  await expectCells(await errorRows(alpha, start, end, found));

  await table.getByRole("searchbox").fill("nothing of the kind");
  await expect(table.getByText("Nothing matches “nothing of the kind”")).toBeVisible();
});
