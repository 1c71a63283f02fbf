import { type ReactNode, useId } from "react";

interface PartProps {
  title: string;
  /** At the end of the heading's line. */
  beside?: ReactNode;
  children: ReactNode;
}

/** A part of a ticket, with a heading of its own. */
export function Part({ title, beside, children }: PartProps) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} className="border-b border-line px-5 py-4 last:border-b-0 max-sm:px-4">
      <div className="mb-2.5 flex items-baseline justify-between gap-3">
        <h3 id={heading} className="font-semibold">
          {title}
        </h3>
        {beside && <div className="text-xs text-ink-3">{beside}</div>}
      </div>
      {children}
    </section>
  );
}
