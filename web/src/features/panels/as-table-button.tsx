import { ChartColumn, ChartLine, Table2 } from "lucide-react";
import type { PanelData } from "../../api/types";
import { IconButton } from "../../ui/button";

interface AsTableButtonProps {
  asTable: boolean;
  onChange: (asTable: boolean) => void;
  bars?: boolean;
}

/** Charts alone are also numbers in rows. */
export function hasTable(data: PanelData): boolean {
  return data.type === "timeseries" || data.type === "bar";
}

export function AsTableButton({ asTable, onChange, bars = false }: AsTableButtonProps) {
  const Icon = asTable ? (bars ? ChartColumn : ChartLine) : Table2;
  return (
    <IconButton label={asTable ? "View as chart" : "View as table"} onClick={() => onChange(!asTable)}>
      <Icon className="size-4" aria-hidden />
    </IconButton>
  );
}
