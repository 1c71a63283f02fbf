import { useNavigate } from "@tanstack/react-router";
import { CalendarX2 } from "lucide-react";
import { rangeFault } from "../format/range-fault";
import { Button } from "../ui/button";

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
    <div
      role="status"
      className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-warning-soft py-2 pr-2 pl-4 print:hidden"
    >
      <CalendarX2 className="size-4.5 shrink-0 text-warning" aria-hidden />
      <p className="min-w-0 flex-1 basis-52 break-words">
        <span className="font-medium">The time range in the address was not taken.</span>{" "}
        <span className="text-ink-2">
          {fault} You see {shown}.
        </span>
      </p>
      <Button onClick={forget}>Take it out</Button>
    </div>
  );
}
