import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { account, serverUrl } from "./demo";
import { test as base, enter } from "./people";

export interface MadeTicket {
  id: string;
  tracking_number: string;
  description: string;
  version: number;
}

interface Wish {
  description?: string;
  category?: string;
  severity?: string;
  ward_id?: string;
}

interface Desk {
  /** The API of tenant-beta's desk, as its manager. */
  desk: APIRequestContext;
  /** A ticket of one test; it is closed after it. */
  newTicket: (wish?: Wish) => Promise<MadeTicket>;
}

const origin = new URL(serverUrl).origin;
export const list = "/t/tenant-beta/tickets";

export const test = base.extend<Desk>({
  desk: async ({ playwright }, use) => {
    const request = await playwright.request.newContext({
      baseURL: serverUrl,
      extraHTTPHeaders: { Origin: origin, "X-Tenant": "tenant-beta" },
    });
    await enter({ request }, account("manager"));
    await use(request);
    await request.dispose();
  },
  newTicket: async ({ desk }, use) => {
    const made: MadeTicket[] = [];
    await use(async (wish = {}) => {
      const { categories } = (await (await desk.get("/api/v1/service-desk")).json()) as {
        categories: string[];
      };
      const data = {
        category: categories[0],
        severity: "medium",
        description: `Test ${Date.now().toString(36)}${made.length}`,
        ...wish,
      };
      const answer = await desk.post("/api/v1/tickets", { data });
      if (answer.status() !== 201) throw new Error(`no ticket: ${answer.status()} ${await answer.text()}`);
      const ticket = (await answer.json()) as MadeTicket;
      made.push(ticket);
      return ticket;
    });
    for (const { id } of made) {
      const now = await desk.get(`/api/v1/tickets/${id}`);
      // What the test made sensitive is not the manager's any more.
      if (!now.ok()) continue;
      const { version } = (await now.json()) as MadeTicket;
      await desk.patch(`/api/v1/tickets/${id}/status`, {
        data: { status: "closed", note: "Made by a test of the page", version },
      });
    }
  },
});

/** The row of a ticket; on a phone its card. */
export function rowOf(page: Page, ticket: MadeTicket): Locator {
  return page.locator(`[data-row="${ticket.id}"]`);
}

/** The ticket that is open. */
export function opened(page: Page, ticket: MadeTicket): Locator {
  return page.getByRole("region", { name: `Ticket ${ticket.tracking_number}`, exact: true });
}

/** `1,204 tickets` → 1204. */
export async function totalShown(page: Page): Promise<number> {
  const text = await page
    .getByRole("heading", { level: 1 })
    .getByText(/^[\d,]+ tickets?/)
    .textContent();
  return Number((text ?? "").replace(/ ticket.*$/, "").replaceAll(",", ""));
}

export { expect } from "./people";
