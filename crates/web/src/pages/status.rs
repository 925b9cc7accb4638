//! *Your report*: the reporter's side. With the reference and the secret of the form they read answers, write again and
//! choose their credit. The page never tells whether there is a case, nor who else reported the same.

mod samples;

pub use samples::SAMPLES;

use super::report_form::{credit, credit_choice};
use super::sign_in::{ANYBODY, leave, opened, reporters_dead_link, reporters_link};
use super::{Page, Public, PublicSection, done, public_frame, see, stacked};
use crate::errors::Trouble;
use crate::forms::{Keep, Posted, Retained};
use crate::parts::buttons::{Button, button, row};
use crate::parts::form::{
    Encoding, Form, InputKind, TextArea, TextField, Width, file_field, form, text_area, text_field,
};
use crate::parts::layout::{Display, PageHead, PublicPage, page_head, public_page};
use crate::parts::lists::FileView;
use crate::parts::notes::Flash;
use crate::parts::rail::{Fact, facts};
use crate::parts::text::{Href, Link, Prose, Run, calm, plain};
use crate::parts::time;
use crate::parts::timeline::{Body, Message, Timing, message};
use crate::routes::Listener;
use crate::visitor::{MaybeReporter, Reporter, ReporterAct, SESSION, Visit};
use ambergate_coordinator::views::{FileLine, Letter, StatusView};
use ambergate_process::access::Audiences;
use ambergate_process::report::CreditWish;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

const SIGN_IN: &str = "open";
const WRITE: &str = "write";
const CREDIT: &str = "thanks";

/// The page of the signed-in reporter, or the way in.
pub async fn show(visit: Visit, MaybeReporter(reporter): MaybeReporter) -> Result<Page, Trouble> {
    let public = Public::of(&visit.project()?, visit.app.coordinator.now());
    if let Some(reporter) = &reporter
        && let Some(page) = theirs(reporter, &public, visit.flash(), None).await?
    {
        return Ok(page);
    }
    Ok(Page::new(way_in(
        &frame(&public, Display::default(), visit.flash()),
        &public,
        None,
    )))
}

/// The way in: reference and secret.
pub async fn sign_in(visit: Visit, Posted(form): Posted) -> Result<Response, Trouble> {
    let public = Public::of(&visit.project()?, visit.app.coordinator.now());
    let (reference, secret) = (form.fields.get("reference"), form.fields.get("secret"));
    match check(&visit, reference, secret).await? {
        Some(session) => {
            let cookie = SESSION.set(&visit.app, Listener::Public, &session.token, session.lasts);
            Ok(([(header::SET_COOKIE, cookie)], see(public.href("status").as_str())).into_response())
        }
        None => {
            let kept = Retained::because(SIGN_IN, &form.fields, "reference", WRONG);
            let page = way_in(&frame(&public, Display::default(), None), &public, Some(&kept));
            Ok(Page::with(kept.status, page).into_response())
        }
    }
}

/// One answer for an unknown reference, a wrong secret, and a report that has none.
pub const WRONG: &str =
    "There is no report with this reference and this secret. Look at both again; letters may be small or capital.";

/// The check costs time and memory on purpose, so few run at once and the others wait.
pub async fn check(
    visit: &Visit,
    reference: &str,
    secret: &str,
) -> Result<Option<ambergate_coordinator::sign_in::Session>, Trouble> {
    let _turn = visit.app.secrets.acquire().await.map_err(|_| Trouble::Crowded)?;
    Ok(visit.app.coordinator.reporter_sign_in(reference, secret).await?)
}

pub async fn write(visit: Visit, ReporterAct { reporter, form }: ReporterAct) -> Result<Response, Trouble> {
    let public = own_project(&visit, &reporter).await?;
    let text = form.fields.get("text").replace("\r\n", "\n");
    match reporter
        .app
        .coordinator
        .reporter_writes(&reporter.viewer, &text, form.new_files())
        .await
    {
        Ok(()) => Ok(done(&public.href("status"), "written")),
        Err(error) => again(&reporter, &public, Retained::new(WRITE, &form.fields, error)?).await,
    }
}

pub async fn choose_credit(visit: Visit, ReporterAct { reporter, form }: ReporterAct) -> Result<Response, Trouble> {
    let public = own_project(&visit, &reporter).await?;
    let (choice, name) = (credit(form.fields.get("credit")), form.fields.get("credit_name"));
    match reporter
        .app
        .coordinator
        .choose_credit(&reporter.viewer, choice, name)
        .await
    {
        Ok(()) => Ok(done(&public.href("status"), "credit-chosen")),
        Err(error) => again(&reporter, &public, Retained::new(CREDIT, &form.fields, error)?).await,
    }
}

