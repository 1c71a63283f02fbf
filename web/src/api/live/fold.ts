import { type DeskEvent, deskEvents } from "../events";
import type { StreamEvent } from "./stream";

/** A span of time, ms since the epoch. */
export interface Span {
  from: number;
  to: number;
}

/** Panels whose data changed, and when the changed data are of; null: it may be any time. */
export type PanelChanges = ReadonlyMap<string, Span | null>;

/** What happened since the page was told last. */
export interface News {
  /** Anything may be different; the rest is not told beside it. */
  missed: boolean;
  /** Whoever listened may belong here no more. */
  broke: boolean;
  config: boolean;
  desk: readonly DeskEvent[];
  panels: PanelChanges;
}

export interface Fold {
  add: (event: StreamEvent) => void;
  missed: () => void;
  broke: () => void;
  stop: () => void;
}

/** The first event is told at once, what follows it together: the page is drawn anew a few times a second at most. */
const windowMs = 300;
/** More tickets than this at once are told as `missed`: one look at the list costs less than one at each of them. */
const mostTickets = 10;

const isDesk = (type: string): type is (typeof deskEvents)[number] =>
  (deskEvents as readonly string[]).includes(type);

function read(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function spanOf({ from, to }: Record<string, unknown>): Span | null {
  const span = { from: Date.parse(String(from)), to: Date.parse(String(to)) };
  return Number.isNaN(span.from) || Number.isNaN(span.to) ? null : span;
}

function both(one: Span | null | undefined, other: Span | null): Span | null {
  if (one === undefined) return other;
  if (one === null || other === null) return null;
  return { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}

/** Gathers events, and tells them folded into one. While nobody sees the page nothing is told: it is then, at once. */
export function foldNews(tell: (news: News) => void): Fold {
  let missed = false;
  let broke = false;
  let config = false;
  let desk = new Map<string, DeskEvent>();
  let panels = new Map<string, Span | null>();
  let pause: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    if (pause !== undefined || document.hidden) return;
    if (!missed && !broke && !config && desk.size + panels.size === 0) return;
    pause = setTimeout(() => {
      pause = undefined;
      flush();
    }, windowMs);
    const many = desk.size > mostTickets;
    const news: News = missed
      ? { missed, broke, config: false, desk: [], panels: new Map() }
      : { missed, broke, config, desk: many ? [{ type: "missed" }] : [...desk.values()], panels };
    missed = false;
    broke = false;
    config = false;
    desk = new Map();
    panels = new Map();
    tell(news);
  };
  const shown = () => flush();
  document.addEventListener("visibilitychange", shown);
  return {
    add: ({ type, data }) => {
      if (type === "config_changed") config = true;
      else if (type === "resync") missed = true;
      else if (isDesk(type)) {
        const id = read(data).ticket_id;
        const ticketId = typeof id === "string" ? id : undefined;
        // Past the bound it makes no difference any more, and a hidden tab may gather for days.
        if (desk.size <= mostTickets) desk.set(`${type} ${ticketId}`, { type, ticketId });
      } else {
        const said = read(data);
        const ids = Array.isArray(said.panel_ids) ? said.panel_ids : [];
        for (const id of ids) panels.set(String(id), both(panels.get(String(id)), spanOf(said)));
      }
      flush();
    },
    missed: () => {
      missed = true;
      flush();
    },
    broke: () => {
      broke = true;
      flush();
    },
    stop: () => {
      clearTimeout(pause);
      document.removeEventListener("visibilitychange", shown);
    },
  };
}
