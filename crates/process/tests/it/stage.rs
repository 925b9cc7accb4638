//! A case on a stage: people with names, the built-in profile, a log of what happened. No assertion about the process
//! lives here.

use ambergate_process::Instant;
use ambergate_process::access::{Actor, Audiences, Role, Who};
use ambergate_process::aggregate::{Aggregate, Event};
use ambergate_process::brief::{Brief, brief};
use ambergate_process::case::{Case, CaseEvent, Command, Errand, LinkedReport, Refusal, agenda, decide, react};
use ambergate_process::facts::{self, FactKind, FactValue};
use ambergate_process::ids::RepositoryId;
use ambergate_process::ids::{
    AnnouncementId, CaseId, MemberId, MessageId, OutsiderId, ProjectId, PublicationId, ReportId,
};
use ambergate_process::planner::{Plan, State};
use ambergate_process::policy::{COREDNS, MessageKind, Profile, Rules};
use ambergate_process::report::{CreditWish, PublicKnowledge};
use ambergate_process::severity::{Scheme, Scored};
use std::str::FromStr;
use std::sync::LazyLock;

pub const VECTOR: &str = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H";
pub const COMMIT: &str = "e1768a5d272e9da649dfb8588595e5c6e4e640bf";

pub fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::of(Profile::read("coredns.toml", COREDNS).unwrap()));
    &RULES
}

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// An inner id that can be read in a snapshot: the word, filled up with zeros.
pub fn inner<T: FromStr>(word: &str) -> T {
    match format!("{word:0<26}").parse() {
        Ok(id) => id,
        Err(_) => panic!("{word} is no id"),
    }
}

pub fn member(word: &str) -> MemberId {
    inner(word)
}
pub fn outsider(word: &str) -> OutsiderId {
    inner(word)
}
pub fn message(word: &str) -> MessageId {
    inner(word)
}
pub fn announcement(word: &str) -> AnnouncementId {
    inner(word)
}

pub fn pst(word: &str) -> Actor {
    Actor {
        who: Who::Member(member(word)),
        role: Some(Role::Pst),
        fix_team: false,
    }
}
pub fn team(word: &str) -> Actor {
    Actor {
        who: Who::Member(member(word)),
        role: Some(Role::Maintainer),
        fix_team: true,
    }
}
pub fn maintainer(word: &str) -> Actor {
    Actor {
        who: Who::Member(member(word)),
        role: Some(Role::Maintainer),
        fix_team: false,
    }
}
pub fn reporter(word: &str) -> Actor {
    Actor {
        who: Who::Outsider(outsider(word)),
        role: None,
        fix_team: false,
    }
}
pub fn system() -> Actor {
    Actor::system("a test")
}

pub fn linked(report: &str, who: &str, name: &str, credit: CreditWish) -> LinkedReport {
    LinkedReport {
        report: report.parse::<ReportId>().unwrap(),
        reporter: outsider(who),
        name: name.to_owned(),
        arrived: at("2025-09-03T00:14:00Z"),
        assumed: Some("48 h before the merge; the arrival is not public".to_owned()),
        credit,
        has_mail: true,
        clear_mail: false,
    }
}

pub fn finder() -> LinkedReport {
    linked(
        "R-7K3F-9QXA",
        "finder",
        "thevilledev",
        CreditWish::As("thevilledev".to_owned()),
    )
}

pub fn open() -> Command {
    Command::Open {
        id: "AG-7K3F-9QXA".parse::<CaseId>().unwrap(),
        project: inner::<ProjectId>("coredns"),
        title: "etcd lease taken for a TTL".to_owned(),
        profile: ("coredns".to_owned(), "2024-10-01".to_owned()),
        report: finder(),
        answered: None,
        public: None,
    }
}

