// The people of a journey, each at a browser of their own, and what they do on every page.

import { type BrowserContext, type Page, test as base, expect } from "@playwright/test";

import { type Role, stage } from "./demo.js";

/** Somebody at a browser: signed in as a role of the demo, or a stranger whom nobody knows. */
export type Enter = (who: Role | "stranger") => Promise<Page>;

export const test = base.extend<{ enter: Enter }>({
  enter: async ({ browser }, use) => {
    const open: BrowserContext[] = [];
    await use(async (who) => {
      const context = await browser.newContext(who === "stranger" ? {} : { storageState: stage().states[who] });
      open.push(context);
      return context.newPage();
    });
    for (const context of open) {
      await context.close();
    }
  },
});

/** Goes to a part of the members' pages by the navigation, which a phone folds under a button. */
export async function part(page: Page, name: string): Promise<void> {
  const menu = page.getByRole("button", { name: "Menu" });
  if (await menu.isVisible()) {
    await menu.click();
  }
  await page.getByRole("navigation").getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** Opens a tab of the case that is on the page. */
export async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Case" }).getByRole("link", { name }).click();
}

/** The line that a page says after a form. */
export async function says(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: words })).toBeVisible();
}

/** The refusal on top of a form: leads to its field, which kept what was typed. */
export async function refused(page: Page, words: RegExp, field: { label: string; keeps: string }): Promise<void> {
  const summary = page.getByRole("alert");
  await expect(summary).toBeVisible();
  const link = summary.getByRole("link", { name: words });
  await link.click();
  const input = page.getByLabel(field.label);
  await expect(input).toBeFocused();
  await expect(input).toHaveValue(field.keeps);
  await expect(input).toHaveAttribute("aria-invalid", "true");
  await expect(input).toHaveAccessibleDescription(words);
}
