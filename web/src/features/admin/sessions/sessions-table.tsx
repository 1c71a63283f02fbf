import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { endSession } from "../../../api/admin/sessions";
import type { AdminSession } from "../../../api/admin/types";
import { problemFrom } from "../../../api/problem";
import { deviceName } from "../../../format/user-agent";
import { type RecordColumn, RecordTable } from "../../../table/record-table";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/confirm-dialog";
import { Moment } from "../../../ui/moment";
import { announce } from "../../../ui/status-message";
import { Tag } from "../../../ui/tag";

interface SessionsTableProps {
  sessions: readonly AdminSession[];
  /** Where the sessions of many stand together. */
  withPerson?: boolean;
}

const person: RecordColumn<AdminSession> = {
  name: "person",
  head: "Person",
  least: "medium",
  cell: ({ user }) => (
    <span className="flex min-w-0 flex-col">
      <Link
        to="/admin/users/$userId"
        params={{ userId: user.id }}
        className="font-medium wrap-anywhere hover:text-accent hover:underline"
      >
        {user.full_name || user.email}
      </Link>
      <span className="text-xs text-ink-3 break-all">{user.email}</span>
    </span>
  ),
};

/** Sign-ins that live, and the end of any. */
export function SessionsTable({ sessions, withPerson = false }: SessionsTableProps) {
  const client = useQueryClient();
  const [ending, setEnding] = useState<AdminSession | null>(null);
  const end = useMutation({
    mutationFn: ({ id }: AdminSession) => endSession(id),
    onSuccess: async () => {
      setEnding(null);
      announce("The session is ended");
      await client.invalidateQueries({ queryKey: ["admin", "sessions"] });
    },
  });
  const columns: RecordColumn<AdminSession>[] = [
    ...(withPerson ? [person] : []),
    {
      name: "device",
      head: "Device",
      least: "small",
      cell: (session) => (
        <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
          <span title={session.user_agent ?? undefined}>{deviceName(session.user_agent)}</span>
          {session.current && <Tag look="accent">Yours, here</Tag>}
          {session.sign_in === "oidc" && <Tag>By provider</Tag>}
        </span>
      ),
    },
    { name: "place", head: "From", cell: ({ from_address }) => from_address ?? "–" },
    { name: "used", head: "Last used", cell: (one) => <Moment age at={one.last_seen_at} /> },
    { name: "begun", head: "Signed in", cell: (one) => <Moment age at={one.created_at} /> },
    { name: "expires", head: "Ends by itself", cell: (one) => <Moment at={one.expires_at} /> },
    {
      name: "end",
      head: "End",
      actions: true,
      cell: (session) => (
        <Button
          aria-label={`End the session of ${session.user.email} on ${deviceName(session.user_agent)}`}
          onClick={() => {
            end.reset();
            setEnding(session);
          }}
        >
          End
        </Button>
      ),
    },
  ];
  return (
    <>
      <RecordTable caption="Sessions" rows={sessions} keyOf={({ id }) => id} columns={columns} />
      {ending && (
        <ConfirmDialog
          title="End this session?"
          act="End session"
          pending={end.isPending}
          problem={end.isError ? problemFrom(end.error) : null}
          onConfirm={() => end.mutate(ending)}
          onClose={() => setEnding(null)}
        >
          {ending.current
            ? "It is your own, the one of this page: you will have to sign in again."
            : `${ending.user.full_name || ending.user.email} is signed out of ${deviceName(ending.user_agent)} at once. They can sign in again; to keep them out, disable them.`}
        </ConfirmDialog>
      )}
    </>
  );
}
