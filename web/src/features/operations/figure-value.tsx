import { inWords, type Said, sayCount } from "./figures";
import { usePageScope } from "./scope-context";
import type { Figure } from "./tickets-behind";
import { TicketsLink } from "./tickets-link";
import { useMark } from "./use-mark";

interface MarkedProps {
  /** As the API sent it. */
  value: number | null;
  said: Said;
  className?: string;
}

/** A number that changes in its place, and shows for a moment that it did. */
export function Marked({ value, said, className = "" }: MarkedProps) {
  const { scope } = usePageScope();
  const marked = useMark(value, JSON.stringify(scope));
  return (
    <span data-marked={marked || undefined} className={`figure-mark tabular-nums ${className}`}>
      {value === null ? (
        <>
          <span aria-hidden className="text-ink-3">
            –
          </span>
          <span className="sr-only">no value</span>
        </>
      ) : (
        <data value={value}>
          {said.number}
          {said.unit && <span className="figure-unit">{said.unit === "%" ? "%" : `\u202f${said.unit}`}</span>}
        </data>
      )}
    </span>
  );
}

interface FigureValueProps extends MarkedProps {
  figure: Figure;
  /** What the number is of: `Pothole, open`. */
  label: string;
}

/** A number in a row of numbers, and the way to its tickets. */
export function FigureValue({ figure, label, className = "", ...marked }: FigureValueProps) {
  return (
    <TicketsLink
      figure={figure}
      label={`${label}: ${inWords(marked.said)}`}
      className={`figure-link ${className}`}
    >
      <Marked {...marked} />
    </TicketsLink>
  );
}

export function CountValue({ count, ...rest }: Omit<FigureValueProps, "value" | "said"> & { count: number }) {
  return <FigureValue {...rest} value={count} said={{ number: sayCount(count), unit: "" }} />;
}
