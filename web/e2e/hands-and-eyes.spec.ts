import type { Locator, Page } from "@playwright/test";
import { account } from "./demo";
import { panel, settled, violations } from "./on-screen";
import { expect, test } from "./watched";

const smallestTarget = 44;

async function expectNoSidewaysScroll(page: Page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

async function expectTouchable(controls: Locator[]) {
  for (const control of controls) {
    const box = await control.boundingBox();
    const name = await control.getAttribute("aria-label");
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), name ?? undefined).toBeGreaterThanOrEqual(
      smallestTarget,
    );
  }
}

for (const width of [390, 360]) {
  test.describe(`on a phone, ${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 }, hasTouch: true, isMobile: true });

    test("nothing scrolls sideways and everything can be touched", async ({ page, signedIn, watch }) => {
      watch.expectStatus(401);
      await page.goto("/sign-in");
      await expect(page.getByRole("button", { name: /viewer@/ })).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectTouchable([
        page.getByLabel("Email"),
        page.getByRole("button", { name: "Sign in", exact: true }),
        page.getByRole("button", { name: /viewer@/ }),
      ]);

      await signedIn("viewer");
      for (const path of ["/t/tenant-alpha", "/t/tenant-alpha/d/performance", "/t/tenant-beta"]) {
        await page.goto(path);
        await settled(page);
        await expectNoSidewaysScroll(page);
      }
      await page.goto("/t/tenant-alpha");
      await settled(page);
      const errors = panel(page, "Recent Errors");
      const picker = page.getByRole("button", { name: /^Time range:/ });
      await expectTouchable([
        page.getByRole("button", { name: /^Tenant:/ }),
        page.getByRole("button", { name: /^Dashboard:/ }),
        page.getByRole("button", { name: "Your account" }),
        picker,
        page.getByRole("button", { name: "Refresh all panels" }),
        page.getByRole("button", { name: /^Refresh by itself/ }),
        panel(page, "CPU Usage Over Time").getByRole("button", { name: "View as table" }),
        errors.getByRole("searchbox"),
        errors.getByRole("button", { name: "Next page" }),
      ]);
      await picker.tap();
      const dialog = page.getByRole("dialog", { name: "Time range" });
      await expect(dialog.getByRole("grid")).toBeVisible();
      await expectTouchable([
        dialog.getByRole("button", { name: "Last hour" }),
        dialog.getByLabel("From date"),
        dialog.getByRole("button", { name: "Apply" }),
      ]);
      await expectNoSidewaysScroll(page);
      await dialog.getByRole("button", { name: "Last hour" }).tap();
      await expect(page).toHaveURL(/from=-1h&to=now/);
    });
  });
}

test("the keyboard alone signs in and switches dashboards", async ({ page, watch }) => {
  watch.expectStatus(401);
  const { email, password } = account("viewer");
  await page.goto("/sign-in");
  await expect(page.getByLabel("Email")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();

  const switcher = page.getByRole("button", { name: /^Dashboard:/ });
  for (let presses = 0; presses < 6; presses += 1) {
    await page.keyboard.press("Tab");
    if (await switcher.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(switcher).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemradio", { name: /^System Health/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitemradio", { name: /^Performance/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/d\/performance/);
  await expect(page.getByRole("heading", { level: 1, name: "Performance" })).toBeVisible();
  await expect(switcher).toBeFocused();
});

test("the theme is chosen, kept over a reload, and there before the first paint", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  const root = page.locator("html");
  await page.goto("/t/tenant-alpha");
  await page.getByRole("button", { name: "Switch to the dark theme" }).click();
  await expect(root).toHaveAttribute("data-theme", "dark");
  await page.goto("/t/tenant-alpha", { waitUntil: "commit" });
  await expect(root).toHaveAttribute("data-theme", "dark");
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(ground).not.toBe("rgb(246, 247, 249)");
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("axe finds nothing", async ({ page, signedIn, watch }) => {
      watch.expectStatus(401);
      const expectAccessible = async (part?: string): Promise<void> => {
        expect(await violations(page, part)).toEqual([]);
      };
      await page.goto("/sign-in");
      await expect(page.getByRole("button", { name: /viewer@/ })).toBeVisible();
      await expectAccessible();
      await signedIn("viewer");
      for (const path of ["/t/tenant-alpha", "/t/tenant-alpha/d/performance"]) {
        await page.goto(path);
        await settled(page);
        await expectAccessible();
      }
      await panel(page, "Memory by server").getByRole("button", { name: "View as table" }).click();
      await expectAccessible("main section:has(caption)");
      await page.getByRole("button", { name: /^Time range:/ }).click();
      await expect(page.getByRole("grid")).toBeVisible();
      await expectAccessible("[role=dialog]");
    });
  });
}
