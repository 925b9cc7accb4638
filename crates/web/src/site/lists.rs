//! The front page, the list of advisories, the policy and the thanks.

use std::collections::BTreeMap;

use ambergate_formats::advisory::{Advisory, CreditKind};
use ambergate_formats::{cvss, text};
use maud::{Markup, html};

use super::frame::{Page, Part, document};
use super::words::{self, Headings, rich};
use super::{Site, advisory, announcement};

/// Advisories on the front page.
const LATEST: usize = 10;

pub(super) fn index(site: &Site<'_>) -> Markup {
    let name = text::line(&site.input.publisher.name);
    let description = format!("Security advisories of {name}, forthcoming fixes, and how to report a vulnerability.");
    let page = Page {
        title: "Security",
        part: Part::Home,
        path: "index.html",
        description: &description,
    };
    let open = site.open_notices();
    let contact = site.input.publisher.contact.trim();
    let main = html! {
        h1 { (name) " security" }
        p.lead { "What we fixed, what is about to be fixed, and how to tell us of a vulnerability." }
        div.adv-grid {
            div.stack-l {
                @if !open.is_empty() {
                    section aria-labelledby="soon" {
                        h2 id="soon" { "Fixes that are coming" }
                        div.stack { @for notice in open { (announcement::line(notice, &page)) } }
                    }
                }
                section aria-labelledby="latest" {
                    h2 id="latest" { "Latest advisories" }
                    (table(site.advisories.get(..LATEST).unwrap_or(&site.advisories), &page))
                    @if site.advisories.len() > LATEST {
                        p.gap { a href=(page.to("advisories/index.html")) { "All " (site.advisories.len()) " advisories" } }
                    }
                }
            }
            aside.rail aria-label="Contact" {
                section {
                    h2 { "Report a vulnerability" }
                    p { "Use the " (words::web_link(&site.input.report_url, "report form")) " or write to " a href={ "mailto:" (contact) } { (contact) } ". You need no account." }
                    p { a href=(page.to("policy/index.html")) { "What happens then" } }
                }
                section {
                    h2 { "Hear of new ones" }
                    ul.dl {
                        li { a href=(page.to("feed.atom")) { "Atom feed" } small { "RFC 4287" } }
                        li { a href=(page.to(".well-known/security.txt")) { "security.txt" } small { "RFC 9116" } }
                    }
                }
            }
        }
    };
    document(site, &page, &main)
}

pub(super) fn advisories(site: &Site<'_>) -> Markup {
    let name = text::line(&site.input.publisher.name);
    let description = format!("All security advisories of {name}.");
    let page = Page {
        title: "Advisories",
        part: Part::Advisories,
        path: "advisories/index.html",
        description: &description,
    };
    let closed: Vec<_> = site.notices.iter().filter(|notice| notice.closed.is_some()).collect();
    let open = site.open_notices();
    let main = html! {
        h1 { "Advisories" }
        div.stack-l {
            @if !open.is_empty() {
                section aria-labelledby="soon" {
                    h2 id="soon" { "Fixes that are coming" }
                    div.stack { @for notice in open { (announcement::line(notice, &page)) } }
                }
            }
            section aria-labelledby="all" {
                h2 id="all" { "Published" }
                (table(&site.advisories, &page))
            }
            @if !closed.is_empty() {
                section.prose aria-labelledby="past" {
                    h2 id="past" { "Past announcements" }
                    ul {
                        @for notice in closed {
                            li dir="auto" {
                                a href=(page.to(&format!("announcements/{}/index.html", notice.slug))) { (text::line(&notice.title)) }
                                " (" (words::day(notice.published)) ")"
                            }
                        }
                    }
                }
            }
        }
    };
    document(site, &page, &main)
}

fn table(list: &[&Advisory], page: &Page<'_>) -> Markup {
    if list.is_empty() {
        return html! { p.quiet { "There are no advisories yet." } };
    }
    html! {
        div.tbl.flush {
            table.cards {
                caption.sr { "Advisories, the newest first" }
                thead {
                    tr {
                        th scope="col" { "Advisory" }
                        th scope="col" { "Severity" }
                        th scope="col" { "Fixed in" }
                        th scope="col" { "Published" }
                    }
                }
                tbody { @for advisory in list { (row(advisory, page)) } }
            }
        }
    }
}

fn row(advisory: &Advisory, page: &Page<'_>) -> Markup {
    let vectors = words::vectors(advisory.severity.as_ref().map_or(&[], |severity| &severity.vectors));
    let mut fixed: Vec<String> = advisory
        .affected
        .iter()
        .filter_map(|range| range.fixed.as_deref().map(text::line))
        .collect();
    fixed.dedup();
    html! {
        tr {
            th scope="row" dir="auto" {
                a href=(page.to(&format!("advisories/{}/index.html", advisory.slug))) { (text::line(&advisory.title)) }
                " " span.id { (text::line(&advisory.cve_id)) }
            }
            td data-l="Severity" {
                @match vectors.first() {
                    Some(vector) => (words::severity(cvss::score(vector).rating, cvss::score(vector))),
                    None => "Not scored",
                }
            }
            td data-l="Fixed in" { @if fixed.is_empty() { "no release" } @else { (fixed.join(", ")) } }
            td data-l="Published" { (words::day(advisory.published)) }
        }
    }
}

pub(super) fn policy(site: &Site<'_>) -> Markup {
    let name = text::line(&site.input.publisher.name);
    let description = format!("How {name} handles vulnerabilities, and how to report one.");
    let page = Page {
        title: "Security policy",
        part: Part::Policy,
        path: "policy/index.html",
        description: &description,
    };
    let main = html! {
        h1 { "Security policy" }
        div.prose { (rich(&site.input.policy_text, Headings::Second)) }
    };
    document(site, &page, &main)
}

/// What one person did, advisory by advisory.
type Work<'a> = Vec<(&'a Advisory, Vec<CreditKind>)>;

pub(super) fn thanks(site: &Site<'_>) -> Markup {
    let name = text::line(&site.input.publisher.name);
    let description = format!("The people who made {name} safer.");
    let page = Page {
        title: "Thanks",
        part: Part::Thanks,
        path: "thanks/index.html",
        description: &description,
    };
    // By name without regard to case, then as written; each with their advisories, the newest first.
    let mut people: BTreeMap<(String, String), Work<'_>> = BTreeMap::new();
    for shown in &site.advisories {
        for (name, roles) in advisory::people(shown) {
            people
                .entry((name.to_lowercase(), name))
                .or_default()
                .push((shown, roles));
        }
    }
    let main = html! {
        h1 { "Thanks" }
        p.lead { "These people found, reported or helped to fix vulnerabilities in " (name) "." }
        @if people.is_empty() {
            p.quiet { "Nobody is listed here yet." }
        } @else {
            dl.prose {
                @for ((_, name), work) in &people {
                    dt { strong { bdi { (name) } } }
                    @for (shown, roles) in work {
                        dd {
                            a href=(page.to(&format!("advisories/{}/index.html", shown.slug))) { (text::line(&shown.cve_id)) }
                            ": " (advisory::sentence(roles)) " (" (words::day(shown.published)) ")"
                        }
                    }
                }
            }
        }
    };
    document(site, &page, &main)
}
