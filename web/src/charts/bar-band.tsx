import type { Band } from "./bar-layout";
import type { BarRow, SayValue } from "./bar-rows";

interface BarBandProps {
  index: number;
  band: Band;
  row: BarRow;
  /** The series' names. */
  labels: readonly string[];
  say: SayValue;
  fill: (series: number) => string;
  dimmed: boolean;
  reachable: boolean;
  onActive: (on: boolean) => void;
}

/** `Roads: open 12, closed no value`, or `Roads: 12`. */
function inWords(row: BarRow, labels: readonly string[], say: SayValue): string {
  const value = (index: number) => {
    const number = row.values[index] ?? null;
    return number === null ? "no value" : say(number);
  };
  if (labels.length === 1) return `${row.label}: ${value(0)}`;
  return `${row.label}: ${labels.map((label, index) => `${label} ${value(index)}`).join(", ")}`;
}

/** A bar of no length still shows that there is a value. */
const least = 1.5;

/** One category: its name, its bars and what they amount to. */
export function BarBand({ index, band, row, labels, say, fill, dimmed, reachable, onActive }: BarBandProps) {
  const { area, name, pieces, values } = band;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the keyboard shows its tooltip, as the pointer does
    <g
      role="img"
      aria-label={inWords(row, labels, say)}
      data-band={index}
      tabIndex={reachable ? 0 : -1}
      className={`group outline-none transition-opacity ${dimmed ? "opacity-55" : ""}`}
      onPointerEnter={() => onActive(true)}
      // A finger leaves as soon as it is lifted; what it showed stays until another place is touched.
      onPointerLeave={(event) => event.pointerType === "mouse" && onActive(false)}
      onFocus={() => onActive(true)}
      onBlur={() => onActive(false)}
    >
      <rect {...area} rx="6" className="fill-transparent group-focus-visible:fill-hover" />
      <text
        className={`bar-name ${row.other ? "italic" : ""}`}
        textAnchor={name.anchor}
        {...(name.turned
          ? { transform: `translate(${name.x} ${name.y}) rotate(-38)` }
          : { x: name.x, y: name.y })}
      >
        {name.text}
        <title>{row.label}</title>
      </text>
      {pieces.map(({ series, value, x, y, width, height }) => (
        <rect
          key={series}
          data-series={labels[series]}
          data-value={value}
          x={x}
          y={y}
          width={Math.max(least, width)}
          height={Math.max(least, height)}
          rx={Math.min(2.5, width / 2, height / 2)}
          fill={fill(series)}
        />
      ))}
      {values.map((label, at) => (
        <text key={at} x={label.x} y={label.y} textAnchor={label.anchor} className="bar-value">
          {label.text}
        </text>
      ))}
    </g>
  );
}
