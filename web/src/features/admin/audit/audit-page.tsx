import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { auditQuery, recordsPerPage } from "../../../api/admin/audit";
import type { AuditRecord } from "../../../api/admin/types";
import { zoneLabel } from "../../../format/date-time";
import { Pager } from "../../../table/pager";
import { RecordTable } from "../../../table/record-table";
import { Button } from "../../../ui/button";
import { EmptyNotice } from "../../../ui/empty-notice";
import { Moment, ownZone } from "../../../ui/moment";
import { AdminSection, ListCard } from "../admin-section";
import { Answer } from "../answer";
import { actionName } from "./actions";
import { AuditFilters } from "./audit-filters";
import { type AuditSearch, dayInstant } from "./audit-search";
import { differences, fieldName, subjectName } from "./difference";
import { RecordDialog } from "./record-dialog";

interface AuditPageProps {
  asked: AuditSearch;
  onAsk: (asked: AuditSearch) => void;
}

/** `Role: viewer → manager`, for the first fields that changed; of a new thing, what it is. */
function inShort({ detail }: AuditRecord): string {
  const made = detail?.before === null;
  return differences(detail)
    .filter(({ after }) => !made || (after !== null && after !== "no"))
    .slice(0, 3)
    .map(({ field, before, after }) =>
      made
        ? `${fieldName(field)}: ${after}`
        : `${fieldName(field)}: ${before ?? "nothing"} → ${after ?? "nothing"}`,
    )
    .join(" · ");
}

function What({ record }: { record: AuditRecord }) {
  const short = record.detail?.after === null ? "" : inShort(record);
  const subject = subjectName(record);
  return (
    <span className="flex min-w-0 flex-col">
      <span>
        <span className="font-medium">{actionName(record.action)}</span>
        {subject && <span className="text-ink-2 wrap-anywhere"> {subject}</span>}
      </span>
      {short && <span className="text-xs text-ink-3 wrap-anywhere">{short}</span>}
    </span>
  );
}

export function AuditLogPage({ asked, onAsk }: AuditPageProps) {
  const zone = ownZone();
  const { search, action, person, tenant, from, to, page = 1 } = asked;
  const log = useQuery(
    auditQuery({
      search,
      action,
      actor: person,
      tenant_id: tenant,
      from: dayInstant(from, zone),
      to: dayInstant(to, zone, 1),
      page: page - 1,
    }),
  );
  const [shown, setShown] = useState<AuditRecord | null>(null);
  return (
    <AdminSection
      title="Audit log"
      description={`What was done, by whom and from where; newest first. Times in ${zoneLabel(zone, Date.now())}.`}
    >
      <ListCard label="Records">
        <AuditFilters asked={asked} onAsk={onAsk} />
        {log.data && log.data.total > 0 && (
          <div className="flex justify-end border-b border-line px-5 py-1.5 max-sm:px-4">
            <Pager
              title="records"
              page={log.data.page}
              pageSize={recordsPerPage}
              total={log.data.total}
              onPage={(next) => onAsk({ ...asked, page: next === 0 ? undefined : next + 1 })}
            />
          </div>
        )}
        <Answer query={log}>
          {({ records }) =>
            records.length === 0 ? (
              <div className="grid min-h-40">
                <EmptyNotice title="No record matches" hint="Ask for a longer time, or with fewer filters." />
              </div>
            ) : (
              <RecordTable
                caption="Records, newest first"
                rows={records}
                keyOf={({ seq }) => seq}
                columns={[
                  { name: "at", head: "When", cell: ({ at }) => <Moment at={at} /> },
                  {
                    name: "who",
                    head: "Who",
                    least: "medium",
                    cell: ({ actor }) =>
                      actor === null ? (
                        <span className="text-ink-3">Unknown</span>
                      ) : (
                        <button
                          type="button"
                          title="Only what this one did"
                          onClick={() => onAsk({ ...asked, person: actor.email, page: undefined })}
                          className="text-left break-all hover:text-accent hover:underline pointer-coarse:min-h-11"
                        >
                          {actor.email}
                        </button>
                      ),
                  },
                  {
                    name: "what",
                    head: "What",
                    least: "medium",
                    cell: (record) => <What record={record} />,
                  },
                  { name: "tenant", head: "Tenant", cell: ({ tenant_id }) => tenant_id ?? "–" },
                  { name: "from", head: "From", cell: ({ from_address }) => from_address ?? "–" },
                  {
                    name: "detail",
                    head: "Details",
                    actions: true,
                    cell: (record) => (
                      <Button aria-label={`Details of record ${record.seq}`} onClick={() => setShown(record)}>
                        Details
                      </Button>
                    ),
                  },
                ]}
              />
            )
          }
        </Answer>
      </ListCard>
      {shown && <RecordDialog record={shown} onClose={() => setShown(null)} />}
    </AdminSection>
  );
}
