import { readFile, writeFile } from "node:fs/promises";
import { configFile } from "./demo";
import { panel, settled } from "./on-screen";
import { expect, test } from "./watched";

const file = configFile("tenant-alpha", "panels/memory_kpi.yaml");
const title = "Current Memory Usage";
let original: string;

test.beforeEach(async () => {
  original = await readFile(file, "utf8");
  expect(original).toContain(title);
});
test.afterEach(() => writeFile(file, original));

test("an edited file is on an open screen within two seconds", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  const listening = page.waitForResponse((answer) => answer.url().includes("/api/v1/events?"));
  await page.goto("/t/tenant-alpha?refresh=off");
  await settled(page);
  expect((await listening).status()).toBe(200);
  await expect(panel(page, title)).toBeVisible();
  const renamed = "Memory, as edited by a test";
  await writeFile(file, original.replace(title, renamed));
  await expect(panel(page, renamed)).toBeVisible({ timeout: 2_000 });
  await expect(panel(page, renamed).locator("data")).toBeVisible();
  await writeFile(file, original);
  await expect(panel(page, title)).toBeVisible({ timeout: 2_000 });
});

test("a broken edit leaves the screen as it was, and tells administrators alone", async ({
  signedIn,
  context,
}) => {
  const page = await signedIn("viewer");
  const asked: string[] = [];
  context.on("request", (request) => {
    if (request.url().includes("/config/findings")) asked.push(request.url());
  });
  await page.goto("/t/tenant-alpha");
  await settled(page);
  await writeFile(file, original.replace('value: "memory_percent"', 'valeu: "memory_percent"'));
  await page.reload();
  await settled(page);
  await expect(panel(page, title).locator("data")).toBeVisible();
  await expect(page.getByText(/isn’t shown yet/)).toHaveCount(0);
  expect(asked).toEqual([]);

  await context.clearCookies();
  const admin = await signedIn("admin");
  await admin.goto("/t/tenant-alpha");
  // Asked for every few seconds: a refused edit sends no event.
  await expect(admin.getByText(/An edit of the dashboards has \d+ errors? .*isn’t shown yet/)).toBeVisible({
    timeout: 20_000,
  });
  await admin.getByRole("button", { name: "Show what is wrong" }).click();
  const dialog = admin.getByRole("dialog", { name: "What is wrong with the edit" });
  await expect(dialog.getByText(/memory_kpi\.yaml:\d+:\d+/).first()).toBeVisible();
  await expect(dialog.locator("pre")).toContainText("^");
});
