import { onlineManager, type Query, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { isServerAway } from "../api/problem";

/** Whether the browser has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (notify) => onlineManager.subscribe(notify),
    () => onlineManager.isOnline(),
  );
}

function useSomeQuery(is: (query: Query) => boolean): boolean {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (notify) => cache.subscribe(notify),
    () => cache.findAll({ type: "active" }).some(is),
  );
}

/** The server gave some query of what is on screen no answer, and no other one since. */
export function useServerAway(): boolean {
  return useSomeQuery(({ state }) => isServerAway(state.error));
}

/** Whether something on screen was answered after that moment, ms since the epoch. */
export function useAnsweredSince(moment: number): boolean {
  return useSomeQuery(({ state }) => state.dataUpdatedAt > moment);
}
