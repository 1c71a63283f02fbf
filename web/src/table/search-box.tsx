import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";

interface SearchBoxProps {
  /** What is searched. */
  title: string;
  value: string;
  onSearch: (value: string) => void;
}

const typingPauseMs = 300;

/** Searches by itself once whoever types pauses. */
export function SearchBox({ title, value, onSearch }: SearchBoxProps) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className="relative min-w-32 flex-1 sm:max-w-64">
      <label htmlFor={id} className="sr-only">
        Search {title}
      </label>
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        id={id}
        type="search"
        placeholder="Search"
        value={typed}
        onChange={(event) => {
          const next = event.target.value;
          setTyped(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onSearch(next), typingPauseMs);
        }}
        className="h-8 w-full rounded-lg border border-line bg-surface pr-2 pl-8 text-sm outline-offset-0 placeholder:text-ink-3 pointer-coarse:h-11 pointer-coarse:text-base"
      />
    </div>
  );
}
