import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { openedShareQuery, openShare } from "../../api/shares";
import { FullPage } from "../../ui/full-page";
import { shareClient } from "./share-client";
import { ShareProblemPage } from "./share-problem-page";

/** Shows the link's token to the server and goes on to an address that tells nothing of it. */
export function OpenShare() {
  const navigate = useNavigate();
  // On the way to the share's own page this one still stands for a moment, without the token.
  const asked = useLocation({ select: ({ pathname, hash }) => (pathname === "/share" ? hash : null) });
  const [token, setToken] = useState(asked ?? "");
  if (asked !== null && asked !== token) setToken(asked);
  const opened = useQuery({
    queryKey: ["open-share", token],
    queryFn: () => openShare(token),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const share = opened.data?.share;
  useEffect(() => {
    if (share === undefined) return;
    shareClient.setQueryData(openedShareQuery(share.id).queryKey, { share });
    void navigate({ to: "/share/$shareId", params: { shareId: share.id }, replace: true });
  }, [share, navigate]);
  if (opened.isError) return <ShareProblemPage error={opened.error} onRetry={() => opened.refetch()} />;
  return <FullPage title="Opening what was shared…" />;
}
