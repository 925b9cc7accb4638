//! What holds for every page: each sample is rendered and read back, as written and with hostile text.

use super::{all, as_written, hostile};
use crate::assets;
use crate::parts::layout::Display;
use std::collections::{BTreeMap, BTreeSet};

/// A tag and its attributes, read back from the page. An end tag has a slash before its name.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

/// Reads maud's output: text holds no bare `<`, attribute values are always in double quotes.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    for piece in html
        .split('<')
        .skip(1)
        .filter(|piece| piece.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
    {
        let mut rest = piece;
        let cut = rest.find([' ', '>']).unwrap();
        let name = rest[..cut].to_owned();
        rest = &rest[cut..];
        let mut attributes = BTreeMap::new();
        while let Some(more) = rest.strip_prefix(' ') {
            let end = more.find(['=', ' ', '>']).unwrap();
            let key = more[..end].to_owned();
            rest = &more[end..];
            let mut value = String::new();
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let close = quoted.find('"').unwrap();
                value = quoted[..close].to_owned();
                rest = &quoted[close + 1..];
            }
            assert!(
                attributes.insert(key.clone(), value).is_none(),
                "{key} twice in <{name}>"
            );
        }
        tags.push(Tag { name, attributes });
    }
    tags
}

fn of<'a>(tags: &'a [Tag], name: &str) -> Vec<&'a Tag> {
    tags.iter().filter(|tag| tag.name == name).collect()
}

#[test]
fn no_page_has_inline_style_or_script() {
    for say in [as_written, hostile] {
        for shot in all(Display::default(), say) {
            let tags = tags(&shot.html);
            for tag in &tags {
                for (key, value) in &tag.attributes {
                    assert!(
                        key != "style" && !key.starts_with("on"),
                        "{}: {key} in <{}>",
                        shot.name,
                        tag.name
                    );
                    assert!(
                        !value.trim_start().to_ascii_lowercase().starts_with("javascript:"),
                        "{}",
                        shot.name
                    );
                }
                assert!(
                    !["style", "iframe", "object", "embed", "base"].contains(&tag.name.as_str()),
                    "{}",
                    shot.name
                );
            }
            let scripts = of(&tags, "script");
            assert_eq!(scripts.len(), 1, "{}: hostile text made a script", shot.name);
            assert_eq!(scripts[0].attributes["src"], assets::script().path);
        }
    }
}

#[test]
fn every_page_has_one_heading_and_one_main() {
    for shot in all(Display::default(), as_written) {
        let tags = tags(&shot.html);
        assert_eq!(of(&tags, "h1").len(), 1, "{}: h1", shot.name);
        assert_eq!(of(&tags, "main").len(), 1, "{}: main", shot.name);
        // No heading is skipped on the way down.
        let mut before = 1;
        for tag in tags
            .iter()
            .filter(|tag| ["h1", "h2", "h3", "h4", "h5"].contains(&tag.name.as_str()))
        {
            let level = tag.name[1..].parse::<i32>().unwrap();
            assert!(level <= before + 1, "{}: h{level} after h{before}", shot.name);
            before = level;
        }
    }
}

#[test]
fn every_paragraph_on_today_and_on_a_case_leads_to_the_policy() {
    let shots = all(Display::default(), as_written);
    let page = |name: &str| &shots.iter().find(|shot| shot.name == name).unwrap().html;
    let policy = tags(page("policy"));
    let ids: BTreeSet<&String> = policy.iter().filter_map(|tag| tag.attributes.get("id")).collect();
    let list = tags(page("policy-list"));
    let ids_of_list: BTreeSet<&String> = list.iter().filter_map(|tag| tag.attributes.get("id")).collect();
    let mut checked = 0;
    for name in [
        "today",
        "case",
        "case-public",
        "case-decisions",
        "plan",
        "plan-conflict",
        "plan-what-if",
    ] {
        for tag in tags(page(name)) {
            if tag.attributes.get("class").map(String::as_str) != Some("para") {
                continue;
            }
            let href = tag
                .attributes
                .get("href")
                .unwrap_or_else(|| panic!("{name}: a paragraph leads nowhere"));
            let there = match href.split_once('#').unwrap() {
                ("/p/coredns/policy", anchor) => ids.contains(&anchor.to_owned()),
                ("/p/coredns/policy/linux-distros", anchor) => ids_of_list.contains(&anchor.to_owned()),
                _ => false,
            };
            assert!(there, "{name}: {href} is no paragraph of a policy page");
            checked += 1;
        }
    }
    assert!(checked > 60, "only {checked} paragraphs");
}

