//! What a profile states that can be recognised in prose, each with the words that stand near it where people write about it.

use super::super::words::window;
use super::numbers::{Number, Text, Value, addresses};
use crate::policy::{Anchor, Day, Profile, Start};

/// A statement of the profile with one value that can be recognised.
pub(super) struct Statement {
    /// Its anchor in the rendering.
    pub rule: String,
    /// In words.
    pub said: String,
    what: Sought,
    /// One of these stands in the section that speaks of it.
    near: &'static [&'static str],
}

enum Sought {
    Value(Value),
    /// A name, in any case.
    Name(String),
    /// Days of which all must be spoken of, or all others.
    Days(Vec<Day>),
}

impl Statement {
    /// Whether the file has it; otherwise what to tell people.
    pub fn counterpart(&self, text: &Text<'_>, numbers: &[Number]) -> Result<(), String> {
        let value = match &self.what {
            Sought::Name(name) if text.holds(name) => return Ok(()),
            Sought::Name(name) => return Err(format!("the file does not speak of \"{name}\"")),
            Sought::Days(days) => return self.days(days, text, numbers),
            Sought::Value(value) => value,
        };
        let same: Vec<&Number> = numbers.iter().filter(|number| is(number, value)).collect();
        if same.iter().any(|number| text.speaks_of(number.line, self.near)) {
            return Ok(());
        }
        let elsewhere: Vec<String> = same.iter().map(|number| number.line.to_string()).collect();
        let instead: Vec<String> = numbers
            .iter()
            .filter(|number| std::mem::discriminant(&number.value) == std::mem::discriminant(value))
            .filter(|number| !self.near.is_empty() && text.speaks_of(number.line, self.near))
            .map(|number| format!("\"{}\" (line {})", number.written, number.line))
            .take(4)
            .collect();
        let mut what = if elsewhere.is_empty() {
            "the file does not say this anywhere".to_owned()
        } else {
            format!("the file says this only elsewhere (line {})", elsewhere.join(", "))
        };
        if !instead.is_empty() {
            what.push_str(&format!("; where it speaks of it, it says {}", instead.join(", ")));
        }
        Err(what)
    }

    /// Whether this is the value of the statement, or the days of which it speaks.
    pub fn knows(&self, value: &Value) -> bool {
        match (&self.what, value) {
            (Sought::Value(known), value) => known == value,
            (Sought::Days(days), Value::Weekday(day)) => days.contains(day),
            _ => false,
        }
    }

    /// A text names the allowed days, or those that are left out: "a non-Friday weekday".
    fn days(&self, days: &[Day], text: &Text<'_>, numbers: &[Number]) -> Result<(), String> {
        let named = |day: Day| numbers.iter().any(|number| number.value == Value::Weekday(day));
        let workday = |day: Day| !matches!(day, Day::Sat | Day::Sun);
        let left_out = Day::ALL.iter().filter(|day| workday(**day) && !days.contains(day));
        let all_left_out = left_out.clone().count() > 0
            && left_out.clone().all(|day| {
                let day = day.word().to_lowercase();
                ["non-", "not on a ", "not on ", "never on ", "except "]
                    .iter()
                    .any(|not| text.holds(&format!("{not}{day}")))
            });
        let ends = [days.first(), days.last()].into_iter().flatten().all(|day| named(*day));
        if all_left_out || (ends && !days.is_empty()) {
            return Ok(());
        }
        let missing: Vec<&str> = days.iter().filter(|day| !named(**day)).map(|day| day.word()).collect();
        Err(format!("the file does not speak of {}", missing.join(", ")))
    }
}

fn is(number: &Number, value: &Value) -> bool {
    number.value == *value
        || match (value, &number.value, number.low) {
            (Value::Length(unit, n), Value::Length(other, _), Some(low)) => unit == other && *n == low,
            _ => false,
        }
}

pub(super) fn statements(profile: &Profile) -> Vec<Statement> {
    let mut all = Vec::new();
    let mut add = |rule: String, said: String, what: Sought, near: &'static [&'static str]| {
        all.push(Statement { rule, said, what, near });
    };
    for role in &profile.roles {
        let rule = format!("role-{}", role.id);
        add(rule.clone(), role.title.clone(), Sought::Name(role.title.clone()), &[]);
        for n in [role.min, role.max].into_iter().flatten().filter(|n| *n > 1) {
            let said = format!("{}: {n} people", role.title);
            add(rule.clone(), said, Sought::Value(Value::People(n.into())), &[]);
        }
        if let Some(share) = role.org_cap {
            let value = Value::Share(share.of.into(), share.whole.into());
            let said = format!("{}: {}/{} from one organisation", role.title, share.of, share.whole);
            add(rule, said, Sought::Value(value), &[]);
        }
    }
    for clock in &profile.clocks {
        let mut values: Vec<Value> = [clock.min, clock.max].into_iter().flatten().map(Value::of).collect();
        values.dedup();
        // What counts back from something is spoken of where that something is.
        let near = match (clock.start, near(clock.until)) {
            (Start::Before(to), []) => near(to),
            (_, near) => near,
        };
        for value in values {
            let said = format!("{} {}", clock.act, window(clock));
            add(format!("clock-{}", clock.id), said, Sought::Value(value), near);
        }
    }
    for gate in &profile.gates {
        for (fact, number) in gate.when.thresholds() {
            let what = match fact {
                // Scores have one digit after the point.
                "severity.base" => Value::Score((number * 10.0).round() as u32),
                "facts.main_bug_age_days" => Value::of(crate::policy::Span::Days(number as u16)),
                _ => continue,
            };
            let said = format!("{}: {}", gate.title, gate.when.explain());
            add(format!("gate-{}", gate.id), said, Sought::Value(what), &[]);
        }
    }
    bounds(profile, &mut add);
    all
}

