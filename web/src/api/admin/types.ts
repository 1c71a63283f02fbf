import type { components } from "../schema";

type Schemas = components["schemas"];

export type AdminSession = Schemas["SessionView"];
export type ApiToken = Schemas["TokenView"];
export type MadeApiToken = Schemas["NewTokenView"];
export type MembershipPut = Schemas["MembershipRequest"];
export type NewApiToken = Schemas["TokenRequest"];
export type NewTenant = Schemas["NewTenantRequest"];
export type NewUser = Schemas["NewUserRequest"];
export type SessionList = Schemas["SessionPage"];
export type Tenant = Schemas["TenantView"];
export type TenantChange = Schemas["TenantChangeRequest"];
export type User = Schemas["UserView"];
export type UserChange = Schemas["UserChangeRequest"];
export type UserList = Schemas["UserPage"];
export type UserMembership = Schemas["MembershipView"];

/** The document says of a record's detail no more than that it is an object. */
export type AuditRecord = Omit<Schemas["RecordView"], "detail"> & { detail: Record<string, unknown> | null };
export type AuditPage = Omit<Schemas["AuditPage"], "records"> & { records: AuditRecord[] };
