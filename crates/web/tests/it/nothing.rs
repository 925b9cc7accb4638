//! Absent and forbidden are one answer: the same status, the same headers, the same bytes (invariant 4).

use crate::browser::{House, Said, ask, get, house};
use ambergate_web::routes::{Listener, Route, Verb, table};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

/// Real ids, or ids that nothing has.
struct Ids {
    report: String,
    case: String,
    announcement: String,
    entry: String,
    raw: String,
}

impl Ids {
    async fn real(house: &House<'_>) -> Self {
        let (report, case) = house.case().await;
        let (c, robin) = (&house.world.coordinator, house.world.viewer("robin"));
        let kind = ambergate_process::policy::MessageKind::ForthcomingFix;
        c.take_lead(robin, &case, None).await.unwrap();
        let announcement = c.draft_announcement(robin, &case, kind).await.unwrap().to_string();
        let view = c.report(robin, "coredns", report.as_str()).await.unwrap();
        let (entry, raw) = (view.get().letters[0].id.clone(), view.get().raw[0].0.clone());
        house.world.run_jobs().await;
        house.world.mails();
        Self {
            report: report.to_string(),
            case: case.to_string(),
            announcement,
            entry,
            raw,
        }
    }
    fn absent() -> Self {
        let inner = "0123456789abcdefghjkmnpqrs".to_owned();
        let (report, case) = ("R-0000-0000".to_owned(), "AG-0000-0000".to_owned());
        Self {
            report,
            case,
            announcement: inner.clone(),
            entry: inner.clone(),
            raw: inner,
        }
    }
    /// A path of the table with these ids in it.
    fn fill(&self, path: &str) -> String {
        let id = match path {
            path if path.contains("/reports/") => &self.report,
            path if path.contains("/raw/") => &self.raw,
            _ => &self.case,
        };
        path.replace("{project}", "coredns")
            .replace("{id}", id)
            .replace("{a}", &self.announcement)
            .replace("{entry}", &self.entry)
            .replace("{n}", "1")
            .replace("{tab}", "asked")
            .replace("{member}", "0123456789abcdefghjkmnpqrs")
    }
}

/// Rows that lead to something of a case or report.
fn rows(verb: Verb) -> impl Iterator<Item = &'static Route> {
    let of_case = |path: &str| ["{id}", "{a}", "{entry}"].iter().any(|part| path.contains(part));
    table().filter(move |r| r.listener == Listener::Members && r.verb == verb && of_case(r.path))
}

