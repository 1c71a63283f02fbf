import { shareHere } from "./share-here";

const longestPauseMs = 5 * 60_000;
const firstPauseMs = 30_000;

/** What the service desk says to those who may see it; only that something happened, never what. */
const deskEvents = [
  "ticket_created",
  "ticket_updated",
  "metrics_updated",
  "sla_breach",
  "sla_at_risk",
] as const;

export interface DeskEvent {
  /** `missed`: events may have been lost, so that anything may be different. */
  type: (typeof deskEvents)[number] | "missed";
  /** Absent where the event names none. */
  ticketId?: string;
}

type DeskListener = (event: DeskEvent) => void;

const deskListeners = new Map<string, Set<DeskListener>>();

/** Hears of the tenant's tickets, over the connection that `followConfig` keeps. Returns what ends it. */
export function hearDesk(tenant: string, listener: DeskListener): () => void {
  const listeners = deskListeners.get(tenant) ?? new Set();
  deskListeners.set(tenant, listeners.add(listener));
  return () => void listeners.delete(listener);
}

function tellDesk(tenant: string, event: DeskEvent): void {
  for (const listener of deskListeners.get(tenant) ?? []) listener(event);
}

function ticketOf({ data }: MessageEvent): string | undefined {
  try {
    const { ticket_id: id } = JSON.parse(data) as { ticket_id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Hears of edited dashboards and, for `hearDesk`, of tickets: one connection for the page. `onConfig` is also called
 * where events may have been missed: after a break, and when the server says so. Without a connection it stays silent
 * and tries again; the panels' own refresh goes on meanwhile. `onBreak` is called when a connection that stood has
 * ended: the server ends one as soon as its holder may listen no more. Returns what ends it.
 */
export function followConfig(tenant: string, onConfig: () => void, onBreak?: () => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let missed = false;

  const onMissed = () => {
    onConfig();
    tellDesk(tenant, { type: "missed" });
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    const share = shareHere();
    const query = new URLSearchParams(share === undefined ? { tenant } : { tenant, share });
    const opened = new EventSource(`/api/v1/events?${query}`);
    let stood = false;
    source = opened;
    opened.addEventListener("config_changed", onConfig);
    opened.addEventListener("resync", onMissed);
    for (const type of deskEvents)
      opened.addEventListener(type, (event) =>
        tellDesk(tenant, { type, ticketId: ticketOf(event as MessageEvent) }),
      );
    opened.addEventListener("open", () => {
      pauseMs = firstPauseMs;
      stood = true;
      if (missed) onMissed();
      missed = false;
    });
    opened.addEventListener("error", () => {
      missed = true;
      if (stood) onBreak?.();
      stood = false;
      // The browser reconnects by itself, but not where the server refused.
      if (opened.readyState !== opened.CLOSED || source !== opened) return;
      timer = setTimeout(open, pauseMs);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    });
  };
  // Offline, each of the browser's tries would fail and say so in the console.
  const pause = () => {
    missed = true;
    close();
  };

  if (navigator.onLine) open();
  window.addEventListener("offline", pause);
  window.addEventListener("online", open);
  return () => {
    close();
    window.removeEventListener("offline", pause);
    window.removeEventListener("online", open);
  };
}
