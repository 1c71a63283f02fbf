import { Skeleton } from "../../ui/skeleton";

/** Takes the place of what will come, at its size, so that nothing jumps. */
export function PanelSkeleton({ type }: { type: string }) {
  return (
    <div role="status" aria-label="Loading" className="flex min-h-0 flex-1 flex-col">
      {type === "kpi" ? (
        <div className="flex flex-1 flex-col justify-center gap-3">
          <Skeleton className="h-9 w-28" />
          <Skeleton className="h-4 w-40 max-w-full" />
        </div>
      ) : type === "table" ? (
        <div className="flex flex-col gap-3 px-4 py-2">
          {[0, 1, 2, 3, 4, 5, 6, 7].map((row) => (
            <Skeleton key={row} className="h-5" />
          ))}
        </div>
      ) : type === "health_status" ? (
        <div className="grid flex-1 content-center gap-2.5">
          {[0, 1, 2].map((row) => (
            <Skeleton key={row} className="h-5" />
          ))}
        </div>
      ) : (
        <Skeleton className="min-h-32 flex-1" />
      )}
    </div>
  );
}
