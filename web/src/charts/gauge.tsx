import type { ReactNode } from "react";
import type { GaugeData } from "../api/types";
import { legible, parseHex } from "../format/colour";
import { formatNumber, withUnit } from "../format/number";
import { useTheme } from "../ui/theme";
import { arcPath, gaugeScale, pointAt, share, zonesOf } from "./gauge-scale";
import { surface } from "./palette";

interface GaugeProps {
  data: Pick<GaugeData, "value" | "min" | "max" | "unit" | "decimals" | "thresholds" | "status">;
  /** The value in words, where rounding it would say too much. */
  text?: string;
  /** Too old to be shown in the colour of its state. */
  muted: boolean;
  /** What stands below the number. */
  children?: ReactNode;
}

const radius = 84;
const zoneRadius = 97;

/** Where a value lies between its ends. All that is drawn here is also said in words: the drawing itself is mute. */
export function Gauge({ data, text: given, muted, children }: GaugeProps) {
  const theme = useTheme();
  const scale = gaugeScale(data);
  const { value } = data;
  const say = (number: number, decimals = data.decimals) =>
    withUnit(formatNumber(number, decimals), data.unit);
  const seen = (colour: string) =>
    parseHex(colour) === null ? "var(--ink-3)" : legible(colour, surface[theme], 2.4);
  const beyond = value === null ? null : value > scale.max ? "above" : value < scale.min ? "below" : null;
  const at = value === null ? 0 : share(value, scale);
  const end = pointAt(at, radius);
  const text = value === null ? "" : (given ?? say(value));
  return (
    <div className="gauge min-h-0 flex-1" style={{ "--words": beyond === null ? "1.75rem" : "2.75rem" }}>
      <div className="gauge-parts">
        <div className="gauge-dial">
          <svg viewBox="-106 -104 212 126" className="absolute inset-0 size-full" aria-hidden>
            <path d={arcPath(0, 1, radius)} className="stroke-sunken" strokeWidth="17" fill="none" />
            {zonesOf(data.thresholds, scale).map((zone) => (
              <path
                key={zone.from}
                data-zone={zone.label}
                d={arcPath(zone.from, zone.to, zoneRadius)}
                stroke={seen(zone.color)}
                strokeWidth="4"
                fill="none"
              />
            ))}
            {value !== null && at > 0 && (
              <path
                d={arcPath(0, at, radius)}
                stroke={muted ? "var(--ink-3)" : data.status ? seen(data.status.color) : "var(--accent)"}
                strokeWidth="17"
                fill="none"
              />
            )}
            {value !== null && (
              <g transform={`translate(${end.x} ${end.y}) rotate(${end.degrees})`}>
                {beyond === null ? (
                  // A needle's tip, across the band and the zones
                  <line
                    x1="0"
                    x2="0"
                    y1="-18"
                    y2="12"
                    className="stroke-ink"
                    strokeWidth="4"
                    strokeLinecap="round"
                  />
                ) : (
                  // Beyond the end: an arrow that points out of the scale
                  <path
                    d={beyond === "above" ? "M-3 -12 L9 0 L-3 12 Z" : "M3 -12 L-9 0 L3 12 Z"}
                    className="fill-ink stroke-surface"
                    strokeWidth="2.5"
                    strokeLinejoin="round"
                  />
                )}
              </g>
            )}
          </svg>
          <p className="absolute inset-x-0 bottom-[18%] text-center leading-none font-semibold tracking-[-0.03em] tabular-nums">
            {value === null ? (
              <span className="text-[15cqw] text-ink-3">
                <span aria-hidden>–</span>
                <span className="sr-only">No value</span>
              </span>
            ) : (
              <data value={value} style={{ fontSize: `${Math.min(17, 92 / text.length).toFixed(1)}cqw` }}>
                {text}
              </data>
            )}
          </p>
          <p className="absolute inset-x-0 bottom-0 flex justify-between text-2xs leading-3 text-ink-3 tabular-nums">
            <span className="max-w-[45%] min-w-[16.5%] truncate text-center">
              <span className="sr-only">Scale from </span>
              {say(scale.min, null)}
            </span>
            <span className="max-w-[45%] min-w-[16.5%] truncate text-center">
              <span className="sr-only">to </span>
              {say(scale.max, null)}
            </span>
          </p>
        </div>
        <div className="gauge-words">
          {value === null ? <span className="text-ink-3">No value in this range</span> : children}
          {beyond !== null && (
            <span className="text-ink-2">
              {beyond === "above" ? `Above ${say(scale.max, null)}` : `Below ${say(scale.min, null)}`}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}
