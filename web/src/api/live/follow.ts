import { apiAddress } from "../client";
import { tellDesk } from "../events";
import { shareHere } from "../share-here";
import { foldNews, type PanelChanges } from "./fold";
import { joinTabs, type Standing, type Tab } from "./tabs";

interface Following {
  tenant: string;
  /** Whose eyes these are. Tabs of other people, and of another tenant, share no connection. */
  who: string;
  /** Dashboards were edited, or events may have been missed. */
  onConfig: () => void;
  onPanels?: (changes: PanelChanges) => void;
  /** A connection that stood has ended: the server ends one as soon as its holder may listen no more. */
  onBreak?: () => void;
}

let tab: Tab | undefined;
let standing: Standing | undefined;
const watchers = new Set<() => void>();

function stands(next: Standing | undefined): void {
  standing = next;
  for (const notify of watchers) notify();
}

/** For `useSyncExternalStore`: how this page's connection stands. */
export const connection = {
  subscribe: (notify: () => void): (() => void) => {
    watchers.add(notify);
    return () => void watchers.delete(notify);
  },
  /** undefined: this page follows nothing. */
  standing: () => standing,
  /** When the server was last heard of, ms since the epoch; 0: never yet. */
  heardAt: () => tab?.heardAt() ?? 0,
  tryNow: () => tab?.tryNow(),
};

/**
 * Follows what happens in a tenant: for whoever is told here, and for `hearDesk`. All tabs of a person share one
 * connection. Without one it tries again; the panels' own refresh goes on meanwhile. Returns what ends it.
 */
export function follow({ tenant, who, onConfig, onPanels, onBreak }: Following): () => void {
  const share = shareHere();
  const news = foldNews(({ missed, broke, config, desk, panels }) => {
    if (broke) onBreak?.();
    if (missed) tellDesk(tenant, { type: "missed" });
    if (missed || config) onConfig();
    for (const event of desk) tellDesk(tenant, event);
    if (panels.size > 0) onPanels?.(panels);
  });
  const address = (lastId: string) =>
    apiAddress("/events", { tenant, share, last_event_id: lastId || undefined });
  stands({ state: "connecting", since: Date.now() });
  const mine = joinTabs(`watchroom events ${JSON.stringify([tenant, share ?? who])}`, address, {
    heard: news.add,
    missed: news.missed,
    broke: news.broke,
    stands,
  });
  tab = mine;
  return () => {
    mine.leave();
    news.stop();
    if (tab !== mine) return;
    tab = undefined;
    stands(undefined);
  };
}
