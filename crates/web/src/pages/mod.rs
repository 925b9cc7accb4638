//! Pages: one file each. A page is a handler, a function from a view to markup, the handlers of its forms, and its
//! samples for the gallery. See `docs/howto/add-a-page.md`.
//!
//! What lives here: what pages share: the frames around them, the lines on top of them, the list of all samples. What
//! must not: a decision, a reading of case data past the coordinator.

pub mod announcement;
mod around;
pub mod authority;
pub mod case;
pub mod cases;
pub mod download;
pub mod gate;
pub mod inbox;
mod links;
pub mod log;
pub mod metrics;
pub mod not_found;
pub mod outgoing;
pub mod people;
pub mod plan;
pub mod policy;
pub mod problem;
pub mod products;
pub mod reminders;
pub mod report;
pub mod report_form;
pub mod sign_in;
pub mod start;
pub mod static_files;
pub mod status;
pub mod today;
mod words;

pub(crate) use around::Around;

use crate::gallery::Say;
use crate::parts::buttons::Here;
use crate::parts::form::Form;
use crate::parts::layout::{Band, Display, Foot, MemberPage, NavGroup, NavItem, NavLink, PublicPage, Robots};
use crate::parts::notes::Flash;
use crate::parts::text::{Href, Link};
use crate::parts::time::Viewpoint;
use ambergate_coordinator::projects::Listed;
use ambergate_coordinator::views::Shell;
use ambergate_process::Instant;
use ambergate_process::access::Role;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;

/// A page with its status.
pub struct Page {
    pub status: StatusCode,
    pub markup: Markup,
}

impl Page {
    pub fn new(markup: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            markup,
        }
    }
    /// The page of a refused form, for instance.
    pub fn with(status: StatusCode, markup: Markup) -> Self {
        Self { status, markup }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let kind = [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        )];
        (self.status, kind, self.markup.into_string()).into_response()
    }
}

/// The answer to a form that was done: look at this page. `done` is a key of [`DONE`].
pub fn done(at: &Href, done: &'static str) -> Response {
    let (path, fragment) = at
        .as_str()
        .split_once('#')
        .map_or((at.as_str(), ""), |(path, fragment)| (path, fragment));
    let joint = if path.contains('?') { '&' } else { '?' };
    let fragment = if fragment.is_empty() {
        String::new()
    } else {
        format!("#{fragment}")
    };
    see(&format!("{path}{joint}done={done}{fragment}"))
}

