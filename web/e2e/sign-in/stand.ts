import { readFileSync } from "node:fs";
import { Keycloak } from "./keycloak";
import { OidcProvider } from "./oidc-provider";

/** What `cargo xtask test --sign-in` has started: a provider behind its gate, and two processes of the server. */
interface Stand {
  provider: "keycloak" | "oidc-provider";
  issuer: string;
  /** Where the gate is told to shut and to open. */
  gate: string;
  administration: { url: string; realm: string; username: string; password: string };
  client_secret: string;
  service_secret: string;
  /** Where people reach Watchroom. */
  watchroom: string;
  processes: [string, string];
}

const file = process.env.WATCHROOM_STAND_JSON;
if (file === undefined) throw new Error("run `cargo xtask test --sign-in`: it starts what these tests need");

export const stand: Stand = JSON.parse(readFileSync(file, "utf8"));

/** What people do at the provider who run it. */
export interface Administrator {
  /** Ends all of somebody's sessions, as if the laptop was lost. */
  endSessions(username: string): Promise<void>;
  /** Another key signs from now on. */
  rotateKeys(): Promise<void>;
  setGroups(username: string, groups: string[]): Promise<void>;
  setEnabled(username: string, enabled: boolean): Promise<void>;
}

export const administrator: Administrator =
  stand.provider === "keycloak" ? new Keycloak(stand.administration) : new OidcProvider(stand.administration);

/** Shuts the provider off from everybody, lets it hang without a word, or brings it back. */
export async function gate(command: "up" | "down" | "hang"): Promise<void> {
  const answer = await fetch(`${stand.gate}/${command}`, { method: "POST" });
  if (!answer.ok) throw new Error(`the gate answers ${answer.status}`);
}
