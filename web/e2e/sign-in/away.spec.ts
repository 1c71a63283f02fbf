import { administrator, gate } from "./stand";
import { ask, expect, fillIn, sessionCookie, signIn, test } from "./through-provider";

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

test("tokens are renewed after a time without the provider", async ({ signedInAs }) => {
  test.setTimeout(150_000);
  const page = await signedInAs("magda", "/t/tenant-alpha");
  const cookie = await sessionCookie(page);
  const status = async () => (await ask(1, "/auth/me", cookie)).status;
  await gate("down");
  // Past the tokens' 30 s.
  const until = Date.now() + 35_000;
  while (Date.now() < until) {
    expect(await status()).toBe(200);
    await new Promise((done) => setTimeout(done, 2_000));
  }
  await gate("up");
  await administrator.setEnabled("magda", false);
  try {
    await expect.poll(status, { timeout: 60_000, intervals: [1_000] }).toBe(401);
  } finally {
    await administrator.setEnabled("magda", true);
  }
});

test("another key of the provider's is taken up, and sessions go on", async ({
  signedInAs,
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const magda = await signedInAs("magda", "/t/tenant-alpha");
  // A key that is not known is asked for every 30 s at most.
  await new Promise((done) => setTimeout(done, 31_000));
  await administrator.rotateKeys();
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(other, "viktor");
  await expect(other).toHaveURL(/\/t\/tenant-alpha/);
  expect((await ask(1, "/auth/me", await sessionCookie(magda))).status).toBe(200);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "System Health Dashboard" })).toBeVisible();
  await other.context().close();
});
