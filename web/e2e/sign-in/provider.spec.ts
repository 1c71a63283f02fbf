import { expect, test } from "@playwright/test";
import { askForTokens, CodeFlow, callback, claimsOf, describe } from "./code-flow";
import { person } from "./people";
import { administrator, gate, stand } from "./stand";

// The provider itself, by plain HTTP: that the realm of deploy/ lets in whom it should, and nobody in another way.

test("people sign in with PKCE, and their tokens say who they are and to which groups they belong", async () => {
  const flow = new CodeFlow();
  const tokens = await flow.signIn("viktor");
  const id = await claimsOf(tokens.id_token);
  const { email, name, groups } = person("viktor");
  expect(id).toMatchObject({ iss: stand.issuer, aud: "watchroom", nonce: flow.nonce, email, name, groups });
  expect(id.sub).not.toContain("viktor");
  expect(id.sid).toBeTruthy();
  const again = await askForTokens({ grant_type: "refresh_token", refresh_token: tokens.refresh_token });
  expect(again.status).toBe(200);
  expect(await claimsOf((await again.json()).id_token)).toMatchObject({ iss: id.iss, sub: id.sub });
  expect((await describe()).backchannel_logout_supported).toBe(true);
});

for (const [what, instead] of [
  ["without PKCE", { code_challenge: undefined, code_challenge_method: undefined }],
  ["with PKCE that is plain", { code_challenge_method: "plain" }],
  ["to another address", { redirect_uri: `${callback}/../elsewhere` }],
  ["to another host", { redirect_uri: "https://elsewhere.example/api/v1/auth/callback" }],
  ["with tokens in the address", { response_type: "token" }],
] as const) {
  test(`nobody signs in ${what}`, async () => {
    const back = await new CodeFlow().comesBackTo("viktor", instead);
    expect(back?.searchParams.get("code") ?? null).toBeNull();
    expect(back?.hash ?? "").not.toContain("access_token");
  });
}

test("a code is worth nothing without its verifier, or without the client's secret, or twice", async () => {
  const code = async (flow: CodeFlow) => (await flow.comesBackTo("viktor"))?.searchParams.get("code") ?? "";
  const form = (flow: CodeFlow, taken: string) => ({
    grant_type: "authorization_code",
    redirect_uri: callback,
    code: taken,
    code_verifier: flow.verifier,
  });
  const first = new CodeFlow();
  expect((await askForTokens(form(new CodeFlow(), await code(first)))).status).toBe(400);
  const second = new CodeFlow();
  const refused = await askForTokens(form(second, await code(second)), ["watchroom", "wrong"]);
  expect(refused.status).toBe(401);
  const third = new CodeFlow();
  const once = form(third, await code(third));
  expect((await askForTokens(once)).status).toBe(200);
  expect((await askForTokens(once)).status).toBe(400);
});

test("passwords are for the provider's page alone", async () => {
  const { username, password } = person("viktor");
  const answer = await askForTokens({ grant_type: "password", username, password });
  expect(answer.status).toBe(400);
});

test("another key signs after a rotation", async () => {
  const before = await claimsOf((await new CodeFlow().signIn("viktor")).id_token);
  await administrator.rotateKeys();
  const after = await claimsOf((await new CodeFlow().signIn("viktor")).id_token);
  expect(after.kid).not.toBe(before.kid);
  expect(after.sub).toBe(before.sub);
});

test("what administrators change holds from the next token on", async () => {
  const { groups } = person("nadia");
  await administrator.setGroups("nadia", ["/tenants/tenant-alpha/viewers"]);
  try {
    const tokens = await new CodeFlow().signIn("nadia");
    expect((await claimsOf(tokens.id_token)).groups).toEqual(["/tenants/tenant-alpha/viewers"]);
    await administrator.endSessions("nadia");
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    expect((await askForTokens(refresh)).status).toBe(400);
    await administrator.setEnabled("nadia", false);
    expect(await new CodeFlow().comesBackTo("nadia")).toBeNull();
  } finally {
    await administrator.setEnabled("nadia", true);
    await administrator.setGroups("nadia", groups);
  }
});

test("the gate takes the provider away and brings it back", async () => {
  try {
    await gate("down");
    await expect(describe()).rejects.toThrow();
  } finally {
    await gate("up");
  }
  expect((await describe()).issuer).toBe(stand.issuer);
});
