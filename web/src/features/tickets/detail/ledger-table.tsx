import type { ClockSegment, SlaClock } from "../../../api/tickets/types";
import { minutesText } from "../span";
import { At } from "../when";

const kindNames: Record<ClockSegment["kind"], string> = {
  counted: "Counted",
  paused: "Paused",
  closed_hours: "Closed hours",
};

/** Every segment in words. */
export function LedgerTable({ name, clock }: { name: string; clock: SlaClock }) {
  if (clock.segments.length === 0) return null;
  const head = "border-b border-line py-1 pr-3 text-xs font-medium text-ink-3";
  const cell = "border-b border-line py-1 pr-3 align-top";
  return (
    <details>
      <summary className="w-fit rounded-sm text-xs text-accent hover:underline pointer-coarse:py-3">
        Every segment, as a table
      </summary>
      <div className="mt-1 overflow-x-auto">
        <table className="w-full text-left text-xs">
          <caption className="sr-only">{name}: where the time went</caption>
          <thead>
            <tr>
              {["From", "To", "Kind", "Time", "Why"].map((text) => (
                <th key={text} scope="col" className={head}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {clock.segments.map((segment) => (
              <tr key={segment.from}>
                <td className={`${cell} whitespace-nowrap`}>
                  <At at={segment.from} />
                </td>
                <td className={`${cell} whitespace-nowrap`}>
                  <At at={segment.to} />
                </td>
                <td className={`${cell} whitespace-nowrap`}>{kindNames[segment.kind]}</td>
                <td className={`${cell} whitespace-nowrap tabular-nums`}>
                  {minutesText((Date.parse(segment.to) - Date.parse(segment.from)) / 60_000)}
                </td>
                <td className={cell}>{segment.reason ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
