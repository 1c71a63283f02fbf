import type { ReactNode } from "react";

const looks = {
  plain: "bg-sunken text-ink-2",
  accent: "bg-accent-soft text-accent",
} as const;

/** A word or two about a thing: its role, its kind. States have a `StateBadge`. */
export function Tag({ look = "plain", children }: { look?: keyof typeof looks; children: ReactNode }) {
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium ${looks[look]}`}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
