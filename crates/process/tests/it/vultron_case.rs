//! The machines as a case of ours drives them: nothing that `decide` accepts is a step that a machine does not have, and
//! what the row says is what the log says.

use crate::stage::*;
use crate::vultron_machines::{cs_letters, em_letters, rm_letters};
use ambergate_process::case::{Case, Command, Ending};
use ambergate_process::report::{self, Report};
use ambergate_process::vultron::{
    Consent, ConsentSymbol, Course, CsEvent, Duty, Em, EmbargoAct, FixPath, Forbidden, Known, Rm, RmSymbol, Standing,
    Step, Terms, Which, Who, of_case, of_report,
};

/// The profile's standing proposal: three weeks from the report's arrival (S35).
pub fn known() -> Known {
    Known {
        proposal: Some(Terms {
            ends: at("2025-09-24T00:14:00Z"),
        }),
        ..Known::default()
    }
}

fn finder_of(case: &Case) -> Who {
    Who::Reporter(case.reports[0].reporter.clone())
}

/// RM of the project and of the reporter, EM, and the case's state; then the consents of both.
fn line(course: &Course, reporter: &Who) -> String {
    let standing = &course.standing;
    let (project, finder) = (standing.of(&Who::Project), standing.of(reporter));
    format!(
        "{}{} {} {} | {} / {}",
        project.rm.letter(),
        finder.rm.letter(),
        standing.embargo.state().letter(),
        standing.case_state(),
        project.consent.word(),
        finder.consent.word()
    )
}

#[test]
fn vultron_a_case_that_goes_well() {
    let say = |stage: &Stage| {
        let course = of_case(&stage.case, &known());
        assert!(course.refused.is_empty());
        line(&course, &finder_of(&stage.case))
    };
    assert!(of_case(&Case::default(), &known()) == Course::default());
    assert_eq!(say(&embargoed()), "AA A Vfdpxa | agreed / agreed");
    assert_eq!(
        say(&announced()),
        "AA A VFdpxa | agreed / agreed",
        "that something comes is not what it is"
    );
    assert_eq!(say(&released()), "AA X VFdPxa | no embargo / no embargo");
    assert_eq!(
        say(&closed()),
        "CA X VFdPxa | no embargo / no embargo",
        "a reporter closes for themselves"
    );
    let course = of_case(&closed().case, &known());
    assert_eq!(cs_letters(&course.history()), "VFP");
    assert_eq!(em_letters(&course.em_word()), "pat");
    assert_eq!(rm_letters(&course.rm_word(&Who::Project)), "rvac");
    assert_eq!(rm_letters(&course.rm_word(&finder_of(&closed().case))), "rva");
    let active = of_case(&embargoed().case, &known()).standing.embargo;
    assert_eq!(active.terms(), known().proposal);
}

#[test]
fn vultron_without_a_standing_proposal_there_is_no_embargo() {
    let course = of_case(&released().case, &Known::default());
    assert!(course.refused.is_empty());
    assert_eq!(
        line(&course, &finder_of(&released().case)),
        "AA N VFdPxa | no embargo / no embargo"
    );
}

#[test]
fn vultron_what_leaks_ends_the_embargo() {
    let mut stage = prepared();
    stage.done("2025-09-05T08:00:00Z", &pst("ada"), public("2025-09-05T07:00:00Z"));
    let course = of_case(&stage.case, &known());
    assert_eq!(course.standing.embargo.state(), Em::Exited);
    assert_eq!(cs_letters(&course.history()), "VFP");
    assert_eq!(
        course
            .steps
            .iter()
            .filter(|(when, _)| *when == at("2025-09-05T07:00:00Z"))
            .count(),
        4
    );
    // Reports that come later join no embargo.
    let late = linked("R-0000-0002", "second", "Second Finder", finder().credit);
    let late = ambergate_process::case::LinkedReport {
        arrived: at("2025-09-06T00:00:00Z"),
        ..late
    };
    stage.done(
        "2025-09-06T00:10:00Z",
        &pst("ada"),
        Command::AttachReport {
            report: late,
            public: None,
        },
    );
    let course = of_case(&stage.case, &known());
    let second = course.standing.of(&Who::Reporter(outsider("second")));
    assert_eq!((second.rm, second.consent), (Rm::Accepted, Consent::NoEmbargo));
    assert!(course.refused.is_empty());
}