/// The words of a page without its tags, each run of white space as one.
fn words(html: &str) -> String {
    let outside = html
        .split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text);
    let text: String = outside.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_plan_says_where_the_case_stands_and_what_is_refused() {
    let shots = all(Display::default(), as_written);
    let page = |name: &str| words(&shots.iter().find(|shot| shot.name == name).unwrap().html);
    let says = |name: &str, sentences: &[&str]| {
        let page = page(name);
        for sentence in sentences {
            assert!(page.contains(sentence), "{name}: {sentence}\n{page}");
        }
    };
    says(
        "plan",
        &[
            "Active until 2026-12-01 14:00 UTC. Agreed: the project, Quinn Varga (reporter).",
            "Vfdpxa: the vendor knows, the fix is not ready, whether the fix is deployed is not recorded, the public does not know",
            "What was judged valid never becomes not valid. Put it aside, then close it.",
        ],
    );
    // Told, and not counted before they agree.
    says("plan-conflict", &["Asked, and not agreed yet: the distributors."]);
    says(
        "plan-public",
        &["Ended.", "VfdPxa", "An embargo that has ended is never begun again."],
    );
    says("plan-closed", &["VFdPxa", "A closed report takes nothing more."]);
}

#[test]
fn ids_are_unique_and_references_find_them() {
    for shot in all(Display::default(), as_written) {
        let tags = tags(&shot.html);
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.attributes.get("id")) {
            assert!(ids.insert(id.clone()), "{}: id {id} twice", shot.name);
        }
        for tag in &tags {
            for key in [
                "for",
                "aria-labelledby",
                "aria-describedby",
                "popovertarget",
                "data-copy",
            ] {
                for id in tag
                    .attributes
                    .get(key)
                    .map(String::as_str)
                    .unwrap_or_default()
                    .split_whitespace()
                {
                    assert!(
                        ids.contains(id),
                        "{}: {key}={id} leads nowhere in <{}>",
                        shot.name,
                        tag.name
                    );
                }
            }
        }
        // The summary of a refused form leads to its fields.
        if let Some(at) = shot.html.find("class=\"summary-err\"") {
            let summary = &shot.html[at..];
            let summary = &summary[..summary.find("</ul>").unwrap()];
            for link in summary.split("href=\"#").skip(1) {
                let id = &link[..link.find('"').unwrap()];
                assert!(
                    ids.contains(id),
                    "{}: the error summary leads to {id}, which is not there",
                    shot.name
                );
            }
        }
    }
}

#[test]
fn every_form_has_its_proof_and_a_button_to_send_it() {
    for shot in all(Display::default(), as_written) {
        let (mut proof, mut send, mut open) = (false, false, false);
        for tag in tags(&shot.html) {
            match tag.name.as_str() {
                "form" => {
                    assert!(!open, "{}: a form in a form", shot.name);
                    // A form by GET changes nothing, and the forms of those who are not signed in have no proof.
                    let get = tag.attributes.get("method").is_none_or(|method| method != "post");
                    let members = tag
                        .attributes
                        .get("action")
                        .is_some_and(|action| action.starts_with("/p/"));
                    (proof, send, open) = (get || !members, false, true);
                }
                "input" if tag.attributes.get("name").is_some_and(|name| name == "csrf") => proof = true,
                "button" if tag.attributes.get("type").is_some_and(|kind| kind == "submit") => send = true,
                "/form" => {
                    assert!(proof && send, "{}: proof {proof}, button {send}", shot.name);
                    open = false;
                }
                _ => {}
            }
        }
        assert!(!open);
    }
}

