import { queryOptions } from "@tanstack/react-query";
import { change, getJson } from "../client";
import type { NewView, SavedView, SavedViewList } from "./types";

const viewPath = (id: string) => `/tickets/views/${encodeURIComponent(id)}`;

export const viewsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "tickets", "views"],
    queryFn: ({ signal }) => getJson<SavedViewList>("/tickets/views", { tenant, signal }),
    staleTime: 60_000,
  });

export function createView(tenant: string, body: NewView): Promise<SavedView> {
  return change("/tickets/views", { method: "POST", tenant, body });
}

export function changeView(tenant: string, id: string, body: NewView): Promise<SavedView> {
  return change(viewPath(id), { method: "PUT", tenant, body });
}

export function deleteView(tenant: string, id: string): Promise<void> {
  return change(viewPath(id), { method: "DELETE", tenant });
}
