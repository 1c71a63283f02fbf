import { useId } from "react";
import type { Keep } from "./merge";

interface MergeRowChoiceProps {
  name: string;
  mine: string;
  theirs: string;
  /** As it was before both; absent where only one side changed it. */
  before: string | undefined;
  kept: Keep;
  onKeep: (keep: Keep) => void;
}

export function MergeRowChoice({ name, mine, theirs, before, kept, onKeep }: MergeRowChoiceProps) {
  const group = useId();
  const choices = [
    { keep: "mine", label: "Yours", value: mine },
    { keep: "theirs", label: before === undefined ? "As it is" : "Theirs", value: theirs },
  ] as const;
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium">
        {name}
        {before !== undefined && <span className="font-normal text-ink-3"> was {before}</span>}
      </legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {choices.map(({ keep, label, value }) => (
          <label
            key={keep}
            className={`flex min-h-11 cursor-pointer items-start gap-2.5 rounded-lg border px-3 py-2 ${kept === keep ? "border-accent bg-accent-soft" : "border-line hover:bg-hover"}`}
          >
            <input
              type="radio"
              name={group}
              checked={kept === keep}
              onChange={() => onKeep(keep)}
              className="mt-0.5 size-4 shrink-0 accent-(--accent)"
            />
            <span className="min-w-0">
              <span className="block text-xs text-ink-3">{label}</span>
              <span className="block font-medium break-words whitespace-pre-wrap">{value}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
