// Runs once before all tests: starts a demo for the journeys and signs each role in by its link, which works once.
// Without a demo (AMBERGATE_NO_DEMO) only the gallery can be looked at.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "@playwright/test";

import { launch } from "./support/browser.mjs";
import { type Demo, type Role, type Stage, start } from "./support/demo.js";

export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.AMBERGATE_NO_DEMO) {
    return undefined;
  }
  const binary = process.env.AMBERGATE_BIN ?? fileURLToPath(new URL("../target/debug/ambergate", import.meta.url));
  const { demo, folder, stop } = await start(binary);
  try {
    const states = await signIn(demo, join(folder, "states"));
    const stage: Stage = { ...demo, binary, config: join(folder, "data/ambergate.toml"), states };
    // Workers inherit this process's environment.
    process.env.AMBERGATE_STAGE = JSON.stringify(stage);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Opens each printed link, presses its button and keeps the cookies. */
async function signIn(demo: Demo, folder: string): Promise<Stage["states"]> {
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch(launch);
  const states: [Role, string][] = [];
  for (const [role, link] of Object.entries(demo.sign_in) as [Role, string][]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => !url.pathname.includes("/link"));
    const state = join(folder, `${role}.json`);
    await context.storageState({ path: state });
    await context.close();
    states.push([role, state]);
  }
  await browser.close();
  return Object.fromEntries(states) as Stage["states"];
}
