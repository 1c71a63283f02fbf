import { type ReactNode, useEffect, useId, useRef, useState } from "react";

export interface PopoverTriggerProps {
  popoverTarget: string;
  "aria-expanded": boolean;
  "aria-haspopup": "dialog" | "menu";
}

interface PopoverProps {
  label: string;
  role: PopoverTriggerProps["aria-haspopup"];
  align: "start" | "end";
  /** Gets the props its button must carry to open the popover. */
  trigger: (props: PopoverTriggerProps) => ReactNode;
  children: (close: () => void) => ReactNode;
}

const gap = 6;
const edge = 12;

/** Below its button, in line with one of its edges, and never off the screen. */
function place(panel: HTMLElement, anchor: DOMRect, align: PopoverProps["align"]): void {
  const wanted = align === "start" ? anchor.left : anchor.right - panel.offsetWidth;
  const left = Math.min(wanted, window.innerWidth - panel.offsetWidth - edge);
  const top = Math.min(anchor.bottom + gap, window.innerHeight - panel.offsetHeight - edge);
  panel.style.setProperty("--left", `${Math.max(edge, left)}px`);
  panel.style.setProperty("--top", `${Math.max(edge, top)}px`);
}

// On a phone it is a sheet that comes from below.
const sheet =
  "max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[85dvh] max-sm:w-full max-sm:max-w-full max-sm:rounded-t-2xl max-sm:backdrop:bg-[rgb(0_0_0/0.4)] max-sm:pb-[env(safe-area-inset-bottom)]";
const floating = "sm:top-(--top) sm:left-(--left) sm:max-h-[calc(100dvh-1.5rem)] sm:rounded-xl";

/** The browser's own popover: top layer, Escape, a click elsewhere and the return of focus come with it. */
export function Popover({ label, role, align, trigger, children }: PopoverProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const element = panel.current;
    const anchor = document.querySelector(`[popovertarget="${CSS.escape(id)}"]`);
    if (element === null || anchor === null || !open) return;
    const update = () => place(element, anchor.getBoundingClientRect(), align);
    update();
    const sizes = new ResizeObserver(update);
    sizes.observe(element);
    window.addEventListener("resize", update);
    return () => {
      sizes.disconnect();
      window.removeEventListener("resize", update);
    };
  }, [open, id, align]);

  return (
    <>
      {trigger({ popoverTarget: id, "aria-expanded": open, "aria-haspopup": role })}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of two that both take a label */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role={role}
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === "open")}
        className={`inset-auto m-0 overflow-y-auto border border-line bg-surface p-0 shadow-pop backdrop:bg-transparent ${sheet} ${floating}`}
      >
        {open && children(() => panel.current?.hidePopover())}
      </div>
    </>
  );
}
