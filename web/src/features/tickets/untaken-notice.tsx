import { FilterX } from "lucide-react";
import { Button } from "../../ui/button";

interface UntakenNoticeProps {
  /** `status=opened`, as it stands in the address. */
  untaken: readonly string[];
  onForget: () => void;
}

const longest = 60;
const short = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Says that the list is not filtered by all that the address asks for. */
export function UntakenNotice({ untaken, onForget }: UntakenNoticeProps) {
  if (untaken.length === 0) return null;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-warning-soft py-1.5 pr-2.5 pl-5 max-sm:pl-4"
    >
      <FilterX className="size-4 shrink-0 text-warning" aria-hidden />
      <p className="min-w-0 flex-1 basis-52 break-words">
        <span className="font-medium">Not everything in the address was taken.</span>{" "}
        <span className="text-ink-2">
          The list goes without {untaken.slice(0, 3).map(short).join(", ")}
          {untaken.length > 3 && ` and ${untaken.length - 3} more`}.
        </span>
      </p>
      <Button onClick={onForget}>Take it out</Button>
    </div>
  );
}
