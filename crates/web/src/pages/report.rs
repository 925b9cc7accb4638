//! *Report*: what arrived, its evidence, the clock of the first answer, and what can be made of it. The PST's desk; the
//! reporter has the status page.

mod acts;
mod forms;

pub use acts::{answer, ask, assumed, attach, clear_mail, credit, decline, fix_public, open, public};

use super::around::{Around, id, member_with, viewpoint};
use super::inbox::{first_answer, standing};
use super::links::{InboxTab, Links};
use super::words::{count, text};
use super::{Page, Section};
use crate::errors::Trouble;
use crate::parts::layout::{Crumb, PageHead, page_head, with_rail};
use crate::parts::lists::{Evidence, FileView, Weighs, evidence};
use crate::parts::marks::size;
use crate::parts::notes::{Note, NoteKind, note};
use crate::parts::rail::{More, RailSection, rail};
use crate::parts::sprite::Icon;
use crate::parts::text::{Href, Link, Prose, Run, calm, plain, prose};
use crate::parts::time::Viewpoint;
use crate::parts::timeline::{Body, Entry, Message, Timing, timeline};
use crate::visitor::{Member, Pst};
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{FileLine, Letter, ReportView, Shell};
use ambergate_process::ids::ReportId;
use ambergate_process::report::{CreditWish, Reach, Standing};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::REPORT;

pub async fn show(Pst(member): Pst) -> Result<Page, Trouble> {
    let id: ReportId = id(member.param("id"))?;
    show_with(&member, &id, Around::asked(&member)).await
}

async fn show_with(member: &Member, id: &ReportId, around: Around) -> Result<Page, Trouble> {
    let view = member
        .app
        .coordinator
        .report(&member.viewer, member.slug(), id.as_str())
        .await?;
    Ok(Page::with(around.status(), page(&member.shell, &view, &around)))
}

