import { type KeyboardEvent, useId } from "react";

interface TabsProps<Name extends string> {
  label: string;
  /** The id of the element that shows what was chosen. */
  panelId: string;
  value: Name;
  tabs: readonly { value: Name; label: string }[];
  onChange: (value: Name) => void;
}

/** One tab stop; arrows choose. */
export function Tabs<Name extends string>({ label, panelId, value, tabs, onChange }: TabsProps<Name>) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onChange(next.value);
    document.getElementById(`${id}${next.value}`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="inline-flex rounded-lg bg-sunken p-0.5 text-sm"
    >
      {tabs.map((tab) => (
        <button
          key={tab.value}
          id={`${id}${tab.value}`}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          aria-controls={panelId}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
          className="h-8 rounded-md px-3 text-ink-2 aria-selected:bg-surface aria-selected:font-medium aria-selected:text-ink aria-selected:shadow-card pointer-coarse:h-11"
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
