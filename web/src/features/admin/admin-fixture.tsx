import type { User } from "../../api/admin/types";

// What the tests of the administration begin with.

export const eve: User = {
  id: "u1",
  email: "eve@watchroom.example",
  full_name: "Eve Engineer",
  is_admin: false,
  disabled: false,
  sign_in: "local",
  created_at: "2026-03-01T08:00:00Z",
  last_sign_in_at: null,
  memberships: [
    { tenant: "tenant-alpha", tenant_name: "Alpha", role: "viewer", ward_id: null, team_id: null },
    { tenant: "tenant-beta", tenant_name: "Beta", role: "saps_liaison", ward_id: null, team_id: null },
  ],
};
