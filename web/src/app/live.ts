import type { QueryClient } from "@tanstack/react-query";
import { connection, follow } from "../api/live/follow";
import { followPanels } from "../features/panels/follow-panels";

export { ConnectionMark } from "./connection-mark";

interface Following {
  client: QueryClient;
  tenant: string;
  who: string;
  onConfig: () => void;
  onBreak: () => void;
  /** While it says so, panels stand still. */
  resting?: () => boolean;
}

/** Connects without waiting for the next try. */
export const tryNow = connection.tryNow;

/** Keeps what is on screen as new as the tenant's events say. Returns what ends it. */
export function followTenant({ client, tenant, resting = () => false, ...rest }: Following): () => void {
  const panels = followPanels(client, tenant, resting);
  const stop = follow({ tenant, onPanels: panels.changed, ...rest });
  return () => {
    stop();
    panels.stop();
  };
}
