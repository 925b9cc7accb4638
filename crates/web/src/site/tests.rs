//! The site as a whole: its files, its links, its documents, and what hostile words can do to it.

use std::collections::{BTreeMap, BTreeSet};

use ambergate_formats::check::{Kind, check};

use super::*;

const STYLE: Stylesheet<'static> = Stylesheet {
    path: "/assets/site.css",
    bytes: b"body {}",
};

fn built(input: &SiteInput) -> BTreeMap<String, String> {
    let files = build(input, &STYLE, sample::now()).unwrap();
    files
        .into_iter()
        .map(|file| (file.path, String::from_utf8(file.bytes).unwrap()))
        .collect()
}

fn pages(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    files.iter().filter(|(path, _)| path.ends_with(".html"))
}

#[test]
fn the_site_has_its_files() {
    let paths: Vec<String> = built(&sample::site()).into_keys().collect();
    assert_eq!(
        paths,
        [
            ".well-known/security.txt",
            "advisories/cve-2025-58063/SHA256SUMS",
            "advisories/cve-2025-58063/cve.json",
            "advisories/cve-2025-58063/index.html",
            "advisories/cve-2025-58063/osv.json",
            "advisories/index.html",
            "announcements/2025-09-05/index.html",
            "announcements/2025-11-20/index.html",
            "assets/site.css",
            "feed.atom",
            "index.html",
            "policy/index.html",
            "thanks/index.html",
        ]
    );
}

