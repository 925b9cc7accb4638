//! *Policy*: the paragraphs of a profile, each where the marks on other pages lead, and what the program does because of it.

use super::around::{Around, member_with};
use super::links::{Links, paragraph_anchor};
use super::words::to;
use super::{Page, Section};
use crate::errors::Trouble;
use crate::parts::layout::{PageHead, page_head};
use crate::parts::text::{Href, Run, calm, plain, prose};
use crate::visitor::Member;
use ambergate_coordinator::views::{Paragraph, PolicyView, Shell};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::POLICY;

/// The project's own profile.
pub async fn show(member: Member) -> Result<Page, Trouble> {
    answer(&member, None)
}

/// Another profile of this instance.
pub async fn show_other(member: Member) -> Result<Page, Trouble> {
    answer(&member, Some(member.param("profile")))
}

fn answer(member: &Member, profile: Option<&str>) -> Result<Page, Trouble> {
    let view = member.app.coordinator.policy(&member.viewer, member.slug(), profile)?;
    Ok(Page::new(shown(member.shell.get(), &view, &Around::asked(member))))
}

pub(crate) fn shown(shell: &Shell, view: &PolicyView, around: &Around) -> Markup {
    let links = Links::of(shell);
    let mut line = vec![Run::Text(format!("Profile {}, version {}. ", view.id, view.version))];
    match Href::web(&view.source) {
        Some(href) => line.push(to("The text itself", href)),
        None => line.push(Run::Text(view.source.clone())),
    }
    line.push(Run::Text(". What our products are in law: ".to_owned()));
    line.push(to("Products", links.products()));
    line.push(Run::Text(".".to_owned()));
    let main = html! {
        (page_head(&PageHead {
            crumbs: vec![],
            title: view.name.clone(),
            line: Some(line),
            acts: None,
        }))
        div.stack-l {
            p.quiet.prose {
                "Each paragraph in one sentence of our own, where the source has it, and what Ambergate reckons with because of "
                "it. Clocks, refusals and reminders name the paragraph they come from."
            }
            section.panel aria-label="Paragraphs" {
                @for paragraph in &view.paragraphs { (entry(paragraph)) }
            }
            @if !view.not_stated.is_empty() { (not_stated(view)) }
            @if !view.others.is_empty() { (others(view, &links)) }
        }
    };
    member_with(shell, around, Section::Policy, "Policy", None, &main)
}

fn entry(paragraph: &Paragraph) -> Markup {
    html! {
        div.paragraph id=(paragraph_anchor(&paragraph.id)) {
            p { span.para { (calm(&paragraph.id)) } " " span.small.quiet { (calm(&paragraph.place)) } }
            p { (calm(&paragraph.title)) }
            @if !paragraph.because_of_it.is_empty() {
                ul.holds { @for one in &paragraph.because_of_it { li { (calm(one)) } } }
            }
        }
    }
}

fn not_stated(view: &PolicyView) -> Markup {
    html! {
        section.stack aria-labelledby="open-h" {
            h2 id="open-h" { "What it leaves open" }
            dl.kv { @for (section, what) in &view.not_stated { dt { (calm(section)) } dd { (calm(what)) } } }
        }
    }
}

fn others(view: &PolicyView, links: &Links) -> Markup {
    html! {
        section.stack aria-labelledby="others-h" {
            h2 id="others-h" { "Other profiles of this instance" }
            p {
                @for (place, other) in view.others.iter().enumerate() {
                    @if place > 0 { (prose(&plain(", "))) }
                    (prose(&[to(other.clone(), links.policy(other))]))
                }
            }
        }
    }
}
