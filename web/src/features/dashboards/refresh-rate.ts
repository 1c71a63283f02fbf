import type { DashboardPanel } from "../../api/types";
import type { AbsoluteRange } from "../../format/time-range";

/** `auto` follows each panel's own interval; the others hold for the whole dashboard. */
export const refreshChoices = ["auto", "off", "10s", "30s", "1m", "5m"] as const;
export type RefreshChoice = (typeof refreshChoices)[number];

const fixedMs: Record<Exclude<RefreshChoice, "auto" | "off">, number> = {
  "10s": 10_000,
  "30s": 30_000,
  "1m": 60_000,
  "5m": 300_000,
};

const dayMs = 86_400_000;

/** A dashboard someone looks at must feel alive; a wide range changes slowly and costs more, so it waits longer. */
function autoCapMs({ start, end }: AbsoluteRange): number {
  const span = end - start;
  if (span <= dayMs) return 30_000;
  return span <= 7 * dayMs ? 60_000 : 300_000;
}

/** How often a panel is fetched anew, ms. A range that lies in the past never changes, so only what shows now is. */
export function refreshMs(
  choice: RefreshChoice,
  panel: Pick<DashboardPanel, "type" | "refresh_interval">,
  range: AbsoluteRange,
  live: boolean,
): number | false {
  const followsRange = panel.type !== "health_status" && panel.type !== "custom_image";
  if (choice === "off" || (followsRange && !live)) return false;
  if (choice !== "auto") return fixedMs[choice];
  const own = panel.refresh_interval * 1000;
  return Math.max(5_000, Math.min(own, followsRange ? autoCapMs(range) : 30_000));
}
