import { Skeleton } from "../../ui/skeleton";

/** While it is not known yet whose figures may be shown. */
export function OperationsSkeleton() {
  return (
    <main id="content" aria-busy className="mx-auto w-full max-w-[1760px] px-4 pb-10 sm:px-6">
      <p role="status" className="sr-only">
        Loading the operations page
      </p>
      <div className="flex h-17 items-center justify-between">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-9 w-72 max-sm:hidden" />
      </div>
      <div className="grid grid-cols-2 gap-3 md:gap-4 xl:grid-cols-12">
        <Skeleton className="col-span-full h-24.5" />
        <Skeleton className="col-span-full h-96 xl:col-span-4" />
        <Skeleton className="col-span-full h-96 xl:col-span-8" />
      </div>
    </main>
  );
}
