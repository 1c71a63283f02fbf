import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { endOwnSession, ownSessionsQuery } from "../../api/own-sessions";
import { problemFrom } from "../../api/problem";
import type { Session } from "../../api/types";
import { deviceName } from "../../format/user-agent";
import { RecordTable } from "../../table/record-table";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Moment } from "../../ui/moment";
import { ProblemNotice } from "../../ui/problem-notice";
import { Skeleton } from "../../ui/skeleton";
import { announce } from "../../ui/status-message";
import { Tag } from "../../ui/tag";

interface OwnSessionsProps {
  onSignedOut: () => void;
}

/** Each device that is signed in, so that one that is not one's own is noticed and ended. */
export function OwnSessions({ onSignedOut }: OwnSessionsProps) {
  const client = useQueryClient();
  const sessions = useQuery(ownSessionsQuery);
  const [ending, setEnding] = useState<readonly Session[] | null>(null);
  const list = sessions.data?.sessions ?? [];
  const others = list.filter(({ current }) => !current);
  const end = useMutation({
    mutationFn: async (ended: readonly Session[]) => {
      for (const { id } of ended) await endOwnSession(id);
      return ended;
    },
    onSuccess: async (ended) => {
      setEnding(null);
      if (ended.some(({ current }) => current)) return onSignedOut();
      announce(ended.length === 1 ? "The session is ended" : "The other sessions are ended");
    },
    onSettled: () => client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
  const [first] = ending ?? [];
  const own = ending?.some(({ current }) => current) === true;
  return (
    <Card
      flush
      title="Your sessions"
      description="Where you are signed in. End what you do not know, and change your password."
      actions={
        others.length > 0 && (
          <Button
            onClick={() => {
              end.reset();
              setEnding(others);
            }}
          >
            End all others
          </Button>
        )
      }
    >
      {sessions.isPending ? (
        <Skeleton className="m-5 h-24" />
      ) : sessions.isError ? (
        <ProblemNotice
          problem={problemFrom(sessions.error)}
          onRetry={() => sessions.refetch()}
          retrying={sessions.isFetching}
        />
      ) : (
        <RecordTable
          caption="Your sessions"
          rows={list}
          keyOf={({ id }) => id}
          columns={[
            {
              name: "device",
              head: "Device",
              least: "small",
              cell: (session) => (
                <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
                  <span className="font-medium" title={session.user_agent ?? undefined}>
                    {deviceName(session.user_agent)}
                  </span>
                  {session.current && <Tag look="accent">This one</Tag>}
                </span>
              ),
            },
            { name: "place", head: "From", cell: ({ from_address }) => from_address ?? "–" },
            { name: "used", head: "Last used", cell: (one) => <Moment age at={one.last_seen_at} /> },
            { name: "begun", head: "Signed in", cell: (one) => <Moment age at={one.created_at} /> },
            {
              name: "end",
              head: "End",
              actions: true,
              cell: (session) => (
                <Button
                  aria-label={`End the session of ${deviceName(session.user_agent)}${session.current ? ", this one" : ""}`}
                  onClick={() => {
                    end.reset();
                    setEnding([session]);
                  }}
                >
                  End
                </Button>
              ),
            },
          ]}
        />
      )}
      {ending && (
        <ConfirmDialog
          title={ending.length === 1 ? "End this session?" : `End ${ending.length} sessions?`}
          act={ending.length === 1 ? "End session" : "End all others"}
          pending={end.isPending}
          problem={end.isError ? problemFrom(end.error) : null}
          onConfirm={() => end.mutate(ending)}
          onClose={() => setEnding(null)}
        >
          {own
            ? "It is the one of this page: you will be signed out here."
            : ending.length === 1
              ? `Whoever uses ${deviceName(first?.user_agent ?? null)} is signed out at once.`
              : "Every other device is signed out at once. This one stays."}
        </ConfirmDialog>
      )}
    </Card>
  );
}
