import { useQuery } from "@tanstack/react-query";
import { FileWarning } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { findingsQuery, mayReadFindings } from "../../api/findings";
import { meQuery } from "../../api/session";
import type { ConfigFindings } from "../../api/types";
import { formatAge } from "../../format/date-time";
import { Button } from "../../ui/button";
import { useNow } from "../../ui/use-now";

const FindingsDialog = lazy(() => import("./findings-dialog"));

/** `2 errors`, `1 error and 3 warnings`. */
function countFindings({ findings }: ConfigFindings): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const say = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const warnings = findings.length - errors;
  if (errors === 0) return say(warnings, "warning");
  return warnings === 0 ? say(errors, "error") : `${say(errors, "error")} and ${say(warnings, "warning")}`;
}

function Age({ at }: { at: string }) {
  return <>{formatAge(useNow() - Date.parse(at))}</>;
}

/** Tells the tenant's administrators, and nobody else, that what they wrote is not what is shown. */
export function FindingsBanner({ tenant }: { tenant: string }) {
  const { data: me } = useQuery(meQuery);
  const allowed = me !== undefined && mayReadFindings(me, tenant);
  const { data } = useQuery({ ...findingsQuery(tenant), enabled: allowed });
  const [open, setOpen] = useState(false);
  if (!allowed || !data?.failed_at) return null;
  return (
    <>
      <div
        role="status"
        className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-warning-soft py-2 pr-2 pl-4"
      >
        <FileWarning className="size-4.5 shrink-0 text-warning" aria-hidden />
        <p className="min-w-0 flex-1 basis-52">
          <span className="font-medium">
            An edit of the dashboards has {countFindings(data)} and isn’t shown yet.
          </span>{" "}
          <span className="text-ink-2">
            Made <Age at={data.failed_at} />; what ran before stays.
          </span>
        </p>
        <Button onClick={() => setOpen(true)}>Show what is wrong</Button>
      </div>
      {open && (
        <Suspense fallback={null}>
          <FindingsDialog findings={data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
