import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { safeReturnTo } from "./return-to";
import { SignInPage } from "./sign-in-page";

afterEach(() => vi.unstubAllGlobals());

const user = {
  id: "1",
  email: "a@b.c",
  full_name: "A",
  is_admin: false,
  active_tenant: null,
  memberships: [],
};

function show(config: object, login: () => Response) {
  const onSignedIn = vi.fn();
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
    if (address.endsWith("/auth/config")) return new Response(JSON.stringify(config));
    sent.push(JSON.parse(String(init?.body)));
    return login();
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SignInPage expired={false} returnTo="/" onSignedIn={onSignedIn} />
    </QueryClientProvider>,
  );
  return { onSignedIn, sent };
}

test("a demo account is one click away", async () => {
  const account = {
    email: "viewer@demo.example",
    password: "secret",
    role: "viewer",
    tenant: "tenant-alpha",
  };
  const { onSignedIn, sent } = show(
    { mode: "local", demo_accounts: [account] },
    () => new Response(JSON.stringify({ user })),
  );
  fireEvent.click(await screen.findByRole("button", { name: /Viewer/ }));
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledWith(user));
  expect(sent).toEqual([{ email: account.email, password: account.password }]);
});

test("a refused sign-in says why and signs nobody in", async () => {
  const refusal = {
    code: "bad_credentials",
    title: "Email or password is wrong",
    status: 401,
    hint: "Check both.",
  };
  const { onSignedIn } = show(
    { mode: "local" },
    () =>
      new Response(JSON.stringify(refusal), {
        status: 401,
        headers: { "content-type": "application/problem+json" },
      }),
  );
  fireEvent.change(await screen.findByLabelText("Email"), { target: { value: "a@b.c" } });
  fireEvent.change(screen.getByLabelText("Password"), { target: { value: "x" } });
  fireEvent.submit(screen.getByLabelText("Password").closest("form") as HTMLFormElement);
  expect((await screen.findByRole("alert")).textContent).toContain("Email or password is wrong");
  expect(onSignedIn).not.toHaveBeenCalled();
});

test.each([
  [undefined, "/"],
  ["/t/a?from=-1h#x", "/t/a?from=-1h#x"],
  ["//evil.example/x", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["/sign-in?return_to=/sign-in", "/"],
  ["/.//evil.example", "/"],
])("return_to %s leads to %s", (wanted, expected) =>
  expect(safeReturnTo(wanted, "https://watch.example")).toBe(expected),
);
