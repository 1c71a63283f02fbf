import type { Administrator } from "./stand";

interface Place {
  url: string;
  realm: string;
  username: string;
  password: string;
}

interface Named {
  id: string;
  path?: string;
}

/** Keycloak's administration by its REST interface. */
export class Keycloak implements Administrator {
  private token: Promise<string> | undefined;
  // The highest signs; also after another worker has begun to count.
  private priority = 0;

  constructor(private readonly at: Place) {}

  async endSessions(username: string): Promise<void> {
    await this.ask("POST", `/users/${await this.user(username)}/logout`);
  }

  async rotateKeys(): Promise<void> {
    this.priority = Math.max(this.priority + 1, Math.floor(Date.now() / 1000));
    const { id } = await this.ask<Named>("GET", "");
    await this.ask("POST", "/components", {
      name: `rotated-${this.priority}`,
      providerId: "rsa-generated",
      providerType: "org.keycloak.keys.KeyProvider",
      parentId: id,
      config: {
        priority: [String(this.priority)],
        enabled: ["true"],
        active: ["true"],
        algorithm: ["RS256"],
        keySize: ["2048"],
      },
    });
  }

  async setGroups(username: string, groups: string[]): Promise<void> {
    const user = await this.user(username);
    const current = await this.ask<Named[]>("GET", `/users/${user}/groups`);
    for (const { id, path } of current) {
      if (!groups.includes(path ?? "")) await this.ask("DELETE", `/users/${user}/groups/${id}`);
    }
    for (const path of groups) {
      const { id } = await this.ask<Named>("GET", `/group-by-path${path}`);
      await this.ask("PUT", `/users/${user}/groups/${id}`);
    }
  }

  async setEnabled(username: string, enabled: boolean): Promise<void> {
    await this.ask("PUT", `/users/${await this.user(username)}`, { enabled });
  }

  /** Short-lived tokens, so that a test sees them renewed; and a client whose tokens are not for Watchroom. */
  async prepare(secret: string): Promise<void> {
    await this.ask("PUT", "", { accessTokenLifespan: 30 });
    const known = await this.ask<Named[]>("GET", "/clients?clientId=other");
    if (known.length > 0) return;
    await this.ask("POST", "/clients", {
      clientId: "other",
      secret,
      publicClient: false,
      serviceAccountsEnabled: true,
      standardFlowEnabled: false,
    });
  }

  private async user(username: string): Promise<string> {
    const [found] = await this.ask<Named[]>("GET", `/users?exact=true&username=${username}`);
    if (found === undefined) throw new Error(`Keycloak knows no ${username}`);
    return found.id;
  }

  private async ask<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    this.token ??= this.signIn();
    const answer = await fetch(`${this.at.url}/admin/realms/${this.at.realm}${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    // The administrator's tokens live for a minute.
    if (answer.status === 401) {
      this.token = undefined;
      return this.ask(method, path, body);
    }
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  private async signIn(): Promise<string> {
    const answer = await fetch(`${this.at.url}/realms/master/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "password",
        client_id: "admin-cli",
        username: this.at.username,
        password: this.at.password,
      }),
    });
    if (!answer.ok) throw new Error(`Keycloak's administrator cannot sign in: ${answer.status}`);
    return ((await answer.json()) as { access_token: string }).access_token;
  }
}
