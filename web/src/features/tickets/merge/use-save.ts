import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isNotFound } from "../../../api/problem";
import { renewLists } from "../../../api/tickets/list";
import {
  addNote,
  changedMeanwhile,
  changeTicket,
  isOutOfSight,
  renewTicket,
  type TicketAct,
} from "../../../api/tickets/one";
import type { Ticket } from "../../../api/tickets/types";
import { announce } from "../../../ui/status-message";

interface Conflict {
  act: TicketAct;
  /** As it was on screen when the change was begun. */
  before: Ticket;
  now: Ticket;
}

interface SaveProps {
  tenant: string;
  ticket: Ticket;
  /** Said once it is saved. */
  done: string;
  onSaved: () => void;
  /** It is theirs to see no more: by their own doing, or somebody else's. */
  onGone: (why: "reclassified" | "not_found") => void;
}

/** Saves a change on the version it was begun on; where somebody was faster, both wait to be merged. */
export function useSave({ tenant, ticket, done, onSaved, onGone }: SaveProps) {
  const client = useQueryClient();
  // Events renew what is on screen; what the change was begun on stays.
  const [before] = useState(ticket);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const save = useMutation({
    mutationFn: async ({
      act,
      version,
      words = "",
    }: {
      act: TicketAct | null;
      version: number;
      words?: string;
    }) => {
      const answer = act && (await changeTicket(tenant, before.id, act, version));
      if (words !== "") await addNote(tenant, before.id, words, "internal");
      return answer;
    },
    onSuccess: async (answer, { act, words }) => {
      setConflict(null);
      if (answer && isOutOfSight(answer)) onGone("reclassified");
      else {
        if (act !== null) announce(done);
        else if (words) announce("Your note is kept");
        onSaved();
        await Promise.all([renewTicket(client, tenant, before.id), renewLists(client, tenant)]);
      }
    },
    onError: (error, { act }) => {
      const now = changedMeanwhile(error);
      if (now !== undefined && act !== null) setConflict({ act, before, now });
      else if (isNotFound(error)) onGone("not_found");
    },
  });
  return {
    begin: (act: TicketAct) => save.mutate({ act, version: before.version }),
    merge: (act: TicketAct | null, words: string) =>
      conflict && save.mutate({ act, version: conflict.now.version, words }),
    giveUp: () => setConflict(null),
    conflict,
    pending: save.isPending,
    /** What a form shows; a conflict has a dialog of its own. */
    error: changedMeanwhile(save.error) === undefined ? save.error : null,
  };
}

export type Save = ReturnType<typeof useSave>;
