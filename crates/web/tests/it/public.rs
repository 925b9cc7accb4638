//! The report form and the public site.

use crate::browser::{ask, form, get, hidden, house, with_files};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

house! {
async fn a_report_needs_no_account_and_is_answered_with_a_reference(house) {
    let page = get(&house.public, "/coredns/report").await;
    let once = hidden(page.text(), "once");
    assert_ne!(once, hidden(get(&house.public, "/coredns/report").await.text(), "once"));
    let fields = [
        ("csrf", "anybody"),
        ("once", once.as_str()),
        ("title", "A lease id becomes a TTL"),
        ("what", "With the etcd plugin\r\nthe TTL is made from the lease id."),
        ("steps", "dig web.example.org"),
        ("name", "Quinn Varga"),
        ("credit", "name"),
        ("credit_name", "Quinn"),
        ("public_url", "https://example.org/post"),
        ("public_seen", "2025-09-01 10:00"),
        ("secret", "correct horse battery"),
    ];
    let files = [("files", "poc.sh", b"#!/bin/sh\n".as_slice())];
    let said = with_files(&house.public, Request::post("/coredns/report"), &fields, &files).await;
    assert_eq!(said.status, StatusCode::OK);
    let robin = house.world.viewer("robin");
    // Sent twice it is one report, with one reference.
    let again = with_files(&house.public, Request::post("/coredns/report"), &fields, &files).await;
    assert_eq!(said, again);
    house.world.run_jobs().await;
    house.world.mails();
    let inbox = house.world.coordinator.inbox(robin, "coredns", 0).await.unwrap();
    let [line] = inbox.get().reports.as_slice() else { panic!("not one report") };
    assert!(said.text().contains(&line.id));
    let report = house.world.coordinator.report(robin, "coredns", &line.id).await.unwrap();
    let report = report.get();
    assert_eq!(report.letters[0].files[0].name, "poc.sh");
    assert!(report.letters[0].text.contains("dig web.example.org"));
    assert_eq!(report.state.public.as_ref().unwrap().url, "https://example.org/post");
    assert_eq!(report.state.credit, ambergate_process::report::CreditWish::As("Quinn".to_owned()));
    // Nothing on the page reads: no link holds the reference or the secret.
    for link in said.text().split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(!link.contains(&line.id), "{link}");
    }
    assert!(!said.text().contains("correct horse"));
}

async fn a_refused_report_keeps_what_was_typed(house) {
    let once = hidden(get(&house.public, "/coredns/report").await.text(), "once");
    let fields = [
        ("once", once.as_str()),
        ("title", ""),
        ("what", "It <b>leaks</b>."),
        ("address", "not an address"),
        ("secret", "short"),
        ("credit", "anonymous"),
        ("clear_mail", "yes"),
    ];
    let said = with_files(&house.public, Request::post("/coredns/report"), &fields, &[]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = said.text();
    assert_eq!(hidden(html, "once"), once, "the token stays");
    assert!(html.contains("It &lt;b&gt;leaks&lt;/b&gt;."));
    assert!(html.contains("value=\"not an address\""));
    assert!(html.contains("value=\"anonymous\" checked"));
    assert!(html.contains("value=\"yes\" checked"));
    assert!(!html.contains("value=\"short\""), "a secret is not written back");
    for field in ["title", "address", "secret"] {
        assert!(html.contains(&format!("href=\"#report-{field}\"")), "{field} in the summary");
        assert!(html.contains(&format!("id=\"report-{field}-error\"")), "{field} beside it");
    }
    assert!(house.world.coordinator.inbox(house.world.viewer("robin"), "coredns", 0).await.unwrap().get().reports.is_empty());
}

async fn a_forged_token_is_refused_without_losing_the_text(house) {
    let said = form(&house.public, Request::post("/coredns/report"), &[("title", "x"), ("what", "my words")]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.text().contains("my words") && said.text().contains("This form has no token"));
    assert_eq!(hidden(said.text(), "once").len(), 26, "a new token is there");
}

async fn the_site_is_served_from_memory(house) {
    let front = get(&house.public, "/").await;
    assert_eq!(front.header("location"), "/coredns/");
    assert_eq!(get(&house.public, "/coredns").await.header("location"), "/coredns/");
    assert_eq!(get(&house.public, "/coredns/advisories").await.header("location"), "/coredns/advisories/");
    let page = get(&house.public, "/coredns/advisories/").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    let style = page.text().split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let css = get(&house.public, &format!("/coredns/{}", style.trim_start_matches("../"))).await;
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    let own = get(&house.public, "/.well-known/security.txt").await;
    assert_eq!(own.body, get(&house.public, "/coredns/.well-known/security.txt").await.body);
    assert_eq!(own.header("content-type"), "text/plain; charset=utf-8");
    for path in ["/coredns/../../etc/passwd", "/coredns/%2e%2e/secret", "/coredns//etc/passwd", "/coredns/advisories/x/"] {
        assert_eq!(get(&house.public, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

async fn a_report_by_the_api_carries_a_key(house) {
    let send = async |key: Option<&str>, body: &str| {
        let mut request = Request::post("/api/v1/projects/coredns/reports").header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        ask(&house.public, request, Body::from(body.to_owned())).await
    };
    let body = r#"{"title":"x","what":"y","secret":"correct horse battery","credit":"name","credit_name":"Quinn"}"#;
    let first = send(Some("key one"), body).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    assert_eq!(first, send(Some("key one"), body).await);
    assert_ne!(first, send(Some("key two"), body).await);
    assert_ne!(first, send(None, body).await);
    let misspelt = send(None, r#"{"title":"x","what":"y","sekret":"correct horse battery"}"#).await;
    assert_eq!(misspelt.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(misspelt.json()["error"]["what"].as_str().unwrap().contains("sekret"));
    let wrong = send(None, r#"{"title":"","what":"y","secret":"short"}"#).await.json();
    let fields: Vec<&str> = wrong["error"]["fields"].as_array().unwrap().iter().map(|f| f["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["title", "secret"]);
    let files = [("files", "poc.sh", b"#!/bin/sh\n".as_slice())];
    let with = with_files(&house.public, Request::post("/api/v1/projects/coredns/reports"), &[("title", "z"), ("what", "z")], &files).await;
    assert_eq!(with.status, StatusCode::CREATED, "{}", with.text());
    house.world.run_jobs().await;
    house.world.mails();
    let inbox = house.world.coordinator.inbox(house.world.viewer("robin"), "coredns", 0).await.unwrap();
    assert_eq!(inbox.get().reports.len(), 4);
}
}
