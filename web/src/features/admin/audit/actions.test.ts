import { expect, test } from "vitest";
import { actionName } from "./actions";

test.each([
  ["sign_in", "Signed in"],
  ["sensitive_read", "Read sensitive tickets"],
  ["moon_landed", "Moon landed"],
])("%s reads %s", (action, name) => expect(actionName(action)).toBe(name));
