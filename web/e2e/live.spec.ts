import { panel, settled } from "./on-screen";
import { expect, test } from "./watched";

const marked = "written by a test of the page";

test.afterEach(async ({ alpha }) => {
  await alpha.rows("delete from error_logs where error_message = $1", [marked]);
});

test("new rows appear by themselves, and the page says when it was updated", async ({ signedIn, alpha }) => {
  test.slow();
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha?refresh=10s");
  await settled(page);
  const moment = panel(page, "Current Memory Usage").getByRole("time");
  const before = await moment.getAttribute("datetime");
  await expect(page.getByText(/^Updated [3-9]s ago$/)).toBeVisible();
  await alpha.rows(
    `insert into error_logs ("timestamp", service, error_message, severity) values (now(), 'auth', $1, 'CRITICAL')`,
    [marked],
  );
  // The server notices a table that changed within seconds; the page asks again every ten in any case.
  await expect(panel(page, "Recent Errors").getByText(marked)).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText("Updated just now")).toBeVisible();
  // The demo's own collectors wrote as well.
  await expect(moment).not.toHaveAttribute("datetime", before ?? "");
});

test("the button renews every panel at once", async ({ signedIn, alpha }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha?refresh=off");
  await settled(page);
  await alpha.rows(
    `insert into error_logs ("timestamp", service, error_message, severity) values (now(), 'auth', $1, 'ERROR')`,
    [marked],
  );
  // Whoever asks for a new answer shares one that is less than a second old: perhaps the one that the page was opened with.
  await page.waitForTimeout(1_100);
  await page.getByRole("button", { name: "Refresh all panels" }).click();
  await expect(panel(page, "Recent Errors").getByText(marked)).toBeVisible();
});
