//! *New report*: the form that anybody may fill in, without an account (S7, S8, S9), and the page that thanks for it.
//!
//! The bytes are durable before the thank-you page is sent. That page holds the reference and nothing that reads.

mod samples;

pub use samples::{SAMPLES, sample_public};

use super::{Page, Public, PublicSection, public_frame, stacked};
use crate::errors::Trouble;
use crate::forms::{Keep, Posted, Received, Retained};
use crate::pages::sign_in::ANYBODY;
use crate::parts::buttons::{Button, Here, button, row};
use crate::parts::choices::{Check, Choice, Choices, check, radio_cards};
use crate::parts::form::{
    Encoding, Form, InputKind, ONCE_FIELD, TextArea, TextField, Width, file_field, form, text_area, text_field,
};
use crate::parts::layout::{Display, PageHead, PublicPage, page_head, public_page};
use crate::parts::marks::id;
use crate::parts::text::{calm, plain};
use crate::visitor::Visit;
use ambergate_coordinator::intake::{ClearMail, Credit, FormReport};
use ambergate_process::report::Via;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

const FORM: &str = "report";

pub async fn show(visit: Visit) -> Result<Page, Trouble> {
    let public = Public::of(&visit.project()?, visit.app.coordinator.now());
    let view = FormView {
        once: visit.app.coordinator.token(),
        limit: visit.app.coordinator.limits().form,
    };
    Ok(Page::new(page(
        &frame(&public, Display::default()),
        &public,
        &view,
        None,
    )))
}

pub async fn send(visit: Visit, Posted(form): Posted) -> Result<Response, Trouble> {
    let listed = visit.project()?;
    let coordinator = &visit.app.coordinator;
    let public = Public::of(&listed, coordinator.now());
    let report = read(&form);
    let reach = Reach::of(&report);
    match coordinator.take_form(listed.slug.as_str(), report, Via::Form).await {
        Ok(receipt) => {
            let view = ThanksView {
                reference: receipt.report.to_string(),
                reach,
            };
            Ok(Page::new(thanks(&frame(&public, Display::default()), &public, &view)).into_response())
        }
        Err(error) => {
            let kept = Retained::new(FORM, &form.fields, error)?.renamed("token", "title");
            // A token of ours is kept, so that the same report sent twice stays one.
            let once = Some(form.fields.get(ONCE_FIELD))
                .filter(|once| once.len() == 26)
                .map(str::to_owned);
            let view = FormView {
                once: once.unwrap_or_else(|| coordinator.token()),
                limit: coordinator.limits().form,
            };
            let page = page(&frame(&public, Display::default()), &public, &view, Some(&kept));
            Ok(Page::with(kept.status, page).into_response())
        }
    }
}

/// The form as the coordinator takes it. The API's form with files has the same fields.
pub fn read(form: &Received) -> FormReport {
    let fields = &form.fields;
    let line = |name: &str| fields.get(name).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = |name: &str| fields.get(name).replace("\r\n", "\n");
    FormReport {
        token: fields.get(ONCE_FIELD).to_owned(),
        name: line("name"),
        address: line("address"),
        title: line("title"),
        what: text("what"),
        steps: text("steps"),
        other: text("other"),
        credit: credit(fields.get("credit")),
        credit_name: line("credit_name"),
        public_url: line("public_url"),
        public_seen: line("public_seen"),
        secret: fields.get("secret").to_owned(),
        clear_mail: if fields.has("clear_mail") {
            ClearMail::Allowed
        } else {
            ClearMail::No
        },
        files: form.files.clone(),
    }
}

/// The choice of credit as forms and the API write it.
pub fn credit(key: &str) -> Credit {
    match key {
        "name" => Credit::ByName,
        "anonymous" => Credit::Anonymous,
        _ => Credit::NotSaid,
    }
}

