import { FileWarning } from "lucide-react";
import { useState } from "react";
import type { ConfigFindings } from "../../api/types";
import { formatAge } from "../../format/date-time";
import { Button } from "../../ui/button";
import { useNow } from "../../ui/use-now";
import { WarningNotice } from "../../ui/warning-notice";
import { FindingsDialog } from "./findings-dialog";

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

interface FindingsNoticeProps {
  findings: ConfigFindings;
  failedAt: string;
}

/** How many findings kept an edit from being shown, and the way to read them. */
export default function FindingsNotice({ findings, failedAt }: FindingsNoticeProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <WarningNotice
        look="card"
        Icon={FileWarning}
        title={`An edit of the dashboards has ${countFindings(findings)} and isn’t shown yet.`}
        action={<Button onClick={() => setOpen(true)}>Show what is wrong</Button>}
      >
        Made <Age at={failedAt} />; what ran before stays.
      </WarningNotice>
      {open && <FindingsDialog findings={findings} onClose={() => setOpen(false)} />}
    </>
  );
}
