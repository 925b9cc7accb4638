//! The SECURITY.md that a profile amounts to: every rule is in it, under an anchor of its own, and it is well-formed Markdown.

use ambergate_process::policy::{BUILT_IN, Library, Profile};
use ambergate_process::prose::{How, compare, render};
use std::collections::BTreeSet;

fn built_in() -> impl Iterator<Item = Profile> {
    let library = Library::built_in();
    BUILT_IN.iter().map(move |(id, text)| {
        let read = Profile::read_with(&format!("{id}.toml"), text, &library);
        read.unwrap_or_else(|faults| panic!("{faults:?}"))
    })
}

fn named(id: &str) -> Profile {
    built_in().find(|profile| profile.id == id).unwrap()
}

/// Every rule of a profile, as the anchor that it must have and words that must stand with it.
fn rules(profile: &Profile) -> Vec<(String, String)> {
    let mut rules = Vec::new();
    let mut add = |kind: &str, id: &str, words: &str| rules.push((format!("{kind}-{id}"), words.to_owned()));
    for role in &profile.roles {
        add("role", &role.id, &role.title);
    }
    for clock in &profile.clocks {
        add("clock", &clock.id, clock.act.get(1..).unwrap());
        add("table", &clock.id, clock.title.get(1..).unwrap());
        if let Some(max) = clock.max {
            add("clock", &clock.id, &max.to_string());
        }
        if let Some(note) = &clock.note {
            add("clock", &clock.id, note.get(1..).unwrap());
        }
    }
    for gate in &profile.gates {
        add("gate", &gate.id, gate.title.get(1..).unwrap());
        add("gate", &gate.id, &gate.when.explain());
        add("gate", &gate.id, gate.when.source());
    }
    for audience in &profile.audiences {
        add("audience", audience.id.key(), &audience.tlp);
    }
    for message in &profile.messages {
        add("message", &message.id, message.channel.as_deref().unwrap_or(""));
    }
    for line in &profile.communications {
        add("communication", &line.id, &line.channel);
    }
    for one in profile.membership.iter().flat_map(|membership| &membership.criteria) {
        add("criterion", &one.id, &one.text);
    }
    for list in &profile.checklists {
        for (at, item) in list.items.iter().enumerate() {
            add("checklist", &format!("{}-{}", list.id, at + 1), item.get(1..).unwrap());
        }
    }
    for reference in &profile.references {
        add("ref", &reference.id, reference.title.get(1..).unwrap());
        add("ref", &reference.id, &reference.place);
    }
    for (section, line) in &profile.not_stated {
        add("not_stated", section.key(), line.get(1..).unwrap());
    }
    let mut plain = |id: &str, stated: bool| {
        if stated {
            add(id.split_once('-').unwrap().0, id.split_once('-').unwrap().1, "");
        }
    };
    if let Some(embargo) = &profile.embargo {
        plain("embargo-max", embargo.max.span().is_some());
        plain("embargo-preferred", embargo.preferred_max.span().is_some());
        plain("embargo-min", embargo.min.span().is_some());
        plain("embargo-ends_on", !embargo.ends_on.is_empty());
        plain("embargo-weekdays", !embargo.ends_on_weekdays.is_empty());
        plain("embargo-deploy", embargo.deploy_allowed.is_some());
        plain("embargo-binaries", embargo.binaries_covered.is_some());
        plain("embargo-share", embargo.share_between_members.is_some());
        plain("embargo-cve_id", embargo.cve_id_shareable.is_some());
        plain("embargo-reporter", embargo.reporter_overrides.is_some());
    }
    if let Some(membership) = &profile.membership {
        plain("membership-unit", true);
        plain("membership-application", true);
        plain("membership-decider", true);
        plain("membership-vouch", membership.vouch.is_some());
        plain("membership-contact", membership.contact_rule.is_some());
        plain("membership-appeal", membership.appeal.is_some());
        plain("membership-review", membership.review_every.is_some());
        plain("membership-slots", membership.slots.is_some());
    }
    if let Some(leak) = &profile.leak {
        plain("leak-report_to", true);
        plain("leak-must_state", !leak.must_state.is_empty());
        plain("leak-assessor", leak.assessor.is_some());
        plain("leak-default", leak.default.is_some());
        plain("leak-sanction", leak.sanction.is_some());
    }
    if let Some(release) = &profile.release {
        plain("release-weekdays", true);
        plain("release-at", release.at.is_some());
        plain("release-avoid", !release.avoid.is_empty());
        plain("release-notice", !release.notice.is_empty());
    }
    if let Some(cve) = &profile.cve {
        plain("cve-source", true);
        plain("cve-when", cve.when.is_some());
        plain("cve-policy_text", cve.policy_text.is_some());
    }
    rules
}

