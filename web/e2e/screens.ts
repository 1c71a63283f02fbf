import { readFile, writeFile } from "node:fs/promises";
import { configFile } from "./demo";
import { panel, settled } from "./on-screen";
import { expect, test } from "./watched";

const folder = "screenshots";

const views = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

const pages = [
  { name: "dashboard", who: "viewer", path: "/t/tenant-alpha" },
  { name: "performance", who: "viewer", path: "/t/tenant-alpha/d/performance" },
  { name: "week", who: "viewer", path: "/t/tenant-alpha?from=-7d&to=now" },
  { name: "municipality", who: "viewer", path: "/t/tenant-beta" },
  { name: "response-times", who: "viewer", path: "/t/tenant-beta/d/performance" },
  { name: "opened", who: "viewer", path: "/t/tenant-alpha?panel=cpu_usage" },
  { name: "opened-rows", who: "viewer", path: "/t/tenant-alpha?panel=cpu_usage&view=rows" },
  { name: "report", who: "viewer", path: "/reports/cpu_usage?tenant=tenant-alpha" },
  { name: "operations", who: "manager", path: "/t/tenant-beta/operations" },
  { name: "operations-month", who: "manager", path: "/t/tenant-beta/operations?from=-30d&to=now" },
  { name: "operations-ward", who: "councillor", path: "/t/tenant-beta/operations" },
  { name: "councillor", who: "councillor", path: "/t/tenant-beta" },
  { name: "tickets", who: "manager", path: "/t/tenant-beta/tickets" },
  {
    name: "tickets-filtered",
    who: "manager",
    path: "/t/tenant-beta/tickets?status=open&status=waiting&severity=critical&sla=breached",
  },
  { name: "tickets-none", who: "manager", path: "/t/tenant-beta/tickets?search=nothing-is-called-so" },
  { name: "tickets-councillor", who: "councillor", path: "/t/tenant-beta/tickets" },
  { name: "tickets-viewer", who: "viewer", path: "/t/tenant-beta/tickets" },
  { name: "admin-users", who: "admin", path: "/admin/users" },
  { name: "admin-tenants", who: "admin", path: "/admin/tenants" },
  { name: "admin-tokens", who: "admin", path: "/admin/tokens" },
  { name: "admin-sessions", who: "admin", path: "/admin/sessions" },
  { name: "admin-audit", who: "admin", path: "/admin/audit" },
  { name: "admin-forbidden", who: "viewer", path: "/admin/users" },
  { name: "account", who: "manager", path: "/account" },
  { name: "not-found", who: "viewer", path: "/t/tenant-alpha/d/no-such-thing" },
] as const;

