import { ChevronDown, Ellipsis } from "lucide-react";
import { useState } from "react";
import type { ServiceDesk, TicketDetail, TicketStatus } from "../../../api/tickets/types";
import { Button, buttonLook } from "../../../ui/button";
import { Menu, MenuChoices, MenuItem, MenuLabel } from "../../../ui/menu";
import { isDone, statusNames } from "../words";
import { AssignDialog } from "./assign-dialog";
import { DuplicateDialog } from "./duplicate-dialog";
import { EditDialog } from "./edit-dialog";
import { SensitiveDialog } from "./sensitive-dialog";
import { StatusDialog } from "./status-dialog";
import type { GoneWhy } from "./ticket-panel";

export interface ActionProps {
  tenant: string;
  desk: ServiceDesk;
  ticket: TicketDetail;
  onGone: (why: GoneWhy) => void;
}

type Doing =
  | { dialog: "status"; status: TicketStatus }
  | { dialog: "assign" | "edit" | "duplicate" | "sensitive" };

/** What may be done to it by this caller; what may not be done is not offered, and the reason is said. */
export function TicketActions(props: ActionProps) {
  const { ticket } = props;
  const { change_status: statuses, assign, edit, why_not: whyNot } = ticket.may;
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  const dialog = { ...props, onClose: close };
  const to = (status: TicketStatus) => setDoing({ dialog: "status", status });
  const reopens = isDone(ticket.status) && statuses.includes("open");
  const anything = statuses.length > 0 || assign || edit;
  return (
    <>
      {anything && (
        <div className="flex flex-wrap gap-2">
          {reopens ? (
            <Button look="primary" onClick={() => to("open")}>
              Reopen
            </Button>
          ) : (
            statuses.includes("resolved") && (
              <Button look="primary" onClick={() => to("resolved")}>
                Resolve
              </Button>
            )
          )}
          {assign && <Button onClick={() => setDoing({ dialog: "assign" })}>Assign</Button>}
          {statuses.includes("escalated") && !reopens && (
            // On a phone it is one of the statuses below: four buttons have no room there.
            <Button className="max-sm:hidden" onClick={() => to("escalated")}>
              Escalate
            </Button>
          )}
          {statuses.length > 0 && (
            <Menu
              label="Change status"
              trigger={(trigger) => (
                <button {...trigger} type="button" className={buttonLook()}>
                  Status
                  <ChevronDown className="size-3.5 text-ink-3" aria-hidden />
                </button>
              )}
            >
              <MenuLabel>Now {statusNames[ticket.status].toLowerCase()}, change to</MenuLabel>
              <MenuChoices<TicketStatus | "">
                label="Change status"
                value=""
                choices={statuses.map((value) => ({ value, label: statusNames[value] }))}
                onChoose={(status) => status !== "" && to(status)}
              />
            </Menu>
          )}
          {edit && (
            <Menu
              label="More"
              align="end"
              trigger={(trigger) => (
                <button {...trigger} type="button" aria-label="More actions" className={buttonLook()}>
                  <Ellipsis className="size-4 text-ink-3" aria-hidden />
                </button>
              )}
            >
              <MenuItem onSelect={() => setDoing({ dialog: "edit" })}>Edit fields</MenuItem>
              <MenuItem onSelect={() => setDoing({ dialog: "duplicate" })}>
                {ticket.parent ? "Change what it duplicates" : "Link as duplicate"}
              </MenuItem>
              <MenuItem onSelect={() => setDoing({ dialog: "sensitive" })}>
                {ticket.is_sensitive ? "Mark as not sensitive" : "Mark as sensitive"}
              </MenuItem>
            </Menu>
          )}
        </div>
      )}
      {whyNot && <p className="text-ink-2">{whyNot}</p>}
      {doing?.dialog === "status" && <StatusDialog {...dialog} wanted={doing.status} />}
      {doing?.dialog === "assign" && <AssignDialog {...dialog} />}
      {doing?.dialog === "edit" && <EditDialog {...dialog} />}
      {doing?.dialog === "duplicate" && <DuplicateDialog {...dialog} />}
      {doing?.dialog === "sensitive" && <SensitiveDialog {...dialog} />}
    </>
  );
}
