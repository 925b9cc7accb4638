//! Strict Semantic Versioning 2.0.0: what a `semver` range of a CVE record and a `SEMVER` range of OSV demand.
//!
//! What lives here: is it one (no `v`, three numbers), and which of two is older. What must not: the version rules of
//! other ecosystems.

use std::cmp::Ordering;

/// A version that is strictly semver. Ordered by precedence (section 11); build metadata does not count.
#[derive(Debug, Clone, Copy)]
pub struct Semver<'a> {
    core: [&'a str; 3],
    pre: &'a str,
}

impl<'a> Semver<'a> {
    /// `None` where the text is not semver: `v1.2.3`, `1.2`, `01.2.3`, `1.2.3-`.
    pub fn parse(given: &'a str) -> Option<Self> {
        let (rest, build) = match given.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (given, None),
        };
        let (core, pre) = match rest.split_once('-') {
            Some((core, pre)) => (core, Some(pre)),
            None => (rest, None),
        };
        let mut numbers = core.split('.');
        let core = [numbers.next()?, numbers.next()?, numbers.next()?];
        let well_formed = numbers.next().is_none()
            && core.iter().all(|part| is_number(part))
            && pre.is_none_or(|pre| {
                pre.split('.')
                    .all(|part| is_identifier(part) && (!is_digits(part) || is_number(part)))
            })
            && build.is_none_or(|build| build.split('.').all(is_identifier));
        well_formed.then_some(Self {
            core,
            pre: pre.unwrap_or_default(),
        })
    }
}

impl Ord for Semver<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = self.core.iter().zip(&other.core).map(|(a, b)| number_order(a, b));
        numbers
            .fold(Ordering::Equal, Ordering::then)
            .then_with(|| match (self.pre, other.pre) {
                ("", "") => Ordering::Equal,
                ("", _) => Ordering::Greater,
                (_, "") => Ordering::Less,
                (a, b) => pre_order(a, b),
            })
    }
}

fn pre_order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match (is_digits(a), is_digits(b)) {
                (true, true) => number_order(a, b),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => a.cmp(b),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Numbers without leading zeros, of any length: the longer one is greater.
fn number_order(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

fn is_number(part: &str) -> bool {
    is_digits(part) && (part.len() == 1 || !part.starts_with('0'))
}

fn is_identifier(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl PartialOrd for Semver<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Semver<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Semver<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strict_versions_are_taken() {
        for good in [
            "0.0.0",
            "1.12.4",
            "1.0.0-rc.1",
            "1.0.0--",
            "1.0.0+001",
            "1.0.0-0a.b+x-y",
            "99999999999999999999.0.0",
        ] {
            assert!(Semver::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "1",
            "1.2",
            "v1.2.3",
            "1.2.3.4",
            "01.2.3",
            "1.2.3-",
            "1.2.3-01",
            "1.2.3+",
            "1.2.x",
            "1.2.3-a..b",
            "2.0.0.beta.9",
            "1.2.3 ",
        ] {
            assert!(Semver::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn precedence_follows_section_11() {
        let rising = [
            "0.9.9",
            "1.0.0-1",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.2.0",
            "1.12.0",
            "18446744073709551616.0.0",
        ];
        for pair in rising.windows(2) {
            assert!(
                Semver::parse(pair[0]).unwrap() < Semver::parse(pair[1]).unwrap(),
                "{pair:?}"
            );
        }
        assert_eq!(Semver::parse("1.0.0+a"), Semver::parse("1.0.0+b"));
    }
}
