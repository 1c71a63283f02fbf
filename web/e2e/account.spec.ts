import { settled } from "./on-screen";
import { enter, expect, test } from "./people";

test("one sees where one is signed in, and ends the others", async ({
  page,
  context,
  newPerson,
  elsewhere,
  watch,
}) => {
  watch.expectStatus(401);
  const person = await newPerson({ tenant_id: "tenant-alpha", role: "viewer" });
  await enter(context, person);
  const other = await elsewhere({ userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0" });
  await enter(other.context(), person);
  await other.goto("/t/tenant-alpha");
  await settled(other);

  await page.goto("/t/tenant-alpha");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Account and sessions" }).click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole("region", { name: "You", exact: true })).toContainText(person.email);
  await expect(page.getByRole("region", { name: "What you belong to" })).toContainText("Viewer");
  const sessions = page.getByRole("region", { name: "Your sessions" });
  await expect(sessions.getByRole("row")).toHaveCount(3);
  await expect(sessions.getByText("Firefox on Linux")).toBeVisible();
  await expect(sessions.getByText("This one")).toHaveCount(1);
  await sessions.getByRole("button", { name: "End all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(sessions.getByRole("row")).toHaveCount(2);
  await expect(other).toHaveURL(/\/sign-in\?return_to=/, { timeout: 25_000 });

  // One's own can be ended too: that is signing out.
  await sessions.getByRole("button", { name: /this one$/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a password is changed by who knows it, and the other sessions end", async ({
  page,
  context,
  newPerson,
  elsewhere,
  watch,
}) => {
  for (const status of [400, 401, 403]) watch.expectStatus(status);
  const person = await newPerson({ tenant_id: "tenant-alpha", role: "viewer" });
  await enter(context, person);
  const other = await elsewhere();
  await enter(other.context(), person);
  await page.goto("/account");
  const form = page.getByRole("region", { name: "Change your password" });
  const fill = async (current: string, next: string, again = next) => {
    await form.getByLabel("Current password").fill(current);
    await form.getByLabel("New password", { exact: true }).fill(next);
    await form.getByLabel("New password again").fill(again);
    await form.getByRole("button", { name: "Change password" }).click();
  };
  const next = `a battery staple ${Date.now()}`;
  await fill(person.password, next, `${next}x`);
  await expect(form.getByLabel("New password again")).toHaveAccessibleDescription(/not the same/);
  await fill(`${person.password}x`, next);
  await expect(form.getByLabel("Current password")).toHaveAccessibleDescription(/not your present password/);
  await fill(person.password, "password1234");
  await expect(form.getByLabel("New password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await fill(person.password, next);
  await expect(page.getByRole("status", { name: "Done" })).toContainText("Your password is changed");
  await expect(form.getByLabel("Current password")).toHaveValue("");
  expect((await other.request.get("/api/v1/auth/me")).status()).toBe(401);
  await enter(other.context(), { ...person, password: next });
});