/// 303: look there.
pub fn see(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    let mut headers = HeaderMap::new();
    headers.insert(header::LOCATION, place);
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The lines on top of the page that answers a form. The address holds the key; words never travel in addresses.
pub const DONE: &[(&str, &str)] = &[
    // Signing in and out.
    ("signed-out", "You are signed out."),
    // A report.
    ("opened", "The case is open. The reporter is not told that it exists."),
    (
        "attached",
        "The report belongs to the case now. Its reporter learns of no other report.",
    ),
    (
        "asked",
        "Your questions are sent. The report waits for the reporter’s answer.",
    ),
    ("answered", "Your answer is sent."),
    ("declined", "The report is declined."),
    ("fix-public", "The report is marked: the fix is public already."),
    ("credit", "The choice of credit is recorded."),
    ("clear-mail", "From now on this reporter gets texts in clear by mail."),
    (
        "public",
        "It is noted that this is public. All clocks: as soon as possible.",
    ),
    ("assumed", "The time of arrival is shown as assumed everywhere."),
    // A case.
    ("lead", "The Fix Lead is set."),
    ("hand-over", "The lead has changed hands."),
    ("team", "The Fix Team is changed."),
    ("repository", "The repository is linked."),
    ("commit", "The commit is recorded. Somebody else gives it the LGTM."),
    ("lgtm", "Your LGTM is recorded."),
    ("fix-ready", "The fix is ready."),
    ("severity", "The severity is set."),
    ("facts", "The facts are saved."),
    ("reason", "The reason is recorded."),
    ("distributors", "The decision is recorded."),
    ("list-notified", "It is recorded that distributors were told."),
    ("targets", "The target is moved. The first one stays for statistics."),
    (
        "gates",
        "It is recorded. Where more people have to agree, they are told that something waits.",
    ),
    (
        "upstream",
        "What is known of the upstream project is recorded; the plan follows it.",
    ),
    ("reporter-date", "The reporter’s date is recorded."),
    (
        "exploit",
        "The public exploit is noted. All clocks: as soon as possible.",
    ),
    ("attack", "The attack is noted."),
    ("answers", "The answers are recorded."),
    ("milestones", "It is recorded."),
    (
        "corrections",
        "The record is corrected. The wrong one stays in the log.",
    ),
    ("awareness", "It is recorded that you are aware."),
    ("role", "The role counts on this case now, with its rules."),
    ("policies", "Their rules bind the case now too."),
    ("policy-off", "Those rules are off the case."),
    ("policy-version", "The case is moved to that version."),
    ("sent", "Your message is sent."),
    ("closed", "The case is closed."),
    // An announcement.
    ("drafted", "The announcement is drafted. Nothing has gone out."),
    ("redrafted", "The text is saved. Nothing has gone out."),
    ("anew", "The text is written anew from the facts. Nothing has gone out."),
    ("approved", "The announcement is out."),
    (
        "published",
        "The gate is open: release, announcement and advisory are public.",
    ),
    // Products.
    (
        "products",
        "It is recorded. Cases that are opened from now on take it over.",
    ),
    // People.
    ("away", "The absence is noted."),
    // Reminders.
    ("reminders", "Your settings are saved."),
    ("calendar-revoked", "The address of your calendar answers no more."),
    // The reporter's side.
    ("written", "Your message is sent to the team."),
    ("credit-chosen", "Your choice is recorded."),
];

/// A form whose pieces stand below each other with room between.
pub fn stacked(mut form: Form) -> Form {
    form.class = Some("stack");
    form
}

/// The parts of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Today,
    Inbox,
    Cases,
    People,
    Metrics,
    Outgoing,
    Policy,
    Reminders,
    /// A page that the navigation does not name.
    Elsewhere,
}

/// The frame of a member page. `title` stands in the browser's tab: an id is fine, a case's title is not.
pub fn frame(shell: &Shell, title: &str, section: Section, band: Option<Band>, flash: Option<Flash>) -> MemberPage {
    let link = |to: Section, label: &str, path: &str, key: &'static str, open: Option<usize>| {
        NavItem::Link(NavLink {
            label: label.to_owned(),
            href: Href::to(format!("/p/{}/{path}", shell.slug)),
            open: open.and_then(|n| u64::try_from(n).ok()),
            key: Some(key),
            here: if to == section { Here::Here } else { Here::Elsewhere },
        })
    };
    let mut items = vec![link(Section::Today, "Today", "today", "g t", None)];
    if shell.role == Role::Pst {
        items.push(link(Section::Inbox, "Inbox", "inbox", "g i", shell.inbox));
    }
    items.push(link(Section::Cases, "Cases", "cases", "g c", Some(shell.cases)));
    items.push(link(Section::People, "People", "people", "g p", None));
    if shell.role == Role::Pst {
        items.push(link(Section::Metrics, "Metrics", "metrics", "g m", None));
        items.push(link(Section::Outgoing, "Outgoing mail", "outgoing", "g o", None));
    }
    items.push(NavItem::Link(NavLink {
        here: if section == Section::Policy {
            Here::Here
        } else {
            Here::Elsewhere
        },
        ..NavLink::new("Policy", Href::to(format!("/p/{}/policy", shell.slug)))
    }));
    if let Some(site) = Href::web(&format!("{}/", shell.public_url)) {
        items.push(NavItem::Link(NavLink::new("Public site", site)));
    }
    let sign_out = NavItem::Act {
        label: "Sign out".to_owned(),
        form: Form::new(Href::to("/sign-out"), shell.csrf.clone()),
    };
    MemberPage {
        title: title.to_owned(),
        project: shell.project.clone(),
        home: Href::to(format!("/p/{}/today", shell.slug)),
        view: Viewpoint::utc(shell.now),
        display: Display::default(),
        nav: vec![
            NavGroup { heading: None, items },
            NavGroup {
                heading: Some(shell.name.clone()),
                items: vec![
                    link(Section::Reminders, "Reminders", "reminders", "g r", None),
                    sign_out,
                ],
            },
        ],
        band,
        flash,
        foot: Foot {
            note: format!("Policy profile {}, version {}", shell.profile.0, shell.profile.1),
            links: vec![],
        },
    }
}

