import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import type { BarData } from "../api/types";
import { formatTick } from "../format/number";
import { Scroller } from "../ui/scroller";
import { useTheme } from "../ui/theme";
import { useSize } from "../ui/use-size";
import { BarBand } from "./bar-band";
import { type BarShape, barLayout } from "./bar-layout";
import { barRows, sayValue, summariseBars } from "./bar-rows";
import { BarTooltip } from "./bar-tooltip";
import { Legend } from "./legend";
import { readable, seriesColour, seriesColours } from "./palette";
import { useFontReady } from "./text-fit";

export interface BarDisplay extends BarShape {
  /** By series, or by category where there is but one series. */
  colours: Readonly<Record<string, string>>;
}

export interface BarChartProps {
  title: string;
  data: BarData;
  display: BarDisplay;
}

const noneHidden: ReadonlySet<number> = new Set();

const moves: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowRight: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_at, last) => last,
};

export function BarChart({ title, data, display }: BarChartProps) {
  const theme = useTheme();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const [hidden, setHidden] = useState(noneHidden);
  const [active, setActive] = useState<number | null>(null);
  // The one bar that Tab reaches; arrows go on from there.
  const [stop, setStop] = useState(0);

  const rows = useMemo(() => barRows(data), [data]);
  const say = useMemo(() => sayValue(data), [data]);
  const one = data.series.length === 1;
  const colours = seriesColours(
    data.series.map(({ label }) => label),
    theme,
    display.colours,
  );
  const { orientation, stacked } = display;
  const fontReady = useFontReady();
  // With another font the same words take other room.
  const layout = useMemo(() => {
    if (size === null) return null;
    const shown = data.series.map((_, index) => index).filter((index) => !hidden.has(index));
    return barLayout({ rows, shown, orientation, stacked, say, tick: formatTick, ...size });
  }, [rows, data.series, hidden, orientation, stacked, say, size, fontReady]);

  const onKeyDown = (event: KeyboardEvent<SVGSVGElement>) => {
    if (event.key === "Escape" && active !== null) {
      // Only the tooltip goes, not the dialog around it.
      event.stopPropagation();
      event.preventDefault();
      setActive(null);
      return;
    }
    const goal = moves[event.key]?.(stop, rows.length - 1);
    if (goal === undefined) return;
    event.preventDefault();
    setStop(goal);
    event.currentTarget.querySelector<SVGGElement>(`[data-band="${goal}"]`)?.focus();
  };
  const reachable = Math.min(stop, rows.length - 1);
  const activeBand = active === null ? undefined : layout?.bands[active];
  const activeRow = active === null ? undefined : rows[active];
  return (
    <div className="flex h-full min-h-0 flex-1 flex-col gap-1">
      <Scroller label={`${title}, bars`} className="relative">
        {/* The size is taken from here: what scrolls must not measure its own content. */}
        <div ref={box} className="sticky top-0 left-0 h-full w-full" aria-hidden />
        {layout && (
          // biome-ignore lint/a11y/useSemanticElements: a drawing can be no <fieldset>
          <svg
            role="group"
            aria-label={summariseBars(data, rows)}
            aria-roledescription="bar chart"
            width={layout.width}
            height={layout.height}
            viewBox={`0 0 ${layout.width} ${layout.height}`}
            className="absolute top-0 left-0 block"
            onKeyDown={onKeyDown}
          >
            {layout.grid.map(({ value, y }) => (
              <g key={value} aria-hidden>
                <line x1={layout.gridLeft} x2={layout.width} y1={y} y2={y} className="stroke-line" />
                <text x={layout.gridLeft - 8} y={y} className="bar-axis" textAnchor="end">
                  {formatTick(value, layout.step)}
                </text>
              </g>
            ))}
            <defs>
              {data.other !== null &&
                colours.map((colour, index) => (
                  <pattern
                    key={index}
                    id={`${id}${index}`}
                    width="6"
                    height="6"
                    patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)"
                  >
                    <rect width="6" height="6" fill={colour} opacity="0.28" />
                    <rect width="2.5" height="6" fill={colour} opacity="0.75" />
                  </pattern>
                ))}
            </defs>
            {rows.map((row, index) => {
              const band = layout.bands[index];
              if (band === undefined) return null;
              return (
                <BarBand
                  key={row.other ? "\u0000other" : row.label}
                  index={index}
                  band={band}
                  row={row}
                  labels={data.series.map(({ label }) => label)}
                  say={say}
                  fill={(series) => {
                    if (row.other) return `url(#${id}${series})`;
                    const own = one ? readable(display.colours[row.label]) : undefined;
                    return own === undefined ? (colours[series] ?? "") : seriesColour(0, theme, own);
                  }}
                  dimmed={active !== null && active !== index}
                  reachable={reachable === index}
                  onActive={(on) => {
                    setActive(on ? index : null);
                    if (on) setStop(index);
                  }}
                />
              );
            })}
            <line {...layout.zero} className="stroke-line-strong" aria-hidden />
          </svg>
        )}
        {layout && activeBand && activeRow && (
          <BarTooltip
            layout={layout}
            band={activeBand}
            row={activeRow}
            labels={data.series.map(({ label }) => label)}
            colours={colours}
            hidden={hidden}
            say={say}
            vertical={orientation === "vertical"}
          />
        )}
      </Scroller>
      {data.series.length > 1 && (
        <Legend
          kind="Series"
          labels={data.series.map(({ label }) => label)}
          colours={colours}
          hidden={hidden}
          onChange={setHidden}
        />
      )}
    </div>
  );
}
