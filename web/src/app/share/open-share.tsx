import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { openedShareQuery, openShare } from "../../api/shares";
import { FullPage } from "../../ui/full-page";
import { shareClient } from "./share-client";
import { ShareProblemPage } from "./share-problem-page";

/** Shows the link's token to the server and goes on to an address that tells nothing of it. */
export function OpenShare() {
  const navigate = useNavigate();
  const token = useLocation({ select: ({ hash }) => hash });
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
