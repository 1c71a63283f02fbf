import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";

interface HoverNoteProps {
  /** What the note says; shown in full, however long. */
  note: ReactNode;
  className?: string;
  /** What is always seen. */
  children: ReactNode;
}

const gap = 6;
const edge = 8;
const leavePauseMs = 120;

/** Below what it belongs to, above it where there is no room, never off the screen. */
function place(note: HTMLElement, anchor: DOMRect): void {
  const below = anchor.bottom + gap;
  const fits = below + note.offsetHeight + edge <= window.innerHeight;
  const left = Math.min(anchor.left, window.innerWidth - note.offsetWidth - edge);
  note.style.setProperty("--left", `${Math.max(edge, left)}px`);
  note.style.setProperty("--top", `${fits ? below : Math.max(edge, anchor.top - gap - note.offsetHeight)}px`);
}

/**
 * Words with more behind them: under the pointer, with the focus of the keyboard, and at the touch of a finger.
 * Escape hides it; the pointer may rest on it, to read or to copy.
 */
export function HoverNote({ note, className = "", children }: HoverNoteProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLSpanElement>(null);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [open, setOpen] = useState(false);

  const show = () => {
    clearTimeout(leaving.current);
    setOpen(true);
  };
  const hide = () => {
    clearTimeout(leaving.current);
    setOpen(false);
  };
  const leave = () => {
    clearTimeout(leaving.current);
    leaving.current = setTimeout(() => setOpen(false), leavePauseMs);
  };

  useEffect(() => () => clearTimeout(leaving.current), []);
  useEffect(() => {
    const element = box.current;
    const button = anchor.current;
    if (!open || element === null || button === null) return;
    // The top layer: no list that scrolls may cut it off.
    element.showPopover?.();
    place(element, button.getBoundingClientRect());
    const elsewhere = (event: PointerEvent) => {
      if (event.target instanceof Node && !button.contains(event.target) && !element.contains(event.target))
        setOpen(false);
    };
    // The focus may itself have scrolled the button into view; what is scrolled out of it takes its note along.
    const moved = () => {
      const at = button.getBoundingClientRect();
      if (at.bottom < 0 || at.top > window.innerHeight) setOpen(false);
      else place(element, at);
    };
    document.addEventListener("pointerdown", elsewhere);
    window.addEventListener("scroll", moved, { capture: true, passive: true });
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      window.removeEventListener("scroll", moved, { capture: true });
    };
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    event.preventDefault();
    hide();
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-describedby={open ? id : undefined}
        className={`cursor-help! rounded-sm text-left ${className}`}
        onPointerEnter={(event) => event.pointerType === "mouse" && show()}
        onPointerLeave={(event) => event.pointerType === "mouse" && leave()}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={onKeyDown}
      >
        {children}
      </button>
      {open && (
        <span
          ref={box}
          id={id}
          role="tooltip"
          popover="manual"
          onPointerEnter={show}
          onPointerLeave={leave}
          className="fixed inset-auto top-(--top) left-(--left) m-0 block max-w-[min(24rem,calc(100vw-1rem))] rounded-lg border border-line bg-surface px-3 py-2 text-xs font-normal whitespace-pre-line break-words text-ink-2 shadow-pop"
        >
          {note}
        </span>
      )}
    </>
  );
}
