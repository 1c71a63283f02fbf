import { EyeOff, X } from "lucide-react";
import { IconButton } from "../../ui/button";
import type { GoneWhy } from "./detail/ticket-panel";

interface GoneNoticeProps {
  why: GoneWhy;
  /** Unknown where it was never on screen. */
  trackingNumber: string | undefined;
  onDismiss: () => void;
}

/** Says plainly why a ticket is not on screen any more. */
export function GoneNotice({ why, trackingNumber, onDismiss }: GoneNoticeProps) {
  const name = trackingNumber ?? "The ticket";
  return (
    <div
      role="alert"
      className="flex items-center gap-3 border-b border-line bg-warning-soft py-1.5 pr-2.5 pl-5 max-sm:pl-4"
    >
      <EyeOff className="size-4 shrink-0 text-warning" aria-hidden />
      <p className="min-w-0 flex-1">
        {why === "reclassified"
          ? `${name} is marked, and has left your screen.`
          : `${name} is not here: it was taken from what you may see, or there is none by this address.`}
      </p>
      <IconButton label="Dismiss" onClick={onDismiss}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </div>
  );
}
