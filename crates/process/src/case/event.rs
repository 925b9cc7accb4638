//! What happened to a case. The log keeps these for ever: a variant or field is added, never changed.

use super::inputs::{Aware, Moved, Recorded, ReporterDate, Stated, StatedFact, Upstream};
use super::{Ending, LinkedReport};
use crate::Instant;
use crate::access::Audiences;
use crate::aggregate::Event;
use crate::facts::{FactKind, FactValue};
use crate::ids::{AnnouncementId, CaseId, MemberId, MessageId, OutsiderId, ProjectId, PublicationId, RepositoryId};
use crate::policy::{Anchor, MessageKind};
use crate::report::CreditWish;
use crate::severity::Severity;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CaseEvent {
    Opened {
        id: CaseId,
        project: ProjectId,
        title: String,
        profile: (String, String),
        report: LinkedReport,
        answered: Option<Instant>,
        by: Option<MemberId>,
    },
    ReportAttached {
        report: LinkedReport,
    },
    LeadTaken {
        member: MemberId,
        proposed_by_rota: Option<MemberId>,
    },
    LeadHandedOver {
        from: Option<MemberId>,
        to: MemberId,
        reason: String,
    },
    TeamChanged {
        added: Vec<MemberId>,
        removed: Vec<MemberId>,
    },
    RepositoryLinked {
        id: RepositoryId,
        name: String,
        url: String,
        by: MemberId,
    },
    CommitRecorded {
        commit: String,
        subject: String,
        by: MemberId,
    },
    LgtmGiven {
        commit: String,
        by: MemberId,
    },
    FixReady,
    SeveritySet {
        severity: Severity,
    },
    FactsSet {
        changes: Vec<(FactKind, Option<FactValue>)>,
    },
    BecamePublic {
        url: String,
        seen: Instant,
    },
    ReasonGiven {
        clock: String,
        reason: String,
        by: MemberId,
    },
    DistributorsDecided {
        tell: bool,
        reason: String,
        by: MemberId,
    },
    ListNotified {
        note: String,
    },
    MessagePosted {
        message: MessageId,
        audiences: Audiences,
    },
    ReporterWrote {
        message: MessageId,
        reporter: OutsiderId,
        audiences: Audiences,
    },
    CreditChosen {
        reporter: OutsiderId,
        credit: CreditWish,
    },
    AnnouncementDrafted {
        id: AnnouncementId,
        what: MessageKind,
        subject: String,
        digest: String,
        publication: PublicationId,
        by: MemberId,
    },
    AnnouncementRedrafted {
        id: AnnouncementId,
        subject: String,
        digest: String,
        by: MemberId,
    },
    AnnouncementSent {
        id: AnnouncementId,
        digest: String,
        by: MemberId,
        correction: bool,
    },
    /// The gate: everything became public at this instant.
    Published {
        id: AnnouncementId,
        digest: String,
        documents_digest: String,
        by: MemberId,
        publication: PublicationId,
    },
    Closed {
        ending: Ending,
        reason: String,
    },
    /// The target of a clock was moved (S25, S26).
    TargetMoved {
        moved: Moved,
    },
    /// Somebody wants a gate broken, and that is not enough yet.
    GateBreakAsked {
        profile: String,
        gate: String,
        reason: String,
        by: MemberId,
    },
    /// The gate holds nothing any more on this case.
    GateBroken {
        profile: String,
        gate: String,
        reason: String,
        by: MemberId,
    },
    /// S19.
    UpstreamSet {
        upstream: Option<Upstream>,
        reason: Option<String>,
        by: MemberId,
    },
    /// The reporter publishes then, whatever we do.
    ReporterDateSet {
        date: Option<ReporterDate>,
        said: String,
        by: MemberId,
    },
    ExploitBecamePublic {
        url: String,
        seen: Instant,
        by: MemberId,
    },
    AttackSeen {
        seen: Instant,
        evidence: String,
        by: MemberId,
    },
    /// `None`: nobody knows any more.
    FactsStated {
        changes: Vec<(StatedFact, Option<Stated>)>,
        by: MemberId,
    },
    MilestoneReached {
        anchor: Anchor,
        at: Instant,
        record: Recorded,
    },
    /// What somebody recorded by hand was at another time, or (`None`) did not happen. The wrong record stays in the log.
    RecordCorrected {
        anchor: Anchor,
        at: Option<Instant>,
        reason: String,
        by: MemberId,
    },
    /// CRA Art. 14.
    BecameAware {
        aware: Aware,
    },
    ProfileBound {
        id: String,
        version: String,
        by: MemberId,
    },
    ProfileUnbound {
        id: String,
        reason: String,
        by: MemberId,
    },
    ProfileMoved {
        id: String,
        from: String,
        to: String,
        reason: String,
        by: MemberId,
    },
}

impl Event for CaseEvent {
    fn kind(&self) -> &'static str {
        match self {
            CaseEvent::Opened { .. } => "case.opened",
            CaseEvent::ReportAttached { .. } => "case.report_attached",
            CaseEvent::LeadTaken { .. } => "case.lead_taken",
            CaseEvent::LeadHandedOver { .. } => "case.lead_handed_over",
            CaseEvent::TeamChanged { .. } => "case.team_changed",
            CaseEvent::RepositoryLinked { .. } => "case.repository_linked",
            CaseEvent::CommitRecorded { .. } => "case.commit_recorded",
            CaseEvent::LgtmGiven { .. } => "case.lgtm_given",
            CaseEvent::FixReady => "case.fix_ready",
            CaseEvent::SeveritySet { .. } => "case.severity_set",
            CaseEvent::FactsSet { .. } => "case.facts_set",
            CaseEvent::BecamePublic { .. } => "case.became_public",
            CaseEvent::ReasonGiven { .. } => "case.reason_given",
            CaseEvent::DistributorsDecided { .. } => "case.distributors_decided",
            CaseEvent::ListNotified { .. } => "case.list_notified",
            CaseEvent::MessagePosted { .. } => "case.message_posted",
            CaseEvent::ReporterWrote { .. } => "case.reporter_wrote",
            CaseEvent::CreditChosen { .. } => "case.credit_chosen",
            CaseEvent::AnnouncementDrafted { .. } => "case.announcement_drafted",
            CaseEvent::AnnouncementRedrafted { .. } => "case.announcement_redrafted",
            CaseEvent::AnnouncementSent { .. } => "case.announcement_sent",
            CaseEvent::Published { .. } => "case.published",
            CaseEvent::Closed { .. } => "case.closed",
            CaseEvent::TargetMoved { .. } => "case.target_moved",
            CaseEvent::GateBreakAsked { .. } => "case.gate_break_asked",
            CaseEvent::GateBroken { .. } => "case.gate_broken",
            CaseEvent::UpstreamSet { .. } => "case.upstream_set",
            CaseEvent::ReporterDateSet { .. } => "case.reporter_date_set",
            CaseEvent::ExploitBecamePublic { .. } => "case.exploit_became_public",
            CaseEvent::AttackSeen { .. } => "case.attack_seen",
            CaseEvent::FactsStated { .. } => "case.facts_stated",
            CaseEvent::MilestoneReached { .. } => "case.milestone_reached",
            CaseEvent::RecordCorrected { .. } => "case.record_corrected",
            CaseEvent::BecameAware { .. } => "case.became_aware",
            CaseEvent::ProfileBound { .. } => "case.profile_bound",
            CaseEvent::ProfileUnbound { .. } => "case.profile_unbound",
            CaseEvent::ProfileMoved { .. } => "case.profile_moved",
        }
    }
}
