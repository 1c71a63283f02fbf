import type { ReactNode } from "react";

interface ScrollerProps {
  label: string;
  className?: string;
  children: ReactNode;
}

/** A box that scrolls by itself. It takes the focus, since the keyboard could not scroll it otherwise. */
export function Scroller({ label, className = "", children }: ScrollerProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
      className={`min-h-0 flex-1 overflow-auto -outline-offset-2 ${className}`}
    >
      {children}
    </section>
  );
}
