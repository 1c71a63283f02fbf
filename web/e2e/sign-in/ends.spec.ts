import { EventStream } from "./event-stream";
import { administrator, stand } from "./stand";
import { ask, expect, sessionCookie, test } from "./through-provider";

// How sessions end and change, on every process.

test("signing out ends the session here, on the other process and at the provider", async ({
  signedInAs,
}) => {
  const page = await signedInAs("viktor", "/t/tenant-alpha");
  const cookie = await sessionCookie(page);
  expect((await ask(1, "/auth/me", cookie)).status).toBe(200);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL((url) => url.origin === stand.watchroom && url.pathname === "/sign-in");
  for (const process of [0, 1] as const) expect((await ask(process, "/auth/me", cookie)).status).toBe(401);
  // The provider has forgotten too: it asks who it is.
  await page.getByRole("button", { name: /^Continue with / }).click();
  await expect(page.getByLabel("Username or email")).toBeVisible();
});

test("an end at the provider ends the open page, and its event stream on the other process", async ({
  signedInAs,
}) => {
  const page = await signedInAs("viktor", "/t/tenant-alpha");
  const cookie = await sessionCookie(page);
  const streams = [0, 1] as const;
  const open = await Promise.all(
    streams.map((process) =>
      EventStream.open(`${stand.processes[process]}/api/v1/events?tenant=tenant-alpha`, cookie),
    ),
  );
  await administrator.endSessions("viktor");
  const told = Date.now();
  await expect.poll(async () => (await ask(0, "/auth/me", cookie)).status, { timeout: 2_000 }).toBe(401);
  await expect.poll(async () => (await ask(1, "/auth/me", cookie)).status, { timeout: 2_000 }).toBe(401);
  for (const stream of open) await stream.ends(20_000);
  expect(Date.now() - told).toBeLessThan(20_000);
  await expect(page).toHaveURL(/\/sign-in\?return_to=/, { timeout: 30_000 });
});

test("another person's sessions go on", async ({ signedInAs }) => {
  const magda = await signedInAs("magda");
  await signedInAs("viktor");
  await administrator.endSessions("viktor");
  expect((await ask(1, "/auth/me", await sessionCookie(magda))).status).toBe(200);
});

test("a membership that is given or taken away holds at once, on both processes", async ({
  signedInAs,
  central,
  watch,
}) => {
  watch.expectStatus(404);
  const page = await signedInAs("nadia");
  await expect(page.getByRole("heading", { name: "You belong to no tenant yet" })).toBeVisible();
  const cookie = await sessionCookie(page);
  const { id } = await (await ask(0, "/auth/me", cookie)).json();
  const seen = (process: 0 | 1) => async () =>
    (await ask(process, "/dashboards?tenant=tenant-beta", cookie)).status;
  try {
    await central.rows(
      "insert into memberships (user_id, tenant_id, role) values ($1, 'tenant-beta', 'viewer')",
      [id],
    );
    for (const process of [0, 1] as const) await expect.poll(seen(process), { timeout: 1_000 }).toBe(200);
    await page.getByRole("button", { name: "Check again" }).click();
    await expect(page).toHaveURL(/\/t\/tenant-beta/);
  } finally {
    await central.rows("delete from memberships where user_id = $1", [id]);
  }
  for (const process of [0, 1] as const) await expect.poll(seen(process), { timeout: 1_000 }).toBe(404);
});
