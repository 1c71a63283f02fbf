import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { ApiError, unreachable } from "../../api/problem";
import type { OpenedShare } from "../../api/shares";
import { ShareProblemPage } from "./share-problem-page";

const share: OpenedShare = {
  id: "s1",
  name: "Wall",
  kind: "dashboard",
  target: "default",
  tenant: "tenant-alpha",
  tenant_name: "Alpha",
  ward_id: null,
  longest_range_hours: null,
  timezone: "UTC",
  expires_at: "2999-01-01T00:00:00Z",
};
const problem = (status: number, code: string) =>
  new ApiError({ code, title: `It says ${code}`, status, detail: "", hint: "", request_id: "" });

test.each([
  ["a link that never was one", problem(401, "share_ended"), undefined, "This link opens nothing"],
  ["one that was revoked", problem(401, "share_ended"), share, "This link was withdrawn"],
  [
    "one whose time is over",
    problem(401, "share_ended"),
    { ...share, expires_at: "2020-01-01T00:00:00Z" },
    "This link has expired",
  ],
  ["what is gone", problem(404, "share_target_gone"), share, "What was shared is not there any more"],
  ["anything else", problem(403, "range_too_long"), share, "It says range_too_long"],
])("%s has a page of its own, with nothing to press", (_, error, known, title) => {
  render(<ShareProblemPage error={error} share={known} onRetry={() => undefined} />);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe(title);
  expect(screen.queryByRole("button")).toBeNull();
});

test.each([
  ["without the server", unreachable()],
  ["opened too often", problem(429, "opened_too_often")],
])("%s it can be tried again", (_, error) => {
  render(<ShareProblemPage error={error} onRetry={() => undefined} />);
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});