pub async fn sign_out(visit: Visit, ReporterAct { reporter, .. }: ReporterAct) -> Result<Response, Trouble> {
    let public = Public::of(&visit.project()?, reporter.app.coordinator.now());
    reporter.app.coordinator.sign_out(&reporter.viewer).await?;
    let answer = done(&public.href("status"), "signed-out");
    Ok(leave(answer, SESSION.clear(&reporter.app, Listener::Public)))
}

/// What a reporter's one-time link opens.
pub async fn link_page(visit: Visit) -> Result<Page, Trouble> {
    let public = Public::of(&visit.project()?, visit.app.coordinator.now());
    let token = visit.query("t");
    let stands = visit.app.coordinator.link_stands(token).await?;
    let action = public.href("status/link");
    Ok(match stands {
        true => Page::new(reporters_link(Display::default(), &public.name, action.as_str(), token)),
        false => dead(&public),
    })
}

pub async fn use_link(visit: Visit, Posted(form): Posted) -> Result<Response, Trouble> {
    let public = Public::of(&visit.project()?, visit.app.coordinator.now());
    let Some(session) = opened(&visit, Listener::Public, form.fields.get("t"), None).await? else {
        return Ok(dead(&public).into_response());
    };
    let cookie = SESSION.set(&visit.app, Listener::Public, &session.token, session.lasts);
    Ok(([(header::SET_COOKIE, cookie)], see(public.href("status").as_str())).into_response())
}

fn dead(public: &Public) -> Page {
    let page = reporters_dead_link(Display::default(), &public.name, public.href("status").as_str());
    Page::with(StatusCode::FORBIDDEN, page)
}

/// The project in the path, if it is the one that the report went to.
async fn own_project(visit: &Visit, reporter: &Reporter) -> Result<Public, Trouble> {
    let public = Public::of(&visit.project()?, reporter.app.coordinator.now());
    let status = reporter.app.coordinator.status(&reporter.viewer).await?;
    if status.get().slug == public.slug {
        Ok(public)
    } else {
        Err(Trouble::NotFound)
    }
}

async fn again(reporter: &Reporter, public: &Public, kept: Retained) -> Result<Response, Trouble> {
    let page = theirs(reporter, public, None, Some(&kept)).await?;
    Ok(page.ok_or(Trouble::NotFound)?.into_response())
}

/// `None`: their report went to another project of this instance.
async fn theirs(
    reporter: &Reporter,
    public: &Public,
    flash: Option<Flash>,
    retained: Option<&Retained>,
) -> Result<Option<Page>, Trouble> {
    let view = reporter.app.coordinator.status(&reporter.viewer).await?;
    if view.get().slug != public.slug {
        return Ok(None);
    }
    let frame = frame(public, Display::default(), flash);
    let status = retained.map_or(StatusCode::OK, |kept| kept.status);
    Ok(Some(Page::with(
        status,
        page(&frame, public, view.get(), &reporter.csrf(), retained),
    )))
}

fn frame(public: &Public, display: Display, flash: Option<Flash>) -> PublicPage {
    PublicPage {
        display,
        ..public_frame(public, "Your report", PublicSection::Status, flash)
    }
}

fn way_in(frame: &PublicPage, public: &Public, retained: Option<&Retained>) -> Markup {
    let keep = Keep::of(retained, SIGN_IN);
    let reference = TextField {
        field: keep
            .field("reference", "Reference")
            .hint("As R-7K3F-9QXA; you got it when you sent the report."),
        value: keep.text("reference", ""),
        kind: InputKind::Mono,
        width: Width::Medium,
    };
    let secret = TextField {
        field: keep
            .field("secret", "Your secret")
            .hint("The one that you chose in the report form."),
        value: String::new(),
        kind: InputKind::Secret,
        width: Width::Medium,
    };
    public_page(
        frame,
        &html! {
            @if let Some(kept) = retained { (kept.summary()) }
            (page_head(&PageHead {
                crumbs: vec![],
                title: "Your report".to_owned(),
                line: Some(plain("Read answers, write again, choose how you are thanked.")),
                acts: None,
            }))
            (form(&stacked(Form::new(public.href("status"), ANYBODY)), &html! {
                (text_field(&reference)) (text_field(&secret))
                (row(&[button(&Button::main("Open your report"))]))
            }))
            p.small.quiet.gap {
                "You wrote by mail, or chose no secret? Then answer the mail that you got, or write to " (calm(&public.contact)) "."
            }
        },
    )
}

