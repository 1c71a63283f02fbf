import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Maximize2, RotateCw } from "lucide-react";
import { useState } from "react";
import { panelQuery, renewPanels } from "../../api/panels";
import { IconButton } from "../../ui/button";
import { AsTableButton, hasTable } from "./as-table-button";
import { Freshness } from "./freshness";
import { PanelAnswer } from "./panel-answer";
import { PanelFrame } from "./panel-frame";
import type { PanelProps } from "./panel-types";

/** By this the focus finds its way back when a panel that was opened in full closes. */
export const exploreId = (panelId: string) => `explore-${panelId}`;

export function Panel(props: PanelProps) {
  const { panel, tenant, range, timezone, refreshMs, table, onExplore } = props;
  const client = useQueryClient();
  const isTable = panel.type === "table";
  const [asTable, setAsTable] = useState(false);
  const answer = useQuery(
    panelQuery({ tenant, panelId: panel.id, range, timezone, refreshMs, table: isTable ? table : undefined }),
  );
  const { data, isFetching } = answer;

  const actions = (
    <>
      {data && (
        <Freshness
          meta={data.meta}
          loadedAt={answer.dataUpdatedAt}
          fetching={isFetching}
          failed={answer.isError}
          timezone={timezone}
        />
      )}
      {data && hasTable(data) && (
        <AsTableButton bars={data.type === "bar"} asTable={asTable} onChange={setAsTable} />
      )}
      <IconButton
        className="@max-3xs/panel:hidden pointer-coarse:@max-md/panel:hidden"
        label={`Refresh ${panel.title}`}
        disabled={isFetching}
        onClick={() => renewPanels(client, tenant, panel.id)}
      >
        <RotateCw className="size-3.5" aria-hidden />
      </IconButton>
      {onExplore && (
        <IconButton id={exploreId(panel.id)} label={`Explore ${panel.title}`} onClick={onExplore}>
          <Maximize2 className="size-3.5" aria-hidden />
        </IconButton>
      )}
    </>
  );

  return (
    <PanelFrame
      panelId={panel.id}
      title={panel.title}
      description={panel.description}
      actions={actions}
      onTitle={onExplore}
      flush={isTable}
    >
      <PanelAnswer {...props} answer={answer} asTable={asTable} />
    </PanelFrame>
  );
}
