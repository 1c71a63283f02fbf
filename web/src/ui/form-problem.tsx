interface FormProblemProps {
  /** What is empty is left out. */
  problem: { title: string; detail?: string; hint?: string; request_id?: string; status?: number };
}

/** Above a form's buttons: why it was refused, and what to do. */
export function FormProblem({ problem }: FormProblemProps) {
  const { title, detail, hint, request_id: requestId, status = 0 } = problem;
  return (
    <div role="alert" className="rounded-lg bg-critical-soft px-3.5 py-2.5 text-sm">
      <p className="font-medium text-critical">{title}</p>
      {detail && detail !== title && <p className="text-ink-2">{detail}</p>}
      {hint && <p className="text-ink-2">{hint}</p>}
      {status >= 500 && requestId && (
        <p className="text-xs text-ink-2">
          Request <code className="select-all font-mono">{requestId}</code>
        </p>
      )}
    </div>
  );
}
