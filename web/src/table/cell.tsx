import type { TableColumn } from "../api/types";
import { formatDateTime } from "../format/date-time";
import { formatBytes, formatExact, formatSeconds } from "../format/number";
import { toneOf } from "../format/tone";
import { StateBadge } from "../ui/state-mark";
import { linkOf } from "./link";

const severities = /^(trace|debug|info|notice|low|medium|warn|warning|high|error|critical|fatal|emergency)$/i;
const numericTypes = /^(int|smallint|bigint|integer|numeric|decimal|real|double|float|money)/i;

export function isNumeric(column: TableColumn): boolean {
  return numericTypes.test(column.data_type);
}

function isTime(column: TableColumn): boolean {
  return column.format === "datetime" || column.data_type.startsWith("timestamp");
}

interface CellProps {
  column: TableColumn;
  value: unknown;
  timezone: string;
}

/** One value as its column says; nothing is rounded unless the format asks for it. */
export function Cell({ column, value, timezone }: CellProps) {
  if (value === null || value === undefined) {
    return (
      <span className="text-ink-3">
        <span aria-hidden>–</span>
        <span className="sr-only">no value</span>
      </span>
    );
  }
  if (isTime(column) && typeof value === "string") {
    const instant = Date.parse(value);
    if (!Number.isNaN(instant)) {
      return (
        <time dateTime={value} className="whitespace-nowrap text-ink-2 tabular-nums">
          {formatDateTime(instant, timezone)}
        </time>
      );
    }
  }
  // A number with more digits than a double holds comes as text.
  const number = typeof value === "number" ? value : isNumeric(column) ? Number(value) : Number.NaN;
  if (!Number.isNaN(number)) {
    if (column.format === "bytes") return <Amount value={value} text={formatBytes(number)} />;
    if (column.format === "duration") return <Amount value={value} text={formatSeconds(number)} />;
    if (column.format === "percent") return `${formatExact(String(value))}%`;
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number" || isNumeric(column)) return formatExact(String(value));
  if (typeof value === "object") return <code className="font-mono text-xs">{JSON.stringify(value)}</code>;
  const text = String(value);
  if (column.format === "link") return <LinkCell text={text} />;
  // Three kinds of amber and red in one list are noise: the worst stands out, the rest stays quiet.
  if (/severity|level/i.test(column.name) && severities.test(text))
    return <StateBadge tone={severityTone(text)} label={text} />;
  return text;
}

/** A rounded number keeps the exact one within reach. */
function Amount({ value, text }: { value: unknown; text: string }) {
  return (
    <data value={String(value)} title={formatExact(String(value))} className="whitespace-nowrap tabular-nums">
      {text}
    </data>
  );
}

function LinkCell({ text }: { text: string }) {
  const link = linkOf(text, window.location.origin);
  if (link === null) return text;
  const { href, external } = link;
  return (
    <a
      href={href}
      rel="noopener noreferrer"
      target={external ? "_blank" : undefined}
      className="text-accent underline decoration-line-strong underline-offset-2 hover:decoration-current"
    >
      {text}
      {external && <span className="sr-only"> (opens a new tab)</span>}
    </a>
  );
}

function severityTone(text: string) {
  return /^error$/i.test(text) ? "warning" : toneOf(text);
}