struct FormView {
    /// Minted with the page: the same form sent twice is one report.
    once: String,
    /// Bytes, files included.
    limit: usize,
}

/// How an answer can reach the reporter; the thank-you page says it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Nobody,
    Secret,
    /// By mail: that there is an answer, or the answer itself.
    Mail {
        clear: ClearMail,
        secret: bool,
    },
}

impl Reach {
    fn of(report: &FormReport) -> Self {
        let secret = !report.secret.is_empty();
        match report.address.trim().is_empty() {
            true if secret => Reach::Secret,
            true => Reach::Nobody,
            false => Reach::Mail {
                clear: report.clear_mail,
                secret,
            },
        }
    }
}

struct ThanksView {
    reference: String,
    reach: Reach,
}

fn frame(public: &Public, display: Display) -> PublicPage {
    PublicPage {
        display,
        ..public_frame(public, "Report a vulnerability", PublicSection::Report, None)
    }
}

fn page(frame: &PublicPage, public: &Public, view: &FormView, retained: Option<&Retained>) -> Markup {
    let keep = Keep::of(retained, FORM);
    let mut wrap = stacked(Form::new(public.href("report"), ANYBODY)).once(view.once.clone());
    wrap.encoding = Encoding::Multipart;
    public_page(
        frame,
        &html! {
            @if let Some(kept) = retained { (kept.summary()) }
            (page_head(&PageHead {
                crumbs: vec![],
                title: "Report a vulnerability".to_owned(),
                line: Some(plain(format!(
                    "To the {} security team, in confidence. You need no account. You can also write to {}.",
                    public.name, public.contact,
                ))),
                acts: None,
            }))
            div id=(FORM) { (form(&wrap, &html! {
                div.stack-l {
                    section.stack { (found(keep, view)) }
                    section.stack { (known(keep)) }
                    section.stack { h2 { "Thanks" } (credit_choice(keep, None)) }
                    section.stack { (reached(keep)) }
                }
                (row(&[button(&Button::main("Send the report"))]))
            })) }
        },
    )
}

fn found(keep: Keep<'_>, view: &FormView) -> Markup {
    let title = TextField {
        field: keep
            .field("title", "What is it, in a few words")
            .hint("For example: “Cache poisoning by a forged referral”."),
        value: keep.text("title", ""),
        ..TextField::default()
    };
    let area = |name: &str, label: &str, hint: &str, rows| TextArea {
        field: keep.field(name, label).hint(hint),
        value: keep.text(name, ""),
        rows,
    };
    let optional = |mut area: TextArea| {
        area.field = area.field.optional();
        area
    };
    let files = keep
        .field("files", "Files")
        .hint(format!(
            "Proof of concept, screenshot, packet capture. Up to {} MiB together.{}",
            view.limit >> 20,
            if keep.is_retained() {
                " They are not kept here: attach them again."
            } else {
                ""
            },
        ))
        .optional();
    html! {
        h2 { "What you found" }
        (text_field(&title))
        (text_area(&area("what", "Where is it, and what does it do", "Versions, configuration, what an attacker can do and what they need for it.", 8)))
        (text_area(&optional(area("steps", "How to see it", "The steps, as exactly as you have them.", 6))))
        (file_field(&files))
        (text_area(&optional(area("other", "Anything else", "Who else knows, a date that you have in mind, a fix that you have.", 3))))
    }
}

/// Already public (S9).
fn known(keep: Keep<'_>) -> Markup {
    let url = TextField {
        field: keep
            .field("public_url", "Is it public already? Where?")
            .hint("The full address. Leave it empty if you know of none.")
            .optional(),
        value: keep.text("public_url", ""),
        kind: InputKind::Url,
        ..TextField::default()
    };
    let seen = TextField {
        field: keep
            .field("public_seen", "When did you see it")
            .hint("As 2025-09-03 14:00, in UTC. Empty means just now.")
            .optional(),
        value: keep.text("public_seen", ""),
        width: Width::Medium,
        ..TextField::default()
    };
    html! { h2 { "Whether others know" } (text_field(&url)) (text_field(&seen)) }
}

