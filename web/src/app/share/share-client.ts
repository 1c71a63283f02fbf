import { createQueryClient } from "../query-client";

/**
 * Answers to shares, apart from those to whoever is signed in: the same dashboard may look different to both. A
 * refusal of any of them is a question of whether the share still stands.
 */
export const shareClient = createQueryClient(([kind]) => {
  if (kind !== "share") void shareClient.invalidateQueries({ queryKey: ["share"] });
});
