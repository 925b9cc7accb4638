//! *Sign in*: a mailed link that works once, in the browser that asked for it; and sign-out.
//!
//! The link opens a page with a button. A mail scanner that follows links presses none, so it uses nothing up.

use super::{Page, Sample, done, see, stacked};
use crate::errors::Trouble;
use crate::forms::{Fields, Keep, Posted, Retained};
use crate::gallery::Say;
use crate::parts::buttons::{Button, button, row};
use crate::parts::form::{Form, InputKind, TextField, form, hidden, text_field};
use crate::parts::layout::{Display, Foot, SignInPage, sign_in_page};
use crate::parts::notes::Flash;
use crate::parts::text::{Href, Link, link};
use crate::routes::Listener;
use crate::visitor::{BROWSER, NEXT, SESSION, SignedAct, Visit, belongs};
use ambergate_coordinator::Credential;
use ambergate_coordinator::sign_in::{LINK, Session};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use maud::{Markup, html};

pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "sign-in",
        page: sample,
    },
    Sample {
        name: "sign-in-refused",
        page: sample_refused,
    },
    Sample {
        name: "sign-in-sent",
        page: sample_sent,
    },
    Sample {
        name: "sign-in-link",
        page: sample_link,
    },
    Sample {
        name: "sign-in-link-dead",
        page: sample_dead,
    },
];

