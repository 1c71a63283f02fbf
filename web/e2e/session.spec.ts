import { account } from "./demo";
import { panel, settled } from "./on-screen";
import { expect, test } from "./watched";

test("sign in, pick a tenant, see every panel of its dashboard", async ({ page, watch }) => {
  watch.expectStatus(401);
  const { email, password } = account("manager");
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/t\/tenant-/);

  await page.getByRole("button", { name: /^Tenant:/ }).click();
  await page.getByRole("menuitemradio", { name: /Alpha Platform Operations/ }).click();
  await expect(page).toHaveURL(/\/t\/tenant-alpha$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("System Health Dashboard");
  await settled(page);
  await expect(panel(page, "CPU Usage Over Time").getByRole("img")).toHaveAccessibleName(/12 lines/);
  await expect(panel(page, "Current Memory Usage").getByText(/^\d+\.\d%$/)).toBeVisible();
  await expect(panel(page, "Service Health").getByText("api-gateway")).toBeVisible();
  await expect(panel(page, "Recent Errors").getByRole("row")).toHaveCount(26);
  const picture = panel(page, "Network Topology").getByRole("img", { name: "Network Topology" });
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await expect(panel(page, "Daily Summary").getByRole("heading", { name: /^Summary for/ })).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a demo account is one click away", async ({ page, watch }) => {
  watch.expectStatus(401);
  await page.goto("/sign-in");
  await page
    .getByRole("region", { name: "Demo accounts" })
    .getByRole("button", { name: /viewer@/ })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a wrong password is refused in words, and the right one then works", async ({ page, watch }) => {
  watch.expectStatus(401);
  const { email, password } = account("viewer");
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(`${password}x`);
  await page.getByLabel("Password").press("Enter");
  await expect(page.getByRole("alert")).toContainText("The e-mail address or the password is wrong.");
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Password").press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();
});

test("an ended session asks to sign in and comes back to the same place", async ({
  signedIn,
  central,
  watch,
}) => {
  watch.expectStatus(401);
  const page = await signedIn("viewer");
  const place = "/t/tenant-alpha/d/performance?from=yesterday&to=today&refresh=off";
  await page.goto(place);
  await expect(page.getByRole("heading", { level: 1, name: "Performance" })).toBeVisible();
  await settled(page);
  const { email, password } = account("viewer");
  await central.rows("delete from sessions where user_id = (select id from users where email = $1)", [email]);

  // The server ends the page's event stream, and the page asks who it is.
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Performance" })).toBeVisible();
  await expect(page).toHaveURL(place);
});

test("signing out ends the session", async ({ signedIn, watch }) => {
  watch.expectStatus(401);
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/t/tenant-alpha");
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
});
