// The report form without a mouse: every field is reached by Tab in the order in which it is read, a refusal takes the
// focus and leads to its field, Enter sends.

import { expect, type Locator, type Page } from "@playwright/test";

import { stage } from "../support/demo.js";
import { test } from "../support/people.js";

test("the report form is filled in, refused, mended and sent by keys alone", async ({ page }) => {
  await page.goto(`${stage().public}/coredns/report`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");

  await reach(page, page.getByLabel("What is it, in a few words"));
  await reach(page, page.getByLabel("Where is it, and what does it do"));
  await page.keyboard.type("A zone without an SOA record is served.");
  await reach(page, page.getByLabel("How to see it"));
  await reach(page, page.getByLabel("Files"));
  await reach(page, page.getByLabel("Anything else"));
  await reach(page, page.getByLabel("Is it public already?"));
  await reach(page, page.getByLabel("When did you see it"));
  await reach(page, page.getByRole("radio", { name: "I decide later" }));
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("radio", { name: "Without a name" })).toBeChecked();
  await reach(page, page.getByLabel("Name or handle to thank"));
  await reach(page, page.getByLabel("Your name"));
  await reach(page, page.getByLabel("Your mail address"));
  await page.keyboard.type("dana.example.org");
  await reach(page, page.getByLabel("Send me answers in clear text by mail"));
  await page.keyboard.press("Space");
  await reach(page, page.getByLabel("A secret for reading answers here"));
  await reach(page, page.getByRole("button", { name: "Send the report" }));
  await page.keyboard.press("Enter");

  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(page.getByLabel("Send me answers in clear text by mail")).toBeChecked();
  await reach(page, summary.getByRole("link", { name: /title/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("What is it, in a few words")).toBeFocused();
  await page.keyboard.type("A zone without SOA");
  const address = page.getByLabel("Your mail address");
  await expect(address).toHaveValue("dana.example.org");
  await reach(page, address);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("dana@example.org");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Your report has arrived" })).toBeVisible();
});

/** Presses Tab until the focus is there, but not for ever. */
async function reach(page: Page, where: Locator): Promise<void> {
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press("Tab");
    if (await where.evaluate((element) => element === document.activeElement)) {
      return;
    }
  }
  await expect(where).toBeFocused();
}
