import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow } from "../../api/live/follow";
import { type Call, refuse, serve, show } from "../../api/page-fixture";
import type { TicketSearch } from "../../api/tickets/search";
import type { Ticket } from "../../api/tickets/types";
import { someDesk, someDetail, someTicket } from "./ticket-fixture";
import { TicketsPage } from "./tickets-page";

class Source extends EventTarget {
  static latest: Source;
  readonly CLOSED = 2;
  readyState = 1;
  constructor() {
    super();
    Source.latest = this;
  }
  close() {}
}

const say = (type: string, data: object) =>
  act(async () => {
    Source.latest.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  });

let stop: () => void;
beforeEach(() => {
  vi.stubGlobal("EventSource", Source);
  stop = follow({ tenant: "t", who: "p", onConfig: () => undefined });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

const nothing = () => undefined;

const rows = ["a", "b", "c"].map((id) =>
  someTicket({ id, tracking_number: `WR-${id}`, description: `Hole ${id}` }),
);
let page: Ticket[];
const seen = new Set<string>();

function answer({ path }: Call): object | Response {
  if (path === "/service-desk") return someDesk;
  if (path === "/tickets/views") return { views: [] };
  if (path.startsWith("/tickets?"))
    return {
      tickets: page,
      total: 1204,
      page: 0,
      page_size: 50,
      page_count: 25,
      as_of: "2026-03-01T08:00:00Z",
    };
  const [, id = ""] = /^\/tickets\/(\w+)$/.exec(path) ?? [];
  seen.add(id);
  const found = page.find((one) => one.id === id);
  return found ? someDetail(found) : refuse(404, { code: "not_found", title: "Nothing here", detail: "" });
}

const asked = vi.fn();
const opened = vi.fn();

function Page() {
  const [search, setSearch] = useState<TicketSearch>({});
  return (
    <TicketsPage
      tenant="t"
      search={search}
      untaken={[]}
      ticketId={undefined}
      onAsk={(next) => {
        asked(next);
        setSearch(next);
      }}
      onOpen={opened}
      onClose={nothing}
    />
  );
}

async function showList() {
  page = rows;
  seen.clear();
  asked.mockReset();
  opened.mockReset();
  const calls = serve(answer);
  await show(<Page />);
  await screen.findByText("1,204 tickets");
  return calls;
}

const key = (name: string, shiftKey = false) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key: name, shiftKey });
const rowNow = () => document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row;

test("the keyboard moves, chooses, searches and clears", async () => {
  await showList();
  key("j");
  expect(rowNow()).toBe("a");
  key("ArrowDown");
  key("x");
  expect(screen.getByText("1", { selector: "[role=status] *" })).toBeTruthy();
  key("j");
  key("X", true);
  expect(screen.getByText("2", { selector: "[role=status] *" })).toBeTruthy();
  key("k");
  expect(rowNow()).toBe("b");
  key("Escape");
  expect(screen.queryByRole("region", { name: "Chosen tickets" })).toBeNull();
  key("/");
  const box = screen.getByRole("searchbox", { name: "Search tickets" });
  expect(document.activeElement).toBe(box);
  // Whoever types means no row.
  key("x");
  expect(screen.queryByRole("region", { name: "Chosen tickets" })).toBeNull();
  fireEvent.change(box, { target: { value: "pipe" } });
  key("Enter");
  expect(asked).toHaveBeenLastCalledWith({ search: "pipe" });
  key("Escape");
  expect(asked).toHaveBeenLastCalledWith({});
});

test("columns sort, and each says how", async () => {
  await showList();
  const head = () => screen.getByRole("columnheader", { name: "Severity" });
  fireEvent.click(within(head()).getByRole("button"));
  expect(asked).toHaveBeenLastCalledWith({ sort_by: "severity", sort_order: "desc" });
  expect(head().getAttribute("aria-sort")).toBe("descending");
  fireEvent.click(within(head()).getByRole("button"));
  expect(asked).toHaveBeenLastCalledWith({ sort_by: "severity", sort_order: "asc" });
});

test("while some are chosen no row moves, what changed changes in its place, and the rest waits", async () => {
  await showList();
  fireEvent.click(screen.getByRole("checkbox", { name: "Select WR-a" }));
  const a = someTicket({ id: "a", tracking_number: "WR-a", description: "Deeper hole a", version: 2 });
  page = [someTicket({ id: "new", description: "Brand new" }), a, ...rows.slice(1)];
  await say("ticket_created", { ticket_id: "new" });
  await say("ticket_updated", { ticket_id: "a" });
  await screen.findByText("Deeper hole a");
  expect(screen.queryByText("Brand new")).toBeNull();
  fireEvent.click(await screen.findByRole("button", { name: /2 changed – refresh/ }));
  await screen.findByText("Brand new");
  expect(screen.queryByRole("button", { name: /changed – refresh/ })).toBeNull();
});

test("what may not be seen any more leaves at once, though rows are held", async () => {
  await showList();
  fireEvent.click(screen.getByRole("checkbox", { name: "Select WR-b" }));
  page = [rows[0], rows[2]].filter((one) => one !== undefined);
  await say("metrics_updated", {});
  await waitFor(() => expect(screen.queryByText("Hole b")).toBeNull());
  expect(screen.getByText("Hole c")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Chosen tickets" })).toBeNull();
  expect([...seen]).toEqual(["b"]);
});

test("without chosen rows the list is asked for again at most every 2 s", async () => {
  const calls = await showList();
  const lists = () => calls.filter(({ path }) => path.startsWith("/tickets?")).length;
  const before = lists();
  for (let told = 0; told < 20; told += 1) await say("ticket_updated", { ticket_id: "elsewhere" });
  await waitFor(() => expect(lists()).toBe(before + 1));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(lists()).toBe(before + 1);
});
