//! Why an act on a case is refused, and the way out. Every sentence says what to do instead.

use crate::facts::FactKind;

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
    #[error("{0} of the commits have no LGTM yet (S24). The fix is ready when every commit has one.")]
    CommitsUnread(usize),
    #[error("No commit of the fix is recorded yet (S24). Record the commits, then have each read.")]
    NoCommits,
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
    #[error("The fix is not ready: every commit needs an LGTM (S24). Then declare it ready.")]
    FixNotReady,
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
}

fn missing(facts: &[FactKind]) -> String {
    let names: Vec<&str> = facts.iter().map(|f| f.label()).collect();
    format!(
        "Still missing: {}. Fill them in on the case's facts, then draft it again.",
        names.join(", ")
    )
}
