import { RotateCw } from "lucide-react";
import { formatNumber } from "../../../format/number";

interface NewsNoticeProps {
  changed: number;
  onRefresh: () => void;
}

/** While somebody reads further down, or has chosen some, rows wait to be moved until it is asked for. */
export function NewsNotice({ changed, onRefresh }: NewsNoticeProps) {
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 top-40 z-20 flex justify-center max-sm:fixed max-sm:top-20"
    >
      {changed > 0 && (
        <button
          type="button"
          onClick={onRefresh}
          className="pointer-events-auto inline-flex h-9 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 shadow-pop hover:bg-hover pointer-coarse:h-11"
        >
          <RotateCw className="size-3.5 text-accent" aria-hidden />
          <span>
            <span className="font-medium tabular-nums">{formatNumber(changed, 0)}</span> changed – refresh
          </span>
        </button>
      )}
    </div>
  );
}
