//! Which milestones people record by hand, and by which act the others are reached.

use crate::policy::Anchor;

/// What only people can know, in the order of a usual case.
pub const REACHED_BY_PEOPLE: &[Anchor] = &[
    Anchor::Acknowledged,
    Anchor::Validated,
    Anchor::ContactAttempted,
    Anchor::EmbargoAgreed,
    Anchor::CandidatePatch,
    Anchor::CveRequested,
    Anchor::CveReserved,
    Anchor::FinalNoticeSent,
    Anchor::FixInPublicRepository,
    Anchor::LeakReported,
    Anchor::CveIdPublic,
    Anchor::CvePublished,
    Anchor::RetrospectiveDone,
    Anchor::AuthorityEarlyWarning,
    Anchor::AuthorityNotified72h,
    Anchor::CorrectiveMeasureAvailable,
    Anchor::AuthorityFinalReport,
];

/// What to do instead of recording this milestone by hand; `None` where it is recorded by hand.
pub fn set_elsewhere(anchor: Anchor) -> Option<&'static str> {
    Some(match anchor {
        Anchor::ReportReceived => "It is the arrival of the report.",
        Anchor::FirstAnswer => "Write to the reporter.",
        Anchor::CaseOpened => "It is when the case was opened.",
        Anchor::LeadNamed => "Take the lead, or hand it over.",
        Anchor::FixTeamNamed => "Name the Fix Team.",
        Anchor::RepositoryLinked => "Link the private repository.",
        Anchor::SeveritySet => "Set the severity.",
        Anchor::MitigationReady => "Write the mitigation among the facts.",
        Anchor::FixReady => "Declare the fix ready.",
        Anchor::ExistenceAnnounced => "Send the announcement of the forthcoming fix.",
        Anchor::DistributorsDecided => "Decide whether distributors are told early.",
        Anchor::ListNotified => "Record that distributors were told.",
        Anchor::EmbargoEnd | Anchor::Released | Anchor::AdvisoryPublished => "Publish.",
        Anchor::ReleasePlanned => "Write the release window among the facts.",
        Anchor::CasePublic => "Note that it is public, with the address.",
        Anchor::ExploitPublic => "Note the public exploit, with its address.",
        Anchor::AttackSeen => "Note the attack, with its evidence.",
        Anchor::Aware => "Record who became aware, with the evidence.",
        Anchor::Closed => "Close the case.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_milestone_is_reached_by_one_way() {
        for anchor in Anchor::ALL {
            let by_hand = REACHED_BY_PEOPLE.contains(anchor);
            assert_eq!(set_elsewhere(*anchor).is_none(), by_hand, "{}", anchor.key());
        }
    }
}
