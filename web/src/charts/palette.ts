import { legible } from "../format/colour";
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
