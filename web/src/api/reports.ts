import { queryOptions } from "@tanstack/react-query";
import { apiAddress, getJson } from "./client";
import { parseExact } from "./json";
import { askedParams, type PanelAsk, rowsParams } from "./panels";
import type { Report, TableData } from "./types";

const reportPath = (panelId: string) => `/reports/${encodeURIComponent(panelId)}`;

/** As with panels: a table shows every digit, a chart needs numbers. */
function parseReport(text: string): unknown {
  const report = JSON.parse(text) as Report;
  return report.data.type === "table" ? parseExact(text) : report;
}

/** One panel and its data. A report is of its moment: it is not renewed by itself. */
export const reportQuery = (asked: PanelAsk) =>
  queryOptions({
    queryKey: ["tenant", asked.tenant, "report", asked.panelId, asked.range, asked.table, asked.everyRow],
    queryFn: ({ signal }) =>
      getJson<Report>(reportPath(asked.panelId), {
        tenant: asked.tenant,
        signal,
        parse: parseReport,
        params: askedParams(asked),
      }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

export type ExportFormat = "csv" | "xlsx" | "json";

export interface ExportAsk extends PanelAsk {
  format: ExportFormat;
  /** The rows behind the panel in place of what it shows. */
  rows: boolean;
}

/** Page and page size say what is on screen; an export holds all pages. */
function exportParams({ rows, ...asked }: ExportAsk) {
  const params = rows ? rowsParams(asked) : askedParams(asked);
  return { ...params, page: undefined, page_size: undefined, rows: rows || undefined };
}

/** Where the browser downloads it; the answer streams to disk, so its size does not matter here. */
export function exportAddress(asked: ExportAsk): string {
  return apiAddress(`${reportPath(asked.panelId)}/export`, {
    format: asked.format,
    tenant: asked.tenant,
    ...exportParams(asked),
  });
}

/**
 * Fails as the export would: a download can show nobody why it was refused. Asks for the same thing in its smallest
 * form, since asking for the export itself would make the whole of it, and an entry in the audit.
 */
export async function checkExport(asked: ExportAsk): Promise<void> {
  const { rows: _, ...params } = exportParams(asked);
  const path = asked.rows ? `/panels/${encodeURIComponent(asked.panelId)}/rows` : reportPath(asked.panelId);
  const shown = asked.rows || asked.table !== undefined ? { ...params, page_size: 1 } : params;
  await getJson<Report | TableData>(path, { tenant: asked.tenant, params: shown });
}
