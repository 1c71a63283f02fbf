import type { Ticket } from "../../../api/tickets/types";

/** One call changes no more than this many. */
export const mostSelected = 500;

type Picked = Pick<Ticket, "id" | "version" | "tracking_number">;

export interface Selection {
  /** By id; with the version that was on screen when it was chosen, or since. */
  picked: ReadonlyMap<string, Picked>;
  /** Where a range begins. */
  anchor: string | null;
}

export const nothingSelected: Selection = { picked: new Map(), anchor: null };

function limited(picked: Map<string, Picked>): Map<string, Picked> {
  return picked.size <= mostSelected ? picked : new Map([...picked].slice(0, mostSelected));
}

export function toggle({ picked }: Selection, ticket: Picked): Selection {
  const next = new Map(picked);
  if (!next.delete(ticket.id)) next.set(ticket.id, ticket);
  return { picked: limited(next), anchor: ticket.id };
}

/** From the last one that was toggled up to this one, all as that one is now. */
export function toggleRange(selection: Selection, ticket: Picked, page: readonly Picked[]): Selection {
  const from = page.findIndex(({ id }) => id === selection.anchor);
  const to = page.findIndex(({ id }) => id === ticket.id);
  if (from === -1 || to === -1) return toggle(selection, ticket);
  const on = selection.picked.has(page[from]?.id ?? "");
  const next = new Map(selection.picked);
  for (const one of page.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on) next.set(one.id, one);
    else next.delete(one.id);
  }
  return { picked: limited(next), anchor: ticket.id };
}

export type PageState = "none" | "some" | "all";

export function pageState({ picked }: Selection, page: readonly Picked[]): PageState {
  const count = page.filter(({ id }) => picked.has(id)).length;
  return count === 0 ? "none" : count === page.length ? "all" : "some";
}

/** The whole page, or none of it where all of it is chosen. */
export function togglePage(selection: Selection, page: readonly Picked[]): Selection {
  const next = new Map(selection.picked);
  const off = pageState(selection, page) === "all";
  for (const one of page) {
    if (off) next.delete(one.id);
    else next.set(one.id, one);
  }
  return { picked: limited(next), anchor: null };
}

/** With the versions that are on screen now; without those that are gone. */
export function refreshed(
  selection: Selection,
  page: readonly Picked[],
  gone: ReadonlySet<string>,
): Selection {
  const newer = page.filter(({ id, version }) => {
    const before = selection.picked.get(id);
    return before !== undefined && before.version !== version;
  });
  const lost = [...gone].filter((id) => selection.picked.has(id));
  if (newer.length === 0 && lost.length === 0) return selection;
  const next = new Map(selection.picked);
  for (const one of newer) next.set(one.id, one);
  for (const id of lost) next.delete(id);
  return { ...selection, picked: next };
}
