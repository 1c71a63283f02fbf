import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { change, getJson } from "../client";
import { ApiError } from "../problem";
import type {
  Assignment,
  BulkAct,
  BulkAnswer,
  BulkRequest,
  NewNote,
  NewTicket,
  Note,
  NoteVisibility,
  OutOfSight,
  ParentChange,
  StatusChange,
  Ticket,
  TicketDetail,
  TicketEdit,
  TicketHistory,
} from "./types";

const pathOf = (id: string) => `/tickets/${encodeURIComponent(id)}`;
const keyOf = (tenant: string, id: string) => ["tenant", tenant, "tickets", "one", id] as const;

export function getTicket(tenant: string, id: string, signal?: AbortSignal): Promise<TicketDetail> {
  return getJson(pathOf(id), { tenant, signal });
}

export const ticketQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: keyOf(tenant, id),
    queryFn: ({ signal }) => getTicket(tenant, id, signal),
  });

export const historyQuery = (tenant: string, id: string) =>
  queryOptions({
    queryKey: [...keyOf(tenant, id), "history"],
    queryFn: ({ signal }) => getJson<TicketHistory>(`${pathOf(id)}/history`, { tenant, signal }),
  });

/** The ticket and its history. */
export function renewTicket(client: QueryClient, tenant: string, id: string): Promise<void> {
  return client.invalidateQueries({ queryKey: keyOf(tenant, id) });
}

export function forgetTicket(client: QueryClient, tenant: string, id: string): void {
  client.removeQueries({ queryKey: keyOf(tenant, id) });
}

export function createTicket(tenant: string, body: NewTicket): Promise<Ticket | OutOfSight> {
  return change("/tickets", { method: "POST", tenant, body });
}

export function isOutOfSight(answer: Ticket | OutOfSight): answer is OutOfSight {
  return "visible" in answer;
}

/** One thing that may be done to a ticket; kept as data, so that it can be tried again on a newer version. */
export type TicketAct =
  | ({ act: "status" } & StatusChange)
  | ({ act: "assign" } & Assignment)
  | ({ act: "edit" } & TicketEdit)
  | ({ act: "parent" } & ParentChange);

const calls = {
  status: { method: "PATCH", path: "/status" },
  assign: { method: "POST", path: "/assign" },
  edit: { method: "PATCH", path: "" },
  parent: { method: "PUT", path: "/parent" },
} as const;

export function changeTicket(
  tenant: string,
  id: string,
  { act, ...body }: TicketAct,
  version: number,
): Promise<Ticket | OutOfSight> {
  const { method, path } = calls[act];
  return change(pathOf(id) + path, { method, tenant, body: { ...body, version } });
}

export function addNote(tenant: string, id: string, body: string, visibility: NoteVisibility): Promise<Note> {
  const note: NewNote = { body, visibility };
  return change(`${pathOf(id)}/notes`, { method: "POST", tenant, body: note });
}

export function changeTickets(
  tenant: string,
  ids: readonly string[],
  act: BulkAct,
  versions: Record<string, number>,
): Promise<BulkAnswer> {
  const body: BulkRequest = { ids: [...ids], ...act, versions };
  return change("/tickets/bulk", { method: "POST", tenant, body });
}

/** Somebody else was faster: the ticket as it is now, which the refusal carries. */
export function changedMeanwhile(error: unknown): Ticket | undefined {
  if (!(error instanceof ApiError) || error.problem.code !== "ticket_changed") return undefined;
  return (error.problem as { current?: Ticket }).current;
}
