import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { type APIRequestContext, type APIResponse, request } from "@playwright/test";
import { person, type Username } from "./people";
import { stand } from "./stand";

/** A provider's description of itself. */
interface Description {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  end_session_endpoint: string;
  backchannel_logout_supported?: boolean;
}

type NodeKey = import("node:crypto").JsonWebKey;

export interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token: string;
}

const random = () => randomBytes(32).toString("base64url");
export const callback = `${stand.watchroom}/api/v1/auth/callback`;

export async function describe(): Promise<Description> {
  const answer = await fetch(`${stand.issuer}/.well-known/openid-configuration`);
  return (await answer.json()) as Description;
}

/** A sign-in by plain HTTP, as Watchroom and a browser would do it together; parts of it can be made wrong. */
export class CodeFlow {
  readonly verifier = random();
  readonly state = random();
  readonly nonce = random();

  /** What the browser is sent to the provider with. */
  question(instead: Record<string, string | undefined> = {}): Record<string, string> {
    const usual = {
      response_type: "code",
      client_id: "watchroom",
      redirect_uri: callback,
      scope: "openid profile email",
      state: this.state,
      nonce: this.nonce,
      code_challenge: createHash("sha256").update(this.verifier).digest("base64url"),
      code_challenge_method: "S256",
    };
    const all = Object.entries({ ...usual, ...instead });
    return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  /** Where the browser comes back to Watchroom; `null` where the provider keeps it. */
  async comesBackTo(who: Username, instead: Record<string, string | undefined> = {}): Promise<URL | null> {
    const { authorization_endpoint } = await describe();
    const begin = new URL(authorization_endpoint);
    begin.search = new URLSearchParams(this.question(instead)).toString();
    return this.follow(who, begin.href);
  }

  /** The same for a question that somebody else has asked. */
  async follow(who: Username, question: string): Promise<URL | null> {
    const browser = await request.newContext();
    try {
      const first = await browser.get(question, { maxRedirects: 0 });
      const shown = await insideOfProvider(browser, first, new URL(question));
      if (shown instanceof URL) return shown;
      const action = /<form[^>]*\saction="([^"]+)"/.exec(await shown.text())?.[1]?.replaceAll("&amp;", "&");
      if (action === undefined) return null;
      const form = new URL(action, shown.url());
      const { username, password } = person(who);
      const answer = await browser.post(form.href, { form: { username, password }, maxRedirects: 0 });
      const end = await insideOfProvider(browser, answer, form);
      return end instanceof URL ? end : null;
    } finally {
      await browser.dispose();
    }
  }

  /** Signs somebody in and fetches the tokens. `more` goes into both questions. */
  async signIn(who: Username, more: Record<string, string> = {}): Promise<Tokens> {
    const back = await this.comesBackTo(who, more);
    const code = back?.searchParams.get("code");
    if (!code) throw new Error(`${who} cannot sign in: ${back?.href ?? "the provider keeps the browser"}`);
    const form = { redirect_uri: callback, code_verifier: this.verifier, code, ...more };
    const answer = await askForTokens({ grant_type: "authorization_code", ...form });
    if (!answer.ok) throw new Error(`no tokens: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Tokens;
  }
}

/** Follows redirects inside of the provider: its last answer, or the way out. */
async function insideOfProvider(
  browser: APIRequestContext,
  first: APIResponse,
  from: URL,
): Promise<APIResponse | URL> {
  let [answer, at] = [first, from];
  for (;;) {
    const location = answer.headers().location;
    if (location === undefined) return answer;
    at = new URL(location, at);
    if (at.origin !== new URL(stand.issuer).origin) return at;
    answer = await browser.get(at.href, { maxRedirects: 0 });
  }
}

/** Asks the token endpoint as a client. */
export async function askForTokens(
  form: Record<string, string>,
  [id, secret]: [string, string] = ["watchroom", stand.client_secret],
): Promise<Response> {
  const { token_endpoint } = await describe();
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  return fetch(token_endpoint, {
    method: "POST",
    headers: { authorization },
    body: new URLSearchParams(form),
  });
}

/** A token's claims, if the provider's own key signed it. */
export async function claimsOf(token: string): Promise<Record<string, unknown> & { kid: string }> {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  const { kid, alg } = read(header) as { kid: string; alg: string };
  const { jwks_uri } = await describe();
  const { keys } = (await (await fetch(jwks_uri)).json()) as { keys: (NodeKey & { kid: string })[] };
  const key = keys.find((candidate) => candidate.kid === kid);
  if (key === undefined || alg !== "RS256") throw new Error(`the provider has no key ${kid} for ${alg}`);
  const genuine = verify(
    "RSA-SHA256",
    Buffer.from(`${header}.${payload}`),
    createPublicKey({ key, format: "jwk" }),
    Buffer.from(signature, "base64url"),
  );
  if (!genuine) throw new Error("the signature is wrong");
  return { ...read(payload), kid };
}
