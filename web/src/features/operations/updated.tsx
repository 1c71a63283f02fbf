import { useQueryClient } from "@tanstack/react-query";
import { figuresLoadedAt } from "../../api/operations";
import { useNow } from "../../ui/use-now";

const units = [
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** `just now`, `12 seconds ago`, `3 minutes ago`. */
export function sayAgo(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  const [size, name] = units.find(([unit]) => seconds >= unit) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return count === 0 ? "just now" : `${count} ${name}${count === 1 ? "" : "s"} ago`;
}

/** How old the oldest figure on screen is. */
export function Updated({ tenant }: { tenant: string }) {
  const client = useQueryClient();
  const now = useNow();
  const loadedAt = figuresLoadedAt(client, tenant);
  return (
    <p className="text-xs whitespace-nowrap text-ink-3 tabular-nums">
      {loadedAt === null ? "Loading…" : `Updated ${sayAgo(now - loadedAt)}`}
    </p>
  );
}
