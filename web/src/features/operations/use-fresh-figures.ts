import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { atMostEvery } from "../../api/at-most-every";
import { hearDesk } from "../../api/events";
import { renewFigures } from "../../api/operations";

/** Charts are drawn anew no more often than this, however much happens. */
const pauseMs = 5_000;
/** Ages, and what is at risk, change with the clock alone; and events may be missing. */
const tickMs = 60_000;

/** Keeps the figures on screen as the tickets are. What nobody looks at waits until somebody does. */
export function useFreshFigures(tenant: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const { ask, stop } = atMostEvery(
      pauseMs,
      () => renewFigures(client, tenant),
      () => document.hidden,
    );
    const unhear = hearDesk(tenant, ask);
    const ticking = setInterval(ask, tickMs);
    document.addEventListener("visibilitychange", ask);
    return () => {
      stop();
      unhear();
      clearInterval(ticking);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [client, tenant]);
}
