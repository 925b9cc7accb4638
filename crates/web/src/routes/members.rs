//! The member pages and their forms: `/p/{project}/…`.

use super::{BYTES, Listener::Members, REDIRECTS, Reader, Route, Sample, Verb};
use crate::app::App;
use crate::pages::{
    announcement, authority, case, cases, gate, inbox, log, metrics, outgoing, people, plan, policy, products,
    reminders, report, today,
};
use axum::routing::{MethodRouter, get, post};

/// A page that is asked for, and the name of its sample.
const fn page(path: &'static str, reader: Reader, sample: &'static str, handler: fn() -> MethodRouter<App>) -> Route {
    Route {
        verb: Verb::Get,
        path,
        listener: Members,
        reader,
        sample: Sample::Page(sample),
        api: None,
        handler,
    }
}

/// A form that is sent.
const fn form(path: &'static str, reader: Reader, handler: fn() -> MethodRouter<App>) -> Route {
    Route {
        verb: Verb::Post,
        path,
        listener: Members,
        reader,
        sample: REDIRECTS,
        api: None,
        handler,
    }
}

pub(super) static ROUTES: &[Route] = &[
    page("/p/{project}/today", Reader::Member, "today", || get(today::show)),
    page("/p/{project}/inbox", Reader::Pst, "inbox", || get(inbox::show)),
    page("/p/{project}/inbox/{tab}", Reader::Pst, "inbox-asked", || {
        get(inbox::show_tab)
    }),
    page("/p/{project}/reports/{id}", Reader::Pst, "report", || get(report::show)),
    page("/p/{project}/cases", Reader::Member, "cases", || get(cases::show)),
    page("/p/{project}/cases/{id}", Reader::Member, "case", || get(case::show)),
    page("/p/{project}/cases/{id}/facts", Reader::Member, "case-facts", || {
        get(case::show_facts)
    }),
    page(
        "/p/{project}/cases/{id}/severity",
        Reader::Member,
        "case-severity",
        || get(case::show_severity),
    ),
    page("/p/{project}/cases/{id}/fix", Reader::Member, "case-fix", || {
        get(case::show_fix)
    }),
    page("/p/{project}/cases/{id}/people", Reader::Member, "case-people", || {
        get(case::show_people)
    }),
    page(
        "/p/{project}/cases/{id}/announcements",
        Reader::Member,
        "case-announcements",
        || get(case::show_announcements),
    ),
    page(
        "/p/{project}/cases/{id}/decisions",
        Reader::Member,
        "case-decisions",
        || get(case::show_decisions),
    ),
    page("/p/{project}/cases/{id}/plan", Reader::Member, "plan", || {
        get(plan::show)
    }),
    page("/p/{project}/cases/{id}/authority", Reader::Pst, "authority", || {
        get(authority::show)
    }),
    page("/p/{project}/cases/{id}/log", Reader::Pst, "log", || get(log::show)),
    page(
        "/p/{project}/cases/{id}/announcements/{a}",
        Reader::Member,
        "announcement",
        || get(announcement::show),
    ),
    page(
        "/p/{project}/cases/{id}/announcements/{a}/check",
        Reader::Member,
        "announcement-check",
        || get(announcement::show_check),
    ),
    page(
        "/p/{project}/cases/{id}/announcements/{a}/publish",
        Reader::Member,
        "gate",
        || get(gate::show),
    ),
    page("/p/{project}/people", Reader::Member, "people", || get(people::show)),
    page("/p/{project}/policy", Reader::Member, "policy", || get(policy::show)),
    page("/p/{project}/policy/{profile}", Reader::Member, "policy-list", || {
        get(policy::show_other)
    }),
    page("/p/{project}/products", Reader::Member, "products", || {
        get(products::show)
    }),
    page("/p/{project}/reminders", Reader::Member, "reminders", || {
        get(reminders::show)
    }),
    page("/p/{project}/outgoing", Reader::Pst, "outgoing", || get(outgoing::show)),
    page("/p/{project}/metrics", Reader::Pst, "metrics", || get(metrics::show)),
    Route {
        sample: BYTES,
        ..page("/p/{project}/metrics.csv", Reader::Pst, "", || get(metrics::csv))
    },
    form("/p/{project}/reports/{id}/open", Reader::Pst, || post(report::open)),
    form("/p/{project}/reports/{id}/attach", Reader::Pst, || post(report::attach)),
    form("/p/{project}/reports/{id}/ask", Reader::Pst, || post(report::ask)),
    form("/p/{project}/reports/{id}/answer", Reader::Pst, || post(report::answer)),
    form("/p/{project}/reports/{id}/decline", Reader::Pst, || {
        post(report::decline)
    }),
    form("/p/{project}/reports/{id}/fix-public", Reader::Pst, || {
        post(report::fix_public)
    }),
    form("/p/{project}/reports/{id}/public", Reader::Pst, || post(report::public)),
    form("/p/{project}/reports/{id}/clear-mail", Reader::Pst, || {
        post(report::clear_mail)
    }),
    form("/p/{project}/reports/{id}/credit", Reader::Pst, || post(report::credit)),
    form("/p/{project}/reports/{id}/assumed", Reader::Pst, || {
        post(report::assumed)
    }),
    form("/p/{project}/cases/{id}/lead", Reader::Member, || post(case::lead)),
    form("/p/{project}/cases/{id}/hand-over", Reader::Member, || {
        post(case::hand_over)
    }),
    form("/p/{project}/cases/{id}/team", Reader::Member, || post(case::team)),
    form("/p/{project}/cases/{id}/repositories", Reader::Member, || {
        post(case::repository)
    }),
    form("/p/{project}/cases/{id}/commits", Reader::Member, || post(case::commit)),
    form("/p/{project}/cases/{id}/lgtm", Reader::Member, || post(case::lgtm)),
    form("/p/{project}/cases/{id}/fix-ready", Reader::Member, || {
        post(case::fix_ready)
    }),
    form("/p/{project}/cases/{id}/severity", Reader::Member, || {
        post(case::set_severity)
    }),
    form("/p/{project}/cases/{id}/facts", Reader::Member, || {
        post(case::set_facts)
    }),
    form("/p/{project}/cases/{id}/public", Reader::Member, || post(case::public)),
    form("/p/{project}/cases/{id}/reasons", Reader::Member, || {
        post(case::give_reason)
    }),
    form("/p/{project}/cases/{id}/distributors", Reader::Member, || {
        post(case::decide_distributors)
    }),
    form("/p/{project}/cases/{id}/list-notified", Reader::Member, || {
        post(case::list_notified)
    }),
    form("/p/{project}/cases/{id}/targets", Reader::Member, || {
        post(case::targets)
    }),
    form("/p/{project}/cases/{id}/gates", Reader::Member, || post(case::gates)),
    form("/p/{project}/cases/{id}/upstream", Reader::Member, || {
        post(case::upstream)
    }),
    form("/p/{project}/cases/{id}/reporter-date", Reader::Member, || {
        post(case::reporter_date)
    }),
    form("/p/{project}/cases/{id}/exploit", Reader::Member, || {
        post(case::exploit)
    }),
    form("/p/{project}/cases/{id}/attack", Reader::Member, || post(case::attack)),
    form("/p/{project}/cases/{id}/asked", Reader::Member, || post(case::asked)),
    form("/p/{project}/cases/{id}/milestones", Reader::Member, || {
        post(case::milestones)
    }),
    form("/p/{project}/cases/{id}/corrections", Reader::Member, || {
        post(case::corrections)
    }),
    form("/p/{project}/cases/{id}/awareness", Reader::Member, || {
        post(case::awareness)
    }),
    form("/p/{project}/cases/{id}/role", Reader::Member, || post(case::role)),
    form("/p/{project}/cases/{id}/policies", Reader::Member, || {
        post(case::policies)
    }),
    form("/p/{project}/cases/{id}/policy-off", Reader::Member, || {
        post(case::policy_off)
    }),
    form("/p/{project}/cases/{id}/policy-version", Reader::Member, || {
        post(case::policy_version)
    }),
    form("/p/{project}/cases/{id}/messages", Reader::Member, || {
        post(case::message)
    }),
    form("/p/{project}/cases/{id}/announcements", Reader::Member, || {
        post(case::draft)
    }),
    form("/p/{project}/cases/{id}/close", Reader::Member, || post(case::close)),
    form("/p/{project}/cases/{id}/announcements/{a}/edit", Reader::Member, || {
        post(announcement::edit)
    }),
    form("/p/{project}/cases/{id}/announcements/{a}/anew", Reader::Member, || {
        post(announcement::anew)
    }),
    form(
        "/p/{project}/cases/{id}/announcements/{a}/approve",
        Reader::Member,
        || post(announcement::approve),
    ),
    form(
        "/p/{project}/cases/{id}/announcements/{a}/publish",
        Reader::Member,
        || post(gate::publish),
    ),
    form("/p/{project}/people/{member}/away", Reader::Member, || {
        post(people::away)
    }),
    form("/p/{project}/products", Reader::Pst, || post(products::state)),
    form("/p/{project}/reminders", Reader::Member, || post(reminders::save)),
    form("/p/{project}/reminders/calendar", Reader::Member, || {
        post(reminders::make_calendar)
    }),
    form("/p/{project}/reminders/calendar/revoke", Reader::Member, || {
        post(reminders::revoke_calendar)
    }),
];
