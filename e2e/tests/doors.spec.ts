// Who gets in, and what the others see: nothing, and all of them the same nothing.

import { type APIResponse, expect, type Page } from "@playwright/test";

import { recover, stage } from "../support/demo.js";
import { part, says, test } from "../support/people.js";

test("what is not for you and what does not exist are one answer", async ({ enter }) => {
  const robin = await enter("fix_lead");
  const { members } = stage();
  await robin.goto(`${members}/p/coredns/cases`);
  const there = await caseId(robin);

  const lee = await enter("outsider");
  const absent = ["cases/AG-0000-0000", "cases/no-id-at-all", "inbox", "reports/R-0000-0000", "no-such-page"];
  const pages = [`cases/${there}`, `cases/${there}/facts`, `cases/${there}/log`, ...absent];
  const answers: unknown[] = [];
  for (const path of pages) {
    answers.push(await described(await lee.request.get(`${members}/p/coredns/${path}`)));
  }
  // Forms that no page of theirs shows, with a proof that one of their pages gave.
  await lee.goto(`${members}/p/coredns/people`);
  const csrf = await lee.locator("input[name=csrf]").first().inputValue();
  for (const path of [`cases/${there}/messages`, "cases/AG-0000-0000/messages", `cases/${there}/close`]) {
    const headers = { origin: members, "sec-fetch-site": "same-origin" };
    const form = { csrf, to: "pst", body: "Is anybody here?" };
    answers.push(await described(await lee.request.post(`${members}/p/coredns/${path}`, { form, headers })));
  }
  expect(answers[0]).toMatchObject({ status: 404 });
  for (const answer of answers) {
    expect(answer).toEqual(answers[0]);
  }
  await lee.goto(`${members}/p/coredns/cases/${there}`);
  await expect(lee.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
});

/** All that an answer tells, but for the time of day. */
async function described(answer: APIResponse): Promise<unknown> {
  const { date, ...headers } = answer.headers();
  return { status: answer.status(), headers, body: await answer.text() };
}

test("sign-out ends the session, also for a copy of its cookie", async ({ enter }) => {
  const sasha = await enter("stranger");
  const link = recover("sasha@example.org");
  await sasha.goto(link);
  await sasha.getByRole("button", { name: "Sign in" }).click();
  await expect(sasha.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
  await part(sasha, "Cases");
  const copy = await sasha.context().cookies();

  await sasha.getByRole("button", { name: "Sign out" }).click();
  await says(sasha, "You are signed out.");
  await sasha.context().addCookies(copy);
  await sasha.goto(`${stage().members}/p/coredns/cases`);
  await expect(sasha.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  // The link worked once.
  await sasha.goto(link);
  await expect(sasha.getByRole("heading", { level: 1, name: "This link does not work" })).toBeVisible();
});

test("a reporter's session opens their page and nothing of the members", async ({ enter }) => {
  const quinn = await enter("reporter");
  await quinn.goto(`${stage().public}/coredns/status`);
  await expect(quinn.getByRole("link", { name: "poc.sh" })).toBeVisible();
  await quinn.goto(`${stage().members}/p/coredns/today`);
  await expect(quinn.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

/** The id of a case that the list shows; the demo's own is closed. */
async function caseId(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Closed" }).click();
  await page.getByRole("link", { name: /^etcd plugin/ }).click();
  const [, id] = /\/cases\/(AG-[0-9A-Z-]+)/.exec(page.url()) ?? [];
  expect(id).toBeTruthy();
  return id ?? "";
}