house! {
async fn every_row_of_the_table_answers_the_same_for_forbidden_and_absent(house) {
    let (real, absent) = (Ids::real(&house).await, Ids::absent());
    // Noor is a maintainer and not on the Fix Team; Ellis serves in another project.
    let etcd = ambergate_testkit::settings();
    let etcd = house.world.coordinator.found_project("etcd", etcd, "coredns").await.unwrap();
    let ellis = ambergate_coordinator::setup::NewPerson {
        name: "Ellis".to_owned(),
        address: "ellis@example.org".to_owned(),
        handle: None,
        role: ambergate_process::access::Role::Pst,
    };
    let member = house.world.coordinator.add_member(&etcd, ellis).await.unwrap();
    let lasts = jiff::SignedDuration::from_hours(1);
    let ellis_token = house.world.coordinator.issue_api_token(&etcd, &member, lasts).await.unwrap();
    let account = house.world.coordinator.account_of("ellis@example.org").await.unwrap().unwrap();
    let link = house.world.coordinator.print_link(ambergate_coordinator::Subject::Account(account), lasts).await.unwrap();
    let ellis_session = house.world.coordinator.use_link(&link, None).await.unwrap().unwrap().token;
    let strangers = [
        (house.world.person("noor").session.clone(), house.token("noor").await),
        (ellis_session, ellis_token),
    ];
    let (nothing, no_document) = (get(&house.members, "/no/such").await, get(&house.members, "/api/v1/no/such").await);
    let mut asked = 0;
    for (session, token) in &strangers {
        let request = |path: String| {
            Request::get(path)
                .header(header::COOKIE, format!("__Host-ambergate={session}"))
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
        };
        for route in rows(Verb::Get) {
            let expected = if route.api.is_some() { &no_document } else { &nothing };
            for ids in [&real, &absent] {
                let said = ask(&house.members, request(ids.fill(route.path)), Body::empty()).await;
                assert_eq!(&said, expected, "{}", route.path);
                asked += 1;
            }
        }
    }
    assert!(asked > 60, "{asked}");
    // The same rows are there for those who may see them.
    for route in rows(Verb::Get).filter(|r| r.api.is_none() && !r.path.contains("{entry}")) {
        let said = house.get("robin", &real.fill(route.path)).await;
        // The gate is for the final announcement only.
        let there = said.status == StatusCode::OK || route.path.ends_with("/publish");
        assert!(there, "{} {}", route.path, said.status);
    }
}

async fn every_form_of_the_table_answers_the_same_for_forbidden_and_absent(house) {
    let (real, absent) = (Ids::real(&house).await, Ids::absent());
    let words = "0123456789abcdefghjkmnpqrs";
    let fields: Vec<(&str, &str)> = [
        "title", "case", "text", "body", "subject", "exit", "url", "seen", "reason", "because", "member", "to", "name", "commit", "vector",
        "clock", "tell", "note", "kind", "ending", "digest", "from", "until",
    ]
    .map(|name| (name, words))
    .to_vec();
    let mut asked = 0;
    for route in rows(Verb::Post).filter(|route| route.api.is_none()) {
        let there = house.post("noor", &real.fill(route.path), &fields).await;
        let not_there = house.post("noor", &absent.fill(route.path), &fields).await;
        assert_eq!(there, not_there, "{}", route.path);
        assert!(!there.status.is_success() && there.status != StatusCode::SEE_OTHER, "{}: {}", route.path, there.status);
        asked += 1;
    }
    assert!(asked > 20, "{asked}");
    house.world.run_jobs().await;
    house.world.mails();
}

async fn a_case_that_is_not_for_you_is_not_there(house) {
    let (report, case) = house.case().await;
    let seen = house.world.coordinator.case(house.world.viewer("robin"), "coredns", case.as_str()).await.unwrap();
    assert_eq!(seen.get().title, "lease as TTL");
    let token = format!("Bearer {}", house.token("noor").await);
    let api = async |path: &str| {
        ask(&house.members, Request::get(path).header(header::AUTHORIZATION, token.as_str()), Body::empty()).await
    };
    let entry = house.world.coordinator.report(house.world.viewer("robin"), "coredns", report.as_str()).await.unwrap();
    let entry = entry.get().letters[0].id.clone();
    // Noor is a maintainer and not on the Fix Team.
    let mut pages: Vec<Said> = Vec::new();
    for path in [
        format!("/p/coredns/files/{entry}/0"),
        format!("/p/coredns/files/{entry}/1"),
        "/p/coredns/files/01234567890123456789abcdef/1".to_owned(),
        format!("/p/coredns/raw/{entry}"),
        "/p/no-such-project/files/01234567890123456789abcdef/1".to_owned(),
        "/p/coredns/no-such-page".to_owned(),
        format!("/no/such/{case}"),
    ] {
        pages.push(house.get("noor", &path).await);
    }
    pages.push(get(&house.members, "/no/such/page").await);
    pages.push(get(&house.public, "/no/such/page").await);
    pages.push(get(&house.public, &format!("/coredns/{case}")).await);
    pages.push(ask(&house.members, Request::delete("/sign-in"), Body::empty()).await);
    for page in &pages {
        assert_eq!(page, &pages[0]);
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    let mut documents: Vec<Said> = Vec::new();
    for path in [
        format!("/api/v1/projects/coredns/cases/{case}"),
        "/api/v1/projects/coredns/cases/AG-0000-0000".to_owned(),
        "/api/v1/projects/coredns/cases/nonsense".to_owned(),
        format!("/api/v1/projects/coredns/cases/{case}/log"),
        format!("/api/v1/projects/coredns/reports/{report}"),
        format!("/api/v1/projects/no-such-project/cases/{case}"),
        format!("/api/v1/projects/coredns/files/{entry}/1"),
        "/api/v1/no-such-thing".to_owned(),
    ] {
        documents.push(api(&path).await);
    }
    for document in &documents {
        assert_eq!(document, &documents[0]);
        assert_eq!(document.status, StatusCode::NOT_FOUND);
    }
}

async fn an_act_on_a_case_that_is_not_for_you_says_no_more(house) {
    let (_, case) = house.case().await;
    let token = format!("Bearer {}", house.token("noor").await);
    let act = async |id: &str, act: &str, body: &str| {
        let path = format!("/api/v1/projects/coredns/cases/{id}/{act}");
        let request = Request::post(path).header(header::AUTHORIZATION, token.as_str());
        ask(&house.members, request.header(header::CONTENT_TYPE, "application/json"), Body::from(body.to_owned())).await
    };
    for (name, body) in [
        ("lead", "{}"),
        ("lgtm", r#"{"commit":"0123456789"}"#),
        ("severity", r#"{"vectors":["CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H"]}"#),
        ("severity", r#"{"vectors":["nonsense"]}"#),
        ("facts", r#"{"changes":[{"fact":"cve_id","value":"nonsense"}]}"#),
        ("messages", r#"{"to":["pst"],"text":"hello"}"#),
        ("fix-ready", ""),
        ("close", r#"{"ending":"done","reason":"released"}"#),
    ] {
        let (there, not_there) = (act(case.as_str(), name, body).await, act("AG-0000-0000", name, body).await);
        assert_eq!(there, not_there, "{name}");
        assert_eq!(there.status, StatusCode::NOT_FOUND, "{name}");
    }
}

async fn the_public_listener_tells_nothing_of_projects_that_are_not_here(house) {
    let pages = [
        get(&house.public, "/etcd/").await,
        get(&house.public, "/etcd").await,
        get(&house.public, "/etcd/report").await,
        get(&house.public, "/etcd/status").await,
        get(&house.public, "/etcd/status/link?t=x").await,
        get(&house.public, "/etcd/advisories/").await,
        get(&house.public, "/no/such/page").await,
    ];
    for page in &pages {
        assert_eq!(page, &pages[0]);
    }
    let head = ask(&house.public, Request::builder().method(Method::HEAD).uri("/coredns/report"), Body::empty()).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}
}
