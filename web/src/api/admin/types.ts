import type { Session } from "../types";

/** Parts of a list with its true size. */
interface Paged {
  total: number;
  /** From 0. */
  page: number;
  page_size: number;
  page_count: number;
}

export interface UserMembership {
  tenant: string;
  tenant_name: string;
  role: string;
  ward_id: string | null;
  team_id: string | null;
}

export interface User {
  id: string;
  email: string;
  full_name: string;
  is_admin: boolean;
  disabled: boolean;
  sign_in: "local" | "oidc";
  created_at: string;
  last_sign_in_at: string | null;
  memberships: UserMembership[];
}

export interface UserList extends Paged {
  users: User[];
}

export interface NewUser {
  email: string;
  full_name: string;
  password: string;
  is_admin: boolean;
}

export type UserChange = Partial<NewUser & { disabled: boolean }>;

/** What is put on a member: a ward or a team that is not named is taken away. */
export interface MembershipPut {
  tenant_id: string;
  role: string;
  ward_id?: string;
  team_id?: string;
}

export interface AdminSession extends Session {
  user: { id: string; email: string; full_name: string };
}

export interface SessionList extends Paged {
  sessions: AdminSession[];
}

export interface Tenant {
  id: string;
  name: string;
  created_at: string;
  members: number;
  dashboards: number;
  findings: { errors: number; warnings: number };
  database: { reachable: boolean; detail: string | null };
}

export interface ApiToken {
  id: string;
  name: string;
  tenant_id: string;
  role: string;
  ward_id: string | null;
  team_id: string | null;
  created_by: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  last_used_at: string | null;
}

export interface NewApiToken {
  name: string;
  tenant_id: string;
  role: string;
  ward_id?: string;
  team_id?: string;
  expires_in_days: number;
}

/** The token itself is told this once. */
export type MadeApiToken = ApiToken & { token: string };

export interface AuditRecord {
  seq: number;
  at: string;
  actor: { id: string | null; email: string } | null;
  from_address: string | null;
  tenant_id: string | null;
  action: string;
  subject: string | null;
  detail: Record<string, unknown> | null;
}

export interface AuditPage extends Paged {
  records: AuditRecord[];
}
