import { CalendarClock, Check, ChevronDown } from "lucide-react";
import { type Preset, presets, rangeLabel } from "../../format/range-label";
import { fitsInto, type TimeRange } from "../../format/time-range";
import { Popover } from "../../ui/popover";
import { CustomRange } from "./custom-range";

interface TimeRangePickerProps {
  range: TimeRange;
  timezone: string;
  /** How far back, and for how long at most. */
  longestMs?: number;
  /** What is offered by name. */
  choices?: readonly Preset[];
  onRange: (range: TimeRange) => void;
}

export function TimeRangePicker(props: TimeRangePickerProps) {
  const { range, timezone, longestMs, choices = presets, onRange } = props;
  const label = rangeLabel(range, Date.now(), timezone, choices);
  const offered = choices.filter((preset) => fitsInto(preset.range, longestMs, Date.now(), timezone));
  return (
    <Popover
      label="Time range"
      role="dialog"
      align="end"
      trigger={(props) => (
        <button
          type="button"
          aria-label={`Time range: ${label}`}
          className="inline-flex h-9 min-w-0 items-center gap-2 rounded-lg border border-line bg-surface px-3 shadow-card transition-colors hover:bg-hover pointer-coarse:h-11 max-sm:flex-1"
          {...props}
        >
          <CalendarClock className="size-4 shrink-0 text-ink-3" aria-hidden />
          <span className="truncate tabular-nums">{label}</span>
          <ChevronDown className="ml-auto size-3.5 shrink-0 text-ink-3" aria-hidden />
        </button>
      )}
    >
      {(close) => {
        const choose = (chosen: TimeRange) => {
          onRange(chosen);
          close();
        };
        return (
          <div className="flex max-sm:flex-col">
            <ul className="grid content-start gap-0.5 p-2 max-sm:grid-cols-2 max-sm:border-b sm:w-44 sm:border-r border-line">
              {offered.map((preset) => {
                const chosen = preset.range.from === range.from && preset.range.to === range.to;
                return (
                  <li key={preset.label}>
                    <button
                      type="button"
                      aria-current={chosen ? "true" : undefined}
                      onClick={() => choose(preset.range)}
                      className={`flex h-8.5 w-full items-center justify-between rounded-md px-2.5 text-left hover:bg-hover -outline-offset-2 pointer-coarse:h-11 ${chosen ? "font-medium text-accent" : ""}`}
                    >
                      {preset.label}
                      {chosen && <Check className="size-4" aria-hidden />}
                    </button>
                  </li>
                );
              })}
            </ul>
            <CustomRange range={range} timezone={timezone} longestMs={longestMs} onApply={choose} />
          </div>
        );
      }}
    </Popover>
  );
}
