import { useQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import type { ReactNode } from "react";
import type { PanelAsk, TableQuery } from "../../api/panels";
import { isNotFound, problemFrom } from "../../api/problem";
import { reportQuery } from "../../api/reports";
import { formatDateTime, zoneLabel } from "../../format/date-time";
import { rangeLabel } from "../../format/range-label";
import { Button } from "../../ui/button";
import { ErrorBoundary } from "../../ui/error-boundary";
import { Logo } from "../../ui/logo";
import { ProblemNotice } from "../../ui/problem-notice";
import { useTheme } from "../../ui/theme";
import { hasRows } from "./drill-state";
import { ExportMenu } from "./export-menu";
import { PanelBody } from "./panel-body";
import { PanelSkeleton } from "./panel-skeleton";

interface ReportPageProps {
  asked: PanelAsk;
  tenantName: string;
  rangePicker: ReactNode;
  /** Something to say about what was asked for; mostly nothing. */
  notice: ReactNode;
  /** Whether files may be taken away. */
  mayExport: boolean;
  /** What else may be done with the report, once its title is known. */
  actions: (title: string) => ReactNode;
  onTable: (table: TableQuery) => void;
  onZoom: (startMs: number, endMs: number) => void;
  onZoomBack: () => void;
  /** What is shown where there is no such panel, or not for this person. */
  notFound: ReactNode;
}

/** One panel alone, to print, to send and to keep. */
export function ReportPage(props: ReportPageProps) {
  const {
    asked,
    tenantName,
    rangePicker,
    notice,
    mayExport,
    actions,
    onTable,
    onZoom,
    onZoomBack,
    notFound,
  } = props;
  const { range, timezone } = asked;
  const answer = useQuery(reportQuery(asked));
  const { data: report } = answer;

  // Followed for its sake alone: paper is white, whatever the panel draws.
  useTheme();

  if (answer.isError && isNotFound(answer.error)) return notFound;
  const generated = report === undefined ? null : Date.parse(report.data.meta.generated_at);
  const because = report?.data.meta.stale_because;
  const tall = report?.data.type === "table" || report?.data.type === "custom_template";
  return (
    <main id="content" className="report mx-auto flex w-full max-w-[1400px] flex-1 flex-col gap-4 p-4 sm:p-8">
      <title>{`${report?.panel.title ?? "Report"} · Watchroom`}</title>
      <header className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <Logo className="mt-0.5 size-8 print:hidden" />
        <div className="min-w-0 flex-1 max-sm:basis-4/5">
          <h1 className="text-xl leading-7 font-semibold tracking-[-0.015em]">
            {report?.panel.title ?? "Report"}
          </h1>
          {report?.panel.description && <p className="text-ink-2">{report.panel.description}</p>}
          <p className="mt-1 text-xs text-ink-3 tabular-nums">
            {tenantName} · {rangeLabel(range, generated ?? Date.now(), timezone)}
            {generated !== null && <> · as of {formatDateTime(generated, timezone)}</>} ·{" "}
            {zoneLabel(timezone, generated ?? Date.now())}
          </p>
        </div>
        <div className="flex min-w-0 flex-wrap items-center gap-2 max-sm:w-full print:hidden">
          {rangePicker}
          {mayExport && report && !report.panel.type.startsWith("custom_") && (
            <ExportMenu asked={asked} withRows={hasRows(report.panel)} />
          )}
          {report && actions(report.panel.title)}
          <Button onClick={() => window.print()} disabled={report === undefined}>
            <Printer className="size-4 text-ink-3" aria-hidden />
            <span className="max-sm:sr-only">Print</span>
          </Button>
        </div>
      </header>
      {/* The page has its own gaps. */}
      <div className="empty:hidden *:mb-0 print:hidden">{notice}</div>
      {because && (
        <p className="rounded-lg bg-warning-soft px-3 py-2 text-warning">
          This is the last good answer. {because}
        </p>
      )}
      <section
        aria-label={report?.panel.title ?? "Report"}
        aria-busy={answer.isFetching}
        className={`@container/panel flex flex-col rounded-xl border border-line bg-surface shadow-card ${tall ? "min-h-80" : "report-chart h-[min(44rem,max(24rem,calc(100dvh-13rem)))]"} ${report?.data.type === "table" ? "pt-3" : "p-4"}`}
      >
        {report ? (
          <ErrorBoundary
            resetKey={report}
            fallback={(error, retry) => <ProblemNotice problem={problemFrom(error)} onRetry={retry} />}
          >
            <PanelBody
              panel={report.panel}
              data={report.data}
              loadedAt={answer.dataUpdatedAt}
              asTable={false}
              tenant={asked.tenant}
              range={range}
              timezone={timezone}
              syncKey="report"
              refreshMs={false}
              table={asked.table ?? {}}
              onTable={onTable}
              onZoom={onZoom}
              onZoomBack={onZoomBack}
            />
          </ErrorBoundary>
        ) : answer.isError ? (
          <ProblemNotice
            problem={problemFrom(answer.error)}
            onRetry={() => answer.refetch()}
            retrying={answer.isFetching}
          />
        ) : (
          <PanelSkeleton type="timeseries" />
        )}
      </section>
    </main>
  );
}
