import { ChevronsUpDown } from "lucide-react";
import { Menu, type MenuChoice, MenuChoices, MenuLabel } from "../ui/menu";

interface SwitcherProps {
  /** `Tenant` or `Dashboard`. */
  kind: string;
  value: string;
  /** Shown until the list of choices is there. */
  label: string;
  choices: readonly MenuChoice<string>[];
  onChoose: (value: string) => void;
}

export function Switcher({ kind, value, label, choices, onChoose }: SwitcherProps) {
  return (
    <Menu
      label={kind}
      trigger={(props) => (
        <button
          {...props}
          type="button"
          aria-label={`${kind}: ${label}`}
          className="inline-flex h-8 min-w-0 items-center gap-1.5 rounded-lg px-2 font-medium transition-colors hover:bg-hover pointer-coarse:h-11"
        >
          <span className="truncate">{label}</span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-ink-3" aria-hidden />
        </button>
      )}
    >
      <MenuLabel>{kind}</MenuLabel>
      <MenuChoices label={kind} value={value} choices={choices} onChoose={onChoose} />
    </Menu>
  );
}