/// Where somebody stands on the public listener's own pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicSection {
    Report,
    Status,
}

/// What the frame of a public page needs of a project.
#[derive(Debug, Clone)]
pub struct Public {
    pub slug: String,
    pub name: String,
    pub contact: String,
    pub now: Instant,
}

impl Public {
    pub fn of(listed: &Listed, now: Instant) -> Self {
        let settings = &listed.settings;
        Self {
            slug: listed.slug.to_string(),
            name: settings.name.clone(),
            contact: settings.contact.clone(),
            now,
        }
    }
    /// An address of the project on the public listener.
    pub fn href(&self, rest: &str) -> Href {
        Href::to(format!("/{}/{rest}", self.slug))
    }
}

/// The frame of the report form and the status page.
pub fn public_frame(public: &Public, title: &str, section: PublicSection, flash: Option<Flash>) -> PublicPage {
    let link = |label: &str, path: &str, here: Here| NavLink {
        here,
        ..NavLink::new(label, public.href(path))
    };
    let at = |to: PublicSection| if to == section { Here::Here } else { Here::Elsewhere };
    PublicPage {
        title: title.to_owned(),
        project: format!("{} security", public.name),
        home: public.href(""),
        nav: vec![
            link("Advisories", "advisories/", Here::Elsewhere),
            link("Policy", "policy/", Here::Elsewhere),
            link("Report a vulnerability", "report", at(PublicSection::Report)),
            link("Your report", "status", at(PublicSection::Status)),
        ],
        flash,
        foot: Foot {
            note: format!("{} security, with Ambergate", public.name),
            links: vec![Link::new("security.txt", public.href(".well-known/security.txt"))],
        },
        robots: if section == PublicSection::Report {
            Robots::Welcome
        } else {
            Robots::Away
        },
        display: Display::default(),
        now: Some(public.now),
    }
}

/// A page of the gallery.
pub struct Sample {
    /// `sign-in`, `sign-in-refused`: the file's name without its ending.
    pub name: &'static str,
    pub page: fn(Display, Say) -> Markup,
}

/// The samples of all pages, each in each of its states.
pub fn samples() -> Vec<&'static Sample> {
    let all: [&'static [Sample]; 22] = [
        announcement::SAMPLES,
        authority::SAMPLES,
        case::SAMPLES,
        cases::SAMPLES,
        gate::SAMPLES,
        inbox::SAMPLES,
        log::SAMPLES,
        metrics::SAMPLES,
        not_found::SAMPLES,
        outgoing::SAMPLES,
        people::SAMPLES,
        plan::SAMPLES,
        policy::SAMPLES,
        products::SAMPLES,
        problem::SAMPLES,
        reminders::SAMPLES,
        report::SAMPLES,
        report_form::SAMPLES,
        sign_in::SAMPLES,
        start::SAMPLES,
        status::SAMPLES,
        today::SAMPLES,
    ];
    all.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::DONE;
    use std::collections::BTreeSet;

    #[test]
    fn each_key_says_one_sentence() {
        let keys: BTreeSet<&str> = DONE.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys.len(), DONE.len());
    }
}