#[test]
fn a_page_of_a_case_under_embargo_has_its_band_and_hides_its_title_from_the_browser() {
    let bare = ["case-released", "case-closed", "gate-open"];
    for shot in all(Display::default(), as_written) {
        let case = ["case", "announcement", "gate", "log"]
            .iter()
            .any(|p| shot.name == *p || shot.name.starts_with(&format!("{p}-")));
        if case {
            let band = shot.html.contains("<section class=\"band\"");
            assert_eq!(band, !bare.contains(&shot.name.as_str()), "{}", shot.name);
        }
        let title = &shot.html[shot.html.find("<title>").unwrap()..shot.html.find("</title>").unwrap()];
        assert!(
            !title.contains("etcd") && !title.contains("lease"),
            "{}: {title}",
            shot.name
        );
    }
}

#[test]
fn hostile_text_is_escaped_on_every_page() {
    let plain: BTreeMap<String, Vec<String>> = all(Display::default(), as_written)
        .into_iter()
        .map(|shot| (shot.name, tags(&shot.html).into_iter().map(|tag| tag.name).collect()))
        .collect();
    for shot in all(Display::default(), hostile) {
        assert!(!shot.html.contains("<script>"), "{}: markup came through", shot.name);
        // A control gives back what was typed, to the byte; everywhere else a mark of direction is written out.
        for (at, _) in shot.html.match_indices('\u{202E}') {
            let before = &shot.html[..at];
            let in_value = before
                .rfind("value=\"")
                .is_some_and(|start| !before[start + 7..].contains('"'));
            let in_area = before
                .rfind("<textarea")
                .is_some_and(|start| !before[start..].contains("</textarea>"));
            assert!(
                in_value || in_area,
                "{}: came through after …{:?}",
                shot.name,
                before.chars().rev().take(60).collect::<String>()
            );
        }
        // Message bodies are split into paragraphs by their own text, a score is shown only where a vector can be read, and
        // an address that is none is not linked; all else is equal.
        let free = ["p", "pre", "blockquote", "a", "svg", "path", "span", "br"];
        let rest = |names: &[String]| {
            names
                .iter()
                .filter(|n| !free.contains(&n.trim_start_matches('/')))
                .count()
        };
        let names: Vec<String> = tags(&shot.html).into_iter().map(|tag| tag.name).collect();
        assert_eq!(rest(&plain[&shot.name]), rest(&names), "{}", shot.name);
    }
}

#[test]
fn every_class_is_known_to_the_stylesheet() {
    // Names for people who read the page's source; they need no rule.
    let bare = ["nav", "plain"];
    for shot in all(Display::default(), as_written) {
        for class in tags(&shot.html)
            .iter()
            .filter_map(|tag| tag.attributes.get("class"))
            .flat_map(|c| c.split_whitespace())
        {
            let known = assets::CSS.match_indices(&format!(".{class}")).any(|(at, found)| {
                !assets::CSS[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
            });
            assert!(known || bare.contains(&class), "{}: no rule for .{class}", shot.name);
        }
    }
}

#[test]
fn the_gallery_writes_every_page_and_what_it_loads() {
    let folder = tempfile::tempdir().unwrap();
    let pages = super::write(folder.path()).unwrap();
    assert!(pages > 60, "{pages}");
    for shot in all(Display::default(), as_written) {
        assert_eq!(
            std::fs::read_to_string(folder.path().join(format!("{}.html", shot.name))).unwrap(),
            shot.html
        );
    }
    for asset in assets::all() {
        assert_eq!(
            std::fs::read(folder.path().join(&asset.path[1..])).unwrap(),
            asset.bytes
        );
    }
    assert!(folder.path().join("site/index.html").exists());
}