/// A browser is known by its cookie for this long; asking and pressing the button lie closer together.
const BROWSER_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// The sign-in page that leads on to `next`.
pub fn address(next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

pub async fn show(visit: Visit) -> Response {
    let view = SignInView::of(&visit, visit.query("next"));
    let page = Page::new(page(Display::default(), &view, visit.flash(), None));
    let (_, cookie) = browser(&visit);
    ([(header::SET_COOKIE, cookie)], page).into_response()
}

/// The form of the page. The answer is the same for a known and an unknown address.
pub async fn ask(visit: Visit, Posted(form): Posted) -> Result<Response, Trouble> {
    let fields = &form.fields;
    let (browser, cookie) = browser(&visit);
    let view = SignInView::of(&visit, fields.get("next"));
    match visit
        .app
        .coordinator
        .request_link(fields.get("mail").trim(), &browser)
        .await
    {
        Ok(()) => {
            let next = NEXT.set(&visit.app, Listener::Members, local(fields.get("next")), LINK);
            let mut answer = Page::new(sent(Display::default(), &view)).into_response();
            answer.headers_mut().append(header::SET_COOKIE, cookie);
            answer.headers_mut().append(header::SET_COOKIE, next);
            Ok(answer)
        }
        Err(error) => {
            let kept = Retained::new(FORM, fields, error)?;
            let page = Page::with(kept.status, page(Display::default(), &view, None, Some(&kept)));
            Ok(([(header::SET_COOKIE, cookie)], page).into_response())
        }
    }
}

/// What the link in the mail opens.
pub async fn link_page(visit: Visit) -> Result<Page, Trouble> {
    let view = SignInView::of(&visit, "");
    let token = visit.query("t");
    match visit.app.coordinator.link_stands(token).await? {
        true => Ok(Page::new(open(Display::default(), &view, "/sign-in/link", token))),
        false => Ok(Page::with(
            StatusCode::FORBIDDEN,
            dead(Display::default(), &view, "/sign-in"),
        )),
    }
}

/// The button of that page.
pub async fn use_link(visit: Visit, Posted(form): Posted) -> Result<Response, Trouble> {
    let app = &visit.app;
    let browser = BROWSER.read(app, Listener::Members, &visit.headers);
    let next = NEXT.read(app, Listener::Members, &visit.headers).unwrap_or_default();
    let Some(session) = opened(&visit, Listener::Members, form.fields.get("t"), browser.as_deref()).await? else {
        let view = SignInView::of(&visit, "");
        return Ok(Page::with(StatusCode::FORBIDDEN, dead(Display::default(), &view, "/sign-in")).into_response());
    };
    let mut answer = see(local(&next));
    for cookie in [
        SESSION.set(app, Listener::Members, &session.token, session.lasts),
        NEXT.clear(app, Listener::Members),
        BROWSER.clear(app, Listener::Members),
    ] {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

pub async fn sign_out(SignedAct { signed, .. }: SignedAct) -> Result<Response, Trouble> {
    signed.app.coordinator.sign_out(&signed.viewer).await?;
    let answer = done(&Href::to("/sign-in"), "signed-out");
    Ok(leave(answer, SESSION.clear(&signed.app, Listener::Members)))
}

/// Takes the session from the browser. `cookies` is left out of `Clear-Site-Data`: it would clear those of every other
/// host of the domain too.
pub fn leave(mut answer: Response, cleared: HeaderValue) -> Response {
    let headers = answer.headers_mut();
    headers.append(header::SET_COOKIE, cleared);
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    answer
}

/// Uses a link up. A link of the other listener opens nothing here.
pub async fn opened(
    visit: &Visit,
    listener: Listener,
    token: &str,
    browser: Option<&str>,
) -> Result<Option<Session>, Trouble> {
    let coordinator = &visit.app.coordinator;
    let Some(session) = coordinator.use_link(token, browser).await? else {
        return Ok(None);
    };
    let viewer = coordinator.viewer(Credential::Session(&session.token)).await?;
    match viewer {
        Some(viewer) if belongs(&viewer, listener) => Ok(Some(session)),
        Some(viewer) => {
            coordinator.sign_out(&viewer).await?;
            Ok(None)
        }
        None => Ok(None),
    }
}

/// This browser's mark and the cookie that holds it; minted where there is none.
fn browser(visit: &Visit) -> (String, HeaderValue) {
    let mark = BROWSER
        .read(&visit.app, Listener::Members, &visit.headers)
        .unwrap_or_else(|| visit.app.coordinator.token());
    let cookie = BROWSER.set(&visit.app, Listener::Members, &mark, BROWSER_LASTS);
    (mark, cookie)
}

/// Only a path of this listener is ever gone to.
fn local(next: &str) -> &str {
    let path = next.starts_with('/') && Href::to(next).as_str() == next;
    let fine = path && next.len() < 500 && next.bytes().all(|b| b.is_ascii_graphic());
    if fine { next } else { "/" }
}

const FORM: &str = "sign-in";

struct SignInView {
    project: String,
    /// The report form, where there is one project.
    report: Option<Href>,
    next: String,
}

impl SignInView {
    /// With one project the page names it; with several it would tell who is here.
    fn of(visit: &Visit, next: &str) -> Self {
        let projects = visit.app.coordinator.projects();
        let only = if let [only] = projects.as_slice() {
            Some(only)
        } else {
            None
        };
        Self {
            project: only.map_or_else(|| "Ambergate".to_owned(), |listed| listed.settings.name.clone()),
            report: only.and_then(|listed| Href::web(&format!("{}/report", listed.settings.public_url))),
            next: local(next).to_owned(),
        }
    }

    fn frame(&self, display: Display, title: &str, flash: Option<Flash>) -> SignInPage {
        SignInPage {
            title: title.to_owned(),
            project: self.project.clone(),
            home: Href::to("/"),
            display,
            flash,
            foot: Foot {
                note: "Ambergate".to_owned(),
                links: vec![],
            },
        }
    }
}

fn page(display: Display, view: &SignInView, flash: Option<Flash>, retained: Option<&Retained>) -> Markup {
    let keep = Keep::of(retained, FORM);
    let hint = "If it is known here, a link goes out. It works once, for ten minutes, in this browser.";
    let mail = TextField {
        field: keep.field("mail", "Your mail address").hint(hint),
        value: keep.text("mail", ""),
        kind: InputKind::Email,
        ..TextField::default()
    };
    sign_in_page(
        &view.frame(display, "Sign in", flash),
        &html! {
            @if let Some(kept) = retained { (kept.summary()) }
            (form(&stacked(Form::new(Href::to("/sign-in"), ANYBODY)), &html! {
                (hidden("next", &view.next))
                (text_field(&mail))
                (row(&[button(&Button::main("Send me a link"))]))
            }))
            @if let Some(report) = &view.report {
                p.sign-gap.small.quiet {
                    "Want to report a vulnerability? "
                    (link(&Link::new("You need no account for that.", report.clone())))
                }
            }
        },
    )
}

/// In the place of the proof where there is no session that it could be bound to; `Sec-Fetch-Site` guards these forms.
pub const ANYBODY: &str = "anybody";

fn sent(display: Display, view: &SignInView) -> Markup {
    sign_in_page(
        &view.frame(display, "Look into your mail", None),
        &html! {
            div.stack {
                p { "If your address is known here, a link is on its way. Open it in this browser within ten minutes; it works once." }
                p { "Nothing there after a few minutes? Look whether the address was right, or ask somebody of the Product Security Team." }
                p { a href="/sign-in" { "Ask for another link" } }
            }
        },
    )
}

fn open(display: Display, view: &SignInView, action: &str, token: &str) -> Markup {
    sign_in_page(
        &view.frame(display, "Sign in", None),
        &html! {
            div.stack {
                p { "The link is good. It works once." }
                (form(&stacked(Form::new(Href::to(action), ANYBODY)), &html! {
                    (hidden("t", token))
                    (row(&[button(&Button::main("Sign in"))]))
                }))
            }
        },
    )
}

fn dead(display: Display, view: &SignInView, again: &str) -> Markup {
    sign_in_page(
        &view.frame(display, "This link does not work", None),
        &html! {
            div.stack {
                p { "It was used before, it is older than ten minutes, it was asked for in another browser, or it is not complete." }
                p { "Nothing is lost. " (link(&Link::new("Ask for another link", Href::to(again)))) " and open it in the browser you ask with." }
            }
        },
    )
}

/// The page of a reporter's link, on the public listener.
pub fn reporters_link(display: Display, project: &str, action: &str, token: &str) -> Markup {
    open(display, &reporters_view(project), action, token)
}

/// A reporter's link that does not work.
pub fn reporters_dead_link(display: Display, project: &str, again: &str) -> Markup {
    let view = reporters_view(project);
    sign_in_page(
        &view.frame(display, "This link does not work", None),
        &html! {
            div.stack {
                p { "It was used before, it is too old, or it is not complete." }
                p { "Nothing is lost. " (link(&Link::new("Open your report with its reference and your secret", Href::to(again)))) ", or answer the mail that you got." }
            }
        },
    )
}

fn reporters_view(project: &str) -> SignInView {
    SignInView {
        project: format!("{project} security"),
        report: None,
        next: "/".to_owned(),
    }
}

fn sample_view(say: Say) -> SignInView {
    SignInView {
        project: say("CoreDNS"),
        report: Href::web("https://security.example.org/coredns/report"),
        next: "/".to_owned(),
    }
}

fn sample(display: Display, say: Say) -> Markup {
    let flash = Flash {
        words: "You are signed out.".to_owned(),
        link: None,
    };
    page(display, &sample_view(say), Some(flash), None)
}

fn sample_refused(display: Display, say: Say) -> Markup {
    let fields: Fields = [("mail".to_owned(), say("robin.example.org"))].into_iter().collect();
    let kept = Retained::because(FORM, &fields, "mail", "Write your mail address as name@example.org.");
    page(display, &sample_view(say), None, Some(&kept))
}

fn sample_sent(display: Display, say: Say) -> Markup {
    sent(display, &sample_view(say))
}

fn sample_link(display: Display, say: Say) -> Markup {
    open(display, &sample_view(say), "/sign-in/link", "sample")
}

fn sample_dead(display: Display, say: Say) -> Markup {
    dead(display, &sample_view(say), "/sign-in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for next in ["/p/coredns/cases/AG-7K3F-9QXA?tab=open", "/", "/p/x/today#late"] {
            assert_eq!(local(next), next);
        }
        for next in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "javascript:x",
            "/ü",
            "/a b",
        ] {
            assert_eq!(local(next), "/", "{next}");
        }
        assert_eq!(local(&format!("/{}", "x".repeat(600))), "/");
    }
}
