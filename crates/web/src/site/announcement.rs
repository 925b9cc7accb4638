//! The page of a forthcoming fix (S28, S29): when, what to do until then, and where it went once it is out.

use ambergate_formats::published::PublicNotice;
use ambergate_formats::text;
use maud::{Markup, html};

use super::Site;
use super::frame::{Page, Part, document};
use super::words::{self, Headings, rich};

pub(super) fn page(site: &Site<'_>, notice: &PublicNotice) -> Markup {
    let path = format!("announcements/{}/index.html", notice.slug);
    let page = Page {
        title: &notice.title,
        part: Part::Announcements,
        path: &path,
        description: &notice.text,
    };
    let main = html! {
        p.cve { "Forthcoming fix" }
        h1 dir="auto" { (text::line(&notice.title)) }
        @if notice.closed.is_some() { (closed(site, notice, &page)) }
        div.gap { (facts(notice)) }
        div.adv-grid {
            div.stack-l {
                @if notice.closed.is_none() {
                    section.do aria-labelledby="until" {
                        h2 id="until" { "What to do until then" }
                        (mitigation(notice))
                    }
                }
                section.prose aria-labelledby="what" {
                    h2 id="what" { @if notice.closed.is_some() { "What was announced" } @else { "What we can say" } }
                    (rich(&notice.text, Headings::Third))
                }
                @if notice.closed.is_some() {
                    section.prose aria-labelledby="until" {
                        h2 id="until" { "What was advised until the release" }
                        (mitigation(notice))
                    }
                }
            }
            aside.rail aria-label="More" {
                @if notice.closed.is_none() {
                    section {
                        h2 { "How to hear of it" }
                        p.quiet {
                            "This page, the " a href=(page.to("feed.atom")) { "Atom feed" } " and the "
                            a href=(page.to("advisories/index.html")) { "list of advisories" }
                            " change when the fix is released."
                        }
                    }
                }
                section {
                    h2 { "Questions" }
                    @let contact = site.input.publisher.contact.trim();
                    p.quiet {
                        @if notice.closed.is_none() { "Until the release we cannot say more. " }
                        "Write to " a href={ "mailto:" (contact) } { (contact) } "."
                    }
                }
            }
        }
    };
    document(site, &page, &main)
}

fn mitigation(notice: &PublicNotice) -> Markup {
    match &notice.mitigation {
        Some(steps) => rich(steps, Headings::Third),
        None => html! { p { "There is no mitigation that we can name. Plan to upgrade within the release window." } },
    }
}

fn closed(site: &Site<'_>, notice: &PublicNotice, page: &Page<'_>) -> Markup {
    let advisory = notice.closed_by.as_deref().and_then(|slug| site.advisory(slug));
    html! {
        div.note {
            svg.g viewBox="0 0 16 16" aria-hidden="true" { path d="M6.5 12.6 2.4 8.5l1.4-1.4 2.7 2.7 5.7-5.7 1.4 1.4z" {} }
            div {
                h2 { "The fix is released" }
                p {
                    "This announcement is closed. "
                    @match advisory {
                        Some(advisory) => {
                            "Everything is in the advisory "
                            a href=(page.to(&format!("advisories/{}/index.html", advisory.slug))) { (text::line(&advisory.cve_id)) }
                            "."
                        }
                        None => { "See the " a href=(page.to("advisories/index.html")) { "list of advisories" } "." }
                    }
                }
            }
        }
    }
}

fn facts(notice: &PublicNotice) -> Markup {
    html! {
        dl.strip {
            div {
                dt { "State" }
                dd {
                    @match notice.closed {
                        Some(at) => { span.big { "Released" } span.sub { "closed " (words::instant(at)) } }
                        None => { span.big { "Fix is coming" } span.sub { "details follow with the release" } }
                    }
                }
            }
            div {
                dt { "Release window" }
                dd { (window(notice)) }
            }
            div {
                dt { "Announced" }
                dd {
                    span.big { (words::day(notice.published)) }
                    span.sub {
                        (words::clock(notice.published)) ", "
                        @if notice.revision > 1 {
                            "corrected " (words::instant(notice.modified)) " (revision " (notice.revision) ")"
                        } @else {
                            "not changed since"
                        }
                    }
                }
            }
        }
    }
}

/// `1 Dec 2026`, then `from 14:00 UTC to 18:00 UTC`; both days where they differ.
fn window(notice: &PublicNotice) -> Markup {
    let (start, end) = (notice.window_start, notice.window_end);
    let same_day = start.strftime("%F").to_string() == end.strftime("%F").to_string();
    html! {
        span.big { (words::day(start)) @if !same_day { " to " (words::day(end)) } }
        span.sub { "from " (words::clock(start)) " to " (words::clock(end)) }
    }
}

/// One line of a list: the title, and when the release comes.
pub(super) fn line(notice: &PublicNotice, page: &Page<'_>) -> Markup {
    html! {
        div.note data-kind=[notice.closed.is_none().then_some("warn")] {
            svg.g viewBox="0 0 16 16" aria-hidden="true" { path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm.9 6.9L6 11.3 4.9 10.2l2.5-2.5V3.8h1.5z" {} }
            div {
                h3 dir="auto" { a href=(page.to(&format!("announcements/{}/index.html", notice.slug))) { (text::line(&notice.title)) } }
                p { "Release between " (words::instant(notice.window_start)) " and " (words::instant(notice.window_end)) "." }
            }
        }
    }
}
