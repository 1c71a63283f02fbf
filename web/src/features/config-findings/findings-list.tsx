import type { ConfigFinding, ConfigFindings } from "../../api/types";
import { CopyButton } from "../../ui/copy-button";
import { Scroller } from "../../ui/scroller";
import { StateIcon } from "../../ui/state-mark";

function Finding({ finding }: { finding: ConfigFinding }) {
  const { file, line, column, severity, code, message, hint } = finding;
  return (
    <li className="flex gap-2.5 px-5 py-2.5 max-sm:px-4">
      <span className="pt-0.5">
        <StateIcon tone={severity === "error" ? "critical" : "warning"} />
        <span className="sr-only">{severity}</span>
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words font-medium">{message}</p>
        {hint && <p className="break-words text-ink-2">{hint}</p>}
        <p className="mt-0.5 font-mono text-xs break-all text-ink-3 select-all">
          {file}:{line}:{column}
        </p>
      </div>
      <code className="shrink-0 text-xs text-ink-3 max-sm:hidden">{code}</code>
    </li>
  );
}

/** What is wrong, place by place, and the same as `watchroom validate` prints it, to be copied. */
export function FindingsList({ findings }: { findings: ConfigFindings }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <ul className="shrink-0 divide-y divide-line">
        {findings.findings.map((finding) => (
          <Finding
            key={`${finding.file}:${finding.line}:${finding.column} ${finding.code} ${finding.message}`}
            finding={finding}
          />
        ))}
      </ul>
      {findings.text && (
        <div className="flex shrink-0 flex-col gap-2 border-t border-line px-5 py-3 max-sm:px-4">
          <div className="flex items-center justify-between gap-3">
            <p className="text-xs text-ink-3">
              As <code className="font-mono">watchroom validate</code> prints it
            </p>
            <CopyButton label="Copy findings" text={findings.text} />
          </div>
          <Scroller label="Findings as text" className="max-h-96 rounded-lg bg-sunken">
            <pre className="w-max min-w-full p-3 font-mono text-xs leading-4.5">{findings.text}</pre>
          </Scroller>
        </div>
      )}
    </div>
  );
}
