import type { BrowserContext, Page } from "@playwright/test";
import { account } from "./demo";
import { expect, list, type MadeTicket, rowOf, test } from "./desk";
import { settled } from "./on-screen";
import { enter } from "./people";

const mark = (page: Page, label: string) => page.getByRole("button", { name: `Connection: ${label}` });
const isStream = (url: string) => url.includes("/api/v1/events?");

/** The streams that the tabs of a browser open, by the page that opens them. */
function streamsOf(context: BrowserContext): Page[] {
  const opened: Page[] = [];
  context.on("request", (request) => {
    if (isStream(request.url())) opened.push(request.frame().page());
  });
  return opened;
}

/** Tabs of the manager's browser that show a list of that one ticket. */
async function openTabs(context: BrowserContext, ticket: MadeTicket, count: number): Promise<Page[]> {
  await enter(context, account("manager"));
  const tabs: Page[] = [];
  for (let at = 0; at < count; at += 1) {
    const tab = await context.newPage();
    await tab.goto(`${list}?search=${encodeURIComponent(ticket.description)}`);
    await expect(mark(tab, "Live")).toBeVisible();
    tabs.push(tab);
  }
  return tabs;
}

test.describe("tabs of one browser", () => {
  test("share a connection; when the one that has it goes, another goes on", async ({
    context,
    desk,
    newTicket,
  }) => {
    test.slow();
    const ticket = await newTicket({ severity: "low" });
    const streams = streamsOf(context);
    const [first, second, third] = (await openTabs(context, ticket, 3)) as [Page, Page, Page];
    expect(streams).toEqual([first]);

    let version = ticket.version;
    const setTo = async (severity: string, tabs: readonly Page[]) => {
      const answer = await desk.patch(`/api/v1/tickets/${ticket.id}`, { data: { severity, version } });
      expect(answer.status()).toBe(200);
      ({ version } = (await answer.json()) as MadeTicket);
      const label = severity.slice(0, 1).toUpperCase() + severity.slice(1);
      await Promise.all(tabs.map((tab) => expect(rowOf(tab, ticket)).toContainText(label)));
    };
    await setTo("medium", [first, second, third]);
    expect(streams).toEqual([first]);

    await first.close();
    await setTo("high", [second, third]);
    expect(streams).toEqual([first, second]);

    // It hangs; who comes back to the other tab does not wait for it longer than 5 s.
    const hanging = second.waitForEvent("console", (message) => message.text() === "hanging");
    const hangs = second.evaluate(() => {
      console.info("hanging");
      const end = Date.now() + 25_000;
      while (Date.now() < end);
    });
    // Before that it would answer.
    await hanging;
    await third.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect.poll(() => streams, { timeout: 15_000 }).toEqual([first, second, third]);
    await setTo("critical", [third]);
    await hangs;
    await expect(rowOf(second, ticket)).toContainText("Critical");
    await setTo("low", [second, third]);
    expect(streams).toHaveLength(3);
  });

  test("go on where the one with the connection crashes", async ({ context, desk, newTicket }) => {
    const ticket = await newTicket({ severity: "low" });
    const [first, second] = (await openTabs(context, ticket, 2)) as [Page, Page];
    const crashed = first.waitForEvent("crash");
    void first.goto("chrome://crash").catch(() => undefined);
    await crashed;
    const data = { severity: "critical", version: ticket.version };
    await desk.patch(`/api/v1/tickets/${ticket.id}`, { data });
    await expect(rowOf(second, ticket)).toContainText("Critical");
  });

  test("share nothing with whoever signs in after them", async ({ context, newTicket, watch }) => {
    watch.expectStatus(401);
    const ticket = await newTicket();
    const streams = streamsOf(context);
    const [first, second] = (await openTabs(context, ticket, 2)) as [Page, Page];
    await first.getByRole("button", { name: "Your account" }).click();
    await first.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(first).toHaveURL(/\/sign-in/);
    // The other tab hears that the stream has ended, and asks who it is.
    await expect(second).toHaveURL(/\/sign-in/);
    const before = streams.length;
    await enter(context, account("councillor"));
    await first.goto(list);
    await expect(mark(first, "Live")).toBeVisible();
    expect(streams.slice(before)).toEqual([first]);
  });
});

test("the mark says how the connection stands, and since when", async ({ signedIn, context, watch }) => {
  test.slow();
  watch.expectStatus(503);
  watch.tolerate(/ERR_INTERNET_DISCONNECTED/);
  const page = await signedIn("viewer");
  await page.goto("/t/tenant-alpha");
  await expect(mark(page, "Live")).toBeVisible();
  await mark(page, "Live").hover();
  await expect(page.getByRole("tooltip")).toContainText(/Last heard from the server: (just now|\d+s ago)/);
  await page.mouse.move(0, 300);

  await context.setOffline(true);
  await expect(mark(page, "Offline")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "You are offline" })).toBeVisible();
  await page.route(
    (url) => isStream(url.href),
    (route) => route.fulfill({ status: 503 }),
  );
  await context.setOffline(false);
  // On a slow machine the one has become the other by the time it is looked at.
  const unconnected = page.getByRole("button", { name: /^Connection: (Reconnecting|Polling)/ });
  await unconnected.hover();
  await expect(page.getByRole("tooltip")).toContainText(/Since \d+ \w+ \d{4}, \d\d:\d\d:\d\d/);
  // Other answers come, but no events: nobody should believe that the page follows them.
  await expect(mark(page, "Polling")).toBeVisible({ timeout: 30_000 });
  await page.unrouteAll();
  await expect(mark(page, "Live")).toBeVisible({ timeout: 60_000 });
});

test("five hundred changes in a moment are a few pictures", async ({ signedIn, beta }) => {
  const page = await signedIn("manager");
  await page.goto(list);
  await settled(page);
  await expect(mark(page, "Live")).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/tickets?")) asked.push(request.url());
  });
  await page.evaluate(() => {
    const pictures = { count: 0 };
    Object.assign(window, { pictures });
    let drawn = false;
    new MutationObserver(() => {
      if (!drawn)
        requestAnimationFrame(() => {
          drawn = false;
          pictures.count += 1;
        });
      drawn = true;
    }).observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true });
  });
  await beta.rows(
    `insert into service_desk.events (at, kind, ticket_id, ward_id, team_id)
     select now(), 'ticket_updated', id, ward_id, assigned_team_id
     from service_desk.tickets where not is_sensitive limit 500`,
  );
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await page.waitForTimeout(3_000);
  const pictures = await page.evaluate(() => (window as unknown as { pictures: { count: number } }).pictures);
  expect(asked.length).toBeLessThanOrEqual(5);
  expect(pictures.count).toBeLessThanOrEqual(12);
});
