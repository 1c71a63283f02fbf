import { describe, expect, test } from "vitest";
import type { BarData } from "../api/types";
import { type BarShape, barLayout, niceScale } from "./bar-layout";
import { barRows, sayValue, summariseBars, totalOf } from "./bar-rows";
import { fitText } from "./text-fit";

const meta: BarData["meta"] = {
  generated_at: "2026-11-21T04:00:00Z",
  data_as_of: null,
  cache: "miss",
  query_ms: 1,
  rows: 3,
  truncated: false,
  nulled: 0,
  stale_because: null,
};

function bars(series: Record<string, (number | null)[]>, other: BarData["other"] = null): BarData {
  const [first = []] = Object.values(series);
  return {
    type: "bar",
    categories: first.map((_, index) => `category ${index + 1}`),
    series: Object.entries(series).map(([label, values]) => ({ label, values })),
    unit: null,
    decimals: 0,
    other,
    range: null,
    meta,
  };
}

function layOut(data: BarData, shape: BarShape, shown = data.series.map((_, index) => index)) {
  const say = sayValue(data);
  return barLayout({ rows: barRows(data), shown, say, tick: String, width: 600, height: 300, ...shape });
}

const lying = { orientation: "horizontal", stacked: false } as const;
const standing = { orientation: "vertical", stacked: false } as const;

describe("a scale of round steps", () => {
  test.each([
    [0, 23, 5, [0, 5, 10, 15, 20, 25]],
    [-19, 12.5, 4, [-20, -10, 0, 10, 20]],
    [3, 3, 2, [0, 2, 4]],
    [0, 0, 4, [0, 1]],
    [-7, -2, 4, [-8, -6, -4, -2, 0]],
  ])("%s to %s", (low, high, most, ticks) => expect(niceScale(low, high, most).ticks).toEqual(ticks));
});

describe("lengths are as the values", () => {
  test("of lying bars, negative ones to the other side of zero", () => {
    const { bands, zero } = layOut(bars({ "": [10, -5, 0, null] }), lying);
    const [ten, minusFive, none, nothing] = bands.map(({ pieces }) => pieces[0]);
    expect(ten?.x).toBeCloseTo(zero.x1);
    expect((minusFive?.x ?? 0) + (minusFive?.width ?? 0)).toBeCloseTo(zero.x1);
    expect((ten?.width ?? 0) / (minusFive?.width ?? 1)).toBeCloseTo(2);
    expect(none?.width).toBe(0);
    expect(nothing).toBeUndefined();
    expect(bands.map(({ values }) => values[0]?.text)).toEqual(["10", "-5", "0", "–"]);
    expect(bands[1]?.values[0]?.anchor).toBe("end");
  });

  test("of standing bars", () => {
    const { bands, zero } = layOut(bars({ "": [10, -5] }), standing);
    const [ten, minusFive] = bands.map(({ pieces }) => pieces[0]);
    expect((ten?.y ?? 0) + (ten?.height ?? 0)).toBeCloseTo(zero.y1);
    expect(minusFive?.y).toBeCloseTo(zero.y1);
    expect((ten?.height ?? 0) / (minusFive?.height ?? 1)).toBeCloseTo(2);
  });

  test("of a pile, each on top of the one before, and the sum at its end", () => {
    const data = bars({ open: [4, 1], closed: [6, -2] });
    const { bands } = layOut(data, { orientation: "horizontal", stacked: true });
    const [open, closed] = bands[0]?.pieces ?? [];
    expect(closed?.x).toBeCloseTo((open?.x ?? 0) + (open?.width ?? 0));
    expect(bands.map(({ values }) => values.map(({ text }) => text))).toEqual([["10"], ["-1"]]);
  });
});

test("a hidden series takes no room, and the others grow", () => {
  const data = bars({ open: [4, 1], closed: [60, 2] });
  const both = layOut(data, lying).bands[0]?.pieces ?? [];
  const [alone, ...more] = layOut(data, lying, [0]).bands[0]?.pieces ?? [];
  expect(more).toEqual([]);
  expect(alone?.width).toBeGreaterThan(both[0]?.width ?? 0);
  expect(alone?.height).toBeGreaterThan(both[0]?.height ?? 0);
});

test("many bars keep a readable size and scroll; nothing lies outside", () => {
  const many = bars({ "": Array.from({ length: 60 }, (_, index) => index - 20) });
  const down = layOut(many, lying);
  expect(down.height).toBeGreaterThanOrEqual(60 * 26);
  const along = layOut(many, standing);
  expect(along.width).toBeGreaterThanOrEqual(60 * 30);
  for (const { bands, width, height } of [down, along]) {
    for (const { x, y, width: wide, height: high } of bands.flatMap(({ pieces }) => pieces)) {
      expect(Math.min(x, y, wide, high)).toBeGreaterThanOrEqual(0);
      expect(x + wide).toBeLessThanOrEqual(width + 0.01);
      expect(y + high).toBeLessThanOrEqual(height + 0.01);
    }
  }
});

test("what was folded together comes last and says how much it is", () => {
  const data = bars({ open: [4], closed: [null] }, { categories: 7, values: [3, null] });
  const rows = barRows(data);
  expect(rows.at(-1)).toEqual({ label: "Other (7)", other: true, values: [3, null] });
  expect(summariseBars(data, rows)).toBe(
    "Bars, 1 category of 2 series (open, closed); highest category 1 4. 7 more are summed up in Other.",
  );
});

test("nothing is not zero", () => {
  expect(totalOf([null, null])).toBeNull();
  expect(totalOf([null, 0])).toBe(0);
  expect(summariseBars(bars({ "": [null] }), barRows(bars({ "": [null] })))).toContain("none has a value");
});

test("a long name is cut where it no longer fits", () => {
  expect(fitText("Roads", 200, 12)).toBe("Roads");
  const cut = fitText("Roads and Stormwater Infrastructure", 80, 12);
  expect(cut).toMatch(/^Roads.*…$/);
  expect(cut.length).toBeLessThan(14);
});
