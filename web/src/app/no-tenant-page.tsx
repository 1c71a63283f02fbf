import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery } from "../api/session";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { FullPage } from "../ui/full-page";
import { useSignOut } from "./use-sign-out";

/** Signed in, but a member of nothing: what to ask, of whom, and what to quote. */
export function NoTenantPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const signOut = useSignOut();
  const mayAdminister = me?.is_admin === true && !me.viewing_as;
  return (
    <FullPage
      title="You belong to no tenant yet"
      text={
        <>
          <p>
            You are signed in, but no dashboards are yours to see so far.
            {mayAdminister
              ? " You administer the platform: make yourself a member of a tenant."
              : " Ask your administrator to make you a member of a tenant, and quote the address that you signed in with:"}
          </p>
          {me && !mayAdminister && (
            <p className="mt-3 flex flex-wrap items-center justify-center gap-2">
              <code className="rounded-lg bg-sunken px-3 py-1.5 font-mono text-ink select-all break-all">
                {me.email}
              </code>
              <CopyButton label="Copy address" text={me.email} />
            </p>
          )}
        </>
      }
    >
      {mayAdminister && (
        <Button
          look="primary"
          onClick={() => navigate({ to: "/admin/users/$userId", params: { userId: me.id } })}
        >
          Open administration
        </Button>
      )}
      <Button
        look={mayAdminister ? "secondary" : "primary"}
        onClick={async () => {
          await client.invalidateQueries();
          await navigate({ to: "/" });
        }}
      >
        Check again
      </Button>
      <Button onClick={() => navigate({ to: "/account" })}>Your account</Button>
      <Button onClick={() => signOut.mutate()}>Sign out</Button>
    </FullPage>
  );
}
