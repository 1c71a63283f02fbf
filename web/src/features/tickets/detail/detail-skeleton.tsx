import { Skeleton } from "../../../ui/skeleton";

export function DetailSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-4 p-5 max-sm:p-4">
      <Skeleton className="h-6 w-4/5" />
      <Skeleton className="h-5 w-2/5" />
      <Skeleton className="h-9" />
      <Skeleton className="h-40" />
      <Skeleton className="h-28" />
    </div>
  );
}
