import type { TableQuery } from "../../api/panels";
import type { ShownPanel } from "./panel-types";

/** What somebody looks at in an opened panel; kept by the page in the address. */
export interface DrillState {
  /** Every row in place of buckets. */
  everyRow: boolean;
  view: "shown" | "rows";
  rows: TableQuery;
}

/** Pictures and templates come from code of their own: there is no table to read rows from, nor to export. */
export function hasRows(panel: ShownPanel): boolean {
  return panel.drill_down.enabled && !panel.type.startsWith("custom_");
}
