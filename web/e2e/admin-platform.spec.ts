import { serverUrl } from "./demo";
import { settled, violations } from "./on-screen";
import { enter, expect, test } from "./people";

test("a token is made, shown once, used and revoked", async ({ signedIn, playwright }) => {
  const page = await signedIn("admin");
  await page.goto("/admin/tokens");
  const name = `Report ${Date.now()}`;
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Tenant").selectOption({ label: "Alpha Platform Operations" });
  await expect(dialog.getByLabel("Role").getByRole("option", { name: "SAPS liaison" })).toHaveCount(0);
  await dialog.getByLabel("Expires after").selectOption({ label: "7 days" });
  expect(await violations(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Make token" }).click();
  const token = await dialog.getByLabel("Token", { exact: true }).inputValue();
  expect(token).toMatch(/^wrt_/);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row).toContainText("Expires soon");
  await expect(row).toContainText("Never");

  const program = await playwright.request.newContext({
    baseURL: serverUrl,
    extraHTTPHeaders: { Authorization: `Bearer ${token}` },
  });
  expect((await program.get("/api/v1/dashboards")).status()).toBe(200);
  expect((await program.get("/api/v1/admin/users")).status()).toBe(403);
  await row.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke token" }).click();
  await expect(row).toContainText("Revoked");
  expect((await program.get("/api/v1/dashboards")).status()).toBe(401);
  await program.dispose();
  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
});

test("tenants show how they fare; an address is tried before it is kept, and never shown", async ({
  signedIn,
  watch,
}) => {
  watch.expectStatus(400);
  watch.expectStatus(409);
  const page = await signedIn("admin");
  await page.goto("/admin/tenants");
  const alpha = page.getByRole("row", { name: /tenant-alpha/ });
  await expect(alpha).toContainText("Reachable");
  await page.getByRole("button", { name: "Add tenant" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a tenant" });
  await dialog.getByLabel("Id").fill("tenant-gamma");
  await dialog.getByLabel("Name").fill("Gamma");
  const address = dialog.getByLabel("Database address");
  await expect(address).toHaveAttribute("type", "password");
  await address.fill("postgres://nobody:wrong@127.0.0.1:1/nothing");
  await dialog.getByRole("button", { name: "Add tenant" }).click();
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await expect(address).not.toHaveAccessibleDescription(/wrong/);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Actions for Alpha Platform Operations" }).click();
  await page.getByRole("menuitem", { name: "Change the database’s address" }).click();
  await expect(page.getByLabel("Database address")).toHaveValue("");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Actions for Alpha Platform Operations" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const removing = page.getByRole("dialog", { name: "Remove Alpha Platform Operations?" });
  await expect(removing.getByRole("button", { name: "Remove tenant" })).toBeDisabled();
  await removing.getByLabel("The tenant’s id").fill("tenant-alpha");
  await expect(removing.getByRole("button", { name: "Remove tenant" })).toBeEnabled();
  await removing.getByRole("button", { name: "Cancel" }).click();
});

test("a session is seen and ended by an administrator", async ({ signedIn, newPerson, elsewhere, watch }) => {
  watch.expectStatus(401);
  const person = await newPerson({ tenant_id: "tenant-alpha", role: "viewer" });
  const theirs = await elsewhere();
  await enter(theirs.context(), person);
  await theirs.goto("/t/tenant-alpha");
  await settled(theirs);
  const page = await signedIn("admin");
  await page.goto("/admin/sessions");
  const row = page.getByRole("row", { name: new RegExp(person.email) });
  await row.getByRole("button", { name: /^End the session of/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(row).toHaveCount(0);
  await expect(theirs).toHaveURL(/\/sign-in\?return_to=/, { timeout: 25_000 });
});

test("the log tells who did what, and is narrowed down in the address", async ({
  signedIn,
  admin,
  newPerson,
  central,
}) => {
  const person = await newPerson({ tenant_id: "tenant-beta", role: "viewer" });
  const put = await admin.post(`/api/v1/admin/users/${person.id}/tenants`, {
    data: { tenant_id: "tenant-beta", role: "ward_councillor", ward_id: "3" },
  });
  expect(put.status()).toBe(200);
  const page = await signedIn("admin");
  await page.goto("/admin/audit");
  await page.getByLabel("Action").selectOption({ label: "Set a membership" });
  await expect(page).toHaveURL(/action=membership_put/);
  await page.getByLabel("Search").fill(person.email);
  await expect(page).toHaveURL(/search=/);
  await expect(page.getByText("1–2 of 2")).toBeVisible();
  const newest = page.getByRole("row").nth(1);
  await expect(newest).toContainText(person.email);
  await expect(newest).toContainText("Role: viewer → ward_councillor");
  await newest.getByRole("button", { name: /^Details/ }).click();
  const dialog = page.getByRole("dialog", { name: "Set a membership" });
  await expect(dialog.getByRole("row", { name: /^Ward/ })).toContainText("nothing3");
  expect(await violations(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Close" }).click();

  // A link holds it all; today is part of it, yesterday has none.
  await page.reload();
  await expect(page.getByText("1–2 of 2")).toBeVisible();
  await page.goto(`${page.url()}&to=2020-01-01`);
  await expect(page.getByText("No record matches")).toBeVisible();

  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expect(page).toHaveURL(/\/admin\/audit$/);
  const shown = page.getByRole("navigation", { name: "Pages of records" });
  const { count } = await central.one<{ count: number }>("select count(*) from audit");
  await expect(shown).toContainText(`of ${count.toLocaleString("en")}`);
  await page.getByLabel("Person").fill("admin@demo.example");
  await expect(page).toHaveURL(/person=admin/);
  const { own } = await central.one<{ own: number }>(
    "select count(*) as own from audit where actor_email = 'admin@demo.example'",
  );
  await expect(shown).toContainText(`of ${own.toLocaleString("en")}`);
  if (own > 50) {
    await page.getByRole("button", { name: "Next page" }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(shown).toContainText(/^51–/);
  }
});

const pages = [
  "/admin/users",
  "/admin/tenants",
  "/admin/tokens",
  "/admin/sessions",
  "/admin/audit",
  "/account",
];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("axe finds nothing in the administration", async ({ signedIn }) => {
      const page = await signedIn("admin");
      for (const path of pages) {
        await page.goto(path);
        await settled(page);
        await expect(page.getByRole("table").first()).toBeVisible();
        expect(await violations(page), path).toEqual([]);
      }
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });

  test("rows become cards, and everything can be touched", async ({ signedIn }) => {
    const page = await signedIn("admin");
    for (const path of pages) {
      await page.goto(path);
      await settled(page);
      await expect(page.getByRole("table")).toHaveCount(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
      for (const control of await page.getByRole("main").getByRole("button").all()) {
        const box = await control.boundingBox();
        const name = `${path}: ${await control.innerText()}`;
        expect(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(44);
      }
    }
    await page.goto("/admin/users");
    await page.getByRole("button", { name: "New user" }).tap();
    const dialog = page.getByRole("dialog", { name: "New user" });
    for (const label of ["Name", "E-mail", "Password"])
      expect((await dialog.getByLabel(label).boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await violations(page, "dialog")).toEqual([]);
  });
});
