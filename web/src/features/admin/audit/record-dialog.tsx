import type { AuditRecord } from "../../../api/admin/types";
import { Modal } from "../../../ui/modal";
import { Moment } from "../../../ui/moment";
import { actionName } from "./actions";
import { differences, facts, fieldName, subjectName } from "./difference";

function Value({ text, gone = false }: { text: string | null; gone?: boolean }) {
  if (text === null) return <span className="text-ink-3">nothing</span>;
  return <span className={`wrap-anywhere ${gone ? "text-ink-2 line-through" : "font-medium"}`}>{text}</span>;
}

/** One record in full: who, when, from where, and what became of what. */
export function RecordDialog({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const changed = differences(record.detail);
  const rest = facts(record.detail);
  const about: [string, React.ReactNode][] = [
    ["When", <Moment key="at" at={record.at} />],
    ["Who", record.actor?.email ?? "Nobody who is known"],
    ["From", record.from_address ?? "–"],
    ["To what", subjectName(record) ?? record.subject ?? "–"],
    ["Tenant", record.tenant_id ?? "–"],
    ["Number", record.seq],
  ];
  return (
    <Modal size="medium" title={actionName(record.action)} onClose={onClose}>
      <div className="flex flex-col gap-5 overflow-y-auto p-5 max-sm:p-4">
        <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-6 gap-y-1.5">
          {about.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd className="min-w-0 wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
        {changed.length > 0 && (
          <table className="w-full border-separate border-spacing-0 text-left">
            <caption className="mb-2 text-left font-semibold">What changed</caption>
            <thead className="text-xs text-ink-3">
              <tr>
                {["Field", "Before", "After"].map((head) => (
                  <th key={head} scope="col" className="border-b border-line py-1.5 pr-3 font-medium">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {changed.map(({ field, before, after }) => (
                <tr key={field} className="align-top">
                  <th scope="row" className="border-b border-line py-1.5 pr-3 font-normal text-ink-2">
                    {fieldName(field)}
                  </th>
                  <td className="border-b border-line py-1.5 pr-3">
                    <Value text={before} gone />
                  </td>
                  <td className="border-b border-line py-1.5">
                    <Value text={after} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {rest.length > 0 && (
          <section aria-label="What else is known">
            <h3 className="mb-2 font-semibold">What else is known</h3>
            <dl className="grid grid-cols-[minmax(5rem,auto)_1fr] gap-x-6 gap-y-1.5">
              {rest.map(({ name, value }) => (
                <div key={name} className="contents">
                  <dt className="text-ink-3">{fieldName(name)}</dt>
                  <dd className="min-w-0 wrap-anywhere">{value}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
    </Modal>
  );
}
