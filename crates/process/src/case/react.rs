//! What the outside world must be told of an event. Each errand becomes outbox rows in the transaction of its event, one
//! per recipient; its key is the aggregate, the event's seq, its kind and the recipient.

use super::{Case, CaseEvent};
use crate::access::{Audience, Audiences};
use crate::ids::{AnnouncementId, MemberId, MessageId, OutsiderId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// A notice without content to those members who may read this set of audiences, save the one who acted.
    TellMembers {
        audiences: Audiences,
        save: Option<MemberId>,
    },
    /// A notice without content to one member.
    TellMember { member: MemberId },
    /// The text where clear mail was allowed, else a notice without content.
    WriteToReporter { message: MessageId, reporter: OutsiderId },
    /// Mails exactly the approved text to the announcement lists.
    Announce { announcement: AnnouncementId },
    /// Builds the public site anew.
    RefreshSite,
}

/// Total: says for every event what follows from it. `case` is the state after the event.
pub fn react(case: &Case, event: &CaseEvent) -> Vec<Errand> {
    match event {
        CaseEvent::Opened { by, .. } => {
            vec![Errand::TellMembers {
                audiences: Audiences::PST,
                save: by.clone(),
            }]
        }
        CaseEvent::ReportAttached { .. }
        | CaseEvent::BecamePublic { .. }
        | CaseEvent::ExploitBecamePublic { .. }
        | CaseEvent::AttackSeen { .. } => {
            vec![Errand::TellMembers {
                audiences: Audiences::TEAM,
                save: None,
            }]
        }
        CaseEvent::LeadHandedOver { to, .. } => vec![Errand::TellMember { member: to.clone() }],
        CaseEvent::TeamChanged { added, .. } => added
            .iter()
            .map(|member| Errand::TellMember { member: member.clone() })
            .collect(),
        CaseEvent::MessagePosted { message, audiences } => {
            let mut errands = vec![Errand::TellMembers {
                audiences: inside(*audiences),
                save: None,
            }];
            if audiences.has(Audience::Reporter)
                && let Some(origin) = case.origin().filter(|r| r.has_mail)
            {
                let reporter = origin.reporter.clone();
                errands.push(Errand::WriteToReporter {
                    message: message.clone(),
                    reporter,
                });
            }
            errands
        }
        CaseEvent::ReporterWrote { audiences, .. } => {
            vec![Errand::TellMembers {
                audiences: inside(*audiences),
                save: None,
            }]
        }
        CaseEvent::FixReady => case
            .lead
            .iter()
            .map(|lead| Errand::TellMember { member: lead.clone() })
            .collect(),
        CaseEvent::AnnouncementSent { id, .. } => {
            vec![
                Errand::Announce {
                    announcement: id.clone(),
                },
                Errand::RefreshSite,
            ]
        }
        CaseEvent::Published { id, .. } => {
            vec![
                Errand::Announce {
                    announcement: id.clone(),
                },
                Errand::RefreshSite,
                Errand::TellMembers {
                    audiences: Audiences::TEAM,
                    save: None,
                },
            ]
        }
        // Somebody else of the PST has to agree, or should know: these open gates, or take off what shut them.
        CaseEvent::GateBreakAsked { by, .. }
        | CaseEvent::GateBroken { by, .. }
        | CaseEvent::UpstreamSet { by, .. }
        | CaseEvent::ReporterDateSet { by, .. }
        | CaseEvent::RecordCorrected { by, .. }
        | CaseEvent::ProfileUnbound { by, .. }
        | CaseEvent::ProfileMoved { by, .. } => {
            vec![Errand::TellMembers {
                audiences: Audiences::PST,
                save: Some(by.clone()),
            }]
        }
        CaseEvent::LeadTaken { .. }
        | CaseEvent::RepositoryLinked { .. }
        | CaseEvent::CommitRecorded { .. }
        | CaseEvent::LgtmGiven { .. }
        | CaseEvent::SeveritySet { .. }
        | CaseEvent::FactsSet { .. }
        | CaseEvent::ReasonGiven { .. }
        | CaseEvent::DistributorsDecided { .. }
        | CaseEvent::ListNotified { .. }
        | CaseEvent::CreditChosen { .. }
        | CaseEvent::AnnouncementDrafted { .. }
        | CaseEvent::AnnouncementRedrafted { .. }
        | CaseEvent::Closed { .. }
        | CaseEvent::TargetMoved { .. }
        | CaseEvent::FactsStated { .. }
        | CaseEvent::MilestoneReached { .. }
        | CaseEvent::BecameAware { .. }
        | CaseEvent::ProfileBound { .. } => vec![],
    }
}

/// The members among the readers.
fn inside(audiences: Audiences) -> Audiences {
    let members: Vec<Audience> = audiences
        .iter()
        .filter(|a| matches!(a, Audience::Pst | Audience::FixTeam))
        .collect();
    Audiences::of(&members)
}