#[test]
fn vultron_who_reports_twice_agreed_once() {
    let mut stage = embargoed();
    let again = linked("R-0000-0002", "finder", "thevilledev", finder().credit);
    let attach = Command::AttachReport {
        report: again,
        public: None,
    };
    stage.done("2025-09-06T00:10:00Z", &pst("ada"), attach);
    let course = of_case(&stage.case, &known());
    assert!(course.refused.is_empty());
    assert_eq!(line(&course, &finder_of(&stage.case)), "AA A Vfdpxa | agreed / agreed");
}

#[test]
fn vultron_a_sender_whose_clock_is_ahead_reported_no_later_than_we_acted() {
    let ahead = at("2025-12-31T00:00:00Z");
    let mut case = closed().case;
    case.reports[0].arrived = ahead;
    let course = of_case(&case, &known());
    assert!(course.refused.is_empty());
    assert_eq!(
        line(&course, &finder_of(&case)),
        "CA X VFdPxa | no embargo / no embargo"
    );
    let report = Report {
        arrived: Some(ahead),
        reporter: Some(outsider("finder")),
        handled: Some(at("2025-09-04T00:00:00Z")),
        standing: report::Standing::Declined(report::Exit::Spam),
        ..Report::default()
    };
    let course = of_report(&report, &known());
    assert!(course.refused.is_empty());
    assert_eq!(rm_letters(&course.rm_word(&Who::Project)), "ric");
}

#[test]
fn vultron_what_was_public_before_the_report_was_never_under_embargo() {
    let mut stage = embargoed();
    stage.done("2025-09-05T08:00:00Z", &pst("ada"), public("2025-08-01T00:00:00Z"));
    let course = of_case(&stage.case, &known());
    assert_eq!(
        line(&course, &finder_of(&stage.case)),
        "AA N VfdPxa | no embargo / no embargo"
    );
    assert_eq!(
        cs_letters(&course.history()),
        "PV",
        "the vendor learned from the public"
    );
    assert!(course.refused.is_empty());
}

#[test]
fn vultron_a_case_is_ready_for_exploits_attacks_and_deployment() {
    let with = |f: &dyn Fn(&mut Known)| {
        let mut known = known();
        f(&mut known);
        of_case(&prepared().case, &known)
    };
    let exploit = with(&|k| k.exploit_public = Some(at("2025-09-05T00:00:00Z")));
    assert_eq!(
        cs_letters(&exploit.history()),
        "VFXP",
        "a public exploit is public knowledge"
    );
    assert_eq!(exploit.standing.embargo.state(), Em::Exited);
    let attack = with(&|k| k.attack_seen = Some(at("2025-09-03T12:00:00Z")));
    assert_eq!(cs_letters(&attack.history()), "VAF");
    assert_eq!(attack.standing.embargo.state(), Em::Active, "attacks publish nothing");
    assert_eq!(
        attack.standing.embargo.duty(attack.standing.case_state()),
        Some(Duty::Should)
    );
    let before = with(&|k| k.attack_seen = Some(at("2025-09-01T00:00:00Z")));
    assert_eq!(
        before.standing.embargo.state(),
        Em::None,
        "nobody negotiates over what is attacked"
    );
    let deployed = with(&|k| k.fix_deployed = Some(at("2025-09-05T00:00:00Z")));
    assert_eq!(deployed.standing.case_state().path, FixPath::Deployed);
    for course in [exploit, attack, before, deployed] {
        assert!(course.refused.is_empty());
    }
    // What cannot be is said and left out.
    let absurd = with(&|k| k.fix_deployed = Some(at("2025-09-03T12:00:00Z")));
    let machines: Vec<Which> = absurd.refused.iter().map(|(_, f)| f.machine).collect();
    assert_eq!(machines, [Which::Cs], "deployed before it was ready");
    assert_eq!(absurd.standing.case_state().path, FixPath::Ready);
}

#[test]
fn vultron_distributors_are_asked_and_not_counted_until_they_agree() {
    let mut stage = prepared();
    let told = || Command::RecordListNotified {
        note: "Sent to the list.".to_owned(),
    };
    stage.done("2025-09-05T08:00:00Z", &pst("bo"), told());
    stage.done("2025-09-05T09:00:00Z", &pst("bo"), told());
    let list = of_case(&stage.case, &known()).standing.of(&Who::Distributors);
    assert_eq!((list.rm, list.consent), (Rm::Received, Consent::Invited));
    assert!(!list.consent.is_adherent());
    let mut stage = released();
    stage.done("2025-09-08T15:00:00Z", &pst("bo"), told());
    let list = of_case(&stage.case, &known()).standing.of(&Who::Distributors);
    assert_eq!(
        (list.rm, list.consent),
        (Rm::Received, Consent::NoEmbargo),
        "nothing is held any more"
    );
}

