import { Skeleton } from "../../ui/skeleton";

export function DashboardSkeleton() {
  return (
    <main id="content" aria-busy className="mx-auto w-full max-w-[1760px] px-4 pb-10 sm:px-6">
      <p role="status" className="sr-only">
        Loading the dashboard
      </p>
      <div className="flex h-16 items-center justify-between">
        <Skeleton className="h-7 w-56" />
        <Skeleton className="h-9 w-72 max-sm:hidden" />
      </div>
      <div className="grid gap-4 md:auto-rows-[10.75rem] md:grid-cols-12">
        <Skeleton className="h-80 md:col-span-8 md:row-span-2 md:h-auto" />
        <Skeleton className="h-40 md:col-span-4 md:h-auto" />
        <Skeleton className="h-40 md:col-span-4 md:h-auto" />
        <Skeleton className="h-64 md:col-span-12 md:row-span-2 md:h-auto" />
      </div>
    </main>
  );
}
