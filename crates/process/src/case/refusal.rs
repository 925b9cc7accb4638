//! Why an act on a case is refused, and the way out. Every sentence says what to do instead.

use super::gates::Shut;
use crate::Instant;
use crate::facts::{FactKind, minute};
use crate::policy::Anchor;
use crate::vultron::Forbidden;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("You work on this case as {standing}, and that does not allow this. {way_out}")]
    NotAllowed {
        standing: &'static str,
        way_out: &'static str,
    },
    #[error("There is no case yet, only a report. Open a case from it first.")]
    NotOpen,
    #[error("This case is open already. Attach the report to it instead.")]
    AlreadyOpen,
    #[error("This case is closed. Open a new case, or attach a new report to another one.")]
    Closed,
    #[error(
        "This case is published; this can no longer change. Tell the team in a message what is wrong, or open a new case."
    )]
    Released,
    #[error("{0} already leads the fix. Ask them to hand over (S13).")]
    HasLead(String),
    #[error("There is no Fix Lead yet. Somebody of the PST takes the lead first (S13).")]
    NoLead,
    #[error("Only the Fix Lead does this (S13, S23). Hand the lead over, or ask them.")]
    NotLead,
    #[error("Name at least one person (S20).")]
    NobodyNamed,
    #[error("A reason is needed. Say in a sentence why.")]
    NoReason,
    #[error("A title is needed: a few words that the team will know the case by.")]
    NoTitle,
    #[error("The address of the repository begins with https:// or ssh:// or git@ and has no spaces.")]
    BadRepository,
    #[error("A commit is named by 7 to 64 hexadecimal digits.")]
    BadCommit,
    #[error("This commit stands on the case already.")]
    CommitKnown,
    #[error("There is no such commit on the case. Record it first.")]
    NoCommit,
    #[error("Whoever recorded a commit does not give it the LGTM. Ask another maintainer (S24).")]
    OwnCommit,
    #[error("{many} of the commits have no LGTM yet ({refs}). The fix is ready when every commit has one.")]
    CommitsUnread { many: usize, refs: String },
    #[error("No commit of the fix is recorded yet ({refs}). Record the commits, then have each read.")]
    NoCommits { refs: String },
    #[error("A vector is needed: CVSS 3.1 or 4.0. The score is computed from it (S22).")]
    NoVector,
    #[error("CVSS 3.0 is read but not set. Use 3.1 or 4.0.")]
    OldScheme,
    #[error("The Fix Lead has set the severity and has the final say (S23). Tell them what you would change.")]
    FinalCall,
    #[error("There is no clock of this name in the profile. Look at the case's clocks.")]
    NoClock,
    #[error("The address of the public text is needed, beginning with https:// or http://.")]
    NoUrl,
    #[error("This message would reach nobody. Choose who reads it.")]
    NoReaders,
    #[error("A message on a case never goes to the public. Draft an announcement instead.")]
    PublicMessage,
    #[error("There is no reporter on this case to write to.")]
    NoReporter,
    #[error("There is no such announcement on this case. Open its Announcements page.")]
    NoAnnouncement,
    #[error("A {0} is drafted or out already. Open it to change or correct it.")]
    AnnouncementExists(&'static str),
    #[error("The text has changed since you read it, so nothing went out. Read it again and approve what it says now.")]
    OtherBytes,
    #[error("Nothing has changed since it was sent. Change the text to correct it.")]
    NothingToSend,
    #[error("{}", missing(.0))]
    Missing(Vec<FactKind>),
    #[error("The text gives away what its readers are not cleared for: {0}. Take it out, or publish.")]
    Leaks(String),
    #[error("The final announcement goes out with the publication, in one act. Use Publish.")]
    PublishInstead,
    #[error("The severity is not set. Set the CVSS vector first (S22).")]
    NoSeverity,
    #[error("The fix is not ready ({refs}). Have every commit read that needs it, then declare it ready.")]
    FixNotReady { refs: String },
    #[error(
        "The documents were prepared more than 24 hours ago or for a later time. Prepare them again, read them, publish then."
    )]
    StaleDocuments,
    #[error("The case is not published. Publish it, or close it with another reason.")]
    NotPublished,
    #[error("The case is published. Close it as done.")]
    Published,
    #[error("Both reports belong to the same case already.")]
    AlreadyAttached,
    /// A gate of a policy is not open.
    #[error("{0}")]
    Shut(Box<Shut>),
    #[error(
        "The target of \u{201c}{title}\u{201d} ({refs}) cannot be moved: the policy names no gate for it. Nothing is blocked by its date; where it comes late, say why (S17)."
    )]
    NotMovable { title: String, refs: String },
    #[error("{title} ({refs}): this is to be discussed on the security list first. Name the message in which it was.")]
    NotDiscussed { title: String, refs: String },
    #[error("{title} ({refs}): {many} people have to agree. Have them break the gate together, then move the target.")]
    NotAgreed { title: String, refs: String, many: u8 },
    #[error("{title} ({refs}): {who} decides this. Ask them, or have the lead handed over.")]
    NotDecider {
        title: String,
        refs: String,
        who: &'static str,
    },
    #[error(
        "Nobody recorded by hand that {}, so there is nothing to correct. What follows from an act is changed by that act.",
        .0.word()
    )]
    NotRecorded(Anchor),
    #[error("{title} ({refs}): this gate keeps nothing back now. If it ever does, break it then.")]
    GateOpen { title: String, refs: String },
    #[error("There is no gate of this name in the policies of this case. Look at its decisions.")]
    NoGate,
    #[error("{title} ({refs}): the policy lets nobody break this gate. Change what it hangs on, or wait.")]
    Unbreakable { title: String, refs: String },
    #[error(
        "{title} ({refs}): you asked on {} UTC for this gate to be broken. {many} people have to agree; if nobody can be reached, ask again 24 hours after that.",
        minute(*.since)
    )]
    BreakWaits {
        title: String,
        refs: String,
        since: Instant,
        many: usize,
    },
    #[error("The new date lies in the past. Name one that is still to come.")]
    PastDate,
    #[error("This lies in the future. Record what has happened, when it has.")]
    InTheFuture,
    #[error("Name the upstream project that the case hangs on (S19).")]
    NoUpstream,
    #[error("Evidence is needed. Say in a sentence how it is known, with a link or a receipt.")]
    NoEvidence,
    /// A machine of Vultron has no such transition.
    #[error("{0}")]
    Machine(Forbidden),
    #[error("That {} is not recorded by hand. {instead}", anchor.word())]
    SetElsewhere { anchor: Anchor, instead: &'static str },
    #[error("It is recorded already that {}; the first time counts. Write a message where something is wrong with it.", .0.word())]
    ReachedAlready(Anchor),
    #[error(
        "The question \u{201c}{0}\u{201d} cannot be answered so. Choose one of its answers; yes to an attack or a public exploit is noted with its evidence."
    )]
    NotStatable(&'static str),
    #[error(
        "The answer to \u{201c}{0}\u{201d} follows from what stands on the case already. Change that, where it is wrong."
    )]
    ShownAlready(&'static str),
    #[error("These rules bind the case already. Move them to another version instead.")]
    BoundAlready,
    #[error("These rules do not bind the case. Look at its decisions for those that do.")]
    NotBound,
    #[error("The project's own policy always binds its cases. Move it to another version instead.")]
    OwnPolicy,
}

impl Refusal {
    pub(super) fn gate(shut: Shut) -> Self {
        Refusal::Shut(Box::new(shut))
    }
}

fn missing(facts: &[FactKind]) -> String {
    let names: Vec<&str> = facts.iter().map(|f| f.label()).collect();
    format!(
        "Still missing: {}. Fill them in on the case's facts, then draft it again.",
        names.join(", ")
    )
}
