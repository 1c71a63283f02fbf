import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useMatches, useNavigate, useParams, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { dashboardsQuery, renewConfig } from "../api/dashboards";
import { meQuery } from "../api/session";
import { selectTenant, tenantsQuery } from "../api/tenants";
import { roleName } from "../format/role";
import { Frame } from "./frame";
import { rememberTenant } from "./last-tenant";
import { Places } from "./places";
import { Switcher } from "./switcher";
import { useLive } from "./use-live";

const dashboardRoutes = new Set(["/signed-in/t/$tenant/", "/signed-in/t/$tenant/d/$dashboard"]);

function DashboardSwitcher({ tenant, dashboard }: { tenant: string; dashboard: string | undefined }) {
  const { data } = useQuery(dashboardsQuery(tenant));
  const navigate = useNavigate();
  const dashboards = data?.dashboards ?? [];
  const current = dashboards.find(({ name, is_default }) =>
    dashboard === undefined ? is_default : name === dashboard,
  );
  if (dashboards.length === 0) return null;
  return (
    <>
      <span aria-hidden className="text-line-strong select-none">
        /
      </span>
      <Switcher
        kind="Dashboard"
        value={current?.name ?? ""}
        label={current?.title ?? "Dashboards"}
        choices={dashboards.map(({ name, title, description }) => ({
          value: name,
          label: title,
          detail: description,
        }))}
        onChoose={(name) =>
          // The range goes along: people compare dashboards at the same moment.
          navigate({
            to: "/t/$tenant/d/$dashboard",
            params: { tenant, dashboard: name },
            search: ({ from, to, refresh }) => ({ from, to, refresh }),
          })
        }
      />
    </>
  );
}

/** Elsewhere there is no dashboard to leave for another. */
function useOnDashboards(): boolean {
  return useMatches({
    select: (matches) => matches.some(({ routeId }) => dashboardRoutes.has(routeId)),
  });
}

/** The frame around all pages of a tenant. */
export function Shell() {
  const { tenant, dashboard, ticketId } = useParams({ strict: false }) as {
    tenant: string;
    dashboard?: string;
    ticketId?: string;
  };
  const onDashboards = useOnDashboards();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const { data: tenants } = useQuery(tenantsQuery);
  const list = tenants?.tenants ?? [];
  const current = list.find(({ id }) => id === tenant);
  const membership = me?.memberships.find((one) => one.tenant === tenant);

  useEffect(() => rememberTenant(tenant), [tenant]);
  const router = useRouter();
  const live = useLive();
  const who = me && `${me.id} ${me.viewing_as?.user_id ?? ""}`;
  useEffect(() => {
    if (live === undefined || who === undefined) return;
    return live.followTenant({
      client,
      tenant,
      who,
      onConfig: () => {
        void renewConfig(client, tenant);
        // A page that found no dashboard, or not this one, looks again.
        void router.invalidate();
      },
      // Mostly the network; but it may be that this person belongs here no more.
      onBreak: () => void client.invalidateQueries({ queryKey: meQuery.queryKey }),
      resting: () => router.state.location.search.refresh === "off",
    });
  }, [live, who, tenant, client, router]);

  return (
    <Frame
      home={{ to: "/t/$tenant", params: { tenant } }}
      mark={live && <live.ConnectionMark />}
      trail={
        <div className="flex min-w-0 flex-1 items-center">
          <nav aria-label="Where you are" className="flex min-w-0 items-center">
            <Switcher
              kind="Tenant"
              value={tenant}
              label={current?.name ?? membership?.tenant_name ?? tenant}
              choices={list.map(({ id, name, role }) => ({ value: id, label: name, detail: roleName(role) }))}
              onChoose={(id) => {
                // Only for the next sign-in; if it fails, this tab still shows what was chosen.
                if (!me?.viewing_as) selectTenant(id).catch(() => undefined);
                navigate({ to: "/t/$tenant", params: { tenant: id } });
              }}
            />
            {onDashboards && <DashboardSwitcher tenant={tenant} dashboard={dashboard} />}
          </nav>
          <Places tenant={tenant} className="ml-3 max-md:hidden" />
        </div>
      }
    >
      <Places
        tenant={tenant}
        className={`overflow-x-auto border-b border-line bg-surface px-3 py-1 md:hidden print:hidden ${ticketId === undefined ? "" : "max-sm:hidden"}`}
      />
      <Outlet />
    </Frame>
  );
}
