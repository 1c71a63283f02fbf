import type { CSSProperties } from "react";

const heights = {
  roomy: { "--least": "2.1875rem", "--most": "2.75rem" },
  dense: { "--least": "1.8125rem", "--most": "2.1875rem" },
};

/** For the `fit` class: a head of one line and so many rows. */
export function rowsThatFit(count: number, height: keyof typeof heights): CSSProperties {
  return { "--rows": count, "--head": "2.0625rem", ...heights[height] };
}
