// Starts `ambergate demo` for the journeys and tells them where it listens.
// The demo replays its case first and then prints one line: AMBERGATE_DEMO {"public":..,"members":..,"sign_in":{..}}

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What the demo says of itself. The links in `sign_in` work once. */
export interface Demo {
  public: string;
  members: string;
  sign_in: Record<"pst" | "fix_lead" | "reporter" | "outsider", string>;
}

const mark = "AMBERGATE_DEMO ";
const patience = 120_000;

/** The running demo, as the global set-up left it for the workers. */
export function demo(): Demo {
  const text = process.env.AMBERGATE_DEMO;
  if (!text) {
    throw new Error("no demo was started: run without AMBERGATE_NO_DEMO");
  }
  return JSON.parse(text) as Demo;
}

/** Starts the demo; gives its line and the function that ends it and removes its data. */
export async function start(binary: string): Promise<{ demo: Demo; stop: () => Promise<void> }> {
  if (!existsSync(binary)) {
    throw new Error(`There is no ${binary}. Build it with: cargo build -p ambergate`);
  }
  const data = await mkdtemp(join(tmpdir(), "ambergate-e2e-"));
  const child = spawn(binary, ["demo", "--data", data], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const stop = async () => {
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    child.kill("SIGTERM");
    await ended;
    clearTimeout(late);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const demo = await new Promise<Demo>((done, fail) => {
      const late = setTimeout(() => fail(new Error(`the demo was not ready in ${patience / 1000} s`)), patience);
      child.once("error", fail);
      child.once("close", (code) => fail(new Error(`the demo ended with ${code} before it was ready`)));
      // The reading goes on after the line is found, so that the pipe never fills.
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (line.startsWith(mark)) {
          clearTimeout(late);
          done(JSON.parse(line.slice(mark.length)) as Demo);
        }
      });
    });
    return { demo, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
