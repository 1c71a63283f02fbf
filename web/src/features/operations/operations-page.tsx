import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { type DeskScope, metricsQuery } from "../../api/operations";
import type { ServiceDesk } from "../../api/tickets/types";
import { zoneLabel } from "../../format/date-time";
import type { TimeRange } from "../../format/time-range";
import { Button } from "../../ui/button";
import { EmptyNotice } from "../../ui/empty-notice";
import { AgeingCard } from "./ageing-card";
import { ClosureCard } from "./closure-card";
import { MetricCards } from "./metric-cards";
import { allTime, isAllTime, periodEnds } from "./period";
import { ScopeContext, usePageScope } from "./scope-context";
import { SlaCard } from "./sla-card";
import { TrendCard } from "./trend-card";
import { Updated } from "./updated";
import { useFreshFigures } from "./use-fresh-figures";
import { VolumeCard } from "./volume-card";
import { FixedWard, WardFilter } from "./ward-filter";
import { WardsCard } from "./wards-card";
import { WorkloadCard } from "./workload-card";

interface OperationsPageProps {
  tenant: string;
  tenantName: string;
  desk: ServiceDesk;
  /** Something to say about what was asked for; mostly nothing. */
  notice: ReactNode;
  range: TimeRange;
  wards: readonly string[];
  rangePicker: ReactNode;
  onRange: (range: TimeRange) => void;
  onWards: (wards: readonly string[]) => void;
}

const minuteMs = 60_000;

/** Changes each minute, and with it what "the last 30 days" means. */
function useMinute(): number {
  const [minute, setMinute] = useState(() => Math.floor(Date.now() / minuteMs));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(Date.now() / minuteMs)), minuteMs);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

/** The same object until a word of it changes. */
function useScope(props: Pick<OperationsPageProps, "desk" | "range" | "wards">): DeskScope {
  const { desk, range, wards } = props;
  useMinute();
  const { from, to } = periodEnds(range, Date.now(), desk.timezone);
  // The server limits a councillor to the own ward, whatever the address says.
  const asked = desk.ward_id === null ? [...wards].sort().join("\u0000") : "";
  return useMemo(() => ({ from, to, wards: asked === "" ? [] : asked.split("\u0000") }), [from, to, asked]);
}

function Empty({ range, wards, onRange, onWards }: Omit<OperationsPageProps, "desk" | "tenant">) {
  const filtered = !isAllTime(range) || wards.length > 0;
  return (
    <div className="mt-4 flex min-h-72 flex-col items-center justify-center gap-2 rounded-xl border border-dashed border-line-strong p-4">
      <div>
        <EmptyNotice
          title={filtered ? "No tickets here" : "No tickets yet"}
          hint={
            filtered
              ? "None of those you may see was created in this period and these wards."
              : "As soon as the first one is created or imported, its figures appear here."
          }
        />
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        {!isAllTime(range) && <Button onClick={() => onRange(allTime)}>Show all time</Button>}
        {wards.length > 0 && <Button onClick={() => onWards([])}>Show all wards</Button>}
      </div>
    </div>
  );
}

/** Nothing is known until the first answer; a failed one is shown by the card whose it is. */
function useIsEmpty(): boolean {
  const { tenant, scope } = usePageScope();
  const { data } = useQuery(metricsQuery(tenant, scope));
  return data !== undefined && data.total_open + data.total_resolved === 0;
}

function Figures(props: OperationsPageProps) {
  const { desk, onRange } = props;
  const empty = useIsEmpty();
  const oneWard = desk.ward_id !== null;
  const onZoom = (startMs: number, endMs: number) => {
    const iso = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
    onRange({ from: iso(startMs), to: iso(endMs) });
  };
  return (
    <>
      <MetricCards />
      {empty ? (
        <Empty {...props} />
      ) : (
        <div className="mt-3 grid gap-3 md:mt-4 md:gap-4 xl:grid-cols-12">
          <SlaCard className="xl:col-span-4" />
          <TrendCard className="xl:col-span-8" timezone={desk.timezone} onZoom={onZoom} />
          <VolumeCard className="xl:col-span-6" />
          <WorkloadCard className="xl:col-span-6" />
          {!oneWard && <WardsCard className="xl:col-span-7" />}
          <AgeingCard className={oneWard ? "xl:col-span-12" : "xl:col-span-5"} />
          <ClosureCard className="xl:col-span-12" />
        </div>
      )}
    </>
  );
}

export function OperationsPage(props: OperationsPageProps) {
  const { tenant, tenantName, desk, notice, wards, rangePicker, onWards } = props;
  const scope = useScope(props);
  const page = useMemo(() => ({ tenant, scope }), [tenant, scope]);
  useFreshFigures(tenant);
  const own = desk.ward_id;
  return (
    <main id="content" className="mx-auto w-full max-w-[1760px] px-4 pb-10 sm:px-6">
      <title>{`Operations · ${tenantName} · Watchroom`}</title>
      <div className="sticky top-[calc(3rem+var(--banner,0px))] z-30 -mx-4 mb-1 flex flex-wrap items-center gap-x-6 gap-y-2.5 bg-canvas/95 px-4 py-3 sm:-mx-6 sm:px-6 max-sm:static pointer-coarse:top-[calc(3.5rem+var(--banner,0px))]">
        <div className="min-w-0 max-sm:w-full sm:flex-1">
          <h1 className="truncate text-lg leading-6 font-semibold tracking-[-0.015em]">Operations</h1>
          <p className="truncate text-xs text-ink-3">Times in {zoneLabel(desk.timezone, Date.now())}</p>
        </div>
        <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 max-sm:w-full">
          <Updated tenant={tenant} />
          <div className="flex min-w-0 items-center gap-2 max-sm:w-full">
            {own === null ? (
              desk.wards.length > 0 && <WardFilter wards={desk.wards} chosen={wards} onChoose={onWards} />
            ) : (
              <FixedWard name={desk.wards.find(({ id }) => id === own)?.name ?? `Ward ${own}`} />
            )}
            {rangePicker}
          </div>
        </div>
      </div>
      {notice}
      <ScopeContext value={page}>
        <Figures {...props} />
      </ScopeContext>
    </main>
  );
}
