import type { TableQuery } from "../../api/panels";
import type { DashboardPanel } from "../../api/types";
import type { TimeRange } from "../../format/time-range";

/** What every panel of a dashboard is told by the page around it. */
interface PanelContext {
  tenant: string;
  range: TimeRange;
  timezone: string;
  syncKey: string;
  refreshMs: number | false;
  onZoom: (startMs: number, endMs: number) => void;
  onZoomBack: () => void;
}

/** A panel stands on a dashboard, or alone in its report. */
export type ShownPanel = Omit<DashboardPanel, "position">;

export interface PanelProps extends PanelContext {
  panel: ShownPanel;
  /** Kept by the page in the address, so that a link shows the same rows. */
  table: TableQuery;
  onTable: (table: TableQuery) => void;
  /** Opens the panel in full; absent where there is nothing more to see. */
  onExplore?: () => void;
}
