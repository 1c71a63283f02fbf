type Rgb = readonly [number, number, number];

/** `#3b82f6` or `#38f`, else null: anything else never reaches a style. */
export function parseHex(text: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  const parts = short?.slice(1).map((digit) => digit + digit) ?? long?.slice(1);
  if (parts === undefined) return null;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Number.parseInt(part, 16));
  return [red, green, blue];
}

function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const unit = part / 255;
    return unit <= 0.04045 ? unit / 12.92 : ((unit + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG contrast ratio, 1 to 21. */
export function contrast(first: Rgb, second: Rgb): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

/** The engineer's colour, moved towards white or black just as far as it takes to be seen on the background. */
export function legible(colour: string, background: string, ratio: number): string {
  const from = parseHex(colour);
  const ground = parseHex(background);
  if (from === null || ground === null) return colour;
  const goal: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = from.map((part, index) => part + ((goal[index] ?? 0) - part) * share) as unknown as Rgb;
    if (contrast(mixed, ground) >= ratio) return hex(mixed);
  }
  return hex(goal);
}

/** Hue in degrees, null for greys. */
export function hueOf(colour: string): number | null {
  const rgb = parseHex(colour);
  if (rgb === null) return null;
  const [red, green, blue] = rgb;
  const high = Math.max(red, green, blue);
  const spread = high - Math.min(red, green, blue);
  if (spread < 24) return null;
  const sector =
    high === red
      ? (green - blue) / spread
      : high === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return (sector * 60 + 360) % 360;
}