/// What the plain sections and the messages state.
fn bounds(profile: &Profile, add: &mut impl FnMut(String, String, Sought, &'static [&'static str])) {
    const RELEASE: &[&str] = &["release", "announce", "publi"];
    const LIST: &[&str] = &["embargo", "list", "distr", "disclos", "public"];
    if let Some(embargo) = &profile.embargo {
        for (id, words, bound) in [
            ("embargo-max", "The longest embargo", embargo.max),
            (
                "embargo-preferred",
                "The longest embargo, if possible",
                embargo.preferred_max,
            ),
            ("embargo-min", "The shortest embargo", embargo.min),
        ] {
            if let Some(span) = bound.span() {
                let said = format!("{words}: {span}");
                add(id.to_owned(), said, Sought::Value(Value::of(span)), LIST);
            }
        }
    }
    if let Some(membership) = &profile.membership {
        for address in addresses(&membership.application) {
            let value = Value::Address(address.to_lowercase());
            let said = format!("Applications go to {address}");
            add("membership-application".to_owned(), said, Sought::Value(value), &[]);
        }
        if let Some(every) = membership.review_every {
            let said = format!("Membership is looked at again every {every}");
            add(
                "membership-review".to_owned(),
                said,
                Sought::Value(Value::of(every)),
                LIST,
            );
        }
        if let Some(slots) = membership.slots {
            let said = format!("{slots} places each");
            add(
                "membership-slots".to_owned(),
                said,
                Sought::Value(Value::People(slots.into())),
                &[],
            );
        }
    }
    if let Some(leak) = &profile.leak {
        for address in addresses(&leak.report_to) {
            let value = Value::Address(address.to_lowercase());
            let said = format!("Leaks are reported to {address}");
            add("leak-report_to".to_owned(), said, Sought::Value(value), &[]);
        }
    }
    if let Some(release) = &profile.release {
        if !release.weekdays.is_empty() {
            let days: Vec<&str> = release.weekdays.iter().map(|day| day.word()).collect();
            let said = format!("Releases are made on {}", days.join(", "));
            let days = Sought::Days(release.weekdays.clone());
            add("release-weekdays".to_owned(), said, days, &[]);
        }
        if let Some(at) = release.at {
            let minutes = u32::from(at.hour().unsigned_abs()) * 60 + u32::from(at.minute().unsigned_abs());
            let said = format!("Releases are made at {}", at.strftime("%H:%M"));
            add(
                "release-at".to_owned(),
                said,
                Sought::Value(Value::Hour(minutes)),
                RELEASE,
            );
        }
        for span in &release.notice {
            let said = format!("Notice is given {span} before a release");
            add("release-notice".to_owned(), said, Sought::Value(Value::of(*span)), &[]);
        }
    }
    for message in &profile.messages {
        for address in message.channel.iter().flat_map(|channel| addresses(channel)) {
            let value = Value::Address(address.to_lowercase());
            let said = format!("{} goes to {address}", message.id);
            add(format!("message-{}", message.id), said, Sought::Value(value), &[]);
        }
    }
}

/// Words of which one stands where people write about this milestone.
fn near(anchor: Anchor) -> &'static [&'static str] {
    match anchor {
        Anchor::Acknowledged => &["acknowledg", "receipt", "confirm"],
        Anchor::FirstAnswer => &["respond", "answer", "reply", "acknowledg", "get back"],
        Anchor::Validated => &["confirm", "valid", "triage", "assess", "analy"],
        Anchor::LeadNamed => &["lead", "commander"],
        Anchor::FixTeamNamed => &["fix team", "engineers", "developers"],
        Anchor::RepositoryLinked => &["repo"],
        Anchor::SeveritySet => &["cvss", "severity", "score"],
        Anchor::MitigationReady => &["mitigat"],
        Anchor::CandidatePatch | Anchor::FixReady | Anchor::FixInPublicRepository => &["fix", "patch", "merge"],
        Anchor::CveRequested | Anchor::CveReserved | Anchor::CvePublished | Anchor::CveIdPublic => &["cve"],
        Anchor::ExistenceAnnounced => &["announce", "inform", "users"],
        Anchor::DistributorsDecided | Anchor::ListNotified | Anchor::FinalNoticeSent => {
            &["distributor", "distros", "list"]
        }
        Anchor::EmbargoAgreed | Anchor::EmbargoEnd | Anchor::LeakReported => &["embargo"],
        Anchor::ReleasePlanned | Anchor::Released => &["release"],
        Anchor::AdvisoryPublished | Anchor::CasePublic => &["advisory", "publi", "announce", "disclos"],
        Anchor::ExploitPublic | Anchor::AttackSeen | Anchor::Aware => &["exploit", "attack", "aware"],
        Anchor::RetrospectiveDone => &["retrospective", "post-mortem", "postmortem"],
        Anchor::AuthorityEarlyWarning
        | Anchor::AuthorityNotified72h
        | Anchor::CorrectiveMeasureAvailable
        | Anchor::AuthorityFinalReport => &["authorit", "csirt", "enisa"],
        Anchor::ContactAttempted => &["contact", "vendor"],
        Anchor::ReportReceived | Anchor::CaseOpened | Anchor::Closed => &[],
    }
}
