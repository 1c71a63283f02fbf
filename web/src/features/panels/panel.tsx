import { useQuery } from "@tanstack/react-query";
import { ChartLine, RotateCw, Table2 } from "lucide-react";
import { useState } from "react";
import { panelQuery } from "../../api/panels";
import { problemFrom } from "../../api/problem";
import { IconButton } from "../../ui/button";
import { ErrorBoundary } from "../../ui/error-boundary";
import { ProblemNotice } from "../../ui/problem-notice";
import { Freshness } from "./freshness";
import { PanelBody } from "./panel-body";
import { PanelFrame } from "./panel-frame";
import { PanelSkeleton } from "./panel-skeleton";
import type { PanelProps } from "./panel-types";

export function Panel(props: PanelProps) {
  const { panel, tenant, range, timezone, refreshMs, table } = props;
  const isTable = panel.type === "table";
  const [asTable, setAsTable] = useState(false);
  const answer = useQuery(
    panelQuery({ tenant, panelId: panel.id, range, timezone, refreshMs, table: isTable ? table : undefined }),
  );
  const { data, isFetching, isPlaceholderData } = answer;

  const actions = (
    <>
      {data && (
        <Freshness
          meta={data.meta}
          loadedAt={answer.dataUpdatedAt}
          fetching={isFetching}
          failed={answer.isError}
          timezone={timezone}
        />
      )}
      {data?.type === "timeseries" && (
        <IconButton label={asTable ? "View as chart" : "View as table"} onClick={() => setAsTable(!asTable)}>
          {asTable ? <ChartLine className="size-4" aria-hidden /> : <Table2 className="size-4" aria-hidden />}
        </IconButton>
      )}
      <IconButton
        className="@max-3xs/panel:hidden"
        label={`Refresh ${panel.title}`}
        disabled={isFetching}
        onClick={() => answer.refetch()}
      >
        <RotateCw className="size-3.5" aria-hidden />
      </IconButton>
    </>
  );

  return (
    <PanelFrame title={panel.title} description={panel.description} actions={actions} flush={isTable}>
      {data ? (
        // Numbers of the range before stay, faded, until the new ones are there.
        <div
          aria-busy={isPlaceholderData}
          className={`flex min-h-0 flex-1 flex-col transition-opacity ${isPlaceholderData ? "opacity-50" : ""}`}
        >
          <ErrorBoundary
            resetKey={data}
            fallback={(error, retry) => <ProblemNotice problem={problemFrom(error)} onRetry={retry} />}
          >
            <PanelBody {...props} data={data} loadedAt={answer.dataUpdatedAt} asTable={asTable} />
          </ErrorBoundary>
        </div>
      ) : answer.isError ? (
        <div className="flex min-h-0 flex-1 overflow-auto">
          <ProblemNotice
            problem={problemFrom(answer.error)}
            onRetry={() => answer.refetch()}
            retrying={isFetching}
          />
        </div>
      ) : (
        <PanelSkeleton type={panel.type} />
      )}
    </PanelFrame>
  );
}
