import type { UseQueryResult } from "@tanstack/react-query";
import { problemFrom } from "../../api/problem";
import type { PanelData } from "../../api/types";
import { ErrorBoundary } from "../../ui/error-boundary";
import { ProblemNotice } from "../../ui/problem-notice";
import { PanelBody } from "./panel-body";
import { PanelSkeleton } from "./panel-skeleton";
import type { PanelProps } from "./panel-types";

interface PanelAnswerProps extends PanelProps {
  answer: UseQueryResult<PanelData>;
  asTable: boolean;
}

/** What the server said to a panel, or that it said nothing yet, or why not. */
export function PanelAnswer({ answer, asTable, ...props }: PanelAnswerProps) {
  const { data, isFetching, isPlaceholderData } = answer;
  if (data) {
    return (
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
    );
  }
  if (!answer.isError) return <PanelSkeleton type={props.panel.type} />;
  return (
    <div className="flex min-h-0 flex-1 overflow-auto">
      <ProblemNotice
        problem={problemFrom(answer.error)}
        onRetry={() => answer.refetch()}
        retrying={isFetching}
      />
    </div>
  );
}
