import type { Page, Response } from "@playwright/test";
import { panel, settled, violations } from "./on-screen";
import { expect, test } from "./watched";

interface Bars {
  categories: string[];
  series: { label: string; values: (number | null)[] }[];
  other: { categories: number; values: (number | null)[] } | null;
}

interface Gauge {
  value: number | null;
  min: number;
  max: number;
  status: { label: string } | null;
}

const place = "/t/tenant-alpha/d/performance?from=yesterday&to=today&refresh=off";

function answerOf(page: Page, id: string): Promise<Response> {
  return page.waitForResponse((answer) => answer.url().includes(`/panels/${id}/data`));
}

test("each painted bar is the API's value, and the table says the same", async ({ signedIn, alpha }) => {
  const page = await signedIn("viewer");
  const answer = answerOf(page, "requests_by_service");
  await page.goto(place);
  const data: Bars = await (await answer).json();
  await settled(page);
  const wanted = data.categories.flatMap((_, at) => data.series.map(({ values }) => values[at] ?? null));
  const bars = panel(page, "Requests by service");
  const painted = await bars
    .locator("[data-value]")
    .evaluateAll((all) => all.map((bar) => Number(bar.getAttribute("data-value"))));
  const other = data.other?.values ?? [];
  expect(painted).toEqual([...wanted, ...other].filter((value) => value !== null));

  // Lengths stand to each other as the values do.
  const sizes = await bars
    .locator("[data-value]")
    .evaluateAll((all) =>
      all.map((bar) => [Number(bar.getAttribute("data-value")), bar.getBoundingClientRect().width]),
    );
  const [largest = [0, 0]] = [...sizes].sort(([a = 0], [b = 0]) => b - a);
  for (const [value = 0, width = 0] of sizes.filter(([, width = 0]) => width > 4)) {
    expect(width / (largest[1] ?? 1)).toBeCloseTo(value / (largest[0] ?? 1), 1);
  }

  const { count } = await alpha.one<{ count: number }>(
    "select count(*) from requests where requested_at >= $1 and requested_at < $2",
    [await alpha.midnight(1), await alpha.midnight(0)],
  );
  expect(painted.reduce((sum, value) => sum + value, 0)).toBe(count);

  await bars.getByRole("button", { name: "View as table" }).click();
  const cells = await bars
    .locator("td data")
    .evaluateAll((all) => all.map((cell) => Number((cell as HTMLDataElement).value)));
  expect(cells).toEqual(painted);
});

test("the keyboard goes from bar to bar", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  const answer = answerOf(page, "requests_by_service");
  await page.goto(place);
  const { categories }: Bars = await (await answer).json();
  await settled(page);
  const bars = panel(page, "Requests by service").getByRole("img");
  await bars.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(bars.nth(1)).toBeFocused();
  await expect(bars.nth(1)).toHaveAccessibleName(new RegExp(`^${categories[1]}: `));
});

test("a gauge shows the API's value, which is SQL's, its state and its ends", async ({ signedIn, alpha }) => {
  const page = await signedIn("viewer");
  const answer = answerOf(page, "cpu_gauge");
  await page.goto(place);
  const data: Gauge = await (await answer).json();
  await settled(page);
  const gauge = panel(page, "Busiest processor");
  const shown = gauge.locator("data");
  expect(await shown.evaluate((element: HTMLDataElement) => Number(element.value))).toBe(data.value);
  const { highest } = await alpha.one<{ highest: number }>(
    `select max(cpu_percent) as highest from metrics
     where metric_type = 'cpu' and recorded_at >= $1 and recorded_at < $2`,
    [await alpha.midnight(1), await alpha.midnight(0)],
  );
  expect(data.value).toBeCloseTo(highest, 9);
  await expect(shown).toHaveText(`${Math.round(highest)}%`);
  await expect(gauge.getByText(data.status?.label ?? "", { exact: false }).first()).toBeVisible();
  await expect(gauge.getByText("Scale from 0%")).toBeAttached();
  await expect(gauge.getByText("to 100%")).toBeAttached();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("axe finds nothing in bars and gauges", async ({ signedIn }) => {
      const page = await signedIn("viewer");
      await page.goto(place);
      await settled(page);
      expect(await violations(page, "main")).toEqual([]);
      await panel(page, "Requests by service").getByRole("button", { name: "View as table" }).click();
      expect(await violations(page, "main")).toEqual([]);
    });
  });
}
