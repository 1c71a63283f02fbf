import { useNavigate } from "@tanstack/react-router";
import { CalendarX2 } from "lucide-react";
import { rangeFault } from "../format/range-fault";
import { Button } from "../ui/button";
import { WarningNotice } from "../ui/warning-notice";

interface UntakenRangeProps {
  /** As they stand in the address. */
  from: unknown;
  to: unknown;
  shown: string;
  beyondHours?: number;
}

/** Why the range in the address was not taken and what is shown instead, with a way to take it out of the address. */
export default function UntakenRange({ from, to, shown, beyondHours }: UntakenRangeProps) {
  const navigate = useNavigate();
  const fault =
    rangeFault(from, to, Date.now()) ?? `It goes further back than this link shows (${beyondHours} h).`;
  const forget = () =>
    void navigate({
      to: ".",
      search: (before: object) => ({ ...before, from: undefined, to: undefined }) as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <WarningNotice
      look="card"
      Icon={CalendarX2}
      title="The time range in the address was not taken."
      action={<Button onClick={forget}>Take it out</Button>}
    >
      {fault} You see {shown}.
    </WarningNotice>
  );
}