/// From an anchor to the next one or to the end of the list or table, without the signs that only escape.
fn below<'t>(text: &'t str, anchor: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("<a id=\"{anchor}\"></a>"))?;
    let rest = rest.split("\n\n").next().unwrap();
    Some(rest.split("<a id=").next().unwrap())
}

#[test]
fn every_rule_of_every_built_in_profile_is_rendered_under_its_anchor() {
    let mut wrong = Vec::new();
    for profile in built_in() {
        let text = render(&profile);
        let rules = rules(&profile);
        assert!(rules.len() > 30, "{}: only {} rules", profile.id, rules.len());
        for (anchor, words) in rules {
            let said = below(&text, &anchor).map(|said| said.replace('\\', ""));
            let words = words.trim_end_matches('.');
            if !said.as_ref().is_some_and(|said| said.contains(words)) {
                wrong.push(format!(
                    "{}: {anchor} does not say \"{words}\", but {said:?}",
                    profile.id
                ));
            }
        }
        let zone = profile.zone.iana_name().unwrap();
        assert!(text.contains(&format!("are those of {zone}.")), "{}", profile.id);
        for cited in profile.clocks.iter().flat_map(|clock| &clock.refs) {
            assert!(text.contains(&format!("(#ref-{cited})")), "{}: {cited}", profile.id);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_same_profile_gives_the_same_text_and_has_no_drift_from_it() {
    for (one, other) in built_in().zip(built_in()) {
        let text = render(&one);
        assert_eq!(text, render(&other), "{}", one.id);
        let comparison = compare(&one, &text);
        assert_eq!(comparison.how, How::ByAnchor, "{}", one.id);
        assert_eq!(comparison.drift, [], "{}", one.id);
    }
}

#[test]
fn renderings_are_well_formed() {
    for profile in built_in() {
        let text = render(&profile);
        let id = &profile.id;
        let (mut level, mut filled, mut columns) = (0, true, None);
        for line in text.lines() {
            let hashes = line.chars().take_while(|c| *c == '#').count();
            if hashes > 0 {
                assert!(line.get(hashes..).unwrap().starts_with(' '), "{id}: {line}");
                assert!(hashes <= level + 1, "{id}: {line} skips a level");
                assert!(filled || hashes > level, "{id}: nothing stands before {line}");
                assert!(level > 0 || hashes == 1, "{id}: begins with {line}");
                (level, filled) = (hashes, false);
            } else if !line.is_empty() {
                filled = true;
            }
            let cells = line.replace("\\|", "").matches('|').count();
            match (columns, line.starts_with('|')) {
                (None, true) => columns = Some(cells),
                (Some(columns), true) => assert_eq!(cells, columns, "{id}: {line}"),
                _ => columns = None,
            }
            let tail = line.trim_end_matches(['.', ' ']).len();
            assert!(!line.get(tail..).unwrap().contains(".."), "{id}: {line}");
            assert!(
                !line.ends_with(' ') && !line.contains("  **") && !line.contains("()"),
                "{id}: {line}"
            );
        }
        assert!(filled, "{id}: the last section is empty");
        assert!(!text.contains("\n\n\n") && text.ends_with('\n'), "{id}");
        let mut anchors = BTreeSet::new();
        for anchor in text
            .split("<a id=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
        {
            assert!(anchors.insert(anchor), "{id}: the anchor {anchor} stands twice");
        }
        for link in text.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            assert!(anchors.contains(link), "{id}: #{link} leads nowhere");
        }
    }
}

#[test]
fn renderings_of_a_project_and_of_a_finder() {
    insta::assert_snapshot!("coredns", render(&named("coredns")));
    insta::assert_snapshot!("project-zero", render(&named("project-zero")));
}

/// `policy show` prints what can be read again, whatever the profile extends.
#[test]
fn a_profile_that_is_written_reads_as_the_same_profile() {
    for profile in built_in() {
        let written = profile.written();
        let read = Profile::read("written.toml", &written).unwrap_or_else(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("{}: {}", profile.id, faults.join("\n"))
        });
        assert_eq!(
            read,
            Profile {
                extends: None,
                ..profile
            }
        );
    }
}
