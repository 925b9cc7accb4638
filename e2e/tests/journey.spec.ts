// From a report to a public advisory, by the people who do it: a stranger at the public form, the Fix Lead, a second PST
// member, and whoever reads what became public. Runs on a desk, on a phone, and with scripts switched off.

import { expect, type Page } from "@playwright/test";

import { stage } from "../support/demo.js";
import { type Enter, part, refused, says, tab, test } from "../support/people.js";

/** One case for each of the three ways to run; such ids can never be issued. */
const cves: Record<string, string> = { desk: "CVE-2026-00063", phone: "CVE-2026-00064", plain: "CVE-2026-00065" };
const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";
const secret = "a kettle that sings at noon";
const commit = "5f1ac0ffee5f1ac0ffee5f1ac0ffee5f1ac0ffee";

interface Story {
  /** What the team calls it, in the report and on the case. */
  title: string;
  cve: string;
  /** What the advisory calls it. */
  public: string;
}

test("a report becomes a public advisory", async ({ enter }, { project }) => {
  test.setTimeout(240_000);
  const cve = cves[project.name] ?? "CVE-2026-00066";
  const story = { title: `A crash by a short name, ${project.name}`, cve, public: `A short name stops the server (${project.name})` };

  const stranger = await enter("stranger");
  const reference = await test.step("a stranger reports, reads, writes again", () => report(stranger, story));

  const robin = await enter("fix_lead");
  const kim = await enter("pst");
  const id = await test.step("the PST opens a case", () => openCase(robin, story, reference));
  await test.step("lead, Fix Team, repository", () => gather(robin));
  await test.step("severity: first a wrong vector", () => severity(robin));
  await test.step("facts", () => facts(robin, story));
  await test.step("what the policy asks, and a date that moves the plan", () => policy(robin));
  await test.step("the disclosure thread", () => write(robin, stranger));
  await test.step("a commit, and somebody else's LGTM", () => fix(robin, kim, id));
  await test.step("the forthcoming fix is announced", () => forthcoming(robin, story));
  await test.step("the gate", () => publish(robin, story));
  await test.step("what the world reads", () => world(enter, stranger, story));
});

