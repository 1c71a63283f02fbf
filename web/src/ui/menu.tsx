import { Check } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { Popover, type PopoverTriggerProps } from "./popover";

interface MenuProps {
  label: string;
  align?: "start" | "end";
  trigger: (props: PopoverTriggerProps) => ReactNode;
  children: ReactNode;
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

/** Arrows, Home, End, and a letter to jump to: the keys a menu is expected to know. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const all = items(event.currentTarget);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const goals: Record<string, number> = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  };
  const letter = event.key.length === 1 && event.key !== " " ? event.key.toLowerCase() : null;
  const after = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  const named =
    letter === null ? undefined : after.find((item) => item.textContent?.toLowerCase().startsWith(letter));
  const goal = all[goals[event.key] ?? -1] ?? named;
  if (goal === undefined) return;
  event.preventDefault();
  goal.focus();
}

function MenuPanel({ close, children }: { close: () => void; children: ReactNode }) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const menu = panel.current;
    if (menu !== null) (menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? items(menu)[0])?.focus();
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the popover around it has the role; this hears the keys
    <div
      ref={panel}
      className="p-1.5 text-sm sm:w-64"
      onKeyDown={moveFocus}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('[role^="menuitem"]')) close();
      }}
    >
      {children}
    </div>
  );
}

export function Menu({ label, align = "start", trigger, children }: MenuProps) {
  return (
    <Popover label={label} role="menu" align={align} trigger={trigger}>
      {(close) => <MenuPanel close={close}>{children}</MenuPanel>}
    </Popover>
  );
}

const item =
  "flex min-h-9 w-full items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-left text-ink hover:bg-hover focus:bg-hover -outline-offset-2 pointer-coarse:min-h-11";

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <p aria-hidden className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-ink-3">
      {children}
    </p>
  );
}

export function MenuSeparator() {
  return <hr className="-mx-1.5 my-1.5 border-line" />;
}

interface MenuItemProps {
  onSelect: () => void;
  /** It stays in sight and says why it cannot be chosen. */
  disabled?: boolean;
  children: ReactNode;
}

export function MenuItem({ onSelect, disabled = false, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      aria-disabled={disabled || undefined}
      className={`${item} aria-disabled:text-ink-3`}
      onClick={(event) => {
        if (disabled) event.stopPropagation();
        else onSelect();
      }}
    >
      {children}
    </button>
  );
}

interface MenuLinkProps {
  href: string;
  /** Read out in place of the content, where that needs its heading to be understood. */
  label?: string;
  onSelect: (event: MouseEvent) => void;
  children: ReactNode;
}

/** An entry with an address of its own, so that it can be opened elsewhere or saved. */
export function MenuLink({ href, label, onSelect, children }: MenuLinkProps) {
  return (
    <a href={href} role="menuitem" aria-label={label} tabIndex={-1} className={item} onClick={onSelect}>
      {children}
    </a>
  );
}

export interface MenuChoice<Value extends string> {
  value: Value;
  label: string;
  detail?: string | null;
}

interface MenuChoicesProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly MenuChoice<Value>[];
  onChoose: (value: Value) => void;
}

export function MenuChoices<Value extends string>({
  label,
  value,
  choices,
  onChoose,
}: MenuChoicesProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place inside a menu
    <div role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="menuitemradio"
          aria-checked={choice.value === value}
          tabIndex={-1}
          className={item}
          onClick={() => onChoose(choice.value)}
        >
          <span className="min-w-0 flex-1">
            <span className="block truncate">{choice.label}</span>
            {choice.detail && <span className="block text-xs text-ink-3">{choice.detail}</span>}
          </span>
          {choice.value === value && <Check className="size-4 text-accent" aria-hidden />}
        </button>
      ))}
    </div>
  );
}
