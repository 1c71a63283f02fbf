import type { APIRequestContext, Page } from "@playwright/test";
import { account } from "./demo";
import { expect, list, test } from "./desk";
import { settled } from "./on-screen";
import { enter } from "./people";

const headers = { "X-Tenant": "tenant-beta" };

interface Listed {
  tickets: { id: string; tracking_number: string }[];
  page_count: number;
}

/** All that the liaison's own list holds, and the categories that nobody else may know. */
async function secretsOf(liaison: APIRequestContext, manager: APIRequestContext) {
  const tickets: Listed["tickets"] = [];
  for (let page = 0; ; page += 1) {
    const answer = await liaison.get(`/api/v1/tickets?page_size=500&page=${page}`, { headers });
    const listed = (await answer.json()) as Listed;
    tickets.push(...listed.tickets);
    if (page + 1 >= listed.page_count) break;
  }
  const categories = async (of: APIRequestContext) =>
    ((await (await of.get("/api/v1/service-desk", { headers })).json()) as { categories: string[] })
      .categories;
  const known = new Set(await categories(manager));
  const hidden = (await categories(liaison)).filter((name) => !known.has(name));
  return { tickets, hidden };
}

/** Everything that a page is sent: the bodies of its answers, and what comes over its event stream. */
async function listen(page: Page): Promise<() => Promise<{ from: string; text: string }[]>> {
  const bodies: Promise<{ from: string; text: string }>[] = [];
  page.on("response", (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (type.includes("event-stream") || !/json|text|csv|xml/.test(type)) return;
    const from = `${response.status()} ${response.url()}`;
    // What the page did not wait for has no body any more.
    bodies.push(
      response.text().then(
        (text) => ({ from, text }),
        () => ({ from, text: "" }),
      ),
    );
  });
  const told: { from: string; text: string }[] = [];
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  session.on("Network.eventSourceMessageReceived", ({ eventName, data }) => {
    told.push({ from: `event ${eventName}`, text: data });
  });
  return async () => [...(await Promise.all(bodies)), ...told];
}

for (const who of ["manager", "councillor"] as const) {
  test(`no page shows a ${who} what is sensitive`, async ({ page, context, playwright, baseURL, watch }) => {
    test.setTimeout(240_000);
    // The address of a ticket that is not there, and the pages of administration.
    watch.expectStatus(404);
    watch.expectStatus(403);
    const liaison = await playwright.request.newContext({ baseURL });
    await enter({ request: liaison }, account("liaison"));
    await enter(context, account(who));
    const { tickets, hidden } = await secretsOf(liaison, context.request);
    await liaison.dispose();
    expect(tickets.length).toBeGreaterThan(10);
    expect(hidden.length).toBeGreaterThan(0);
    const secrets = new Set(
      tickets.flatMap(({ id, tracking_number }) => [id, tracking_number]).concat(hidden),
    );
    const [one, two] = tickets as [Listed["tickets"][number], Listed["tickets"][number]];

    const heard = await listen(page);
    const traces: string[] = [];
    const look = (from: string, text: string, asked: string[]) => {
      // One pass for the words that ids and numbers are made of, and one for each category.
      const words =
        text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b/g) ?? [];
      for (const word of [...words, ...hidden.filter((name) => text.includes(name))])
        if (secrets.has(word) && !asked.includes(word)) traces.push(`${from} holds ${word}`);
    };
    const visit = async (address: string, asked: string[] = []): Promise<string> => {
      await page.goto(address);
      await settled(page);
      look(`the page ${address}`, await page.content(), asked);
      return page.locator("body").innerText();
    };

    // Its address says what that of nothing says, and leads to the list.
    const said: (string | null)[] = [];
    for (const id of ["00000000-0000-4000-8000-00000000dead", one.id]) {
      await page.goto(`${list}/${id}`);
      await expect(page.getByRole("alert")).toContainText("is not here");
      await expect(page).toHaveURL(new RegExp(`${list}$`));
      said.push(await page.getByRole("alert").textContent());
      await settled(page);
      look("the page of a ticket", await page.content(), []);
    }
    expect(said[1]).toBe(said[0]);

    await visit("/t/tenant-beta");
    await visit(list);
    for (const sort of ["category", "severity", "status", "sla_resolution_deadline"])
      await visit(`${list}?sort_by=${sort}&sort_order=asc`);
    expect(await visit(`${list}?search=${two.tracking_number}`, [two.tracking_number])).toMatch(
      /\b0 tickets/,
    );
    expect(await visit(`${list}?parent_id=${one.id}`, [one.id])).toMatch(/\b0 tickets/);
    for (const category of hidden)
      expect(await visit(`${list}?category=${encodeURIComponent(category)}`, [category])).toMatch(
        /\b0 tickets/,
      );
    await visit("/t/tenant-beta/operations");
    const boards = (await (await context.request.get("/api/v1/dashboards", { headers })).json()) as {
      dashboards: { name: string }[];
    };
    for (const { name } of boards.dashboards) {
      await visit(`/t/tenant-beta/d/${name}`);
      const board = (await (await context.request.get(`/api/v1/dashboards/${name}`, { headers })).json()) as {
        panels: { id: string }[];
      };
      for (const { id } of board.panels) await visit(`/t/tenant-beta/reports/${id}`);
    }
    await visit("/account");
    for (const part of ["", "/users", "/tenants", "/tokens", "/sessions", "/audit"])
      await visit(`/admin${part}`);

    const answers = await heard();
    expect(answers.some(({ from }) => from.includes("/api/v1/tickets?"))).toBe(true);
    expect(answers.some(({ from }) => from.includes("/api/v1/dashboard/"))).toBe(true);
    for (const { from, text } of answers) {
      const { search } = new URL(from.split(" ")[1] ?? "", "http://page.test");
      look(from, text, [...new URLSearchParams(search).values()]);
    }
    expect(traces).toEqual([]);
  });
}
