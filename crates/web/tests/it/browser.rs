//! A World with its two listeners, and something that asks them.

use ambergate_coordinator::ports::Site;
use ambergate_process::ids::{CaseId, ReportId};
use ambergate_testkit::World;
use ambergate_web::{App, SiteFiles, app};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

pub struct House<'a> {
    pub world: World<'a>,
    pub members: Router,
    pub public: Router,
    pub files: SiteFiles,
}

impl<'a> House<'a> {
    pub async fn of(world: World<'a>) -> Self {
        let files = SiteFiles::new(Arc::new(world.clock.clone()), None);
        let app = App::new(world.coordinator.clone(), Arc::new(files.clone()));
        let house = Self {
            members: app::members(app.clone()),
            public: app::public(app),
            files,
            world,
        };
        house.world.coordinator.refresh_sites().await.unwrap();
        house.refresh().await;
        house
    }

    /// Hands the public listener what the World's site port was given.
    pub async fn refresh(&self) {
        let input = self.world.site.of("coredns").unwrap();
        self.files.publish("coredns".to_owned(), input).await.unwrap();
    }

    /// What a member's form carries.
    pub fn csrf(&self, person: &str) -> String {
        self.world.coordinator.csrf(self.world.viewer(person))
    }

    pub fn cookie(&self, person: &str) -> String {
        format!("__Host-ambergate={}", self.world.person(person).session)
    }

    pub async fn token(&self, person: &str) -> String {
        let lasts = jiff::SignedDuration::from_hours(24 * 30);
        let member = &self.world.person(person).member;
        self.world
            .coordinator
            .issue_api_token(&self.world.project, member, lasts)
            .await
            .unwrap()
    }

    pub async fn get(&self, person: &str, path: &str) -> Said {
        ask(
            &self.members,
            Request::get(path).header(header::COOKIE, self.cookie(person)),
            Body::empty(),
        )
        .await
    }

    pub async fn post(&self, person: &str, path: &str, fields: &[(&str, &str)]) -> Said {
        let csrf = self.csrf(person);
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        let request = Request::post(path)
            .header(header::COOKIE, self.cookie(person))
            .header("sec-fetch-site", "same-origin");
        form(&self.members, request, &fields).await
    }

    /// A report by mail and a case that is made of it.
    pub async fn case(&self) -> (ReportId, CaseId) {
        let mail = "From: Quinn Varga <quinn@example.org>\nSubject: A lease id becomes a TTL\nMessage-ID: <1@example.org>\n\
                    MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe TTL is the lease id.\n--b\n\
                    Content-Type: text/x-sh\nContent-Disposition: attachment; filename=\"poc.sh\"\n\n#!/bin/sh\n--b--\n";
        let report = self.world.report_by_mail(mail).await;
        let case = self
            .world
            .coordinator
            .open_case(self.world.viewer("robin"), &report, "lease as TTL")
            .await
            .unwrap();
        self.world.run_jobs().await;
        self.world.mails();
        (report, case)
    }
}

/// An answer, read whole.
#[derive(Clone, PartialEq)]
pub struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = String::from_utf8_lossy(&self.body).chars().rev().take(600).collect();
        write!(
            f,
            "{} {:?} {} bytes: …{}",
            self.status,
            self.headers,
            self.body.len(),
            text.chars().rev().collect::<String>()
        )
    }
}

impl Said {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name}"))
            .to_str()
            .unwrap()
    }
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
    /// The value of a cookie that was set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap());
        let mut pairs = set.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    }
}

pub async fn ask(router: &Router, request: axum::http::request::Builder, body: Body) -> Said {
    let answer = router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Said {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

pub async fn get(router: &Router, path: &str) -> Said {
    ask(router, Request::get(path), Body::empty()).await
}

pub async fn form(router: &Router, request: axum::http::request::Builder, fields: &[(&str, &str)]) -> Said {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    ask(
        router,
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        Body::from(body),
    )
    .await
}

/// A form with files: name of the field, file name, bytes.
pub async fn with_files(
    router: &Router,
    request: axum::http::request::Builder,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Said {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    for (name, file, bytes) in files {
        let head = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: text/html\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--frontier--\r\n");
    ask(
        router,
        request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=frontier"),
        Body::from(body),
    )
    .await
}

/// The value of a hidden field of a page.
#[track_caller]
pub fn hidden(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let at = html.find(&start).unwrap_or_else(|| panic!("no field {name}")) + start.len();
    html[at..].split('"').next().unwrap().to_owned()
}

/// A test on a fresh house, on an embedded database.
macro_rules! house {
    ($($(#[$meta:meta])* async fn $name:ident($house:ident) $body:block)*) => {
        $($(#[$meta])* #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let bed = ambergate_testkit::Bed::sqlite().await;
            let world = ambergate_testkit::World::on(&bed).await;
            let $house = crate::browser::House::of(world).await;
            $body
        })*
    };
}
pub(crate) use house;
