//! The replay: one act after another, each through the door that its person would use, each read back from outside.

use super::browser::{Browser, links};
use super::outside::{deliver, markers_on_disk, second_process, second_process_alone};
use super::steps::{Holds, Steps};
use super::story::{self, at};
use super::{Stage, instant};
use crate::commands::Stop;
use std::time::Duration;

/// The people at their browsers.
struct Cast {
    robin: Browser,
    kim: Browser,
    jules: Browser,
    noor: Browser,
    lee: Browser,
    anyone: Browser,
}

struct Play<'a> {
    stage: &'a Stage,
    steps: &'a mut Steps,
    cast: Cast,
    report: String,
    case: String,
    /// The case's address.
    here: String,
}

pub async fn play(stage: &Stage, steps: &mut Steps) -> Result<(), Stop> {
    go(stage, steps).await.map_err(Stop::Refused)
}

async fn go(stage: &Stage, steps: &mut Steps) -> Result<(), String> {
    let link = |name: &str| {
        stage
            .links
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, l)| l.clone())
            .unwrap_or_default()
    };
    let cast = Cast {
        robin: Browser::signed_in(&stage.members, &link("robin")).await?,
        kim: Browser::signed_in(&stage.members, &link("kim")).await?,
        jules: Browser::signed_in(&stage.members, &link("jules")).await?,
        noor: Browser::signed_in(&stage.members, &link("noor")).await?,
        lee: Browser::signed_in(&stage.members, &link("lee")).await?,
        anyone: Browser::anonymous(&stage.public)?,
    };
    let mut play = Play {
        stage,
        steps,
        cast,
        report: String::new(),
        case: String::new(),
        here: String::new(),
    };
    play.intake().await?;
    play.triage().await?;
    play.lead_and_team().await?;
    play.severity_and_facts().await?;
    play.thread().await?;
    play.fix().await?;
    play.announce().await?;
    play.decide().await?;
    play.correct().await?;
    play.secrecy_before().await?;
    play.release().await?;
    play.public_records().await?;
    play.log().await
}

