import { zoneLabel } from "../../format/date-time";
import { clocksDiffer } from "../../format/zoned-time";
import { ownZone } from "../../ui/moment";
import { useZone } from "./zone";

/** Whose clock the page goes by, where that is not the clock of whoever looks. */
export function ZoneNote({ className = "" }: { className?: string }) {
  const zone = useZone();
  const now = Date.now();
  if (!clocksDiffer(zone, ownZone(), now)) return null;
  return <p className={`text-xs text-ink-3 ${className}`}>Times and days in {zoneLabel(zone, now)}</p>;
}
