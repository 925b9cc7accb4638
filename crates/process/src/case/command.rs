//! What somebody wants to do to a case. Ids, digests and instants in it were minted or computed by the coordinator.

use super::inputs::Input;
use super::{Ending, LinkedReport};
use crate::Instant;
use crate::access::Audiences;
use crate::cra::LegalRole;
use crate::facts::{FactKind, FactValue};
use crate::ids::{AnnouncementId, CaseId, MemberId, MessageId, OutsiderId, ProjectId, PublicationId, RepositoryId};
use crate::policy::MessageKind;
use crate::report::{CreditWish, PublicKnowledge};
use crate::severity::Scored;

#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    Open {
        id: CaseId,
        project: ProjectId,
        title: String,
        profile: (String, String),
        report: LinkedReport,
        /// When the first person answered the reporter, if anybody did.
        answered: Option<Instant>,
        public: Option<PublicKnowledge>,
    },
    AttachReport {
        report: LinkedReport,
        public: Option<PublicKnowledge>,
    },
    /// Somebody of the PST volunteers, or takes the turn that the rota proposed (S13, S14).
    TakeLead {
        member: MemberId,
        proposed_by_rota: Option<MemberId>,
    },
    HandOver {
        to: MemberId,
        reason: String,
    },
    NameTeam {
        add: Vec<MemberId>,
        remove: Vec<MemberId>,
    },
    LinkRepository {
        id: RepositoryId,
        name: String,
        url: String,
    },
    RecordCommit {
        commit: String,
        subject: String,
    },
    Lgtm {
        commit: String,
    },
    DeclareFixReady,
    SetSeverity {
        scored: Vec<Scored>,
        reason: String,
    },
    SetFacts {
        changes: Vec<(FactKind, Option<FactValue>)>,
    },
    MarkPublic(PublicKnowledge),
    GiveReason {
        clock: String,
        reason: String,
    },
    DecideDistributors {
        tell: bool,
        reason: String,
    },
    /// The patches went to the distributors by other means than Ambergate; that this happened is recorded (S32).
    RecordListNotified {
        note: String,
    },
    Post {
        message: MessageId,
        audiences: Audiences,
    },
    /// The reporter answered, by mail or on the status page.
    /// Filed for those who read the thread that was answered, never for more.
    HearFromReporter {
        message: MessageId,
        reporter: OutsiderId,
        audiences: Audiences,
    },
    ReporterChoseCredit {
        reporter: OutsiderId,
        credit: CreditWish,
    },
    Draft {
        id: AnnouncementId,
        kind: MessageKind,
        subject: String,
        digest: String,
        publication: PublicationId,
    },
    Redraft {
        id: AnnouncementId,
        subject: String,
        digest: String,
    },
    /// Sends a forthcoming-fix announcement, or its correction: exactly the text with this digest.
    ApproveAnnouncement {
        id: AnnouncementId,
        digest: String,
    },
    /// **The publication act**: release, final announcement and advisory go public together.
    Publish {
        id: AnnouncementId,
        digest: String,
        documents_digest: String,
        prepared_at: Instant,
    },
    Close {
        ending: Ending,
        reason: String,
    },
    /// What people state so that the policy can be applied.
    Input(Input),
    /// The rules of somebody else bind the case too: a list, a finder, a regulator. The version is one that exists.
    BindProfile {
        id: String,
        version: String,
    },
    /// The role that the project states for the product of this case counts here, and the rules that go with it bind.
    TakeRole {
        role: LegalRole,
        /// The profile of this role, in the version that exists; `None` where the role has none.
        profile: Option<(String, String)>,
    },
    UnbindProfile {
        id: String,
        reason: String,
    },
    /// From now on another version of a bound profile, the project's own included.
    MoveProfile {
        id: String,
        version: String,
        reason: String,
    },
}
