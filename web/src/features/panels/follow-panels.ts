import type { Query, QueryClient } from "@tanstack/react-query";
import { atMostEvery, type Paced } from "../../api/at-most-every";
import type { PanelChanges, Span } from "../../api/live/fold";
import { type PanelAsk, panelsKey } from "../../api/panels";
import type { PanelData } from "../../api/types";
import { askedRange } from "../../format/time-range";

const pauseMs = 1_000;
/** Just below the screen is nearly seen. */
const margin = "200px";

/** Whether a change of data of that time shows in what was asked for. */
function shows({ meta, state }: Query, span: Span | null): boolean {
  const asked = meta?.asked as PanelAsk | undefined;
  const type = (state.data as Partial<PanelData> | undefined)?.type;
  // These show what is now, whatever the range.
  if (span === null || asked === undefined || type === "health_status" || type === "custom_image")
    return true;
  const { start, end } = askedRange(asked.range, Date.now(), asked.timezone);
  return span.from <= end && span.to >= start;
}

const isMarked = ({ state }: Query): boolean => state.isInvalidated;

interface PanelFollower {
  changed: (changes: PanelChanges) => void;
  stop: () => void;
}

/**
 * Fetches panels whose data changed: each at most once a second, what is off the screen when it is seen. While
 * `resting()` says so they are only marked, as somebody wants the picture to stand still.
 */
export function followPanels(client: QueryClient, tenant: string, resting: () => boolean): PanelFollower {
  const paces = new Map<string, Paced>();
  const waiting = new Map<string, IntersectionObserver>();
  const keyOf = (panelId: string) => [...panelsKey(tenant), panelId];

  const fetchAnew = async (panelId: string) => {
    const marked = { queryKey: keyOf(panelId), type: "active", predicate: isMarked } as const;
    // A first answer may have been asked for before the change, and would take the mark away.
    const first = client
      .getQueryCache()
      .findAll(marked)
      .filter(({ state }) => state.data === undefined);
    if (first.length > 0) {
      await Promise.allSettled(first.map((query) => query.promise));
      for (const { queryKey } of first)
        await client.invalidateQueries({ queryKey, exact: true, refetchType: "none" });
    }
    await client.refetchQueries(marked);
  };
  const paceOf = (panelId: string) => {
    const pace = paces.get(panelId) ?? atMostEvery(pauseMs, () => fetchAnew(panelId), resting);
    paces.set(panelId, pace);
    return pace;
  };
  const whenSeen = (panelId: string) => {
    waiting.get(panelId)?.disconnect();
    const places = document.querySelectorAll(`[data-panel="${CSS.escape(panelId)}"]`);
    if (places.length === 0 || typeof IntersectionObserver === "undefined") return paceOf(panelId).ask();
    const eye = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        eye.disconnect();
        waiting.delete(panelId);
        paceOf(panelId).ask();
      },
      { rootMargin: margin },
    );
    waiting.set(panelId, eye);
    for (const place of places) eye.observe(place);
  };

  return {
    changed: (changes) => {
      for (const [panelId, span] of changes) {
        const queryKey = keyOf(panelId);
        const predicate = (query: Query) => shows(query, span);
        if (client.getQueryCache().findAll({ queryKey, predicate }).length === 0) continue;
        void client.invalidateQueries({ queryKey, predicate, refetchType: "none" });
        whenSeen(panelId);
      }
    },
    stop: () => {
      for (const pace of paces.values()) pace.stop();
      for (const eye of waiting.values()) eye.disconnect();
    },
  };
}
