import { QueryClientProvider } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { OpenShare } from "./share/open-share";
import { shareClient } from "./share/share-client";
import { SharePage } from "./share/share-page";

export function OpenShareRoute() {
  return (
    <QueryClientProvider client={shareClient}>
      <OpenShare />
    </QueryClientProvider>
  );
}

export function ShareRoute() {
  const { shareId } = useParams({ strict: false }) as { shareId: string };
  return (
    <QueryClientProvider client={shareClient}>
      <SharePage key={shareId} id={shareId} />
    </QueryClientProvider>
  );
}
