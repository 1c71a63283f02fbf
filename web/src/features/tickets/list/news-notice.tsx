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
      className="pointer-events-none relative z-20 flex h-0 justify-center max-sm:fixed max-sm:inset-x-0 max-sm:top-20"
    >
      {changed > 0 && (
        <button
          type="button"
          onClick={onRefresh}
          className="pointer-events-auto mt-11 inline-flex h-9 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 shadow-pop hover:bg-hover max-sm:mt-0 pointer-coarse:h-11"
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
