// Photographs of the gallery for eyes: node shots.mjs GALLERY OUT. Names: PAGE-light-1280.png and so on.

import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";

import { chromium } from "@playwright/test";

import { launch } from "./support/browser.mjs";
import { pages, serve } from "./support/gallery.mjs";

const [gallery, out] = process.argv.slice(2).map((folder) => resolve(folder));
if (!gallery || !out) {
  console.error("usage: node shots.mjs GALLERY OUT");
  process.exit(2);
}

const looks = /** @type {const} */ ([
  { scheme: "light", width: 1280, height: 800 },
  { scheme: "dark", width: 1280, height: 800 },
  { scheme: "light", width: 390, height: 844 },
  { scheme: "dark", width: 390, height: 844 },
]);

const names = pages(gallery);
const { origin, close } = await serve(gallery);
const browser = await chromium.launch(launch);
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const { scheme, width, height } of looks) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height }, locale: "en-GB" });
  const page = await context.newPage();
  for (const name of names) {
    await page.goto(`${origin}/${name}.html`);
    const file = `${name.replaceAll("/", "-")}-${scheme}-${width}.png`;
    await page.screenshot({ path: join(out, file), fullPage: true, animations: "disabled" });
  }
  await context.close();
}
await browser.close();
await close();
console.log(`${names.length * looks.length} photographs of ${names.length} pages`);
