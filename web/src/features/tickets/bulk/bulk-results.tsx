import { CircleCheck, OctagonX } from "lucide-react";
import type { BulkAnswer } from "../../../api/tickets/types";
import { Button } from "../../../ui/button";
import { Modal } from "../../../ui/modal";

interface BulkResultsProps {
  answer: BulkAnswer;
  chosen: readonly { id: string; tracking_number: string }[];
  onClose: () => void;
}

/** What became of each; those that failed first. */
export function BulkResults({ answer, chosen, onClose }: BulkResultsProps) {
  const nameOf = new Map(chosen.map(({ id, tracking_number }) => [id, tracking_number]));
  const results = [...answer.results].sort((one, other) => Number(one.ok) - Number(other.ok));
  return (
    <Modal
      size="medium"
      title={`${answer.changed} changed, ${answer.failed} not`}
      description="Those that were not changed are still chosen, as they are now."
      onClose={onClose}
    >
      <ul className="min-h-0 flex-1 divide-y divide-line overflow-y-auto">
        {results.map(({ id, ok, problem }) => (
          <li key={id} className="flex gap-3 px-5 py-2.5 max-sm:px-4">
            {ok ? (
              <CircleCheck className="mt-0.5 size-4 shrink-0 text-ok" aria-hidden />
            ) : (
              <OctagonX className="mt-0.5 size-4 shrink-0 text-critical" aria-hidden />
            )}
            <div className="min-w-0 flex-1 sm:flex sm:gap-4">
              <p className="shrink-0 font-mono text-xs leading-5 sm:w-28">{nameOf.get(id) ?? id}</p>
              <p className="min-w-0 text-ink-2">
                {ok ? "Changed" : (problem?.title ?? "Not changed")}
                {problem?.detail && problem.detail !== problem.title && (
                  <span className="block text-xs text-ink-3">{problem.detail}</span>
                )}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <div className="flex justify-end border-t border-line p-3">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
