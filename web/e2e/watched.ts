import { type BrowserContext, test as base, type Page } from "@playwright/test";
import { Database } from "./database";
import { account, serverUrl } from "./demo";

type Somebody = Parameters<typeof account>[0];

/** What must not happen on any page of any test, unless the test says that it will. */
class Watch {
  readonly faults: string[] = [];
  private readonly expected = new Set<number>();
  private readonly tolerated: RegExp[] = [];
  private readonly visited = new Set<string>();

  /** The browser itself writes refused answers into the console; this one belongs to the test. */
  expectStatus(status: number): void {
    this.expected.add(status);
  }

  /** For what a library says about itself and we cannot mend. */
  tolerate(message: RegExp): void {
    this.tolerated.push(message);
  }

  /** Another origin that pages lead to; what is said there is not ours. */
  visits(url: string): void {
    this.visited.add(new URL(url).origin);
  }

  async over(context: BrowserContext): Promise<void> {
    const home = new URL(serverUrl).origin;
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (!["data:", "blob:"].includes(url.protocol) && url.origin !== home && !this.visited.has(url.origin))
        this.faults.push(`request to another host: ${request.url()}`);
    });
    context.on("weberror", (error) => this.faults.push(`uncaught: ${error.error().message}`));
    context.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      if (this.visited.has(originOf(message.location().url))) return;
      const refused = /status of (\d{3})/.exec(message.text());
      if (refused !== null && this.expected.has(Number(refused[1]))) return;
      if (this.tolerated.some((pattern) => pattern.test(message.text()))) return;
      this.faults.push(`console: ${message.text()}`);
    });
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "";
}

interface Fixtures {
  watch: Watch;
  /** A page of somebody who is signed in already. */
  signedIn: (who: Somebody) => Promise<Page>;
}

interface WorkerFixtures {
  alpha: Database;
  beta: Database;
  central: Database;
}

async function signIn(context: BrowserContext, who: Somebody): Promise<void> {
  const { email, password } = account(who);
  const answer = await context.request.post("/api/v1/auth/login", {
    data: { email, password },
    headers: { Origin: new URL(serverUrl).origin },
  });
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs
  baseURL: async ({}, use) => use(serverUrl),
  watch: [
    async ({ context }, use) => {
      const watch = new Watch();
      await watch.over(context);
      await use(watch);
      if (watch.faults.length > 0) throw new Error(`the page misbehaved:\n${watch.faults.join("\n")}`);
    },
    { auto: true },
  ],
  signedIn: async ({ context, page }, use) => {
    await use(async (who) => {
      await signIn(context, who);
      return page;
    });
  },
  alpha: [
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => {
      const database = await Database.open("tenant-alpha");
      await use(database);
      await database.close();
    },
    { scope: "worker" },
  ],
  beta: [
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => {
      const database = await Database.open("tenant-beta");
      await use(database);
      await database.close();
    },
    { scope: "worker" },
  ],
  central: [
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => {
      const database = await Database.open("central");
      await use(database);
      await database.close();
    },
    { scope: "worker" },
  ],
});

export { expect } from "@playwright/test";
