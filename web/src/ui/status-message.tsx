import { CircleCheck } from "lucide-react";
import { useSyncExternalStore } from "react";

const shownMs = 5_000;

let text = "";
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function say(next: string): void {
  text = next;
  for (const notify of listeners) notify();
}

/** Says for a few seconds that something was done; it is read out, and takes no focus. */
export function announce(message: string): void {
  clearTimeout(timer);
  say(message);
  timer = setTimeout(() => say(""), shownMs);
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

/** Where `announce` is heard; once on a page. */
export function StatusMessage() {
  const shown = useSyncExternalStore(subscribe, () => text);
  return (
    <div
      role="status"
      aria-label="Done"
      className="pointer-events-none fixed inset-x-3 bottom-4 z-40 flex justify-center print:hidden"
    >
      {shown !== "" && (
        <p className="flex items-center gap-2 rounded-xl border border-line bg-surface px-4 py-2.5 font-medium shadow-pop">
          <CircleCheck className="size-4.5 shrink-0 text-ok" aria-hidden />
          {shown}
        </p>
      )}
    </div>
  );
}
