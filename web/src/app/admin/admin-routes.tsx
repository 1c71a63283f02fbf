import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { AuditLogPage } from "../../features/admin/audit/audit-page";
import { type AuditSearch, readAuditSearch } from "../../features/admin/audit/audit-search";
import { SessionsPage } from "../../features/admin/sessions/sessions-page";
import { UserPage } from "../../features/admin/users/user-page";
import { UsersPage } from "../../features/admin/users/users-page";
import { forgetWhatWasSeen } from "../forget";
import { readListSearch } from "./list-search";

export { TenantsPage } from "../../features/admin/tenants/tenants-page";
export { TokensPage } from "../../features/admin/tokens/tokens-page";
export { AdminLayout } from "./admin-layout";

/** Changes what the address asks for. What is typed replaces the entry in the history; pages are turned in it. */
function useAsk<Search extends object>() {
  const navigate = useNavigate();
  return (search: Search, replace: boolean) =>
    void navigate({ to: ".", search: () => search as never, replace, resetScroll: false });
}

export function UsersRoute() {
  const { search, page = 1 } = readListSearch(useSearch({ strict: false }));
  const ask = useAsk();
  return (
    <UsersPage
      search={search}
      page={page - 1}
      onAsk={(text, next) => ask({ search: text, page: next === 0 ? undefined : next + 1 }, text !== search)}
    />
  );
}

export function UserRoute() {
  const { userId } = useParams({ strict: false }) as { userId: string };
  const navigate = useNavigate();
  const client = useQueryClient();
  return (
    <UserPage
      key={userId}
      id={userId}
      onGone={() => void navigate({ to: "/admin/users", replace: true })}
      onViewAs={async ({ tenant }) => {
        await forgetWhatWasSeen(client);
        await navigate({ to: "/t/$tenant", params: { tenant } });
      }}
    />
  );
}

export function SessionsRoute() {
  const { page = 1 } = readListSearch(useSearch({ strict: false }));
  const ask = useAsk();
  return (
    <SessionsPage
      page={page - 1}
      onPage={(next) => ask({ page: next === 0 ? undefined : next + 1 }, false)}
    />
  );
}

export function AuditRoute() {
  const asked = readAuditSearch(useSearch({ strict: false }));
  const ask = useAsk<AuditSearch>();
  return <AuditLogPage asked={asked} onAsk={(next) => ask(next, next.page === asked.page)} />;
}