pub fn take(who: &str) -> Command {
    Command::TakeLead {
        member: member(who),
        proposed_by_rota: None,
    }
}
pub fn hand_over(who: &str) -> Command {
    Command::HandOver {
        to: member(who),
        reason: "Away from tomorrow.".to_owned(),
    }
}
pub fn name(add: &[&str]) -> Command {
    Command::NameTeam {
        add: add.iter().map(|w| member(w)).collect(),
        remove: vec![],
    }
}
pub fn link() -> Command {
    Command::LinkRepository {
        id: inner::<RepositoryId>("fork"),
        name: "private fork".to_owned(),
        url: "https://github.com/coredns/coredns-ghsa-93mf-426m-g6x9".to_owned(),
    }
}
pub fn record(commit: &str) -> Command {
    Command::RecordCommit {
        commit: commit.to_owned(),
        subject: "Ask etcd for the time that the lease has left".to_owned(),
    }
}
pub fn lgtm(commit: &str) -> Command {
    Command::Lgtm {
        commit: commit.to_owned(),
    }
}
pub fn severity() -> Command {
    Command::SetSeverity {
        scored: vec![Scored {
            scheme: Scheme::V31,
            vector: VECTOR.to_owned(),
            tenths: 71,
        }],
        reason: "Write access to etcd is needed; caches stay poisoned for years.".to_owned(),
    }
}
pub fn decide_distributors(tell: bool) -> Command {
    Command::DecideDistributors {
        tell,
        reason: "Remote by its vector, but write access to etcd is needed.".to_owned(),
    }
}
pub fn post(word: &str, audiences: Audiences) -> Command {
    Command::Post {
        message: message(word),
        audiences,
    }
}
pub fn draft(word: &str, kind: MessageKind, digest: &str) -> Command {
    Command::Draft {
        id: announcement(word),
        kind,
        subject: "CoreDNS: a security release is coming".to_owned(),
        digest: digest.to_owned(),
        publication: inner::<PublicationId>("public"),
    }
}
pub fn redraft(word: &str, digest: &str) -> Command {
    Command::Redraft {
        id: announcement(word),
        subject: "CoreDNS: security release".to_owned(),
        digest: digest.to_owned(),
    }
}
pub fn approve(word: &str, digest: &str) -> Command {
    Command::ApproveAnnouncement {
        id: announcement(word),
        digest: digest.to_owned(),
    }
}
pub fn publish(word: &str, digest: &str, prepared_at: Instant) -> Command {
    Command::Publish {
        id: announcement(word),
        digest: digest.to_owned(),
        documents_digest: "d".repeat(64),
        prepared_at,
    }
}
pub fn public(seen: &str) -> Command {
    Command::MarkPublic(PublicKnowledge {
        url: "https://blog.example.org/etcd".to_owned(),
        seen: at(seen),
    })
}
pub fn fact(kind: FactKind, text: &str) -> (FactKind, Option<FactValue>) {
    (kind, facts::read(kind, text).unwrap())
}
pub fn set(facts: &[(FactKind, &str)]) -> Command {
    Command::SetFacts {
        changes: facts.iter().map(|(kind, text)| fact(*kind, text)).collect(),
    }
}

/// The typed facts of CVE-2025-58063 as they are known before the merge.
pub const BEFORE: &[(FactKind, &str)] = &[
    (FactKind::Component, "plugin/etcd"),
    (FactKind::Title, "DNS cache pinning through lease ids taken for TTLs"),
    (
        FactKind::Summary,
        "The lease identifier is cut to 32 bits and used as a duration, so answers carry a time-to-live of years.",
    ),
    (
        FactKind::Details,
        "Resolvers and caches keep a stale or planted answer long after the record was corrected. Whoever may write to \
         etcd can cause it.",
    ),
    (FactKind::Weakness, "CWE-681 Incorrect conversion between numeric types"),
    (FactKind::Affected, ">= 1.2.0, < 1.12.4"),
    (FactKind::FixedVersions, "1.12.4"),
    (FactKind::Mitigation, MITIGATION),
    (
        FactKind::HowToApply,
        "Replace the binary or the image by 1.12.4 and restart; no option has to change.",
    ),
    (
        FactKind::Reproduction,
        "etcd on loopback, an etcd zone on port 1053, a record put with a lease of 3600 s; dig shows the TTL.",
    ),
];

pub const MITIGATION: &str = "Restrict who may write to etcd. Cap the time-to-live in resolvers and caches.";
pub const WINDOW: (FactKind, &str) = (FactKind::ReleaseWindow, "2025-09-08 12:00 to 2025-09-08 16:00");
pub const AFTER: &[(FactKind, &str)] = &[
    (FactKind::CveId, "CVE-2025-58063"),
    (
        FactKind::Changes,
        "https://github.com/coredns/coredns/commit/e1768a5d272e9da649dfb8588595e5c6e4e640bf",
    ),
];

/// A case and everything that happened to it.
#[derive(Clone)]
pub struct Stage {
    pub case: Case,
    pub rules: &'static Rules,
    pub now: Instant,
    pub log: Vec<(Instant, CaseEvent)>,
}

impl Stage {
    pub fn empty() -> Self {
        Self {
            case: Case::default(),
            rules: rules(),
            now: at("2025-09-03T00:14:00Z"),
            log: vec![],
        }
    }

    /// Decides and, if it may be, applies.
    pub fn act(&mut self, actor: &Actor, command: Command) -> Result<Vec<CaseEvent>, Refusal> {
        let events = decide(&self.case, command, actor, self.rules, self.now)?;
        for event in &events {
            self.case.apply(event, self.now);
            self.log.push((self.now, event.clone()));
        }
        Ok(events)
    }

