import { FilterX } from "lucide-react";
import { Button } from "../../ui/button";
import { WarningNotice } from "../../ui/warning-notice";

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
    <WarningNotice
      look="strip"
      Icon={FilterX}
      title="Not everything in the address was taken."
      action={<Button onClick={onForget}>Take it out</Button>}
    >
      The list goes without {untaken.slice(0, 3).map(short).join(", ")}
      {untaken.length > 3 && ` and ${untaken.length - 3} more`}.
    </WarningNotice>
  );
}
