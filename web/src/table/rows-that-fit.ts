import type { CSSProperties } from "react";

/** For the `fit` class: a head of one line, and rows between 35 and 44 px high. */
export function rowsThatFit(count: number): CSSProperties {
  return {
    "--rows": count,
    "--head": "2.0625rem",
    "--least": "2.1875rem",
    "--most": "2.75rem",
  } as CSSProperties;
}
