//! The outbox worker: takes errands whose time has come, renders each for its one recipient, hands it to the world, and
//! records what became of it. Failing is recorded too; after the last try the team is shown a dead letter.

use crate::errands::Payload;
use crate::letters::{Copy, envelope, link, unwritable};
use crate::messages::{MESSAGE, MessageBody};
use crate::ports::{Delivery, Envelope};
use crate::projects::Listed;
use crate::{Coordinator, Error};
use ambergate_mail::letters as standing;
use ambergate_process::case::Case;
use ambergate_process::ids::{CaseId, MemberId, MessageId, OutsiderId, ProjectId, ReportId};
use ambergate_process::report::Report;
use ambergate_store::{Claim, Errand, Outcome};
use jiff::SignedDuration;

const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// Minutes until the next try; after the last one the errand is a dead letter.
const BACK_OFF: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1440];

/// What one errand came to.
enum Done {
    Sent(String),
    /// The recipient is gone, or nothing is left to tell; recorded, not sent.
    Moot(&'static str),
    Later(String),
    Never(String),
}

impl Coordinator {
    /// Runs the errands that are due now; says how many.
    pub async fn run_errands(&self, limit: u32) -> Result<usize, Error> {
        let system = self.store().system("carries out errands");
        // Without a relay nothing is tried in vain, and nothing becomes a dead letter for that.
        let which = match self.inner.mailer.waits_for() {
            Some(_) => Claim::Site,
            None => Claim::All,
        };
        let errands = self
            .store()
            .claim_errands(&system, self.now(), LEASE, (which, limit))
            .await?;
        let count = errands.len();
        for errand in errands {
            let done = match self.carry_out(&errand).await {
                Ok(done) => done,
                Err(Error::Document(why)) => Done::Later(why),
                Err(error) => Done::Later(error.to_string()),
            };
            self.record(&errand, done).await?;
        }
        Ok(count)
    }

    async fn record(&self, errand: &Errand, done: Done) -> Result<(), Error> {
        let system = self.store().system("records what became of an errand");
        let now = self.now();
        let tried = usize::try_from(errand.attempts.max(1) - 1).unwrap_or(usize::MAX);
        let (outcome, note) = match done {
            Done::Sent(note) => (Outcome::Done, note),
            Done::Moot(note) => (Outcome::Done, note.to_owned()),
            Done::Never(note) => (Outcome::Failed, note),
            Done::Later(note) => match BACK_OFF.get(tried) {
                Some(minutes) => (Outcome::Retry(now + SignedDuration::from_mins(*minutes)), note),
                None => (Outcome::Failed, note),
            },
        };
        if matches!(outcome, Outcome::Failed) {
            tracing::warn!(errand = %errand.id, kind = %errand.kind, "an errand failed for good; see Outgoing mail");
        }
        Ok(self
            .store()
            .finish_errand(&system, &errand.id, outcome, &note, now)
            .await?)
    }

    async fn carry_out(&self, errand: &Errand) -> Result<Done, Error> {
        let Ok(payload) = serde_json::from_slice::<Payload>(&errand.payload) else {
            return Ok(Done::Never(
                "This errand was written by another version and cannot be read.".to_owned(),
            ));
        };
        let copy = Copy {
            id: errand.id.to_string(),
            due: errand.due,
        };
        match payload {
            Payload::RefreshSite { project } => {
                let listed = self.listed(&project)?;
                let input = self.site_input(&listed).await?;
                match self.inner.site.publish(listed.slug.to_string(), input).await {
                    Ok(()) => Ok(Done::Sent("the public site is built".to_owned())),
                    Err(why) => Ok(Done::Later(why)),
                }
            }
            Payload::NoticeToMember { project, member } => match self.member_address(&project, &member).await? {
                Some(to) => self.hand_over(self.notice(&self.listed(&project)?, &copy, &to)?).await,
                None => Ok(Done::Moot("the member has left")),
            },
            Payload::Acknowledge {
                project,
                report,
                reporter,
                reply_token,
            } => {
                let listed = self.listed(&project)?;
                let Some((to, received)) = self.reporter_reached(&report, &reporter).await? else {
                    return Ok(Done::Moot("no address"));
                };
                self.hand_over(self.acknowledgement(&listed, &copy, &to, (&report, &reply_token), received)?)
                    .await
            }
            Payload::WriteToReporter {
                project,
                report,
                case,
                message,
                reporter,
                reply_token,
            } => {
                let listed = self.listed(&project)?;
                let Some((to, _)) = self.reporter_reached(&report, &reporter).await? else {
                    return Ok(Done::Moot("no address"));
                };
                let mail = self
                    .to_reporter(&listed, &copy, &to, &report, case.as_deref(), &message, &reply_token)
                    .await?;
                self.hand_over(mail).await
            }
            Payload::Announce { project, subject, body } => {
                let listed = self.listed(&project)?;
                self.hand_over(self.announcement_mail(&listed, &copy, &errand.recipient, &subject, &body)?)
                    .await
            }
            Payload::Remind { project, member, keys } => {
                let Some(to) = self.member_address(&project, &member).await? else {
                    return Ok(Done::Moot("the member has left"));
                };
                match self.reminder(&copy, (&project, member), &to, keys).await? {
                    Some(mail) => self.hand_over(mail).await,
                    None => Ok(Done::Moot("nothing of it is due for them any more")),
                }
            }
            Payload::SignInLink { address, link, .. } => {
                let until = errand.due + crate::sign_in::LINK;
                self.hand_over(self.sign_in_letter(&copy, &address, &link, until)?)
                    .await
            }
        }
    }

