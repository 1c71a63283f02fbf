import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

// The files of deploy/, as far as they can be tried without an engine for images.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const deploy = join(root, "deploy");
const run = promisify(execFile);

interface Ended {
  code: number;
  said: string;
}

async function ended(program: string, options: string[], env: Record<string, string> = {}): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(program, options, { env: { PATH: process.env.PATH ?? "", ...env } });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "watchroom-deploy-"));
});
test.afterEach(() => rm(folder, { recursive: true }));

/** Holds a compose file against the Compose Specification's schema. */
function compose(file: string): Promise<Ended> {
  const dclint = fileURLToPath(new URL("../../node_modules/dclint/bin/dclint.cjs", import.meta.url));
  // An image is built and named, and nginx listens to the world: both are meant.
  const meant = ["no-build-and-image", "no-unbound-port-interfaces"];
  return ended(process.execPath, [
    dclint,
    "--quiet",
    file,
    ...meant.flatMap((rule) => ["--disable-rule", rule]),
  ]);
}

test("compose.yaml keeps to the schema of the Compose Specification", async () => {
  const kept = await compose(join(deploy, "compose.yaml"));
  expect(kept.said).not.toContain("error");
  expect(kept.code).toBe(0);
  const text = await readFile(join(deploy, "compose.yaml"), "utf8");
  const broken = join(folder, "compose.yaml");
  await writeFile(broken, text.replace("condition: service_healthy", "condition: healthy"));
  const refused = await compose(broken);
  expect(refused.said).toContain("invalid-schema");
  expect(refused.code).not.toBe(0);
});

test("whatever compose.yaml, the Dockerfiles and the guide name is there", async () => {
  const text = await readFile(join(deploy, "compose.yaml"), "utf8");
  const mounted = [...text.matchAll(/- \.\/((?!config\/)[^:\s]+):/g)].map((match) => match[1] ?? "");
  expect(mounted.length).toBeGreaterThan(2);
  for (const path of mounted) expect(existsSync(join(deploy, path)), path).toBe(true);
  for (const [dockerfile, context] of [
    ["Dockerfile", root],
    ["keycloak/Dockerfile", deploy],
  ] as const) {
    const lines = (await readFile(join(deploy, dockerfile), "utf8")).split("\n");
    const copies = lines.filter((line) => line.startsWith("COPY ") && !line.includes("--from="));
    expect(copies.length).toBeGreaterThan(1);
    for (const line of copies) {
      const sources = line.split(/\s+/).slice(1, -1);
      for (const path of sources.filter((part) => !part.startsWith("--")))
        expect(existsSync(join(context, path)), `${dockerfile}: ${path}`).toBe(true);
    }
  }
});

test("no secret stands in any file, and every one that is mounted is made", async () => {
  const text = await readFile(join(deploy, "compose.yaml"), "utf8");
  expect(text).not.toMatch(/(PASSWORD|SECRET|KEY): (?!\/run\/secrets)[^\n]+/);
  const mounted = [...text.matchAll(/file: \.\/secrets\/(\S+) /g)].map((match) => match[1]);
  await copyFile(join(deploy, "make-secrets.sh"), join(folder, "make-secrets.sh"));
  const made = await ended(join(folder, "make-secrets.sh"), ["--self-signed", "watchroom.example"]);
  expect(made).toMatchObject({ code: 0 });
  expect((await readdir(join(folder, "secrets"))).sort()).toEqual(expect.arrayContaining(mounted.sort()));
  expect((await stat(join(folder, "secrets"))).mode & 0o777).toBe(0o700);

  const read = (name: string) => readFile(join(folder, "secrets", name), "utf8");
  const first = await read("secret.key");
  expect(first.trim()).toMatch(/^[0-9a-f]{64}$/);
  expect(await read("central.url")).toContain(`:${(await read("central.password")).trim()}@postgres`);
  expect((await ended(join(folder, "make-secrets.sh"), [])).said).toContain("kept  secret.key");
  expect(await read("secret.key")).toBe(first);
  expect((await ended(join(folder, "make-secrets.sh"), ["--help"])).code).toBe(2);
});

test("Keycloak does not start on a secret that is missing or short", async () => {
  const start = join(deploy, "keycloak/start.sh");
  const urls = {
    WATCHROOM_PUBLIC_URL: "https://watchroom.example",
    WATCHROOM_INTERNAL_URL: "http://watchroom:8080",
  };
  await writeFile(join(folder, "kc.sh"), "#!/bin/sh\necho started with $WATCHROOM_CLIENT_SECRET\n");
  await chmod(join(folder, "kc.sh"), 0o755);
  await run("mkdir", ["-p", join(folder, "keycloak/bin")]);
  await copyFile(join(folder, "kc.sh"), join(folder, "keycloak/bin/kc.sh"));
  const env = { SECRETS: folder, KEYCLOAK_HOME: join(folder, "keycloak"), ...urls };
  const long = "0123456789abcdef0123456789abcdef";
  for (const name of ["keycloak-db.password", "keycloak-admin.password", "client.secret", "service.secret"]) {
    const missing = await ended(start, [], env);
    expect(missing.said).toContain(`${name} is missing or empty`);
    expect(missing.code).not.toBe(0);
    await writeFile(join(folder, name), "short");
    const short = await ended(start, [], env);
    expect(short.said).toContain(`${name} is too short`);
    expect(short.code).not.toBe(0);
    await writeFile(join(folder, name), `${long}\n`);
  }
  expect((await ended(start, [], { ...env, WATCHROOM_PUBLIC_URL: "" })).code).not.toBe(0);
  expect(await ended(start, [], env)).toEqual({ code: 0, said: `started with ${long}\n` });
});

test("the realm that production imports holds no person and no secret", async () => {
  const text = await readFile(join(deploy, "keycloak/watchroom-realm.json"), "utf8");
  const realm = JSON.parse(text);
  expect(realm.users ?? []).toEqual([]);
  for (const client of realm.clients) {
    expect(client.secret).toMatch(/^\$\{WATCHROOM_[A-Z]+_SECRET\}$/);
    expect(client).toMatchObject({
      publicClient: false,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
    });
    for (const uri of client.redirectUris) expect(uri).not.toContain("*");
  }
  expect(await readFile(join(deploy, "keycloak/Dockerfile"), "utf8")).not.toContain("test-users");
});
