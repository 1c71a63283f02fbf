import { deskEvents } from "../events";

/** The server says something every 15 s. Whoever hears nothing for this long is connected to nothing. */
export const silenceMs = 40_000;

const firstPauseMs = 5_000;
const longestPauseMs = 5 * 60_000;

const told = ["config_changed", "panel_changed", "resync", ...deskEvents] as const;

export interface StreamEvent {
  type: (typeof told)[number];
  /** Opaque; empty where the server gave none yet. */
  id: string;
  /** JSON, as it came. */
  data: string;
}

export interface StreamEars {
  heard: (event: StreamEvent) => void;
  /** The server lives, and this is the last event that it sent. */
  alive: (id: string) => void;
  /** Said at each connection, and at each try that fails. */
  stands: (live: boolean) => void;
  /** A connection that stood has ended: the network, the server, or whoever held it may listen no more. */
  broke: () => void;
  /** It stands again, and nobody can say from where on. */
  missed: () => void;
}

interface Opening {
  /** Where the events come from, after the one with this id. */
  address: (lastId: string) => string;
  lastId: string;
  /** Another tab's connection stood before: that this one is refused is an end, and what came between may be lost. */
  stood: boolean;
}

export interface Stream {
  /** Connects anew where nothing was heard for too long: timers of hidden tabs are late. */
  check: () => void;
  /** Does not wait for the next try. */
  tryNow: () => void;
  close: () => void;
}

/** Reads the server's events until it is closed, over as many connections as that takes. */
export function openStream({ address, lastId, stood }: Opening, ears: StreamEars): Stream {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let watch: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let heardAt = 0;
  let last = lastId;
  let live = false;
  let everStood = stood;

  const shut = () => {
    clearTimeout(retry);
    clearTimeout(watch);
    source?.close();
    source = null;
  };
  const down = () => {
    live = false;
    ears.stands(false);
    if (stood) ears.broke();
    stood = false;
  };
  const check = () => {
    const left = heardAt + silenceMs - Date.now();
    clearTimeout(watch);
    if (source === null) return;
    if (left > 0) watch = setTimeout(check, left);
    else {
      down();
      open();
    }
  };
  const open = () => {
    shut();
    heardAt = Date.now();
    const opened = new EventSource(address(last));
    source = opened;
    const on = (type: string, act: (id: string, data: string) => void) =>
      opened.addEventListener(type, (event) => {
        // What was under way when it was closed belongs to nobody.
        if (source !== opened) return;
        heardAt = Date.now();
        const { lastEventId, data } = event as MessageEvent<string>;
        last = lastEventId || last;
        act(last, data);
      });
    for (const type of told) on(type, (id, data) => ears.heard({ type, id, data }));
    on("alive", ears.alive);
    on("open", () => {
      pauseMs = firstPauseMs;
      // With an id the server itself replays what was missed, or says that it cannot.
      if (everStood && last === "") ears.missed();
      everStood = true;
      stood = true;
      live = true;
      ears.stands(true);
    });
    opened.addEventListener("error", () => {
      if (source !== opened) return;
      down();
      // The browser reconnects by itself, when the server told it to, but not where it was refused.
      if (opened.readyState !== opened.CLOSED) return;
      shut();
      // Not all who were refused at once come back at once.
      retry = setTimeout(open, pauseMs * (0.8 + 0.4 * Math.random()));
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    });
    check();
  };
  // Offline, each of the browser's tries would fail and say so in the console.
  const pause = () => {
    shut();
    down();
  };
  const tryNow = () => {
    if (!live && navigator.onLine) open();
  };

  window.addEventListener("offline", pause);
  window.addEventListener("online", tryNow);
  if (navigator.onLine) open();
  return {
    check,
    tryNow,
    close: () => {
      shut();
      window.removeEventListener("offline", pause);
      window.removeEventListener("online", tryNow);
    },
  };
}
