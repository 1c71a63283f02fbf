import type { Page } from "@playwright/test";
import { settled, violations } from "./on-screen";
import { expect, test } from "./people";

async function viewAs(page: Page, id: string, tenant: string): Promise<void> {
  await page.goto(`/admin/users/${id}`);
  await page.getByRole("button", { name: `Actions for the membership of ${tenant}` }).click();
  await page.getByRole("menuitem", { name: /^View as this member/ }).click();
}

const banner = (page: Page) => page.getByRole("region", { name: "Viewing as a member" });

test("an administrator sees what a member sees, under a banner on every page, and changes nothing", async ({
  signedIn,
  newPerson,
}) => {
  const member = await newPerson({ tenant_id: "tenant-alpha", role: "manager" });
  const page = await signedIn("admin");
  await viewAs(page, member.id, "Alpha Platform Operations");
  await expect(page).toHaveURL(/\/t\/tenant-alpha$/);
  await settled(page);
  await expect(banner(page)).toHaveText(
    `You see Alpha Platform Operations as ${member.full_name} (Manager) — read-onlyEnd view`,
  );
  expect(await violations(page)).toEqual([]);
  // The member's one tenant, and nothing that changes or takes away.
  await page.getByRole("button", { name: /^Tenant:/ }).click();
  await expect(page.getByRole("menuitemradio")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Share", exact: true })).toHaveCount(0);
  await page.goto("/reports/cpu_usage?tenant=tenant-alpha");
  await expect(page.getByRole("heading", { level: 1, name: "CPU Usage Over Time" })).toBeVisible();
  await expect(banner(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Export" })).toHaveCount(0);
  await page.goto("/account");
  await expect(banner(page)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Change your password" })).toHaveCount(0);
  await page.goto("/admin/users");
  await expect(page.getByRole("heading", { level: 1, name: "Not while you view as a member" })).toBeVisible();

  await banner(page).getByRole("button", { name: "End view" }).click();
  await expect(page).toHaveURL(new RegExp(`/admin/users/${member.id}$`));
  await expect(banner(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: member.full_name })).toBeVisible();
});

test("a ward's member is seen as such, and what they may see is explained", async ({
  signedIn,
  newPerson,
}) => {
  const member = await newPerson({ tenant_id: "tenant-beta", role: "ward_councillor", ward_id: "3" });
  const page = await signedIn("admin");
  await page.goto(`/admin/users/${member.id}`);
  await page.getByRole("button", { name: /^Actions for the membership of Mokgatle/ }).click();
  await page.getByRole("menuitem", { name: "What may they see?" }).click();
  const dialog = page.getByRole("dialog", { name: `What ${member.full_name} may see` });
  await expect(
    dialog.getByRole("region", { name: "What they may do" }).getByRole("listitem").first(),
  ).toBeVisible();
  await expect(dialog.getByText("ward 3").first()).toBeVisible();
  expect(await violations(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();

  await viewAs(page, member.id, "Mokgatle Local Municipality");
  await expect(banner(page)).toContainText("(Ward councillor, ward 3)");
  await expect(page.getByRole("heading", { level: 1, name: "Nothing for ward 3 yet" })).toBeVisible();
  await banner(page).getByRole("button", { name: "End view" }).click();
  await expect(banner(page)).toHaveCount(0);
});

test("nobody looks through a liaison's eyes", async ({ signedIn, newPerson }) => {
  const liaison = await newPerson({ tenant_id: "tenant-beta", role: "saps_liaison" });
  const page = await signedIn("admin");
  await page.goto(`/admin/users/${liaison.id}`);
  await page.getByRole("button", { name: /^Actions for the membership of Mokgatle/ }).click();
  const item = page.getByRole("menuitem", { name: /^View as this member/ });
  await expect(item).toHaveAttribute("aria-disabled", "true");
  await expect(item).toContainText("for a liaison alone");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });

  test("the banner stays in sight and can be ended", async ({ signedIn, newPerson }) => {
    const member = await newPerson({ tenant_id: "tenant-alpha", role: "viewer" });
    const page = await signedIn("admin");
    await viewAs(page, member.id, "Alpha Platform Operations");
    await settled(page);
    await page.mouse.wheel(0, 1500);
    const end = banner(page).getByRole("button", { name: "End view" });
    await expect(end).toBeInViewport();
    expect((await end.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await end.tap();
    await expect(banner(page)).toHaveCount(0);
  });
});
