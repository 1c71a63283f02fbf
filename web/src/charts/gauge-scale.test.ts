import { expect, test } from "vitest";
import { arcPath, gaugeScale, pointAt, share, zonesOf } from "./gauge-scale";
import { seriesColours } from "./palette";

const scale = { min: 0, max: 200 };

test.each([
  [0, 0],
  [50, 0.25],
  [200, 1],
  [-20, 0],
  [1432, 1],
])("%s lies at %s of the arc", (value, at) => expect(share(value, scale)).toBe(at));

test("a scale without width still is one", () => {
  expect(gaugeScale({ min: 5, max: 5 })).toEqual({ min: 5, max: 6 });
  expect(gaugeScale({ min: 5, max: 1 })).toEqual({ min: 5, max: 6 });
  expect(gaugeScale({ min: -5, max: 1 })).toEqual({ min: -5, max: 1 });
});

test("the arc goes from the left over the top to the right", () => {
  const at = (along: number) => pointAt(along, 100);
  expect(at(0).x).toBeCloseTo(-100);
  expect(at(0.5).y).toBeCloseTo(-100);
  expect(at(1).x).toBeCloseTo(100);
  expect(arcPath(0, 0.5, 100)).toMatch(/^M-100\.00 -?0\.00 A100 100 0 0 1 -?0\.00 -100\.00$/);
});

test("zones follow each other, whatever their order, and end with the scale", () => {
  const zones = zonesOf(
    [
      { value: 150, color: "#f00", label: "bad" },
      { value: 0, color: "#0f0", label: "good" },
      { value: 900, color: "#00f", label: "beyond" },
    ],
    scale,
  );
  expect(zones.map(({ label }) => label)).toEqual(["good", "bad"]);
  expect(zones[0]?.from).toBe(0);
  expect(zones[0]?.to).toBeCloseTo(0.75, 1);
  expect(zones[1]?.from).toBe(0.75);
  expect(zones[1]?.to).toBe(1);
});

test("a series without a colour of its own gets one that is not mistaken for a chosen one", () => {
  const [open, closed] = seriesColours(["open", "closed"], "light", { closed: "#3b6fe0" });
  expect(closed).toBe("#3b6fe0");
  expect(open).not.toBe(closed);
  // Not a colour: the palette's first.
  expect(seriesColours(["a"], "light", { a: "url(javascript:x)" })).toEqual(["#3b6fe0"]);
});
