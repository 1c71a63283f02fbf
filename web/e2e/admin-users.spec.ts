import type { Page } from "@playwright/test";
import { settled, violations } from "./on-screen";
import { enter, expect, test } from "./people";

const dialogOf = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });

test("a user is made, let in, changed, shut out and deleted", async ({
  signedIn,
  elsewhere,
  central,
  watch,
}) => {
  watch.expectStatus(401);
  watch.expectStatus(409);
  const page = await signedIn("admin");
  await page.goto("/admin/users");
  const mark = `t${Date.now().toString(36)}`;
  const email = `${mark}@test.example`;
  const name = `Eve ${mark}`;

  await page.getByRole("button", { name: "New user" }).click();
  const making = dialogOf(page, "New user");
  await making.getByLabel("Name").fill(name);
  await making.getByLabel("E-mail").fill(email);
  await making.getByRole("button", { name: "Generate" }).click();
  const password = await making.getByLabel("Password").inputValue();
  expect(await violations(page, "dialog")).toEqual([]);
  await making.getByRole("button", { name: "Create user" }).click();
  const made = dialogOf(page, `${name} can sign in`);
  await expect(made.getByRole("textbox", { name: "Password" })).toHaveValue(password);
  await made.getByRole("link", { name: "Add a membership" }).click();

  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.getByRole("button", { name: "Add membership" }).click();
  const adding = dialogOf(page, `Add ${name} to a tenant`);
  await adding.getByLabel("Tenant").selectOption({ label: "Alpha Platform Operations" });
  await adding.getByLabel("Role").selectOption({ label: "Viewer" });
  await adding.getByRole("button", { name: "Add membership" }).click();
  await expect(page.getByRole("row", { name: /Alpha Platform Operations/ })).toContainText("Viewer");

  const theirs = await elsewhere();
  await theirs.goto("/sign-in");
  await theirs.getByLabel("Email").fill(email);
  await theirs.getByLabel("Password").fill(password);
  await theirs.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();

  // The address of somebody else is refused at the field.
  await page.getByRole("button", { name: "Edit" }).click();
  const editing = dialogOf(page, `Edit ${name}`);
  await editing.getByLabel("E-mail").fill("viewer@demo.example");
  await editing.getByRole("button", { name: "Save" }).click();
  await expect(editing.getByLabel("E-mail")).toHaveAccessibleDescription(/exists already/);
  await editing.getByLabel("E-mail").fill(email);
  await editing.getByLabel("Name").fill(`${name} Engineer`);
  await editing.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${name} Engineer` })).toBeVisible();

  await page.getByRole("button", { name: "Disable" }).click();
  await dialogOf(page, /^Disable/)
    .getByRole("button", { name: "Disable" })
    .click();
  await expect(page.getByText("Disabled", { exact: true })).toBeVisible();
  // The open page of theirs is left by itself.
  await expect(theirs).toHaveURL(/\/sign-in/, { timeout: 25_000 });
  await theirs.getByLabel("Email").fill(email);
  await theirs.getByLabel("Password").fill(password);
  await theirs.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(theirs.getByRole("alert")).toBeVisible();

  await page.getByRole("button", { name: "Delete" }).click();
  const deleting = dialogOf(page, /^Delete/);
  await expect(deleting.getByRole("button", { name: "Delete user" })).toBeDisabled();
  await deleting.getByLabel("The user’s e-mail address").fill(email);
  await deleting.getByRole("button", { name: "Delete user" }).click();
  await expect(page).toHaveURL(/\/admin\/users$/);
  await page.getByRole("searchbox").fill(mark);
  await expect(page.getByText(`Nobody matches “${mark}”`)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`search=${mark}`));
  const { count } = await central.one<{ count: number }>("select count(*) from users where email = $1", [
    email,
  ]);
  expect(count).toBe(0);
});

test("a change of membership shows on a page that is open, without anyone's doing", async ({
  signedIn,
  newPerson,
  elsewhere,
  watch,
}) => {
  watch.expectStatus(404);
  const person = await newPerson({ tenant_id: "tenant-alpha", role: "viewer" });
  const theirs = await elsewhere();
  await enter(theirs.context(), person);
  await theirs.goto("/t/tenant-alpha");
  await settled(theirs);
  await expect(theirs.getByRole("button", { name: "Share", exact: true })).toHaveCount(0);

  const page = await signedIn("admin");
  await page.goto(`/admin/users/${person.id}`);
  const actions = page.getByRole("button", {
    name: "Actions for the membership of Alpha Platform Operations",
  });
  await actions.click();
  await page.getByRole("menuitem", { name: "Change role, ward or team" }).click();
  const changing = dialogOf(page, /in Alpha Platform Operations$/);
  await changing.getByLabel("Role").selectOption({ label: "Manager" });
  await changing.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("row", { name: /Alpha Platform Operations/ })).toContainText("Manager");
  // The very next call knows it; the open page asks by itself.
  const shares = await theirs.request.get("/api/v1/shares", { headers: { "X-Tenant": "tenant-alpha" } });
  expect(shares.status()).toBe(200);
  await expect(theirs.getByRole("button", { name: "Share", exact: true })).toBeVisible({ timeout: 25_000 });

  await actions.click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await dialogOf(page, /^Remove .* from Alpha/)
    .getByRole("button", { name: "Remove membership" })
    .click();
  await expect(page.getByText("No member of any tenant")).toBeVisible();
  expect((await theirs.request.get("/api/v1/dashboards?tenant=tenant-alpha")).status()).toBe(404);
  await expect(theirs.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible({
    timeout: 25_000,
  });
  await theirs.getByRole("link", { name: "Back to the start" }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: "You belong to no tenant yet" })).toBeVisible();
  await expect(theirs.getByText(person.email)).toBeVisible();
  expect(await violations(theirs)).toEqual([]);
});

test("an administrator cannot shut themselves out", async ({ signedIn, central, watch }) => {
  watch.expectStatus(409);
  const page = await signedIn("admin");
  const { id } = await central.one<{ id: string }>("select id from users where email = 'admin@demo.example'");
  await page.goto(`/admin/users/${id}`);
  await page.getByRole("button", { name: "Disable" }).click();
  const dialog = dialogOf(page, /^Disable/);
  await dialog.getByRole("button", { name: "Disable" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();
});

test("who administers nothing gets a plain page, at every address of the administration", async ({
  signedIn,
}) => {
  const page = await signedIn("manager");
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/admin/")) asked.push(request.url());
  });
  for (const path of ["/admin", "/admin/users", "/admin/tenants", "/admin/audit"]) {
    await page.goto(path);
    await expect(
      page.getByRole("heading", { level: 1, name: "This is for platform administrators" }),
    ).toBeVisible();
  }
  expect(asked).toEqual([]);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Your account" }).click();
  await expect(page.getByRole("menuitem", { name: "Administration" })).toHaveCount(0);
});
