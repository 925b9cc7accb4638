import { defineConfig } from "@playwright/test";

import { launch } from "./support/browser.mjs";

const ci = Boolean(process.env.CI);
const desk = { width: 1280, height: 800 };

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./global-setup.ts",
  globalTimeout: 20 * 60_000,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: ci,
  // A test that passes at the second try is a failed test.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  reporter: "list",
  // New snapshots are written by hand (--update-snapshots) and reviewed, never in passing.
  updateSnapshots: "none",
  snapshotPathTemplate: "{testDir}/{testFileName}-snapshots/{arg}{ext}",
  use: {
    browserName: "chromium",
    launchOptions: launch,
    locale: "en-GB",
    timezoneId: "Europe/Oslo",
    trace: "retain-on-failure",
  },
  projects: [
    // The gallery is static: each page is looked at once, the tests choose sizes and schemes themselves. A trace of it
    // would tell nothing that the page does not, and takes twice the time.
    { name: "gallery", testMatch: "a11y.spec.ts", use: { viewport: desk, trace: "off" } },
    { name: "desk", testIgnore: "a11y.spec.ts", use: { viewport: desk } },
    {
      name: "phone",
      testMatch: "journey.spec.ts",
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    },
    // Everything works without a script.
    { name: "plain", testMatch: "journey.spec.ts", use: { viewport: desk, javaScriptEnabled: false } },
  ],
});
