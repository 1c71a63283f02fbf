import { useQuery } from "@tanstack/react-query";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { tenantsQuery } from "../api/tenants";
import { deskQuery } from "../api/tickets/desk";

/** Only for a tenant with a service desk, and only what this member may see of it. */
function usePlaces(tenant: string) {
  const { data: tenants } = useQuery(tenantsQuery);
  const hasDesk = tenants?.tenants.find(({ id }) => id === tenant)?.service_desk === true;
  const { data: desk } = useQuery({ ...deskQuery(tenant), enabled: hasDesk });
  if (!hasDesk || desk === undefined || !desk.enabled) return [];
  const places = (
    [
      { to: "/t/$tenant", label: "Dashboards", shown: true },
      { to: "/t/$tenant/tickets", label: "Tickets", shown: desk.may.see_tickets },
      { to: "/t/$tenant/operations", label: "Operations", shown: desk.may.see_operations },
    ] as const
  ).filter(({ shown }) => shown);
  return places.length > 1 ? places : [];
}

/** Between a tenant's dashboards, its tickets and the figures over them. */
export function Places({ tenant, className }: { tenant: string; className: string }) {
  const matchRoute = useMatchRoute();
  const places = usePlaces(tenant);
  if (places.length === 0) return null;
  // Dashboards are where nothing else is: their addresses are the start of all the others.
  const current =
    places.slice(1).find(({ to }) => matchRoute({ to, params: { tenant }, fuzzy: true }) !== false) ??
    places[0];
  return (
    <nav aria-label="Places" className={className}>
      <ul className="flex gap-0.5">
        {places.map((place) => (
          <li key={place.to}>
            <Link
              to={place.to}
              params={{ tenant }}
              activeOptions={{ exact: place === places[0], includeSearch: false }}
              aria-current={place === current ? "page" : undefined}
              className="flex h-8 items-center rounded-lg px-2.5 whitespace-nowrap text-ink-2 transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent pointer-coarse:h-11"
            >
              {place.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
