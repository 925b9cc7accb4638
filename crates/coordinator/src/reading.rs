//! Reading what arrived: from stored raw bytes to a report, or to a message in a thread. It can be run again at any time;
//! a message that breaks the reader three times is shown as "could not be read", never lost.

use crate::errands::{Fanout, case_deed, report_deed};
use crate::intake::{ClearMail, Meta};
use crate::messages::{MESSAGE, MessageBody, MessageVia, NewFile, message_entry};
use crate::projects::Listed;
use crate::{Coordinator, Error};
use ambergate_mail::address::{Address, Recipient};
use ambergate_mail::inbound::{self, AutoKind, Letter, Warning};
use ambergate_mail::loops;
use ambergate_process::access::{Audiences, Who};
use ambergate_process::aggregate::Kind;
use ambergate_process::case::{self, Case};
use ambergate_process::ids::{CaseId, MessageId, OutsiderId, ReportId};
use ambergate_process::report::{self, Arrival, CreditWish, Reach, Report, Via};
use ambergate_store::{ClaimedInbound, NewOutsider, ReplyTarget};
use bytes::Bytes;
use jiff::SignedDuration;

/// Reading takes seconds at most; what a killed reader held is read by the next one after this time.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After so many attempts a message is filed unread.
const ATTEMPTS: i64 = 3;

impl Coordinator {
    /// Reads the next message that waits. `false`: none does.
    pub async fn read_next(&self) -> Result<bool, Error> {
        let system = self.store().system("reads what arrived");
        let now = self.now();
        let Some(claimed) = self.store().claim_inbound(&system, now, LEASE).await? else {
            return Ok(false);
        };
        let project = self.listed(&claimed.project)?;
        let raw = self
            .store()
            .inbound_raw(&system, &claimed.id)
            .await?
            .unwrap_or_default();
        let meta: Option<Meta> = serde_json::from_slice(&claimed.meta).ok();
        let letter = if i64::from(claimed.attempts) > ATTEMPTS {
            Err(
                "The program that reads messages failed on it three times. Download the raw message to look at it."
                    .to_owned(),
            )
        } else {
            inbound::read(&raw, &self.limits().reading).map_err(|unreadable| unreadable.to_string())
        };
        drop(raw);
        if let Some(target) = self.thread_of(&claimed).await? {
            self.file_answer(&project, &claimed, target, letter).await?;
        } else {
            self.file_report(&project, &claimed, meta, letter).await?;
        }
        self.inner.wake.notify_one();
        Ok(true)
    }

    /// The thread that an opaque reply address leads to. A guess leads nowhere and becomes a new report: nothing is
    /// lost, and nothing is told.
    async fn thread_of(&self, claimed: &ClaimedInbound) -> Result<Option<ReplyTarget>, Error> {
        let Ok(address) = claimed.recipient.parse::<Address>() else {
            return Ok(None);
        };
        // A delivery report belongs to the thread whose mail it is about.
        let token = match Recipient::of(&address) {
            Recipient::Reply(reply) => reply.token,
            Recipient::Bounce(bounce) => bounce.token,
            Recipient::Stray | Recipient::Plain(_) => return Ok(None),
        };
        let system = self.store().system("finds the thread of a reply address");
        let target = self.store().reply_target(&system, token.as_str()).await?;
        Ok(target.filter(|t| t.project == claimed.project))
    }

