import { Search } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";

interface TicketSearchBoxProps {
  value: string;
  onSearch: (value: string) => void;
  field: RefObject<HTMLInputElement | null>;
}

const typingPauseMs = 300;

/** Searches by itself once whoever types pauses; Escape clears it, and leaves it where it is empty already. */
export function TicketSearchBox({ value, onSearch, field }: TicketSearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = (next: string, pauseMs: number) => {
    setTyped(next);
    clearTimeout(timer.current);
    if (pauseMs === 0) onSearch(next);
    else timer.current = setTimeout(() => onSearch(next), pauseMs);
  };
  return (
    <div className="relative min-w-32 flex-1 sm:max-w-72 sm:min-w-56">
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        ref={field}
        type="search"
        aria-label="Search tickets"
        aria-keyshortcuts="/"
        placeholder="Number, words or address"
        value={typed}
        onChange={(event) => ask(event.target.value, typingPauseMs)}
        onKeyDown={(event) => {
          if (event.key === "Enter") ask(typed, 0);
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (typed === "") field.current?.blur();
          else ask("", 0);
        }}
        className="h-9 w-full rounded-lg border border-line bg-surface pr-2 pl-8 text-sm outline-offset-0 placeholder:text-ink-3 pointer-coarse:h-11 pointer-coarse:text-base"
      />
    </div>
  );
}
