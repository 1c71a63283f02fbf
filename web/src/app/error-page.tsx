import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useParams, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect } from "react";
import { isNotFound, isServerAway, isTenantUnloaded, problemFrom } from "../api/problem";
import { ProblemNotice } from "../ui/problem-notice";
import { NotFoundPage } from "./not-found-page";

const UnloadedTenantPage = lazy(async () => ({
  default: (await import("./unloaded-tenant-page")).UnloadedTenantPage,
}));

const retryMs = 5_000;

/** The boundary of a whole page; panels have their own. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const away = isServerAway(error);
  const { tenant } = useParams({ strict: false }) as { tenant?: string };
  const retry = useCallback(() => {
    resetQueries();
    reset();
    void router.invalidate();
  }, [resetQueries, reset, router]);

  // Each failed try brings an error of its own, and with it the next timer
  useEffect(() => {
    if (!away) return;
    const timer = setTimeout(retry, retryMs);
    return () => clearTimeout(timer);
  }, [error]);

  if (isNotFound(error)) return <NotFoundPage />;
  if (tenant !== undefined && isTenantUnloaded(error)) {
    return (
      <Suspense fallback={null}>
        <UnloadedTenantPage tenant={tenant} onRetry={retry} />
      </Suspense>
    );
  }
  return (
    <main id="content" className="grid flex-1 place-items-center p-6">
      <title>{`${problemFrom(error).title} · Watchroom`}</title>
      <div>
        <ProblemNotice problem={problemFrom(error)} onRetry={retry} />
        <p className="text-center">
          <Link to="/" className="text-accent underline underline-offset-2">
            Back to the start
          </Link>
        </p>
      </div>
    </main>
  );
}
