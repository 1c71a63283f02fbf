import { address, panel, settled } from "./on-screen";
import { expect, test } from "./watched";

test.describe("a panel that the database refuses", () => {
  test.beforeEach(async ({ alpha }) => {
    await alpha.rows("revoke select on error_logs from tenant_alpha_reader");
  });
  test.afterEach(async ({ alpha }) => {
    await alpha.rows("grant select on error_logs to tenant_alpha_reader");
  });

  test("says so in its place, with the id to quote; the others work", async ({ signedIn, alpha, watch }) => {
    for (const status of [500, 502, 503]) watch.expectStatus(status);
    const page = await signedIn("viewer");
    const ids: string[] = [];
    page.on("response", (answer) => {
      if (answer.url().includes("/panels/error_log/data"))
        ids.push(answer.headers()["x-request-id"] ?? "none");
    });
    // A range that nobody asked for before: the server has no older answer to show.
    const odd = new Date((await alpha.midnight(1)).getTime() + 1000 * (Date.now() % 10_000));
    await page.goto(address("/t/tenant-alpha", odd, await alpha.midnight(0)));
    const table = panel(page, "Recent Errors");
    const alert = table.getByRole("alert");
    await expect(alert).toContainText("It names a table that the dashboard's role may not read.");
    expect(ids).toContain(await alert.getByRole("code").textContent());
    await expect(alert).not.toContainText(/error_logs|tenant_alpha_reader/i);
    await expect(panel(page, "CPU Usage Over Time").getByRole("img")).toBeVisible();
    await expect(panel(page, "Current Memory Usage").locator("data")).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(1);

    await alpha.rows("grant select on error_logs to tenant_alpha_reader");
    await alert.getByRole("button", { name: "Try again" }).click();
    await expect(table.getByRole("row").nth(1)).toBeVisible();
  });
});

test("without a network the numbers stay and are marked; with it they are renewed", async ({
  signedIn,
  context,
}) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha?refresh=off");
  await settled(page);
  const memory = panel(page, "Current Memory Usage");
  await context.setOffline(true);
  await expect(page.getByRole("status").filter({ hasText: "You are offline" })).toBeVisible();
  await expect(memory.locator("data")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("You are offline")).toBeHidden();
});
