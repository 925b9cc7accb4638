//! Absent and forbidden are one answer: the same status, the same headers, the same bytes (invariant 4).

use crate::browser::{Said, ask, get, house};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

house! {
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
        ("close", r#"{"ending":"done"}"#),
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
