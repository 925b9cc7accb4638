//! *Case*: the headline strip, the tabs, and what stands under each: timeline, facts, severity, fix, people,
//! announcements, decisions. The log has a file of its own, an announcement too.

mod acts;
mod announcements;
mod dates;
mod decisions;
mod facts;
mod fix;
mod inputs;
mod legal;
mod people;
mod policy;
mod rail;
mod records;
mod severity;
mod timeline;

pub use acts::{
    close, commit, decide_distributors, draft, fix_ready, give_reason, hand_over, lead, lgtm, list_notified, message,
    public, repository, set_facts, set_severity, team,
};
pub use inputs::{
    asked, attack, awareness, corrections, exploit, gates, milestones, policies, policy_off, policy_version,
    reporter_date, role, targets, upstream,
};

use super::around::{Around, id, member_with, viewpoint};
use super::links::{CasePart, Links};
use super::words::{count, day, phase as phase_of, scored, text, to};
use super::{Page, Section};
use crate::errors::Trouble;
use crate::forms::Keep;
use crate::parts::buttons::Here;
use crate::parts::form::{BothValues, Form};
use crate::parts::layout::{Band, Crumb, PageHead, page_head};
use crate::parts::lists::{StripCell, StripWidth, Tab, strip, tabs, words};
use crate::parts::state::{SeverityView, phase, severity as bars};
use crate::parts::text::{Href, Link, Run, plain};
use crate::parts::time::{self, Viewpoint};
use crate::visitor::Member;
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{CaseView, Shell};
use ambergate_process::access::{Act, Role, Standing};
use ambergate_process::case::{AnnouncementState, Phase};
use ambergate_process::ids::CaseId;
use ambergate_process::policy::Kind;
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::CASE;

/// What of a case is on the page.
pub(crate) enum Shown {
    Timeline(Show),
    /// With the fact that somebody else changed meanwhile.
    Facts(Vec<BothValues>),
    Severity,
    Fix,
    People,
    Announcements,
    Decisions,
}

/// Which entries of the timeline are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    Everything,
    Messages,
    Acts,
}

impl Show {
    fn of(key: &str) -> Self {
        match key {
            "messages" => Show::Messages,
            "acts" => Show::Acts,
            _ => Show::Everything,
        }
    }
}

pub async fn show(member: Member) -> Result<Page, Trouble> {
    let show = Show::of(member.query("show"));
    part(&member, Shown::Timeline(show)).await
}

pub async fn show_facts(member: Member) -> Result<Page, Trouble> {
    part(&member, Shown::Facts(vec![])).await
}

pub async fn show_severity(member: Member) -> Result<Page, Trouble> {
    part(&member, Shown::Severity).await
}

pub async fn show_fix(member: Member) -> Result<Page, Trouble> {
    part(&member, Shown::Fix).await
}

pub async fn show_people(member: Member) -> Result<Page, Trouble> {
    part(&member, Shown::People).await
}

pub async fn show_announcements(member: Member) -> Result<Page, Trouble> {
    part(&member, Shown::Announcements).await
}

pub async fn show_decisions(member: Member) -> Result<Page, Trouble> {
    part(&member, Shown::Decisions).await
}

async fn part(member: &Member, what: Shown) -> Result<Page, Trouble> {
    let id: CaseId = id(member.param("id"))?;
    show_with(member, &id, &what, Around::asked(member)).await
}

async fn show_with(member: &Member, id: &CaseId, what: &Shown, around: Around) -> Result<Page, Trouble> {
    let view = member
        .app
        .coordinator
        .case(&member.viewer, member.slug(), id.as_str())
        .await?;
    Ok(Page::with(around.status(), page(&member.shell, &view, what, &around)))
}

fn page(shell: &Seen<Shell>, view: &Seen<CaseView>, what: &Shown, around: &Around) -> Markup {
    shown(shell.get(), view.get(), what, around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &CaseView, what: &Shown, around: &Around) -> Markup {
    let face = Face::new(shell, view, around);
    match what {
        Shown::Timeline(show) => framed(&face, CasePart::Timeline, &timeline::body(&face, *show)),
        Shown::Facts(stale) => framed(&face, CasePart::Facts, &facts::body(&face, stale)),
        Shown::Severity => framed(&face, CasePart::Severity, &severity::body(&face)),
        Shown::Fix => framed(&face, CasePart::Fix, &fix::body(&face)),
        Shown::People => framed(&face, CasePart::People, &people::body(&face)),
        Shown::Announcements => framed(&face, CasePart::Announcements, &announcements::body(&face)),
        Shown::Decisions => framed(&face, CasePart::Decisions, &decisions::body(&face)),
    }
}

/// What every page of a case is made with.
pub(crate) struct Face<'a> {
    pub shell: &'a Shell,
    pub view: &'a CaseView,
    pub around: &'a Around,
    pub seen: Viewpoint,
    pub links: Links,
}

