import { useEffect, useState } from "react";

// Where nothing is laid out (in tests) this is near enough for Inter.
const shareOfEm = 0.56;

const family = '"Inter Variable"';

const known = new Map<string, number>();
let ruler: HTMLSpanElement | undefined;

// A canvas could not tell: it knows neither tabular digits nor the page's own forms of letters.
function laidOut(): HTMLSpanElement {
  if (ruler === undefined) {
    ruler = document.createElement("span");
    ruler.ariaHidden = "true";
    Object.assign(ruler.style, {
      position: "absolute",
      visibility: "hidden",
      whiteSpace: "pre",
      fontVariantNumeric: "tabular-nums",
    });
  }
  if (!ruler.isConnected) document.body.append(ruler);
  return ruler;
}

/** CSS pixels that a line of text takes; right once the font is there (see `useFontReady`). */
export function textWidth(text: string, fontPx: number, weight = 400): number {
  const key = `${weight} ${fontPx} ${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const span = laidOut();
  span.style.fontSize = `${fontPx}px`;
  span.style.fontWeight = String(weight);
  span.textContent = text;
  const width = span.getBoundingClientRect().width || text.length * fontPx * shareOfEm;
  span.textContent = "";
  known.set(key, width);
  return width;
}

/** As much of the text as fits, with an ellipsis where something is missing. */
export function fitText(text: string, widthPx: number, fontPx: number): string {
  if (textWidth(text, fontPx) <= widthPx) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(`${text.slice(0, middle)}…`, fontPx) <= widthPx) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low).trimEnd()}…`;
}

/** Whether text is drawn in the page's own font yet: what was measured in another has to be measured again. */
export function useFontReady(): boolean {
  const [ready, setReady] = useState(() => document.fonts?.check(`12px ${family}`) ?? true);
  useEffect(() => {
    if (ready) return;
    let gone = false;
    // Where it cannot be had, its stand-in is what was measured.
    document.fonts.load(`12px ${family}`).then(
      () => {
        known.clear();
        if (!gone) setReady(true);
      },
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [ready]);
  return ready;
}
