import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { DashboardPanel, Meta } from "../../api/types";
import type { PanelProps } from "./panel-types";

// What the tests of panels begin with.

export const freshMeta: Meta = {
  generated_at: "2026-11-21T04:00:00Z",
  data_as_of: null,
  cache: "miss",
  query_ms: 12,
  rows: 1,
  truncated: false,
  nulled: 0,
  stale_because: null,
};

export function somePanel(type: string, own: Partial<DashboardPanel> = {}): DashboardPanel {
  return {
    id: "p1",
    type,
    title: "My panel",
    description: null,
    position: { row: 1, col: 1, width: 4, height: 1 },
    refresh_interval: 60,
    display: {},
    drill_down: { enabled: false, show_table: false, disable_aggregation: false },
    ...own,
  };
}

const nothing = () => undefined;

export function propsFor(panel: DashboardPanel): PanelProps {
  return {
    panel,
    tenant: "tenant-alpha",
    range: { from: "-1h", to: "now" },
    timezone: "UTC",
    syncKey: "x",
    refreshMs: false,
    table: {},
    onTable: nothing,
    onZoom: nothing,
    onZoomBack: nothing,
  };
}

/** A query client that gives up at once. */
export function Asking({ children }: { children: ReactNode }) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
