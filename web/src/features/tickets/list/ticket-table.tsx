import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import type { SortColumn, TicketSearch } from "../../../api/tickets/search";
import type { ServiceDesk, Ticket } from "../../../api/tickets/types";
import { SeverityMark, StatusMark } from "../marks";
import { Ago } from "../when";
import { RowLink } from "./row-link";
import { Assigned, Sla, wardName } from "./row-parts";
import { SelectBox } from "./select-box";
import { pageState, type Selection } from "./selection";

export interface ListProps {
  tenant: string;
  desk: ServiceDesk;
  tickets: readonly Ticket[];
  openId: string | undefined;
  search: TicketSearch;
  onSort: (sort: Pick<TicketSearch, "sort_by" | "sort_order">) => void;
  selection: Selection;
  /** Absent where this caller may not choose several. */
  onSelect?: (ticket: Ticket, range: boolean) => void;
  onSelectPage?: () => void;
}

interface Column {
  name: string;
  head: string;
  sort?: SortColumn;
  /** Hidden while the list has little room. */
  look: string;
  cell: (ticket: Ticket, desk: ServiceDesk) => ReactNode;
}

const columns: readonly Column[] = [
  {
    name: "category",
    head: "Category",
    sort: "category",
    look: "max-w-44 truncate @max-4xl/list:hidden",
    cell: ({ category }) => <span title={category}>{category}</span>,
  },
  {
    name: "severity",
    head: "Severity",
    sort: "severity",
    look: "",
    cell: ({ severity }) => <SeverityMark severity={severity} />,
  },
  {
    name: "status",
    head: "Status",
    sort: "status",
    look: "",
    cell: ({ status }) => <StatusMark status={status} />,
  },
  {
    name: "sla",
    head: "Deadline",
    sort: "sla_resolution_deadline",
    look: "",
    cell: (ticket) => <Sla ticket={ticket} />,
  },
  {
    name: "ward",
    head: "Ward",
    look: "@max-5xl/list:hidden whitespace-nowrap",
    cell: ({ ward_id }, desk) => wardName(desk, ward_id),
  },
  {
    name: "assigned",
    head: "Assigned to",
    look: "max-w-44 @max-3xl/list:hidden",
    cell: (ticket) => <Assigned ticket={ticket} />,
  },
  {
    name: "created",
    head: "Created",
    sort: "created_at",
    look: "text-ink-2 @max-2xl/list:hidden",
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
];

const headLook = "sticky top-0 z-10 border-b border-line bg-surface p-0 text-xs font-medium text-ink-3";

function SortHead({ column, search, onSort }: { column: Column } & Pick<ListProps, "search" | "onSort">) {
  const { sort, head, look } = column;
  const { sort_by = "created_at", sort_order = "desc" } = search;
  const order = sort_by === sort ? sort_order : undefined;
  const Icon = order === undefined ? ChevronsUpDown : order === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={order && (order === "asc" ? "ascending" : "descending")}
      className={`${headLook} ${look}`}
    >
      {sort === undefined ? (
        <span className="inline-flex h-9 items-center px-2 whitespace-nowrap">{head}</span>
      ) : (
        <button
          type="button"
          // What is worst, newest or soonest is what people look for first.
          onClick={() =>
            onSort({
              sort_by: sort,
              sort_order:
                order === undefined
                  ? descendingFirst.has(sort)
                    ? "desc"
                    : "asc"
                  : order === "asc"
                    ? "desc"
                    : "asc",
            })
          }
          className="inline-flex h-9 items-center gap-1 rounded-md px-2 whitespace-nowrap -outline-offset-2 hover:text-ink"
        >
          {head}
          <Icon
            aria-hidden
            className={`size-3.5 shrink-0 ${order === undefined ? "opacity-40" : "text-accent"}`}
          />
        </button>
      )}
    </th>
  );
}

const descendingFirst = new Set<SortColumn>(["created_at", "severity"]);

export function TicketTable(props: ListProps) {
  const { tenant, desk, tickets, openId, search, onSort, selection, onSelect, onSelectPage } = props;
  const chosen = pageState(selection, tickets);
  return (
    <table className="w-full table-auto border-separate border-spacing-0 text-left">
      <caption className="sr-only">Tickets</caption>
      <thead>
        <tr>
          {onSelect && (
            <th scope="col" className={`${headLook} w-0 pl-2`}>
              <SelectBox
                label="Select the whole page"
                checked={chosen === "all"}
                mixed={chosen === "some"}
                onToggle={() => onSelectPage?.()}
              />
            </th>
          )}
          <th scope="col" className={`${headLook} ${onSelect ? "" : "pl-3"}`}>
            <span className="inline-flex h-9 items-center px-2">Ticket</span>
          </th>
          {columns.map((column) => (
            <SortHead key={column.name} column={column} search={search} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {tickets.map((ticket) => {
          const picked = selection.picked.has(ticket.id);
          const open = ticket.id === openId;
          return (
            <tr
              key={ticket.id}
              data-row={ticket.id}
              className={`group/row h-13 ${open ? "bg-accent-soft" : picked ? "bg-sunken" : "hover:bg-sunken focus-within:bg-sunken"}`}
            >
              {onSelect && (
                <td className="w-0 border-b border-line pl-2">
                  <SelectBox
                    label={`Select ${ticket.tracking_number}`}
                    checked={picked}
                    onToggle={(range) => onSelect(ticket, range)}
                  />
                </td>
              )}
              <th
                scope="row"
                className={`w-full max-w-0 border-b border-line px-2 font-normal ${onSelect ? "" : "pl-5"}`}
              >
                <RowLink tenant={tenant} ticket={ticket} />
              </th>
              {columns.map(({ name, look, cell }) => (
                <td key={name} className={`border-b border-line px-2 last:pr-4 ${look}`}>
                  {cell(ticket, desk)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
