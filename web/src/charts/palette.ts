import { hueOf, legible, parseHex } from "../format/colour";
import type { Theme } from "../ui/theme";

/** The card behind a chart; the same as --surface. */
export const surface: Record<Theme, string> = { light: "#ffffff", dark: "#14171d" };

// Neighbours differ in hue and in lightness, so that they part for colour-blind eyes too.
const lines = [
  "#3b6fe0",
  "#e07b1f",
  "#12967f",
  "#c23f7d",
  "#7c58d6",
  "#5c8a1e",
  "#0e8fb8",
  "#b8503a",
  "#4f5fa8",
  "#a97b00",
  "#8a4fa3",
  "#3f7f5f",
];

/** A line needs 3:1 against its ground to be seen. */
export function seriesColour(index: number, theme: Theme, chosen?: string): string {
  return legible(
    chosen ?? lines[index % lines.length] ?? "#3b6fe0",
    surface[theme],
    theme === "dark" ? 4.5 : 3,
  );
}

const nearDegrees = 26;

/** A colour for each series: the chosen ones, and for the others what is not mistaken for one of those. */
export function seriesColours(
  labels: readonly string[],
  theme: Theme,
  chosen: Readonly<Record<string, string>>,
): string[] {
  const own = labels.map((label) => readable(chosen[label]));
  const taken = own.flatMap((colour) => (colour === undefined ? [] : [hueOf(colour)]));
  const apart = lines.filter((line) => {
    const hue = hueOf(line) ?? 0;
    return taken.every(
      (other) => other === null || Math.abs(((hue - other + 540) % 360) - 180) >= nearDegrees,
    );
  });
  const left = apart.length === 0 ? lines : apart;
  let next = 0;
  return own.map((colour) => {
    if (colour !== undefined) return seriesColour(0, theme, colour);
    next += 1;
    return seriesColour(0, theme, left[(next - 1) % left.length]);
  });
}

/** Nothing but a colour in hex ever reaches a style. */
export function readable(colour: string | undefined): string | undefined {
  return colour !== undefined && parseHex(colour) !== null ? colour : undefined;
}
