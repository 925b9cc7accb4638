// Runs once before all tests: a demo for the journeys, unless the caller has one (AMBERGATE_DEMO holds its line) or
// wants none (AMBERGATE_NO_DEMO, for work on the gallery alone).

import { fileURLToPath } from "node:url";

import { start } from "./support/demo.js";

export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.AMBERGATE_DEMO || process.env.AMBERGATE_NO_DEMO) {
    return undefined;
  }
  const binary = process.env.AMBERGATE_BIN ?? fileURLToPath(new URL("../target/debug/ambergate", import.meta.url));
  const { demo, stop } = await start(binary);
  // Workers inherit this process's environment.
  process.env.AMBERGATE_DEMO = JSON.stringify(demo);
  return stop;
}
