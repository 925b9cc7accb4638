//! A folder of broken profiles: each is refused, with every fault's file, line, what is wrong and what to do.

use crate::situations::files;
use ambergate_process::policy::{Library, Profile, holiday_faults};
use std::fmt::Write as _;

#[test]
fn every_broken_profile_is_refused_with_place_and_remedy() {
    let broken = files("tests/broken");
    assert!(broken.len() >= 25, "only {}", broken.len());
    let mut said = String::new();
    for (stem, text) in &broken {
        let file = format!("{stem}.toml");
        // A file can extend another one of the folder, and so itself.
        let library = Library::built_in().with(&file, text);
        let faults = match Profile::read_with(&file, text, &library) {
            Ok(_) => panic!("{file} is accepted"),
            Err(faults) => faults,
        };
        assert!(!faults.is_empty(), "{file} is refused without a word");
        for fault in faults {
            assert!(fault.line >= 1 && fault.line <= text.lines().count() + 1, "{fault}");
            assert!(!fault.what.is_empty() && !fault.remedy.is_empty(), "{fault}");
            writeln!(said, "{fault}").unwrap();
        }
        said.push('\n');
    }
    insta::assert_snapshot!("broken_profiles", said);
}

#[test]
fn a_holiday_calendar_that_ends_before_the_plan_does_is_found() {
    use ambergate_process::calendar::Holidays;
    let text = ambergate_process::policy::COREDNS.replacen("holidays = \"none\"", "holidays = \"us\"", 1);
    let profile = Profile::read("p.toml", &text).unwrap();
    let holidays = |years: std::ops::RangeInclusive<i16>| Holidays::new("us", years, []).unwrap();
    let now = "2025-12-31T12:00:00Z".parse().unwrap();
    assert_eq!(holiday_faults(&profile, &holidays(2025..=2026), now, "us.toml"), []);
    let faults = holiday_faults(&profile, &holidays(2025..=2025), now, "us.toml");
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "us.toml:1: the holiday calendar \"us\" ends before the clock \"first_answer\" of 1 business day does; \
          add the holidays of the years that are missing, and the years"
        ]
    );
}
