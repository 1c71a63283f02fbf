import { account } from "../demo";
import { CodeFlow } from "./code-flow";
import { stand } from "./stand";
import { ask, expect, sessionCookie, signIn, test } from "./through-provider";

// What has to be refused.

test("local passwords are off beside a provider (CVE-2022-39360)", async ({ page, watch }) => {
  watch.expectStatus(403);
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: /^Continue with / })).toBeVisible();
  await expect(page.getByLabel("Password")).toHaveCount(0);
  const { email, password } = account("viewer");
  const answer = await page.request.post("/api/v1/auth/login", {
    data: { email, password },
    headers: { Origin: stand.watchroom },
  });
  expect(answer.status()).toBe(403);
  expect((await answer.json()).code).toBe("passwords_off");
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("watchroom");
});

for (const [what, query] of [
  ["without a state (CVE-2021-43777)", "code=anything"],
  ["with a state that nobody made", `code=anything&state=${"x".repeat(43)}`],
  ["with two states", `code=anything&state=${"x".repeat(43)}&state=${"y".repeat(43)}`],
  ["with nothing at all", ""],
] as const) {
  test(`nobody comes back ${what}`, async ({ page }) => {
    await page.goto(`/api/v1/auth/callback?${query}`);
    await expect(page).toHaveURL(/\/sign-in\?error=state_mismatch/);
    await expect(page.getByRole("alert")).toContainText("was not begun here");
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("watchroom");
  });
}

test("nobody is signed in by another browser's state", async ({ page, browser }) => {
  const other = await browser.newContext({ baseURL: stand.watchroom });
  const begun = await other.request.post("/api/v1/auth/login", {
    data: {},
    headers: { Origin: stand.watchroom },
  });
  const { authorize_url } = (await begun.json()) as { authorize_url: string };
  const back = await new CodeFlow().follow("impostor", authorize_url);
  expect(back?.searchParams.get("code")).toBeTruthy();
  await page.goto(back?.href ?? "");
  await expect(page).toHaveURL(/\/sign-in\?error=state_mismatch/);
  await page.goto("/");
  await expect(page).toHaveURL((url) => url.pathname === "/sign-in" && url.search === "");
  await other.close();
});

test("a way back works once", async ({ page }) => {
  const backs: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/auth/callback?")) backs.push(request.url());
  });
  await signIn(page, "viktor");
  const [back] = backs;
  const session = await sessionCookie(page);
  await page.goto(back ?? "");
  await expect(page).toHaveURL(/\/sign-in\?error=/);
  // Nor does it end what the first use began.
  expect((await ask(0, "/auth/me", session)).status).toBe(200);
});

for (const place of ["https://evil.example/", "//evil.example/", "/\\evil.example", "/api/v1/auth/me"]) {
  test(`nobody is led to ${place} (CVE-2025-6197)`, async ({ page }) => {
    const begun = await page.request.post("/api/v1/auth/login", {
      data: { return_to: place },
      headers: { Origin: stand.watchroom },
    });
    const { authorize_url } = (await begun.json()) as { authorize_url: string };
    const back = await new CodeFlow().follow("viktor", authorize_url);
    const answer = await page.request.get(back?.href ?? "", { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    expect(answer.headers().location).toBe("/");
  });
}
