import { panel } from "../on-screen";
import { person } from "./people";
import { stand } from "./stand";
import { ask, expect, fillIn, sessionCookie, signIn, test } from "./through-provider";

const alpha = "/t/tenant-alpha";

test("the way to the provider carries PKCE, state and nonce, and leads back to where one wanted to go", async ({
  page,
}) => {
  const place = `${alpha}/d/performance?from=yesterday&to=today&refresh=off`;
  const asked = page.waitForRequest((request) => request.url().startsWith(stand.issuer));
  await signIn(page, "viktor", place);
  const question = new URL((await asked).url()).searchParams;
  expect(question.get("response_type")).toBe("code");
  expect(question.get("client_id")).toBe("watchroom");
  expect(question.get("redirect_uri")).toBe(`${stand.watchroom}/api/v1/auth/callback`);
  expect(question.get("scope")).toContain("openid");
  expect(question.get("code_challenge_method")).toBe("S256");
  for (const name of ["state", "nonce", "code_challenge"])
    expect(question.get(name)?.length ?? 0, name).toBeGreaterThanOrEqual(43);
  await expect(page.getByRole("heading", { level: 1, name: "Performance" })).toBeVisible();
  await expect(page).toHaveURL(place);
});

test("two sign-ins have nothing in common", async ({ page }) => {
  const questions: URLSearchParams[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.searchParams.has("code_challenge")) questions.push(url.searchParams);
  });
  for (const _ of [1, 2]) {
    await page.goto("/sign-in");
    await page.getByRole("button", { name: /^Continue with / }).click();
    await expect(page.getByLabel("Username or email")).toBeVisible();
  }
  const [first, second] = questions;
  for (const name of ["state", "nonce", "code_challenge"])
    expect(first?.get(name), name).not.toBe(second?.get(name));
});

test("the browser holds a cookie and no token", async ({ signedInAs }) => {
  const page = await signedInAs("viktor", alpha);
  await expect(panel(page, "Service Health").getByText("api-gateway")).toBeVisible();
  const cookies = await page.context().cookies(stand.watchroom);
  const session = cookies.find(({ name }) => name === "watchroom");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  for (const { name, value } of cookies) expect(value, name).not.toMatch(/eyJ/);
  const kept = await page.evaluate(async () => ({
    storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    scripts: document.cookie,
    databases: (await indexedDB.databases()).length,
    address: location.href,
  }));
  expect(kept.storage).not.toMatch(/eyJ|token/i);
  expect(kept).toMatchObject({ scripts: "", databases: 0 });
  expect(kept.address).not.toMatch(/[?&#](code|state|iss|session_state)=/);
});

test("whoever comes for the first time belongs to no tenant, and is told what to do", async ({
  signedInAs,
  central,
}) => {
  const { email, name } = person("nadia");
  const page = await signedInAs("nadia");
  await expect(page.getByRole("heading", { name: "You belong to no tenant yet" })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
  const user = await central.one<{ id: string; issuer: string; subject: string; full_name: string }>(
    "select id, issuer, subject, full_name from users where email = $1 and issuer = $2",
    [email, stand.issuer],
  );
  expect(user.full_name).toBe(name);
  expect(user.subject).not.toBe(email);
  const memberships = await central.rows("select 1 from memberships where user_id = $1", [user.id]);
  expect(memberships).toEqual([]);
});

test("a second sign-in finds the same person", async ({ signedInAs, central }) => {
  await signedInAs("nadia");
  await signedInAs("nadia");
  const sql = "select 1 from users where email = $1 and issuer = $2";
  expect(await central.rows(sql, [person("nadia").email, stand.issuer])).toHaveLength(1);
});

test("a group at the provider makes a member", async ({ signedInAs }) => {
  const page = await signedInAs("viktor");
  await expect(page).toHaveURL(/\/t\/tenant-alpha/);
  const me = await (await ask(1, "/auth/me", await sessionCookie(page))).json();
  expect(me).toMatchObject({ email: person("viktor").email, is_admin: false, sign_in: "oidc" });
  expect(me.memberships).toMatchObject([{ tenant: "tenant-alpha", role: "viewer" }]);
});

test("a group of administrators makes one", async ({ signedInAs }) => {
  const page = await signedInAs("ada");
  const me = await (await ask(0, "/auth/me", await sessionCookie(page))).json();
  expect(me).toMatchObject({ is_admin: true, memberships: [] });
});

test("an equal e-mail address takes no account over (CVE-2023-3128)", async ({ signedInAs, central }) => {
  const { email } = person("impostor");
  const local = await central.one<{ id: string; full_name: string }>(
    "select id, full_name from users where email = $1 and issuer is null",
    [email],
  );
  const page = await signedInAs("impostor");
  await expect(page.getByRole("heading", { name: "You belong to no tenant yet" })).toBeVisible();
  const me = await (await ask(0, "/auth/me", await sessionCookie(page))).json();
  expect(me.id).not.toBe(local.id);
  expect(me).toMatchObject({ email, memberships: [], is_admin: false });
  const after = await central.one("select id, full_name from users where id = $1", [local.id]);
  expect(after).toEqual(local);
});

test("who gives up at the provider is told so, and can begin again", async ({ page }) => {
  const asked = page.waitForRequest((request) => request.url().includes("code_challenge"));
  await page.goto("/sign-in");
  await page.getByRole("button", { name: /^Continue with / }).click();
  const question = new URL((await asked).url()).searchParams;
  const back = new URL(question.get("redirect_uri") ?? "");
  back.search = new URLSearchParams({
    error: "access_denied",
    state: question.get("state") ?? "",
    iss: stand.issuer,
  }).toString();
  await page.goto(back.href);
  await expect(page.getByText("You did not sign in")).toBeVisible();
  await page.getByRole("button", { name: /^Try again with / }).click();
  await fillIn(page, "viktor");
  await expect(page).toHaveURL(/\/t\/tenant-alpha/);
});
