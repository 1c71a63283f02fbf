import { expect, list, opened, test } from "./desk";
import { settled } from "./on-screen";

const note = "Times and days in Johannesburg, UTC+2";

/** Midnight in Johannesburg, which knows no summer time, so many days from today on. */
function midnight(now: Date, later = 0): Date {
  const dayMs = 86_400_000;
  const offsetMs = 7_200_000;
  return new Date((Math.floor((now.getTime() + offsetMs) / dayMs) + later) * dayMs - offsetMs);
}

test.describe("seen from New York", () => {
  test.use({ timezoneId: "America/New_York" });

  test("a desk goes by its tenant's clock, and says so", async ({ signedIn, newTicket }) => {
    const page = await signedIn("manager");
    const ticket = await newTicket();
    await page.goto(`${list}/${ticket.id}`);
    await settled(page);
    const shown = opened(page, ticket);
    await expect(page.getByText(note).filter({ visible: true })).toHaveCount(1);
    const created = shown.locator("time[title]").first();
    const instant = (await created.getAttribute("datetime")) ?? "";
    const wall = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Africa/Johannesburg",
      dateStyle: "medium",
      timeStyle: "medium",
    }).format(Date.parse(instant));
    await expect(created).toHaveAttribute("title", wall);
    // On a phone the ticket stands alone.
    await page.setViewportSize({ width: 360, height: 740 });
    await expect(shown.getByText(note)).toBeVisible();
  });

  test("days of filters begin at the tenant's midnight", async ({ signedIn }) => {
    const page = await signedIn("manager");
    await page.goto(list);
    await settled(page);
    await expect(page.getByText(note)).toBeVisible();
    await page.getByLabel("Created", { exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Filter by created" });
    await expect(dialog.getByText(note)).toBeVisible();
    await dialog.getByRole("button", { name: "Yesterday" }).click();
    const asked = () => new URL(page.url()).searchParams;
    await expect.poll(() => asked().get("created_from")).toBe(midnight(new Date(), -1).toISOString());
    expect(asked().get("created_to")).toBe(midnight(new Date()).toISOString());
    await dialog.getByLabel("From").fill("2026-03-01");
    await dialog.getByLabel("To").fill("2026-03-31");
    await expect.poll(() => asked().get("created_to")).toBe("2026-03-31T22:00:00.000Z");
    expect(asked().get("created_from")).toBe("2026-02-28T22:00:00.000Z");
    await page.keyboard.press("Escape");
    await expect(
      page.getByRole("button", { name: "Created 1 Mar 2026 – 31 Mar 2026, remove", exact: true }),
    ).toBeVisible();
  });

  test("figures of a day and the list behind them are of the tenant's day", async ({ signedIn }) => {
    const page = await signedIn("manager");
    await page.goto("/t/tenant-beta/operations?from=yesterday&to=today");
    await settled(page);
    await expect(page.getByText("Times in Johannesburg, UTC+2")).toBeVisible();
    const open = page.getByRole("link", { name: /open/i }).first();
    await open.click();
    await expect(page).toHaveURL(/\/tickets\?/);
    const { searchParams } = new URL(page.url());
    expect(new Date(searchParams.get("created_from") ?? "")).toEqual(midnight(new Date(), -1));
    expect(new Date(searchParams.get("created_to") ?? "")).toEqual(midnight(new Date()));
  });
});

test.describe("seen from Maputo, whose clocks show the same", () => {
  test.use({ timezoneId: "Africa/Maputo" });

  test("nothing is said of zones", async ({ signedIn, newTicket }) => {
    const page = await signedIn("manager");
    const ticket = await newTicket();
    await page.goto(`${list}/${ticket.id}`);
    await expect(opened(page, ticket).getByText("History")).toBeVisible();
    await expect(page.getByText(note)).toHaveCount(0);
  });
});
