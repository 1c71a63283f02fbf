import type { CSSProperties, ReactNode } from "react";
import type { DashboardPanel, DashboardView } from "../../api/types";

interface DashboardGridProps {
  columns: DashboardView["layout"]["columns"];
  panels: readonly DashboardPanel[];
  renderPanel: (panel: DashboardPanel) => ReactNode;
}

/** As one reads: by row, then from the left. Phones stack the panels in this order. */
export function inReadingOrder(panels: readonly DashboardPanel[]): DashboardPanel[] {
  return [...panels].sort((a, b) => a.position.row - b.position.row || a.position.col - b.position.col);
}

// Two KPIs stand side by side on a phone; all else takes the width. What has no height of its own gets one.
function phoneShape(type: string, lone: boolean): string {
  if (type === "kpi") return lone ? "max-md:col-span-2" : "max-md:min-h-40";
  if (type === "timeseries" || type === "bar") return "max-md:col-span-2 max-md:h-80";
  if (type === "table") return "max-md:col-span-2 max-md:min-h-64";
  if (type === "health_status") return "max-md:col-span-2 max-md:min-h-40";
  return "max-md:col-span-2 max-md:min-h-44";
}

function place({ row, col, width, height }: DashboardPanel["position"]): CSSProperties {
  return { "--area": `${row} / ${col} / span ${height} / span ${width}` };
}

/** The last of an odd run of KPIs has nothing beside it on a phone. */
export function loneKpis(ordered: readonly DashboardPanel[]): ReadonlySet<string> {
  const lone = new Set<string>();
  let run = 0;
  ordered.forEach((panel, index) => {
    run = panel.type === "kpi" ? run + 1 : 0;
    if (run % 2 === 1 && ordered[index + 1]?.type !== "kpi") lone.add(panel.id);
  });
  return lone;
}

export function DashboardGrid({ columns, panels, renderPanel }: DashboardGridProps) {
  const ordered = inReadingOrder(panels);
  const lone = loneKpis(ordered);
  return (
    <div
      style={{ "--columns": columns }}
      className="grid gap-3 max-md:grid-cols-2 md:auto-rows-[10.75rem] md:grid-cols-[repeat(var(--columns),minmax(0,1fr))] md:gap-4"
    >
      {ordered.map((panel) => (
        <div
          key={panel.id}
          style={place(panel.position)}
          className={`@container/panel flex min-w-0 flex-col md:[grid-area:var(--area)] ${phoneShape(panel.type, lone.has(panel.id))}`}
        >
          {renderPanel(panel)}
        </div>
      ))}
    </div>
  );
}
