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

export interface PanelProps extends PanelContext {
  panel: DashboardPanel;
  /** Kept by the page in the address, so that a link shows the same rows. */
  table: TableQuery;
  onTable: (table: TableQuery) => void;
}
