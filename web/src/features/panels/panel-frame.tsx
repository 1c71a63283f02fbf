import { type ReactNode, useId } from "react";

interface PanelFrameProps {
  panelId: string;
  title: string;
  description?: string | null;
  actions?: ReactNode;
  /** A click on the title; for the keyboard a button among the actions does the same. */
  onTitle?: () => void;
  /** Tables and pictures reach the card's edge. */
  flush?: boolean;
  children: ReactNode;
}

export function PanelFrame({
  panelId,
  title,
  description,
  actions,
  onTitle,
  flush = false,
  children,
}: PanelFrameProps) {
  const heading = useId();
  return (
    <section
      aria-labelledby={heading}
      data-panel={panelId}
      className="group/panel flex h-full min-w-0 flex-col rounded-xl border border-line bg-surface shadow-card"
    >
      <header className="flex h-11 shrink-0 items-center gap-2 pr-2 pl-4">
        <h2
          id={heading}
          title={title}
          className="line-clamp-2 min-w-0 text-sm leading-4.5 font-semibold tracking-[-0.005em] @3xs/panel:block @3xs/panel:truncate"
        >
          {onTitle ? (
            <button
              type="button"
              tabIndex={-1}
              onClick={onTitle}
              className="max-w-full truncate text-left font-[inherit] hover:text-accent"
            >
              {title}
            </button>
          ) : (
            title
          )}
        </h2>
        {description && (
          <p
            title={description}
            className="hidden min-w-0 flex-1 truncate text-xs text-ink-3 @md/panel:block"
          >
            {description}
          </p>
        )}
        {actions && <div className="ml-auto flex shrink-0 items-center gap-0.5">{actions}</div>}
      </header>
      <div className={`flex min-h-0 flex-1 flex-col ${flush ? "" : "px-4 pb-3"}`}>{children}</div>
    </section>
  );
}