    async fn hand_over(&self, mail: Envelope) -> Result<Done, Error> {
        Ok(match self.inner.mailer.send(mail).await {
            Delivery::Accepted(words) => Done::Sent(words),
            Delivery::Deferred(why) => Done::Later(why),
            Delivery::Refused(why) => Done::Never(why),
        })
    }

    async fn member_address(&self, project: &ProjectId, member: &MemberId) -> Result<Option<String>, Error> {
        let system = self.store().system("addresses a notice");
        let people = self.store().members(&system, project, self.now()).await?;
        Ok(people.into_iter().find(|p| &p.member == member).map(|p| p.address))
    }

    async fn reporter_reached(
        &self,
        report: &str,
        reporter: &OutsiderId,
    ) -> Result<Option<(String, ambergate_process::Instant)>, Error> {
        let system = self.store().system("addresses a reporter");
        let people = self
            .store()
            .outsiders_of(&system, ambergate_process::aggregate::Kind::Report, report)
            .await?;
        let address = people
            .into_iter()
            .find(|p| &p.id == reporter)
            .map(|p| p.address)
            .filter(|a| !a.is_empty());
        let state = self.report_state(report).await?;
        Ok(address.map(|address| (address, state.arrived.unwrap_or(self.now()))))
    }

    async fn report_state(&self, report: &str) -> Result<Report, Error> {
        let id: ReportId = report.parse().map_err(|_| Error::Absent)?;
        let viewer = self.system("writes to a reporter").await?;
        let row = self
            .store()
            .look(&viewer, self.now())
            .row::<Report>(&id)
            .await?
            .ok_or(Error::Absent)?;
        Ok(row.get().state.clone())
    }

    /// The text where clear mail was allowed on the record, else a notice without content.
    #[expect(clippy::too_many_arguments, reason = "the parts of one errand")]
    async fn to_reporter(
        &self,
        listed: &Listed,
        copy: &Copy,
        to: &str,
        report: &str,
        case: Option<&str>,
        message: &MessageId,
        reply_token: &str,
    ) -> Result<Envelope, Error> {
        let head = self.head(listed, copy, to, Some(reply_token))?;
        let state = self.report_state(report).await?;
        if state.clear_mail {
            let text = self.text_of(report, case, message).await?;
            let chosen = state.arrived.unwrap_or(copy.due);
            let consent = standing::ClearMailConsent { chosen };
            let kind = match state.standing {
                ambergate_process::report::Standing::Declined(_) => standing::AnswerKind::Decline,
                ambergate_process::report::Standing::Asked => standing::AnswerKind::AskMore,
                _ => standing::AnswerKind::Answer,
            };
            return Ok(envelope(standing::clear_answer(&head, consent, kind, &text)));
        }
        if state.reach.has_secret() {
            let page = link(&format!("{}/status", listed.settings.public_url))?;
            return Ok(envelope(standing::reporter_notice(&head, &page)));
        }
        Ok(envelope(standing::answer_waits(&head)))
    }

    async fn text_of(&self, report: &str, case: Option<&str>, message: &MessageId) -> Result<String, Error> {
        let viewer = self.system("renders an answer that may travel in clear").await?;
        let look = self.store().look(&viewer, self.now());
        let entries = match case {
            Some(case) => {
                look.entries::<Case>(&case.parse::<CaseId>().map_err(|_| Error::Absent)?)
                    .await?
            }
            None => {
                look.entries::<Report>(&report.parse::<ReportId>().map_err(|_| Error::Absent)?)
                    .await?
            }
        };
        let entries = entries.ok_or(Error::Absent)?;
        let found = entries
            .get()
            .iter()
            .find(|e| e.kind == MESSAGE && e.id == message.as_str());
        let body: MessageBody = found
            .and_then(|e| serde_json::from_slice(&e.body).ok())
            .ok_or_else(|| unwritable("A message that is not there"))?;
        Ok(body.text)
    }
}
