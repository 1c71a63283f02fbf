import { X } from "lucide-react";
import { useState } from "react";
import type { ServiceDesk } from "../../../api/tickets/types";
import { formatNumber } from "../../../format/number";
import { Button, IconButton } from "../../../ui/button";
import { mostSelected, type Selection } from "../list/selection";
import { BulkDialog, type BulkKind } from "./bulk-dialog";

interface BulkBarProps {
  tenant: string;
  desk: ServiceDesk;
  selection: Selection;
  onClear: () => void;
  /** These need not be chosen any more. */
  onLose: (ids: ReadonlySet<string>) => void;
}

/** What may be done to all that are chosen; it floats, so that nothing moves under anyone's hand. */
export function BulkBar({ tenant, desk, selection, onClear, onLose }: BulkBarProps) {
  const [doing, setDoing] = useState<BulkKind | null>(null);
  const count = selection.picked.size;
  if (count === 0 && doing === null) return null;
  return (
    <section
      aria-label="Chosen tickets"
      className="pointer-events-none absolute inset-x-0 bottom-4 z-20 flex justify-center px-3 max-sm:fixed max-sm:bottom-[max(1rem,env(safe-area-inset-bottom))]"
    >
      <div className="pointer-events-auto flex items-center gap-2 rounded-xl border border-line-strong bg-surface py-2 pr-2 pl-4 shadow-pop">
        <p role="status" className="mr-2 whitespace-nowrap">
          <span className="font-medium tabular-nums">{formatNumber(count, 0)}</span> chosen
          {count === mostSelected && <span className="text-xs text-ink-3">, no more at once</span>}
        </p>
        <Button onClick={() => setDoing("assign")}>Assign</Button>
        <Button onClick={() => setDoing("status")}>
          <span className="max-sm:hidden">Change status</span>
          <span className="sm:hidden">Status</span>
        </Button>
        <IconButton label="Choose none" onClick={onClear}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </div>
      {doing && (
        <div className="pointer-events-auto">
          <BulkDialog
            tenant={tenant}
            desk={desk}
            kind={doing}
            selection={selection}
            onChanged={onLose}
            onClose={() => setDoing(null)}
          />
        </div>
      )}
    </section>
  );
}
