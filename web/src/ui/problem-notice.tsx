import { RotateCw, TriangleAlert } from "lucide-react";
import { Button } from "./button";

interface ProblemNoticeProps {
  /** What is empty is left out. */
  problem: { title: string; detail?: string; hint?: string; request_id?: string };
  onRetry?: () => void;
  retrying?: boolean;
}

/** What happened, what to do about it, and the id to quote. */
export function ProblemNotice({ problem, onRetry, retrying = false }: ProblemNoticeProps) {
  const { title, detail, hint, request_id: requestId } = problem;
  return (
    <div role="alert" className="m-auto flex max-w-md flex-col items-center gap-1 p-3 text-center">
      <TriangleAlert className="mb-1 size-5 text-critical" aria-hidden />
      <p className="font-semibold text-ink">{title}</p>
      {detail && detail !== title && <p className="text-ink-2">{detail}</p>}
      {hint && <p className="text-ink-3">{hint}</p>}
      {requestId && (
        <p className="text-xs text-ink-3">
          Request <code className="select-all font-mono">{requestId}</code>
        </p>
      )}
      {onRetry && (
        <Button className="mt-2" onClick={onRetry} disabled={retrying}>
          <RotateCw className={`size-3.5 ${retrying ? "animate-spin" : ""}`} aria-hidden />
          {retrying ? "Trying again…" : "Try again"}
        </Button>
      )}
    </div>
  );
}
