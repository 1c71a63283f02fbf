import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";

export function panel(page: Page, title: string): Locator {
  return page.getByRole("region", { name: title, exact: true });
}

/** The dashboard's address with an absolute range. */
export function address(path: string, start: Date, end: Date): string {
  const iso = (at: Date) => at.toISOString().replace(".000Z", "Z");
  return `${path}?from=${iso(start)}&to=${iso(end)}`;
}

export interface ShownPoint {
  time: string;
  series: string;
  /** null where the page says that there is no value. */
  value: number | null;
}

/** The rows of "View as table", as far as this page of them goes. */
export function pointsOf(chart: Locator): Promise<ShownPoint[]> {
  return chart.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => {
      const [time, series, value] = [...row.querySelectorAll("td")];
      const shown = value?.querySelector("data")?.value;
      return {
        time: time?.querySelector("time")?.dateTime ?? "",
        series: series?.textContent ?? "",
        value: shown === undefined ? null : Number(shown),
      };
    }),
  );
}

/** `1–100 of 17,280` → 17280. */
export async function totalOf(within: Locator): Promise<number> {
  const text = await within.getByText(/^[\d,]+–[\d,]+ of [\d,]+$/).textContent();
  return Number((text?.split(" of ")[1] ?? "").replaceAll(",", ""));
}

/** The words in each cell of a table panel's rows. */
export function cellsOf(table: Locator): Promise<string[][]> {
  return table
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText)));
}

/** As `cellsOf`, with moments as instants (ISO, UTC). */
export async function valuesOf(table: Locator): Promise<string[][]> {
  const rows = await table
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll("td")].map((cell) => cell.querySelector("time")?.dateTime ?? cell.innerText),
      ),
    );
  return rows.map((row) => row.map(instantOrText));
}

/** A moment in whatever zone as ISO in UTC; all else as it is. */
export function instantOrText(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text).toISOString() : text;
}

/** The records of a CSV file as RFC 4180 has them. */
export function readCsv(text: string): string[][] {
  const records: string[][] = [];
  for (const line of text.matchAll(/(?:"(?:[^"]|"")*"|[^"\r\n])*\r\n/g)) {
    const fields = line[0].slice(0, -2).matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g);
    records.push(
      [...fields].map(([, field = ""]) =>
        field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
      ),
    );
  }
  return records;
}

/** Waits until the page stands, no panel is loading and none shows numbers of another range. */
export async function settled(page: Page): Promise<void> {
  // Title and panels come together; before them nothing is loading yet either.
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** The panel that is open in full. */
export function opened(page: Page, title: string): Locator {
  return page.getByRole("dialog", { name: title, exact: true });
}

/** What axe finds wrong with a part of the page, in words. */
export async function violations(page: Page, part = "html"): Promise<string[]> {
  const found = await new AxeBuilder({ page }).include(part).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`);
}