fn page(frame: &PublicPage, public: &Public, view: &StatusView, csrf: &str, retained: Option<&Retained>) -> Markup {
    public_page(
        frame,
        &html! {
            @if let Some(kept) = retained { (kept.summary()) }
            (page_head(&PageHead {
                crumbs: vec![],
                title: view.title.clone(),
                line: Some(vec![Run::Text("Reference ".to_owned()), Run::Mono(view.report.clone())]),
                acts: None,
            }))
            div.stack-l {
                (stand(public, view))
                section.stack aria-labelledby="said" {
                    h2 id="said" { "What was said" }
                    @if view.answers.is_empty() { p.quiet { "Nothing that can be shown yet." } }
                    @for letter in &view.answers { (said(public, letter)) }
                }
                (write_form(public, csrf, Keep::of(retained, WRITE)))
                @if view.public.is_none() { (credit_form(public, view, csrf, Keep::of(retained, CREDIT))) }
                section.stack aria-labelledby="leave" {
                    h2 id="leave" { "Leave this page" }
                    p { "On a machine that others use, sign out when you are done." }
                    (form(&Form::new(public.href("status/sign-out"), csrf), &button(&Button::plain("Sign out"))))
                }
            }
        },
    )
}

fn stand(public: &Public, view: &StatusView) -> Markup {
    let advisory = view.public.as_deref().and_then(Href::web);
    let fact = |label: &str, value: Prose| Fact {
        label: label.to_owned(),
        value,
    };
    let mut list = vec![fact("Where it stands", plain(view.standing))];
    if let Some(arrived) = view.arrived {
        let mut value = vec![Run::Time(arrived)];
        if let Some(because) = &view.assumed {
            value.extend([
                Run::Text(" ".to_owned()),
                Run::Assumed("assumed".to_owned()),
                Run::Quiet(format!(" {because}")),
            ]);
        }
        list.push(fact("Arrived", value));
    }
    if let Some(advisory) = &advisory {
        list.push(fact(
            "Advisory",
            vec![Run::Link(Link::new("It is public", advisory.clone()))],
        ));
    }
    html! {
        div.stack {
            (facts(&list))
            @if advisory.is_none() {
                p.small.quiet {
                    "A person of the " (calm(&public.name)) " security team answers here. Until a fix is out, keep what you know to yourself and to those who work on it."
                }
            }
        }
    }
}

/// A message as its reporter sees it. Which audiences read it is not said: it would tell of a case.
fn said(public: &Public, letter: &Letter) -> Markup {
    let file = |file: &FileLine| FileView {
        name: file.name.clone(),
        bytes: file.size,
        href: public.href(&format!("status/files/{}/{}", file.entry, file.n)),
    };
    message(&Message {
        id: format!("m-{}", letter.id),
        at: letter.at,
        timing: if letter.assumed.is_some() {
            Timing::Assumed
        } else {
            Timing::Observed
        },
        from: if letter.by_reporter {
            "You".to_owned()
        } else {
            letter.name.clone()
        },
        via: format!("{}, {}", time::utc_words(letter.at), letter.via.word()),
        audiences: Audiences::default(),
        body: Body::Text(letter.text.clone()),
        files: letter.files.iter().map(file).collect(),
        evidence: vec![],
    })
}

fn write_form(public: &Public, csrf: &str, keep: Keep<'_>) -> Markup {
    let mut wrap = stacked(Form::new(public.href("status/write"), csrf));
    wrap.encoding = Encoding::Multipart;
    let text = TextArea {
        field: keep
            .field("text", "Your message")
            .hint("Those who work on your report read it, and nobody else."),
        value: keep.text("text", ""),
        rows: 6,
    };
    let again = if keep.is_retained() {
        "They are not kept here: attach them again."
    } else {
        "A proof of concept, a picture, a packet capture."
    };
    html! {
        section.stack id=(WRITE) aria-labelledby="write-h" {
            h2 id="write-h" { "Write again" }
            (form(&wrap, &html! {
                (text_area(&text))
                (file_field(&keep.field("files", "Files").hint(again).optional()))
                (row(&[button(&Button::main("Send to the security team"))]))
            }))
        }
    }
}

fn credit_form(public: &Public, view: &StatusView, csrf: &str, keep: Keep<'_>) -> Markup {
    let now = match &view.credit {
        CreditWish::NotSaid => ("later", ""),
        CreditWish::Anonymous => ("anonymous", ""),
        CreditWish::As(name) => ("name", name.as_str()),
    };
    html! {
        section.stack id=(CREDIT) aria-labelledby="thanks-h" {
            h2 id="thanks-h" { "Your credit" }
            (form(&stacked(Form::new(public.href("status/credit"), csrf)), &html! {
                (credit_choice(keep, Some(now)))
                (row(&[button(&Button::plain("Save how you are thanked"))]))
            }))
        }
    }
}
