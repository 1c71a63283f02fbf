import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { findingsQuery, mayReadFindings } from "../api/findings";
import { meQuery } from "../api/session";
import { FindingsList } from "../features/config-findings/findings-list";
import { FullPage } from "../ui/full-page";

interface UnloadedTenantPageProps {
  tenant: string;
  onRetry: () => void;
}

const retryMs = 10_000;

/** A tenant without dashboards, or whose dashboards never loaded: whoever can mend them sees what is wrong. */
export function UnloadedTenantPage({ tenant, onRetry }: UnloadedTenantPageProps) {
  const { data: me } = useQuery(meQuery);
  const allowed = me !== undefined && mayReadFindings(me, tenant);
  const { data } = useQuery({ ...findingsQuery(tenant), enabled: allowed });

  useEffect(() => {
    const timer = setInterval(onRetry, retryMs);
    return () => clearInterval(timer);
  }, [onRetry]);

  if (!allowed || data === undefined || data.findings.length === 0) {
    return (
      <FullPage
        title="No dashboards to show yet"
        text={
          allowed
            ? "Their files are missing or have errors. The server’s log tells more; the page opens by itself."
            : "Their files are missing or have errors. An administrator of this organisation sees which; the page opens by itself once they are mended."
        }
      />
    );
  }
  return (
    <main id="content" className="mx-auto w-full max-w-3xl flex-1 px-4 py-10">
      <title>No dashboards to show yet · Watchroom</title>
      <h1 className="text-xl font-semibold tracking-tight">No dashboards to show yet</h1>
      <p className="mt-1 mb-4 text-ink-2">
        Their files are missing or have errors. Mend them and save: the page opens by itself.
      </p>
      <section
        aria-label="Findings"
        className="overflow-hidden rounded-xl border border-line bg-surface shadow-card"
      >
        <FindingsList findings={data} />
      </section>
    </main>
  );
}
