import type { Administrator } from "./stand";

/** Commands of e2e/provider/openid.mjs. */
export class OidcProvider implements Administrator {
  constructor(private readonly at: { url: string }) {}

  private async command(name: string, body: object = {}): Promise<void> {
    const answer = await fetch(`${this.at.url}/${name}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  }

  endSessions(username: string): Promise<void> {
    return this.command("end-sessions", { username });
  }

  rotateKeys(): Promise<void> {
    return this.command("rotate-keys");
  }

  setGroups(username: string, groups: string[]): Promise<void> {
    return this.command("set-groups", { username, groups });
  }

  setEnabled(username: string, enabled: boolean): Promise<void> {
    return this.command("set-enabled", { username, enabled });
  }
}
