import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { meQuery } from "../api/session";
import type { Me } from "../api/types";

const ViewAsBanner = lazy(() => import("./view-as-banner"));

const lookAgainMs = 15_000;

/** All that decides what somebody sees. */
function accessOf({ id, is_admin, memberships, viewing_as }: Me): string {
  return JSON.stringify([id, is_admin, memberships, viewing_as]);
}

/** Whoever may see something else than before sees it without any doing: another role, ward or membership. */
function useAccessWatch(me: Me | undefined): void {
  const client = useQueryClient();
  const router = useRouter();
  const access = me && accessOf(me);
  const before = useRef(access);
  useEffect(() => {
    if (access === undefined || before.current === access) return;
    const first = before.current === undefined;
    before.current = access;
    if (first) return;
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
    void router.invalidate();
  }, [access, client, router]);
}

/** Around every page of somebody who is signed in. */
export function SignedIn() {
  const { data: me } = useQuery({ ...meQuery, refetchInterval: lookAgainMs });
  useAccessWatch(me);
  return (
    <>
      {me?.viewing_as && (
        <Suspense fallback={null}>
          <ViewAsBanner viewed={me.viewing_as} me={me} />
        </Suspense>
      )}
      <Outlet />
    </>
  );
}
