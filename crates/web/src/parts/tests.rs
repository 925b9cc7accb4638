//! What holds for every part: the gallery of parts is rendered and read back, as written and with hostile text.

use super::layout::{
    Density, Display, Foot, Keys, NavLink, PublicPage, Robots, Scheme, SignInPage, public_page, sign_in_page,
};
use super::sprite::Icon;
use super::text::Href;
use crate::assets;
use crate::gallery::Say;
use crate::gallery::{as_written, hostile, parts};
use std::collections::{BTreeMap, BTreeSet};

/// A start tag and its attributes, read back from the page.
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
        .filter(|piece| piece.starts_with(|c: char| c.is_ascii_alphabetic()))
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
        assert!(rest.starts_with('>'), "<{name} does not end: {rest:.60}");
        tags.push(Tag { name, attributes });
    }
    tags
}

fn gallery() -> String {
    parts::page(Display::default(), as_written).into_string()
}

#[test]
fn no_part_has_inline_style_or_script() {
    for html in [gallery(), parts::page(Display::default(), hostile).into_string()] {
        let tags = tags(&html);
        assert!(tags.len() > 800);
        for tag in &tags {
            for (key, value) in &tag.attributes {
                assert!(key != "style" && !key.starts_with("on"), "{key} in <{}>", tag.name);
                assert!(!value.trim_start().to_ascii_lowercase().starts_with("javascript:"));
            }
            assert!(!["style", "iframe", "object", "embed", "base"].contains(&tag.name.as_str()));
        }
        let scripts: Vec<&Tag> = tags.iter().filter(|tag| tag.name == "script").collect();
        assert_eq!(scripts.len(), 1, "hostile text made a script");
        assert_eq!(scripts[0].attributes["src"], assets::script().path);
    }
}

#[test]
fn every_sign_that_is_used_is_drawn_once() {
    let html = gallery();
    let tags = tags(&html);
    let drawn: Vec<&String> = tags
        .iter()
        .filter(|tag| tag.name == "symbol")
        .map(|tag| &tag.attributes["id"])
        .collect();
    let unique: BTreeSet<&String> = drawn.iter().copied().collect();
    assert_eq!((drawn.len(), unique.len()), (Icon::ALL.len(), Icon::ALL.len()));
    let used: BTreeSet<&str> = tags
        .iter()
        .filter(|tag| tag.name == "use")
        .map(|tag| &tag.attributes["href"][1..])
        .collect();
    assert!(used.iter().all(|id| unique.iter().any(|drawn| drawn == id)));
    assert_eq!(used.len(), Icon::ALL.len(), "a sign that no gallery shows");
}

#[test]
fn ids_are_unique_and_references_find_them() {
    let html = gallery();
    let tags = tags(&html);
    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.attributes.get("id")) {
        assert!(ids.insert(id.clone()), "id {id} twice");
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
                assert!(ids.contains(id), "{key}={id} leads nowhere in <{}>", tag.name);
            }
        }
    }
}

#[test]
fn every_class_is_known_to_the_stylesheet() {
    let html = gallery();
    // Names for people who read the page's source; they need no rule.
    let bare = ["nav"];
    for class in tags(&html)
        .iter()
        .filter_map(|tag| tag.attributes.get("class"))
        .flat_map(|c| c.split_whitespace())
    {
        let known = assets::CSS.match_indices(&format!(".{class}")).any(|(at, found)| {
            !assets::CSS[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        });
        assert!(known || bare.contains(&class), "no rule for .{class}");
    }
}

#[test]
fn every_control_has_a_name_and_every_page_one_heading() {
    let html = gallery();
    let tags = tags(&html);
    assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1);
    assert_eq!(tags.iter().filter(|tag| tag.name == "main").count(), 1);
    let labelled: BTreeSet<&String> = tags.iter().filter_map(|tag| tag.attributes.get("for")).collect();
    for tag in tags
        .iter()
        .filter(|tag| ["input", "select", "textarea"].contains(&tag.name.as_str()))
    {
        let kind = tag.attributes.get("type").map(String::as_str);
        let wrapped = match kind {
            Some("hidden") => true,
            // Composer, option cards, ticks and the file button stand inside their label.
            Some("radio" | "checkbox" | "file") => true,
            _ => false,
        };
        let named = tag.attributes.get("id").is_some_and(|id| labelled.contains(id));
        assert!(named || wrapped, "a {} without a name", tag.name);
    }
    // A drawing is for eyes; the word is beside it. An svg within an svg is hidden with it.
    for tag in tags
        .iter()
        .filter(|tag| tag.name == "svg" && !tag.attributes.contains_key("x"))
    {
        assert_eq!(tag.attributes.get("aria-hidden").map(String::as_str), Some("true"));
    }
}

