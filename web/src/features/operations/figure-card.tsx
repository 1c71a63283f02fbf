import type { UseQueryResult } from "@tanstack/react-query";
import { ClockAlert } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { problemFrom } from "../../api/problem";
import { ErrorBoundary } from "../../ui/error-boundary";
import { ProblemNotice } from "../../ui/problem-notice";
import { type PageScope, ScopeContext, usePageScope } from "./scope-context";

interface AnsweredProps<Data> {
  answer: UseQueryResult<Data>;
  /** Takes the place of what will come, at its size. */
  skeleton: ReactNode;
  className?: string;
  children: (data: Data) => ReactNode;
}

/** The scope that the data on screen is of; while those of a new one are on their way, still the old one. */
function useShownScope(answer: UseQueryResult<unknown>): PageScope {
  const current = usePageScope();
  const shown = useRef(current);
  if (answer.data !== undefined && !answer.isPlaceholderData) shown.current = current;
  return answer.data === undefined ? current : shown.current;
}

/** What the server said, or that it said nothing yet, or why not. */
export function Answered<Data>({ answer, skeleton, className = "", children }: AnsweredProps<Data>) {
  const scope = useShownScope(answer);
  const { data, isPlaceholderData, isFetching } = answer;
  if (data !== undefined) {
    return (
      <ScopeContext value={scope}>
        <div
          aria-busy={isPlaceholderData}
          className={`min-w-0 transition-opacity ${isPlaceholderData ? "opacity-50" : ""} ${className}`}
        >
          <ErrorBoundary
            resetKey={data}
            fallback={(error, retry) => <ProblemNotice problem={problemFrom(error)} onRetry={retry} />}
          >
            {children(data)}
          </ErrorBoundary>
        </div>
      </ScopeContext>
    );
  }
  if (!answer.isError) {
    return (
      <div role="status" aria-label="Loading" className={className}>
        {skeleton}
      </div>
    );
  }
  return (
    <div className={`grid ${className}`}>
      <ProblemNotice
        problem={problemFrom(answer.error)}
        onRetry={() => answer.refetch()}
        retrying={isFetching}
      />
    </div>
  );
}

/** The last answer stays on screen where the next one failed; but it says so. */
export function NotRenewed({ answer }: { answer: UseQueryResult<unknown> }) {
  if (!answer.isError || answer.data === undefined) return null;
  return (
    <button
      type="button"
      title={problemFrom(answer.error).title}
      onClick={() => answer.refetch()}
      disabled={answer.isFetching}
      className="inline-flex h-7 items-center gap-1 rounded-md px-1.5 text-xs font-medium whitespace-nowrap text-warning hover:bg-hover pointer-coarse:h-11"
    >
      <ClockAlert className="size-3.5" aria-hidden />
      Not renewed · try again
    </button>
  );
}

interface FigureCardProps<Data> extends Omit<AnsweredProps<Data>, "className"> {
  title: string;
  /** What is counted, in a few words. */
  note?: ReactNode;
  actions?: ReactNode;
  /** Of the card in the page's grid. */
  className?: string;
}

export function FigureCard<Data>(props: FigureCardProps<Data>) {
  const { title, note, actions, className = "", answer, ...answered } = props;
  const heading = useId();
  return (
    <section
      aria-labelledby={heading}
      className={`flex min-w-0 flex-col rounded-xl border border-line bg-surface shadow-card ${className}`}
    >
      <header className="flex min-h-12 items-center gap-3 pt-1.5 pr-2.5 pl-5 max-sm:pl-4">
        <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2.5">
          <h2 id={heading} className="font-semibold tracking-[-0.005em]">
            {title}
          </h2>
          {note && <p className="text-xs text-ink-3">{note}</p>}
        </div>
        <NotRenewed answer={answer} />
        {actions}
      </header>
      <Answered answer={answer} {...answered} className="flex flex-1 flex-col px-5 pt-1 pb-4 max-sm:px-4" />
    </section>
  );
}
