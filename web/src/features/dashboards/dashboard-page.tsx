import type { ReactNode } from "react";
import type { DashboardPanel, DashboardView } from "../../api/types";
import { zoneLabel } from "../../format/date-time";
import { EmptyNotice } from "../../ui/empty-notice";
import { DashboardGrid } from "./dashboard-grid";

interface DashboardPageProps {
  dashboard: DashboardView;
  timezone: string;
  /** Something that concerns the whole dashboard; mostly nothing. */
  notice: ReactNode;
  toolbar: ReactNode;
  renderPanel: (panel: DashboardPanel) => ReactNode;
}

export function DashboardPage({ dashboard, timezone, notice, toolbar, renderPanel }: DashboardPageProps) {
  return (
    <main id="content" className="mx-auto w-full max-w-[1760px] px-4 pb-10 sm:px-6">
      <title>{`${dashboard.title} · Watchroom`}</title>
      <div className="sticky top-[calc(3rem+var(--banner,0px))] z-30 -mx-4 mb-3 flex flex-wrap items-center gap-x-6 gap-y-2.5 bg-canvas/95 px-4 py-3 sm:-mx-6 sm:px-6 max-sm:static pointer-coarse:top-[calc(3.5rem+var(--banner,0px))]">
        <div className="min-w-0 max-sm:w-full sm:flex-1">
          <h1 className="truncate text-lg leading-6 font-semibold tracking-[-0.015em]">{dashboard.title}</h1>
          <p className="truncate text-xs text-ink-3">
            {dashboard.description && <>{dashboard.description} · </>}
            Times in {zoneLabel(timezone, Date.now())}
          </p>
        </div>
        <div className="flex min-w-0 items-center gap-2 max-sm:w-full">{toolbar}</div>
      </div>
      {notice}
      {dashboard.panels.length === 0 ? (
        <div className="grid min-h-64 rounded-xl border border-dashed border-line-strong">
          <EmptyNotice
            title="This dashboard has no panels"
            hint="Add some to its YAML file; the page shows them after the reload."
          />
        </div>
      ) : (
        <DashboardGrid
          columns={dashboard.layout.columns}
          panels={dashboard.panels}
          renderPanel={renderPanel}
        />
      )}
    </main>
  );
}
