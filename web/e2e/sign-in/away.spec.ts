import { person } from "./people";
import { administrator, gate, stand } from "./stand";
import { ask, expect, fillIn, sessionCookie, test } from "./through-provider";

// The provider goes away, comes back, and changes its keys.

for (const way of ["down", "hang"] as const) {
  test(`a provider that is gone (${way}) is said to be, sessions go on, and a retry works when it is back`, async ({
    signedInAs,
    browser,
    baseURL,
  }) => {
    const magda = await signedInAs("magda", "/t/tenant-alpha");
    const newcomer = await (await browser.newContext({ baseURL })).newPage();
    await newcomer.goto("/sign-in");
    await expect(newcomer.getByRole("button", { name: /^Continue with / })).toBeVisible();
    // The server believes for some seconds what it saw when somebody signed in.
    await new Promise((done) => setTimeout(done, 11_000));
    await gate(way);

    await newcomer.getByRole("button", { name: /^Continue with / }).click();
    await expect(newcomer.getByRole("alert")).toContainText("does not answer", { timeout: 30_000 });
    const cookie = await sessionCookie(magda);
    for (const process of [0, 1] as const)
      expect((await ask(process, "/dashboards?tenant=tenant-alpha", cookie)).status).toBe(200);
    await magda.reload();
    await expect(magda.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();

    await gate("up");
    // A failure stands for some seconds.
    await expect(async () => {
      await newcomer.getByRole("button", { name: /^(Continue|Try again) with / }).click();
      await expect(newcomer.getByLabel("Username or email")).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 30_000 });
    await fillIn(newcomer, "viktor");
    await expect(newcomer).toHaveURL(/\/t\/tenant-alpha/);
    await newcomer.context().close();
  });
}

test("what the provider says of somebody is asked anew while the session lives, and waits while nobody answers", async ({
  signedInAs,
}) => {
  test.setTimeout(240_000);
  const { groups } = person("viktor");
  const page = await signedInAs("viktor", "/t/tenant-alpha");
  const cookie = await sessionCookie(page);
  const me = (process: 0 | 1) => ask(process, "/auth/me", cookie);
  const role = async () => (await (await me(1)).json()).memberships?.[0]?.role;
  try {
    await administrator.setGroups("viktor", ["/tenants/tenant-alpha/managers"]);
    await gate("down");
    // Past the tokens’ 30 s: the session goes on with what was known, and asks again after a minute.
    const until = Date.now() + 33_000;
    while (Date.now() < until) {
      expect(await role()).toBe("viewer");
      await new Promise((done) => setTimeout(done, 1_000));
    }
    await gate("up");
    await expect.poll(role, { timeout: 90_000, intervals: [1_000] }).toBe("manager");
    await administrator.setEnabled("viktor", false);
    const status = async () => (await me(0)).status;
    await expect.poll(status, { timeout: 60_000, intervals: [1_000] }).toBe(401);
    await expect(page).toHaveURL(/\/sign-in/, { timeout: 30_000 });
  } finally {
    await administrator.setEnabled("viktor", true);
    await administrator.setGroups("viktor", groups);
  }
});

test("another key of the provider's is taken up, and sessions go on", async ({
  signedInAs,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const magda = await signedInAs("magda", "/t/tenant-alpha");
  await administrator.rotateKeys();
  const other = await (await browser.newContext({ baseURL })).newPage();
  // A key that is not known is asked for every 30 s at most.
  await expect(async () => {
    await other.goto("/sign-in");
    await other.getByRole("button", { name: /^Continue with / }).click();
    await expect(other).toHaveURL((url) => url.origin !== stand.watchroom);
    // Who has signed in there already is not asked again.
    if (await other.getByLabel("Username or email").isVisible()) await fillIn(other, "viktor");
    await expect(other).toHaveURL(/\/t\/tenant-alpha/, { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  expect((await ask(1, "/auth/me", await sessionCookie(magda))).status).toBe(200);
  await magda.reload();
  await expect(magda.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();
  await other.context().close();
});
