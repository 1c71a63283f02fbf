import { expect, test } from "vitest";
import { tokenState } from "./token-state";

const now = Date.parse("2026-11-21T04:00:00Z");

test.each([
  ["2027-01-01T00:00:00Z", null, "active"],
  ["2026-12-01T00:00:00Z", null, "expires soon"],
  ["2026-11-21T04:00:00Z", null, "expired"],
  ["2027-01-01T00:00:00Z", "2026-11-20T00:00:00Z", "revoked"],
  ["2020-01-01T00:00:00Z", "2019-12-01T00:00:00Z", "revoked"],
])("until %s, revoked %s: %s", (expires_at, revoked_at, state) =>
  expect(tokenState({ expires_at, revoked_at }, now)).toBe(state),
);