#[test]
fn vultron_every_ending_is_a_word_of_report_management() {
    for ending in Ending::ALL {
        let mut stage = if ending == Ending::Done { released() } else { prepared() };
        let reason = "So it is.".to_owned();
        stage.done("2025-09-20T00:00:00Z", &pst("bo"), Command::Close { ending, reason });
        let course = of_case(&stage.case, &known());
        assert!(course.refused.is_empty());
        let word = rm_letters(&course.rm_word(&Who::Project));
        assert_eq!(word, if ending == Ending::Done { "rvac" } else { "rvadc" });
        // Closing publishes nothing: who agreed stays held until the agreed end.
        let expected = if ending == Ending::Done { Em::Exited } else { Em::Active };
        assert_eq!(course.standing.embargo.state(), expected);
        assert!(!course.standing.embargo.binds(at("2025-09-24T00:14:00Z")));
    }
}

#[test]
fn vultron_a_changed_embargo_needs_consent_again_and_an_ended_one_none() {
    let mut standing = of_case(&embargoed().case, &known()).standing;
    let finder = finder_of(&embargoed().case);
    let longer = Terms {
        ends: at("2025-10-24T00:00:00Z"),
    };
    let take = |standing: &mut Standing, step| standing.take(step).unwrap_or_else(|f: Forbidden| panic!("{f}"));
    let list = Who::Distributors;
    take(&mut standing, Step::Consent(list.clone(), ConsentSymbol::Invite));
    take(&mut standing, Step::Embargo(EmbargoAct::Propose(longer)));
    assert!(standing.of(&finder).consent.is_adherent(), "asked is not changed");
    take(&mut standing, Step::Embargo(EmbargoAct::Accept));
    assert_eq!(standing.of(&finder).consent, Consent::Lapsed);
    assert_eq!(
        standing.of(&list).consent,
        Consent::Invited,
        "who has not agreed has nothing to lapse"
    );
    take(&mut standing, Step::Consent(finder.clone(), ConsentSymbol::Accept));
    take(&mut standing, Step::Consent(Who::Project, ConsentSymbol::Decline));
    take(&mut standing, Step::Embargo(EmbargoAct::Terminate));
    assert!(standing.participants.values().all(|p| p.consent == Consent::NoEmbargo));
    let before = standing.clone();
    assert!(standing.take(Step::Embargo(EmbargoAct::Propose(longer))).is_err());
    assert!(standing == before, "what is refused changes nothing");
}

#[test]
fn vultron_only_who_accepted_a_report_sends_it_on_or_fixes_it() {
    let mut standing = Standing::default();
    for step in [Step::Tell(Who::Distributors), Step::Cs(CsEvent::F)] {
        let Err(forbidden) = standing.take(step) else {
            panic!("not yet")
        };
        assert_eq!(forbidden.machine, Which::Rm);
    }
    for symbol in [RmSymbol::Receive, RmSymbol::Validate, RmSymbol::Accept] {
        standing.take(Step::Rm(Who::Project, symbol)).unwrap();
    }
    assert_eq!(standing.take(Step::Tell(Who::Distributors)).unwrap().len(), 2);
    assert_eq!(standing.of(&Who::Distributors).rm, Rm::Received);
}

#[test]
fn vultron_every_exit_of_a_report_is_a_word_of_report_management() {
    use report::{Exit, Standing as S};
    let of = |standing: S| {
        let report = Report {
            arrived: Some(at("2025-09-03T00:14:00Z")),
            reporter: Some(outsider("finder")),
            handled: Some(at("2025-09-04T00:00:00Z")),
            standing,
            ..Report::default()
        };
        let course = of_report(&report, &known());
        assert!(course.refused.is_empty());
        (
            rm_letters(&course.rm_word(&Who::Project)),
            course.standing.embargo.state(),
        )
    };
    let case = || "AG-7K3F-9QXA".parse().unwrap();
    assert_eq!(of(S::Opened(case())), ("rva".to_owned(), Em::Active));
    assert_eq!(
        of(S::Attached(case())),
        ("rvd".to_owned(), Em::Active),
        "a duplicate is valid, and put aside"
    );
    assert_eq!(of(S::Declined(Exit::NotSecurity)).0, "ric");
    assert_eq!(of(S::Declined(Exit::OtherVendor)).0, "rvdc");
    assert_eq!(
        of(S::FixPublic("https://example.org/fix".to_owned())),
        ("rvdc".to_owned(), Em::Exited)
    );
}
