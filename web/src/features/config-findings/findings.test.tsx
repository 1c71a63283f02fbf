import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mayReadFindings } from "../../api/findings";
import { meQuery } from "../../api/session";
import type { ConfigFindings, Me } from "../../api/types";
import { FindingsBanner } from "./findings-banner";

const fetched = vi.fn<(address: string) => Response>();
beforeEach(() => vi.stubGlobal("fetch", async (address: string) => fetched(address)));
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

const finding = {
  file: "tenant-alpha/panels/cpu_usage.yaml",
  line: 10,
  column: 14,
  severity: "error",
  code: "unknown_column",
  message: "there is no column `cpu_pct`",
  hint: "did you mean `cpu_percent`?",
};
const text =
  "error: there is no column `cpu_pct`\n  --> cpu_usage.yaml:10:14\n10 |   value: cpu_pct\n   |          ^^^^^^^\n";
const refused: ConfigFindings = {
  findings: [finding, { ...finding, line: 12 }, { ...finding, line: 13, severity: "warning", hint: null }],
  loaded_at: "2026-11-21T04:00:00Z",
  failed_at: "2026-11-21T04:05:00Z",
  text,
};

function person(role: string, is_admin = false): Me {
  const membership = { tenant: "tenant-alpha", tenant_name: "Alpha", role, ward_id: null, team_id: null };
  return {
    id: "1",
    email: "a@b",
    full_name: "A B",
    is_admin,
    active_tenant: null,
    sign_in: "local",
    viewing_as: null,
    memberships: [membership] as Me["memberships"],
  };
}

function show(me: Me, findings: ConfigFindings = refused) {
  fetched.mockImplementation(() => new Response(JSON.stringify(findings)));
  const client = new QueryClient();
  client.setQueryData(meQuery.queryKey, me);
  render(
    <QueryClientProvider client={client}>
      <FindingsBanner tenant="tenant-alpha" />
    </QueryClientProvider>,
  );
}

test("an administrator reads what is wrong with an edit, place by place, and can copy it", async () => {
  show(person("admin"));
  const banner = await screen.findByText(
    "An edit of the dashboards has 2 errors and 1 warning and isn’t shown yet.",
  );
  expect(banner).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Show what is wrong" }));
  expect(await screen.findByText("tenant-alpha/panels/cpu_usage.yaml:10:14")).toBeTruthy();
  expect(screen.getAllByText("did you mean `cpu_percent`?")).toHaveLength(2);
  expect(document.querySelector("pre")?.textContent).toBe(text);
  const written = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText: written } });
  fireEvent.click(screen.getByRole("button", { name: "Copy findings", hidden: true }));
  await waitFor(() => expect(written).toHaveBeenCalledWith(text));
});

test("an edit that runs has no banner", async () => {
  show(person("admin"), { ...refused, failed_at: null });
  await waitFor(() => expect(fetched).toHaveBeenCalled());
  expect(screen.queryByRole("status")).toBeNull();
});

test.each(["viewer", "manager", "ward_councillor", "field_worker", "saps_liaison"])(
  "a %s is not told, and the page does not even ask",
  async (role) => {
    show(person(role));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fetched).not.toHaveBeenCalled();
    expect(screen.queryByRole("status")).toBeNull();
  },
);

test("administrators are those of the tenant, and of the platform", () => {
  expect(mayReadFindings(person("admin"), "tenant-alpha")).toBe(true);
  expect(mayReadFindings(person("admin"), "tenant-beta")).toBe(false);
  expect(mayReadFindings(person("viewer", true), "tenant-beta")).toBe(true);
});

test("an administrator who views as a member is told what the member is", () => {
  const viewing = { ...person("viewer", true), viewing_as: {} as Me["viewing_as"] };
  expect(mayReadFindings(viewing, "tenant-alpha")).toBe(false);
  expect(mayReadFindings({ ...viewing, memberships: person("admin").memberships }, "tenant-alpha")).toBe(
    true,
  );
});
