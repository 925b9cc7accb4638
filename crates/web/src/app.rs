//! The two listeners: one application state, two routers, both made from the route table and from nothing else.
//!
//! What lives here: [`App`], [`public`], [`members`], and what every request passes through. What must not: a path, a
//! page. Sockets, TLS and time limits of connections are the binary's.

use crate::errors::{self, Broken};
use crate::files::PublicFiles;
use crate::headers;
use crate::routes::{self, Listener};
use ambergate_coordinator::Coordinator;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router, middleware};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

/// What handlers work with. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub coordinator: Coordinator,
    /// The built public site.
    pub files: Arc<dyn PublicFiles>,
    /// Room for bodies that are being received, in KiB: all of them together never hold more.
    pub(crate) room: Arc<Semaphore>,
    /// How many secrets are checked at once: each check costs memory and time on purpose.
    pub(crate) secrets: Arc<Semaphore>,
}

/// How many of the largest forms may be in memory at once.
const LARGEST_AT_ONCE: usize = 4;
const SECRETS_AT_ONCE: usize = 2;

impl App {
    pub fn new(coordinator: Coordinator, files: Arc<dyn PublicFiles>) -> Self {
        let room = (coordinator.limits().form / 1024 + 1) * LARGEST_AT_ONCE;
        Self {
            coordinator,
            files,
            room: Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS))),
            secrets: Arc::new(Semaphore::new(SECRETS_AT_ONCE)),
        }
    }

    /// How browsers reach a listener, by the addresses of the projects: over HTTPS unless all of them say `http`.
    pub fn over(&self, listener: Listener) -> Over {
        let projects = self.coordinator.projects();
        let mut urls = projects.iter().map(|listed| match listener {
            Listener::Members => &listed.settings.members_url,
            Listener::Public => &listed.settings.public_url,
        });
        if urls.all(|url| url.starts_with("http://")) {
            Over::Http
        } else {
            Over::Https
        }
    }
}

/// The transport between a browser and us, or the proxy before us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// A demo on this machine. Cookies carry no `Secure`.
    Http,
    Https,
}

/// The listener for everybody: report form, status page, public site.
pub fn public(app: App) -> Router {
    router(app, Listener::Public)
}

/// The listener for members: pages and API.
pub fn members(app: App) -> Router {
    router(app, Listener::Members)
}

fn router(app: App, listener: Listener) -> Router {
    let mine = routes::table().filter(|route| route.listener == listener);
    let routes = mine.fold(Router::new(), |router, route| {
        router.route(route.path, (route.handler)())
    });
    let routes = routes
        .fallback(errors::nothing_here)
        .method_not_allowed_fallback(errors::nothing_here)
        // Bodies are counted where they are read.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(Extension(listener))
        .with_state(app.clone());
    // Around the routes, not in them: a router adds `Allow` after its own layers.
    let dress = middleware::from_fn_with_state((app, listener), headers::dress);
    Router::new().fallback_service(routes).layer(dress)
}

/// The words of a panic may be those of a case, so they are dropped.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Broken::program("a handler panicked").into_response()
}
