import { QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { ApiError, isServerAway, isSessionExpired, isTenantUnloaded } from "../api/problem";

/** Only what may pass by itself is tried again; a refusal stays a refusal. */
function worthRetrying(failures: number, error: Error): boolean {
  if (isTenantUnloaded(error)) return false;
  const passing = isServerAway(error) || (error instanceof ApiError && error.status === 503);
  return passing && failures < 2;
}

export function createQueryClient(onSessionExpired: (asking: QueryKey) => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // The first answer to "who am I" may well be "nobody"; the router deals with that one.
        const first = query.queryKey[0] === "me" && query.state.data === undefined;
        if (isSessionExpired(error) && !first) onSessionExpired(query.queryKey);
      },
    }),
    defaultOptions: {
      queries: {
        retry: worthRetrying,
        retryDelay: (attempt) => Math.min(8_000, 500 * 2 ** attempt),
        refetchOnWindowFocus: true,
      },
    },
  });
}
