import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { dashboardQuery, dashboardsQuery, defaultDashboard } from "../api/dashboards";
import { isSessionExpired } from "../api/problem";
import { meQuery } from "../api/session";
import { tenantsQuery } from "../api/tenants";
import type { TicketSearch } from "../api/tickets/search";
import { DashboardSkeleton } from "../features/dashboards/dashboard-skeleton";
import { readListSearch } from "./admin/list-search";
import { ErrorPage } from "./error-page";
import { tenantToOpen } from "./last-tenant";
import { NotFoundPage } from "./not-found-page";
import { parseSearch, readDashboardSearch, readReportSearch, stringifySearch } from "./search";
import { Shell } from "./shell";
import { SignedIn } from "./signed-in";

interface RouterContext {
  client: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { return_to?: string; error?: string } => ({
    ...(typeof raw.return_to === "string" ? { return_to: raw.return_to } : {}),
    ...(typeof raw.error === "string" ? { error: raw.error } : {}),
  }),
  component: lazyRouteComponent(() => import("./sign-in-route"), "SignInRoute"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.client.ensureQueryData(meQuery) };
    } catch (error) {
      if (!isSessionExpired(error)) throw error;
      const search = location.href === "/" ? {} : { return_to: location.href };
      throw redirect({ to: "/sign-in", search });
    }
  },
  component: SignedIn,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: ({ context }) => {
    const tenant = tenantToOpen(context.me);
    if (tenant !== undefined) throw redirect({ to: "/t/$tenant", params: { tenant }, replace: true });
  },
  component: lazyRouteComponent(() => import("./no-tenant-page"), "NoTenantPage"),
});

const tenantFrame = createRoute({
  getParentRoute: () => signedIn,
  path: "/t/$tenant",
  loader: ({ context, params }) => {
    // Not awaited: the frame stands while its lists arrive.
    void context.client.prefetchQuery(tenantsQuery);
    void context.client.prefetchQuery(dashboardsQuery(params.tenant));
  },
  component: Shell,
});

const dashboardComponent = lazyRouteComponent(() => import("./dashboard-route"), "DashboardRoute");

const defaultDashboardRoute = createRoute({
  getParentRoute: () => tenantFrame,
  path: "/",
  validateSearch: readDashboardSearch,
  loader: async ({ context, params: { tenant } }) => {
    const { dashboards } = await context.client.ensureQueryData(dashboardsQuery(tenant));
    const name = defaultDashboard(dashboards);
    if (name !== undefined) await context.client.ensureQueryData(dashboardQuery(tenant, name));
  },
  component: dashboardComponent,
});

const dashboardRoute = createRoute({
  getParentRoute: () => tenantFrame,
  path: "/d/$dashboard",
  validateSearch: readDashboardSearch,
  loader: async ({ context: { client }, params: { tenant, dashboard } }) => {
    await Promise.all([
      client.ensureQueryData(dashboardsQuery(tenant)),
      client.ensureQueryData(dashboardQuery(tenant, dashboard)),
    ]);
  },
  component: dashboardComponent,
});

/** One page: the ticket that is open lies over its list, which keeps its filters. */
const ticketsRoute = createRoute({
  getParentRoute: () => tenantFrame,
  path: "/tickets",
  // The page reads it (`readTicketSearch`), and brings along what that takes.
  validateSearch: (raw: Record<string, unknown>): TicketSearch => raw,
  component: lazyRouteComponent(() => import("./tickets-route"), "TicketsRoute"),
});

const ticketRoute = createRoute({ getParentRoute: () => ticketsRoute, path: "/$ticketId" });

const operationsRoute = createRoute({
  getParentRoute: () => tenantFrame,
  path: "/operations",
  component: lazyRouteComponent(() => import("./operations-route"), "OperationsRoute"),
});

const report = createRoute({
  getParentRoute: () => signedIn,
  path: "/reports/$panelId",
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import("./report-route"), "ReportRoute"),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/account",
  component: lazyRouteComponent(() => import("./account-route"), "AccountRoute"),
});

const adminPages = () => import("./admin/admin-routes");

const admin = createRoute({
  getParentRoute: () => signedIn,
  path: "/admin",
  component: lazyRouteComponent(adminPages, "AdminLayout"),
});

const adminHome = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/users", replace: true });
  },
});

const adminUsers = createRoute({
  getParentRoute: () => admin,
  path: "/users",
  validateSearch: readListSearch,
  component: lazyRouteComponent(adminPages, "UsersRoute"),
});

const adminUser = createRoute({
  getParentRoute: () => admin,
  path: "/users/$userId",
  component: lazyRouteComponent(adminPages, "UserRoute"),
});

const adminTenants = createRoute({
  getParentRoute: () => admin,
  path: "/tenants",
  component: lazyRouteComponent(adminPages, "TenantsPage"),
});

const adminTokens = createRoute({
  getParentRoute: () => admin,
  path: "/tokens",
  component: lazyRouteComponent(adminPages, "TokensPage"),
});

const adminSessions = createRoute({
  getParentRoute: () => admin,
  path: "/sessions",
  validateSearch: readListSearch,
  component: lazyRouteComponent(adminPages, "SessionsRoute"),
});

const adminAudit = createRoute({
  getParentRoute: () => admin,
  path: "/audit",
  component: lazyRouteComponent(adminPages, "AuditRoute"),
});

const sharePages = () => import("./share-routes");

/** `/share#wrs_…`: what follows the hash is never sent to any server, nor kept in any log. */
const openShare = createRoute({
  getParentRoute: () => root,
  path: "/share",
  component: lazyRouteComponent(sharePages, "OpenShareRoute"),
});

const share = createRoute({
  getParentRoute: () => root,
  path: "/share/$shareId",
  validateSearch: readDashboardSearch,
  component: lazyRouteComponent(sharePages, "ShareRoute"),
});

const routeTree = root.addChildren([
  signIn,
  openShare,
  share,
  signedIn.addChildren([
    home,
    account,
    report,
    tenantFrame.addChildren([
      defaultDashboardRoute,
      dashboardRoute,
      ticketsRoute.addChildren([ticketRoute]),
      operationsRoute,
    ]),
    admin.addChildren([
      adminHome,
      adminUsers,
      adminUser,
      adminTenants,
      adminTokens,
      adminSessions,
      adminAudit,
    ]),
  ]),
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingComponent: DashboardSkeleton,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
