import { readRange, type TimeRange } from "../../format/time-range";
import { allTime, isAllTime } from "./period";

/** What the address says of the page: `?from=-30d&to=now&ward_id=3&ward_id=5`; without a period, all time. */
export interface OperationsSearch {
  from?: string;
  to?: string;
  ward_id?: string[];
}

/** What cannot be read is left out: an old or mistyped link opens with more tickets instead of an error. */
export function readOperationsSearch(raw: Record<string, unknown>): OperationsSearch {
  const listed = Array.isArray(raw.ward_id) ? raw.ward_id : [raw.ward_id];
  const wards = [...new Set(listed.filter((one): one is string => typeof one === "string" && one !== ""))];
  return {
    ...readRange(raw.from, raw.to),
    ...(wards.length === 0 ? {} : { ward_id: wards }),
  };
}

export function rangeOf({ from, to }: OperationsSearch): TimeRange {
  return from === undefined || to === undefined ? allTime : { from, to };
}

export function withRange(search: OperationsSearch, range: TimeRange): OperationsSearch {
  return { ...search, ...(isAllTime(range) ? { from: undefined, to: undefined } : range) };
}

export function withWards(search: OperationsSearch, wards: readonly string[]): OperationsSearch {
  return { ...search, ward_id: wards.length === 0 ? undefined : [...wards] };
}
