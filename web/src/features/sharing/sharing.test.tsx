import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { meQuery } from "../../api/session";
import type { Me, ViewingAs } from "../../api/types";
import { ShareButton } from "./share-button";

afterEach(() => vi.unstubAllGlobals());

const viewing: ViewingAs = {
  user_id: "2",
  email: "c@d",
  full_name: "C D",
  tenant: "tenant-alpha",
  role: "manager",
  ward_id: null,
  team_id: null,
};

function person(role: string, viewing_as: ViewingAs | null = null): Me {
  const membership = { tenant: "tenant-alpha", tenant_name: "Alpha", role, ward_id: null, team_id: null };
  return {
    id: "1",
    email: "a@b",
    full_name: "A B",
    is_admin: true,
    active_tenant: null,
    sign_in: "local",
    viewing_as,
    memberships: [membership] as Me["memberships"],
  };
}

function show(me: Me, tenant = "tenant-alpha") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  client.setQueryData(meQuery.queryKey, me);
  render(
    <QueryClientProvider client={client}>
      <ShareButton tenant={tenant} kind="dashboard" target="default" title="System Health" />
    </QueryClientProvider>,
  );
}

const button = () => screen.queryByRole("button", { name: "Share" });

test.each([
  ["manager", true],
  ["admin", true],
  ["viewer", false],
  ["ward_councillor", false],
  ["field_worker", false],
  ["saps_liaison", false],
])("a %s may share: %s", (role, may) => {
  show(person(role));
  expect(button() !== null).toBe(may);
});

test("nobody shares another tenant, nor through a member's eyes", () => {
  show(person("admin"), "tenant-beta");
  show(person("manager", viewing));
  expect(button()).toBeNull();
});

test("a link is made for this dashboard and shown once", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit = {}) => {
    if (init.method !== "POST") return new Response('{"shares":[]}');
    sent.push([address, new Headers(init.headers).get("X-Tenant"), JSON.parse(String(init.body))]);
    return new Response(JSON.stringify({ id: "s1", name: "Wall", token: "wrs_x", url: "/share#wrs_x" }), {
      status: 201,
    });
  });
  show(person("manager"));
  fireEvent.click(screen.getByRole("button", { name: "Share" }));
  const type = async (label: string, value: string) =>
    fireEvent.change(await screen.findByLabelText(label), { target: { value } });
  await type("Name", "Wall");
  await type("Sees it as", "ward_councillor");
  await type("Ward", "3");
  await type("Longest range", "24");
  fireEvent.click(screen.getByRole("button", { name: "Make link", hidden: true }));
  const link = (await screen.findByLabelText("The link of “Wall”")) as HTMLInputElement;
  expect(new URL(link.value).hash).toBe("#wrs_x");
  expect(new URL(link.value).origin).toBe(window.location.origin);
  await waitFor(() =>
    expect(sent).toEqual([
      [
        "/api/v1/shares",
        "tenant-alpha",
        {
          name: "Wall",
          kind: "dashboard",
          target: "default",
          role: "ward_councillor",
          ward_id: "3",
          longest_range_hours: 24,
          expires_in_days: 30,
        },
      ],
    ]),
  );
});
