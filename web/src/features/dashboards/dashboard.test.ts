import { expect, test } from "vitest";
import type { DashboardPanel } from "../../api/types";
import { inReadingOrder, loneKpis } from "./dashboard-grid";
import { refreshMs } from "./refresh-rate";

const panel = (id: string, type: string, row: number, col: number): DashboardPanel => ({
  id,
  type,
  title: id,
  description: null,
  position: { row, col, width: 4, height: 1 },
  refresh_interval: 300,
  display: {},
  drill_down: { enabled: false, show_table: false, disable_aggregation: false },
});

test("panels stack as they are read", () => {
  const panels = [panel("c", "kpi", 2, 1), panel("b", "kpi", 1, 9), panel("a", "kpi", 1, 1)];
  expect(inReadingOrder(panels).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("the last of an odd run of KPIs takes the width", () => {
  const kinds = ["kpi", "kpi", "kpi", "table", "kpi", "table", "kpi", "kpi"];
  const panels = kinds.map((type, index) => panel(String(index), type, index, 1));
  expect([...loneKpis(panels)]).toEqual(["2", "4"]);
});

const hour = 3_600_000;
const span = (hours: number) => ({ start: 0, end: hours * hour });
const of = (type: string, seconds: number) => ({ type, refresh_interval: seconds });

test("auto follows the panel, but a day's view waits no longer than 30 s", () => {
  expect(refreshMs("auto", of("timeseries", 300), span(24), true)).toBe(30_000);
  expect(refreshMs("auto", of("timeseries", 10), span(24), true)).toBe(10_000);
  expect(refreshMs("auto", of("timeseries", 1), span(24), true)).toBe(5_000);
  expect(refreshMs("auto", of("timeseries", 21_600), span(24 * 90), true)).toBe(300_000);
});

test("the past is not fetched again, the present state is", () => {
  expect(refreshMs("auto", of("timeseries", 60), span(24), false)).toBe(false);
  expect(refreshMs("10s", of("timeseries", 60), span(24), false)).toBe(false);
  expect(refreshMs("auto", of("health_status", 120), span(24), false)).toBe(30_000);
});

test("a choice holds for all", () => {
  expect(refreshMs("5m", of("kpi", 10), span(1), true)).toBe(300_000);
  expect(refreshMs("off", of("health_status", 10), span(1), true)).toBe(false);
});
