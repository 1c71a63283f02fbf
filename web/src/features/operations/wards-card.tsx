import { useQuery } from "@tanstack/react-query";
import { type WardFigures, wardsQuery } from "../../api/operations";
import { FigureCard } from "./figure-card";
import { CountValue, FigureValue } from "./figure-value";
import { sayPercent } from "./figures";
import { Bar, Key, MeasuredRows, RowsSkeleton } from "./measured-rows";
import { usePageScope } from "./scope-context";

const natural = new Intl.Collator("en", { numeric: true });

/** By name, as a list of wards is read; what lies in none comes last. */
function inWardOrder(wards: readonly WardFigures[]): WardFigures[] {
  const name = ({ ward_id: id, ward_name: own }: WardFigures) => own ?? id ?? "";
  return [...wards].sort(
    (a, b) => Number(a.ward_id === null) - Number(b.ward_id === null) || natural.compare(name(a), name(b)),
  );
}

export function WardsCard({ className }: { className: string }) {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(wardsQuery(tenant, scope));
  return (
    <FigureCard title="By ward" className={className} answer={answer} skeleton={<RowsSkeleton />}>
      {(wards) => {
        const longest = Math.max(0, ...wards.map(({ open, resolved }) => open + resolved));
        return (
          <MeasuredRows
            caption="Open, resolved and late tickets of each ward, and how many were not late"
            heading="Ward"
            columns={[
              <Key key="open" look="open">
                Open
              </Key>,
              <Key key="done" look="done">
                Resolved
              </Key>,
              "Late",
              "Compliance",
            ]}
            rows={inWardOrder(wards).map((ward) => {
              const wardId = ward.ward_id;
              const name = ward.ward_name ?? (wardId === null ? "No ward" : `Ward ${wardId}`);
              const of = (state: "open" | "resolved" | "breached" | "with_target") =>
                ({ of: "ward", wardId, state }) as const;
              return {
                id: wardId ?? "",
                name,
                nameless: wardId === null,
                bar: (
                  <Bar
                    longest={longest}
                    parts={[
                      { look: "open", value: ward.open },
                      { look: "done", value: ward.resolved },
                    ]}
                  />
                ),
                cells: [
                  <CountValue key="open" count={ward.open} label={`${name}, open`} figure={of("open")} />,
                  <CountValue
                    key="done"
                    count={ward.resolved}
                    label={`${name}, resolved`}
                    className="text-ink-2"
                    figure={of("resolved")}
                  />,
                  <CountValue
                    key="late"
                    count={ward.breached}
                    label={`${name}, late`}
                    className="text-ink-2"
                    figure={of("breached")}
                  />,
                  <FigureValue
                    key="compliance"
                    value={ward.compliance_percent}
                    said={sayPercent(ward.compliance_percent)}
                    label={`${name}, compliance`}
                    figure={of("with_target")}
                  />,
                ],
              };
            })}
          />
        );
      }}
    </FigureCard>
  );
}
