import { useQuery } from "@tanstack/react-query";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { tenantsQuery } from "../api/tenants";
import { deskQuery } from "../api/tickets/desk";

/** Only for a tenant with a service desk, and only what this member may see of it. */
function usePlaces(tenant: string) {
  const matchRoute = useMatchRoute();
  const { data: tenants } = useQuery(tenantsQuery);
  const hasDesk = tenants?.tenants.find(({ id }) => id === tenant)?.service_desk === true;
  const { data: desk, isError } = useQuery({ ...deskQuery(tenant), enabled: hasDesk });
  const at = (to: "/t/$tenant/tickets" | "/t/$tenant/operations") =>
    matchRoute({ to, params: { tenant }, fuzzy: true }) !== false;
  const tickets = at("/t/$tenant/tickets");
  const operations = at("/t/$tenant/operations");
  const known = desk === undefined ? isError : desk.enabled;
  if (!hasDesk || !known) return [];
  // While the desk's database is away, whoever stands before it still finds the way back to the dashboards.
  const places = (
    [
      { to: "/t/$tenant", label: "Dashboards", shown: true, current: !tickets && !operations },
      {
        to: "/t/$tenant/tickets",
        label: "Tickets",
        shown: desk?.may.see_tickets ?? tickets,
        current: tickets,
      },
      {
        to: "/t/$tenant/operations",
        label: "Operations",
        shown: desk?.may.see_operations ?? operations,
        current: operations,
      },
    ] as const
  ).filter(({ shown }) => shown);
  return places.length > 1 ? places : [];
}

/** Between a tenant's dashboards, its tickets and the figures over them. */
export function Places({ tenant, className }: { tenant: string; className: string }) {
  const places = usePlaces(tenant);
  if (places.length === 0) return null;
  return (
    <nav aria-label="Places" className={className}>
      <ul className="flex gap-0.5">
        {places.map((place) => (
          <li key={place.to}>
            <Link
              to={place.to}
              params={{ tenant }}
              activeOptions={{ exact: place.to === "/t/$tenant", includeSearch: false }}
              aria-current={place.current ? "page" : undefined}
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
