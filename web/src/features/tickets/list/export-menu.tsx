import { Download, Loader } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { problemFrom } from "../../../api/problem";
import { checkListExport, type ListFormat, listExportAddress } from "../../../api/tickets/list";
import type { TicketSearch } from "../../../api/tickets/search";
import type { Problem } from "../../../api/types";
import { formatNumber } from "../../../format/number";
import { buttonLook } from "../../../ui/button";
import { download } from "../../../ui/download";
import { Menu, MenuLabel, MenuLink } from "../../../ui/menu";
import { Modal } from "../../../ui/modal";
import { ProblemNotice } from "../../../ui/problem-notice";

const formats: readonly { format: ListFormat; label: string }[] = [
  { format: "csv", label: "CSV" },
  { format: "xlsx", label: "Excel" },
  { format: "json", label: "JSON" },
];

interface ListExportMenuProps {
  tenant: string;
  search: TicketSearch;
  total: number | undefined;
}

/** Exactly this list: its filters and its order, every page of it. */
export function ListExportMenu({ tenant, search, total }: ListExportMenuProps) {
  const [checking, setChecking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async (event: MouseEvent, format: ListFormat) => {
    // A new tab or "save as" is the browser's own affair.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setChecking(true);
    try {
      await checkListExport(tenant, search);
      download(listExportAddress(tenant, search, format));
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setChecking(false);
    }
  };
  return (
    <>
      <Menu
        label="Export"
        align="end"
        trigger={(props) => (
          <button {...props} type="button" aria-label="Export" aria-busy={checking} className={buttonLook()}>
            {checking ? (
              <Loader className="size-4 animate-spin" aria-hidden />
            ) : (
              <Download className="size-4 text-ink-3" aria-hidden />
            )}
            <span className="max-lg:hidden" aria-hidden>
              Export
            </span>
          </button>
        )}
      >
        <MenuLabel>
          {total === undefined ? "This list" : `This list, ${formatNumber(total, 0)} tickets`}
        </MenuLabel>
        {formats.map(({ format, label }) => (
          <MenuLink
            key={format}
            href={listExportAddress(tenant, search, format)}
            onSelect={(event) => start(event, format)}
          >
            {label}
          </MenuLink>
        ))}
      </Menu>
      {problem && (
        <Modal size="small" title="Nothing was exported" onClose={() => setProblem(null)}>
          <ProblemNotice problem={problem} />
        </Modal>
      )}
    </>
  );
}
