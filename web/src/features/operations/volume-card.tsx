import { useQuery } from "@tanstack/react-query";
import { volumeQuery } from "../../api/operations";
import { FigureCard } from "./figure-card";
import { CountValue } from "./figure-value";
import { Bar, Key, MeasuredRows, RowsSkeleton } from "./measured-rows";
import { usePageScope } from "./scope-context";

export function VolumeCard({ className }: { className: string }) {
  const { tenant, scope } = usePageScope();
  const answer = useQuery(volumeQuery(tenant, scope));
  return (
    <FigureCard title="Volume by category" className={className} answer={answer} skeleton={<RowsSkeleton />}>
      {(volumes) => {
        const ranked = [...volumes].sort((a, b) => b.open + b.resolved - (a.open + a.resolved));
        const longest = Math.max(0, ...ranked.map(({ open, resolved }) => open + resolved));
        return (
          <MeasuredRows
            caption="Open and resolved tickets of each category"
            heading="Category"
            columns={[
              <Key key="open" look="open">
                Open
              </Key>,
              <Key key="done" look="done">
                Resolved
              </Key>,
            ]}
            rows={ranked.map(({ category, open, resolved }) => ({
              id: category,
              name: category,
              bar: (
                <Bar
                  longest={longest}
                  parts={[
                    { look: "open", value: open },
                    { look: "done", value: resolved },
                  ]}
                />
              ),
              cells: [
                <CountValue
                  key="open"
                  count={open}
                  label={`${category}, open`}
                  figure={{ of: "category", category, state: "open" }}
                />,
                <CountValue
                  key="done"
                  count={resolved}
                  label={`${category}, resolved`}
                  className="text-ink-2"
                  figure={{ of: "category", category, state: "resolved" }}
                />,
              ],
            }))}
          />
        );
      }}
    </FigureCard>
  );
}
