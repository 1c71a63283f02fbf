import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { getJson, type Params } from "./client";
import type { components } from "./schema";

/** The tickets that all figures of the page are of. Nothing said means nothing left out. */
export interface DeskScope {
  /** ISO instants, half open: created in `[from, to)`. */
  from?: string;
  to?: string;
  wards?: readonly string[];
}

type Schemas = components["schemas"];

export type DeskMetrics = Schemas["DeskMetrics"];
export type CategoryVolume = Schemas["CategoryVolume"];
export type SlaFigures = Schemas["SlaFigures"];
export type TeamWorkload = Schemas["TeamWorkload"];
export type Trend = Schemas["TrendFigures"];
export type TrendBucket = Schemas["TrendBucket"];
export type WardFigures = Schemas["WardFigures"];
export type AgeFigures = Schemas["AgeFigures"];
export type AgeBucket = Schemas["AgeBucket"];
export type ClosureQuality = Schemas["ClosureQuality"];

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
