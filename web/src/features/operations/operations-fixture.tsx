import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import type {
  AgeFigures,
  CategoryVolume,
  ClosureQuality,
  DeskMetrics,
  SlaFigures,
  TeamWorkload,
  Trend,
  WardFigures,
} from "../../api/operations";
import type { ServiceDesk } from "../../api/tickets/types";

// What the tests of the page begin with.

interface Answers {
  metrics: DeskMetrics;
  volume: CategoryVolume[];
  sla: SlaFigures;
  workload: TeamWorkload[];
  trend: Trend;
  wards: WardFigures[];
  ageing: AgeFigures[];
  "closure-quality": ClosureQuality;
}

export const answers: Answers = {
  metrics: {
    total_open: 4312,
    total_resolved: 55688,
    sla_compliance_percent: 81.7346,
    avg_response_hours: 5.83,
    p50_response_hours: 2.4,
    p90_response_hours: 14.2,
    sla_breaches: 9874,
    unassigned: 213,
    at_risk: 148,
    as_of: "2026-11-21T10:00:00Z",
  },
  volume: [
    { category: "Pothole", open: 65, resolved: 4026 },
    { category: "Water leak", open: 453, resolved: 9000 },
  ],
  sla: {
    response_compliance_percent: 91.2,
    resolution_compliance_percent: 81.7346,
    total_with_sla: 54060,
    response_breaches: 4757,
    resolution_breaches: 9875,
  },
  workload: [
    { team_id: "t1", team_name: "Roads", open_count: 578, total_count: 8143 },
    { team_id: null, team_name: null, open_count: 212, total_count: 260 },
  ],
  trend: {
    bucket: "day",
    points: [
      { start: "2026-11-19T22:00:00Z", created: 97, resolved: 88, compliance_percent: null },
      { start: "2026-11-20T22:00:00Z", created: 31, resolved: 52, compliance_percent: 80 },
    ],
  },
  wards: [
    { ward_id: "10", ward_name: "Ward 10", open: 11, resolved: 12, breached: 13, compliance_percent: 70 },
    { ward_id: null, ward_name: null, open: 14, resolved: 15, breached: 16, compliance_percent: null },
    { ward_id: "3", ward_name: "Ward 3", open: 17, resolved: 18, breached: 19, compliance_percent: 99.97 },
  ],
  ageing: [
    { bucket: "0-1d", from: "2026-11-20T10:00:00Z", to: null, open_count: 151, breached: 3 },
    { bucket: "90d+", from: null, to: "2026-08-23T10:00:00Z", open_count: 452, breached: 438 },
  ],
  "closure-quality": {
    closed_quickly: 1204,
    closed_without_note: 6820,
    reopened: 913,
    repeat_place: 377,
    closed_total: 55688,
    thresholds: { quick_minutes: 10, reopened_days: 7, repeat_count: 3, repeat_days: 90 },
  },
};

export const desk: ServiceDesk = {
  enabled: true,
  may: {
    see_tickets: true,
    change_status: true,
    edit: true,
    assign: true,
    see_operations: true,
    export: true,
  },
  reasons: {},
  timezone: "Africa/Johannesburg",
  categories: ["Pothole", "Water leak"],
  severities: [],
  statuses: [],
  teams: [{ id: "t1", name: "Roads" }],
  wards: [
    { id: "3", name: "Ward 3" },
    { id: "10", name: "Ward 10" },
  ],
  people: [],
  ward_id: null,
  team_id: null,
};

/** A query client that gives up at once, and a router for the links. */
export function Around({ children, stringifySearch }: { children: ReactNode; stringifySearch: Stringify }) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createRouter({
    routeTree: createRootRoute(),
    history: createMemoryHistory({ initialEntries: ["/t/tenant-beta/operations"] }),
    stringifySearch,
  });
  return (
    <QueryClientProvider client={client}>
      <RouterContextProvider router={router as never}>{children}</RouterContextProvider>
    </QueryClientProvider>
  );
}

type Stringify = (search: Record<string, unknown>) => string;

// The browser of the tests has no pixels to draw charts on.
export const pixels = new Proxy({ measureText: () => ({ width: 24 }) } as Record<string, unknown>, {
  get: (known, name) => known[String(name)] ?? (() => ({ addColorStop: () => undefined })),
});

/** An event stream on which a test speaks. */
export class Stream extends EventTarget {
  static last: Stream | undefined;
  readonly CLOSED = 2;
  readyState = 1;
  constructor() {
    super();
    Stream.last = this;
  }
  close() {}
}
