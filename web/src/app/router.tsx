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
import { DashboardSkeleton } from "../features/dashboards/dashboard-skeleton";
import { ErrorPage } from "./error-page";
import { tenantToOpen } from "./last-tenant";
import { NotFoundPage } from "./not-found-page";
import { parseSearch, readDashboardSearch, readReportSearch, stringifySearch } from "./search";
import { Shell } from "./shell";

interface RouterContext {
  client: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { return_to?: string } =>
    typeof raw.return_to === "string" ? { return_to: raw.return_to } : {},
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

const report = createRoute({
  getParentRoute: () => signedIn,
  path: "/reports/$panelId",
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import("./report-route"), "ReportRoute"),
});

const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([home, report, tenantFrame.addChildren([defaultDashboardRoute, dashboardRoute])]),
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