    async fn file_report(
        &self,
        listed: &Listed,
        claimed: &ClaimedInbound,
        meta: Option<Meta>,
        letter: Result<Letter, String>,
    ) -> Result<(), Error> {
        let now = self.now();
        let rules = self.rules(&listed.profile)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let reporter = OutsiderId::mint(self.rng());
        let message = MessageId::mint(self.rng());
        let sender = Sender::of(claimed, meta.as_ref(), letter.as_ref().ok(), &self.loop_mark(listed));
        let via = meta.as_ref().map_or(Via::Mail, |m| m.via);
        let files = letter
            .as_ref()
            .map_or(0, |l| u32::try_from(l.attachments.len()).unwrap_or(u32::MAX));
        let arrival = Arrival {
            id: claimed.report.clone(),
            project: listed.id.clone(),
            reporter: reporter.clone(),
            via,
            title: title(&letter),
            from_name: sender.name.clone(),
            credit: meta.as_ref().map_or(CreditWish::NotSaid, |m| m.credit.clone()),
            public: meta.as_ref().and_then(|m| m.public.clone()),
            unreadable: letter.as_ref().err().cloned(),
            reach: match (
                sender.address.is_empty(),
                meta.as_ref().and_then(|m| m.secret.as_ref()).is_some(),
            ) {
                (true, false) => Reach::None,
                (false, false) => Reach::Mail,
                (true, true) => Reach::Secret,
                (false, true) => Reach::MailAndSecret,
            },
            clear_mail: meta.as_ref().is_some_and(|m| m.clear_mail == ClearMail::Allowed),
            files,
            message: letter.is_ok().then(|| message.clone()),
            may_acknowledge: sender.may_acknowledge,
            arrived: claimed.received,
        };
        let body = letter
            .as_ref()
            .ok()
            .map(|letter| message_body(letter, &reporter, &sender.name, via));
        let attachments = letter.map(files_of).unwrap_or_default();
        let outsider = NewOutsider {
            id: reporter.clone(),
            report: claimed.report.clone(),
            name: sender.name,
            address: sender.address,
            secret: meta.and_then(|m| m.secret),
        };
        let entry = body.map(|body| {
            message_entry(
                &message,
                Audiences::REPORTER,
                Some(reporter.clone()),
                &body,
                &attachments,
                self.rng(),
            )
        });
        let viewer = self.system("files a new report").await?;
        let fan = Fanout {
            project: &project,
            id: &listed.id,
            text: None,
            reply_token: self.token(),
            now,
        };
        self.store()
            .begin::<Report, _, Error>(&viewer, &listed.id, &claimed.report, now, |state, actor| {
                let events = report::decide(state, report::Command::Receive(arrival.clone()), actor)?;
                Ok(report_deed(state, events, &rules, &fan, ())
                    .entries(entry.clone())
                    .outsider(outsider.clone())
                    .settles(claimed.id.clone()))
            })
            .await?;
        Ok(())
    }

    async fn file_answer(
        &self,
        listed: &Listed,
        claimed: &ClaimedInbound,
        target: ReplyTarget,
        letter: Result<Letter, String>,
    ) -> Result<(), Error> {
        let now = self.now();
        let rules = self.rules(&listed.profile)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let fan = Fanout {
            project: &project,
            id: &listed.id,
            text: None,
            reply_token: self.token(),
            now,
        };
        let message = MessageId::mint(self.rng());
        let viewer = self.system("files an answer into its thread").await?;
        let (report, case) = self.thread_ends(&target).await?;
        let name = self.reporter_name(&report).await?;
        let (body, files) = match letter {
            Ok(letter) => (
                message_body(&letter, &target.outsider, &name, Via::Mail),
                files_of(letter),
            ),
            Err(why) => (unread_body(&target.outsider, &name, why), Vec::new()),
        };
        let command = report::Command::HearFromReporter {
            message: message.clone(),
        };
        if let Some(case) = &case {
            let audiences = self.thread_answered(&viewer, case, &target.outsider).await?;
            let reporter = target.outsider.clone();
            let heard = case::Command::HearFromReporter {
                message: message.clone(),
                reporter,
                audiences,
            };
            let counterpart = Some(target.outsider.clone());
            let entry = message_entry(&message, audiences, counterpart, &body, &files, self.rng());
            return Ok(self
                .store()
                .act::<Case, _, Error>(&viewer, case, now, |state, actor| {
                    let rules = self.rules_of(state)?;
                    let events = case::decide(state, heard.clone(), actor, &rules, now)?;
                    Ok(case_deed(state, events, &rules, &fan, ())
                        .entry(entry.clone())
                        .settles(claimed.id.clone()))
                })
                .await?);
        }
        let counterpart = Some(target.outsider.clone());
        let entry = message_entry(&message, Audiences::REPORTER, counterpart, &body, &files, self.rng());
        Ok(self
            .store()
            .act::<Report, _, Error>(&viewer, &report, now, |state, actor| {
                let events = report::decide(state, command.clone(), actor)?;
                Ok(report_deed(state, events, &rules, &fan, ())
                    .entry(entry.clone())
                    .settles(claimed.id.clone()))
            })
            .await?)
    }

    /// Who may read what this reporter answers. An answer may quote what it answers, so it goes to no more people than
    /// every text that was sent to the reporter: to the disclosure thread only if all of them went there.
    pub(crate) async fn thread_answered(
        &self,
        viewer: &ambergate_store::Viewer,
        case: &CaseId,
        reporter: &OutsiderId,
    ) -> Result<Audiences, Error> {
        let entries = self
            .store()
            .look(viewer, self.now())
            .entries::<Case>(case)
            .await?
            .ok_or(Error::Absent)?;
        let sent = |e: &&ambergate_store::Entry| {
            let body: Option<MessageBody> = serde_json::from_slice(&e.body).ok();
            e.kind == MESSAGE
                && e.counterpart.as_ref() == Some(reporter)
                && body.is_some_and(|b| !matches!(b.who, Who::Outsider(_)))
        };
        let mut threads = entries.get().iter().filter(sent).map(|e| e.audiences).peekable();
        let known = threads.peek().is_some();
        let all_disclosed = threads.all(|set| set.has(ambergate_process::access::Audience::FixTeam));
        Ok(if known && all_disclosed {
            Audiences::DISCLOSURE
        } else {
            Audiences::REPORTER
        })
    }