for (const [view, use] of Object.entries(views)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${view}, ${colorScheme}`, () => {
      test.use({ ...use, colorScheme });
      test.beforeEach(({ watch }) => {
        for (const status of [401, 404]) watch.expectStatus(status);
      });
      const file = (name: string) => `${folder}/${name}-${view}-${colorScheme}.png`;

      test("sign-in", async ({ page }) => {
        await page.goto("/sign-in");
        await expect(page.getByRole("button", { name: /viewer@/ })).toBeVisible();
        await page.screenshot({ path: file("sign-in"), fullPage: true });
      });

      for (const { name, who, path } of pages) {
        test(name, async ({ signedIn }) => {
          const page = await signedIn(who);
          await page.goto(path);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          await settled(page);
          // What lies over the page has the size of the window.
          await page.screenshot({ path: file(name), fullPage: !path.includes("panel=") });
        });
      }

      test("findings", async ({ signedIn }) => {
        const broken = configFile("tenant-alpha", "panels/memory_kpi.yaml");
        const original = await readFile(broken, "utf8");
        await writeFile(broken, original.replace("value:", "valeu:"));
        try {
          const page = await signedIn("admin");
          await page.goto("/t/tenant-alpha");
          const show = page.getByRole("button", { name: "Show what is wrong" });
          await expect(show).toBeVisible({ timeout: 20_000 });
          await settled(page);
          await page.screenshot({ path: file("findings-banner") });
          await show.click();
          await expect(page.getByRole("dialog")).toBeVisible();
          await page.screenshot({ path: file("findings") });
        } finally {
          await writeFile(broken, original);
        }
      });

      test("administration", async ({ signedIn }) => {
        const page = await signedIn("admin");
        const dialog = page.getByRole("dialog");
        const close = () => dialog.getByRole("button", { name: "Close" }).click();
        await page.goto("/admin/users");
        await page.getByRole("button", { name: "New user" }).click();
        await dialog.getByRole("button", { name: "Generate" }).click();
        await page.screenshot({ path: file("admin-new-user") });
        await close();
        await page.getByRole("link", { name: /Councillor/ }).click();
        await page.getByRole("button", { name: /^Actions for the membership/ }).click();
        await page.screenshot({ path: file("admin-member-menu") });
        await page.getByRole("menuitem", { name: "What may they see?" }).click();
        await expect(dialog.getByRole("listitem").first()).toBeVisible();
        await page.screenshot({ path: file("admin-access") });
        await close();
        await page.screenshot({ path: file("admin-user"), fullPage: true });
        await page.getByRole("button", { name: "Delete" }).click();
        await page.screenshot({ path: file("admin-delete") });
        await close();
        await page.goto("/admin/tokens");
        await page.getByRole("button", { name: "New token" }).click();
        await expect(dialog.getByLabel("Tenant")).toBeVisible();
        await page.screenshot({ path: file("admin-new-token") });
        await page.goto("/admin/audit");
        await page
          .getByRole("button", { name: /^Details/ })
          .first()
          .click();
        await page.screenshot({ path: file("admin-record") });
      });

      test("sharing", async ({ signedIn, context }) => {
        const page = await signedIn("manager");
        await page.goto("/t/tenant-alpha");
        await settled(page);
        await page.getByRole("button", { name: "Share", exact: true }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel("Name").fill("Control room");
        await page.screenshot({ path: file("share-new") });
        await dialog.getByRole("button", { name: "Make link" }).click();
        const link = dialog.getByLabel("The link of “Control room”");
        const { pathname, hash } = new URL(await link.inputValue());
        await page.screenshot({ path: file("share-made") });
        await dialog.getByRole("tab", { name: /^Links there are/ }).click();
        await page.screenshot({ path: file("share-list") });
        const wall = await context.newPage();
        await wall.goto(pathname + hash);
        await settled(wall);
        await wall.screenshot({ path: file("shared"), fullPage: true });
        await dialog.getByRole("button", { name: "Revoke Control room" }).first().click();
        await page.getByRole("button", { name: "Revoke link" }).click();
        await wall.goto("/share");
        await expect(wall.getByRole("heading", { name: "This link opens nothing" })).toBeVisible();
        await wall.screenshot({ path: file("share-ended") });
      });

      test("view-as", async ({ signedIn }) => {
        const page = await signedIn("admin");
        await page.goto("/admin/users");
        await page.getByRole("link", { name: /Viewer/ }).click();
        await page.getByRole("button", { name: /^Actions for the membership of Alpha/ }).click();
        await page.getByRole("menuitem", { name: /^View as/ }).click();
        await expect(page).toHaveURL(/\/t\/tenant-alpha$/);
        await expect(page.getByRole("button", { name: "End view" })).toBeVisible();
        await settled(page);
        await page.screenshot({ path: file("view-as") });
        await page.getByRole("button", { name: "End view" }).click();
        await expect(page).toHaveURL(/\/admin\/users\//);
      });

      test("connection", async ({ signedIn, context, watch }) => {
        test.slow();
        watch.expectStatus(503);
        watch.tolerate(/ERR_INTERNET_DISCONNECTED/);
        const page = await signedIn("viewer");
        await page.goto("/t/tenant-alpha");
        await settled(page);
        const picture = async (label: string) => {
          const mark = page.getByRole("button", { name: `Connection: ${label}` });
          await expect(mark).toBeVisible({ timeout: 30_000 });
          await mark.click();
          await expect(page.getByRole("tooltip")).toBeVisible();
          await page.screenshot({ path: file(`connection-${label.toLowerCase()}`) });
          await mark.press("Escape");
        };
        await picture("Live");
        await context.setOffline(true);
        await picture("Offline");
        await page.route("**/api/v1/events?*", (route) => route.fulfill({ status: 503 }));
        await context.setOffline(false);
        await picture("Reconnecting");
        await picture("Polling");
      });

      test("pieces", async ({ signedIn }) => {
        const page = await signedIn("viewer");
        await page.goto("/t/tenant-alpha");
        await settled(page);
        const plot = panel(page, "CPU Usage Over Time").getByRole("img");
        const { width = 0, height = 0 } = (await plot.boundingBox()) ?? {};
        await plot.hover({ position: { x: width * 0.5, y: height * 0.5 } });
        await page.screenshot({ path: file("tooltip") });
        await page.getByRole("button", { name: /^Time range:/ }).click();
        await expect(page.getByRole("grid")).toBeVisible();
        await page.screenshot({ path: file("time-range") });
      });
    });
  }
}
