import type { UseQueryResult } from "@tanstack/react-query";
import type { HistoryChange } from "../../../api/tickets/types";
import { Skeleton } from "../../../ui/skeleton";
import { Ago } from "../when";
import { fieldName } from "../words";

interface WhoChangedProps {
  /** ISO: the moment of the version the change was begun on. */
  since: string;
  history: UseQueryResult<{ changes: HistoryChange[] }>;
}

/** Who was faster, and with what. */
export function WhoChanged({ since, history }: WhoChangedProps) {
  if (history.isPending) return <Skeleton className="h-5 w-72" />;
  // Without the history the fields below still say what is different.
  if (history.isError) return null;
  const later = history.data.changes.filter(({ at }) => Date.parse(at) > Date.parse(since));
  if (later.length === 0) return null;
  const byActor = new Map<string, HistoryChange[]>();
  for (const change of later) {
    const name = change.actor?.name ?? "The system";
    byActor.set(name, [...(byActor.get(name) ?? []), change]);
  }
  return (
    <ul>
      {[...byActor].map(([name, changes]) => (
        <li key={name}>
          <span className="font-medium">{name}</span>
          <span className="text-ink-2">
            {" changed "}
            {[...new Set(changes.map(({ field }) => fieldName(field).toLowerCase()))].join(", ")}{" "}
          </span>
          <span className="text-ink-3">
            <Ago at={changes[0]?.at ?? since} />
          </span>
        </li>
      ))}
    </ul>
  );
}
