import type { QueryClient } from "@tanstack/react-query";
import { meQuery } from "../api/session";

/** Another pair of eyes sits here now: nothing of what the one before saw may stay on screen or in memory. */
export async function forgetWhatWasSeen(client: QueryClient): Promise<void> {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
  await client.refetchQueries({ queryKey: meQuery.queryKey });
}
