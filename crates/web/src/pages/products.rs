//! *Products*: what each product is under the Cyber Resilience Act, who stated it and why.

use super::around::{Around, member_with, refusal, viewpoint};
use super::links::Links;
use super::{Page, Section, done};
use crate::errors::Trouble;
use crate::forms::{Keep, Retained};
use crate::parts::buttons::{Button, button, row};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{Form, InputKind, TextArea, TextField, Width, form, text_area, text_field};
use crate::parts::layout::{PageHead, page_head};
use crate::parts::table::{Caption, Column, Row, Table, TableFrame, cell, table};
use crate::parts::text::{Link, Run, calm};
use crate::parts::time;
use crate::visitor::{Act, Member};
use ambergate_coordinator::Seen;
use ambergate_coordinator::views::{ProductLine, ProductsView, Shell};
use ambergate_process::cra::{LegalRole, MANUFACTURERS, STEWARDS};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

pub const SAMPLES: &[super::Sample] = crate::gallery::pages::PRODUCTS;

/// The name of the form, in addresses and on the page.
const FORM: &str = "products";

pub async fn show(member: Member) -> Result<Page, Trouble> {
    show_with(&member, Around::asked(&member)).await
}

async fn show_with(member: &Member, around: Around) -> Result<Page, Trouble> {
    let view = member.app.coordinator.products(&member.viewer, member.slug()).await?;
    Ok(Page::with(around.status(), page(&member.shell, &view, &around)))
}

/// The choice that takes a statement back.
const TAKE_BACK: &str = "take_back";

/// States a role, or takes a statement back.
pub async fn state(act: Act) -> Result<Response, Trouble> {
    let Act { member, form } = act;
    let project = member.shell.get().project_id.clone();
    let [product, role, reason] = ["product", "role", "reason"].map(|name| form.fields.get(name));
    // What nobody chose is no choice: a role has legal weight, and none stands there by itself.
    if role.is_empty() {
        let kept = Retained::because(FORM, &form.fields, "role", "Choose what it is.");
        return Ok(show_with(&member, Around::refused(kept)).await?.into_response());
    }
    let role = if role == TAKE_BACK { "" } else { role };
    let coordinator = &member.app.coordinator;
    match coordinator
        .state_role(&member.viewer, &project, product, role, reason)
        .await
    {
        Ok(()) => Ok(done(&Links::of(member.shell.get()).products(), FORM)),
        Err(error) => Ok(show_with(&member, refusal(FORM, &form.fields, error)?)
            .await?
            .into_response()),
    }
}

fn page(shell: &Seen<Shell>, view: &Seen<ProductsView>, around: &Around) -> Markup {
    shown(shell.get(), view.get(), around)
}

/// The page of plain values; for [`page`] and the gallery, whose samples nobody has seen through the store.
pub(crate) fn shown(shell: &Shell, view: &ProductsView, around: &Around) -> Markup {
    let links = Links::of(shell);
    let main = html! {
        (page_head(&PageHead {
            crumbs: vec![],
            title: "Products".to_owned(),
            line: Some(vec![
                Run::Text("What each product is under the EU Cyber Resilience Act. The rules: ".to_owned()),
                Run::Link(Link::new("manufacturers", links.policy(MANUFACTURERS))),
                Run::Text(", ".to_owned()),
                Run::Link(Link::new("stewards", links.policy(STEWARDS))),
                Run::Text(".".to_owned()),
            ]),
            acts: None,
        }))
        div.stack-l {
            (listed(shell, view))
            (dormant(view))
            (stating(shell, view, &links, around))
        }
    };
    member_with(shell, around, Section::Policy, "Products", None, &main)
}

fn listed(shell: &Shell, view: &ProductsView) -> Markup {
    let seen = viewpoint(shell);
    let line = |line: &ProductLine| Row {
        cells: vec![
            html! { b { @match &line.product { Some(name) => (calm(name)), None => "The whole project" } } },
            cell(line.role.word()),
            cell(&line.reason),
            html! { (calm(&line.by)) ", " (time::date(line.at, &seen)) },
        ],
    };
    html! {
        @if view.products.is_empty() {
            p { "Nobody has stated a role yet. Cases then ask for it one by one, and no clock of the act runs unless somebody binds it." }
        } @else {
            (table(&Table {
                caption: "Products and their roles".to_owned(),
                shows_caption: Caption::Heard,
                columns: vec![
                    Column::words("Product"),
                    Column::words("Role"),
                    Column::words("Why"),
                    Column::words("Stated by"),
                ],
                rows: view.products.iter().map(line).collect(),
                frame: TableFrame::Panel,
            }))
        }
        p.quiet.prose {
            "A case that is opened takes the role of the whole project, with the rules that go with it; once the PST fills in its component, that of "
            "the product of this name. Cases that are open already keep theirs until somebody takes the new one over, under Decisions."
        }
    }
}

fn dormant(view: &ProductsView) -> Markup {
    html! {
        @if let Some(day) = view.stewards_from {
            p.quiet.prose { "Stewards owe nothing before " (day.to_string()) ": until then their clocks sleep." }
        }
    }
}

fn stating(shell: &Shell, view: &ProductsView, links: &Links, around: &Around) -> Markup {
    let keep = Keep::of(around.kept(), FORM);
    let mut roles = vec![Choice::new("", "Choose")];
    roles.extend(LegalRole::ALL.map(|role| Choice::new(role.key(), role.word())));
    roles.push(Choice::new(TAKE_BACK, "no statement: take it back"));
    html! {
        section.panel.panel-b.stack id=(FORM) aria-labelledby="products-h" {
            h2 id="products-h" { "State a role" }
            @if view.may_state {
                p.quiet { "A legal question. Have somebody answer it who may, and write down on what the answer rests. Every member reads this page: name products, never what one case is about." }
                (form(&Form::new(links.products(), shell.csrf.clone()), &html! {
                    (text_field(&TextField {
                        field: keep.field("product", "Product").hint("As cases name their component. Empty: the whole project.").optional(),
                        value: keep.text("product", ""),
                        kind: InputKind::Line,
                        width: Width::Medium,
                    }))
                    (select(&Choices {
                        field: keep.field("role", "What it is"),
                        choices: roles,
                        chosen: Some(keep.text("role", "")),
                        width: Width::Medium,
                    }))
                    (text_area(&TextArea {
                        field: keep.field("reason", "Why").hint("An opinion, a decision, a paragraph; with its date."),
                        value: keep.text("reason", ""),
                        rows: 2,
                    }))
                    div.gap { (row(&[button(&Button::main("State it"))])) }
                }))
            } @else {
                p.quiet { "The PST states roles." }
            }
        }
    }
}