    /// The report of the reporter whose thread this is, and the case that it belongs to now.
    async fn thread_ends(&self, target: &ReplyTarget) -> Result<(ReportId, Option<CaseId>), Error> {
        if target.kind == Kind::Report {
            let report = target.id.parse().map_err(|_| Error::Absent)?;
            return Ok((report, target.case.clone()));
        }
        let case: CaseId = target.id.parse().map_err(|_| Error::Absent)?;
        let viewer = self.system("finds whose answer this is").await?;
        let row = self
            .store()
            .look(&viewer, self.now())
            .row::<Case>(&case)
            .await?
            .ok_or(Error::Absent)?;
        let linked = row.get().state.reports.iter().find(|r| r.reporter == target.outsider);
        Ok((linked.ok_or(Error::Absent)?.report.clone(), Some(case)))
    }

    pub(crate) async fn reporter_name(&self, report: &ReportId) -> Result<String, Error> {
        let viewer = self.system("names the writer of an answer").await?;
        let row = self
            .store()
            .look(&viewer, self.now())
            .row::<Report>(report)
            .await?
            .ok_or(Error::Absent)?;
        Ok(row.get().state.from_name.clone())
    }
}

/// Who wrote, as far as it can be answered.
struct Sender {
    name: String,
    address: String,
    may_acknowledge: bool,
}

impl Sender {
    fn of(claimed: &ClaimedInbound, meta: Option<&Meta>, letter: Option<&Letter>, mark: &loops::LoopMark) -> Self {
        if let Some(meta) = meta {
            let name = if meta.name.is_empty() {
                "not named".to_owned()
            } else {
                meta.name.clone()
            };
            return Self {
                name,
                address: meta.address.clone(),
                may_acknowledge: !meta.address.is_empty(),
            };
        }
        let Some(letter) = letter else {
            let address = claimed
                .envelope_from
                .parse::<Address>()
                .map(|a| a.to_string())
                .unwrap_or_default();
            return Self {
                name: "unknown sender".to_owned(),
                address,
                may_acknowledge: false,
            };
        };
        let answer = loops::answer_to(letter, &claimed.envelope_from, mark);
        let claimed_by = letter.reply_to.first().or(letter.from.as_ref());
        let address = claimed_by
            .and_then(|m| m.writable())
            .map(|a| a.to_string())
            .unwrap_or_default();
        let name = letter.from.as_ref().map_or_else(
            || "unknown sender".to_owned(),
            |from| from.name.clone().unwrap_or_else(|| from.address.clone()),
        );
        Self {
            name,
            address,
            may_acknowledge: answer.is_ok(),
        }
    }
}

fn title(letter: &Result<Letter, String>) -> String {
    match letter {
        Err(_) => "Could not be read".to_owned(),
        Ok(letter) if letter.subject.trim().is_empty() => "No subject".to_owned(),
        Ok(letter) => letter.subject.trim().to_owned(),
    }
}

fn message_body(letter: &Letter, reporter: &OutsiderId, name: &str, via: Via) -> MessageBody {
    // A form that gave no address is no letter without a sender.
    let told = |w: &&Warning| via == Via::Mail || !matches!(w, Warning::NoFrom);
    let mut warnings: Vec<String> = letter.warnings.iter().filter(told).map(ToString::to_string).collect();
    if letter.auto != AutoKind::Human && via == Via::Mail {
        warnings.push("This was written by a program, not by a person.".to_owned());
    }
    MessageBody {
        who: Who::Outsider(reporter.clone()),
        name: name.to_owned(),
        via: match via {
            Via::Mail => MessageVia::Mail,
            Via::Form => MessageVia::Form,
            Via::Api => MessageVia::Api,
        },
        text: letter.text.clone(),
        warnings,
        in_clear: via == Via::Mail,
    }
}

fn unread_body(reporter: &OutsiderId, name: &str, why: String) -> MessageBody {
    MessageBody {
        who: Who::Outsider(reporter.clone()),
        name: name.to_owned(),
        via: MessageVia::Mail,
        text: "This answer could not be read. The raw message is kept for download.".to_owned(),
        warnings: vec![why],
        in_clear: true,
    }
}

fn files_of(letter: Letter) -> Vec<NewFile> {
    let file = |a: inbound::Attachment| NewFile {
        name: a.name.as_str().to_owned(),
        media_type: a.media_type.as_str().to_owned(),
        bytes: Bytes::from(a.bytes),
    };
    letter.attachments.into_iter().map(file).collect()
}
