import type { Page } from "@playwright/test";
import type { Database } from "./database";
import { address, cellsOf, panel, pointsOf, settled } from "./on-screen";
import { cpuPoints, errorRows, toTwelveDigits } from "./sql";
import { expect, test } from "./watched";

const cpu = "CPU Usage Over Time";

async function expectCpu(page: Page, alpha: Database, start: Date, end: Date, bucket: "1 minute" | null) {
  const chart = panel(page, cpu);
  const wanted = toTwelveDigits(await cpuPoints(alpha, start, end, bucket)).slice(0, 100);
  await expect.poll(async () => toTwelveDigits(await pointsOf(chart))).toEqual(wanted);
}

/** The range that the address holds, as instants. */
function rangeOf(page: Page): [Date, Date] {
  const { searchParams } = new URL(page.url());
  return [new Date(searchParams.get("from") ?? ""), new Date(searchParams.get("to") ?? "")];
}

test("a preset and a range of one's own change address and values", async ({ signedIn, alpha }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha");
  await panel(page, cpu).getByRole("button", { name: "View as table" }).click();

  const picker = page.getByRole("button", { name: /^Time range:/ });
  await picker.click();
  await page.getByRole("button", { name: "Yesterday", exact: true }).click();
  await expect(page).toHaveURL("/t/tenant-alpha?from=yesterday&to=today");
  await expect(picker).toHaveAccessibleName("Time range: Yesterday");
  await expectCpu(page, alpha, await alpha.midnight(1), await alpha.midnight(0), "1 minute");

  // A day long gone, from 6 to noon
  const { day } = await alpha.one<{ day: string }>(
    "select to_char(now() at time zone 'Africa/Johannesburg' - interval '3 days', 'YYYY-MM-DD') as day",
  );
  await picker.click();
  const dialog = page.getByRole("dialog", { name: "Time range" });
  await dialog.getByLabel("From date").fill(day);
  await dialog.getByLabel("From time").fill("06:00");
  await dialog.getByLabel("To date").fill(day);
  await dialog.getByLabel("To time").fill("12:00");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog).toBeHidden();
  const [start, end] = [new Date(`${day}T06:00:00+02:00`), new Date(`${day}T12:00:00+02:00`)];
  await expect(page).toHaveURL(address("/t/tenant-alpha", start, end));
  await expectCpu(page, alpha, start, end, null);
  const errors = await errorRows(alpha, start, end);
  await expect.poll(() => cellsOf(panel(page, "Recent Errors"))).toEqual(errors);

  await page.goBack();
  await expect(picker).toHaveAccessibleName("Time range: Yesterday");
});

test("a typed range is understood, and nonsense is said to be", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha");
  await page.getByRole("button", { name: /^Time range:/ }).click();
  const typed = page.getByLabel("Type a range");
  await typed.fill("a while ago");
  await typed.press("Enter");
  await expect(page.getByText("Not understood.")).toBeVisible();
  await typed.fill("36h");
  await typed.press("Enter");
  await expect(page).toHaveURL(/from=-36h&to=now/);
  await expect(page.getByRole("button", { name: "Time range: Last 36 hours" })).toBeVisible();
});

test("dragging over a chart zooms in, a double click goes back", async ({ signedIn, alpha }) => {
  const [start, end] = [await alpha.midnight(1), await alpha.midnight(0)];
  const whole = address("/t/tenant-alpha", start, end);
  const page = await signedIn("viewer");
  await page.goto(whole);
  const chart = panel(page, cpu);
  await settled(page);
  const plot = chart.getByRole("img");
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the chart has no place");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 });
  await page.mouse.up();
  await expect(page).not.toHaveURL(whole);
  const [from, to] = rangeOf(page);
  expect(from.getTime()).toBeGreaterThan(start.getTime());
  expect(to.getTime()).toBeLessThan(end.getTime());
  expect(to.getTime() - from.getTime()).toBeLessThan(8 * 3_600_000);
  await chart.getByRole("button", { name: "View as table" }).click();
  await expectCpu(page, alpha, from, to, null);

  await chart.getByRole("button", { name: "View as chart" }).click();
  await plot.dblclick();
  await expect(page).toHaveURL(whole);
});

test("the address keeps everything over a reload", async ({ signedIn, alpha }) => {
  const [start, end] = [await alpha.midnight(1), await alpha.midnight(0)];
  const page = await signedIn("viewer");
  await page.goto(address("/t/tenant-alpha", start, end));
  const table = panel(page, "Recent Errors");
  await table.getByRole("searchbox").fill("request");
  await expect(page).toHaveURL(/error_log\.search=request/);
  await table.getByRole("button", { name: "Service" }).click();
  await expect(page).toHaveURL(/error_log\.sort=service/);
  await page.getByRole("button", { name: /^Refresh by itself/ }).click();
  await page.getByRole("menuitemradio", { name: "5 min" }).click();
  await expect(page).toHaveURL(/refresh=5m/);
  await settled(page);
  const [before, cells] = [page.url(), await cellsOf(table)];

  await page.reload();
  await settled(page);
  expect(page.url()).toBe(before);
  await expect.poll(() => cellsOf(table)).toEqual(cells);
  await expect(table.getByRole("searchbox")).toHaveValue("request");
  await expect(page.getByRole("button", { name: "Refresh by itself: 5 min" })).toBeVisible();
  // Another range starts its tables from the top, and keeps what was searched.
  await page.getByRole("button", { name: /^Time range:/ }).click();
  await page.getByRole("button", { name: "Last 7 days" }).click();
  await expect(page).toHaveURL(/from=-7d&to=now/);
  await expect(page).toHaveURL(/error_log\.search=request/);
});
