import { useQuery } from "@tanstack/react-query";
import { type PanelAsk, panelQuery } from "../../api/panels";
import { Freshness } from "./freshness";
import { PanelAnswer } from "./panel-answer";
import type { PanelProps } from "./panel-types";

/** One panel over all the room there is, renewed by itself; its title stands outside. */
export function LonePanel(props: PanelProps) {
  const { panel, tenant, range, timezone, refreshMs, table } = props;
  const asked: PanelAsk = {
    tenant,
    panelId: panel.id,
    range,
    timezone,
    table: panel.type === "table" ? table : undefined,
  };
  const answer = useQuery(panelQuery({ ...asked, refreshMs }));
  const { data } = answer;
  return (
    <section
      aria-label={panel.title}
      data-panel={panel.id}
      className={`@container/panel flex min-h-80 flex-1 flex-col rounded-xl border border-line bg-surface shadow-card ${panel.type === "table" ? "" : "px-4 pb-4"}`}
    >
      <div className="flex h-10 shrink-0 items-center justify-end px-2">
        {data && (
          <Freshness
            meta={data.meta}
            loadedAt={answer.dataUpdatedAt}
            fetching={answer.isFetching}
            failed={answer.isError}
            timezone={timezone}
          />
        )}
      </div>
      <PanelAnswer {...props} answer={answer} asTable={false} />
    </section>
  );
}
