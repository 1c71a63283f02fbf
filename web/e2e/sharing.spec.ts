import type { Page } from "@playwright/test";
import { panel, settled, violations } from "./on-screen";
import { expect, test } from "./people";

interface Wish {
  name: string;
  range?: string;
}

/** Makes a link by the dialog; the path of it, as the page shows it once. */
async function share(page: Page, { name, range }: Wish): Promise<string> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Share / });
  await dialog.getByLabel("Name").fill(name);
  if (range !== undefined) await dialog.getByLabel("Longest range").selectOption({ label: range });
  await dialog.getByRole("button", { name: "Make link" }).click();
  const { pathname, hash } = new URL(await dialog.getByLabel(`The link of “${name}”`).inputValue());
  expect(hash).toMatch(/^#wrs_/);
  await dialog.getByRole("button", { name: "Done" }).click();
  return pathname + hash;
}

async function revoke(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Share / });
  await dialog.getByRole("tab", { name: /^Links there are/ }).click();
  await dialog.getByRole("button", { name: `Revoke ${name}` }).click();
  await page
    .getByRole("dialog", { name: `Revoke ${name}?` })
    .getByRole("button", { name: "Revoke link" })
    .click();
  // A row of the table, a card on a phone.
  const link = dialog.locator("tr, li").filter({ hasText: name });
  await expect(link.getByText("Revoked")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
}

test("a dashboard is shared with whoever has the link, until it is revoked", async ({
  signedIn,
  elsewhere,
  watch,
}) => {
  watch.expectStatus(401);
  const page = await signedIn("manager");
  await page.goto("/t/tenant-alpha");
  await settled(page);
  const name = `Wall ${Date.now()}`;
  const link = await share(page, { name, range: "A day" });

  const wall = await elsewhere();
  const calls: { path: string; share: string | undefined }[] = [];
  wall.on("request", (request) => {
    const url = new URL(request.url());
    if (!url.pathname.startsWith("/api/")) return;
    const shown = request.headers()["x-share"] ?? url.searchParams.get("share") ?? undefined;
    calls.push({ path: url.pathname, share: shown });
  });
  await wall.goto(link);
  // The token is in no address that is kept.
  await expect(wall).toHaveURL(/\/share\/[0-9a-f-]{36}$/);
  await expect(wall.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();
  await expect(wall.getByText(`Alpha Platform Operations · ${name}`)).toBeVisible();
  await settled(wall);
  await expect(panel(wall, "CPU Usage Over Time").getByRole("img")).toHaveAccessibleName(/12 lines/);
  await expect(panel(wall, "Recent Errors").getByRole("row").nth(1)).toBeVisible();
  const picture = panel(wall, "Network Topology").getByRole("img", { name: "Network Topology" });
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await expect(wall.getByRole("alert")).toHaveCount(0);
  for (const away of [/^Explore/, "Share", "Your account", /^Tenant:/, "Export"])
    await expect(wall.getByRole("button", { name: away })).toHaveCount(0);
  expect(await violations(wall)).toEqual([]);

  const id = new URL(wall.url()).pathname.split("/").at(-1);
  const [first, ...rest] = calls;
  expect(first?.path).toBe("/api/v1/auth/share");
  expect(rest.length).toBeGreaterThan(6);
  expect(rest.filter(({ share: shown }) => shown !== id)).toEqual([]);

  // A range within the limit can be chosen; longer ones are not offered, and one in the address is not taken.
  await wall.getByRole("button", { name: /^Time range:/ }).click();
  await expect(wall.getByRole("button", { name: "Last 7 days" })).toHaveCount(0);
  await wall.getByRole("button", { name: "Last hour" }).click();
  await settled(wall);
  await expect(wall.getByRole("alert")).toHaveCount(0);
  await wall.goto(`${new URL(wall.url()).pathname}?from=-7d&to=now`);
  await expect(wall.getByRole("button", { name: "Time range: Last 24 hours" })).toBeVisible();
  await settled(wall);
  await expect(wall.getByRole("alert")).toHaveCount(0);

  await revoke(page, name);
  // The open screen learns of it by itself.
  await expect(wall.getByRole("heading", { level: 1, name: "This link was withdrawn" })).toBeVisible({
    timeout: 25_000,
  });
  await wall.goto(link);
  await expect(wall.getByRole("heading", { level: 1, name: "This link opens nothing" })).toBeVisible();
});

test("a report is shared alone; whoever opens it beside an open session stays who they are", async ({
  signedIn,
  context,
  watch,
}) => {
  watch.expectStatus(401);
  const page = await signedIn("manager");
  await page.goto("/reports/cpu_usage?tenant=tenant-alpha");
  await expect(page.getByRole("heading", { level: 1, name: "CPU Usage Over Time" })).toBeVisible();
  const name = `Report ${Date.now()}`;
  const link = await share(page, { name });

  const beside = await context.newPage();
  await beside.goto(link);
  await expect(beside.getByRole("heading", { level: 1, name: "CPU Usage Over Time" })).toBeVisible();
  await expect(
    beside.getByRole("region", { name: "CPU Usage Over Time" }).getByRole("img"),
  ).toHaveAccessibleName(/12 lines/);
  // The times on it are the tenant's.
  await expect(beside.getByRole("banner").getByRole("time")).toBeVisible();
  await expect(beside.getByRole("button", { name: "Your account" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("button", { name: "Share", exact: true })).toBeVisible();
  await revoke(page, name);
});

test("a link that never was one says so, and needs nobody to be signed in", async ({ page, watch }) => {
  watch.expectStatus(401);
  for (const path of ["/share", "/share#wrs_nothing", "/share/0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"]) {
    await page.goto("about:blank");
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "This link opens nothing" })).toBeVisible();
  }
});

test("who may not share is offered nothing", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha");
  await settled(page);
  await expect(page.getByRole("button", { name: "Share", exact: true })).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });

  test("a link is made and seen with a thumb", async ({ signedIn, elsewhere, watch }) => {
    watch.expectStatus(401);
    const page = await signedIn("manager");
    await page.goto("/t/tenant-alpha");
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const name = `Phone ${Date.now()}`;
    const link = await share(page, { name });
    const phone = await elsewhere({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });
    await phone.goto(link);
    await settled(phone);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const box = await phone.getByRole("button", { name: /^Time range:/ }).boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await revoke(page, name);
  });
});
