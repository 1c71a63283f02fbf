import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface DemoAccount {
  email: string;
  password: string;
  role: string;
  tenant: string;
}

interface Demo {
  url: string;
  accounts: DemoAccount[];
  central_database_url: string;
  tenants: { id: string; database_url: string }[];
}

const file =
  process.env.WATCHROOM_DEMO_JSON ?? fileURLToPath(new URL("../../.watchroom/demo.json", import.meta.url));

/** What `watchroom demo` wrote about itself: address, accounts, databases. */
export const demo: Demo = JSON.parse(readFileSync(file, "utf8"));

export const serverUrl = process.env.WATCHROOM_URL ?? demo.url;

export function account(
  name: "admin" | "manager" | "councillor" | "viewer" | "liaison" | "fieldworker",
): DemoAccount {
  const found = demo.accounts.find(({ email }) => email.startsWith(`${name}@`));
  if (found === undefined) throw new Error(`the demo has no account ${name}@`);
  return found;
}

/** A file of a tenant's dashboards, where the demo unpacked them to be played with. */
export function configFile(tenant: string, path: string): string {
  return join(dirname(file), "config", "tenants", tenant, path);
}

/** Runs a command of Watchroom on the demo's instance, as whoever owns the tenant's database. */
export function watchroomAsOwner(tenant: string, ...words: string[]): void {
  const program =
    process.env.WATCHROOM_PROGRAM ?? fileURLToPath(new URL("../../target/debug/watchroom", import.meta.url));
  const url = demo.tenants.find(({ id }) => id === tenant)?.database_url;
  if (url === undefined) throw new Error(`the demo has no tenant ${tenant}`);
  execFileSync(program, ["--data-dir", dirname(file), ...words], {
    env: { ...process.env, WATCHROOM_OWNER_DATABASE_URL: url },
  });
}
