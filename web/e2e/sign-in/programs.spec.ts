import { askForTokens, CodeFlow } from "./code-flow";
import { person } from "./people";
import { stand } from "./stand";
import { expect, test } from "./through-provider";

// Programs that show the provider's own tokens.

const keycloak = stand.provider === "keycloak";
/** What an access token is to be made for, where the provider has to be told. */
const forWatchroom: Record<string, string> = keycloak ? {} : { resource: `${stand.watchroom}/api` };

function show(token: string, path = "/auth/me", process: 0 | 1 = 0): Promise<Response> {
  return fetch(`${stand.processes[process]}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
}

async function accessToken(form: Record<string, string>, client: [string, string]): Promise<string> {
  const answer = await askForTokens({ grant_type: "client_credentials", ...form }, client);
  if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

test("a person's access token shows what the person may see, on both processes", async ({ signedInAs }) => {
  // Known since the first sign-in.
  await signedInAs("viktor");
  const { access_token } = await new CodeFlow().signIn("viktor", forWatchroom);
  for (const process of [0, 1] as const) {
    const me = await show(access_token, "/auth/me", process);
    expect(me.status).toBe(200);
    expect(await me.json()).toMatchObject({ email: person("viktor").email, sign_in: "provider_token" });
    expect((await show(access_token, "/dashboards?tenant=tenant-alpha", process)).status).toBe(200);
    expect((await show(access_token, "/dashboards?tenant=tenant-beta", process)).status).toBe(404);
  }
});

test("a token for somebody else is refused, and so is one that is no access token", async ({
  signedInAs,
}) => {
  await signedInAs("viktor");
  const elsewhere = keycloak
    ? await accessToken({}, ["other", stand.service_secret])
    : (await new CodeFlow().signIn("viktor", { resource: "https://other.example/api" })).access_token;
  expect((await show(elsewhere)).status).toBe(401);
  const { id_token, access_token } = await new CodeFlow().signIn("viktor", forWatchroom);
  expect((await show(id_token)).status).toBe(401);
  const [header, payload, signature = ""] = access_token.split(".");
  const turned = signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
  expect((await show(`${header}.${payload}.${turned}`)).status).toBe(401);
  const nothing = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
  expect((await show(`${nothing}.${payload}.`)).status).toBe(401);
});

test("a program that nobody has let in gets in nowhere", async () => {
  const token = await accessToken(keycloak ? {} : { ...forWatchroom, scope: "api" }, [
    "watchroom-service",
    stand.service_secret,
  ]);
  expect((await show(token, "/dashboards?tenant=tenant-alpha")).status).not.toBe(200);
});
