import { useQuery } from "@tanstack/react-query";
import { Share2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { meQuery } from "../../api/session";
import type { ShareKind } from "../../api/shares";
import type { Me } from "../../api/types";
import { Button } from "../../ui/button";

const ShareDialog = lazy(() => import("./share-dialog"));

interface ShareButtonProps {
  tenant: string;
  kind: ShareKind;
  /** A dashboard's name, or a panel's id. */
  target: string;
  /** What people call it. */
  title: string;
}

/** The server lets nobody else; whoever only looks is offered nothing that changes something. */
function mayShare(me: Me, tenant: string): boolean {
  const role = me.memberships.find((one) => one.tenant === tenant)?.role;
  return !me.viewing_as && (role === "manager" || role === "admin");
}

/** For the tenant's managers and admins: a link to look at this very thing. */
export function ShareButton(target: ShareButtonProps) {
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState(false);
  if (me === undefined || !mayShare(me, target.tenant)) return null;
  return (
    <>
      <Button aria-label="Share" onClick={() => setOpen(true)}>
        <Share2 className="size-4 text-ink-3" aria-hidden />
        <span className="max-lg:hidden" aria-hidden>
          Share
        </span>
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ShareDialog {...target} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
