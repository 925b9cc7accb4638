// Every page of the gallery: axe without violations in light and dark, valid HTML, no sideways scrolling at 320 px,
// nothing loaded from elsewhere, and for the main pages the tree that a screen reader walks. Each page is opened once;
// its checks are soft, so that one run tells all that is wrong with it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { expect, type Page, test as base } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { type ConfigData, HtmlValidate } from "html-validate";

import { pages, serve } from "../support/gallery.mjs";

const folder = resolve(process.env.AMBERGATE_GALLERY ?? join(import.meta.dirname, "../../target/gallery"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = readFileSync(join(import.meta.dirname, "../.htmlvalidate.json"), "utf8");
const html = new HtmlValidate(JSON.parse(rules) as ConfigData);

/** WCAG 2.2 AA, as axe tags it, and axe's own good practice. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** Hidden fields that are sent several times on purpose: a list of what a form was made with. */
const lists = ["was"];

/** Whose accessibility tree is held; the others change too often for too little. */
const main = [
  "today",
  "inbox",
  "case",
  "plan",
  "metrics",
  "reminders",
  "announcement-check",
  "gate",
  "site/advisories/cve-2025-58063/index",
];

const test = base.extend<object, { gallery: string }>({
  gallery: [
    async ({}, use) => {
      const { origin, close } = await serve(folder);
      await use(origin);
      await close();
    },
    { scope: "worker" },
  ],
});

test("the main pages are in the gallery", () => {
  expect(pages(folder)).toEqual(expect.arrayContaining(main));
});

for (const name of pages(folder)) {
  test(name, async ({ page, gallery }) => {
    const { strangers, missing } = watch(page, gallery);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.goto(`${gallery}/${name}.html`);

    expect.soft(await faults(name), "HTML is valid").toEqual([]);
    await page.evaluate(axe);
    expect.soft(await violations(page), "axe, light").toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect.soft(await violations(page), "axe, dark").toEqual([]);
    if (main.includes(name)) {
      await expect.soft(page.locator("body")).toMatchAriaSnapshot({ name: `${name.replaceAll("/", "-")}.aria.yml` });
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect.soft(await tooWide(page), "no sideways scrolling at 320 px").toEqual([]);
    expect.soft({ strangers, missing }, "nothing is loaded from elsewhere").toEqual({ strangers: [], missing: [] });
  });
}

/** What the page asks for outside the gallery, and what it asks for in vain. */
function watch(page: Page, gallery: string): { strangers: string[]; missing: string[] } {
  const [strangers, missing]: [string[], string[]] = [[], []];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${gallery}/`)) {
      strangers.push(request.url());
    }
  });
  page.on("response", (response) => {
    if (response.status() !== 200 && !response.url().endsWith("/favicon.ico")) {
      missing.push(`${response.status()} ${response.url()}`);
    }
  });
  return { strangers, missing };
}

async function violations(page: Page): Promise<string[]> {
  const results = (await page.evaluate(
    // `target-size` (WCAG 2.5.8) is off in axe unless it is named.
    `axe.run(document, ${JSON.stringify({
      runOnly: { type: "tag", values: tags },
      rules: { "target-size": { enabled: true } },
      resultTypes: ["violations"],
    })})`,
  )) as AxeResults;
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
  );
}

async function faults(name: string): Promise<string[]> {
  const { results } = await html.validateFile(join(folder, `${name}.html`));
  return results
    .flatMap(({ messages }) => messages)
    .filter(({ message }) => !lists.some((list) => message === `Duplicate form control name "${list}"`))
    .map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`);
}

/** If the page scrolls sideways: what reaches out, for the person who has to mend it. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) {
      return [];
    }
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > room + 0.5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
      .slice(0, 12);
  });
}
