import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  workers: 1,
  timeout: 60_000,
  // The server is a debug build, on a machine that may have two cores. What has to be quick says so itself.
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.WATCHROOM_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-domain-reliability",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    {
      name: "desktop",
      testIgnore: /e2e\/(sign-in|deployment)\//,
      use: { viewport: { width: 1440, height: 900 } },
    },
    // Need OpenID providers and nginx: `cargo xtask test --sign-in` and `--deploy` start them.
    { name: "sign-in", testDir: "e2e/sign-in", use: { viewport: { width: 1440, height: 900 } } },
    {
      name: "deployment",
      testDir: "e2e/deployment",
      use: { viewport: { width: 1440, height: 900 }, ignoreHTTPSErrors: true },
    },
  ],
});
