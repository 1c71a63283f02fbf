// 2^53 has 16 digits: any shorter run of digits survives JSON.parse unchanged.
const mayLoseDigits = /\d{16,}|\d\.\d{15,}/;

type ReviverWithSource = (key: string, value: unknown, context?: { source?: string }) => unknown;

/** `1.50` and `1.5` are the same number; `1.0000000000000000001` and what a double makes of it are not. */
function withoutTrailingZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Leaves a number as its own text where a double says another one. */
export const keepDigits: ReviverWithSource = (_key, value, context) => {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined || /[eE]/.test(source)) return value;
  return String(value) === withoutTrailingZeros(source) ? value : source;
};

/**
 * Parses JSON; numbers that a double cannot hold stay as the text the server sent (browsers whose reviver
 * gets no source text fall back to plain doubles).
 */
export function parseExact(text: string): unknown {
  if (!mayLoseDigits.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}