#[test]
fn hostile_text_is_escaped_in_every_part() {
    let html = parts::page(Display::default(), hostile).into_string();
    assert!(!html.contains("<script>"), "markup came through");
    // A control gives back what was typed, to the byte; everywhere else it is written out.
    for obeyed in ['\u{202E}', '\0'] {
        for (at, _) in html.match_indices(obeyed) {
            let before = &html[..at];
            let in_value = before
                .rfind("value=\"")
                .is_some_and(|start| !before[start + 7..].contains('"'));
            let in_textarea = before
                .rfind("<textarea")
                .is_some_and(|start| !before[start..].contains("</textarea>"));
            assert!(
                in_value || in_textarea,
                "{:?} came through after …{}",
                obeyed,
                &before[before.len() - 60..]
            );
        }
    }
    assert!(html.contains("[U+202E]gnp.exe[U+0000]"));
    assert!(html.contains("👩‍💻"), "an emoji was torn apart");
    assert!(
        html.contains(&"x".repeat(10_000)),
        "long text was cut where it must not be"
    );
    // The same tags, in the same order, whatever the text says.
    let names = |html: &str| tags(html).into_iter().map(|tag| tag.name).collect::<Vec<_>>();
    let plain = names(&gallery());
    let canary = names(&html);
    // Message bodies are split into paragraphs by their own text; all else is equal.
    let rest = |names: &[String]| {
        names
            .iter()
            .filter(|n| !["p", "pre", "blockquote"].contains(&n.as_str()))
            .count()
    };
    assert_eq!(rest(&plain), rest(&canary));
}

#[test]
fn what_a_person_chose_stands_on_the_root() {
    let display = Display {
        scheme: Scheme::Dark,
        density: Density::Compact,
        keys: Keys::Off,
    };
    let html = parts::page(display, as_written).into_string();
    let root = tags(&html).into_iter().find(|tag| tag.name == "html").unwrap();
    assert_eq!(root.attributes["data-scheme"], "dark");
    assert_eq!(root.attributes["data-density"], "compact");
    assert_eq!(root.attributes["data-keys"], "off");
    assert_eq!(root.attributes["data-now"], "2026-11-19T08:40:00Z");
    assert!(html.contains("<title>Embargoed: Gallery – CoreDNS</title>"));
    assert!(html.contains(
        "<strong>EMBARGOED until <time datetime=\"2026-12-01T14:00:00Z\">2026-12-01 14:00 UTC</time></strong>"
    ));
}

/// The two frames that the gallery of parts does not stand in.
fn outer_frames(say: Say) -> [String; 2] {
    let foot = Foot {
        note: say("Ambergate 0.1"),
        links: Vec::new(),
    };
    let public = PublicPage {
        title: say("Report a vulnerability"),
        project: say("CoreDNS security"),
        home: Href::to("/"),
        nav: vec![NavLink::new(say("Advisories"), Href::to("/"))],
        flash: None,
        foot: foot.clone(),
        robots: Robots::Welcome,
        display: Display::default(),
        now: None,
    };
    let sign_in = SignInPage {
        title: say("Sign in"),
        project: say("CoreDNS"),
        home: Href::to("/"),
        display: Display::default(),
        flash: None,
        foot,
    };
    let nothing = maud::html! {};
    [
        public_page(&public, &nothing).into_string(),
        sign_in_page(&sign_in, &nothing).into_string(),
    ]
}

#[test]
fn public_pages_have_no_band_and_no_clock() {
    let [public, sign_in] = outer_frames(as_written);
    for html in [&public, &sign_in] {
        assert!(!html.contains("EMBARGOED") && !html.contains("class=\"band\"") && !html.contains("data-now"));
        assert!(html.contains("<a class=\"skip\" href=\"#main\">"));
    }
    assert!(sign_in.contains("noindex") && !public.contains("noindex"));
    for html in outer_frames(hostile) {
        assert!(!html.contains("<script>") && !html.contains('\u{202E}'));
        assert_eq!(tags(&html).iter().filter(|tag| tag.name == "script").count(), 1);
    }
}
