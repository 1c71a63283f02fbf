import { once } from "./once";
import { openStream, type Stream, type StreamEvent, silenceMs } from "./stream";

export interface Standing {
  state: "connecting" | "live" | "broken";
  /** When it became so, ms since the epoch. */
  since: number;
}

export interface TabEars {
  /** Each event once, in whichever tab the connection is. */
  heard: (event: StreamEvent) => void;
  /** Events may have passed by this tab. */
  missed: () => void;
  broke: () => void;
  stands: (standing: Standing) => void;
}

export interface Tab {
  tryNow: () => void;
  /** When the server was last heard of, ms since the epoch; 0: never yet. */
  heardAt: () => number;
  leave: () => void;
}

/** What the tabs say to each other. `leader` is the tab that has the connection, `n` counts what it handed on. */
type Said =
  | { is: "event"; leader: string; n: number; event: StreamEvent }
  | { is: "here"; leader: string; n: number; id: string; standing: Standing; heardAt: number }
  | { is: "broke" }
  | { is: "try" }
  | { is: "where" };

/** A leader that is asked where it stands and says nothing is frozen, or hangs. */
const answerMs = 5_000;
const lookMs = 20_000;

/**
 * Hears the events over one connection for all tabs that give the same name. The tab that holds the lock of that name
 * has the connection and hands on what it hears; when it goes, the next one in the lock's queue connects from the last
 * event that the tabs know. Where a browser has no locks or no channels each tab has a connection of its own.
 */
export function joinTabs(name: string, address: (lastId: string) => string, ears: TabEars): Tab {
  const shared = Boolean(navigator.locks) && typeof BroadcastChannel !== "undefined";
  const former = new Set<string>();
  let standing: Standing = { state: "connecting", since: Date.now() };
  let heardAt = 0;
  let leader = "";
  let n = 0;
  let lastId = "";

  let channel: BroadcastChannel | undefined;
  let stream: Stream | undefined;
  let giveUp = new AbortController();
  let release: (() => void) | undefined;
  let leaderHeardAt = Date.now();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let looking: ReturnType<typeof setInterval> | undefined;

  const say = (said: Said) => channel?.postMessage(said);
  const here = () => say({ is: "here", leader, n, id: lastId, standing, heardAt });
  const stand = (next: Standing) => {
    if (next.state === standing.state && next.since === standing.since) return;
    standing = next;
    ears.stands(next);
  };
  const become = (state: Standing["state"]) => {
    if (state !== standing.state) stand({ state, since: Date.now() });
  };
  const follow = (next: string) => {
    if (leader !== "" && leader !== next) former.add(leader);
    leader = next;
  };
  const deliver = once(ears.heard);

  const lead = () => {
    clearTimeout(waiting);
    const stood = leader !== "" || heardAt > 0;
    const term = shared ? crypto.randomUUID() : "";
    follow(term);
    n = 0;
    if (standing.state === "live") become("connecting");
    stream?.close();
    stream = openStream(
      { address, lastId, stood },
      {
        heard: (event) => {
          n += 1;
          heardAt = Date.now();
          lastId = event.id;
          say({ is: "event", leader: term, n, event });
          deliver(event);
        },
        alive: (id) => {
          heardAt = Date.now();
          lastId = id;
          here();
        },
        stands: (live) => {
          if (live) heardAt = Date.now();
          become(live ? "live" : "broken");
          here();
        },
        broke: () => {
          say({ is: "broke" });
          ears.broke();
        },
        missed: () => {
          n += 1;
          say({ is: "event", leader: term, n, event: { type: "resync", id: "", data: "" } });
          ears.missed();
        },
      },
    );
    here();
  };
  const stepDown = () => {
    stream?.close();
    stream = undefined;
    release?.();
    release = undefined;
  };

  const queue = (steal = false) => {
    giveUp.abort();
    const mine = new AbortController();
    giveUp = mine;
    // Whoever steals does not wait, and so has nothing to give up.
    const options = steal ? { steal } : { signal: mine.signal };
    navigator.locks
      .request(name, options, () => {
        if (mine.signal.aborted) return;
        lead();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      })
      .catch((error: unknown) => {
        if (mine.signal.aborted) return;
        if (!(error instanceof DOMException && error.name === "AbortError")) return lead();
        // Another tab took the lock, since this one gave no answer.
        stepDown();
        queue();
      });
  };
  const ask = () => {
    if (stream !== undefined) return stream.check();
    say({ is: "where" });
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (stream === undefined && !document.hidden) queue(true);
    }, answerMs);
  };
  const look = () => {
    if (!document.hidden && (stream !== undefined || Date.now() - leaderHeardAt > silenceMs)) ask();
  };

  const hear = ({ data: said }: MessageEvent<Said>) => {
    if (said.is === "where" || said.is === "try") {
      if (said.is === "try") stream?.tryNow();
      stream?.check();
      if (stream !== undefined) here();
      return;
    }
    leaderHeardAt = Date.now();
    clearTimeout(waiting);
    if (said.is === "broke") return ears.broke();
    if (former.has(said.leader)) {
      if (said.is === "event") deliver(said.event);
      return;
    }
    if (said.is === "event") {
      const inOrder = leader === "" || (said.leader === leader && said.n === n + 1);
      follow(said.leader);
      n = said.n;
      heardAt = Date.now();
      lastId = said.event.id || lastId;
      if (inOrder) deliver(said.event);
      else ears.missed();
      return;
    }
    // A new leader begins after the last event that it knew: this tab should know the same one.
    const inStep =
      said.leader === leader ? said.n === n : leader === "" || (said.id !== "" && said.id === lastId);
    follow(said.leader);
    ({ n, heardAt } = said);
    lastId = said.id || lastId;
    stand(said.standing);
    if (!inStep) ears.missed();
  };

  const enter = () => {
    if (!shared) return lead();
    channel = new BroadcastChannel(name);
    channel.addEventListener("message", hear);
    leaderHeardAt = Date.now();
    looking = setInterval(look, lookMs);
    queue();
    say({ is: "where" });
  };
  const leave = () => {
    giveUp.abort();
    clearTimeout(waiting);
    clearInterval(looking);
    stepDown();
    channel?.close();
    channel = undefined;
  };
  const shown = () => {
    if (!document.hidden) ask();
  };
  // A page that is frozen hears nothing; the others must not wait for it.
  const hide = (event: Event) => {
    if (event.type === "freeze" || (event as PageTransitionEvent).persisted) leave();
  };
  const wake = (event: Event) => {
    if (event.type !== "resume" && !(event as PageTransitionEvent).persisted) return;
    leave();
    enter();
  };
  const on = (target: EventTarget, type: string, act: (event: Event) => void) => {
    target.addEventListener(type, act);
    return () => target.removeEventListener(type, act);
  };
  const ends = [
    on(document, "visibilitychange", shown),
    on(document, "freeze", hide),
    on(window, "pagehide", hide),
    on(document, "resume", wake),
    on(window, "pageshow", wake),
  ];
  enter();
  return {
    tryNow: () => (stream === undefined ? say({ is: "try" }) : stream.tryNow()),
    heardAt: () => heardAt,
    leave: () => {
      for (const end of ends) end();
      leave();
    },
  };
}
