import { formatAge, formatDateTime, formatDay } from "../../format/date-time";
import { wallTimeAt } from "../../format/zoned-time";
import { useNow } from "../../ui/use-now";
import { dueText } from "./span";
import { useZone } from "./zone";

const recentMs = 30 * 86_400_000;

/** `3h ago`, with the moment itself under the pointer; older ones by their day. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  const zone = useZone();
  const instant = Date.parse(at);
  const age = now - instant;
  const { year } = wallTimeAt(instant, zone);
  const day = formatDay(instant, zone);
  const text = age < recentMs ? formatAge(age) : year === wallTimeAt(now, zone).year ? day : `${day} ${year}`;
  return (
    <time dateTime={at} title={formatDateTime(instant, zone)} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}

/** The moment itself, in the desk's zone. */
export function At({ at }: { at: string }) {
  return (
    <time dateTime={at} className="tabular-nums">
      {formatDateTime(Date.parse(at), useZone())}
    </time>
  );
}

interface DeadlineProps {
  deadline: string | null;
  done: string | null;
  paused: boolean;
}

/** How much time there is or was, with the deadline itself under the pointer. */
export function Deadline(due: DeadlineProps) {
  const now = useNow();
  const zone = useZone();
  if (due.deadline === null) return null;
  return (
    <time
      dateTime={due.deadline}
      title={`Due ${formatDateTime(Date.parse(due.deadline), zone)}`}
      className="whitespace-nowrap tabular-nums"
    >
      {dueText(due, now)}
    </time>
  );
}
