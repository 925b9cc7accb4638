//! How numbers lie: least, median, the ninetieth percentile, most. Nothing is said that so few numbers cannot say.

/// Of at least one number. The unit is that of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    pub count: u32,
    pub least: i64,
    /// From [`Spread::MEDIAN_FROM`] numbers on; of two in the middle their mean, rounded down.
    pub median: Option<i64>,
    /// From [`Spread::P90_FROM`] numbers on: the least number that nine of ten do not exceed.
    pub p90: Option<i64>,
    pub most: i64,
}

impl Spread {
    pub const MEDIAN_FROM: u32 = 3;
    pub const P90_FROM: u32 = 10;

    /// None of nothing.
    pub fn of(mut numbers: Vec<i64>) -> Option<Self> {
        numbers.sort_unstable();
        let (least, most) = (*numbers.first()?, *numbers.last()?);
        let count = super::counted(numbers.len());
        let at = |place: usize| numbers.get(place).copied();
        let half = numbers.len() / 2;
        let middle = match numbers.len() % 2 {
            0 => at(half.saturating_sub(1)).zip(at(half)).map(|(a, b)| mean(a, b)),
            _ => at(half),
        };
        Some(Self {
            count,
            least,
            median: middle.filter(|_| count >= Self::MEDIAN_FROM),
            p90: at((numbers.len() * 9).div_ceil(10).saturating_sub(1)).filter(|_| count >= Self::P90_FROM),
            most,
        })
    }
}

/// Without the overflow of a sum.
fn mean(a: i64, b: i64) -> i64 {
    a.div_euclid(2) + b.div_euclid(2) + (a.rem_euclid(2) + b.rem_euclid(2)) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_numbers_say_little() {
        assert_eq!(Spread::of(vec![]), None);
        let two = Spread::of(vec![8, 2]).unwrap();
        assert_eq!(
            (two.count, two.least, two.most, two.median, two.p90),
            (2, 2, 8, None, None)
        );
        assert_eq!(Spread::of(vec![9, 1, 5]).unwrap().median, Some(5));
        assert_eq!(
            Spread::of(vec![9, 1, 5, 6]).unwrap().median,
            Some(5),
            "5.5, rounded down"
        );
        assert_eq!(Spread::of((1..=9).collect()).unwrap().p90, None);
        assert_eq!(Spread::of((1..=10).collect()).unwrap().p90, Some(9));
        assert_eq!(Spread::of((1..=100).rev().collect()).unwrap().p90, Some(90));
        assert_eq!(
            Spread::of((1..=11).collect()).unwrap().p90,
            Some(10),
            "9 of 11 are not nine of ten"
        );
        assert_eq!(Spread::of(vec![i64::MAX; 4]).unwrap().median, Some(i64::MAX));
        assert_eq!(Spread::of(vec![-3, -2, -2, 5]).unwrap().median, Some(-2));
    }
}
