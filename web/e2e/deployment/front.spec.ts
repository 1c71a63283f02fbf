import { readFile } from "node:fs/promises";
import { type IncomingMessage, request as plain } from "node:http";
import { type RequestOptions, request } from "node:https";
import { dirname, join } from "node:path";
import { EventStream } from "../sign-in/event-stream";
import { stand } from "../sign-in/stand";
import { expect, sessionCookie, signIn, test } from "../sign-in/through-provider";

// Real nginx with the files of deploy/nginx: TLS in front of two processes. The provider stands beside it.

const folder = dirname(process.env.WATCHROOM_STAND_JSON ?? "");
const https = new URL(stand.watchroom);

interface Answer {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

async function read(message: IncomingMessage): Promise<Answer> {
  let body = "";
  for await (const piece of message) body += piece;
  return { status: message.statusCode, headers: message.headers, body };
}

/** Asks nginx, believing the one certificate that it has. */
async function ask(path: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  const ca = await readFile(join(folder, "tls.crt"));
  return new Promise((done, failed) => {
    // By address, so that it can come from another address of this machine's.
    const asked = request(
      {
        host: "127.0.0.1",
        port: https.port,
        servername: "localhost",
        path,
        ca,
        ...options,
        headers: { host: https.host, ...options.headers },
      },
      (answer) => read(answer).then(done, failed),
    );
    asked.on("error", failed);
    asked.end(body);
  });
}

test("sign-in through TLS: the cookie is for this very host and never in the clear, and the page works", async ({
  page,
}) => {
  await signIn(page, "viktor", "/t/tenant-alpha");
  await expect(page.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();
  const cookies = await page.context().cookies(stand.watchroom);
  const session = cookies.find(({ name }) => name === "__Host-watchroom");
  expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
  for (const { name, secure } of cookies) expect(secure, name).toBe(true);
});

test("whoever asks in the clear is sent to TLS, and told to stay there", async () => {
  const port = Number(await readFile(join(folder, "http.port"), "utf8"));
  const answer = await new Promise<Answer>((done, failed) => {
    plain({ host: "127.0.0.1", port, path: "/t/x?y=1", headers: { host: "localhost" } }, (message) =>
      read(message).then(done, failed),
    )
      .on("error", failed)
      .end();
  });
  expect(answer.status).toBe(301);
  expect(answer.headers.location).toBe("https://localhost/t/x?y=1");
  for (const path of ["/", "/api/v1/auth/me", "/health"]) {
    const { headers } = await ask(path);
    // Once: Watchroom says it too.
    expect(headers["strict-transport-security"], path).toBe("max-age=31536000; includeSubDomains");
  }
});

test("a name that is not ours gets no answer", async () => {
  const refused = ask("/", { servername: "other.example", rejectUnauthorized: false });
  await expect(refused).rejects.toThrow(/unrecognized name/);
  expect((await ask("/health", { rejectUnauthorized: false })).status).toBe(200);
});

test("of Keycloak, only what people sign in with can be reached", async () => {
  const at = { servername: "id.localhost", headers: { host: "id.localhost" } };
  for (const path of ["/", "/admin/", "/admin/realms", "/realms/master/account", "/metrics", "/health"])
    expect((await ask(path, at)).status, path).toBe(404);
});

test("events pass as they come", async ({ page }) => {
  await signIn(page, "viktor", "/t/tenant-alpha");
  const cookie = await sessionCookie(page);
  const path = "/api/v1/events?tenant=tenant-alpha";
  const direct = await Promise.all(
    stand.processes.map((process) => EventStream.open(`${process}${path}`, cookie)),
  );
  const ca = await readFile(join(folder, "tls.crt"));
  const begin = Date.now();
  const through = await new Promise<IncomingMessage>((done, failed) => {
    request(
      { host: "localhost", port: https.port, path, ca, headers: { cookie, accept: "text/event-stream" } },
      done,
    )
      .on("error", failed)
      .end();
  });
  expect(through.statusCode).toBe(200);
  let text = "";
  through.on("data", (piece) => {
    text += piece;
  });
  // A few bytes: whoever waits for a full buffer waits for ever.
  await expect.poll(() => text, { timeout: 1_000, intervals: [20] }).toContain("retry:");
  expect(Date.now() - begin).toBeLessThan(1_000);
  // The session's end ends every stream: at the same moment behind nginx as before it.
  const ended = new Promise<number>((done) => through.on("close", () => done(Date.now())));
  await page.request.post("/api/v1/auth/logout", { headers: { Origin: stand.watchroom } });
  const ends = await Promise.all(direct.map((stream) => stream.ends(20_000)));
  expect(Math.abs((await ended) - Math.max(...ends))).toBeLessThan(1_000);
});

test("a browser's stream comes by HTTP/2, beside everything else on one connection", async ({ page }) => {
  await signIn(page, "viktor", "/t/tenant-alpha");
  await page.reload();
  await expect(page.getByRole("button", { name: "Connection: Live" })).toBeVisible();
  const protocols = await page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map(
      (entry) => (entry as PerformanceResourceTiming).nextHopProtocol,
    ),
  );
  expect(new Set(protocols)).toEqual(new Set(["h2"]));
});

test("Watchroom knows where a request comes from, whatever the request says of it", async ({ central }) => {
  const newest = "select from_address from audit where action = 'sign_in_failed' order by seq desc limit 1";
  const headers = {
    "x-forwarded-for": "203.0.113.9",
    forwarded: "for=203.0.113.9",
    "x-real-ip": "203.0.113.9",
  };
  await ask("/api/v1/auth/callback?state=nobody&code=x", { localAddress: "127.0.0.7", headers });
  expect(await central.one(newest)).toEqual({ from_address: "127.0.0.7" });
});

test("more than anybody needs to send is refused", async () => {
  const body = "x".repeat(600 * 1024);
  const headers = { "content-type": "application/json", origin: stand.watchroom };
  expect((await ask("/api/v1/auth/login", { method: "POST", headers }, body)).status).toBe(413);
});

test("the log tells no code and no filter", async () => {
  await ask("/api/v1/auth/callback?state=nobody&code=a-very-secret-code");
  const log = join(folder, "nginx-access.log");
  await expect.poll(() => readFile(log, "utf8")).toContain("/api/v1/auth/callback");
  expect(await readFile(log, "utf8")).not.toContain("a-very-secret-code");
});
