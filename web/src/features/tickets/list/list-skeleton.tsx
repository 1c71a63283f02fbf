import { Skeleton } from "../../../ui/skeleton";

const rows = Array.from({ length: 12 }, (_, at) => at);

/** As high as the rows that come. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="pt-9">
      {rows.map((row) => (
        <div key={row} className="flex h-13 items-center gap-4 border-b border-line px-4 max-sm:h-28">
          <Skeleton className="size-4 shrink-0" />
          <div className="flex min-w-0 flex-1 flex-col gap-1.5">
            <Skeleton className="h-3.5 w-3/5" />
            <Skeleton className="h-2.5 w-2/5" />
          </div>
          <Skeleton className="h-5 w-20 shrink-0 max-sm:hidden" />
          <Skeleton className="h-5 w-24 shrink-0 max-sm:hidden" />
          <Skeleton className="h-3.5 w-28 shrink-0 max-lg:hidden" />
        </div>
      ))}
    </div>
  );
}