impl<'a> Face<'a> {
    pub(crate) fn new(shell: &'a Shell, view: &'a CaseView, around: &'a Around) -> Self {
        Self {
            shell,
            view,
            around,
            seen: viewpoint(shell),
            links: Links::of(shell),
        }
    }
    pub(crate) fn keep(&self, form: &'static str) -> Keep<'a> {
        Keep::of(self.around.kept(), form)
    }
    /// A form that posts to `act`.
    fn form(&self, act: &str) -> Form {
        Form::new(self.links.case_act(&self.view.id, act), self.shell.csrf.clone())
    }
    fn to(&self, part: CasePart) -> Href {
        self.links.case(&self.view.id, part)
    }
    fn may(&self, act: Act) -> bool {
        self.view.may.contains(&act)
    }

    /// Why an act is off for this reader now, if it is. What is said here is only told; the use case decides.
    pub(crate) fn off(&self, act: Act, until: Until) -> Option<String> {
        let why = match (self.view.phase, until) {
            (Phase::Closed, _) => "this case is closed.".to_owned(),
            (Phase::Released, Until::Release) => "this case is published; that can no longer change.".to_owned(),
            _ if !self.may(act) => match self.view.standing {
                Standing::FixTeam => "you are on the Fix Team; the PST does this.".to_owned(),
                _ => format!("only the Fix Lead does this (S13). {}", self.lead_words()),
            },
            _ => return None,
        };
        Some(format!("Off: {why}"))
    }

    fn lead_words(&self) -> String {
        match &self.view.lead {
            Some(lead) => format!("Ask {lead}, or have the lead handed over."),
            None => "Nobody leads yet; take the lead first.".to_owned(),
        }
    }
}

/// Until when in a case's life an act is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    Release,
    Close,
}

/// The frame of every page of a case: band, title, strip, tabs. The title stands on the page alone, never in the
/// browser's history.
pub(crate) fn framed(face: &Face<'_>, part: CasePart, main: &Markup) -> Markup {
    let view = face.view;
    let inside = html! {
        (page_head(&PageHead {
            crumbs: vec![
                Crumb::Link(Link::new("Cases", face.links.cases(None, None))),
                Crumb::Id(view.id.clone(), None),
            ],
            title: view.title.clone(),
            line: None,
            acts: None,
        }))
        (strip(&[state_cell(face), severity_cell(face), embargo_cell(face), lead_cell(face)]))
        (tabs("Case", &all_tabs(face, part)))
        (main)
    };
    member_with(face.shell, face.around, Section::Cases, &view.id, band(view), &inside)
}

/// The band of everything that shows a case under embargo.
pub(crate) fn band(view: &CaseView) -> Option<Band> {
    view.phase.is_embargoed().then(|| Band {
        until: view.embargo_end,
        tlp: view.tlp.clone(),
    })
}

fn cell(label: &str, big: Markup, sub: Vec<crate::parts::text::Prose>, width: StripWidth) -> StripCell {
    StripCell {
        label: label.to_owned(),
        big,
        sub,
        width,
    }
}

fn state_cell(face: &Face<'_>) -> StripCell {
    let view = face.view;
    let unread = view.commits.iter().filter(|c| c.lgtm.is_empty()).count();
    let sub = match (view.phase, view.commits.len()) {
        (Phase::Released | Phase::Closed, _) if view.published.is_some() => "the fix is public".to_owned(),
        (Phase::Closed, _) => "ended without publication".to_owned(),
        _ if view.public.is_some() => "known in public, as soon as possible".to_owned(),
        _ if view.fix_ready => "fix ready".to_owned(),
        (_, 0) => "no commit of the fix yet".to_owned(),
        (_, all) => format!(
            "fix in review, {} of {} LGTM",
            all - unread,
            count(all, "commit", "commits")
        ),
    };
    cell("State", phase(phase_of(view.phase)), vec![plain(sub)], StripWidth::Half)
}

fn severity_cell(face: &Face<'_>) -> StripCell {
    let (big, mut sub) = match &face.view.severity {
        Some(set) => (
            bars(SeverityView::Scored {
                rating: set.rating,
                tenths: Some(set.tenths),
            }),
            vec![text(format!("{}, by {}", scored(&set.scored), set.by))],
        ),
        None => (bars(SeverityView::NotScored), vec![]),
    };
    if face.off(Act::SetSeverity, Until::Release).is_none() {
        let word = if face.view.severity.is_some() {
            "Change"
        } else {
            "Set it"
        };
        if !sub.is_empty() {
            sub.push(text(". "));
        }
        sub.push(to(word, face.to(CasePart::Severity)));
    }
    cell("Severity", big, vec![sub], StripWidth::Half)
}

