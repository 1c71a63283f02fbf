import { readFile } from "node:fs/promises";
import { expect, list, opened, rowOf, test, totalShown } from "./desk";
import { readCsv, settled, violations } from "./on-screen";

test("the keyboard is enough", async ({ signedIn }) => {
  const page = await signedIn("manager");
  await page.goto(`${list}?status=closed&sort_by=created_at&sort_order=asc`);
  await settled(page);
  const rows = page.locator("[data-row]");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows.nth(1).getByRole("link")).toBeFocused();
  await page.keyboard.press("x");
  await expect(rows.nth(1).getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(rows.nth(1).getByRole("checkbox")).not.toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: /^Ticket / })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: /^Ticket / })).toHaveCount(0);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search tickets" })).toBeFocused();
});

test("a list is saved under a name, opened again, changed and deleted", async ({ signedIn }) => {
  const page = await signedIn("manager");
  const name = `Late ${Date.now().toString(36)}`;
  await page.goto(`${list}?status=open&sla=breached`);
  await settled(page);
  await page.getByRole("button", { name: /^Saved view/ }).click();
  await page.getByRole("menuitem", { name: "Save this list as a view" }).click();
  const saving = page.getByRole("dialog", { name: "Save this list as a view" });
  await saving.getByLabel("Name").fill(name);
  await saving.getByRole("button", { name: "Save view" }).click();
  const menu = page.getByRole("button", { name: `Saved view: ${name}`, exact: true });
  await expect(menu).toBeVisible();
  await page.getByRole("button", { name: "Status Open, remove", exact: true }).click();
  await page.getByRole("button", { name: `Saved view: ${name}, changed` }).click();
  await page.getByRole("menuitem", { name: `Back to “${name}”` }).click();
  await expect(page).toHaveURL(/status=open/);
  await menu.click();
  await page.getByRole("menuitem", { name: `Delete “${name}”` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete view" }).click();
  await expect(menu).toHaveCount(0);
});

test("the export is exactly the list", async ({ signedIn }) => {
  const page = await signedIn("manager");
  await page.goto(`${list}?status=escalated&created_to=2026-01-01T00:00:00Z`);
  await settled(page);
  const total = await totalShown(page);
  await page.getByRole("button", { name: "Export" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV" }).click(),
  ]);
  const records = readCsv(await readFile(await file.path(), "utf8"));
  expect(records.length - 1).toBe(total);
});

test("nothing that matches says so, and the filters can be taken away", async ({ signedIn }) => {
  const page = await signedIn("manager");
  await page.goto(`${list}?search=nothing-is-called-like-this`);
  await expect(page.getByText("No ticket matches these filters")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expect(page.locator("[data-row]").first()).toBeVisible();
});

test("a viewer is offered no tickets, and told why at their address", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-beta");
  await settled(page);
  await expect(page.getByRole("link", { name: "Tickets" })).toHaveCount(0);
  await page.goto(list);
  await expect(page.getByRole("heading", { level: 1, name: "Tickets are not yours to see" })).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a ticket is found, read and resolved with a thumb", async ({ signedIn, newTicket }) => {
    const ticket = await newTicket({ severity: "high" });
    const page = await signedIn("manager");
    await page.goto(list);
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "Filters" }).tap();
    const sheet = page.getByRole("dialog", { name: "Filters and order" });
    await sheet.locator("summary", { hasText: "Severity" }).tap();
    await sheet.getByRole("checkbox", { name: "High" }).check();
    await sheet.getByRole("button", { name: /^Show [\d,]+ tickets?$/ }).tap();
    await expect(page).toHaveURL(/severity=high/);
    await page.getByRole("searchbox", { name: "Search tickets" }).fill(ticket.description);
    await expect(page.locator("[data-row]")).toHaveCount(1);
    await rowOf(page, ticket).getByRole("link").tap();
    const whole = opened(page, ticket);
    await expect(whole).toBeVisible();
    await expect(page.locator("[data-row]")).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    const resolve = whole.getByRole("button", { name: "Resolve" });
    expect((await resolve.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await resolve.tap();
    const dialog = page.getByRole("dialog", { name: "Set to “Resolved”" });
    await dialog.getByLabel("Note").fill("Done on the spot");
    await dialog.getByRole("button", { name: "Resolve" }).tap();
    await expect(whole.getByRole("button", { name: "Reopen" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await whole.getByRole("button", { name: "Back to the list" }).tap();
    await expect(rowOf(page, ticket)).toContainText("Resolved");
  });
});
