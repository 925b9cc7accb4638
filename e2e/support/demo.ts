// Starts `ambergate demo` for the journeys and tells them where it listens and how to be somebody there.
// The demo replays its case first and then prints one line: AMBERGATE_DEMO {"public":..,"members":..,"sign_in":{..}}

import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The roles for which the demo prints a link. Its Fix Lead is Robin Ashe, its other PST member Kim Solberg. */
export type Role = "pst" | "fix_lead" | "reporter" | "outsider";

/** What the demo says of itself. The links in `sign_in` work once; the global set-up uses them up. */
export interface Demo {
  /** Origin of the public listener. */
  public: string;
  /** Origin of the members' listener. */
  members: string;
  sign_in: Record<Role, string>;
}

/** A running demo, as the tests need it. */
export interface Stage extends Demo {
  binary: string;
  config: string;
  /** A file with the browser's cookies for each role. */
  states: Record<Role, string>;
}

const mark = "AMBERGATE_DEMO ";
const patience = 120_000;

/** The running demo, as the global set-up left it for the workers. */
export function stage(): Stage {
  const text = process.env.AMBERGATE_STAGE;
  if (!text) {
    throw new Error("no demo was started: run without AMBERGATE_NO_DEMO");
  }
  return JSON.parse(text) as Stage;
}

/** A fresh sign-in link for a member, as whoever runs the host gives it to somebody who is locked out. */
export function recover(address: string): string {
  const { binary, config } = stage();
  const args = ["member", "recover", "--address", address, "--config", config];
  const link = execFileSync(binary, args, { encoding: "utf8" }).split("\n").find((line) => line.startsWith("http"));
  if (!link) {
    throw new Error("`ambergate member recover` printed no link");
  }
  return link;
}

/** Starts the demo in `folder`; gives its line and the function that ends it and removes the folder. */
export async function start(binary: string): Promise<{ demo: Demo; folder: string; stop: () => Promise<void> }> {
  if (!existsSync(binary)) {
    throw new Error(`There is no ${binary}. Build it with: cargo build -p ambergate`);
  }
  const folder = await mkdtemp(join(tmpdir(), "ambergate-e2e-"));
  const args = ["demo", "--data", join(folder, "data"), "--port", "0"];
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
  let told = false;
  const ended = new Promise<void>((done) =>
    child.once("close", (code, signal) => {
      if (!told) {
        console.error(`the demo ended by itself: code ${code}, signal ${signal}`);
      }
      done();
    }),
  );
  const stop = async () => {
    told = true;
    const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
    child.kill("SIGTERM");
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
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
    return { demo, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
