import { expect, test } from "vitest";
import { scaleEnds } from "./kpi-body";

const at = (...values: number[]) => values.map((value) => ({ value, color: "#10B981", label: "" }));

test.each([
  ["a percentage goes from 0 to 100", 50, at(0, 70, 90), "%", [0, 100]],
  ["beyond the last threshold there is room for one more step", 80, at(0, 400, 1000), "ms", [0, 1500]],
  ["a value beyond all of that is on the scale", 4000, at(0, 400, 1000), "ms", [0, 4000]],
  ["crowded thresholds are parted", 99.9, at(0, 97, 99), "%", [92.5, 100]],
  ["and a value far below them stays on the scale", 40, at(0, 97, 99), "%", [40, 100]],
])("%s", (_name, value, thresholds, unit, ends) => expect(scaleEnds(value, thresholds, unit)).toEqual(ends));
