import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { getJson, type Params } from "./client";

/** The tickets that all figures of the page are of. Nothing said means nothing left out. */
export interface DeskScope {
  /** ISO instants, half open: created in `[from, to)`. */
  from?: string;
  to?: string;
  wards?: readonly string[];
}

export interface DeskMetrics {
  total_open: number;
  total_resolved: number;
  /** null where no ticket has a target. */
  sla_compliance_percent: number | null;
  /** Hours from a ticket's creation to the first response; null where nothing was responded to. */
  avg_response_hours: number | null;
  p50_response_hours: number | null;
  p90_response_hours: number | null;
  /** Late, whether open or done. */
  sla_breaches: number;
  unassigned: number;
  at_risk: number;
  as_of: string;
}

export interface CategoryVolume {
  category: string;
  open: number;
  resolved: number;
}

export interface SlaFigures {
  response_compliance_percent: number | null;
  resolution_compliance_percent: number | null;
  total_with_sla: number;
  response_breaches: number;
  resolution_breaches: number;
}

export interface TeamWorkload {
  /** null: what no team has. */
  team_id: string | null;
  team_name: string | null;
  open_count: number;
  total_count: number;
}

export type TrendBucket = "day" | "week" | "month";

interface TrendPoint {
  start: string;
  created: number;
  resolved: number;
  /** Of those whose deadline fell into the bucket and that are decided; null where there is none. */
  compliance_percent: number | null;
}

export interface Trend {
  bucket: TrendBucket;
  points: TrendPoint[];
}

export interface WardFigures {
  /** null: what lies in no ward. */
  ward_id: string | null;
  ward_name: string | null;
  open: number;
  resolved: number;
  breached: number;
  compliance_percent: number | null;
}

export type AgeBucket = "0-1d" | "1-3d" | "3-7d" | "7-30d" | "30-90d" | "90d+";

export interface AgeFigures {
  bucket: AgeBucket;
  /** When the tickets of this age were created, half open; null where the age has no such end. */
  from: string | null;
  to: string | null;
  open_count: number;
  breached: number;
}

export interface ClosureQuality {
  closed_quickly: number;
  closed_without_note: number;
  reopened: number;
  repeat_place: number;
  closed_total: number;
  thresholds: { quick_minutes: number; reopened_days: number; repeat_count: number; repeat_days: number };
}

const operationsKey = (tenant: string) => ["tenant", tenant, "operations"] as const;

function scopeParams({ from, to, wards = [] }: DeskScope): Params {
  return { from, to, ward_id: wards };
}

function figures<Figures>(path: string) {
  return (tenant: string, scope: DeskScope) =>
    queryOptions({
      queryKey: [...operationsKey(tenant), path, scope.from ?? null, scope.to ?? null, scope.wards ?? []],
      queryFn: ({ signal }) =>
        getJson<Figures>(`/dashboard/${path}`, { tenant, signal, params: scopeParams(scope) }),
      placeholderData: keepPreviousData,
      // Events say when they changed, all at once: `renewFigures`.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnMount: "always",
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    });
}

export const metricsQuery = figures<DeskMetrics>("metrics");
export const volumeQuery = figures<CategoryVolume[]>("volume");
export const slaQuery = figures<SlaFigures>("sla");
export const workloadQuery = figures<TeamWorkload[]>("workload");
export const trendQuery = figures<Trend>("trend");
export const wardsQuery = figures<WardFigures[]>("wards");
export const ageingQuery = figures<AgeFigures[]>("ageing");
export const closureQuery = figures<ClosureQuality>("closure-quality");

/** Asks for everything on screen anew; done when all of it is there. */
export function renewFigures(client: QueryClient, tenant: string): Promise<void> {
  return client.invalidateQueries({ queryKey: operationsKey(tenant) });
}

/** When the oldest of the figures on screen was loaded, ms since the epoch; null while none is there. */
export function figuresLoadedAt(client: QueryClient, tenant: string): number | null {
  const loaded = client
    .getQueryCache()
    .findAll({ queryKey: operationsKey(tenant), type: "active" })
    .map(({ state }) => state.dataUpdatedAt)
    .filter((at) => at > 0);
  return loaded.length === 0 ? null : Math.min(...loaded);
}
