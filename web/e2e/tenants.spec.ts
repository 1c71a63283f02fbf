import { panel, settled } from "./on-screen";
import { expect, test } from "./watched";

test("two tabs show two tenants", async ({ signedIn, context }) => {
  const first = await signedIn("viewer");
  await first.goto("/t/tenant-alpha");
  const second = await context.newPage();
  await second.goto("/t/tenant-beta");
  await expect(second.getByRole("heading", { level: 1, name: "Municipal Systems" })).toBeVisible();
  await first.getByRole("button", { name: "Refresh all panels" }).click();
  await settled(first);
  await expect(panel(first, "Service Health").getByText("api-gateway")).toBeVisible();
  await expect(panel(second, "Municipal Systems").getByText("Payroll")).toBeVisible();
  await first.reload();
  await expect(first.getByRole("button", { name: "Tenant: Alpha Platform Operations" })).toBeVisible();
});

test("switching the tenant shows the other's data, and is remembered", async ({ signedIn, beta }) => {
  const page = await signedIn("manager");
  await page.goto("/t/tenant-alpha");
  await page.getByRole("button", { name: /^Tenant:/ }).click();
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/tenants/tenant-beta/select"));
  await page.getByRole("menuitemradio", { name: /Mokgatle/ }).click();
  expect((await saved).status()).toBe(204);
  await expect(page).toHaveURL(/\/t\/tenant-beta$/);
  const health = panel(page, "Municipal Systems");
  const { count } = await beta.one<{ count: number }>("select count(*) from service_health");
  await expect(health.getByRole("listitem")).toHaveCount(count);
  await expect(page.getByText("api-gateway")).toHaveCount(0);
  await page.goto("/");
  await expect(page).toHaveURL(/\/t\/tenant-beta$/);
});

test("the dashboards of a tenant are switched, and the range goes along", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha?from=yesterday&to=today");
  await page.getByRole("button", { name: /^Dashboard:/ }).click();
  await page.getByRole("menuitemradio", { name: /^Performance/ }).click();
  await expect(page).toHaveURL("/t/tenant-alpha/d/performance?from=yesterday&to=today");
  await expect(page.getByRole("heading", { level: 1, name: "Performance" })).toBeVisible();
  await settled(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
  for (const title of ["CPU, 95th percentile by server", "Memory by server", "Requests"])
    await expect(panel(page, title).getByRole("img")).toBeVisible();
});

test("pictures are painted: the heat map has cells, in shades", async ({ signedIn }) => {
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha/d/performance?refresh=off");
  await settled(page);
  const picture = panel(page, "How long requests took").getByRole("img");
  await expect(picture).toBeVisible();
  const { width, blue, shades } = await picture.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context?.drawImage(image, 0, 0);
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    const found = new Set<number>();
    let count = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const [red = 0, , blueness = 0, opacity = 0] = pixels.subarray(at, at + 4);
      if (opacity < 255 || blueness < red + 40) continue;
      count += 1;
      found.add(red);
    }
    return { width: canvas.width, blue: count, shades: found.size };
  });
  expect(width).toBeGreaterThan(1000);
  expect(blue).toBeGreaterThan(20_000);
  expect(shades).toBeGreaterThan(5);
});

test("a councillor sees why there is nothing yet", async ({ signedIn }) => {
  const page = await signedIn("councillor");
  await page.goto("/");
  await expect(page).toHaveURL(/\/t\/tenant-beta$/);
  await expect(page.getByRole("heading", { level: 1, name: "Nothing for ward 3 yet" })).toBeVisible();
});

test("a dashboard and a tenant that are not there, or not one's own, are not found", async ({
  signedIn,
  watch,
}) => {
  watch.expectStatus(404);
  const page = await signedIn("councillor");
  for (const path of ["/t/tenant-beta/d/no-such-thing", "/t/tenant-alpha", "/t/no-such-tenant", "/nowhere"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
  }
  await page.getByRole("link", { name: "Back to the start" }).click();
  await expect(page).toHaveURL(/\/t\/tenant-beta$/);
});
