import type { GaugeData } from "../api/types";

export interface GaugeScale {
  min: number;
  max: number;
}

// From the left over the top to the right.
const sweep = 180;
const firstDegrees = -sweep / 2;

/** A scale without width would draw nothing; then it is taken to be one wide. */
export function gaugeScale({ min, max }: Pick<GaugeData, "min" | "max">): GaugeScale {
  return max > min ? { min, max } : { min, max: min + 1 };
}

/** 0 to 1 along the arc; what lies beyond an end stays at it. */
export function share(value: number, { min, max }: GaugeScale): number {
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

/** A point of the arc around the origin, and which way the arc goes there. */
export function pointAt(along: number, radius: number): { x: number; y: number; degrees: number } {
  const degrees = firstDegrees + along * sweep;
  const radians = (degrees * Math.PI) / 180;
  return { x: Math.sin(radians) * radius, y: -Math.cos(radians) * radius, degrees };
}

export function arcPath(from: number, to: number, radius: number): string {
  const start = pointAt(from, radius);
  const end = pointAt(to, radius);
  const large = (to - from) * sweep > 180 ? 1 : 0;
  const at = ({ x, y }: { x: number; y: number }) => `${x.toFixed(2)} ${y.toFixed(2)}`;
  return `M${at(start)} A${radius} ${radius} 0 ${large} 1 ${at(end)}`;
}

export interface Zone {
  /** 0 to 1 along the arc. */
  from: number;
  to: number;
  color: string;
  label: string;
}

const gap = 0.006;

/** Each threshold's stretch, from its value to the next one's, as far as it lies on the scale. */
export function zonesOf(thresholds: GaugeData["thresholds"], scale: GaugeScale): Zone[] {
  const rising = [...thresholds].sort((a, b) => a.value - b.value);
  return rising.flatMap(({ value, color, label }, index) => {
    const next = rising[index + 1];
    const from = share(value, scale);
    const to = next === undefined ? 1 : share(next.value, scale);
    if (to - from <= gap) return [];
    return [{ from, to: to === 1 ? 1 : to - gap, color, label }];
  });
}
