//! Who asks, as handlers get it. A handler that takes [`Member`] or [`Act`] runs for members of the project in its path
//! only; everybody else was answered before it.
//!
//! What lives here: cookies, bearer tokens, extractors. What must not: pages, decisions about a case.

mod cookies;

pub use cookies::{BROWSER, NEXT, OurCookie, SESSION};

use crate::app::App;
use crate::errors::{ApiTrouble, Trouble};
use crate::forms::{self, Received};
use crate::pages::DONE;
use crate::parts::notes::Flash;
use crate::parts::text::Href;
use crate::routes::Listener;
use ambergate_coordinator::projects::Listed;
use ambergate_coordinator::views::Shell;
use ambergate_coordinator::{Credential, Seen, Viewer};
use ambergate_process::access::Role;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use std::convert::Infallible;

/// Anybody: the request as pages without a session need it.
pub struct Visit {
    pub app: App,
    pub headers: HeaderMap,
    params: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

/// Somebody with a session of an account.
pub struct Signed {
    pub app: App,
    pub viewer: Viewer,
}

/// A form of somebody with a session, outside any project: sign-out.
pub struct SignedAct {
    pub signed: Signed,
    pub form: Received,
}

/// A member of the project in the path, asking for a page.
pub struct Member {
    pub app: App,
    pub viewer: Viewer,
    /// What every member page shows around its content; `csrf` for its forms is in it.
    pub shell: Seen<Shell>,
    params: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

/// A PST member of the project in the path. For other members its pages are not there.
pub struct Pst(pub Member);

/// A member's form: proven to come from one of our pages in this session.
pub struct Act {
    pub member: Member,
    pub form: Received,
}

/// A reporter with a session, asking for a page of their report.
pub struct Reporter {
    pub app: App,
    pub viewer: Viewer,
    query: Vec<(String, String)>,
}

/// A reporter, or nobody: the status page is also their sign-in page.
pub struct MaybeReporter(pub Option<Reporter>);

/// A reporter's form, proven like a member's.
pub struct ReporterAct {
    pub reporter: Reporter,
    pub form: Received,
}

/// Somebody with a bearer token.
pub struct Caller {
    pub app: App,
    pub viewer: Viewer,
}

impl Visit {
    /// A parameter of the path; empty if the route has none of this name.
    pub fn param(&self, name: &str) -> &str {
        first(&self.params, name)
    }
    /// A parameter of the query; empty if there is none.
    pub fn query(&self, name: &str) -> &str {
        first(&self.query, name)
    }
    pub fn flash(&self) -> Option<Flash> {
        flash(self.query("done"))
    }
    /// The project in the path. One that is not here is not found, whatever is asked of it.
    pub fn project(&self) -> Result<Listed, Trouble> {
        self.app
            .coordinator
            .project(self.param("project"))
            .ok_or(Trouble::NotFound)
    }
}

impl Member {
    pub fn slug(&self) -> &str {
        &self.shell.get().slug
    }
    pub fn is_pst(&self) -> bool {
        self.shell.get().role == Role::Pst
    }
    /// A parameter of the path; empty if the route has none of this name.
    pub fn param(&self, name: &str) -> &str {
        first(&self.params, name)
    }
    /// A parameter of the query; empty if there is none.
    pub fn query(&self, name: &str) -> &str {
        first(&self.query, name)
    }
    /// An address of this project: `cases/AG-7K3F-9QXA`.
    pub fn href(&self, rest: &str) -> Href {
        Href::to(format!("/p/{}/{rest}", self.slug()))
    }
    /// What was just done, for the line on top; see [`crate::pages::done`].
    pub fn flash(&self) -> Option<Flash> {
        flash(self.query("done"))
    }

    async fn of(parts: &mut Parts, app: &App, viewer: Viewer) -> Result<Self, Trouble> {
        let params = params(parts, app).await;
        let shell = app.coordinator.shell(&viewer, first(&params, "project")).await?;
        Ok(Self {
            app: app.clone(),
            viewer,
            shell,
            params,
            query: query(parts),
        })
    }
}

impl Reporter {
    pub fn query(&self, name: &str) -> &str {
        first(&self.query, name)
    }
    pub fn flash(&self) -> Option<Flash> {
        flash(self.query("done"))
    }
    /// The proof for the forms of the page.
    pub fn csrf(&self) -> String {
        self.app.coordinator.csrf(&self.viewer)
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let params = params(parts, app).await;
        Ok(Self {
            app: app.clone(),
            headers: parts.headers.clone(),
            params,
            query: query(parts),
        })
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        match session(parts, app, Listener::Members).await? {
            Some(viewer) => Ok(Self {
                app: app.clone(),
                viewer,
            }),
            None if parts.method == Method::POST => Err(Trouble::SignedOut {
                kept: Default::default(),
            }),
            None => Err(Trouble::SignIn {
                next: parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
            }),
        }
    }
}

impl FromRequest<App> for SignedAct {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let (viewer, form, _) = act(request, app, Listener::Members).await?;
        Ok(Self {
            signed: Signed {
                app: app.clone(),
                viewer,
            },
            form,
        })
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let Signed { viewer, .. } = Signed::from_request_parts(parts, app).await?;
        Member::of(parts, app, viewer).await
    }
}

impl FromRequestParts<App> for Pst {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let member = Member::from_request_parts(parts, app).await?;
        if member.is_pst() {
            Ok(Self(member))
        } else {
            Err(Trouble::NotFound)
        }
    }
}

