import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { findingsQuery, mayReadFindings } from "../../api/findings";
import { meQuery } from "../../api/session";
import { ErrorBoundary } from "../../ui/error-boundary";

const FindingsNotice = lazy(() => import("./findings-notice"));

/** Tells the tenant's administrators, and nobody else, that what they wrote is not what is shown. */
export function FindingsBanner({ tenant }: { tenant: string }) {
  const { data: me } = useQuery(meQuery);
  const allowed = me !== undefined && mayReadFindings(me, tenant);
  const { data } = useQuery({ ...findingsQuery(tenant), enabled: allowed });
  if (!allowed || !data?.failed_at) return null;
  return (
    // It may be needed long after the page was opened; that it cannot be loaded then must not take the dashboard away.
    <ErrorBoundary resetKey={data} fallback={() => null}>
      <Suspense fallback={null}>
        <FindingsNotice findings={data} failedAt={data.failed_at} />
      </Suspense>
    </ErrorBoundary>
  );
}
