import { useRouterState } from "@tanstack/react-router";
import { CloudOff, type LucideIcon, Radio, RefreshCw, Timer } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { connection } from "../api/live/follow";
import type { Standing } from "../api/live/tabs";
import { formatAge, formatDateTime } from "../format/date-time";
import { HoverNote } from "../ui/hover-note";
import { ownZone } from "../ui/moment";
import { useNow } from "../ui/use-now";
import { useAnsweredSince, useOnline, useServerAway } from "./reach";

type Reach = "live" | "connecting" | "reconnecting" | "polling" | "offline";

interface Look {
  label: string;
  Icon: LucideIcon;
  colour: string;
  meaning: string;
}

const intervals = "Panels are fetched at their intervals meanwhile.";

// Each has its own outline as well as its own colour.
const looks: Record<Reach, Look> = {
  live: {
    label: "Live",
    Icon: Radio,
    colour: "text-ok",
    meaning: "Changes show by themselves, within seconds.",
  },
  connecting: { label: "Connecting", Icon: RefreshCw, colour: "text-unknown", meaning: intervals },
  reconnecting: {
    label: "Reconnecting",
    Icon: RefreshCw,
    colour: "text-warning",
    meaning: `The connection for changes broke off, and is tried again by itself. ${intervals}`,
  },
  polling: {
    label: "Polling",
    Icon: Timer,
    colour: "text-warning",
    meaning:
      "The server answers, but there is no connection for changes: panels are fetched at their intervals, and other pages show changes late.",
  },
  offline: {
    label: "Offline",
    Icon: CloudOff,
    colour: "text-critical",
    meaning: "Neither changes nor data arrive. What you see was loaded before.",
  },
};

/** A break as short as this is mended before anybody could read of it, ms. */
const blinkMs = 1_000;
/** Until then a connection that broke off mostly comes back, ms. */
const patienceMs = 10_000;
/** What lasted this long is worth saying aloud, ms. */
const steadyMs = 3_000;

/** The value, once it has been the same for so long. */
function useSteady<Value>(value: Value, ms: number): Value {
  const [steady, setSteady] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSteady(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return steady;
}

/** Whether it has been so for longer than a break mostly takes. */
function useLong(since: number): boolean {
  const [long, setLong] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setLong(since), since + patienceMs - Date.now());
    return () => clearTimeout(timer);
  }, [since]);
  return long === since;
}

function useReach({ state, since }: Standing): Reach {
  const online = useOnline();
  const away = useServerAway();
  const answered = useAnsweredSince(since);
  const long = useLong(since);
  if (!online) return "offline";
  if (state === "live") return "live";
  if (away) return "offline";
  if (answered && long) return "polling";
  return state === "broken" ? "reconnecting" : "connecting";
}

function Details({ reach, since }: { reach: Reach; since: number }) {
  // For its ticks; nobody else may have asked for them, and then its own time is an old one.
  useNow();
  const still = useRouterState({ select: ({ location }) => location.search.refresh === "off" });
  const heardAt = connection.heardAt();
  const lines = [
    `${looks[reach].label}. ${looks[reach].meaning}`,
    still && "Panels stand still: their refresh is off.",
    reach !== "live" && `Since ${formatDateTime(since, ownZone())}`,
    heardAt > 0 && `Last heard from the server: ${formatAge(Date.now() - heardAt)}`,
  ];
  return lines.filter(Boolean).join("\n");
}

function Shown({ standing }: { standing: Standing }) {
  const now = useReach(standing);
  const passing = useSteady(now, blinkMs);
  // What is good again is said at once.
  const reach = now === "live" ? now : passing;
  const said = useSteady(reach, steadyMs);
  const [silent, setSilent] = useState(true);
  useEffect(() => {
    if (said !== "live" && said !== "connecting") setSilent(false);
  }, [said]);
  const { label, Icon, colour } = looks[reach];
  return (
    <>
      <HoverNote
        note={<Details reach={reach} since={standing.since} />}
        className="inline-flex h-8 shrink-0 items-center gap-1.5 px-1.5 text-xs font-medium whitespace-nowrap text-ink-2 max-sm:flex-col max-sm:justify-center max-sm:gap-0.5 max-sm:px-0 max-sm:text-2xs max-sm:leading-none print:hidden pointer-coarse:h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center"
      >
        <Icon className={`size-4 shrink-0 ${colour}`} aria-hidden />
        <span className="sr-only">Connection: </span>
        <span className={reach === "live" ? "max-sm:sr-only" : ""}>{label}</span>
      </HoverNote>
      {/* The notice at the page's foot says that it is offline; that it is live from the start needs no word. */}
      <span role="status" aria-label="Connection" className="sr-only">
        {silent || said === "offline" || said === "connecting" ? "" : looks[said].label}
      </span>
    </>
  );
}

/** How the page hears of changes, honestly: live, reconnecting, polling or offline. */
export function ConnectionMark() {
  const standing = useSyncExternalStore(connection.subscribe, connection.standing);
  return standing && <Shown standing={standing} />;
}
