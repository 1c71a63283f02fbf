import { Check, X } from "lucide-react";
import type { Access, AccessToPanel } from "../../../api/admin/access";
import { EmptyNotice } from "../../../ui/empty-notice";
import { Tag } from "../../../ui/tag";

const actions: Record<string, string> = {
  view: "See dashboards and reports",
  open_rows: "Open the rows behind panels",
  export: "Export",
  share: "Share links",
  see_findings: "Read what is wrong with the files",
  see_tickets: "See tickets",
  change_status: "Change the status of tickets, write notes",
  edit_tickets: "Make and correct tickets",
  assign_tickets: "Assign tickets, change many at once",
  see_operations: "See the desk's figures",
  export_tickets: "Export tickets",
};

interface VerdictProps {
  yes: boolean;
  what: string;
  why: string;
  /** `ward 3`, where it is not everything. */
  rows?: string | null;
}

function Verdict({ yes, what, why, rows }: VerdictProps) {
  const Icon = yes ? Check : X;
  return (
    <span className="flex min-w-0 gap-2">
      <Icon
        aria-hidden
        strokeWidth={2.25}
        className={`mt-0.5 size-4 shrink-0 ${yes ? "text-ok" : "text-ink-3"}`}
      />
      <span className="sr-only">{yes ? "Yes:" : "No:"}</span>
      <span className="min-w-0 wrap-anywhere">
        <span className={yes ? "" : "text-ink-3"}>{what}</span> {rows && rows !== "all" && <Tag>{rows}</Tag>}
        <span className="block text-xs text-ink-3">{why}</span>
      </span>
    </span>
  );
}

function whyOf({ seen, why, opens_rows, exports }: AccessToPanel): string {
  if (!seen) return why;
  const also = [opens_rows && "its rows", exports && "its export"].filter(Boolean).join(" and ");
  return also === "" ? why : `${why}; with ${also}`;
}

/** Yes or no to everything there is, and why. */
export function AccessList({ access }: { access: Access }) {
  return (
    <div className="flex flex-col gap-5 p-5 max-sm:p-4">
      <p>{access.summary}</p>
      <section aria-label="What they may do">
        <h3 className="mb-2 font-semibold">What they may do</h3>
        <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
          {access.actions.map(({ action, allowed, rows, why }) => (
            <li key={action}>
              <Verdict
                yes={allowed}
                what={actions[action] ?? action.replaceAll("_", " ")}
                why={why}
                rows={rows}
              />
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Dashboards and their panels">
        <h3 className="mb-2 font-semibold">Dashboards and their panels</h3>
        {access.dashboards.length === 0 && (
          <EmptyNotice
            title="There is none to see"
            hint="The tenant has no dashboards, or the account is shut."
          />
        )}
        <ul className="flex flex-col gap-3">
          {access.dashboards.map(({ name, title, seen, why, panels }) => (
            <li key={name} className="rounded-lg border border-line p-3">
              <div className="font-medium">
                <Verdict yes={seen} what={title} why={why} />
              </div>
              {panels.length > 0 && (
                <ul className="mt-2.5 grid gap-x-6 gap-y-2 sm:grid-cols-2 sm:pl-6">
                  {panels.map((panel) => (
                    <li key={panel.id}>
                      <Verdict yes={panel.seen} what={panel.title} why={whyOf(panel)} rows={panel.rows} />
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
