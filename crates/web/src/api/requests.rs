//! What the API is told. Every document refuses fields that it does not know.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

/// A report, as the report form sends it. Files need `multipart/form-data` with the same fields; `credit` is then one of
/// the words, `credit_name` the name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendReport {
    /// A few words.
    pub title: String,
    /// Where it is and what it does.
    #[serde(default)]
    pub what: String,
    /// How to see it.
    #[serde(default)]
    pub steps: String,
    #[serde(default)]
    pub other: String,
    /// What the reporter may be called.
    #[serde(default)]
    pub name: String,
    /// The reporter's mail address.
    #[serde(default)]
    pub address: String,
    /// Whether answers may travel as clear text by mail.
    #[serde(default)]
    pub clear_mail: bool,
    /// How the advisory thanks the reporter.
    #[serde(default)]
    pub credit: CreditWord,
    #[serde(default)]
    pub credit_name: String,
    /// Where it is public already (S9).
    #[serde(default)]
    pub public_url: String,
    /// When that was seen, `2025-09-03 14:00` in UTC; empty means now.
    #[serde(default)]
    pub public_seen: String,
    /// For reading answers later; at least 12 characters.
    #[serde(default)]
    pub secret: String,
}

#[derive(Deserialize, JsonSchema, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum CreditWord {
    Name,
    Anonymous,
    #[default]
    Later,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenReport {
    /// `R-7K3F-9QXA`
    pub reference: String,
    pub secret: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseCredit {
    pub credit: CreditWord,
    #[serde(default)]
    pub credit_name: String,
}

/// Words for the other side.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Write {
    pub text: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// For the team; the public title comes later.
    pub title: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attach {
    /// `AG-7K3F-9QXA`
    pub case: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// `not_security`, `obsolete`, `other_vendor`, `not_reproducible`, `spam`.
    pub exit: String,
    /// Empty tells the reporter nothing.
    #[serde(default)]
    pub text: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// `https://…`
    pub url: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkPublic {
    /// `https://…`
    pub url: String,
    /// `2025-09-03 14:00` in UTC; empty means now.
    #[serde(default)]
    pub seen: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    pub reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeLead {
    /// The member that the rota proposes; left out: oneself.
    pub member: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// A member's id.
    pub to: String,
    pub reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTeam {
    /// Members' ids.
    #[serde(default)]
    pub add: Vec<String>,
    #[serde(default)]
    pub remove: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRepository {
    pub name: String,
    /// `https://`, `ssh://` or `git@`.
    pub url: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCommit {
    pub commit: String,
    pub subject: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lgtm {
    pub commit: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSeverity {
    /// CVSS 3.1 or 4.0, one of each version at most. Scores are computed.
    pub vectors: Vec<String>,
    #[serde(default)]
    pub reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFacts {
    pub changes: Vec<ChangeFact>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeFact {
    /// `mitigation`, `affected`, `cve_id` and so on, as the case lists them.
    pub fact: String,
    /// What it said when you read it. With it, another person's change meanwhile is a conflict.
    pub was: Option<String>,
    /// Empty takes the fact away.
    pub value: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveReason {
    /// The clock's name, as the case lists it.
    pub clock: String,
    pub reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideDistributors {
    pub tell: TellWord,
    pub reason: String,
}

#[derive(Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum TellWord {
    Early,
    NotEarly,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    pub note: String,
}

/// Files need `multipart/form-data` with `to` repeated, `text`, and files.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostMessage {
    /// Who reads it: `pst`, `fix_team`, `reporter`. It must be one of the case's threads.
    pub to: Vec<String>,
    pub text: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftAnnouncement {
    /// `forthcoming_fix`, `final_announcement`.
    pub kind: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redraft {
    pub subject: String,
    pub body: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The digest of the text that you read.
    pub digest: String,
}

/// What you read before you open the gate; refused if a byte has changed since.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    pub announcement_digest: String,
    pub documents_digest: String,
    pub prepared_at: Timestamp,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseCase {
    /// `done`, `not_security`, `duplicate`, `other_vendor`, `obsolete`.
    pub ending: String,
    pub reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeAway {
    pub from: Timestamp,
    /// The first instant of being back.
    pub to: Timestamp,
}

/// Moves the target of a clock (S25, S26).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveTarget {
    /// Whose clock it is; left out: the project's own.
    pub profile: Option<String>,
    pub clock: String,
    /// `2025-10-03 14:00` in UTC.
    pub to: String,
    pub reason: String,
    /// The id of a message on the case, or in words where it was discussed on the security list.
    #[serde(default)]
    pub discussion: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGate {
    /// Whose gate it is; left out: the project's own.
    pub profile: Option<String>,
    pub gate: String,
    pub reason: String,
}

/// The upstream project whose date binds (S19).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUpstream {
    /// Empty takes it away.
    pub project: String,
    /// `2025-10-03 14:00` in UTC; empty where it has named none yet.
    #[serde(default)]
    pub date: String,
    #[serde(default)]
    pub contact: String,
    #[serde(default)]
    pub terms: String,
    /// Needed where something changes.
    #[serde(default)]
    pub reason: String,
}

/// The reporter publishes then, with a fix or without one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetReporterDate {
    /// `2025-10-03 14:00` in UTC; empty: no longer.
    #[serde(default)]
    pub date: String,
    /// How they said so.
    pub said: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteAttack {
    /// `2025-09-03 14:00` in UTC; empty means now.
    #[serde(default)]
    pub seen: String,
    pub evidence: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateFacts {
    pub answers: Vec<AnswerFact>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerFact {
    /// As the case lists it under `policy.asked`.
    pub fact: String,
    /// `yes`, `no`, a number or a word; empty: not known.
    pub answer: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachMilestone {
    /// As the case lists it under `policy.recordable`.
    pub anchor: String,
    /// `2025-09-03 14:00` in UTC; empty means now.
    #[serde(default)]
    pub at: String,
    /// How it is known: a receipt, a link.
    pub note: String,
}

/// Corrects what was recorded by hand. The wrong record stays in the log.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRecord {
    /// As the case lists it under `policy.correctable`.
    pub anchor: String,
    /// `2025-09-03 14:00` in UTC; empty means that it did not happen.
    #[serde(default)]
    pub at: String,
    pub reason: String,
}

/// You are aware of it (CRA Art. 14).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordAwareness {
    /// `exploited`, `severe_incident`.
    pub about: String,
    /// `2025-09-03 14:00` in UTC; empty means now.
    #[serde(default)]
    pub at: String,
    pub evidence: String,
}

/// What a product is under the Cyber Resilience Act.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateRole {
    /// As cases name their component; empty: the whole project.
    #[serde(default)]
    pub product: String,
    /// `manufacturer`, `steward`, `neither`; empty takes the statement back.
    #[serde(default)]
    pub role: String,
    /// On what it rests.
    pub reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BindPolicy {
    /// The id of a profile, as the case lists it under `policy.bindable`.
    pub profile: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnbindPolicy {
    pub profile: String,
    pub reason: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MovePolicy {
    pub profile: String,
    /// One of the profile's `other_versions`.
    pub version: String,
    pub reason: String,
}

/// Your own settings, all of them: what is left out is switched off.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseReminders {
    /// `on`, `off`.
    pub by_mail: String,
    /// An IANA name: `Europe/Berlin`, `UTC`.
    pub zone: String,
    /// A time of day, `22:00`.
    #[serde(default)]
    pub quiet_from: Option<String>,
    #[serde(default)]
    pub quiet_until: Option<String>,
    /// A time of day: reminders come together once a day.
    #[serde(default)]
    pub digest: Option<String>,
}