    /// At this instant, this may be done; says what it entails for the outside world, a line an event.
    #[track_caller]
    pub fn done(&mut self, now: &str, actor: &Actor, command: Command) -> String {
        self.now = at(now);
        let (from, mut lines) = (self.log.len(), String::new());
        if let Err(refusal) = self.act(actor, command) {
            panic!("{now}: {refusal}");
        }
        for (_, event) in &self.log[from..] {
            lines.push_str(&format!(
                "{now} {}: {}\n",
                event.kind(),
                words(&react(&self.case, event))
            ));
        }
        lines
    }

    #[track_caller]
    pub fn refused(&mut self, actor: &Actor, command: Command) -> Refusal {
        match self.act(actor, command) {
            Err(refusal) => refusal,
            Ok(_) => panic!("this should have been refused"),
        }
    }

    pub fn plan(&self) -> Plan {
        agenda(&self.case, self.rules, self.now)
    }

    /// The clocks at `now` in the order of the profile, a letter each.
    pub fn clocks(&self, now: &str) -> String {
        letters(&agenda(&self.case, self.rules, at(now)))
    }

    pub fn brief(&self, audiences: Audiences) -> Brief {
        brief(&self.case, audiences, self.rules)
    }

    /// The keys of the facts in a Brief, in the order of the table.
    pub fn told(&self, audiences: Audiences) -> String {
        keys(&self.brief(audiences))
    }
}

pub fn keys(brief: &Brief) -> String {
    brief.facts().map(|(kind, _)| kind.key()).collect::<Vec<_>>().join(" ")
}

pub fn letters(plan: &Plan) -> String {
    let letter = |state| match state {
        State::Waiting => 'w',
        State::Open => 'o',
        State::DueSoon => 's',
        State::Overdue => '!',
        State::Met => 'M',
        State::MetLate => 'L',
        State::Cancelled => 'x',
        State::NotApplicable => '-',
    };
    plan.milestones.iter().map(|m| letter(m.state)).collect()
}

fn words(errands: &[Errand]) -> String {
    if errands.is_empty() {
        "nothing".to_owned()
    } else {
        short(&format!("{errands:?}"))
    }
}

/// Without the zeros that fill up ids.
pub fn short(text: &str) -> String {
    text.split("00000").map(|part| part.trim_matches('0')).collect()
}

/// CoreDNS's own people, all fictional: `ada` and `bo` are its PST, `cleo` and `dan` maintainers.
pub fn embargoed() -> Stage {
    let mut stage = Stage::empty();
    stage.done("2025-09-03T06:30:00Z", &pst("ada"), open());
    stage.done("2025-09-03T06:31:00Z", &pst("bo"), take("bo"));
    stage
}

/// Everything is ready for the forthcoming fix; it is drafted as `soon` with the digest `one`.
pub fn prepared() -> Stage {
    let mut stage = embargoed();
    stage.done("2025-09-03T07:00:00Z", &pst("bo"), name(&["cleo", "dan"]));
    stage.done("2025-09-03T07:30:00Z", &pst("bo"), link());
    stage.done("2025-09-04T09:00:00Z", &pst("bo"), severity());
    stage.done("2025-09-04T10:00:00Z", &team("cleo"), set(BEFORE));
    stage.done("2025-09-04T11:00:00Z", &pst("bo"), set(&[WINDOW]));
    stage.done("2025-09-04T15:00:00Z", &team("cleo"), record(COMMIT));
    stage.done("2025-09-04T15:20:00Z", &team("dan"), lgtm(COMMIT));
    stage.done("2025-09-04T15:30:00Z", &team("cleo"), Command::DeclareFixReady);
    stage.done(
        "2025-09-04T17:00:00Z",
        &pst("ada"),
        draft("soon", MessageKind::ForthcomingFix, "one"),
    );
    stage
}

pub fn announced() -> Stage {
    let mut stage = prepared();
    stage.done("2025-09-04T17:30:00Z", &pst("bo"), approve("soon", "one"));
    stage
}

/// Nothing is missing but the act itself; the final announcement is `final` with the digest `three`.
pub fn ready() -> Stage {
    let mut stage = announced();
    stage.done("2025-09-05T08:00:00Z", &team("cleo"), set(AFTER));
    stage.done(
        "2025-09-08T13:00:00Z",
        &pst("ada"),
        draft("final", MessageKind::FinalAnnouncement, "three"),
    );
    stage
}

pub fn released() -> Stage {
    let mut stage = ready();
    stage.done(
        "2025-09-08T13:47:41Z",
        &pst("bo"),
        publish("final", "three", at("2025-09-08T13:30:00Z")),
    );
    stage
}

pub fn closed() -> Stage {
    let mut stage = released();
    let ending = ambergate_process::case::Ending::Done;
    stage.done(
        "2025-09-09T10:00:00Z",
        &pst("bo"),
        Command::Close {
            ending,
            reason: "Nothing is left to do.".to_owned(),
        },
    );
    stage
}
