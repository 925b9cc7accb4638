//! Roster, rota and leave: who is on the team, who is away, who is asked next to lead (S2, S13, S14).

use crate::Instant;
use crate::access::Role;
use crate::ids::MemberId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account in this project, as the project knows the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    /// On the forge, without the at sign.
    pub handle: Option<String>,
    pub role: Role,
    pub since: Instant,
    pub until: Option<Instant>,
    pub absences: Vec<Absence>,
}

/// From `from` until before `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub from: Instant,
    pub to: Instant,
}

impl Member {
    pub fn serves(&self, now: Instant) -> bool {
        self.since <= now && self.until.is_none_or(|until| now < until)
    }
    pub fn away_until(&self, now: Instant) -> Option<Instant> {
        self.absences
            .iter()
            .filter(|a| a.from <= now && now < a.to)
            .map(|a| a.to)
            .max()
    }
}

pub type Roster = BTreeMap<MemberId, Member>;

/// How often and how lately somebody led, over the last twelve months.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Led {
    pub times: u32,
    pub last: Option<Instant>,
}

/// One line of the rota as it is shown: the next one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub member: MemberId,
    pub name: String,
    pub led: Led,
    pub away_until: Option<Instant>,
}

/// The round-robin order over the PST (S14): fewest led first, then the longest ago, then by name. The absent are listed
/// last and never proposed.
pub fn rota(roster: &Roster, led: &BTreeMap<MemberId, Led>, now: Instant) -> Vec<Turn> {
    let mut turns: Vec<Turn> = roster
        .values()
        .filter(|m| m.role == Role::Pst && m.serves(now))
        .map(|m| Turn {
            member: m.id.clone(),
            name: m.name.clone(),
            led: led.get(&m.id).copied().unwrap_or_default(),
            away_until: m.away_until(now),
        })
        .collect();
    turns.sort_by(|a, b| {
        let key = |t: &Turn| (t.away_until.is_some(), t.led.times, t.led.last);
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    turns
}

/// Who is proposed: the first of the rota who is there.
pub fn proposed(turns: &[Turn]) -> Option<&Turn> {
    turns.iter().find(|t| t.away_until.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Rng;
    use proptest::prelude::*;

    struct Seed(u8);
    impl Rng for Seed {
        fn fill(&self, into: &mut [u8]) {
            into.fill(self.0);
        }
    }

    fn at(second: i64) -> Instant {
        Instant::from_second(second).unwrap()
    }

    fn roster(n: u8) -> Roster {
        (0..n)
            .map(|i| {
                let id = MemberId::mint(&Seed(i));
                let member = Member {
                    id: id.clone(),
                    name: format!("Member {i}"),
                    handle: None,
                    role: Role::Pst,
                    since: at(0),
                    until: None,
                    absences: vec![],
                };
                (id, member)
            })
            .collect()
    }

    #[test]
    fn the_absent_are_skipped_and_the_fairest_is_next() {
        let mut roster = roster(3);
        let ids: Vec<MemberId> = (0..3).map(|i| MemberId::mint(&Seed(i))).collect();
        roster.get_mut(&ids[0]).unwrap().absences.push(Absence {
            from: at(50),
            to: at(150),
        });
        let led = BTreeMap::from([(
            ids[1].clone(),
            Led {
                times: 2,
                last: Some(at(10)),
            },
        )]);
        let turns = rota(&roster, &led, at(100));
        assert_eq!(proposed(&turns).unwrap().member, ids[2]);
        assert_eq!(turns.last().unwrap().member, ids[0]);
        assert_eq!(proposed(&rota(&roster, &led, at(150))).unwrap().member, ids[0]);
    }

    proptest! {
        #[test]
        fn round_robin_never_lets_two_people_drift_apart_by_more_than_one(n in 1u8..8, rounds in 0usize..60) {
            let roster = roster(n);
            let mut led: BTreeMap<MemberId, Led> = BTreeMap::new();
            for round in 0..rounds {
                let turns = rota(&roster, &led, at(1_000));
                let next = proposed(&turns).unwrap().member.clone();
                let entry = led.entry(next).or_default();
                entry.times += 1;
                entry.last = Some(at(round as i64));
            }
            let times: Vec<u32> = roster.keys().map(|id| led.get(id).map_or(0, |l| l.times)).collect();
            prop_assert!(times.iter().max().unwrap() - times.iter().min().unwrap() <= 1);
        }
    }
}
