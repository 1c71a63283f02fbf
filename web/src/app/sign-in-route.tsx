import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { meQuery } from "../api/session";
import { safeReturnTo } from "../features/session/return-to";
import { SignInPage } from "../features/session/sign-in-page";

export function SignInRoute() {
  const search = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const client = useQueryClient();
  const returnTo = safeReturnTo(search.return_to, window.location.origin);
  return (
    <SignInPage
      expired={search.return_to !== undefined && search.error === undefined}
      returnTo={returnTo}
      errorCode={search.error}
      onSignedIn={(user) => {
        // Nothing of whoever sat here before may stay.
        client.clear();
        client.setQueryData(meQuery.queryKey, user);
        router.history.push(returnTo);
      }}
    />
  );
}