#[test]
fn every_document_passes_the_check() {
    for (name, input) in samples() {
        for (path, content) in built(&input) {
            let expected = match path.rsplit('/').next().unwrap() {
                "cve.json" => Kind::CveRecord,
                "osv.json" => Kind::Osv,
                "security.txt" => Kind::SecurityTxt,
                _ => continue,
            };
            let report = check(content.as_bytes(), sample::now());
            assert_eq!((report.kind, report.findings), (expected, vec![]), "{name}/{path}");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let mut turned = sample::site();
    turned.publications.reverse();
    assert_eq!(built(&turned), built(&sample::site()));
}

#[test]
fn every_link_leads_to_a_file_of_the_site_or_to_the_web() {
    for (name, input) in samples() {
        let files = built(&input);
        for (path, html) in pages(&files) {
            for link in attributes(html, "href") {
                if ["https://", "mailto:", "#"].iter().any(|start| link.starts_with(start)) {
                    continue;
                }
                assert!(
                    !link.starts_with('/'),
                    "{name}/{path}: {link} works from one folder only"
                );
                let target = resolve(path, link);
                assert!(files.contains_key(&target), "{name}/{path}: {link} is {target}");
            }
            let ids: Vec<&str> = attributes(html, "id");
            for anchor in attributes(html, "href")
                .into_iter()
                .filter_map(|link| link.strip_prefix('#'))
            {
                assert!(ids.contains(&anchor), "{name}/{path}: #{anchor}");
            }
        }
    }
}

#[test]
fn pages_keep_to_the_content_security_policy_and_to_the_outline() {
    for (name, input) in samples() {
        let files = built(&input);
        for (path, html) in pages(&files) {
            assert!(!html.contains("<script") && !html.contains(" style="), "{name}/{path}");
            let tags = html.split('<').filter_map(|rest| rest.split('>').next());
            let names: String = tags.flat_map(|tag| tag.split('"').step_by(2)).collect();
            assert!(!names.contains(" on"), "{name}/{path}: an event handler");
            assert_eq!(html.matches("<h1").count(), 1, "{name}/{path}");
            assert_eq!(html.matches("<main").count(), 1, "{name}/{path}");
            let ids = attributes(html, "id");
            assert_eq!(
                ids.iter().collect::<BTreeSet<_>>().len(),
                ids.len(),
                "{name}/{path}: an id twice"
            );
            for reference in attributes(html, "aria-labelledby") {
                assert!(ids.contains(&reference), "{name}/{path}: {reference}");
            }
            let mut level = 1;
            for heading in html
                .split("<h")
                .skip(1)
                .filter_map(|rest| rest.chars().next()?.to_digit(10))
            {
                assert!(heading <= level + 1, "{name}/{path}: h{heading} after h{level}");
                level = heading;
            }
            well_nested(html).unwrap_or_else(|fault| panic!("{name}/{path}: {fault}"));
        }
    }
}

#[test]
fn checksums_are_those_of_the_files() {
    let files = built(&sample::site());
    let folder = "advisories/cve-2025-58063";
    let sums = &files[&format!("{folder}/SHA256SUMS")];
    assert_eq!(sums.lines().count(), 3);
    for line in sums.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        use sha2::{Digest, Sha256};
        let actual: String = Sha256::digest(&files[&format!("{folder}/{name}")])
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(digest, actual, "{name}");
    }
}

#[test]
fn the_advisory_says_what_to_do_before_why() {
    let files = built(&sample::site());
    let html = &files["advisories/cve-2025-58063/index.html"];
    let order = [
        "What to do",
        "If you cannot upgrade today",
        "Affected and fixed versions",
        "What happens",
        "Why the severity is High",
        "Thanks</h2>",
        "How it went",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|heading| html.find(heading).unwrap_or_else(|| panic!("{heading}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    for fact in [
        "High 7.1",
        "From 1.2.0, before 1.12.4",
        "1.12.4",
        "CWE",
        "<span class=\"assumed\">time assumed</span>",
        "<code>min-lease-ttl</code>",
        "found this and wrote the fix",
        "href=\"https://github.com/coredns/coredns/commit/e1768a5d272e9da649dfb8588595e5c6e4e640bf\">e1768a5d272e</a>",
    ] {
        assert!(html.contains(fact), "{fact}");
    }
}

#[test]
fn an_open_announcement_is_on_the_front_page_and_a_closed_one_points_to_its_advisory() {
    let files = built(&sample::site());
    assert!(files["index.html"].contains("href=\"announcements/2025-11-20/index.html\""));
    assert!(!files["index.html"].contains("announcements/2025-09-05"));
    let closed = &files["announcements/2025-09-05/index.html"];
    assert!(closed.contains("href=\"../../advisories/cve-2025-58063/index.html\">CVE-2025-58063</a>"));
    let open = &files["announcements/2025-11-20/index.html"];
    assert!(open.contains("There is no mitigation that we can name"));
    assert!(open.contains("from <time datetime=\"2025-12-01T14:00:00Z\">14:00 UTC</time>"));
    assert!(open.contains("revision 2"));
    let feed = &files["feed.atom"];
    assert_eq!(feed.matches("<entry>").count(), 3);
    assert!(
        feed.find("2025-11-20").unwrap() < feed.find("cve-2025-58063").unwrap(),
        "the newest change comes first"
    );
}

#[test]
fn a_wrong_document_stops_the_whole_site() {
    let mut input = sample::site();
    let Publication::Advisory(advisory) = &mut input.publications[1] else {
        panic!("the advisory is second")
    };
    advisory.affected[0].fixed = Some("v1.12.4".into());
    let refusal = build(&input, &STYLE, sample::now()).unwrap_err();
    assert!(matches!(&refusal, Unpublishable::Document { path, .. } if path == "advisories/cve-2025-58063/cve.json"));
    assert!(refusal.to_string().contains("strict semver"), "{refusal}");
    let mut expired = sample::site();
    expired.security_txt_expires = sample::now();
    assert!(matches!(
        build(&expired, &STYLE, sample::now()),
        Err(Unpublishable::Document { .. })
    ));
}

#[test]
fn an_address_is_never_taken_on_trust() {
    for bad in ["", "../up", "a/b", "CVE-2025-1", "-a", "a b", "ä", &"a".repeat(101)] {
        let mut input = sample::site();
        let Publication::Announcement(notice) = &mut input.publications[0] else {
            panic!("the announcement is first")
        };
        notice.slug = bad.to_owned();
        assert!(
            matches!(build(&input, &STYLE, sample::now()), Err(Unpublishable::Slug { .. })),
            "{bad}"
        );
    }
    let mut twice = sample::site();
    twice.publications.push(twice.publications[1].clone());
    assert!(matches!(
        build(&twice, &STYLE, sample::now()),
        Err(Unpublishable::SlugTwice { .. })
    ));
}

#[test]
fn hostile_words_stay_words() {
    let hostile =
        "</title></p><script>alert(1)</script>\" onload=\"x \u{202e}gnp\u{0} [a](javascript:x) `</code>` 👩‍💻 שלום "
            .repeat(50);
    let mut input = sample::site();
    input.policy_text = hostile.clone();
    input.publisher.name = hostile.clone();
    for publication in &mut input.publications {
        match publication {
            Publication::Advisory(advisory) => {
                for text in [
                    &mut advisory.title,
                    &mut advisory.summary,
                    &mut advisory.details,
                    &mut advisory.how_to_apply,
                ] {
                    *text = hostile.clone();
                }
                advisory.mitigation = Some(hostile.clone());
                advisory.product.component = Some(hostile.clone());
                advisory.credits[0].name = hostile.clone();
                advisory.timeline[0].what = hostile.clone();
                advisory.fixes[0].name = hostile.clone();
            }
            Publication::Announcement(notice) => {
                notice.title = hostile.clone();
                notice.text = hostile.clone();
                notice.mitigation = Some(hostile.clone());
            }
        }
    }
    for (path, html) in pages(&built(&input)) {
        assert!(
            !html.contains("<script") && !html.contains("\u{202e}") && !html.contains('\0'),
            "{path}"
        );
        assert!(
            !attributes(html, "href")
                .iter()
                .any(|link| link.starts_with("javascript")),
            "{path}"
        );
        assert!(attributes(html, "onload").is_empty(), "{path}");
        well_nested(html).unwrap_or_else(|fault| panic!("{path}: {fault}"));
    }
}

#[test]
fn text_has_a_little_structure() {
    let html = words::rich(
        "# One\nwords\nmore `a<b`\n\n- x\n  y\n- z\n\n1. first\n2. second\n\n```\n# kept\n\n  as is\n```\nsee [here](https://example.org/) and [not](ftp://x), a ` b",
        words::Headings::Second,
    )
    .into_string();
    assert_eq!(
        html,
        "<h2 dir=\"auto\">One</h2><p dir=\"auto\">words\nmore <code>a&lt;b</code></p>\
         <ul><li dir=\"auto\">x y</li><li dir=\"auto\">z</li></ul><ol><li dir=\"auto\">first</li><li dir=\"auto\">second</li></ol>\
         <pre tabindex=\"0\"># kept\n\n  as is</pre>\
         <p dir=\"auto\">see <a href=\"https://example.org/\">here</a> and [not](ftp://x), a ` b</p>"
    );
}

#[test]
fn two_hundred_advisories_are_a_site() {
    let mut input = sample::site();
    for number in 0..200 {
        let mut advisory = sample::advisory();
        advisory.slug = format!("cve-2025-9{number:04}");
        advisory.cve_id = advisory.slug.to_uppercase();
        input.publications.push(Publication::Advisory(Box::new(advisory)));
    }
    let files = built(&input);
    assert!(files["index.html"].contains("All 201 advisories"));
    assert_eq!(files["advisories/index.html"].matches("<tr>").count(), 202);
    assert_eq!(files["feed.atom"].matches("<entry>").count(), 100);
}

/// The values of an attribute inside tags; the writer always puts them in double quotes.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    tags.flat_map(|tag| {
        tag.split(start.as_str())
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect::<Vec<_>>()
    })
    .collect()
}

fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        if part == ".." {
            parts.pop().map_or_else(|| panic!("{link} leaves the site"), drop)
        } else {
            parts.push(part)
        }
    }
    parts.join("/")
}

/// Do the tags close in the order in which they opened?
fn well_nested(html: &str) -> Result<(), String> {
    const VOID: [&str; 3] = ["meta", "link", "br"];
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.split_whitespace().next().unwrap_or_default();
        if let Some(closing) = name.strip_prefix('/') {
            let last = open.pop();
            if last != Some(closing) {
                return Err(format!("</{closing}> closes {last:?}"));
            }
        } else if !name.starts_with('!') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("left open: {open:?}"))
    }
}
