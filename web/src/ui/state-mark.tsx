import {
  CircleCheck,
  CircleHelp,
  ClockAlert,
  Info,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
} from "lucide-react";
import type { Tone } from "../format/tone";

// Each tone has its own outline as well as its own colour: red and amber look alike to one man in twelve.
const icons: Record<Tone, LucideIcon> = {
  ok: CircleCheck,
  info: Info,
  warning: TriangleAlert,
  critical: OctagonX,
  stale: ClockAlert,
  unknown: CircleHelp,
};

const text: Record<Tone, string> = {
  ok: "text-ok",
  info: "text-info",
  warning: "text-warning",
  critical: "text-critical",
  stale: "text-unknown",
  unknown: "text-unknown",
};

const badge: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok",
  info: "bg-info-soft text-info",
  warning: "bg-warning-soft text-warning",
  critical: "bg-critical-fill text-white",
  stale: "bg-unknown-soft text-unknown",
  unknown: "bg-unknown-soft text-unknown",
};

export function StateIcon({ tone, className = "size-4" }: { tone: Tone; className?: string }) {
  const Icon = icons[tone];
  return <Icon aria-hidden className={`shrink-0 ${text[tone]} ${className}`} strokeWidth={2.25} />;
}

export function StateBadge({ tone, label }: { tone: Tone; label: string }) {
  const Icon = icons[tone];
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full py-0.5 pr-2 pl-1.5 text-xs font-medium whitespace-nowrap ${badge[tone]}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {label}
    </span>
  );
}