/// The choice of credit (S7): on this form and on the status page.
pub fn credit_choice(keep: Keep<'_>, now: Option<(&str, &str)>) -> Markup {
    let (chosen, name) = now.map_or((None, ""), |(chosen, name)| (Some(chosen), name));
    let choices = Choices {
        field: keep.field("credit", "How shall the advisory thank you").optional(),
        choices: vec![
            Choice::new("name", "By name or handle").hint("As you write it below."),
            Choice::new("anonymous", "Without a name").hint("It says that a reporter found it."),
            Choice::new("later", "I decide later")
                .hint("Until the advisory is out you can choose on the page of your report."),
        ],
        chosen: keep.chosen("credit", Some(chosen.unwrap_or("later"))),
        width: Width::Full,
    };
    let name = TextField {
        field: keep.field("credit_name", "Name or handle to thank").optional(),
        value: keep.text("credit_name", name),
        width: Width::Medium,
        ..TextField::default()
    };
    html! { (radio_cards(&choices)) (text_field(&name)) }
}

fn reached(keep: Keep<'_>) -> Markup {
    let field = |name: &str, label: &str, hint: &str, kind, complete_value: String| TextField {
        field: keep.field(name, label).hint(hint).optional(),
        value: complete_value,
        kind,
        width: Width::Medium,
    };
    let clear = Check {
        field: keep.field("clear_mail", "Send me answers in clear text by mail").hint(
            "Mail in clear text can be read on its way. Without a tick here, a mail only says that there is an answer.",
        ),
        value: "yes".to_owned(),
        ticked: if keep.ticked("clear_mail", "yes") {
            Here::Here
        } else {
            Here::Elsewhere
        },
    };
    // A secret is never written back into a page.
    let again = if keep.is_retained() {
        " It is not kept here: type it again."
    } else {
        ""
    };
    let secret = format!(
        "At least 12 characters. With it and the reference you read answers on this site. Nobody can restore it.{again}"
    );
    html! {
        h2 { "How we reach you" }
        (text_field(&field("name", "Your name", "What we may call you.", InputKind::Line, keep.text("name", ""))))
        (text_field(&field("address", "Your mail address", "For answers. Leave it empty to stay unknown.", InputKind::Email, keep.text("address", ""))))
        (check(&clear))
        (text_field(&field("secret", "A secret for reading answers here", &secret, InputKind::NewSecret, String::new())))
    }
}

fn thanks(frame: &PublicPage, public: &Public, view: &ThanksView) -> Markup {
    public_page(
        frame,
        &html! {
            (page_head(&PageHead { crumbs: vec![], title: "Your report has arrived".to_owned(), line: None, acts: None }))
            div.stack {
                p { "Its reference is " strong { (id(&view.reference)) } ". Keep it; quote it if you write again." }
                h2 { "What happens next" }
                ul.stack {
                    li { "A person of the " (calm(&public.name)) " security team reads it and answers you." }
                    li { "Until a fix is out they keep it to those who work on it. Please do so too." }
                    @match view.reach {
                        Reach::Nobody => li { "You left neither an address nor a secret, so nobody can answer you. If you want an answer, write to " (calm(&public.contact)) " and quote the reference." },
                        Reach::Secret => li { "Answers stand under “Your report”. You open it with the reference and your secret." },
                        Reach::Mail { clear, secret } => {
                            @match clear {
                                ClearMail::Allowed => li { "Answers come by mail, in clear text, as you asked." },
                                ClearMail::No => li { "A mail tells you when there is an answer. It does not hold the answer, because mail can be read on its way." },
                            }
                            @if secret { li { "You can read everything under “Your report”, with the reference and your secret." } }
                        }
                    }
                }
            }
        },
    )
}
