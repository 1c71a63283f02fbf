import { queryOptions } from "@tanstack/react-query";
import { getJson } from "../client";
import type { ServiceDesk } from "./types";

/** What this tenant's desk offers, and what the caller may do there. */
export const deskQuery = (tenant: string) =>
  queryOptions({
    queryKey: ["tenant", tenant, "desk"],
    queryFn: ({ signal }) => getJson<ServiceDesk>("/service-desk", { tenant, signal }),
    staleTime: 5 * 60_000,
  });
