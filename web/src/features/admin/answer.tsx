import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { problemFrom } from "../../api/problem";
import { NotRenewed } from "../../ui/not-renewed";
import { ProblemNotice } from "../../ui/problem-notice";
import { Skeleton } from "../../ui/skeleton";

interface AnswerProps<Data> {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
}

/** What the server said, or that it said nothing yet, or why not. What was shown before stays, faded, meanwhile. */
export function Answer<Data>({ query, children }: AnswerProps<Data>) {
  const { data, isPlaceholderData } = query;
  if (data !== undefined) {
    return (
      <div
        aria-busy={isPlaceholderData}
        className={`transition-opacity ${isPlaceholderData ? "opacity-50" : ""}`}
      >
        {query.isError && <NotRenewed title={problemFrom(query.error).title} />}
        {children(data)}
      </div>
    );
  }
  if (query.isError) {
    return (
      <div className="grid min-h-48">
        <ProblemNotice
          problem={problemFrom(query.error)}
          onRetry={() => query.refetch()}
          retrying={query.isFetching}
        />
      </div>
    );
  }
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3 p-5">
      {[0, 1, 2, 3].map((line) => (
        <Skeleton key={line} className="h-8" />
      ))}
    </div>
  );
}
