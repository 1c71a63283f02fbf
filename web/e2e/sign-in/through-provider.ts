import type { Page } from "@playwright/test";
import { test as base, expect } from "../watched";
import { Keycloak } from "./keycloak";
import { person, type Username } from "./people";
import { administrator, gate, stand } from "./stand";

interface Fixtures {
  /** The page of somebody who has signed in through the provider; other people get pages of other browsers. */
  signedInAs: (who: Username, place?: string) => Promise<Page>;
}

/** Fills in the provider's own form. */
export async function fillIn(page: Page, who: Username): Promise<void> {
  const { username, password } = person(who);
  await page.getByLabel("Username or email").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign In" }).click();
}

/** From any place of Watchroom through the provider's page and back. */
export async function signIn(page: Page, who: Username, place = "/"): Promise<void> {
  await page.goto(place);
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole("button", { name: /^(Continue|Try again) with / }).click();
  await expect(page).toHaveURL((url) => url.origin === new URL(stand.issuer).origin);
  await fillIn(page, who);
  await expect(page).toHaveURL((url) => url.origin === stand.watchroom && url.pathname !== "/sign-in");
}

/** The cookie that a browser's session is in. */
export async function sessionCookie(page: Page): Promise<string> {
  const cookies = await page.context().cookies(stand.watchroom);
  const found = cookies.find(({ name }) => name === "watchroom" || name === "__Host-watchroom");
  if (found === undefined) throw new Error("there is no session cookie");
  return `${found.name}=${found.value}`;
}

/** Asks one of the processes itself, with a browser's session. */
export function ask(process: 0 | 1, path: string, cookie: string): Promise<Response> {
  return fetch(`${stand.processes[process]}/api/v1${path}`, { headers: { cookie } });
}

export const test = base.extend<Fixtures, { provider: undefined }>({
  provider: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs
    async ({}, use) => {
      if (administrator instanceof Keycloak) await administrator.prepare(stand.service_secret);
      await use(undefined);
    },
    { scope: "worker", auto: true },
  ],
  watch: async ({ watch }, use) => {
    watch.visits(stand.issuer);
    // Nobody is signed in when a page is first asked for.
    watch.expectStatus(401);
    await use(watch);
    // Whatever a test did to the provider, the next one finds it well.
    await gate("up");
  },
  signedInAs: async ({ browser, page }, use) => {
    const others: Page[] = [];
    let first = true;
    await use(async (who, place) => {
      const own = first ? page : await (await browser.newContext({ baseURL: stand.watchroom })).newPage();
      if (!first) others.push(own);
      first = false;
      await signIn(own, who, place);
      return own;
    });
    for (const other of others) await other.context().close();
  },
});

export { expect };