impl Play<'_> {
    fn step(&mut self, id: &'static str, title: &str, paragraphs: &[&'static str], when: &str) {
        self.stage.clock.set(instant(when));
        self.steps.begin(id, title, paragraphs, instant(when));
    }

    fn check(&mut self, what: &str, found: bool) {
        self.steps.check(what, Holds::from(found));
    }

    /// Waits until a page says something: work goes on in the background, as it does for people.
    async fn until_says(&mut self, path: &str, words: &str) -> Result<bool, String> {
        for _ in 0..200 {
            if self.cast.robin.get(path).await?.text().contains(words) {
                return Ok(true);
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(false)
    }

    async fn until_mailed(&self, to: &str, count: usize) -> bool {
        for _ in 0..200 {
            if self.stage.mail.kept().iter().filter(|m| m.to == to).count() >= count {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        false
    }

    fn mails_to(&self, to: &str) -> Vec<String> {
        let mails = self.stage.mail.kept();
        mails
            .iter()
            .filter(|m| m.to == to)
            .map(|m| String::from_utf8_lossy(&m.message).into_owned())
            .collect()
    }

    async fn intake(&mut self) -> Result<(), String> {
        self.step(
            "intake",
            "A report arrives by mail (LMTP), with a script, a screenshot and a capture",
            &["S4", "S6", "S8"],
            at::REPORT,
        );
        let said = deliver(self.stage, "quinn@example.org", story::CONTACT, story::REPORT).await?;
        self.check(
            "the listener answers 250 after the bytes are durable",
            said.starts_with("250"),
        );
        let listed = self.until_says("/p/coredns/inbox", "lease number is used").await?;
        self.check("the report stands in the inbox", listed);
        let inbox = self.cast.robin.get("/p/coredns/inbox").await?.text();
        let report = links(&inbox, "/p/coredns/reports/")
            .into_iter()
            .next()
            .unwrap_or_default();
        self.report = report.rsplit('/').next().unwrap_or_default().to_owned();
        let page = self.cast.robin.get(&report).await?.text();
        let files = ["poc.sh", "dig-output.png", "capture.pcap.gz"]
            .iter()
            .all(|name| page.contains(name));
        self.check("its three files are there, for download only", files);
        let acknowledged = self.until_mailed("quinn@example.org", 1).await;
        let mail = self.mails_to("quinn@example.org").join("\n");
        self.check(
            "the reporter gets “received”, with the reference",
            acknowledged && mail.contains(&self.report),
        );
        let silent = !mail.contains("http") && !mail.contains("etcd") && !mail.contains("lease number");
        self.check("the acknowledgement holds no link and no word of the report", silent);

        self.step(
            "once",
            "The mail server delivers the same message again, and so does a second process",
            &["S4"],
            at::REPORT,
        );
        let said = deliver(self.stage, "quinn@example.org", story::CONTACT, story::REPORT).await?;
        self.check("the second delivery is accepted", said.starts_with("250"));
        let raw = story::REPORT.replace('\n', "\r\n");
        let args = ["ingest", "--project", "coredns", "--sender", "quinn@example.org"];
        let (code, words) = second_process(self.stage, &args, raw.as_bytes()).await?;
        self.check(
            "`ambergate ingest` exits 0",
            code == 0 || {
                tracing::warn!(%words, "ingest");
                false
            },
        );
        tokio::time::sleep(Duration::from_millis(300)).await;
        let inbox = self.cast.robin.get("/p/coredns/inbox").await?.text();
        let reports: std::collections::BTreeSet<String> = links(&inbox, "/p/coredns/reports/").into_iter().collect();
        self.check("it is one report", reports.len() == 1);

        self.step(
            "form",
            "Somebody reports the same by the public form, without an account",
            &["S6", "S7", "S8"],
            at::REPORT,
        );
        let fields = [
            ("title", "Answers from etcd live for years"),
            (
                "what",
                "A resolver of ours kept an answer from your etcd plugin for more than a year.",
            ),
            ("credit", "anonymous"),
            ("secret", "a secret of some length"),
        ];
        let page = "/coredns/report";
        let text = self.cast.anyone.get(page).await?.text();
        let token = super::browser::hidden(&text, "once").unwrap_or_default();
        let mut all = vec![("once", token.as_str())];
        all.extend(fields);
        let thanks = self.cast.anyone.post(page, &all).await?;
        let thanked = follow(&mut self.cast.anyone, thanks).await?;
        let second = word_beginning(&thanked, "R-").unwrap_or_default();
        self.check("the page says thank you and gives a reference", second.len() == 11);
        let listed = self
            .until_says("/p/coredns/inbox", "Answers from etcd live for years")
            .await?;
        self.check("the report stands in the inbox", listed);
        let mut reader = Browser::anonymous(&self.stage.public)?;
        let wrong = reader
            .post(
                "/coredns/status",
                &[("reference", &second), ("secret", "not the right secret")],
            )
            .await?;
        let unknown = reader
            .post(
                "/coredns/status",
                &[("reference", "R-0000-0000"), ("secret", "not the right secret")],
            )
            .await?;
        self.check(
            "a wrong secret and an unknown reference are answered alike",
            wrong.status == unknown.status && wrong.status != 303,
        );
        let right = reader
            .post(
                "/coredns/status",
                &[("reference", &second), ("secret", "a secret of some length")],
            )
            .await?;
        self.check("the right secret opens the status page", right.status == 303);
        Ok(())
    }

    async fn triage(&mut self) -> Result<(), String> {
        self.step(
            "triage",
            "The PST looks at the report: its time is noted as assumed, and it becomes a case",
            &["S1", "S4"],
            at::TRIAGE,
        );
        let report = format!("/p/coredns/reports/{}", self.report);
        self.cast
            .robin
            .submit(&report, &format!("{report}/assumed"), &[("because", story::ASSUMED)])
            .await?;
        let page = self.cast.robin.get(&report).await?.text();
        self.check("the page says that the arrival is assumed", page.contains("assumed"));
        let credit = [("credit", "name"), ("credit_name", story::HANDLE)];
        self.cast
            .robin
            .submit(&report, &format!("{report}/credit"), &credit)
            .await?;
        let to = self
            .cast
            .robin
            .submit(&report, &format!("{report}/open"), &[("title", story::TITLE)])
            .await?;
        self.case = word_beginning(&to, "AG-").unwrap_or_default();
        self.here = format!("/p/coredns/cases/{}", self.case);
        self.check("the case has a random name", self.case.len() == 12);
        let page = self.cast.kim.get(&self.here.clone()).await?;
        self.check(
            "another PST member sees it, under embargo",
            page.status == 200 && page.text().contains("EMBARGOED"),
        );
        let stranger = self.cast.lee.get(&self.here.clone()).await?;
        let random = self.cast.lee.get("/p/coredns/cases/AG-0000-0000").await?;
        let alike = stranger.status == random.status && stranger.body == random.body && stranger.status == 404;
        self.check(
            "a member without a grant gets the page that a random name gets, to the byte",
            alike,
        );

        self.step(
            "duplicate",
            "The second report is attached: its reporter keeps thread and credit",
            &["S7"],
            at::TRIAGE,
        );
        let inbox = self.cast.robin.get("/p/coredns/inbox").await?.text();
        let own = report.clone();
        let second = links(&inbox, "/p/coredns/reports/")
            .into_iter()
            .find(|l| *l != own)
            .unwrap_or_default();
        let case = self.case.clone();
        self.cast
            .robin
            .submit(&second, &format!("{second}/attach"), &[("case", &case)])
            .await?;
        let inbox = self.cast.robin.get("/p/coredns/inbox").await?.text();
        self.check("the inbox is empty", links(&inbox, "/p/coredns/reports/").is_empty());
        Ok(())
    }

    async fn lead_and_team(&mut self) -> Result<(), String> {
        self.step(
            "lead",
            "Robin Ashe takes the lead; the rota shows who led how often",
            &["S13", "S14"],
            at::TRIAGE,
        );
        let people = format!("{}/people", self.here);
        let here = self.here.clone();
        self.cast.robin.get(&people).await?;
        self.cast.robin.act(&format!("{here}/lead"), &[]).await?;
        let page = self.cast.kim.get(&here).await?.text();
        self.check("the case page names the Fix Lead", page.contains("Robin Ashe"));
        let again = self.cast.kim.post(&format!("{here}/lead"), &[]).await?;
        self.check(
            "a second lead is refused, with the name of the first",
            again.status == 422 && again.text().contains("already leads"),
        );

        self.step(
            "team",
            "The Fix Team is named and brought into the thread",
            &["S15", "S16", "S20"],
            at::TEAM,
        );
        let page = self.cast.robin.get(&people).await?.text();
        let members: Vec<String> = ["Jules Tanaka", "Noor Haddad"]
            .iter()
            .filter_map(|n| member_of(&page, n))
            .collect();
        let fields: Vec<(&str, &str)> = members.iter().map(|m| ("member", m.as_str())).collect();
        self.cast.robin.act(&format!("{here}/team"), &fields).await?;
        let page = self.cast.jules.get(&here).await?;
        self.check("a named maintainer sees the case now", page.status == 200);
        self.check(
            "but not the reporter's words, which were for the PST",
            !page.text().contains("cut down to 32"),
        );
        let noticed = self.until_mailed("jules@example.org", 1).await;
        let mail = self.mails_to("jules@example.org").join("\n");
        self.check(
            "the notice says nothing: no case, no name, no word",
            noticed && !mail.contains("AG-") && !mail.contains("etcd"),
        );

        self.step(
            "repository",
            "Two private repositories are linked",
            &["S21"],
            at::REPOSITORY,
        );
        for (name, url) in [
            ("coredns-fix", "https://forge.example.org/psirt/coredns-fix"),
            ("coredns.io-notes", "https://forge.example.org/psirt/notes"),
        ] {
            self.cast.jules.get(&here).await?;
            self.cast
                .jules
                .act(&format!("{here}/repositories"), &[("name", name), ("url", url)])
                .await?;
        }
        let page = self.cast.robin.get(&here).await?.text();
        self.check(
            "both stand on the case",
            page.contains("coredns-fix") && page.contains("coredns.io-notes"),
        );
        self.check("the 24-hour clocks are met", page.contains("Met: "));
        Ok(())
    }

    async fn thread(&mut self) -> Result<(), String> {
        self.step(
            "thread",
            "The Fix Lead writes to the disclosure thread; the reporter answers by mail",
            &["S4", "S16"],
            at::THREAD,
        );
        let here = self.here.clone();
        let text = "Thank you. We see it too: the number of the lease is taken for its time. We work on a fix.";
        self.cast.robin.get(&here).await?;
        self.cast
            .robin
            .act(
                &format!("{here}/messages"),
                &[("to", "pst+fix_team+reporter"), ("body", text)],
            )
            .await?;
        let mailed = self.until_mailed("quinn@example.org", 2).await;
        let mail = self.mails_to("quinn@example.org").pop().unwrap_or_default();
        self.check(
            "the reporter has no key, so a notice without content goes out",
            mailed && !mail.contains("number of the lease"),
        );
        let reply = mail
            .lines()
            .find_map(|l| l.strip_prefix("Reply-To: "))
            .unwrap_or_default()
            .trim_matches(['<', '>', ' '])
            .to_owned();
        self.check("answers go to an opaque address", reply.starts_with("reply+"));
        let answer = "From: Quinn Varga <quinn@example.org>\nTo: security@coredns.example.org\nSubject: Re: Something waits for you\nMessage-ID: <lease-ttl-2@mail.example.org>\n\nYou may write to me in clear mail. With your branch I get TTL 30 for a lease with 30 s left.\n";
        let said = deliver(self.stage, "quinn@example.org", &reply, answer).await?;
        let guess = deliver(
            self.stage,
            "quinn@example.org",
            "reply+00000000000000000000000000@coredns.example.org",
            "From: a@example.org\nSubject: guess\n\nwho is there?\n",
        )
        .await?;
        self.check(
            "a guessed address is answered like the real one",
            said == guess && said.starts_with("250"),
        );
        let stands = self.until_says(&here, "TTL 30 for a lease").await?;
        self.check("the answer stands in the thread", stands);
        let page = self.cast.noor.get(&here).await?.text();
        self.check("the Fix Team reads it", page.contains("TTL 30 for a lease"));
        let inbox = self.cast.robin.get("/p/coredns/inbox").await?.text();
        if let Some(guess) = links(&inbox, "/p/coredns/reports/").into_iter().next() {
            self.cast
                .robin
                .submit(&guess, &format!("{guess}/decline"), &[("exit", "spam"), ("text", "")])
                .await?;
        }
        let inbox = self.cast.robin.get("/p/coredns/inbox").await?.text();
        self.check(
            "the guess lies in the inbox like any mail, and is declined",
            links(&inbox, "/p/coredns/reports/").is_empty(),
        );
        Ok(())
    }

    async fn severity_and_facts(&mut self) -> Result<(), String> {
        self.step(
            "severity",
            "Severity: the vector is set, the score is computed",
            &["S22", "S23"],
            at::SEVERITY,
        );
        let here = self.here.clone();
        let page = format!("{here}/severity");
        self.cast.robin.get(&here).await?;
        let wrong = self
            .cast
            .robin
            .post(&page, &[("vector31", "CVSS:3.1/AV:Q"), ("reason", "x")])
            .await?;
        self.check("a wrong vector is refused and says what is wrong", wrong.status == 422);
        self.cast
            .robin
            .act(
                &page,
                &[
                    ("vector31", story::VECTOR),
                    ("vector40", ""),
                    (
                        "reason",
                        "Reached over the network; needs write access to etcd; answers stay wrong for years.",
                    ),
                ],
            )
            .await?;
        let text = self.cast.kim.get(&here).await?.text();
        self.check("the case says High 7.1", text.contains("High") && text.contains("7.1"));
        let (code, printed) = second_process_alone(&["cvss", story::VECTOR]).await?;
        self.check(
            "`ambergate cvss` computes the same",
            code == 0 && printed.starts_with("7.1 High"),
        );

        self.step(
            "facts",
            "Facts are filled in, each with its class",
            &["S28", "S38"],
            at::SEVERITY,
        );
        let mut fields: Vec<(&str, &str)> = story::FACTS.to_vec();
        fields.extend([
            ("mitigation", story::MITIGATION),
            ("release_window", story::FIRST_WINDOW),
        ]);
        self.cast.robin.act(&format!("{here}/facts"), &fields).await?;
        let text = self.cast.robin.get(&format!("{here}/facts")).await?.text();
        self.check(
            "they are read back as typed",
            text.contains("CWE-681") && text.contains("min-lease-ttl"),
        );
        let stale = [("was_component", "something else"), ("component", "plugin/file")];
        let answer = self.cast.kim.post(&format!("{here}/facts"), &stale).await?;
        self.check(
            "a stale form is refused and shows both values",
            answer.status == 409 && answer.text().contains("plugin/etcd"),
        );
        Ok(())
    }

    async fn fix(&mut self) -> Result<(), String> {
        self.step(
            "fix",
            "The fix lands as one commit; somebody else than its recorder gives the LGTM",
            &["S24"],
            at::MERGE,
        );
        let here = self.here.clone();
        self.cast.jules.get(&here).await?;
        self.cast
            .jules
            .act(
                &format!("{here}/commits"),
                &[("commit", story::COMMIT), ("subject", story::COMMIT_SUBJECT)],
            )
            .await?;
        let own = self
            .cast
            .jules
            .post(&format!("{here}/lgtm"), &[("commit", story::COMMIT)])
            .await?;
        self.check("one's own commit gets no LGTM from oneself", own.status == 422);
        let early = self.cast.jules.post(&format!("{here}/fix-ready"), &[]).await?;
        self.check("the fix is not ready before every commit was read", early.status == 422);
        self.cast.noor.get(&here).await?;
        self.cast
            .noor
            .act(&format!("{here}/lgtm"), &[("commit", story::COMMIT)])
            .await?;
        self.cast.jules.act(&format!("{here}/fix-ready"), &[]).await?;
        let text = self.cast.robin.get(&here).await?.text();
        self.check(
            "the timeline has both acts",
            text.contains("gave an LGTM") && text.contains("declared the fix ready"),
        );
        Ok(())
    }

    async fn announce(&mut self) -> Result<(), String> {
        self.step(
            "forthcoming",
            "The coming fix is announced: window and mitigation, nothing of the component",
            &["S27", "S28", "S29"],
            at::ANNOUNCE,
        );
        let here = self.here.clone();
        self.cast.robin.get(&here).await?;
        let to = self
            .cast
            .robin
            .act(&format!("{here}/announcements"), &[("kind", "forthcoming_fix")])
            .await?;
        let draft = to.split('?').next().unwrap_or_default().to_owned();
        let text = self.cast.robin.get(&draft).await?.text();
        self.check(
            "the draft has the window and the mitigation",
            text.contains("security release") && text.contains("cap the time to live"),
        );
        let leaky = [
            ("subject", "CoreDNS: security release"),
            ("body", "There is a hole in the etcd plugin. Upgrade on Tuesday."),
        ];
        self.cast.robin.submit(&draft, &format!("{draft}/edit"), &leaky).await?;
        let refused = self
            .cast
            .robin
            .submit(&format!("{draft}/check"), &format!("{draft}/approve"), &[])
            .await;
        self.check("a text that names the component is refused", refused.is_err());
        self.cast.robin.get(&draft).await?;
        self.cast.robin.act(&format!("{draft}/anew"), &[]).await?;
        let early = self.cast.anyone.get("/coredns/feed.atom").await?.text();
        self.check("nothing is public yet", !early.contains("<entry>"));
        self.cast
            .robin
            .submit(&format!("{draft}/check"), &format!("{draft}/approve"), &[])
            .await?;
        let mailed = self.until_mailed(story::LIST, 1).await;
        let mail = self.mails_to(story::LIST).pop().unwrap_or_default();
        let quiet = ["etcd", "CVE-2025", "7.1", "plugin"]
            .iter()
            .all(|word| !mail.contains(word));
        self.check("the list gets the announcement; it gives nothing away", mailed && quiet);
        let feed = self.public_says("/coredns/feed.atom", "<entry>").await?;
        self.check("the public feed has it", feed);
        let page = self.cast.robin.get(&here).await?.text();
        self.check(
            "the case is announced and still under embargo",
            page.contains("Announced") && page.contains("EMBARGOED"),
        );
        Ok(())
    }

    async fn decide(&mut self) -> Result<(), String> {
        self.step(
            "distributors",
            "Early notice to distributors: remote by vector, but write access to etcd is needed. No.",
            &["S30", "S31"],
            at::DECISION,
        );
        let here = self.here.clone();
        let reason =
            "Reachable over the network by its vector, but one must be able to write to etcd. The release is near.";
        self.cast.robin.get(&here).await?;
        self.cast
            .robin
            .act(
                &format!("{here}/distributors"),
                &[("tell", "not-early"), ("reason", reason)],
            )
            .await?;
        let text = self.cast.kim.get(&here).await?.text();
        self.check(
            "the decision and its reason stand on the case",
            text.contains("decided not to tell distributors early"),
        );
        Ok(())
    }

    async fn correct(&mut self) -> Result<(), String> {
        self.step(
            "correction",
            "The release moves one day forward; the announcement is corrected",
            &["S28"],
            at::CORRECTION,
        );
        let here = self.here.clone();
        self.cast.robin.get(&here).await?;
        let change = [
            ("was_release_window", story::FIRST_WINDOW),
            ("release_window", story::WINDOW),
        ];
        self.cast.robin.act(&format!("{here}/facts"), &change).await?;
        let page = self.cast.robin.get(&format!("{here}/announcements")).await?.text();
        let draft = links(&page, &format!("{here}/announcements/"))
            .into_iter()
            .next()
            .unwrap_or_default();
        self.cast.robin.act(&format!("{draft}/anew"), &[]).await?;
        self.cast
            .robin
            .submit(&format!("{draft}/check"), &format!("{draft}/approve"), &[])
            .await?;
        let said = self.public_says("/coredns/feed.atom", "8 September 2025").await?;
        self.check("the public page says the new day", said);
        Ok(())
    }

    async fn secrecy_before(&mut self) -> Result<(), String> {
        self.step(
            "secrecy",
            "Before the gate opens: what does the disk know?",
            &["S40", "S41"],
            at::CORRECTION,
        );
        let (bytes, found) = markers_on_disk(&self.stage.data);
        for leak in found.iter().take(3) {
            self.check(leak, false);
        }
        let what = format!("50 marker words of the report are in none of {bytes} bytes, plain, base64 or UTF-16");
        self.check(&what, found.is_empty() && bytes > 100_000);
        Ok(())
    }

    async fn release(&mut self) -> Result<(), String> {
        self.step(
            "gate",
            "Release day: fix, CVE record, advisory and announcement go public in one act",
            &["S35", "S37", "S38"],
            at::RELEASE,
        );
        let here = self.here.clone();
        self.cast.robin.get(&here).await?;
        self.cast
            .robin
            .act(&format!("{here}/facts"), &[("was_cve_id", ""), ("cve_id", story::CVE)])
            .await?;
        let to = self
            .cast
            .robin
            .act(&format!("{here}/announcements"), &[("kind", "final_announcement")])
            .await?;
        let draft = to.split('?').next().unwrap_or_default().to_owned();
        let gate = format!("{draft}/publish");
        let text = self.cast.robin.get(&gate).await?.text();
        self.check(
            "the check page has the exact bytes of announcement, CVE and OSV record",
            text.contains("cve.json") && text.contains("osv.json"),
        );
        let other = self.cast.kim.get(&gate).await?.text();
        self.check(
            "for a PST member who is not Fix Lead the button is off, with the reason",
            other.contains("S13"),
        );
        self.cast.robin.submit(&gate, &gate, &[]).await?;
        let page = format!("/coredns/advisories/{}/", story::CVE.to_lowercase());
        let public = self.public_says(&page, "The etcd plugin answers").await?;
        self.check("the advisory is public", public);
        let mailed = self.until_mailed(story::LIST, 3).await;
        let mail = self.mails_to(story::LIST).pop().unwrap_or_default();
        self.check(
            "the list gets versions, CVE, CVSS, changes and how to apply",
            mailed && ["1.12.4", story::CVE, "7.1"].iter().all(|w| mail.contains(w)),
        );
        let text = self.cast.robin.get(&here).await?.text();
        self.check(
            "the case is released, its embargo band is gone",
            text.contains("Released") && !text.contains("EMBARGOED"),
        );
        Ok(())
    }

    async fn public_records(&mut self) -> Result<(), String> {
        self.step(
            "records",
            "What the world reads now",
            &["S7", "S37", "S38"],
            at::RELEASE,
        );
        let slug = story::CVE.to_lowercase();
        let page = self
            .cast
            .anyone
            .get(&format!("/coredns/advisories/{slug}/"))
            .await?
            .text();
        self.check(
            "the advisory page says that the report's time is assumed",
            page.contains("assumed"),
        );
        self.check(
            "it thanks the finder by the handle that they chose",
            page.contains(story::HANDLE),
        );
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        let mut files = Vec::new();
        for (address, name) in [
            (format!("/coredns/advisories/{slug}/cve.json"), "cve.json"),
            (format!("/coredns/advisories/{slug}/osv.json"), "osv.json"),
        ] {
            let answer = self.cast.anyone.get(&address).await?;
            self.check(&format!("{name} is served"), answer.status == 200);
            let path = folder.path().join(name);
            std::fs::write(&path, &answer.body).map_err(|e| e.to_string())?;
            files.push(path.display().to_string());
        }
        let mut args = vec!["advisory", "check"];
        args.extend(files.iter().map(String::as_str));
        let (code, printed) = second_process_alone(&args).await?;
        self.check(
            "both pass `ambergate advisory check` against the official schemas",
            code == 0 && printed.matches("passes").count() == 2,
        );
        let text = self.cast.anyone.get("/.well-known/security.txt").await?.text();
        self.check("security.txt names the contact", text.contains(story::CONTACT));
        for (address, words) in [
            ("/coredns/", "CVE-2025-58063"),
            ("/coredns/feed.atom", "CVE-2025-58063"),
            ("/coredns/thanks/", "CVE-2025-58063"),
            ("/coredns/policy/", "Product Security Team"),
        ] {
            let text = self.cast.anyone.get(address).await?.text();
            self.check(&format!("{address} is up to date"), text.contains(words));
        }
        if let Some(site) = &self.stage.site {
            let there = site.join("coredns/advisories").join(&slug).join("index.html").exists();
            self.check("the site stands as static files too", there);
        }
        Ok(())
    }

    async fn log(&mut self) -> Result<(), String> {
        self.step(
            "close",
            "The case is closed; its log is proved by a second process",
            &["S3"],
            at::CLOSE,
        );
        let here = self.here.clone();
        self.cast.robin.get(&here).await?;
        self.cast
            .robin
            .act(
                &format!("{here}/close"),
                &[("ending", "done"), ("reason", "Published; nothing is open.")],
            )
            .await?;
        let late = self
            .cast
            .robin
            .post(
                &format!("{here}/messages"),
                &[("to", "pst"), ("body", "One thing more.")],
            )
            .await?;
        self.check(
            "a closed case refuses a message and says what to do",
            late.status == 422 && late.text().contains("closed"),
        );
        let text = self.cast.robin.get(&format!("{here}/log")).await?.text();
        self.check(
            "every act stands in the log",
            ["case.opened", "case.severity_set", "case.published", "case.closed"]
                .iter()
                .all(|k| text.contains(k)),
        );
        let (code, printed) = second_process(self.stage, &["audit", "verify"], b"").await?;
        self.check(
            "`ambergate audit verify` proves every chain",
            code == 0 && printed.contains("Every chain is whole"),
        );
        Ok(())
    }

    /// The public site is built a moment after the act.
    async fn public_says(&mut self, path: &str, words: &str) -> Result<bool, String> {
        for _ in 0..200 {
            if self.cast.anyone.get(path).await?.text().contains(words) {
                return Ok(true);
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(false)
    }
}

/// The page that an answer leads to, or the answer itself.
async fn follow(browser: &mut Browser, answer: crate::client::Answer) -> Result<String, String> {
    match answer.header("location").to_owned() {
        to if to.is_empty() => Ok(answer.text()),
        to => Ok(browser.get(&to).await?.text()),
    }
}

/// The first id with this prefix.
fn word_beginning(text: &str, prefix: &str) -> Option<String> {
    let at = text.match_indices(prefix).find(|(n, _)| {
        let rest = &text[n + prefix.len()..];
        rest.len() >= 9 && rest.as_bytes()[4] == b'-' && rest[..4].bytes().all(|b| b.is_ascii_alphanumeric())
    })?;
    Some(text[at.0..at.0 + prefix.len() + 9].to_owned())
}

/// The member id in the box beside a name.
fn member_of(page: &str, name: &str) -> Option<String> {
    let tags = page.split("<input").skip(1);
    tags.filter(|rest| rest.split("<input").next().is_some_and(|upto| upto.contains(name)))
        .filter_map(|rest| rest.split('>').next())
        .find(|tag| tag.contains("name=\"member\""))
        .and_then(|tag| {
            tag.split_once("value=\"")
                .map(|(_, v)| v.split('"').next().unwrap_or_default().to_owned())
        })
}
