import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { logout, meQuery } from "../api/session";
import { Button } from "../ui/button";
import { FullPage } from "../ui/full-page";

/** Signed in, but a member of nothing. */
export function NoTenantPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const signOut = useMutation({
    mutationFn: logout,
    onSettled: async () => {
      client.clear();
      await navigate({ to: "/sign-in" });
    },
  });
  return (
    <FullPage
      title="You belong to no tenant yet"
      text={
        <>
          Ask your administrator to add <strong className="font-medium text-ink">{me?.email}</strong>. This
          page opens your dashboards as soon as that is done.
        </>
      }
    >
      <Button
        look="primary"
        onClick={async () => {
          await client.invalidateQueries();
          await navigate({ to: "/" });
        }}
      >
        Check again
      </Button>
      <Button onClick={() => signOut.mutate()}>Sign out</Button>
    </FullPage>
  );
}
