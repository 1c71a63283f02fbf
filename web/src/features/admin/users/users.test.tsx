import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { refuse, serve, show } from "../../../api/page-fixture";
import { eve } from "../admin-fixture";
import { AccessList } from "./access-list";
import { MembershipDialog } from "./membership-dialog";
import { NewUserDialog } from "./new-user-dialog";
import { UserPage } from "./user-page";

afterEach(() => vi.unstubAllGlobals());

const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name, hidden: true }));

test("a user is made with a generated password, which is shown once more to hand over", async () => {
  let taken = true;
  const calls = serve(() =>
    taken
      ? refuse(409, { code: "already_exists", title: "There is one", detail: "It exists already." })
      : eve,
  );
  await show(<NewUserDialog onClose={() => undefined} />);
  type("Name", "Eve Engineer");
  type("E-mail", eve.email);
  press("Generate");
  const password = (screen.getByLabelText("Password") as HTMLInputElement).value;
  expect(password).toMatch(/^[\w]{5}(-[\w]{5}){3}$/);
  press("Create user");
  // The refusal stands at the field, and what was typed stays.
  const field = screen.getByLabelText("E-mail");
  await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  expect(document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent).toContain(
    "It exists already.",
  );
  taken = false;
  press("Create user");
  await screen.findByText("Eve Engineer can sign in");
  expect((screen.getByLabelText("Password") as HTMLInputElement).value).toBe(password);
  expect(screen.getByLabelText("Password").hasAttribute("readonly")).toBe(true);
  expect(calls[0]).toEqual({
    method: "POST",
    path: "/admin/users",
    body: { email: eve.email, full_name: "Eve Engineer", password, is_admin: false },
  });
});

test("a membership takes its place: a councillor a ward, a field worker a team", async () => {
  const calls = serve(({ path }) =>
    path === "/admin/tenants"
      ? { tenants: ["tenant-alpha", "tenant-beta", "harbour"].map((id) => ({ id, name: id })) }
      : {},
  );
  await show(<MembershipDialog user={eve} onClose={() => undefined} />);
  const tenants = await screen.findByLabelText("Tenant");
  // Where somebody is a member already, there is nothing to add.
  expect(
    within(tenants)
      .getAllByRole("option", { hidden: true })
      .map((one) => one.textContent),
  ).toEqual(["harbour"]);
  expect(screen.getByLabelText("Ward").hasAttribute("required")).toBe(false);
  expect(screen.queryByLabelText("Team")).toBeNull();
  type("Role", "field_worker");
  expect(screen.getByLabelText("Team")).toBeTruthy();
  type("Role", "ward_councillor");
  expect(screen.getByLabelText("Ward").hasAttribute("required")).toBe(true);
  type("Ward", " 3 ");
  press("Add membership");
  await waitFor(() => expect(calls.some(({ method }) => method === "POST")).toBe(true));
  expect(calls.find(({ method }) => method === "POST")).toEqual({
    method: "POST",
    path: "/admin/users/u1/tenants",
    body: { tenant_id: "harbour", role: "ward_councillor", ward_id: "3" },
  });
});

const sessions = { sessions: [], total: 0, page: 0, page_size: 50, page_count: 0 };

async function showEve(refused?: Response) {
  const calls = serve(({ method, path }) => {
    if (path.startsWith("/admin/sessions")) return sessions;
    if (method === "GET") return eve;
    return refused ?? null;
  });
  const onGone = vi.fn();
  const onViewAs = vi.fn();
  await show(<UserPage id="u1" onGone={onGone} onViewAs={onViewAs} />);
  await screen.findByRole("heading", { level: 1, name: "Eve Engineer" });
  return { calls, onGone, onViewAs };
}

test("a user is deleted only by typing the address", async () => {
  const { calls, onGone } = await showEve();
  press("Delete");
  const act = await screen.findByRole("button", { name: "Delete user", hidden: true });
  expect(act.hasAttribute("disabled")).toBe(true);
  type("The user’s e-mail address", "eve@watchroom.exampl");
  fireEvent.submit(act.closest("form") as HTMLFormElement);
  expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
  type("The user’s e-mail address", eve.email);
  fireEvent.click(act);
  await waitFor(() => expect(onGone).toHaveBeenCalled());
  expect(calls.find(({ method }) => method === "DELETE")?.path).toBe("/admin/users/u1");
});

test("the last administrator stays, and the page says why", async () => {
  await showEve(
    refuse(409, { code: "last_admin", title: "Nobody would administer", detail: "The last one." }),
  );
  press("Disable");
  fireEvent.click(
    (await screen.findAllByRole("button", { name: "Disable", hidden: true }))[1] as HTMLElement,
  );
  expect((await screen.findByRole("alert", { hidden: true })).textContent).toContain(
    "Nobody would administer",
  );
});

test("a member is viewed as; a liaison is not, and the menu says why", async () => {
  const { calls, onViewAs } = await showEve();
  const open = (name: string) => {
    const menu = document.querySelector(`[popover][aria-label="${name}"]`);
    if (menu === null) throw new Error(`no menu ${name}`);
    fireEvent(menu, Object.assign(new Event("toggle"), { newState: "open" }));
    return within(menu as HTMLElement).getByRole("menuitem", { name: /^View as this member/, hidden: true });
  };
  const liaison = open("Membership of Beta");
  expect(liaison.getAttribute("aria-disabled")).toBe("true");
  expect(liaison.textContent).toContain("for a liaison alone");
  fireEvent.click(liaison);
  expect(calls.some(({ path }) => path === "/admin/view-as")).toBe(false);
  fireEvent.click(open("Membership of Alpha"));
  await waitFor(() => expect(onViewAs).toHaveBeenCalledWith(eve.memberships[0]));
  expect(calls.find(({ path }) => path === "/admin/view-as")?.body).toEqual({
    user_id: "u1",
    tenant_id: "tenant-alpha",
  });
});

test("what a member may see is said with its reason", async () => {
  await show(
    <AccessList
      access={{
        user: { id: "u1", email: "c@d.e", full_name: "C D", is_admin: false, disabled: false },
        tenant: { id: "tenant-beta", name: "Beta" },
        member: true,
        role: "ward_councillor",
        ward_id: "3",
        team_id: null,
        summary: "Sees tenant-beta as ward_councillor.",
        actions: [{ action: "view", allowed: true, rows: "ward 3", why: "may do this" }],
        dashboards: [
          {
            name: "default",
            title: "Municipality",
            seen: true,
            why: "it can be limited to ward 3",
            panels: [
              {
                id: "a",
                title: "Uptime",
                seen: false,
                rows: null,
                opens_rows: false,
                exports: false,
                why: "not by ward",
              },
              {
                id: "b",
                title: "Tickets",
                seen: true,
                rows: "ward 3",
                opens_rows: true,
                exports: true,
                why: "by ward",
              },
            ],
          },
        ],
      }}
    />,
  );
  const items = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(items).toContain("Yes:See dashboards and reports ward 3may do this");
  expect(items).toContain("No:Uptime not by ward");
  expect(items).toContain("Yes:Tickets ward 3by ward; with its rows and its export");
});
