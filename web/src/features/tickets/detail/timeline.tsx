import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../../api/problem";
import { historyQuery } from "../../../api/tickets/one";
import type { HistoryChange, ServiceDesk } from "../../../api/tickets/types";
import { ProblemNotice } from "../../../ui/problem-notice";
import { Skeleton } from "../../../ui/skeleton";
import { Ago } from "../when";
import { fieldName } from "../words";
import { type Moment, moments, nameFrom } from "./moments";
import { Part } from "./part";

interface TimelineProps {
  tenant: string;
  desk: ServiceDesk;
  id: string;
  version: number;
}

function Line({ change, desk }: { change: HistoryChange; desk: ServiceDesk }) {
  const before = nameFrom(desk, change.field, change.old);
  const after = nameFrom(desk, change.field, change.new);
  return (
    <li className="break-words">
      {fieldName(change.field)} <span className="text-ink-3">{before}</span>
      <span aria-hidden className="text-ink-3">
        {" → "}
      </span>
      <span className="sr-only"> became </span>
      <span className="font-medium">{after}</span>
    </li>
  );
}

function One({ moment, desk }: { moment: Moment; desk: ServiceDesk }) {
  // What it waits for, or that it was imported: of several fields that changed at once it is the same.
  const reasons = new Set(moment.changes.flatMap(({ reason }) => reason ?? []));
  return (
    <li className="relative pb-4 pl-5 last:pb-0 before:absolute before:top-1.5 before:left-0 before:size-2 before:rounded-full before:bg-line-strong after:absolute after:top-4 after:bottom-0 after:left-[3.5px] after:w-px after:bg-line last:after:hidden">
      <p className="text-xs text-ink-3">
        {moment.actor} · <Ago at={moment.at} />
      </p>
      <ul>
        {moment.changes.map((change) => (
          <Line key={change.id} change={change} desk={desk} />
        ))}
        {[...reasons].map((reason) => (
          <li key={reason} className="break-words text-ink-2">
            <span className="sr-only">Reason: </span>
            {reason}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** What became of the ticket, newest first: field by field, by whom and when. */
export function Timeline({ tenant, desk, id }: TimelineProps) {
  const history = useQuery(historyQuery(tenant, id));
  return (
    <Part title="History">
      {history.data ? (
        history.data.changes.length === 0 ? (
          <p className="text-ink-3">Nothing was changed since it came in.</p>
        ) : (
          <ol>
            {moments(history.data.changes).map((moment) => (
              <One key={moment.key} moment={moment} desk={desk} />
            ))}
          </ol>
        )
      ) : history.isError ? (
        <ProblemNotice
          problem={problemFrom(history.error)}
          onRetry={() => void history.refetch()}
          retrying={history.isFetching}
        />
      ) : (
        <Skeleton className="h-24" />
      )}
    </Part>
  );
}
