import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
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

function show(config: object, login: () => Response, errorCode?: string) {
  const onSignedIn = vi.fn();
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (address: string, init?: RequestInit) => {
    if (address.endsWith("/auth/config")) return new Response(JSON.stringify(config));
    sent.push(JSON.parse(String(init?.body)));
    return login();
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SignInPage expired={false} returnTo="/t/a?from=-1h" errorCode={errorCode} onSignedIn={onSignedIn} />
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

const problem = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ status, ...body }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });

test("a throttled sign-in says how long to wait; another address need not", async () => {
  const { sent } = show({ mode: "local" }, () =>
    problem(429, { code: "throttled", title: "Too many tries" }, { "retry-after": "45" }),
  );
  fireEvent.change(await screen.findByLabelText("Email"), { target: { value: "a@b.c" } });
  fireEvent.change(screen.getByLabelText("Password"), { target: { value: "x" } });
  fireEvent.submit(screen.getByLabelText("Password").closest("form") as HTMLFormElement);
  const waiting = await screen.findByRole("button", { name: /^Try again in 4[345] s$/ });
  expect(waiting.hasAttribute("disabled")).toBe(true);
  expect(screen.getByRole("alert").textContent).toContain("Too many tries");
  fireEvent.submit(screen.getByLabelText("Password").closest("form") as HTMLFormElement);
  expect(sent).toHaveLength(1);
  fireEvent.change(screen.getByLabelText("Email"), { target: { value: "b@b.c" } });
  expect(screen.getByRole("button", { name: "Sign in" }).hasAttribute("disabled")).toBe(false);
});

describe("with a provider", () => {
  const config = { mode: "oidc", provider_name: "Mokgatle ID" };

  test("one button leads there, and back to where one was", async () => {
    const assigned = vi.spyOn(window.location, "assign").mockImplementation(() => undefined);
    const { sent } = show(config, () => new Response('{"authorize_url":"https://id.example/auth?x=1"}'));
    fireEvent.click(await screen.findByRole("button", { name: "Continue with Mokgatle ID" }));
    await vi.waitFor(() => expect(assigned).toHaveBeenCalledWith("https://id.example/auth?x=1"));
    expect(sent).toEqual([{ return_to: "/t/a?from=-1h" }]);
    expect(screen.queryByLabelText("Password")).toBeNull();
    assigned.mockRestore();
  });

  test("a provider that is down is said, and can be tried again", async () => {
    show(config, () =>
      problem(503, { code: "provider_unreachable", title: "The provider does not answer", hint: "Wait." }),
    );
    fireEvent.click(await screen.findByRole("button", { name: "Continue with Mokgatle ID" }));
    expect((await screen.findByRole("alert")).textContent).toContain("The provider does not answer");
    expect(screen.getByRole("button", { name: "Try again with Mokgatle ID" })).toBeTruthy();
  });

  test.each([
    ["state_mismatch", "This sign-in was not begun here"],
    ["sign_in_expired", "That took too long"],
    ["provider_unreachable", "Mokgatle ID does not answer"],
    ["provider_failed", "Mokgatle ID answered something unusable"],
    ["provider_refused", "Mokgatle ID refused the sign-in"],
    ["access_denied", "You did not sign in"],
    ["token_refused", "What Mokgatle ID said about you could not be believed"],
    ["account_disabled", "Your account is disabled"],
    ["server_error", "The server could not finish the sign-in"],
    ["<b>whatever</b>", "The sign-in failed"],
  ])("%s is said in words, with a way to try again", async (code, title) => {
    show(config, () => new Response("{}"), code);
    expect((await screen.findByRole("alert")).textContent).toContain(title);
    expect(screen.getByRole("button", { name: "Try again with Mokgatle ID" })).toBeTruthy();
  });
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
