//! The frame of every page: head, navigation, foot. No script, no inline style, nothing from elsewhere.

use ambergate_formats::text;
use maud::{DOCTYPE, Markup, html};

use super::{CONTENT_SECURITY_POLICY, Site};

/// Where a page stands in the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Home,
    Advisories,
    Policy,
    Thanks,
    Announcements,
}

/// What the frame must know of a page.
pub(super) struct Page<'a> {
    pub title: &'a str,
    pub part: Part,
    /// Its path in the site, from which every link is counted.
    pub path: &'a str,
    /// One sentence for search engines and previews.
    pub description: &'a str,
}

impl Page<'_> {
    /// The relative address of a file of the site.
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", "../".repeat(self.path.matches('/').count()))
    }
}

pub(super) fn document(site: &Site<'_>, page: &Page<'_>, main: &Markup) -> Markup {
    let project = text::line(&site.input.publisher.name);
    let nav = [
        ("advisories/index.html", "Advisories", Part::Advisories),
        ("policy/index.html", "Policy", Part::Policy),
        ("thanks/index.html", "Thanks", Part::Thanks),
    ];
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_SECURITY_POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="description" content=(text::clip(&text::line(page.description), 300));
                title {
                    @if page.part != Part::Home { (text::clip(&text::line(page.title), 160)) " – " }
                    (project) " security"
                }
                link rel="stylesheet" href=(page.to(site.stylesheet));
                link rel="canonical" href={ (site.base_url()) "/" (page.path.trim_end_matches("index.html")) };
                link rel="alternate" type="application/atom+xml" title={ (project) " security" } href=(page.to("feed.atom"));
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.pub-head {
                    div.pub-in {
                        a.brand href=(page.to("index.html")) aria-current=[(page.part == Part::Home).then_some("page")] { (project) " security" }
                        nav aria-label="Main" {
                            ul.nav {
                                @for (path, label, part) in nav {
                                    li { a href=(page.to(path)) aria-current=[(page.part == part).then_some("page")] { (label) } }
                                }
                                @if text::url_fault(&site.input.report_url).is_none() {
                                    li { a href=(site.input.report_url) { "Report a vulnerability" } }
                                }
                            }
                        }
                    }
                }
                div.pub-in.pub-main {
                    main.adv id="main" { (main) }
                    footer.foot {
                        span { "Published with Ambergate" }
                        a href=(page.to("feed.atom")) { "Atom feed" }
                        a href=(page.to(".well-known/security.txt")) { "security.txt" }
                    }
                }
            }
        }
    }
}
