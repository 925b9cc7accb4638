//! The page of an advisory: what it is, four facts, what to do first, then the reasons.

use ambergate_formats::advisory::{Advisory, CreditKind, Fix, Reference, ReferenceKind};
use ambergate_formats::{cvss, text};
use maud::{Markup, html};

use super::frame::{Page, Part, document};
use super::words::{self, Headings, rich};
use super::{File, Site, documents};

/// The page. The records are linked with their sizes.
pub(super) fn page(site: &Site<'_>, advisory: &Advisory, cve: &File, osv: &File) -> Markup {
    let path = format!("{}index.html", documents::folder(advisory));
    let title = format!("{}: {}", advisory.cve_id, advisory.title);
    let page = Page {
        title: &title,
        part: Part::Advisories,
        path: &path,
        description: &advisory.summary,
    };
    let main = html! {
        p.cve { (text::line(&advisory.cve_id)) }
        h1 dir="auto" { (text::line(&advisory.title)) }
        p.lead dir="auto" { (text::line(&advisory.summary)) }
        (facts(advisory))
        div.adv-grid {
            div.stack-l { (sections(advisory)) }
            (rail(site, advisory, cve, osv))
        }
    };
    document(site, &page, &main)
}

fn facts(advisory: &Advisory) -> Markup {
    let vectors = words::vectors(advisory.severity.as_ref().map_or(&[], |severity| &severity.vectors));
    let ranges: Vec<String> = advisory.affected.iter().map(words::affected).collect();
    let mut fixed: Vec<String> = advisory
        .affected
        .iter()
        .filter_map(|range| range.fixed.as_deref().map(text::line))
        .collect();
    fixed.dedup();
    html! {
        dl.strip {
            div {
                dt { "Severity" }
                dd {
                    @if let Some(first) = vectors.first() {
                        span.big { (words::severity(cvss::score(first).rating, cvss::score(first))) }
                        span.sub { "CVSS " (first.version()) }
                        @for other in vectors.iter().skip(1) {
                            span.sub { "; CVSS " (other.version()) ": " (cvss::score(other).rating) " " (cvss::score(other)) }
                        }
                    } @else {
                        span.big { "Not scored" }
                    }
                }
            }
            div {
                dt { "Affected" }
                dd {
                    @for range in &ranges { span.big { (range) } }
                    @if ranges.is_empty() { span.big { "Not known" } }
                    span.sub dir="auto" {
                        (text::line(&advisory.product.name))
                        @if let Some(component) = &advisory.product.component { ", only " (text::line(component)) }
                    }
                }
            }
            div {
                dt { "Fixed in" }
                dd {
                    span.big { @if fixed.is_empty() { "No release yet" } @else { (fixed.join(", ")) } }
                    span.sub { a href="#upgrade" { "what to do" } }
                }
            }
            div {
                dt { "Published" }
                dd {
                    span.big { (words::day(advisory.published)) }
                    span.sub {
                        (words::clock(advisory.published)) ", "
                        @if advisory.revision > 1 {
                            "corrected " (words::day(advisory.modified)) " (revision " (advisory.revision) ")"
                        } @else {
                            "not changed since"
                        }
                    }
                }
            }
        }
    }
}

fn sections(advisory: &Advisory) -> Markup {
    html! {
        section.do id="upgrade" aria-labelledby="up" {
            h2 id="up" { "What to do" }
            (rich(&advisory.how_to_apply, Headings::Third))
        }
        section.prose aria-labelledby="no" {
            h2 id="no" { "If you cannot upgrade today" }
            @match &advisory.mitigation {
                Some(mitigation) => (rich(mitigation, Headings::Third)),
                None => p { "We know of no mitigation other than the upgrade." },
            }
        }
        (versions(advisory))
        section.prose aria-labelledby="happens" {
            h2 id="happens" { "What happens" }
            (rich(&advisory.details, Headings::Third))
        }
        (reasons(advisory))
        (thanks(advisory))
        (timeline(advisory))
    }
}

