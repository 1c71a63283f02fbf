import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import type { User } from "../../../api/admin/types";
import { usersPerPage, usersQuery } from "../../../api/admin/users";
import { roleName } from "../../../format/role";
import { Pager } from "../../../table/pager";
import { RecordTable } from "../../../table/record-table";
import { SearchBox } from "../../../table/search-box";
import { Button } from "../../../ui/button";
import { EmptyNotice } from "../../../ui/empty-notice";
import { Moment } from "../../../ui/moment";
import { Tag } from "../../../ui/tag";
import { AdminSection, ListCard } from "../admin-section";
import { Answer } from "../answer";
import { NewUserDialog } from "./new-user-dialog";
import { UserState } from "./user-state";

interface UsersPageProps {
  search: string | undefined;
  /** From 0. */
  page: number;
  onAsk: (search: string | undefined, page: number) => void;
}

const mostTenants = 3;

function Memberships({ user }: { user: User }) {
  const more = user.memberships.length - mostTenants;
  if (user.memberships.length === 0) return <span className="text-ink-3">None</span>;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {user.memberships.slice(0, mostTenants).map(({ tenant, tenant_name, role }) => (
        <li key={tenant} className="flex flex-wrap items-center gap-x-1.5">
          {tenant_name} <Tag>{roleName(role)}</Tag>
        </li>
      ))}
      {more > 0 && <li className="text-xs leading-5 text-ink-3">and {more} more</li>}
    </ul>
  );
}

export function UsersPage({ search, page, onAsk }: UsersPageProps) {
  const users = useQuery(usersQuery(search, page));
  const [adding, setAdding] = useState(false);
  return (
    <AdminSection
      title="Users"
      description="Whoever may sign in, and what they belong to."
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          <UserPlus className="size-4" aria-hidden />
          New user
        </Button>
      }
    >
      <ListCard
        label="Users"
        tools={
          <>
            <SearchBox
              title="users"
              value={search ?? ""}
              onSearch={(text) => onAsk(text === "" ? undefined : text, 0)}
            />
            {users.data && (
              <Pager
                title="users"
                page={users.data.page}
                pageSize={usersPerPage}
                total={users.data.total}
                onPage={(next) => onAsk(search, next)}
              />
            )}
          </>
        }
      >
        <Answer query={users}>
          {({ users: list }) =>
            list.length === 0 ? (
              <div className="grid min-h-40">
                <EmptyNotice
                  title={search ? `Nobody matches “${search}”` : "There is nobody on this page"}
                  hint={search ? "Names and e-mail addresses are searched." : "Go back to the first one."}
                />
              </div>
            ) : (
              <RecordTable
                caption="Users"
                rows={list}
                keyOf={({ id }) => id}
                columns={[
                  {
                    name: "person",
                    head: "Person",
                    least: "medium",
                    cell: (user) => (
                      <span className="flex min-w-0 flex-col">
                        <Link
                          to="/admin/users/$userId"
                          params={{ userId: user.id }}
                          className="font-medium wrap-anywhere hover:text-accent hover:underline pointer-coarse:py-1.5"
                        >
                          {user.full_name || user.email}
                        </Link>
                        <span className="text-xs text-ink-3 break-all">{user.email}</span>
                      </span>
                    ),
                  },
                  {
                    name: "tenants",
                    head: "Belongs to",
                    cell: (user) => <Memberships user={user} />,
                  },
                  { name: "state", head: "State", cell: (user) => <UserState user={user} /> },
                  {
                    name: "used",
                    head: "Last sign-in",
                    cell: (user) => <Moment age at={user.last_sign_in_at} />,
                  },
                ]}
              />
            )
          }
        </Answer>
      </ListCard>
      {adding && <NewUserDialog onClose={() => setAdding(false)} />}
    </AdminSection>
  );
}