fn page(shell: &Seen<Shell>, view: &Seen<ReportView>, around: &Around) -> Markup {
    shown(shell.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &ReportView, around: &Around) -> Markup {
    let seen = viewpoint(shell);
    let links = Links::of(shell);
    let main = html! {
        (page_head(&PageHead {
            crumbs: vec![
                Crumb::Link(Link::new("Inbox", links.inbox(InboxTab::Waiting))),
                Crumb::Id(view.id.clone(), None),
            ],
            title: view.state.title.clone(),
            line: Some(from(view)),
            acts: None,
        }))
        (with_rail(
            &html! {
                (notes(view, &links))
                (letters(view, &links, &seen))
                (forms::all(shell, view, &links, around.kept()))
            },
            &beside(view, &links, &seen),
        ))
    };
    member_with(
        shell,
        around,
        Section::Inbox,
        &format!("Report {}", view.id),
        None,
        &main,
    )
}

fn from(view: &ReportView) -> Prose {
    let mut line = vec![
        text("From "),
        Run::Strong(view.state.from_name.clone()),
        text(format!(", {}", view.state.via.word())),
    ];
    if let Some(arrived) = view.state.arrived {
        line.extend([text(", "), Run::Time(arrived)]);
    }
    if view.state.assumed.is_some() {
        line.extend([text(" "), Run::Assumed("time assumed".to_owned())]);
    }
    line
}

/// What one must know before anything else: what became of it, that it could not be read, that it is public.
fn notes(view: &ReportView, links: &Links) -> Markup {
    let state = &view.state;
    let mut notes = Vec::new();
    if !matches!(state.standing, Standing::Waiting) {
        let mut words = vec![text("This report ")];
        words.extend(match &state.standing {
            Standing::Asked => {
                plain("waits for its reporter: more was asked. When they answer, it stands in the inbox again.")
            }
            Standing::Declined(_) => {
                let mut words = vec![text("was ")];
                words.extend(standing(&state.standing, links));
                words
            }
            Standing::FixPublic(url) => {
                let mut words = vec![text("was closed: its fix is public already, at ")];
                words.push(address(url));
                words
            }
            other => standing(other, links),
        });
        words.push(text("."));
        let title = if state.standing == Standing::Asked {
            "More was asked"
        } else {
            "Handled"
        };
        notes.push(Note {
            kind: NoteKind::Plain,
            title: title.to_owned(),
            text: vec![words],
            acts: vec![],
        });
    }
    if let Some(why) = &state.unreadable {
        notes.push(Note {
            kind: NoteKind::Warn,
            title: "This message could not be read".to_owned(),
            text: vec![
                plain(why.clone()),
                plain("Nothing is lost: the raw message is kept as it came. Download it on a machine that may break."),
            ],
            acts: vec![],
        });
    }
    if let Some(public) = &state.public {
        notes.push(Note {
            kind: NoteKind::Danger,
            title: "This is public already".to_owned(),
            text: vec![vec![
                text("At "),
                address(&public.url),
                text(", seen "),
                Run::Time(public.seen),
                text(". All clocks say: as soon as possible "),
                Run::Para(links.para("S18")),
            ]],
            acts: vec![],
        });
    }
    html! { @for each in &notes { (note(each)) } }
}

/// An address that a stranger gave is shown, never linked: nobody should open it by mistake from this machine.
fn address(url: &str) -> Run {
    Run::Mono(url.to_owned())
}

fn letters(view: &ReportView, links: &Links, seen: &Viewpoint) -> Markup {
    let timing = |place: usize| match place {
        0 if view.state.assumed.is_some() => Timing::Assumed,
        _ => Timing::Observed,
    };
    let entry = |(place, letter): (usize, &Letter)| Entry::Message(message(letter, links, timing(place)));
    let mut entries: Vec<Entry> = view.letters.iter().enumerate().map(entry).collect();
    if entries.is_empty()
        && let (Some(why), Some((raw, _)), Some(arrived)) =
            (&view.state.unreadable, view.raw.first(), view.state.arrived)
    {
        entries.push(Entry::Message(Message {
            id: "unreadable".to_owned(),
            at: arrived,
            timing: Timing::Observed,
            from: view.state.from_name.clone(),
            via: view.state.via.word().to_owned(),
            audiences: ambergate_process::access::Audiences::PST,
            body: Body::Unreadable {
                why: why.clone(),
                raw: links.raw(raw),
            },
            files: vec![],
            evidence: vec![],
        }));
    }
    html! {
        section aria-labelledby="letters-h" {
            h2.sr id="letters-h" { "Messages" }
            (timeline(&entries, seen))
        }
    }
}

/// A message as the timeline shows it. Only the arrival of a report can be assumed.
pub(super) fn message(letter: &Letter, links: &Links, timing: Timing) -> Message {
    let against = |words: &str| Evidence {
        icon: Icon::Info,
        words: words.to_owned(),
        weighs: Weighs::Against,
    };
    let mut evidence: Vec<Evidence> = letter.warnings.iter().map(|w| against(w)).collect();
    if letter.in_clear && letter.by_reporter {
        let words = "sent in the clear".to_owned();
        evidence.insert(
            0,
            Evidence {
                icon: Icon::NoKey,
                words,
                weighs: Weighs::Against,
            },
        );
    }
    Message {
        id: format!("m-{}", letter.id),
        at: letter.at,
        timing,
        from: letter.name.clone(),
        via: letter.via.word().to_owned(),
        audiences: letter.audiences,
        body: Body::Text(letter.text.clone()),
        files: letter.files.iter().map(|f| file(f, links)).collect(),
        evidence,
    }
}

fn file(file: &FileLine, links: &Links) -> FileView {
    FileView {
        name: file.name.clone(),
        bytes: file.size,
        href: links.file(&file.entry, file.n),
    }
}

fn beside(view: &ReportView, links: &Links, seen: &Viewpoint) -> Markup {
    let section = |title: &str, more: More, inside: Markup| RailSection {
        title: title.to_owned(),
        more,
        inside,
    };
    let mut sections = vec![section(
        "First answer",
        More::Para(links.para("S4")),
        html! { p { (first_answer(view.first_answer.as_ref(), seen)) } },
    )];
    sections.push(section(
        "Evidence",
        More::Nothing,
        html! { (evidence(&evidence_of(view))) },
    ));
    sections.push(section(
        "What you write reaches",
        More::Nothing,
        html! { p.quiet { (prose(&reach_words(view))) } },
    ));
    sections.push(section(
        "Who reads this page",
        More::Para(links.para("S1")),
        html! { p.quiet { "The PST. The Fix Team of a case reads it once it belongs to that case." } },
    ));
    if !view.raw.is_empty() {
        let raw = html! {
            ul.files {
                @for (place, (id, bytes)) in view.raw.iter().enumerate() {
                    li { (raw_link(place, links.raw(id), *bytes)) }
                }
            }
            p.quiet.gap { "Exactly as it arrived, before any program of ours read it." }
        };
        sections.push(section("Raw messages", More::Nothing, raw));
    }
    rail("About this report", &sections)
}

fn raw_link(place: usize, href: Href, bytes: u64) -> Markup {
    html! {
        a href=(href.as_str()) download {
            (crate::parts::sprite::glyph(Icon::File)) span { "Message " (place + 1) } " " small { (calm(&size(bytes))) }
        }
    }
}

fn evidence_of(view: &ReportView) -> Vec<Evidence> {
    let state = &view.state;
    let fine = |icon, words: String| Evidence {
        icon,
        words,
        weighs: Weighs::Fine,
    };
    let mut list = Vec::new();
    if state.clear_text_arrival {
        list.push(Evidence {
            icon: Icon::NoKey,
            words: "sent in the clear".to_owned(),
            weighs: Weighs::Against,
        });
    }
    if state.files > 0 {
        let files = usize::try_from(state.files).unwrap_or(usize::MAX);
        list.push(fine(Icon::Clip, count(files, "file", "files")));
    }
    list.push(fine(
        Icon::Info,
        match &state.credit {
            CreditWish::NotSaid => "has not said how to be credited (S7)".to_owned(),
            CreditWish::Anonymous => "wants no name in the credit (S7)".to_owned(),
            CreditWish::As(name) => format!("wants credit as {name} (S7)"),
        },
    ));
    match &view.address {
        Some(address) => list.push(fine(Icon::Mail, address.clone())),
        None => list.push(fine(Icon::Mail, "left no address".to_owned())),
    }
    if view.reach.has_secret() {
        list.push(fine(Icon::Key, "reads the status page with a secret".to_owned()));
    }
    if let Some(assumed) = &state.assumed {
        list.push(fine(Icon::Info, format!("time of arrival assumed: {assumed}")));
    }
    list
}

/// Who will read a text of ours, and how it reaches them.
pub(super) fn reach_words(view: &ReportView) -> Prose {
    let name = Run::Strong(view.state.from_name.clone());
    let end = text(" The PST reads it here. Nobody else.");
    let how = match (view.reach, view.state.clear_mail) {
        (Reach::None, _) => {
            return plain("Nobody: the sender left no address and no secret. The report can still become a case.");
        }
        (Reach::Mail, true) => ", in clear by mail, as they asked.",
        (Reach::Mail, false) => {
            ", who has no key and no secret: a mail without content tells them that an answer waits. They read it \
             once they agree to mail in the clear."
        }
        (Reach::Secret, _) => ", on the status page, with their secret. No mail goes out: they left no address.",
        (Reach::MailAndSecret, true) => ", in clear by mail, as they asked, and on the status page with their secret.",
        (Reach::MailAndSecret, false) => {
            ", on the status page with their secret. A mail without content tells them so."
        }
    };
    vec![name, text(how), end]
}
