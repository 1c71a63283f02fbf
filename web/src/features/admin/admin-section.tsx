import type { ReactNode } from "react";

interface AdminSectionProps {
  title: string;
  description: ReactNode;
  /** What may be done here; at the end of the title's line. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of each page of the administration. */
export function AdminSection({ title, description, actions, children }: AdminSectionProps) {
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <title>{`${title} · Watchroom`}</title>
      <header className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="text-lg leading-6 font-semibold tracking-[-0.015em] wrap-anywhere">{title}</h1>
          <div className="text-xs text-ink-3">{description}</div>
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A list with its search and its pages above it. */
export function ListCard({
  label,
  tools,
  children,
}: {
  label: string;
  tools?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      className="@container/panel min-w-0 overflow-hidden rounded-xl border border-line bg-surface shadow-card"
    >
      {tools && (
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 border-b border-line px-5 py-2.5 max-sm:px-4">
          {tools}
        </div>
      )}
      {children}
    </section>
  );
}
