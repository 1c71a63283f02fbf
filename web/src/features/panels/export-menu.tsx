import { Download, Loader, X } from "lucide-react";
import { type MouseEvent, useState } from "react";
import type { PanelAsk, TableQuery } from "../../api/panels";
import { problemFrom } from "../../api/problem";
import { checkExport, type ExportAsk, type ExportFormat, exportAddress } from "../../api/reports";
import type { Problem } from "../../api/types";
import { IconButton } from "../../ui/button";
import { download } from "../../ui/download";
import { Menu, MenuLabel, MenuLink } from "../../ui/menu";
import { ProblemNotice } from "../../ui/problem-notice";

interface ExportMenuProps {
  asked: PanelAsk;
  /** Whether the rows behind the panel may be had as well. */
  withRows: boolean;
  /** Order and search of those rows, where they are on screen. */
  rowsTable?: TableQuery;
}

const formats: readonly { format: ExportFormat; label: string }[] = [
  { format: "csv", label: "CSV" },
  { format: "xlsx", label: "Excel" },
  { format: "json", label: "JSON" },
];

export function ExportMenu({ asked, withRows, rowsTable }: ExportMenuProps) {
  const [checking, setChecking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const start = async (event: MouseEvent, wanted: ExportAsk) => {
    // A new tab or "save as" is the browser's own affair.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setProblem(null);
    setChecking(true);
    try {
      await checkExport(wanted);
      download(exportAddress(wanted));
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setChecking(false);
    }
  };

  const choices = (rows: boolean) =>
    formats.map(({ format, label }) => {
      const wanted = rows
        ? { ...asked, format, rows, table: rowsTable ?? asked.table }
        : { ...asked, format, rows };
      return (
        <MenuLink
          key={format}
          label={`${label}, ${rows ? "all rows" : "what is shown"}`}
          href={exportAddress(wanted)}
          onSelect={(event) => start(event, wanted)}
        >
          {label}
        </MenuLink>
      );
    });

  return (
    <>
      <Menu
        label="Export"
        align="end"
        trigger={(props) => (
          <button
            {...props}
            type="button"
            aria-label="Export"
            aria-busy={checking}
            className="inline-flex h-9 items-center justify-center gap-2 rounded-lg border border-line bg-surface px-3 text-sm shadow-card hover:bg-hover pointer-coarse:min-h-11 pointer-coarse:min-w-11 print:hidden"
          >
            {checking ? (
              <Loader className="size-4 animate-spin" aria-hidden />
            ) : (
              <Download className="size-4 text-ink-3" aria-hidden />
            )}
            <span className="max-sm:hidden">Export</span>
          </button>
        )}
      >
        <MenuLabel>What is shown</MenuLabel>
        {choices(false)}
        {withRows && (
          <MenuLabel>{rowsTable?.search ? "All rows that match" : "All rows behind it"}</MenuLabel>
        )}
        {withRows && choices(true)}
      </Menu>
      {problem && (
        <div className="fixed inset-x-3 bottom-4 z-40 mx-auto flex max-w-lg items-start rounded-xl border border-line bg-surface p-2 shadow-pop print:hidden">
          <ProblemNotice problem={problem} />
          <IconButton label="Dismiss" onClick={() => setProblem(null)}>
            <X className="size-4" aria-hidden />
          </IconButton>
        </div>
      )}
    </>
  );
}
