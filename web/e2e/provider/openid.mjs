// A certified OpenID provider (npm `oidc-provider`) with the people, groups and clients of Keycloak's realm, and commands
// for what an administrator would do at Keycloak's console.
//
//   node openid.mjs --issuer URL --listen 127.0.0.1:PORT --control 127.0.0.1:PORT --watchroom URL --tells URL
//
// People reach Watchroom at `--watchroom`, the provider itself at `--tells`.
// The secrets of its clients come from WATCHROOM_CLIENT_SECRET and WATCHROOM_SERVICE_SECRET, as Keycloak's do.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import Provider, { errors } from "oidc-provider";
import { readPeople } from "./people.mjs";
import { signInPage, signOutPage } from "./screens.mjs";
import { Storage, sessionsOf } from "./storage.mjs";

const { values } = parseArgs({
  options: {
    issuer: { type: "string" },
    listen: { type: "string" },
    control: { type: "string" },
    watchroom: { type: "string" },
    tells: { type: "string" },
    "access-seconds": { type: "string", default: "300" },
  },
});
const { issuer, watchroom, tells } = values;
const accessSeconds = Number(values["access-seconds"]);
if (!issuer || !watchroom || !tells) throw new Error("--issuer, --watchroom and --tells are needed");

// A subject says nothing about its person.
const people = readPeople().map((person) => ({ ...person, subject: randomUUID(), enabled: true }));
const byUsername = (username) => people.find((person) => person.username === username);
const bySubject = (subject) => people.find((person) => person.subject === subject);

const clients = [
  {
    client_id: "watchroom",
    client_secret: process.env.WATCHROOM_CLIENT_SECRET,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    redirect_uris: [`${watchroom}/api/v1/auth/callback`],
    post_logout_redirect_uris: [`${watchroom}/sign-in`],
    backchannel_logout_uri: `${tells}/api/v1/auth/backchannel-logout`,
    backchannel_logout_session_required: true,
  },
  {
    client_id: "watchroom-service",
    client_secret: process.env.WATCHROOM_SERVICE_SECRET,
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
  },
];

/** What access tokens can be made for, by the name that is asked for: Watchroom, and something else. */
const audiences = { [`${watchroom}/api`]: "watchroom", "https://other.example/api": "other" };

const newKey = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
};

async function findAccount(_context, subject) {
  const person = bySubject(subject);
  if (!person?.enabled) return undefined;
  return {
    accountId: subject,
    claims: async () => ({
      sub: subject,
      email: person.email,
      email_verified: true,
      name: person.name,
      preferred_username: person.username,
      groups: person.groups,
    }),
  };
}

function makeProvider(key) {
  const provider = new Provider(issuer, {
    adapter: Storage,
    clients,
    jwks: { keys: [key] },
    cookies: { keys: ["only for tests"] },
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username", "groups"],
      email: ["email", "email_verified"],
    },
    // As Keycloak does: what is known of a person stands in the ID token too.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    // Without the guard that keeps it from asking this very machine: Watchroom is here.
    fetch: (url, { dispatcher: _guard, ...options }) => fetch(url, options),
    findAccount,
    // First-party: nobody is asked whether Watchroom may know who they are.
    loadExistingGrant: async (context) => {
      const grant = new provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email");
      for (const resource of Object.keys(audiences)) grant.addResourceScope(resource, "api");
      await grant.save();
      return grant;
    },
    // For as long as the person is signed in here, as at Keycloak; and a new one with each use, which Keycloak can do too.
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
    ttl: {
      AccessToken: accessSeconds,
      ClientCredentials: accessSeconds,
      IdToken: 300,
      Interaction: 900,
      Grant: 86_400,
      RefreshToken: 86_400,
      Session: 86_400,
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutPage },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          const audience = audiences[resource];
          if (audience === undefined) throw new errors.InvalidTarget();
          return {
            audience,
            scope: "api",
            accessTokenFormat: "jwt",
            accessTokenTTL: accessSeconds,
            jwt: { sign: { alg: "RS256" } },
          };
        },
      },
    },
  });
  return provider;
}

let provider = makeProvider(newKey());
let handle = provider.callback();

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

/** The sign-in page, and what it sends. */
async function signIn(request, response) {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(signInPage(uid, ""));
    return;
  }
  const form = new URLSearchParams(await bodyOf(request));
  const person = byUsername(form.get("username") ?? "");
  if (!person?.enabled || form.get("password") !== person.password) {
    const page = signInPage(uid, "Invalid username or password.");
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: person.subject } });
}

const failed = (response) => (error) => {
  if (!response.headersSent) response.writeHead(400, { "content-type": "text/plain" });
  response.end(`${error.name}: ${error.message}`);
};

const server = createServer((request, response) => {
  if (request.url?.startsWith("/sign-in/")) signIn(request, response).catch(failed(response));
  else handle(request, response);
});

const commands = {
  "rotate-keys": async () => {
    provider = makeProvider(newKey());
    handle = provider.callback();
  },
  "end-sessions": async ({ username }) => {
    for (const session of sessionsOf(byUsername(username).subject)) {
      await new Storage("Session").destroy(session.jti);
      for (const [clientId, { sid, grantId }] of Object.entries(session.authorizations ?? {})) {
        for (const kind of ["RefreshToken", "AccessToken"]) await new Storage(kind).revokeByGrantId(grantId);
        const client = await provider.Client.find(clientId);
        // As at Keycloak, a session ends also where its client cannot be told.
        const told = client.backchannelLogout(session.accountId, sid);
        await told.catch((error) => console.error(`${clientId} was not told: ${error.message}`));
      }
    }
  },
  "set-groups": async ({ username, groups }) => {
    byUsername(username).groups = groups;
  },
  "set-enabled": async ({ username, enabled }) => {
    byUsername(username).enabled = enabled;
  },
};

const control = createServer(async (request, response) => {
  const command = commands[(request.url ?? "/").slice(1)];
  if (request.method !== "POST" || command === undefined) {
    response.writeHead(404).end();
    return;
  }
  try {
    await command(JSON.parse((await bodyOf(request)) || "{}"));
    response.writeHead(204).end();
  } catch (error) {
    failed(response)(error);
  }
});

function address(text) {
  const [host, port] = (text ?? "").split(":");
  return { host, port: Number(port) };
}

control.listen(address(values.control));
server.listen(address(values.listen));
