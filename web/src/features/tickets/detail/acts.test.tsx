import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { serve, show } from "../../../api/page-fixture";
import type { Ticket } from "../../../api/tickets/types";
import { someDesk, someDetail, someTicket } from "../ticket-fixture";
import { EditDialog } from "./edit-dialog";
import { StatusDialog } from "./status-dialog";
import { TicketActions } from "./ticket-actions";

afterEach(() => vi.unstubAllGlobals());

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name, hidden: true }));
const conflict = (current: Ticket) =>
  new Response(
    JSON.stringify({
      code: "ticket_changed",
      title: "Changed",
      detail: "",
      hint: "",
      request_id: "",
      current,
    }),
    { status: 409, headers: { "content-type": "application/problem+json" } },
  );
const nothing = () => undefined;

test("where somebody was faster, both wishes are merged field by field and saved on the newer version", async () => {
  const now = someTicket({ version: 2, severity: "critical", category: "Water leak" });
  const calls = serve(({ method, path, body }) => {
    if (path.endsWith("/history"))
      return {
        changes: [
          {
            id: "1",
            at: "2026-03-01T10:00:00Z",
            actor: { id: "n", name: "Naledi Khumalo" },
            field: "severity",
            old: "medium",
            new: "critical",
          },
        ],
      };
    if (method === "PATCH" && (body as { version: number }).version === 1) return conflict(now);
    return { ...now, version: 3 };
  });
  const onClose = vi.fn();
  await show(
    <EditDialog tenant="t" desk={someDesk} ticket={someDetail()} onGone={nothing} onClose={onClose} />,
  );
  fireEvent.change(screen.getByLabelText("Severity"), { target: { value: "low" } });
  fireEvent.change(screen.getByLabelText("Address"), { target: { value: "14 Main Road" } });
  press("Save");
  await screen.findByText("Somebody was faster");
  await screen.findByText("Naledi Khumalo");
  expect(screen.getByText("was Medium")).toBeTruthy();
  expect(screen.getByText("Category: Pothole → Water leak")).toBeTruthy();

  // Back leads to all that was typed.
  press("Back to what I typed");
  expect((screen.getByLabelText("Address") as HTMLInputElement).value).toBe("14 Main Road");
  press("Save");
  await screen.findByText("Somebody was faster");
  fireEvent.click(screen.getByRole("radio", { name: /Critical/, hidden: true }));
  press("Save on top of theirs");
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(calls.filter(({ method }) => method === "PATCH").at(-1)?.body).toEqual({
    address: "14 Main Road",
    version: 2,
  });
});

test("a note typed with a status that is given up is kept as a note", async () => {
  const now = someTicket({ version: 2, status: "escalated" });
  const calls = serve(({ method, path }) => {
    if (path.endsWith("/history")) return { changes: [] };
    return method === "PATCH" ? conflict(now) : {};
  });
  const onClose = vi.fn();
  const ticket = someDetail();
  await show(
    <StatusDialog
      tenant="t"
      desk={someDesk}
      ticket={ticket}
      wanted="resolved"
      onGone={nothing}
      onClose={onClose}
    />,
  );
  fireEvent.change(screen.getByLabelText("Note"), { target: { value: "Filled with gravel" } });
  press("Resolve");
  await screen.findByText("Somebody was faster");
  fireEvent.click(screen.getByRole("radio", { name: /Escalated/, hidden: true }));
  press("Take theirs, keep my note");
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(calls.find(({ path }) => path === "/tickets/t1/notes")?.body).toEqual({
    body: "Filled with gravel",
    visibility: "internal",
  });
});

test("waiting asks for its reason", async () => {
  const calls = serve(() => someTicket({ status: "waiting" }));
  await show(
    <StatusDialog
      tenant="t"
      desk={someDesk}
      ticket={someDetail()}
      wanted="waiting"
      onGone={nothing}
      onClose={nothing}
    />,
  );
  const reason = screen.getByLabelText("Waiting for");
  expect(reason.hasAttribute("required")).toBe(true);
  fireEvent.change(reason, { target: { value: " a part " } });
  press("Change status");
  await waitFor(() => expect(calls).not.toEqual([]));
  expect(calls[0]?.body).toEqual({ status: "waiting", waiting_reason: "a part", version: 1 });
});

test("who may do nothing is offered nothing, and told why", async () => {
  const why = "A ward councillor changes no tickets.";
  const may = { change_status: [], assign: false, edit: false, note: false, why_not: why };
  await show(<TicketActions tenant="t" desk={someDesk} ticket={someDetail({ may })} onGone={nothing} />);
  expect(screen.queryAllByRole("button")).toEqual([]);
  expect(screen.getByText(why)).toBeTruthy();
});