fn versions(advisory: &Advisory) -> Markup {
    html! {
        section aria-labelledby="aff" {
            h2 id="aff" { "Affected and fixed versions" }
            @if advisory.affected.is_empty() {
                p { "Which versions are affected is not known yet." }
            } @else {
                div.tbl.flush {
                    table.cards {
                        caption.sr { "Affected and fixed versions of " (text::line(&advisory.product.package)) }
                        thead { tr { th scope="col" { "Affected" } th scope="col" { "Fixed in" } } }
                        tbody {
                            @for range in &advisory.affected {
                                tr {
                                    th scope="row" { (words::affected(range)) }
                                    td data-l="Fixed in" {
                                        @match &range.fixed { Some(fixed) => (text::line(fixed)), None => "no release" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if !advisory.fixes.is_empty() {
                p.gap {
                    "The change: "
                    @for (index, fix) in advisory.fixes.iter().enumerate() { @if index > 0 { ", " } (change(fix)) }
                    "."
                }
            }
        }
    }
}

/// The name of a change; a commit by its first characters, the whole id where it leads.
fn change(fix: &Fix) -> Markup {
    let is_commit = fix.commit.as_deref().is_some_and(|commit| commit == fix.name);
    let name = if is_commit {
        fix.name.chars().take(12).collect()
    } else {
        text::line(&fix.name)
    };
    let shown = fix
        .url
        .as_deref()
        .map_or_else(|| html! { (name) }, |url| words::web_link(url, &name));
    html! { span.mono[is_commit] { (shown) } }
}

fn reasons(advisory: &Advisory) -> Markup {
    let vectors = words::vectors(advisory.severity.as_ref().map_or(&[], |severity| &severity.vectors));
    let Some(first) = vectors.first() else { return html! {} };
    html! {
        section aria-labelledby="sevh" {
            h2 id="sevh" { "Why the severity is " (cvss::score(first).rating) }
            @for vector in &vectors {
                @let score = cvss::score(vector);
                @if vectors.len() > 1 { h3.gap { "CVSS " (vector.version()) ": " (score.rating) " " (score) } }
                p.vector.quiet { (vector) @if vectors.len() == 1 { " (" (score) ", " (score.nomenclature) ")" } }
                (words::metrics(vector))
            }
        }
    }
}

fn thanks(advisory: &Advisory) -> Markup {
    let people = people(advisory);
    html! {
        @if !people.is_empty() {
            section.prose aria-labelledby="cred" {
                h2 id="cred" { "Thanks" }
                @for (name, roles) in &people {
                    p { strong { bdi { (name) } } " " (sentence(roles)) "." }
                }
            }
        }
    }
}

/// The credited people, each with everything they did.
pub(super) fn people(advisory: &Advisory) -> Vec<(String, Vec<CreditKind>)> {
    let mut people: Vec<(String, Vec<CreditKind>)> = Vec::new();
    for credit in &advisory.credits {
        let name = text::line(&credit.name);
        if name.is_empty() {
            continue;
        }
        match people.iter_mut().find(|(known, _)| *known == name) {
            Some((_, roles)) if roles.contains(&credit.kind) => {}
            Some((_, roles)) => roles.push(credit.kind),
            None => people.push((name, vec![credit.kind])),
        }
    }
    people
}

/// `found this and wrote the fix`
pub(super) fn sentence(roles: &[CreditKind]) -> String {
    let words: Vec<&str> = roles
        .iter()
        .map(|role| match role {
            CreditKind::Finder => "found this",
            CreditKind::Reporter => "reported this",
            CreditKind::Coordinator => "coordinated the work",
            CreditKind::RemediationDeveloper => "wrote the fix",
            CreditKind::RemediationReviewer => "reviewed the fix",
        })
        .collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

fn timeline(advisory: &Advisory) -> Markup {
    html! {
        @if !advisory.timeline.is_empty() {
            section aria-labelledby="when" {
                h2 id="when" { "How it went" }
                div.tbl.flush {
                    table {
                        caption.sr { "Dates of this vulnerability" }
                        thead.sr { tr { th scope="col" { "Date" } th scope="col" { "Event" } } }
                        tbody {
                            @for moment in &advisory.timeline {
                                tr {
                                    td { (words::instant(moment.at)) }
                                    td dir="auto" {
                                        (text::line(&moment.what))
                                        @if moment.assumed { " " span.assumed { "time assumed" } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rail(site: &Site<'_>, advisory: &Advisory, cve: &File, osv: &File) -> Markup {
    let contact = site.input.publisher.contact.trim();
    html! {
        aside.rail aria-label="Documents" {
            section {
                h2 { "For machines" }
                ul.dl {
                    li { a href="cve.json" { "CVE record" } small { "JSON 5.1, " (size(cve)) } }
                    li { a href="osv.json" { "OSV" } small { "JSON, " (size(osv)) } }
                    li { a href="SHA256SUMS" { "Checksums" } small { "SHA-256" } }
                }
            }
            @if !advisory.references.is_empty() {
                section {
                    h2 { "Links" }
                    ul.dl {
                        @for reference in &advisory.references {
                            li { (words::web_link(&reference.url, &label(reference))) }
                        }
                    }
                }
            }
            section {
                h2 { "Identifiers" }
                dl.kv {
                    dt { "CVE" } dd.mono { (text::line(&advisory.cve_id)) }
                    @if let Some(weakness) = &advisory.weakness {
                        dt { "CWE" } dd { (text::line(weakness.cwe.trim_start_matches("CWE-"))) ", " (text::line(&weakness.name)) }
                    }
                    @if !advisory.product.package.trim().is_empty() {
                        dt { "Package" } dd.mono { (text::line(&advisory.product.package)) }
                    }
                }
            }
            section {
                h2 { "Questions" }
                p.quiet { "Write to " a href={ "mailto:" (contact) } { (contact) } "." }
            }
        }
    }
}

/// What a link is, and where it leads: the address is unlike any other on the page.
fn label(reference: &Reference) -> String {
    let host = reference
        .url
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    match reference.kind {
        ReferenceKind::Advisory => format!("Advisory on {host}"),
        ReferenceKind::Fix => format!("The fix on {host}"),
        ReferenceKind::ReleaseNotes => "Release notes".to_owned(),
        ReferenceKind::Web => text::clip(reference.url.trim_start_matches("https://"), 60),
    }
}

/// `4 KB`, rounded up.
fn size(file: &File) -> String {
    format!("{} KB", file.bytes.len().div_ceil(1024))
}