impl FromRequest<App> for Act {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let (viewer, form, mut parts) = act(request, app, Listener::Members).await?;
        Ok(Self {
            member: Member::of(&mut parts, app, viewer).await?,
            form,
        })
    }
}

impl FromRequestParts<App> for MaybeReporter {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let Some(viewer) = session(parts, app, Listener::Public).await? else {
            return Ok(Self(None));
        };
        Ok(Self(Some(Reporter {
            app: app.clone(),
            viewer,
            query: query(parts),
        })))
    }
}

impl FromRequestParts<App> for Reporter {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let MaybeReporter(reporter) = MaybeReporter::from_request_parts(parts, app).await?;
        reporter.ok_or(Trouble::NotFound)
    }
}

impl FromRequest<App> for ReporterAct {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let (viewer, form, parts) = act(request, app, Listener::Public).await?;
        Ok(Self {
            reporter: Reporter {
                app: app.clone(),
                viewer,
                query: query(&parts),
            },
            form,
        })
    }
}

/// Reads and proves a form. Without a session, or with a proof of another one, it is not done; what was typed is shown.
async fn act(request: Request, app: &App, listener: Listener) -> Result<(Viewer, Received, Parts), Trouble> {
    let (parts, body) = request.into_parts();
    forms::own_site(&parts)?;
    let viewer = session(&parts, app, listener).await?;
    let form = forms::receive(&parts, body, app).await?;
    let Some(viewer) = viewer else {
        return Err(Trouble::SignedOut { kept: form.fields });
    };
    let csrf = app.coordinator.csrf(&viewer);
    if forms::proven(&form.fields, &csrf) {
        return Ok((viewer, form, parts));
    }
    if forms::surely_own_site(&parts) {
        let action = parts.uri.path().to_owned();
        return Err(Trouble::SendAgain {
            action,
            fields: form.fields,
            csrf,
        });
    }
    Err(Trouble::OtherSite)
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiTrouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiTrouble> {
        let signed_out = || {
            ApiTrouble(Trouble::SignedOut {
                kept: Default::default(),
            })
        };
        let token = bearer(&parts.headers).ok_or_else(signed_out)?;
        // A cookie's session is no API token: what a browser holds must not work from elsewhere.
        let (listener, credential) = match parts.extensions.get::<Listener>() {
            Some(Listener::Public) => (Listener::Public, Credential::Session(token)),
            _ => (Listener::Members, Credential::ApiToken(token)),
        };
        let viewer = app
            .coordinator
            .viewer(credential)
            .await?
            .filter(|viewer| belongs(viewer, listener));
        let viewer = viewer.ok_or_else(signed_out)?;
        Ok(Self {
            app: app.clone(),
            viewer,
        })
    }
}

/// The viewer of a session cookie: an account on the members' listener, a reporter on the public one. A cookie that is not
/// known is no cookie.
async fn session(parts: &Parts, app: &App, listener: Listener) -> Result<Option<Viewer>, Trouble> {
    let Some(token) = SESSION.read(app, listener, &parts.headers) else {
        return Ok(None);
    };
    let viewer = app.coordinator.viewer(Credential::Session(&token)).await?;
    Ok(viewer.filter(|viewer| belongs(viewer, listener)))
}

/// Whether a session of this viewer is one of this listener.
pub fn belongs(viewer: &Viewer, listener: Listener) -> bool {
    match listener {
        Listener::Members => viewer.account().is_some(),
        Listener::Public => viewer.outsider().is_some(),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs
        .iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value)
}

async fn params(parts: &mut Parts, app: &App) -> Vec<(String, String)> {
    match RawPathParams::from_request_parts(parts, app).await {
        Ok(params) => params
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        Err(_) => Vec::new(),
    }
}

fn query(parts: &Parts) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Only sentences of ours are ever shown: the query holds a key, not words.
fn flash(key: &str) -> Option<Flash> {
    let words = DONE.iter().find(|(known, _)| *known == key)?.1;
    Some(Flash {
        words: words.to_owned(),
        link: None,
    })
}
