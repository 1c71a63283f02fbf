import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { change, getJson, postJson } from "../client";
import type { MembershipPut, NewUser, User, UserChange, UserList, UserMembership } from "./types";

export const usersPerPage = 25;

const usersKey = ["admin", "users"] as const;
const userPath = (id: string) => `/admin/users/${encodeURIComponent(id)}`;

export const usersQuery = (search: string | undefined, page: number) =>
  queryOptions({
    queryKey: [...usersKey, "list", search ?? "", page],
    queryFn: ({ signal }) =>
      getJson<UserList>("/admin/users", { signal, params: { search, page, page_size: usersPerPage } }),
    placeholderData: keepPreviousData,
  });

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: [...usersKey, "one", id],
    queryFn: ({ signal }) => getJson<User>(userPath(id), { signal }),
  });

/** Whoever a change concerns may stand on any page of the list, and in the numbers of a tenant. */
export function renewUsers(client: QueryClient): Promise<unknown> {
  const keys = [usersKey, ["admin", "tenants"], ["admin", "sessions"], ["admin", "access"], ["me"]];
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function createUser(user: NewUser): Promise<User> {
  return postJson("/admin/users", user);
}

export function changeUser(id: string, body: UserChange): Promise<User> {
  return change(userPath(id), { method: "PUT", body });
}

export function deleteUser(id: string): Promise<void> {
  return change(userPath(id), { method: "DELETE" });
}

export function putMembership(id: string, membership: MembershipPut): Promise<UserMembership> {
  return postJson(`${userPath(id)}/tenants`, membership);
}

export function removeMembership(id: string, tenant: string): Promise<void> {
  return change(`${userPath(id)}/tenants/${encodeURIComponent(tenant)}`, { method: "DELETE" });
}

export function endSessionsOf(id: string): Promise<void> {
  return change(`${userPath(id)}/sessions`, { method: "DELETE" });
}