fn embargo_cell(face: &Face<'_>) -> StripCell {
    let view = face.view;
    if let Some(published) = view.published {
        let mut sub = vec![vec![Run::Time(published)]];
        if let Some(href) = view.advisory_url.as_deref().and_then(Href::web) {
            sub.push(vec![to("The public advisory", href)]);
        }
        return cell(
            "Released",
            words(&day(published, face.seen.now)),
            sub,
            StripWidth::Whole,
        );
    }
    match view.embargo_end {
        Some(end) if end < face.seen.now => {
            let sub = vec![vec![Run::Time(end)], plain("No clock publishes; people do.")];
            cell("Embargo", words("Past its end"), sub, StripWidth::Whole)
        }
        Some(end) => {
            let mut sub = vec![vec![Run::Time(end)]];
            if view.release_window.is_some() {
                sub.push(plain("the release window begins then"));
            }
            cell(
                "Embargo ends in",
                time::countdown(end, &face.seen),
                sub,
                StripWidth::Whole,
            )
        }
        None => {
            let sub = vec![vec![to("Set the release window", face.to(CasePart::Facts))]];
            cell("Embargo", words("No end agreed"), sub, StripWidth::Whole)
        }
    }
}

fn lead_cell(face: &Face<'_>) -> StripCell {
    let view = face.view;
    let mut sub = Vec::new();
    if let Some(since) = view.lead_since.filter(|_| view.lead.is_some()) {
        let who = if view.lead_is_me { "you, " } else { "" };
        sub.push(text(format!("{who}since {}. ", day(since, face.seen.now))));
    }
    let act = if view.lead.is_some() {
        Act::HandOver
    } else {
        Act::TakeLead
    };
    if face.off(act, Until::Close).is_none() {
        let word = if view.lead.is_some() {
            "Hand over"
        } else {
            "Take the lead"
        };
        sub.push(to(word, face.to(CasePart::People)));
    }
    cell(
        "Fix Lead",
        words(view.lead.as_deref().unwrap_or("Nobody yet")),
        vec![sub],
        StripWidth::Whole,
    )
}

/// A law binds the case, or would; else the page of its forms is one of no use.
fn concerns_authorities(face: &Face<'_>) -> bool {
    let policy = &face.view.policy;
    let law = policy.pins.iter().any(|pin| pin.kind == Some(Kind::Regulator));
    law || policy.aware.is_some() || policy.legal.as_ref().is_some_and(|legal| legal.profile.is_some())
}

fn all_tabs(face: &Face<'_>, here: CasePart) -> Vec<Tab> {
    let view = face.view;
    let drafts = view
        .announcements
        .iter()
        .filter(|a| matches!(a.state, AnnouncementState::Draft | AnnouncementState::Correcting));
    let drafts = drafts.count();
    // A closed case takes no reason any more.
    let owed = match view.phase {
        Phase::Closed => 0,
        _ => view.clocks.iter().filter(|c| c.owes_reason).count(),
    };
    let some = |count: usize, words: String| (count > 0).then_some(words);
    let known = view.facts.iter().filter(|f| !f.value.is_empty()).count();
    let mut list = vec![
        (
            CasePart::Timeline,
            "Timeline",
            some(view.timeline.len(), view.timeline.len().to_string()),
        ),
        (
            CasePart::Facts,
            "Facts",
            some(known, format!("{known} of {}", view.facts.len())),
        ),
        (CasePart::Severity, "Severity", None),
        (
            CasePart::Fix,
            "Fix",
            some(view.commits.len(), count(view.commits.len(), "commit", "commits")),
        ),
        (
            CasePart::People,
            "People",
            some(view.people.len(), view.people.len().to_string()),
        ),
        (
            CasePart::Announcements,
            "Announcements",
            some(drafts, count(drafts, "draft", "drafts")),
        ),
        (CasePart::Decisions, "Decisions", some(owed, format!("{owed} owed"))),
        (CasePart::Plan, "Plan", None),
    ];
    if face.shell.role == Role::Pst && (here == CasePart::Authority || concerns_authorities(face)) {
        list.push((CasePart::Authority, "Authorities", None));
    }
    if face.shell.role == Role::Pst {
        list.push((CasePart::Log, "Log", None));
    }
    let tab = |(part, label, note): (CasePart, &str, Option<String>)| Tab {
        label: label.to_owned(),
        href: face.to(part),
        note,
        here: if part == here { Here::Here } else { Here::Elsewhere },
    };
    list.into_iter().map(tab).collect()
}
