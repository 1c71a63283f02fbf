import { formatAge, formatDateTime } from "../format/date-time";
import { useNow } from "./use-now";

/** The zone of whoever looks. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

interface MomentProps {
  /** ISO; nothing where it never happened. */
  at: string | null;
  never?: string;
  /** `3h ago` while it is recent, with the moment itself in the tooltip. */
  age?: boolean;
}

const recentMs = 7 * 86_400_000;

/** A moment, in the zone of whoever looks. */
export function Moment({ at, never = "Never", age = false }: MomentProps) {
  const now = useNow();
  if (at === null) return <span className="text-ink-3">{never}</span>;
  const instant = Date.parse(at);
  const full = formatDateTime(instant, ownZone());
  const ago = now - instant;
  return (
    <time dateTime={at} title={full} className="whitespace-nowrap tabular-nums">
      {age && ago < recentMs ? formatAge(ago) : full}
    </time>
  );
}
