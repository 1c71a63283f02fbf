import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { BarData, GaugeData, Meta, PanelData } from "../../api/types";
import { Panel } from "./panel";
import { Asking, freshMeta, propsFor, somePanel } from "./panel-fixture";

afterEach(() => vi.unstubAllGlobals());

function show(data: PanelData, display = {}) {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(data)));
  const props = propsFor(somePanel(data.type, { display }));
  render(<Panel {...props} />, { wrapper: Asking });
  return within(screen.getByRole("region", { name: "My panel" }));
}

const bars: BarData = {
  type: "bar",
  categories: ["Roads", "Water"],
  series: [
    { label: "open", values: [12, null] },
    { label: "closed", values: [-3.25, 4] },
  ],
  unit: "h",
  decimals: 1,
  other: { categories: 7, values: [1, 2] },
  range: null,
  meta: freshMeta,
};

const gauge: GaugeData = {
  type: "gauge",
  value: 71.26,
  min: 0,
  max: 100,
  unit: "%",
  decimals: 1,
  status: { label: "warning", color: "#F59E0B" },
  thresholds: [
    { value: 0, color: "#10B981", label: "good" },
    { value: 70, color: "#F59E0B", label: "warning" },
  ],
  as_of: null,
  meta: freshMeta,
};

test("each category says its values, and a missing one that it is missing", async () => {
  const panel = show(bars);
  const chart = await panel.findByRole("group", { name: /^Bars, 2 categories of 2 series/ });
  const names = within(chart)
    .getAllByRole("img")
    .map((bar) => bar.getAttribute("aria-label"));
  expect(names).toEqual([
    "Roads: open 12.0\u202fh, closed -3.3\u202fh",
    "Water: open no value, closed 4.0\u202fh",
    "Other (7): open 1.0\u202fh, closed 2.0\u202fh",
  ]);
  const values = [...chart.querySelectorAll("[data-value]")].map((bar) => bar.getAttribute("data-value"));
  expect(values).toEqual(["12", "-3.25", "4", "1", "2"]);
});

test("one tab stop leads to all bars, and the tooltip follows the focus", async () => {
  const panel = show(bars);
  const [roads, water] = await panel.findAllByRole("img");
  expect(panel.getAllByRole("img").filter((bar) => bar.getAttribute("tabindex") === "0")).toHaveLength(1);
  act(() => roads?.focus());
  expect(panel.getByText("Total").textContent).toContain("8.8");
  if (roads) fireEvent.keyDown(roads, { key: "ArrowDown" });
  expect(document.activeElement).toBe(water);
  if (water) fireEvent.keyDown(water, { key: "Escape" });
  expect(panel.queryByText("Total")).toBeNull();
  if (water) fireEvent.keyDown(water, { key: "End" });
  expect(document.activeElement?.getAttribute("aria-label")).toContain("Other (7)");
});

test("the legend leaves one series alone", async () => {
  const panel = show(bars);
  fireEvent.click(await panel.findByRole("button", { name: "closed" }));
  expect(panel.getByRole("button", { name: "open" }).getAttribute("aria-pressed")).toBe("false");
  const chart = panel.getByRole("group", { name: /^Bars/ });
  expect([...chart.querySelectorAll("[data-series]")].map((bar) => bar.getAttribute("data-series"))).toEqual([
    "closed",
    "closed",
    "closed",
  ]);
});

test("bars are a table too, unrounded", async () => {
  const panel = show(bars);
  fireEvent.click(await panel.findByRole("button", { name: "View as table" }));
  const rows = panel.getAllByRole("row").map((row) => row.textContent);
  expect(rows).toEqual(["Categoryopen (h)closed (h)", "Roads12-3.25", "Waterno value4", "Other (7)12"]);
});

test("no category is no chart", async () => {
  const panel = show({ ...bars, categories: [], series: [], other: null });
  expect(await panel.findByText("Nothing to count in this range")).toBeTruthy();
});

test("a gauge says value, state and scale, and carries the raw value", async () => {
  const panel = show(gauge);
  expect((await panel.findByText("71.3%")).getAttribute("value")).toBe("71.26");
  expect(panel.getByText("warning")).toBeTruthy();
  expect(panel.getByText("0%").textContent).toBe("Scale from 0%");
  expect(panel.getByText("100%").textContent).toBe("to 100%");
});

test.each([
  [1432.5, "1,432.5%", "Above 100%"],
  [-4, "-4.0%", "Below 0%"],
])("beyond its scale (%s) a gauge stays honest, and says so", async (value, text, beyond) => {
  const panel = show({ ...gauge, value });
  expect(await panel.findByText(text)).toBeTruthy();
  expect(panel.getByText(beyond)).toBeTruthy();
});

test("a gauge without a value has none, not zero", async () => {
  const panel = show({ ...gauge, value: null, status: null });
  expect(await panel.findByText("No value in this range")).toBeTruthy();
  expect(panel.queryByText("0.0%")).toBeNull();
});

test("a gauge nobody renewed is stale, however good it was", async () => {
  const panel = show({
    ...gauge,
    status: { label: "good", color: "#10B981" },
    as_of: "2020-01-01T00:00:00Z",
  });
  expect((await panel.findByText("Stale, was good")).className).not.toContain("text-ok");
});

test("the last good answer says how old it is and why it stays", async () => {
  const meta: Meta = {
    ...freshMeta,
    cache: "stale",
    stale_because: "The database did not answer within 10 s.",
    generated_at: new Date(Date.now() - 330_000).toISOString(),
  };
  const panel = show({ ...gauge, meta });
  const age = await panel.findByRole("button", { name: "5 min old" });
  expect(age.className).toContain("text-warning");
  fireEvent.focus(age);
  expect(panel.getByRole("tooltip").textContent).toContain("The database did not answer within 10 s.");
  fireEvent.keyDown(age, { key: "Escape" });
  expect(panel.queryByRole("tooltip")).toBeNull();
});

test("a service without news keeps its message at hand", async () => {
  const service = { status: 1, label: "Degraded", color: "#F59E0B", checked_at: "2026-11-21T04:00:00Z" };
  const panel = show({
    type: "health_status",
    services: [{ ...service, name: "db", message: "Replication lag is 42 s", stale: true }],
    meta: freshMeta,
  });
  const item = await panel.findByRole("listitem");
  expect(item.dataset.tone).toBe("stale");
  expect(item.textContent).toContain("No news since 21 Nov, 04:00 · was Degraded");
  // As a finger does: no pointer rests, no focus need come with it.
  fireEvent.click(panel.getByRole("button", { name: "Replication lag is 42 s" }));
  expect(panel.getByRole("tooltip").textContent).toBe("Replication lag is 42 s");
  fireEvent.pointerDown(document.body);
  expect(panel.queryByRole("tooltip")).toBeNull();
});
