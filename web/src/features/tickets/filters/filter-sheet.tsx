import { ChevronDown, ListFilter } from "lucide-react";
import { useState } from "react";
import { type SortColumn, sortColumns } from "../../../api/tickets/search";
import { formatNumber } from "../../../format/number";
import { Button } from "../../../ui/button";
import { SelectField } from "../../../ui/field";
import { Modal } from "../../../ui/modal";
import { withFilter, withoutFilters } from "./filter-kinds";
import { type FilterProps, filterParts } from "./filter-menus";

const sortNames: Record<SortColumn, readonly [asc: string, desc: string]> = {
  created_at: ["Oldest first", "Newest first"],
  status: ["Status, open first", "Status, closed first"],
  severity: ["Least severe first", "Most severe first"],
  category: ["Category, A to Z", "Category, Z to A"],
  sla_resolution_deadline: ["Deadline, soonest first", "Deadline, latest first"],
};

const orders = sortColumns.flatMap((column) =>
  (["asc", "desc"] as const).map((order, at) => ({
    value: `${column} ${order}`,
    label: sortNames[column][at] ?? column,
  })),
);

/** All filters and the order, on a phone. */
export function FilterSheet(props: FilterProps & { total: number | undefined }) {
  const { search, onAsk, total } = props;
  const [open, setOpen] = useState(false);
  const parts = filterParts(props);
  const active = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={active > 0 ? `Filters, ${active} chosen` : "Filters"}>
        <ListFilter className="size-4 text-ink-3" aria-hidden />
        {active > 0 ? <span className="font-medium tabular-nums">{active}</span> : "Filters"}
      </Button>
      {open && (
        <Modal size="medium" title="Filters and order" onClose={() => setOpen(false)}>
          <div className="min-h-0 flex-1 overflow-y-auto">
            <div className="border-b border-line p-4">
              <SelectField
                label="Order"
                value={`${search.sort_by ?? "created_at"} ${search.sort_order ?? "desc"}`}
                choices={orders}
                onValue={(value) => {
                  const [by, order] = value.split(" ") as [SortColumn, "asc" | "desc"];
                  onAsk(withFilter(search, { sort_by: by, sort_order: order }));
                }}
              />
            </div>
            {parts.map(({ name, label, count, body }) => (
              <details key={name} className="group border-b border-line" open={count > 0}>
                <summary className="flex min-h-12 list-none items-center gap-2 px-4 -outline-offset-2 [&::-webkit-details-marker]:hidden">
                  <span className="flex-1 font-medium">{label}</span>
                  {count > 0 && <span className="text-accent tabular-nums">{count} chosen</span>}
                  <ChevronDown
                    className="size-4 text-ink-3 transition-transform group-open:rotate-180"
                    aria-hidden
                  />
                </summary>
                <div className="pb-2">{body}</div>
              </details>
            ))}
          </div>
          <div className="flex gap-2 border-t border-line p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
            <Button className="flex-1" onClick={() => onAsk(withoutFilters(search))}>
              Clear all
            </Button>
            <Button look="primary" className="flex-1" onClick={() => setOpen(false)}>
              {total === undefined
                ? "Show"
                : `Show ${formatNumber(total, 0)} ${total === 1 ? "ticket" : "tickets"}`}
            </Button>
          </div>
        </Modal>
      )}
    </>
  );
}
