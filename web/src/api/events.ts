/** What the service desk says to those who may see it; only that something happened, never what. */
export const deskEvents = [
  "ticket_created",
  "ticket_updated",
  "metrics_updated",
  "sla_breach",
  "sla_at_risk",
] as const;

export interface DeskEvent {
  /** `missed`: events may have been lost, or were too many to tell, so that anything may be different. */
  type: (typeof deskEvents)[number] | "missed";
  /** Absent where the event names none. */
  ticketId?: string;
}

type DeskListener = (event: DeskEvent) => void;

const deskListeners = new Map<string, Set<DeskListener>>();

/** Hears of the tenant's tickets, over the connection that `follow` keeps. Returns what ends it. */
export function hearDesk(tenant: string, listener: DeskListener): () => void {
  const listeners = deskListeners.get(tenant) ?? new Set();
  deskListeners.set(tenant, listeners.add(listener));
  return () => void listeners.delete(listener);
}

/** Tells everybody on this page who hears of the tenant's tickets. */
export function tellDesk(tenant: string, event: DeskEvent): void {
  for (const listener of deskListeners.get(tenant) ?? []) listener(event);
}
