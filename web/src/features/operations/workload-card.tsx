import { useQuery } from "@tanstack/react-query";
import { workloadQuery } from "../../api/operations";
import { FigureCard } from "./figure-card";
import { CountValue } from "./figure-value";
import { Bar, Key, MeasuredRows, RowsSkeleton } from "./measured-rows";
import { usePageScope } from "./scope-context";

export function WorkloadCard({ className }: { className: string }) {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(workloadQuery(tenant, scope));
  return (
    <FigureCard
      title="Workload by team"
      note="most open first"
      className={className}
      answer={answer}
      skeleton={<RowsSkeleton />}
    >
      {(teams) => {
        const ranked = [...teams].sort((a, b) => b.open_count - a.open_count);
        const longest = Math.max(0, ...ranked.map(({ open_count }) => open_count));
        return (
          <MeasuredRows
            caption="Open tickets of each team, and all it ever had in this period"
            heading="Team"
            columns={[
              <Key key="open" look="open">
                Open
              </Key>,
              "All",
            ]}
            rows={ranked.map(({ team_id: teamId, team_name: team, open_count, total_count }) => {
              const name = team ?? "No team";
              return {
                id: teamId ?? "",
                name,
                nameless: teamId === null,
                bar: <Bar longest={longest} parts={[{ look: "open", value: open_count }]} />,
                cells: [
                  <CountValue
                    key="open"
                    count={open_count}
                    label={`${name}, open`}
                    figure={{ of: "team", teamId, state: "open" }}
                  />,
                  <CountValue
                    key="all"
                    count={total_count}
                    label={`${name}, all`}
                    className="text-ink-2"
                    figure={{ of: "team", teamId, state: "all" }}
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
