import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Building2, KeyRound, MonitorSmartphone, ScrollText, Users } from "lucide-react";
import { meQuery } from "../../api/session";
import { FullPage } from "../../ui/full-page";
import { StatusMessage } from "../../ui/status-message";
import { BackToStart } from "../back-to-start";
import { Frame } from "../frame";
import { PageTitle } from "../page-title";

const places = [
  { to: "/admin/users", label: "Users", Icon: Users },
  { to: "/admin/tenants", label: "Tenants", Icon: Building2 },
  { to: "/admin/tokens", label: "API tokens", Icon: KeyRound },
  { to: "/admin/sessions", label: "Sessions", Icon: MonitorSmartphone },
  { to: "/admin/audit", label: "Audit log", Icon: ScrollText },
] as const;

function Places() {
  return (
    <nav
      aria-label="Administration"
      className="md:sticky md:top-[calc(4.5rem+var(--banner,0px))] md:w-48 md:shrink-0 max-md:-mx-4 max-md:overflow-x-auto max-md:border-b max-md:border-line max-md:px-4 max-md:pb-2 sm:max-md:-mx-6 sm:max-md:px-6"
    >
      <ul className="flex gap-1 md:flex-col">
        {places.map(({ to, label, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: false, includeSearch: false }}
              className="flex h-9 items-center gap-2.5 rounded-lg px-3 whitespace-nowrap text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent pointer-coarse:h-11"
            >
              <Icon className="size-4 shrink-0" aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Who administers the platform, and nobody else: the server says so too, to each call. */
export function AdminLayout() {
  const { data: me } = useQuery(meQuery);
  const looking = Boolean(me?.viewing_as);
  const allowed = me?.is_admin === true && !looking;
  return (
    <Frame home={{ to: "/" }} trail={<PageTitle>Administration</PageTitle>}>
      {me === undefined ? null : allowed ? (
        <div className="mx-auto flex w-full max-w-[1440px] gap-x-8 gap-y-5 px-4 py-6 sm:px-6 max-md:flex-col max-md:pt-2">
          <Places />
          <main id="content" className="min-w-0 flex-1">
            <Outlet />
          </main>
        </div>
      ) : (
        <FullPage
          title={looking ? "Not while you view as a member" : "This is for platform administrators"}
          text={
            looking
              ? "What you see now is what the member sees. End the view first, with the button above."
              : "Users, tenants, tokens, sessions and the audit log are theirs to manage. If that should be you, ask one of them."
          }
        >
          <BackToStart />
        </FullPage>
      )}
      <StatusMessage />
    </Frame>
  );
}
