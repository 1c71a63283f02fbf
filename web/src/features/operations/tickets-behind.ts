import type { DeskScope } from "../../api/operations";
import type { TicketSearch } from "../../api/tickets/search";
import type { Quality, SlaFilter, TicketStatus } from "../../api/tickets/types";

const openStatuses: TicketStatus[] = ["open", "in_progress", "waiting", "escalated"];
const doneStatuses: TicketStatus[] = ["resolved", "closed"];
/** Each ticket that has a target is one of these. */
const withTarget: SlaFilter[] = ["ok", "at_risk", "breached"];

interface Span {
  /** ISO instants, half open; null where it has no such end. */
  from: string | null;
  to: string | null;
}

/** A figure of the page, by what it counts. */
export type Figure =
  | { of: "open" | "resolved" | "with_target" | "responded" | "breaches" | "unassigned" | "at_risk" }
  | { of: "category"; category: string; state: "open" | "resolved" }
  | { of: "clock"; clock: "response" | "resolution"; state: "with_target" | "breached" }
  | { of: "team"; teamId: string | null; state: "open" | "all" }
  | { of: "ward"; wardId: string | null; state: "open" | "resolved" | "breached" | "with_target" }
  | ({ of: "age"; state: "open" | "breached" } & Span)
  | ({ of: "bucket"; state: "created" | "resolved" | "late" } & Span)
  | { of: "quality"; quality: Quality };

/** Of two starts the later one, of two ends the earlier: what lies within both. */
function within(scope: DeskScope, span: Span): Pick<TicketSearch, "created_from" | "created_to"> {
  const instant = (text: string | null | undefined) => (text ? Date.parse(text) : null);
  const pick = (own: string | undefined, other: string | null, better: (a: number, b: number) => boolean) => {
    const [a, b] = [instant(own), instant(other)];
    if (b === null) return own;
    return a === null || better(b, a) ? (other ?? undefined) : own;
  };
  return {
    created_from: pick(scope.from, span.from, (a, b) => a > b),
    created_to: pick(scope.to, span.to, (a, b) => a < b),
  };
}

const states = {
  open: { status: openStatuses },
  resolved: { status: doneStatuses },
  breached: { sla: ["breached"] },
  with_target: { sla: withTarget },
  all: {},
} satisfies Record<string, TicketSearch>;

function own(figure: Figure, scope: DeskScope): TicketSearch {
  switch (figure.of) {
    case "open":
    case "resolved":
    case "with_target":
      return states[figure.of];
    case "responded":
      return { responded: "true" };
    case "breaches":
      return states.breached;
    case "unassigned":
      return { unassigned: "true", status: openStatuses };
    case "at_risk":
      return { sla: ["at_risk"], status: openStatuses };
    case "category":
      return { category: [figure.category], ...states[figure.state] };
    case "clock": {
      const { sla } = states[figure.state];
      return figure.clock === "response" ? { sla_response: sla } : { sla };
    }
    case "team":
      return { team_id: [figure.teamId ?? ""], ...states[figure.state] };
    case "ward":
      return { ward_id: [figure.wardId ?? ""], ...states[figure.state] };
    case "age":
      return {
        ...within(scope, figure),
        status: openStatuses,
        ...(figure.state === "breached" ? states.breached : {}),
      };
    case "bucket": {
      const [from, to] = [figure.from ?? undefined, figure.to ?? undefined];
      if (figure.state === "created") return within(scope, figure);
      if (figure.state === "resolved") return { resolved_from: from, resolved_to: to };
      return { ...states.breached, due_from: from, due_to: to };
    }
    case "quality":
      return { quality: figure.quality };
  }
}

/**
 * The filters of the list of tickets under which its total is this very figure: the page's period and wards, and the
 * figure's own. What the page leaves open stays open.
 */
export function ticketsBehind(scope: DeskScope, figure: Figure): TicketSearch {
  const search: TicketSearch = {
    created_from: scope.from,
    created_to: scope.to,
    ward_id: scope.wards && scope.wards.length > 0 ? [...scope.wards] : undefined,
    ...own(figure, scope),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
