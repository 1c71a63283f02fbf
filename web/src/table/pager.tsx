import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-react";
import { formatNumber } from "../format/number";
import { IconButton } from "../ui/button";

interface PagerProps {
  /** What is paged through. */
  title: string;
  /** From 0. */
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
}

export function Pager({ title, page, pageSize, total, onPage }: PagerProps) {
  const first = total === 0 ? 0 : page * pageSize + 1;
  const last = Math.min(total, (page + 1) * pageSize);
  const lastPage = Math.max(0, Math.ceil(total / pageSize) - 1);
  // Two pages need no shortcut, a phone has no room for it.
  const far = lastPage > 1;
  const whole = (value: number) => formatNumber(value, 0);
  return (
    <nav aria-label={`Pages of ${title}`} className="flex items-center gap-1 text-xs text-ink-3 tabular-nums">
      <span className="mr-1 whitespace-nowrap">
        {whole(first)}–{whole(last)} of {whole(total)}
      </span>
      {far && (
        <IconButton
          label="First page"
          className="@max-md/panel:hidden"
          disabled={page === 0}
          onClick={() => onPage(0)}
        >
          <ChevronFirst className="size-4" aria-hidden />
        </IconButton>
      )}
      <IconButton label="Previous page" disabled={page === 0} onClick={() => onPage(page - 1)}>
        <ChevronLeft className="size-4" aria-hidden />
      </IconButton>
      <IconButton label="Next page" disabled={last >= total} onClick={() => onPage(page + 1)}>
        <ChevronRight className="size-4" aria-hidden />
      </IconButton>
      {far && (
        <IconButton
          label="Last page"
          className="@max-md/panel:hidden"
          disabled={page >= lastPage}
          onClick={() => onPage(lastPage)}
        >
          <ChevronLast className="size-4" aria-hidden />
        </IconButton>
      )}
    </nav>
  );
}
