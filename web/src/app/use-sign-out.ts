import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { logout } from "../api/session";

/** Ends the session here and, where a provider vouched for it, there. */
export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: logout,
    onSettled: async (providersPage) => {
      client.clear();
      if (providersPage) window.location.assign(providersPage);
      else await navigate({ to: "/sign-in" });
    },
  });
}
