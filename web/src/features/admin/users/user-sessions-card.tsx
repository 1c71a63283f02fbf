import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { adminSessionsQuery } from "../../../api/admin/sessions";
import type { User } from "../../../api/admin/types";
import { endSessionsOf } from "../../../api/admin/users";
import { problemFrom } from "../../../api/problem";
import { Button } from "../../../ui/button";
import { Card } from "../../../ui/card";
import { ConfirmDialog } from "../../../ui/confirm-dialog";
import { EmptyNotice } from "../../../ui/empty-notice";
import { announce } from "../../../ui/status-message";
import { Answer } from "../answer";
import { SessionsTable } from "../sessions/sessions-table";

export function UserSessionsCard({ user }: { user: User }) {
  const client = useQueryClient();
  const sessions = useQuery(adminSessionsQuery(user.id, 0));
  const [asking, setAsking] = useState(false);
  const total = sessions.data?.total ?? 0;
  const name = user.full_name || user.email;
  const endAll = useMutation({
    mutationFn: () => endSessionsOf(user.id),
    onSuccess: async () => {
      setAsking(false);
      announce(`${name} is signed out everywhere`);
      await client.invalidateQueries({ queryKey: ["admin", "sessions"] });
    },
  });
  return (
    <Card
      flush
      title="Sessions"
      description="Where they are signed in now."
      actions={
        total > 0 && (
          <Button
            onClick={() => {
              endAll.reset();
              setAsking(true);
            }}
          >
            End all
          </Button>
        )
      }
    >
      <Answer query={sessions}>
        {({ sessions: list }) =>
          list.length === 0 ? (
            <div className="grid min-h-32">
              <EmptyNotice title="Signed in nowhere" />
            </div>
          ) : (
            <>
              <SessionsTable sessions={list} />
              {total > list.length && (
                <p className="border-t border-line px-5 py-2 text-xs text-ink-3">
                  The newest {list.length} of {total}.
                </p>
              )}
            </>
          )
        }
      </Answer>
      {asking && (
        <ConfirmDialog
          title={`Sign ${name} out everywhere?`}
          act="End all sessions"
          pending={endAll.isPending}
          problem={endAll.isError ? problemFrom(endAll.error) : null}
          onConfirm={() => endAll.mutate()}
          onClose={() => setAsking(false)}
        >
          {total === 1 ? "Their one session ends" : `Their ${total} sessions end`} at once. They can sign in
          again; to keep them out, disable them.
        </ConfirmDialog>
      )}
    </Card>
  );
}
