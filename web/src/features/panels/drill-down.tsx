import { useQuery } from "@tanstack/react-query";
import { ExternalLink, Link2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { type PanelAsk, panelQuery, panelRowsQuery } from "../../api/panels";
import { problemFrom } from "../../api/problem";
import type { TimeseriesData } from "../../api/types";
import { formatDuration } from "../../format/date-time";
import { CopyButton } from "../../ui/copy-button";
import { Modal } from "../../ui/modal";
import { ProblemNotice } from "../../ui/problem-notice";
import { Switch } from "../../ui/switch";
import { Tabs } from "../../ui/tabs";
import { AsTableButton, hasTable } from "./as-table-button";
import { type DrillState, hasRows } from "./drill-state";
import { ExportMenu } from "./export-menu";
import { Freshness } from "./freshness";
import { exploreId } from "./panel";
import { PanelAnswer } from "./panel-answer";
import { PanelSkeleton } from "./panel-skeleton";
import type { PanelProps } from "./panel-types";
import { TableBody } from "./table-body";

interface DrillDownProps extends PanelProps {
  state: DrillState;
  onState: (state: DrillState) => void;
  onClose: () => void;
  /** The dashboard's own. */
  rangePicker: ReactNode;
  /** Whether files may be taken away. */
  mayExport: boolean;
  /** The address of the panel's report, with range and filters. */
  reportHref: string;
}

const rowsPerPage = 50;

function grainOf({ bucket }: TimeseriesData): string {
  return bucket === null ? "" : `${bucket.aggregate} per ${formatDuration(bucket.seconds)}`;
}

function Rows({
  asked,
  state,
  onState,
  title,
}: Pick<DrillDownProps, "state" | "onState"> & { asked: PanelAsk; title: string }) {
  const answer = useQuery(panelRowsQuery({ ...asked, table: { pageSize: rowsPerPage, ...state.rows } }));
  const { data, isPlaceholderData } = answer;
  if (data === undefined) {
    if (!answer.isError) return <PanelSkeleton type="table" />;
    return (
      <ProblemNotice
        problem={problemFrom(answer.error)}
        onRetry={() => answer.refetch()}
        retrying={answer.isFetching}
      />
    );
  }
  return (
    <div
      aria-busy={isPlaceholderData}
      className={`flex min-h-0 flex-1 flex-col transition-opacity max-sm:overflow-y-auto ${isPlaceholderData ? "opacity-50" : ""}`}
    >
      <TableBody
        title={`${title}, rows`}
        data={data}
        display={{ sortable: true, defaultSort: null }}
        query={state.rows}
        timezone={asked.timezone}
        onQuery={(rows) => onState({ ...state, rows })}
      />
    </div>
  );
}

/** A panel over the whole screen, with what lies behind it. */
export default function DrillDown({
  state,
  onState,
  onClose,
  rangePicker,
  reportHref,
  mayExport,
  ...props
}: DrillDownProps) {
  const { panel, tenant, range, timezone, refreshMs, table } = props;
  const content = useId();
  const [asTable, setAsTable] = useState(false);
  const isSeries = panel.type === "timeseries";
  const asked: PanelAsk = {
    tenant,
    panelId: panel.id,
    range,
    timezone,
    table: panel.type === "table" ? table : undefined,
    everyRow: isSeries && state.everyRow,
  };
  const offersRows = panel.drill_down.show_table && hasRows(panel);
  const onRows = offersRows && state.view === "rows";
  const answer = useQuery({ ...panelQuery({ ...asked, refreshMs }), enabled: !onRows });
  const { data } = answer;
  return (
    <Modal
      size="full"
      title={panel.title}
      description={panel.description}
      returnTo={exploreId(panel.id)}
      onClose={onClose}
      actions={
        <>
          {rangePicker}
          <CopyButton
            compact
            icon={Link2}
            label="Copy link"
            text={new URL(reportHref, window.location.origin).href}
          />
          <a
            href={reportHref}
            target="_blank"
            rel="noopener"
            aria-label="Open as report"
            className="inline-flex h-9 items-center justify-center gap-2 rounded-lg border border-line bg-surface px-3 text-sm shadow-card hover:bg-hover pointer-coarse:min-h-11 pointer-coarse:min-w-11"
          >
            <ExternalLink className="size-4 text-ink-3" aria-hidden />
            <span className="max-lg:hidden">Open as report</span>
          </a>
          {mayExport && !panel.type.startsWith("custom_") && (
            <ExportMenu asked={asked} withRows={hasRows(panel)} rowsTable={onRows ? state.rows : undefined} />
          )}
        </>
      }
    >
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 px-5 py-2 max-sm:px-3">
        {offersRows && (
          <Tabs
            label="What to see"
            panelId={content}
            value={onRows ? "rows" : "shown"}
            tabs={[
              { value: "shown", label: isSeries || panel.type === "bar" ? "Chart" : "As shown" },
              { value: "rows", label: "Rows" },
            ]}
            onChange={(view) => onState({ ...state, view })}
          />
        )}
        {isSeries && !onRows && (
          <Switch
            label="Every row"
            on={state.everyRow}
            onChange={(everyRow) => onState({ ...state, everyRow })}
          />
        )}
        {!onRows && data?.type === "timeseries" && (
          <span className="text-xs text-ink-3">{grainOf(data)}</span>
        )}
        <span className="ml-auto flex items-center gap-1">
          {!onRows && data && (
            <Freshness
              meta={data.meta}
              loadedAt={answer.dataUpdatedAt}
              fetching={answer.isFetching}
              failed={answer.isError}
              timezone={timezone}
            />
          )}
          {!onRows && data && hasTable(data) && (
            <AsTableButton bars={data.type === "bar"} asTable={asTable} onChange={setAsTable} />
          )}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles take a label */}
      <div
        id={content}
        data-panel={panel.id}
        role={offersRows ? "tabpanel" : "group"}
        aria-label={onRows ? "Rows" : "What is shown"}
        className={`@container/panel flex min-h-0 flex-1 flex-col ${onRows || panel.type === "table" ? "max-sm:overflow-y-auto" : "px-5 pb-4 max-sm:px-3"}`}
      >
        {onRows ? (
          <Rows asked={asked} title={panel.title} state={state} onState={onState} />
        ) : (
          <PanelAnswer {...props} answer={answer} asTable={asTable} />
        )}
      </div>
    </Modal>
  );
}
