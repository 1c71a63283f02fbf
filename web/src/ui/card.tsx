import { type ReactNode, useId } from "react";

interface CardProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Lists and tables reach the card's edge. */
  flush?: boolean;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export function Card({ title, description, actions, flush = false, children }: CardProps) {
  const heading = useId();
  return (
    <section
      aria-labelledby={heading}
      className="min-w-0 overflow-hidden rounded-xl border border-line bg-surface shadow-card"
    >
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-5 py-3 max-sm:px-4">
        <div className="min-w-0 flex-1 basis-48">
          <h2 id={heading} className="font-semibold tracking-[-0.005em]">
            {title}
          </h2>
          {description && <p className="text-xs text-ink-3">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div className={flush ? "" : "p-5 max-sm:p-4"}>{children}</div>
    </section>
  );
}
