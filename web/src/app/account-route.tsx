import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery } from "../api/session";
import { AccountPage } from "../features/account/account-page";
import { StatusMessage } from "../ui/status-message";
import { Frame } from "./frame";
import { PageTitle } from "./page-title";

export function AccountRoute() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  return (
    <Frame home={{ to: "/" }} trail={<PageTitle>Account</PageTitle>}>
      {me && (
        <AccountPage
          me={me}
          onSignedOut={async () => {
            client.clear();
            await navigate({ to: "/sign-in" });
          }}
        />
      )}
      <StatusMessage />
    </Frame>
  );
}
