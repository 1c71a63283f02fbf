import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isNotFound, isServerAway, problemFrom } from "../api/problem";
import { ProblemNotice } from "../ui/problem-notice";
import { NotFoundPage } from "./not-found-page";

const retryMs = 5_000;

/** The boundary of a whole page; panels have their own. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const away = isServerAway(error);
  const retry = () => {
    resetQueries();
    reset();
    void router.invalidate();
  };

  // Each failed try brings an error of its own, and with it the next timer
  useEffect(() => {
    if (!away) return;
    const timer = setTimeout(retry, retryMs);
    return () => clearTimeout(timer);
  }, [error]);

  if (isNotFound(error)) return <NotFoundPage />;
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
