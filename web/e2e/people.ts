import type { APIRequestContext, Browser, BrowserContext, Page } from "@playwright/test";
import { account, serverUrl } from "./demo";
import { test as base } from "./watched";

/** Somebody made for one test, and deleted after it: the demo's own people stay as they are. */
interface Person {
  id: string;
  email: string;
  full_name: string;
  password: string;
}

interface Standing {
  tenant_id: string;
  role: string;
  ward_id?: string;
}

interface People {
  /** The API, as the platform's administrator. */
  admin: APIRequestContext;
  newPerson: (...memberships: Standing[]) => Promise<Person>;
  /** A page of another browser, that knows nobody. */
  elsewhere: (options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
}

const origin = new URL(serverUrl).origin;

/** Signs in without the page's form. */
export async function enter(
  context: BrowserContext | { request: APIRequestContext },
  { email, password }: { email: string; password: string },
): Promise<void> {
  const answer = await context.request.post("/api/v1/auth/login", {
    data: { email, password },
    headers: { Origin: origin },
  });
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

export const test = base.extend<People>({
  admin: async ({ playwright }, use) => {
    const request = await playwright.request.newContext({
      baseURL: serverUrl,
      extraHTTPHeaders: { Origin: origin },
    });
    await enter({ request }, account("admin"));
    await use(request);
    await request.dispose();
  },
  newPerson: async ({ admin }, use) => {
    const made: Person[] = [];
    await use(async (...memberships) => {
      const name = `t${Date.now().toString(36)}${made.length}`;
      const wish = {
        email: `${name}@test.example`,
        full_name: `Thabo ${name}`,
        password: `correct horse ${name}`,
      };
      const answer = await admin.post("/api/v1/admin/users", { data: wish });
      if (answer.status() !== 201) throw new Error(`no user: ${await answer.text()}`);
      const { id } = (await answer.json()) as { id: string };
      made.push({ ...wish, id });
      for (const data of memberships) {
        const put = await admin.post(`/api/v1/admin/users/${id}/tenants`, { data });
        if (!put.ok()) throw new Error(`no membership: ${await put.text()}`);
      }
      return { ...wish, id };
    });
    for (const { id } of made) await admin.delete(`/api/v1/admin/users/${id}`);
  },
  elsewhere: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        baseURL: serverUrl,
        ...options,
      });
      contexts.push(context);
      await watch.over(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect } from "@playwright/test";
