import type { Band, BarLayout } from "./bar-layout";
import { type BarRow, type SayValue, totalOf } from "./bar-rows";

interface BarTooltipProps {
  layout: BarLayout;
  band: Band;
  row: BarRow;
  labels: readonly string[];
  colours: readonly string[];
  hidden: ReadonlySet<number>;
  say: SayValue;
  vertical: boolean;
}

const width = 208;
const gap = 10;
const lineHeight = 20;

/** The whole name and every value of one category; the same is in the bar's own name, for those who listen. */
export function BarTooltip(props: BarTooltipProps) {
  const { layout, band, row, labels, colours, hidden, say, vertical } = props;
  const shown = labels.map((_, index) => index).filter((index) => !hidden.has(index));
  const several = labels.length > 1;
  const height = 34 + lineHeight * (several ? shown.length + 1 : 1);
  const { area } = band;
  const wantedLeft = vertical ? area.x + area.width + gap / 2 : area.x + layout.width * 0.5 - width / 2;
  const flips = vertical && wantedLeft + width > layout.width;
  const left = flips ? area.x - width - gap / 2 : wantedLeft;
  const below = area.y + area.height + 4;
  const wantedTop = vertical ? 12 : below + height > layout.height ? area.y - height - 4 : below;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-20 w-52 rounded-lg border border-line bg-surface p-2.5 text-xs shadow-pop"
      style={{
        left: Math.max(0, Math.min(left, layout.width - width)),
        top: Math.max(0, wantedTop),
      }}
    >
      <p className={`mb-1 font-medium break-words ${row.other ? "italic" : ""}`}>{row.label}</p>
      {shown.map((index) => (
        <p key={index} className="flex items-center gap-2 py-px text-ink-2">
          {several && <span className="size-2 shrink-0 rounded-xs" style={{ background: colours[index] }} />}
          <span className="min-w-0 flex-1 truncate">
            {several ? labels[index] : labels[index] || "Value"}
          </span>
          <span className="text-ink tabular-nums">{say(row.values[index] ?? null)}</span>
        </p>
      ))}
      {several && (
        <p className="mt-1 flex justify-between border-t border-line pt-1 text-ink-3">
          Total{" "}
          <span className="text-ink tabular-nums">
            {say(totalOf(shown.map((index) => row.values[index] ?? null)))}
          </span>
        </p>
      )}
    </div>
  );
}
