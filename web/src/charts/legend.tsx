interface LegendProps {
  /** What is switched on and off. */
  kind?: string;
  labels: readonly string[];
  colours: readonly string[];
  hidden: ReadonlySet<number>;
  onChange: (hidden: ReadonlySet<number>) => void;
}

/** A click leaves one line alone; a second click brings the others back. With Ctrl, ⌘ or Shift it adds or drops one. */
function nextHidden(
  hidden: ReadonlySet<number>,
  clicked: number,
  count: number,
  adding: boolean,
): ReadonlySet<number> {
  if (adding) {
    const next = new Set(hidden);
    if (!next.delete(clicked)) next.add(clicked);
    return next.size === count ? new Set() : next;
  }
  const alone = hidden.size === count - 1 && !hidden.has(clicked);
  if (alone) return new Set();
  return new Set(Array.from({ length: count }, (_, index) => index).filter((index) => index !== clicked));
}

export function Legend({ kind = "Lines", labels, colours, hidden, onChange }: LegendProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is as wide as its content, which would widen the page
    <div
      role="group"
      aria-label={`${kind}; choosing one shows it alone`}
      className="flex min-w-0 gap-x-0.5 gap-y-0 max-sm:overflow-x-auto sm:max-h-14 sm:flex-wrap sm:overflow-y-auto"
    >
      {labels.map((label, index) => {
        const off = hidden.has(index);
        return (
          <button
            key={label}
            type="button"
            aria-pressed={!off}
            onClick={(event) =>
              onChange(
                nextHidden(hidden, index, labels.length, event.ctrlKey || event.metaKey || event.shiftKey),
              )
            }
            className={`inline-flex h-6.5 shrink-0 items-center gap-1.5 rounded-md px-1.5 text-xs transition-colors hover:bg-hover pointer-coarse:h-11 ${off ? "text-ink-3" : "text-ink-2"}`}
          >
            <span
              aria-hidden
              className={`h-0.75 w-3 rounded-full ${off ? "opacity-25" : ""}`}
              style={{ background: colours[index] }}
            />
            {label}
          </button>
        );
      })}
    </div>
  );
}
