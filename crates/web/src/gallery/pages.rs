//! Samples of the member pages, each in several states: full, empty, refused; as a PST member and as a Fix Team member
//! sees it. Instants are fixed, people and addresses invented. What must not live here: anything a served page needs.

mod announcements;
mod authority;
mod case;
mod case_view;
mod desk;
mod lists;
mod metrics;
mod plans;
mod policy_view;
mod products;
mod reminders;
mod reports;

pub use announcements::{ANNOUNCEMENT, GATE};
pub use authority::AUTHORITY;
pub use case::{CASE, LOG};
pub use desk::{INBOX, TODAY};
pub use lists::{CASES, OUTGOING, PEOPLE};
pub use metrics::METRICS;
pub use plans::{PLAN, POLICY};
pub use products::PRODUCTS;
pub use reminders::REMINDERS;
pub use reports::REPORT;

use super::Say;
use super::samples::at;
use crate::forms::{Fields, Retained};
use crate::pages::Around;
use crate::parts::layout::Display;
use ambergate_coordinator::views::{RotaView, Shell};
use ambergate_process::access::Role;
use ambergate_process::ids::{MemberId, ProjectId};
use ambergate_process::people::{Absence, Led, Member, Turn};
use ambergate_process::planner::{Milestone, State};
use ambergate_process::policy::{Anchor, Strength};
use ambergate_process::ports::Rng;

/// Makes ids that stay the same from run to run.
struct Seed(u8);

impl Rng for Seed {
    fn fill(&self, into: &mut [u8]) {
        into.fill(self.0);
    }
}

/// The case of the samples.
const CASE_ID: &str = "AG-7K3F-9QXA";
/// One more, for lists.
const OTHER_CASE: &str = "AG-2M8C-44TD";

/// People of the samples. The place in the list is the id.
const NAMES: [&str; 7] = [
    "Robin Ashe",
    "Kim Solberg",
    "Sasha Okoye",
    "Noor Haddad",
    "Alex Moreau",
    "Jules Tanaka",
    "Lee Imran",
];

fn member_id(place: u8) -> MemberId {
    MemberId::mint(&Seed(place))
}

fn name(place: u8, say: Say) -> String {
    say(NAMES.get(usize::from(place)).copied().unwrap_or("somebody"))
}

/// The first five are on the PST; one of them is away.
fn member(place: u8, say: Say) -> Member {
    let absence = Absence {
        from: at("11-17 09:00"),
        to: at("11-24 09:00"),
    };
    Member {
        id: member_id(place),
        name: name(place, say),
        handle: (place != 2).then(|| say("robin-a")),
        role: if place < 5 { Role::Pst } else { Role::Maintainer },
        since: at("01-12 10:00"),
        until: None,
        absences: if place == 4 { vec![absence] } else { vec![] },
    }
}

fn members(say: Say) -> Vec<Member> {
    (0..7).map(|place| member(place, say)).collect()
}

fn rota(say: Say) -> RotaView {
    let turn = |(place, times, away): (u8, u32, bool)| Turn {
        member: member_id(place),
        name: name(place, say),
        led: Led { times, last: None },
        away_until: away.then(|| at("11-24 09:00")),
    };
    let turns = [(1, 1, false), (3, 2, false), (0, 2, false), (2, 3, false), (4, 1, true)]
        .map(turn)
        .to_vec();
    RotaView {
        turns,
        proposed: Some(member_id(1)),
    }
}

/// The frame as Robin Ashe of the PST sees it.
fn pst(say: Say) -> Shell {
    Shell {
        slug: "coredns".to_owned(),
        project: say("CoreDNS"),
        project_id: ProjectId::mint(&Seed(40)),
        me: member_id(0),
        name: name(0, say),
        role: Role::Pst,
        profile: ("coredns".to_owned(), "2024-10-01".to_owned()),
        now: at("11-19 08:40"),
        inbox: Some(4),
        cases: 6,
        csrf: "sample".to_owned(),
        public_url: "https://security.example.org".to_owned(),
    }
}

/// The frame as Jules Tanaka, a maintainer on one Fix Team, sees it.
fn maintainer(say: Say) -> Shell {
    Shell {
        me: member_id(5),
        name: name(5, say),
        role: Role::Maintainer,
        inbox: None,
        cases: 1,
        ..pst(say)
    }
}

fn drawn(display: Display) -> Around {
    Around::drawn(display)
}

/// A page whose form was refused: what was typed, and what is wrong with one field of it.
fn refused(display: Display, form: &'static str, typed: &[(&str, String)], field: &str, says: &str) -> Around {
    let fields: Fields = typed
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    Around {
        kept: Some(Retained::because(form, &fields, field, says)),
        ..Around::drawn(display)
    }
}

/// A clock that runs from the report of the sample case.
fn clock(id: &str, title: &str, number: &str, state: State, due: &str, reached: Option<&str>) -> Milestone {
    Milestone {
        profile: "coredns".to_owned(),
        clock: id.to_owned(),
        act: title.to_owned(),
        title: title.to_owned(),
        until: Anchor::from_key(id).unwrap_or(Anchor::Closed),
        from: Some(at("11-16 00:14")),
        earliest: None,
        due: Some(at(due)),
        first_target: Some(at(due)),
        reached: reached.map(at),
        state,
        strength: Strength::Suggest,
        refs: vec![number.to_owned()],
        holds: Vec::new(),
        warnings: Vec::new(),
        asap: false,
        round: 1,
        note: None,
    }
}