async function report(page: Page, story: Story): Promise<string> {
  await page.goto(`${stage().public}/coredns/`);
  await page.getByRole("navigation").getByRole("link", { name: "Report a vulnerability" }).click();
  await page.getByLabel("What is it, in a few words").fill(story.title);
  await page.getByLabel("Where is it, and what does it do").fill("Any version. A name of one byte stops the server.");
  await page.getByLabel("How to see it").fill("1. Start the server.\n2. Ask for the name.");
  await page.getByLabel("Files").setInputFiles({ name: "short-name.txt", mimeType: "text/plain", buffer: Buffer.from("dig .\n") });
  await page.getByRole("radio", { name: "By name or handle" }).check();
  await page.getByLabel("Name or handle to thank").fill("Dana R.");
  await page.getByLabel("Your name").fill("Dana Ruiz");
  await page.getByLabel("A secret for reading answers here").fill(secret);
  await page.getByRole("button", { name: "Send the report" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Your report has arrived" })).toBeVisible();
  const [reference] = /\bR-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(await page.getByRole("main").innerText()) ?? [];
  expect(reference, "the thank-you page gives the reference").toBeTruthy();

  await page.getByRole("navigation").getByRole("link", { name: "Your report" }).click();
  await page.getByLabel("Reference").fill(reference ?? "");
  await page.getByLabel("Your secret").fill("not what was chosen");
  await page.getByRole("button", { name: "Open your report" }).click();
  await expect(page.getByRole("alert").getByRole("link", { name: /no report with this reference/ })).toBeVisible();
  await page.getByLabel("Your secret").fill(secret);
  await page.getByRole("button", { name: "Open your report" }).click();

  await expect(page.getByRole("heading", { level: 1, name: story.title })).toBeVisible();
  await expect(page.getByRole("link", { name: "short-name.txt" })).toBeVisible();
  await page.getByLabel("Your message").fill("It needs no more than one packet.");
  await page.getByRole("button", { name: "Send to the security team" }).click();
  await says(page, "Your message is sent to the team.");
  await expect(page.getByRole("article").filter({ hasText: "It needs no more than one packet." })).toBeVisible();
  return reference ?? "";
}

async function openCase(robin: Page, story: Story, reference: string): Promise<string> {
  await robin.goto(`${stage().members}/`);
  await expect(robin.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
  await expect(robin.getByRole("main")).toContainText(reference);
  await part(robin, "Inbox");
  await robin.getByRole("link", { name: story.title }).click();
  await expect(robin.getByRole("heading", { level: 1, name: story.title })).toBeVisible();
  await expect(robin.getByText("It needs no more than one packet.")).toBeVisible();
  await expect(robin.getByRole("link", { name: "short-name.txt" })).toBeVisible();
  await expect(robin.getByRole("complementary")).toContainText("wants credit as Dana R.");

  await robin.getByLabel("Working title").fill(story.title);
  await robin.getByRole("button", { name: "Open a case from this report" }).click();
  await says(robin, "The case is open.");
  await expect(robin.getByText("EMBARGOED", { exact: true })).toBeVisible();
  // What stands in the browser's history names no case.
  expect(await robin.title()).not.toContain("short name");
  const [, id] = /\/cases\/(AG-[0-9A-Z-]+)/.exec(robin.url()) ?? [];
  expect(id).toBeTruthy();
  return id ?? "";
}

async function gather(robin: Page): Promise<void> {
  await tab(robin, "People");
  await robin.getByRole("button", { name: "Take the lead" }).click();
  await says(robin, "The Fix Lead is set.");
  await robin.getByRole("checkbox", { name: /^Kim Solberg/ }).check();
  await robin.getByRole("checkbox", { name: /^Jules Tanaka/ }).check();
  await robin.getByRole("button", { name: "Save the Fix Team" }).click();
  await says(robin, "The Fix Team is changed.");
  await expect(robin.getByRole("checkbox", { name: /^Jules Tanaka/ })).toBeChecked();

  await tab(robin, "Fix");
  await robin.getByLabel("Name").fill("private fork");
  await robin.getByLabel("Address").fill("https://git.example.org/private/fork");
  await robin.getByRole("button", { name: "Link the repository" }).click();
  await says(robin, "The repository is linked.");
  await expect(robin.getByRole("link", { name: "https://git.example.org/private/fork" })).toBeVisible();
}

async function severity(robin: Page): Promise<void> {
  await tab(robin, "Severity");
  const wrong = vector.replace("AV:N", "AV:Q");
  await robin.getByLabel("CVSS 3.1 vector").fill(wrong);
  await robin.getByLabel("Why").fill("One packet from anywhere stops it.");
  await robin.getByRole("button", { name: "Set the severity" }).click();
  await refused(robin, /AV/, { label: "CVSS 3.1 vector", keeps: wrong });
  await expect(robin.getByLabel("Why")).toHaveValue("One packet from anywhere stops it.");
  await robin.getByLabel("CVSS 3.1 vector").fill(vector);
  await robin.getByRole("button", { name: "Set the severity" }).click();
  await says(robin, "The severity is set.");
  await expect(robin.getByText("7.5").first()).toBeVisible();
}

async function policy(robin: Page): Promise<void> {
  await tab(robin, "Decisions");
  await robin.getByLabel("Does it raise privileges?").selectOption("No");
  await robin.getByRole("button", { name: "Record the answers" }).click();
  await says(robin, "The answers are recorded.");
  await expect(robin.getByLabel("Does it raise privileges?")).toHaveValue("no");

  // Folded, since few cases need it; open again where something was wrong.
  await expect(robin.getByLabel("They publish on")).toBeHidden();
  await robin.getByText("The reporter’s own date").click();
  await robin.getByLabel("They publish on").fill("soon");
  await robin.getByLabel("How they said so").fill("In the report.");
  await robin.getByRole("button", { name: "Record their date" }).click();
  await refused(robin, /2026-12-01 14:00/, { label: "They publish on", keeps: "soon" });
  await robin.getByLabel("They publish on").fill("2099-01-05 10:00");
  await robin.getByRole("button", { name: "Record their date" }).click();
  await says(robin, "The reporter’s date is recorded.");
  await tab(robin, "Plan");
  await expect(robin.getByRole("main")).toContainText("the reporter publishes on 2099-01-05 10:00 UTC");
}

async function facts(robin: Page, story: Story): Promise<void> {
  await tab(robin, "Facts");
  for (const [label, value] of [
    ["Release window", "2025-09-15 13:00 to 2025-09-15 16:00"],
    ["Component", "plugin/forward"],
    ["Mitigation", "Answer queries from known networks only."],
    ["CVE id", story.cve],
    ["Public title", story.public],
    ["Summary", "A query for a name of one byte stops the server, from anywhere."],
    ["What happens", "The length of the name was not checked before its first byte was read."],
    ["Weakness", "CWE-125 Out-of-bounds Read"],
    ["Affected versions", ">= 1.2.0, < 1.12.5"],
    ["Fixed versions", "1.12.5"],
    ["Merged changes", `${commit} Check the length of the name`],
    ["How to apply", "Upgrade to 1.12.5."],
  ] as const) {
    await robin.getByRole("textbox", { name: label }).fill(value);
  }
  await robin.getByRole("button", { name: "Save the facts" }).click();
  await says(robin, "The facts are saved.");
  await expect(robin.getByRole("textbox", { name: "CVE id" })).toHaveValue(story.cve);
}

async function write(robin: Page, stranger: Page): Promise<void> {
  await tab(robin, "Timeline");
  const composer = robin.getByRole("group", { name: "Write to" });
  await expect(robin.getByText("Choose who will read this.")).toBeVisible();
  await composer.getByRole("radio", { name: "Disclosure thread" }).check();
  const readers = robin.getByText(/^\d+ people will read this:$/).filter({ visible: true });
  const [count] = /^\d+ people/.exec(await readers.innerText()) ?? [];
  const line = readers.locator("..");
  for (const name of ["Robin Ashe", "Kim Solberg", "Jules Tanaka", "Dana Ruiz"]) {
    await expect(line).toContainText(name);
  }
  await expect(line).not.toContainText("Lee Imran");
  await robin.getByLabel("Message").fill("We can see it here. A fix is under way.");
  await robin.getByRole("button", { name: `Send to ${count}` }).click();
  await says(robin, "Your message is sent.");
  const message = robin.getByRole("article").filter({ hasText: "A fix is under way." });
  await expect(message).toContainText("Robin Ashe");

  await stranger.reload();
  await expect(stranger.getByRole("article").filter({ hasText: "A fix is under way." })).toBeVisible();
  await expect(stranger.getByRole("main")).not.toContainText("Jules Tanaka");
}

async function fix(robin: Page, kim: Page, id: string): Promise<void> {
  await tab(robin, "Fix");
  await expect(robin.getByRole("button", { name: "Declare the fix ready" })).toBeDisabled();
  await robin.getByRole("textbox", { name: "Commit" }).fill(commit);
  await robin.getByLabel("Subject").fill("Check the length of the name");
  await robin.getByRole("button", { name: "Record the commit" }).click();
  await says(robin, "The commit is recorded.");
  await expect(robin.getByText("You recorded it; somebody else gives the LGTM.")).toBeVisible();

  await kim.goto(`${stage().members}/p/coredns/cases/${id}`);
  await tab(kim, "Fix");
  await kim.getByRole("button", { name: `Give ${commit.slice(0, 12)} your LGTM` }).click();
  await says(kim, "Your LGTM is recorded.");

  await robin.reload();
  await robin.getByRole("button", { name: "Declare the fix ready" }).click();
  await says(robin, "The fix is ready.");
}

async function forthcoming(robin: Page, story: Story): Promise<void> {
  await tab(robin, "Announcements");
  await robin.getByRole("button", { name: "Draft the forthcoming-fix announcement" }).click();
  await says(robin, "The announcement is drafted. Nothing has gone out.");
  const text = await robin.getByRole("textbox", { name: "Text" }).inputValue();
  expect(text).toContain("Answer queries from known networks only.");
  for (const withheld of [story.cve, story.public, "plugin/forward"]) {
    expect(text).not.toContain(withheld);
  }
  await robin.getByRole("link", { name: "Check and approve" }).click();
  await expect(robin.getByRole("heading", { level: 1, name: "Check before this goes out" })).toBeVisible();
  await robin.getByRole("button", { name: "Approve and send it to everyone" }).click();
  await expect(robin.getByRole("alert").getByRole("link", { name: /Tick the box/ })).toBeVisible();
  await robin.getByRole("checkbox", { name: /I have read the text above/ }).check();
  await robin.getByRole("button", { name: "Approve and send it to everyone" }).click();
  await says(robin, "The announcement is out.");
}

async function publish(robin: Page, story: Story): Promise<void> {
  await robin.getByRole("link", { name: "Announcements" }).click();
  await robin.getByRole("button", { name: "Draft the final announcement" }).click();
  await says(robin, "The announcement is drafted. Nothing has gone out.");
  await robin.getByRole("link", { name: "Check and publish" }).click();
  await expect(robin.getByRole("heading", { level: 1, name: "Check before the gate opens" })).toBeVisible();
  await expect(robin.getByRole("main")).toContainText("cve.json");
  await expect(robin.getByRole("main")).toContainText("osv.json");
  await expect(robin.getByRole("main")).toContainText(story.public);
  await robin.getByRole("checkbox", { name: /I have read everything above/ }).check();
  await robin.getByRole("button", { name: "Open the gate: make all of this public now" }).click();
  await says(robin, "The gate is open: release, announcement and advisory are public.");
  await expect(robin.getByText("EMBARGOED", { exact: true })).toBeHidden();
}

async function world(enter: Enter, stranger: Page, story: Story): Promise<void> {
  const anyone = await enter("stranger");
  const folder = `${stage().public}/coredns/advisories/${story.cve.toLowerCase()}/`;
  // The site is written a moment after the act.
  await expect(async () => {
    await anyone.goto(`${stage().public}/coredns/`);
    await anyone.getByRole("navigation").getByRole("link", { name: "Advisories" }).click();
    await expect(anyone.getByRole("link", { name: story.public })).toBeVisible({ timeout: 500 });
  }).toPass();
  await anyone.getByRole("link", { name: story.public }).click();
  await expect(anyone.getByRole("heading", { level: 1, name: story.public })).toBeVisible();
  expect(new URL(anyone.url()).href).toContain(folder);
  await expect(anyone.getByRole("main")).toContainText("Dana R.");
  await expect(anyone.getByRole("main")).not.toContainText("Dana Ruiz");
  await expect(anyone.getByRole("main")).toContainText("1.12.5");

  const feed = await anyone.request.get(`${stage().public}/coredns/feed.atom`);
  expect(feed.headers()["content-type"]).toContain("application/atom+xml");
  expect(await feed.text()).toContain(story.cve);
  const record = (await (await anyone.request.get(`${folder}cve.json`)).json()) as {
    cveMetadata: { cveId: string; state: string };
  };
  expect(record.cveMetadata).toMatchObject({ cveId: story.cve, state: "PUBLISHED" });
  const osv = (await (await anyone.request.get(`${folder}osv.json`)).json()) as { aliases?: string[]; id: string };
  expect([osv.id, ...(osv.aliases ?? [])]).toContain(story.cve);

  await stranger.reload();
  await expect(stranger.getByRole("link", { name: "It is public" })).toBeVisible();
}
