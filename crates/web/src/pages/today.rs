//! *Today*: what needs me, by deadline; on the right the embargoes, and who is asked next to lead.

use super::around::{Around, member_with, viewpoint};
use super::links::{CasePart, Links};
use super::words::{clock_state, text, to};
use super::{Page, Section};
use crate::errors::Trouble;
use crate::parts::layout::with_rail;
use crate::parts::lists::{Due, Line, LineGroup, line_group};
use crate::parts::notes::{Empty, empty};
use crate::parts::rail::{More, Pair, RailSection, pairs, rail};
use crate::parts::sprite::Icon;
use crate::parts::state::ClockState;
use crate::parts::text::{Run, plain, prose};
use crate::parts::time::{self, Viewpoint};
use crate::visitor::Member;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{RotaView, Shell, Subject, TodayLine, TodayView, Urgency};
use ambergate_process::Instant;
use ambergate_process::ids::MemberId;
use ambergate_process::people::Turn;
use ambergate_process::policy::Strength;
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::TODAY;

pub async fn show(member: Member) -> Result<Page, Trouble> {
    let view = member.app.coordinator.today(&member.viewer, member.slug()).await?;
    Ok(Page::new(page(&member.shell, &view, &Around::asked(&member))))
}

fn page(shell: &Seen<Shell>, view: &Seen<TodayView>, around: &Around) -> Markup {
    shown(shell.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &TodayView, around: &Around) -> Markup {
    let seen = viewpoint(shell);
    let links = Links::of(shell);
    let groups = groups(view, &links, &seen);
    let main = html! { (head(&seen)) (with_rail(&groups, &beside(shell, view, &links, &seen))) };
    member_with(shell, around, Section::Today, "Today", None, &main)
}

fn head(seen: &Viewpoint) -> Markup {
    let day = seen
        .now
        .to_zoned(jiff::tz::TimeZone::UTC)
        .strftime("%A %-d %B %Y")
        .to_string();
    html! {
        div.head {
            h1 { "Today" }
            p { (day) ", " (time::clock(seen.now)) " UTC " (time::own(seen.now, seen)) }
        }
    }
}

fn groups(view: &TodayView, links: &Links, seen: &Viewpoint) -> Markup {
    const ALL: [Urgency; 5] = [
        Urgency::Late,
        Urgency::Today,
        Urgency::Week,
        Urgency::Later,
        Urgency::Waiting,
    ];
    if view.lines.is_empty() {
        return empty(&Empty {
            icon: Icon::Met,
            title: "Nothing needs you".to_owned(),
            text: plain("No report waits and no clock runs. New reports arrive here first."),
            act: None,
        });
    }
    let group = |urgency: Urgency| LineGroup {
        id: urgency.heading().to_lowercase().replace(' ', "-"),
        title: urgency.heading().to_owned(),
        lines: view
            .lines
            .iter()
            .filter(|l| l.urgency == urgency)
            .map(|l| line(l, links))
            .collect(),
    };
    html! {
        @for group in ALL.into_iter().map(group).filter(|group| !group.lines.is_empty()) {
            (line_group(&group, seen))
        }
    }
}

fn line(line: &TodayLine, links: &Links) -> Line {
    let (about, href) = match &line.subject {
        Subject::Report(id) => (id.clone(), links.report(id)),
        Subject::Case(id) => (id.clone(), links.case(id, CasePart::Timeline)),
    };
    // What came late and still owes its reason is late for its reader, though the clock itself was met.
    let state = match clock_state(line.state, Strength::Suggest) {
        ClockState::MetLate => ClockState::Late,
        state => state,
    };
    Line {
        state,
        act: line.act.clone(),
        href,
        about,
        para: line.paragraph.as_ref().map(|number| links.para(number)),
        due: match (line.asap, line.due) {
            (true, _) => Due::Asap,
            (false, Some(at)) => Due::At(at),
            (false, None) => Due::Never,
        },
    }
}

fn beside(shell: &Shell, view: &TodayView, links: &Links, seen: &Viewpoint) -> Markup {
    let mut sections = vec![next_lead(&view.rota, &shell.me, links, seen)];
    if !view.embargoes.is_empty() {
        let pair = |(id, end): &(String, Instant)| Pair {
            left: vec![to(id.clone(), links.case(id, CasePart::Timeline))],
            right: if *end < seen.now {
                "over".to_owned()
            } else {
                time::span(end.duration_since(seen.now))
            },
            below: Some(vec![text("ends "), Run::Time(*end)]),
        };
        let list: Vec<Pair> = view.embargoes.iter().map(pair).collect();
        let section = RailSection {
            title: "Embargoes".to_owned(),
            more: More::Nothing,
            inside: pairs(&list),
        };
        sections.insert(0, section);
    }
    rail("Embargoes and next Fix Lead", &sections)
}

/// The rota with its fairness counts (S14); on a case's page of people too.
pub(crate) fn next_lead(view: &RotaView, me: &MemberId, links: &Links, seen: &Viewpoint) -> RailSection {
    RailSection {
        title: "Next Fix Lead".to_owned(),
        more: More::Para(links.para("S14")),
        inside: html! {
            p.quiet { (prose(&plain(proposal(view)))) }
            (pairs(&view.turns.iter().map(|turn| turn_pair(turn, me, seen)).collect::<Vec<_>>()))
        },
    }
}

fn proposal(view: &RotaView) -> String {
    match view
        .turns
        .iter()
        .find(|turn| Some(&turn.member) == view.proposed.as_ref())
    {
        Some(next) => format!("{} is next. Cases led in the last 12 months:", next.name),
        None if view.turns.is_empty() => "Nobody is on the PST yet.".to_owned(),
        None => "Everybody is away, so nobody is proposed. Cases led in the last 12 months:".to_owned(),
    }
}

fn turn_pair(turn: &Turn, me: &MemberId, seen: &Viewpoint) -> Pair {
    let you = if &turn.member == me { " (you)" } else { "" };
    let away = turn
        .away_until
        .map(|until| format!("away until {} UTC", time::soon_words(until, seen.now)));
    Pair {
        left: plain(format!("{}{you}", turn.name)),
        right: turn.led.times.to_string(),
        below: away.map(plain),
    }
}
