// Every page of the gallery: axe without violations in light and dark, valid HTML, no sideways scrolling at 320 px,
// and for the main pages the tree that a screen reader walks.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { expect, test as base } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { type ConfigData, HtmlValidate } from "html-validate";

import { pages, serve } from "../support/gallery.mjs";

const folder = resolve(process.env.AMBERGATE_GALLERY ?? join(import.meta.dirname, "../../target/gallery"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = readFileSync(join(import.meta.dirname, "../.htmlvalidate.json"), "utf8");
const html = new HtmlValidate(JSON.parse(rules) as ConfigData);

/** WCAG 2.2 AA, as axe tags it, and axe's own good practice. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

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

for (const name of pages(folder)) {
  test.describe(name, () => {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${name}: axe, ${colorScheme}`, async ({ page, gallery }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.goto(`${gallery}/${name}.html`);
        await page.evaluate(axe);
        const results = (await page.evaluate(
          // `target-size` (WCAG 2.5.8) is off in axe unless it is named.
          `axe.run(document, ${JSON.stringify({
            runOnly: { type: "tag", values: tags },
            rules: { "target-size": { enabled: true } },
            resultTypes: ["violations"],
          })})`,
        )) as AxeResults;
        const found = results.violations.flatMap(({ id, help, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
        );
        expect(found).toEqual([]);
      });
    }

    test(`${name}: HTML is valid`, async () => {
      const { results } = await html.validateFile(join(folder, `${name}.html`));
      const found = results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
      );
      expect(found).toEqual([]);
    });

    test(`${name}: no sideways scrolling at 320 px`, async ({ page, gallery }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(`${gallery}/${name}.html`);
      const wide = await page.evaluate(() => {
        const room = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= room) {
          return [];
        }
        // The page scrolls: name what reaches out, for the person who has to mend it.
        return [...document.querySelectorAll("body *")]
          .filter((element) => element.getBoundingClientRect().right > room + 0.5)
          .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
          .slice(0, 12);
      });
      expect(wide).toEqual([]);
    });

    test(`${name}: nothing is loaded from elsewhere`, async ({ page, gallery }) => {
      const strangers: string[] = [];
      page.on("request", (request) => {
        if (!request.url().startsWith(`${gallery}/`)) {
          strangers.push(request.url());
        }
      });
      const missing: string[] = [];
      page.on("response", (response) => {
        if (response.status() !== 200 && !response.url().endsWith("/favicon.ico")) {
          missing.push(`${response.status()} ${response.url()}`);
        }
      });
      await page.goto(`${gallery}/${name}.html`, { waitUntil: "load" });
      expect({ strangers, missing }).toEqual({ strangers: [], missing: [] });
    });

    test(`${name}: accessibility tree`, async ({ page, gallery }) => {
      await page.goto(`${gallery}/${name}.html`);
      await expect(page.locator("body")).toMatchAriaSnapshot({ name: `${name.replaceAll("/", "-")}.aria.yml` });
    });
  });
}
