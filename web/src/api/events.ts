import { shareHere } from "./share-here";

const longestPauseMs = 5 * 60_000;
const firstPauseMs = 30_000;

/**
 * Hears of edited dashboards, one connection for the page. `onChange` is also called where events may have been
 * missed: after a break, and when the server says so. Without a connection it stays silent and tries again; the
 * panels' own refresh goes on meanwhile. `onBreak` is called when a connection that stood has ended: the server ends
 * one as soon as its holder may listen no more. Returns what ends it.
 */
export function followConfig(tenant: string, onChange: () => void, onBreak?: () => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let missed = false;

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
    opened.addEventListener("config_changed", onChange);
    opened.addEventListener("resync", onChange);
    opened.addEventListener("open", () => {
      pauseMs = firstPauseMs;
      stood = true;
      if (missed) onChange();
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
