import {
  ChevronDown,
  ChevronsUp,
  ChevronUp,
  CircleAlert,
  CircleArrowUp,
  CircleCheck,
  CircleCheckBig,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleSlash,
  Equal,
  Hourglass,
  type LucideIcon,
  OctagonX,
  Timer,
} from "lucide-react";
import type { Severity, SlaState, TicketStatus } from "../../api/tickets/types";
import { severityNames, slaNames, statusNames } from "./words";

// Each word has a shape of its own as well as a colour: red and amber look alike to one man in twelve.

const severityIcons: Record<Severity, [LucideIcon, string]> = {
  critical: [ChevronsUp, "text-critical"],
  high: [ChevronUp, "text-warning"],
  medium: [Equal, "text-ink-3"],
  low: [ChevronDown, "text-info"],
};

export function SeverityMark({ severity }: { severity: Severity }) {
  const [Icon, colour] = severityIcons[severity];
  return (
    <span
      className={`inline-flex items-center gap-1 align-middle whitespace-nowrap ${severity === "critical" ? "font-medium" : ""}`}
    >
      <Icon aria-hidden className={`size-4 shrink-0 ${colour}`} strokeWidth={2.5} />
      {severityNames[severity]}
    </span>
  );
}

const statusLooks: Record<TicketStatus, [LucideIcon, string]> = {
  open: [CircleDashed, "bg-info-soft text-info"],
  in_progress: [CircleDot, "bg-accent-soft text-accent"],
  waiting: [CirclePause, "bg-unknown-soft text-unknown"],
  escalated: [CircleArrowUp, "bg-critical-soft text-critical"],
  resolved: [CircleCheck, "bg-ok-soft text-ok"],
  closed: [CircleSlash, "bg-unknown-soft text-unknown"],
};

export function StatusMark({ status }: { status: TicketStatus }) {
  const [Icon, look] = statusLooks[status];
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full py-0.5 pr-2 pl-1.5 align-middle text-xs font-medium whitespace-nowrap ${look}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {statusNames[status]}
    </span>
  );
}

const slaLooks: Record<SlaState, [LucideIcon, string]> = {
  none: [CircleSlash, "text-ink-3"],
  on_track: [Timer, "text-ok"],
  at_risk: [Hourglass, "text-warning"],
  paused: [CirclePause, "text-unknown"],
  met: [CircleCheckBig, "text-ok"],
  breached: [OctagonX, "text-critical"],
};

export function SlaMark({ state }: { state: SlaState }) {
  const [Icon, look] = slaLooks[state];
  return (
    <span className={`inline-flex items-center gap-1 align-middle whitespace-nowrap ${look}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      <span className={state === "breached" || state === "at_risk" ? "font-medium" : ""}>
        {slaNames[state]}
      </span>
    </span>
  );
}

/** Beside what only the police liaison sees. */
export function SensitiveMark() {
  return (
    <span className="inline-flex items-center gap-1 rounded-full bg-warning-soft px-2 py-0.5 text-xs font-medium whitespace-nowrap text-warning">
      <CircleAlert aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      Sensitive
    </span>
  );
}
