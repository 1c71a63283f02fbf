import { useState } from "react";
import { TextField } from "../../../ui/field";
import type { Choice } from "./filter-kinds";

interface ChoiceListProps {
  label: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
}

/** Longer lists are searched rather than read. */
const mostWithoutSearch = 9;

/** Several of many, each by a tick. */
export function ChoiceList({ label, choices, chosen, onToggle }: ChoiceListProps) {
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const shown = choices.filter((choice) => choice.label.toLowerCase().includes(wanted));
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{label}</legend>
      {choices.length > mostWithoutSearch && (
        <div className="p-2 pb-1">
          <TextField
            label={`Find in ${label.toLowerCase()}`}
            type="search"
            autoComplete="off"
            value={typed}
            onValue={setTyped}
          />
        </div>
      )}
      <ul className="max-h-80 overflow-y-auto p-1.5">
        {shown.map(({ value, label: text, detail }) => (
          <li key={value}>
            <label className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-lg px-2 py-1 hover:bg-hover pointer-coarse:min-h-11">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={() => onToggle(value)}
                className="size-4 shrink-0 accent-(--accent) pointer-coarse:size-5"
              />
              <span className="min-w-0 flex-1 break-words">
                {text}
                {detail && <span className="block text-xs text-ink-3">{detail}</span>}
              </span>
            </label>
          </li>
        ))}
        {shown.length === 0 && <li className="px-2 py-1.5 text-ink-3">Nothing by this name</li>}
      </ul>
    </fieldset>
  );
}
