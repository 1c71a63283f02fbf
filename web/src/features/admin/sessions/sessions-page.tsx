import { useQuery } from "@tanstack/react-query";
import { adminSessionsQuery, sessionsPerPage } from "../../../api/admin/sessions";
import { Pager } from "../../../table/pager";
import { EmptyNotice } from "../../../ui/empty-notice";
import { AdminSection, ListCard } from "../admin-section";
import { Answer } from "../answer";
import { SessionsTable } from "./sessions-table";

interface SessionsPageProps {
  /** From 0. */
  page: number;
  onPage: (page: number) => void;
}

export function SessionsPage({ page, onPage }: SessionsPageProps) {
  const sessions = useQuery(adminSessionsQuery(undefined, page));
  return (
    <AdminSection title="Sessions" description="Everyone who is signed in now, the last to be seen first.">
      <ListCard
        label="Sessions"
        tools={
          sessions.data && (
            <Pager
              title="sessions"
              page={sessions.data.page}
              pageSize={sessionsPerPage}
              total={sessions.data.total}
              onPage={onPage}
            />
          )
        }
      >
        <Answer query={sessions}>
          {({ sessions: list }) =>
            list.length === 0 ? (
              <div className="grid min-h-40">
                <EmptyNotice title="There is no session on this page" hint="Go back to the first one." />
              </div>
            ) : (
              <SessionsTable withPerson sessions={list} />
            )
          }
        </Answer>
      </ListCard>
    </AdminSection>
  );
}
