import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, RotateCw } from "lucide-react";
import { panelsKey, renewPanels } from "../../api/panels";
import { formatAge } from "../../format/date-time";
import { Menu, MenuChoices, MenuLabel } from "../../ui/menu";
import { useNow } from "../../ui/use-now";
import { type RefreshChoice, refreshChoices } from "./refresh-rate";

interface RefreshControlProps {
  tenant: string;
  choice: RefreshChoice;
  onChoose: (choice: RefreshChoice) => void;
}

const names: Record<RefreshChoice, string> = {
  auto: "Auto",
  off: "Off",
  "10s": "10 s",
  "30s": "30 s",
  "1m": "1 min",
  "5m": "5 min",
};

function LastUpdated({ tenant }: { tenant: string }) {
  const client = useQueryClient();
  const now = useNow();
  const shown = client.getQueryCache().findAll({ queryKey: panelsKey(tenant), type: "active" });
  const updated = shown.reduce((latest, query) => Math.max(latest, query.state.dataUpdatedAt), 0);
  // A dashboard without panels waits for nothing.
  if (shown.length === 0) return null;
  return (
    <span className="min-w-28 text-right text-xs whitespace-nowrap text-ink-3 tabular-nums max-lg:hidden">
      {updated === 0 ? "Loading…" : `Updated ${formatAge(now - updated)}`}
    </span>
  );
}

export function RefreshControl({ tenant, choice, onChoose }: RefreshControlProps) {
  const client = useQueryClient();
  const fetching = useIsFetching({ queryKey: panelsKey(tenant) }) > 0;
  const part =
    "inline-flex h-full items-center gap-1.5 transition-colors hover:bg-hover pointer-coarse:min-w-11 justify-center -outline-offset-2";
  return (
    <div className="flex items-center gap-3">
      <LastUpdated tenant={tenant} />
      <div className="flex h-9 items-stretch overflow-hidden rounded-lg border border-line bg-surface shadow-card pointer-coarse:h-11.5">
        <button
          type="button"
          aria-label="Refresh all panels"
          title="Refresh all panels"
          onClick={() => renewPanels(client, tenant)}
          className={`${part} px-2.5`}
        >
          <RotateCw className={`size-4 text-ink-2 ${fetching ? "animate-spin" : ""}`} aria-hidden />
        </button>
        <Menu
          label="Refresh by itself"
          align="end"
          trigger={(props) => (
            <button
              {...props}
              type="button"
              aria-label={`Refresh by itself: ${names[choice]}`}
              className={`${part} border-l border-line pr-2 pl-2.5 text-sm tabular-nums`}
            >
              {names[choice]}
              <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
            </button>
          )}
        >
          <MenuLabel>Refresh by itself</MenuLabel>
          <MenuChoices
            label="Refresh by itself"
            value={choice}
            choices={refreshChoices.map((value) => ({
              value,
              label: names[value],
              detail: value === "auto" ? "As each panel says, at least every 30 s for a day" : null,
            }))}
            onChoose={onChoose}
          />
        </Menu>
      </div>
    </div>
  );
}
