//! Skill and luck: how often a case goes as one would wish, against how often it would by chance.
//!
//! What lives here: the twelve wishes, what chance gives of each (f_d), what was seen (S of T), and the skill in it (α_d).
//! What must not: a rank of histories. The published ranks follow the sum of 1 - f_d, not of -log f_d as their text has
//! it, and there are 61 of them, not 62: one pair that ties was told apart by rounding.
//!
//! Source: Vultron's pages on measuring coordinated disclosure, after Householder and Spring (2021).

use super::beta::quantile;
use super::{CsEvent, Ratio, histories};
use std::num::NonZeroU32;

/// A wish: this should happen before that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Desideratum {
    pub first: CsEvent,
    pub second: CsEvent,
}

impl Desideratum {
    pub const ALL: [Desideratum; 12] = {
        const fn d(first: CsEvent, second: CsEvent) -> Desideratum {
            Desideratum { first, second }
        }
        use CsEvent as E;
        [
            d(E::V, E::P),
            d(E::V, E::X),
            d(E::V, E::A),
            d(E::F, E::P),
            d(E::F, E::X),
            d(E::F, E::A),
            d(E::D, E::P),
            d(E::D, E::X),
            d(E::D, E::A),
            d(E::P, E::X),
            d(E::P, E::A),
            d(E::X, E::A),
        ]
    };

    /// Whether a case has met it, by its history so far ([`super::Course::history`]). `None`: neither has happened. What
    /// has not happened yet comes later than what has.
    pub fn met_by(self, history: &[CsEvent]) -> Option<bool> {
        history
            .iter()
            .find(|event| [self.first, self.second].contains(event))
            .map(|event| *event == self.first)
    }
}

/// The frequency f_d of a wish that is left to chance.
pub fn expected(wish: Desideratum) -> Ratio {
    histories()
        .into_iter()
        .filter(|history| history.has_before(wish.first, wish.second))
        .map(|history| history.chance)
        .sum()
}

/// How many cases met a wish, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    met: u32,
    of: NonZeroU32,
}

/// Bounds between which a value lies with a probability of 95 percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Observed {
    /// None where more met it than there were.
    pub fn new(met: u32, of: NonZeroU32) -> Option<Self> {
        (met <= of.get()).then_some(Self { met, of })
    }

    /// Counts the cases whose histories say something of a wish; none where no case does.
    pub fn count<'a>(wish: Desideratum, histories: impl IntoIterator<Item = &'a [CsEvent]>) -> Option<Self> {
        let (mut met, mut of) = (0_u32, 0_u32);
        for answer in histories.into_iter().filter_map(|history| wish.met_by(history)) {
            of = of.saturating_add(1);
            met = met.saturating_add(u32::from(answer));
        }
        Self::new(met, NonZeroU32::new(of)?)
    }

    pub fn met(self) -> u32 {
        self.met
    }
    pub fn of(self) -> u32 {
        self.of.get()
    }
    pub fn frequency(self) -> Ratio {
        Ratio::new(self.met, self.of)
    }

    /// α_d = (S - f_d T) / ((1 - f_d) T): 1 where every case met the wish, 0 where chance would have done as well, below 0
    /// where it would have done better.
    pub fn skill(self, wish: Desideratum) -> Ratio {
        let chance = expected(wish);
        let gained = self.frequency() - chance;
        // No wish is certain by chance, so there is always something to gain.
        gained.over(chance.complement()).unwrap_or(Ratio::ZERO)
    }

    /// Where the true frequency lies, from Beta(S, T - S). None where all or none met the wish: that says no more than
    /// that there were few.
    pub fn frequency_interval(self) -> Option<Interval> {
        let (met, missed) = (self.met, self.of.get() - self.met);
        (met > 0 && missed > 0).then(|| {
            let (a, b) = (f64::from(met), f64::from(missed));
            Interval {
                low: quantile(a, b, 0.025),
                high: quantile(a, b, 0.975),
            }
        })
    }

    /// Where the true skill lies; see [`Observed::frequency_interval`].
    pub fn skill_interval(self, wish: Desideratum) -> Option<Interval> {
        let chance = expected(wish).to_f64();
        let skill = |frequency: f64| (frequency - chance) / (1.0 - chance);
        self.frequency_interval().map(|Interval { low, high }| Interval {
            low: skill(low),
            high: skill(high),
        })
    }
}
