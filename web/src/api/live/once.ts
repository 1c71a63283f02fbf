import type { StreamEvent } from "./stream";

const mostSeen = 256;

/**
 * Hands on each event once: at a change of the tab that has the connection, the old one's last words may come beside
 * the new one's replay. What changed on panels is no part of a replay, and has no id of its own.
 */
export function once(heard: (event: StreamEvent) => void): (event: StreamEvent) => void {
  const seen = new Set<string>();
  return (event) => {
    if (event.id !== "" && event.type !== "resync" && event.type !== "panel_changed") {
      const key = `${event.id} ${event.type} ${event.data}`;
      if (seen.has(key)) return;
      seen.add(key);
      const [oldest] = seen;
      if (seen.size > mostSeen && oldest !== undefined) seen.delete(oldest);
    }
    heard(event);
  };
}
