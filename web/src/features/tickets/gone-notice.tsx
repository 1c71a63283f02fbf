import { EyeOff, X } from "lucide-react";
import { IconButton } from "../../ui/button";
import { WarningNotice } from "../../ui/warning-notice";
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
    <WarningNotice
      look="strip"
      role="alert"
      Icon={EyeOff}
      action={
        <IconButton label="Dismiss" onClick={onDismiss}>
          <X className="size-4" aria-hidden />
        </IconButton>
      }
    >
      {why === "reclassified"
        ? `${name} is marked, and has left your screen.`
        : `${name} is not here: it was taken from what you may see, or there is none by this address.`}
    </WarningNotice>
  );
}
