import type { DashboardPanel } from "../../api/types";
import type { BarDisplay } from "../../charts/bar-chart";
import type { Threshold } from "../../charts/plot-options";
import type { TimeSeriesDisplay } from "../../charts/time-series-chart";
import type { Sort } from "../../table/data-table";

type Display = DashboardPanel["display"];

// `display` is passed through from the YAML as it is; here each part is read or left out, never trusted.
const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function thresholdsOf(display: Display): Threshold[] {
  const list = display?.thresholds;
  if (!Array.isArray(list)) return [];
  return list
    .flatMap((one: unknown) => {
      if (!isRecord(one)) return [];
      const value = number(one.value);
      return value === undefined
        ? []
        : [{ value, color: text(one.color) ?? "#6b7280", label: text(one.label) ?? "" }];
    })
    .sort((a, b) => a.value - b.value);
}

export function timeSeriesDisplay(display: Display): TimeSeriesDisplay {
  const range = display?.y_axis_range;
  const low = Array.isArray(range) ? number(range[0]) : undefined;
  const high = Array.isArray(range) ? number(range[1]) : undefined;
  const axisLabel = text(display?.y_axis_label);
  return {
    axisLabel,
    yRange: low !== undefined && high !== undefined && low < high ? [low, high] : null,
    lineColour: text(display?.line_color),
    filled: display?.fill_area === true,
    // `CPU %` names its unit at the end; `Requests` names none.
    unit: text(display?.unit) ?? (axisLabel?.endsWith("%") ? "%" : undefined),
    decimals: number(display?.decimals),
    thresholds: thresholdsOf(display),
  };
}

export interface TableDisplay {
  sortable: boolean;
  defaultSort: Sort | null;
}

export function tableDisplay(display: Display): TableDisplay {
  const column = text(display?.default_sort);
  return {
    sortable: display?.sortable !== false,
    defaultSort:
      column === undefined
        ? null
        : { column, order: display?.default_sort_order === "desc" ? "desc" : "asc" },
  };
}

/** `several`: the panel has a series for each value of a column; their bars stand on each other unless it says no. */
export function barDisplay(display: Display, several: boolean): BarDisplay {
  const colours = isRecord(display?.colors) ? Object.entries(display.colors) : [];
  return {
    orientation: display?.orientation === "vertical" ? "vertical" : "horizontal",
    stacked: typeof display?.stacked === "boolean" ? display.stacked : several,
    colours: Object.fromEntries(
      colours.flatMap(([name, colour]) => (text(colour) ? [[name, String(colour)]] : [])),
    ),
  };
}
