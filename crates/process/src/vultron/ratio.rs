//! Exact fractions, so that 1/3 is a third. For frequencies and counts; not a general number type.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::num::NonZeroU32;
use std::ops::{Add, Mul, Sub};

/// A fraction in lowest terms; its denominator is above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    pub const ZERO: Ratio = Ratio { num: 0, den: 1 };
    pub const ONE: Ratio = Ratio { num: 1, den: 1 };

    pub fn new(num: u32, den: NonZeroU32) -> Self {
        Self::reduced(i128::from(num), i128::from(den.get()))
    }
    /// An equal share of so many; of none it is all.
    pub fn one_of(many: usize) -> Self {
        Self::reduced(1, i128::try_from(many.max(1)).unwrap_or(1))
    }
    pub fn numerator(self) -> i128 {
        self.num
    }
    pub fn denominator(self) -> i128 {
        self.den
    }
    /// What is left to one.
    pub fn complement(self) -> Self {
        Self::ONE - self
    }
    /// The quotient; none by zero.
    pub fn over(self, by: Self) -> Option<Self> {
        match by.num.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self::reduced(self.num * by.den, self.den * by.num)),
            Ordering::Less => Some(Self::reduced(-self.num * by.den, self.den * -by.num)),
        }
    }
    /// Three decimals, half up: 3/16 is 0.188.
    pub fn decimals(self) -> String {
        let thousandths = (self.num * 2_000 + self.den).div_euclid(self.den * 2);
        let (sign, size) = if thousandths < 0 {
            ("-", -thousandths)
        } else {
            ("", thousandths)
        };
        format!("{sign}{}.{:03}", size / 1_000, size % 1_000)
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "only for drawing; what is compared and printed stays exact"
    )]
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// `den` is above zero.
    fn reduced(num: i128, den: i128) -> Self {
        let (mut a, mut b) = (num.abs(), den);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let gcd = a.max(1);
        Self {
            num: num / gcd,
            den: den / gcd,
        }
    }
}

impl Add for Ratio {
    type Output = Ratio;
    fn add(self, other: Self) -> Self {
        Self::reduced(self.num * other.den + other.num * self.den, self.den * other.den)
    }
}
impl Sub for Ratio {
    type Output = Ratio;
    fn sub(self, other: Self) -> Self {
        Self::reduced(self.num * other.den - other.num * self.den, self.den * other.den)
    }
}
impl Mul for Ratio {
    type Output = Ratio;
    fn mul(self, other: Self) -> Self {
        Self::reduced(self.num * other.num, self.den * other.den)
    }
}
impl Sum for Ratio {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}
impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }
}
impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.den {
            1 => write!(f, "{}", self.num),
            den => write!(f, "{}/{den}", self.num),
        }
    }
}
