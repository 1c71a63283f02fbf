interface SwitchProps {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function Switch({ label, on, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      onClick={() => onChange(!on)}
      className="inline-flex h-8 items-center gap-2 rounded-md px-1.5 text-sm text-ink-2 hover:text-ink pointer-coarse:h-11"
    >
      <span
        aria-hidden
        className={`relative h-4.5 w-8 rounded-full border transition-colors ${on ? "border-accent bg-accent" : "border-line-strong bg-sunken"}`}
      >
        <span
          className={`absolute top-0.5 left-0.5 size-3 rounded-full transition-transform ${on ? "translate-x-3.5 bg-accent-ink" : "bg-ink-3"}`}
        />
      </span>
      {label}
    </button>
  );
}
