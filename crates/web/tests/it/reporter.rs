//! The reporter's side: in with reference and secret, and no hint whether there is a case.

use crate::browser::{House, Said, ask, form, get, hidden, house, with_files};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

const SESSION: &str = "__Host-ambergate-report";
const SECRET: &str = "correct horse battery";

/// A report by form, and its reference.
async fn report(house: &House<'_>) -> String {
    let fields = [
        ("once", "abcdefghijabcdefghijabcdef"),
        ("title", "Lease"),
        ("what", "The TTL is the lease id."),
        ("secret", SECRET),
    ];
    let files = [("files", "poc.sh", b"#!/bin/sh\n".as_slice())];
    let said = with_files(&house.public, Request::post("/coredns/report"), &fields, &files).await;
    assert_eq!(said.status, StatusCode::OK);
    house.world.run_jobs().await;
    house.world.mails();
    let at = said.text().find(">R-").unwrap() + 1;
    said.text()[at..at + 11].to_owned()
}

async fn sign_in(house: &House<'_>, reference: &str, secret: &str) -> Said {
    let request = Request::post("/coredns/status").header("sec-fetch-site", "same-origin");
    form(&house.public, request, &[("reference", reference), ("secret", secret)]).await
}

async fn read(house: &House<'_>, cookie: &str) -> Said {
    ask(
        &house.public,
        Request::get("/coredns/status").header(header::COOKIE, cookie),
        Body::empty(),
    )
    .await
}

house! {
async fn a_wrong_secret_and_a_wrong_reference_are_one_answer(house) {
    let reference = report(&house).await;
    let wrong = sign_in(&house, &reference, "a wrong secret here").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = sign_in(&house, "R-0000-0000", SECRET).await;
    let same = |said: &Said| said.text().replace(&reference, "R").replace("R-0000-0000", "R");
    assert_eq!(same(&wrong), same(&none));
    assert!(!wrong.text().contains("a wrong secret here"));
    assert_eq!(sign_in(&house, "nonsense", SECRET).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn the_reporter_reads_writes_and_chooses(house) {
    let reference = report(&house).await;
    let said = sign_in(&house, &reference.to_lowercase(), SECRET).await;
    assert_eq!(said.header("location"), "/coredns/status");
    let cookie = format!("{SESSION}={}", said.cookie(SESSION).unwrap());
    let before = read(&house, &cookie).await;
    assert!(before.text().contains("The TTL is the lease id.") && before.text().contains("Received"));
    // A case changes nothing on the page, not even its length.
    let id = reference.parse().unwrap();
    let case = house.world.coordinator.open_case(house.world.viewer("robin"), &id, "secret case title").await.unwrap();
    house.world.run_jobs().await;
    house.world.mails();
    assert_eq!(read(&house, &cookie).await, before);
    assert!(!before.text().contains(case.as_str()) && !before.text().contains("Fix Team"));
    let csrf = hidden(before.text(), "csrf");
    let post = async |path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]| {
        let request = Request::post(format!("/coredns/status/{path}")).header(header::COOKIE, &cookie);
        with_files(&house.public, request, fields, files).await
    };
    assert_eq!(post("write", &[("text", "x")], &[]).await.status, StatusCode::FORBIDDEN, "no proof");
    let files = [("files", "more.pcap", b"\xd4\xc3".as_slice())];
    let written = post("write", &[("csrf", &csrf), ("text", "Also with etcd 3.5.")], &files).await;
    assert_eq!(written.header("location"), "/coredns/status?done=written");
    let empty = post("write", &[("csrf", &csrf), ("text", " ")], &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("href=\"#write-text\""));
    let unnamed = post("credit", &[("csrf", &csrf), ("credit", "name"), ("credit_name", "")], &[]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.text().contains("href=\"#thanks-credit_name\""));
    let credit = post("credit", &[("csrf", &csrf), ("credit", "name"), ("credit_name", "Quinn")], &[]).await;
    assert_eq!(credit.status, StatusCode::SEE_OTHER);
    house.world.run_jobs().await;
    house.world.mails();
    let after = read(&house, &cookie).await;
    assert!(after.text().contains("Also with etcd 3.5.") && after.text().contains("value=\"Quinn\""));
    let file = after.text().split("/coredns/status/files/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let file = Request::get(format!("/coredns/status/files/{file}")).header(header::COOKIE, &cookie);
    let file = ask(&house.public, file, Body::empty()).await;
    assert_eq!(file.body, b"#!/bin/sh\n");
    assert!(file.header("content-disposition").starts_with("attachment"));
    let out = post("sign-out", &[("csrf", &csrf)], &[]).await;
    assert_eq!((out.status, out.cookie(SESSION).as_deref()), (StatusCode::SEE_OTHER, Some("")));
    assert!(read(&house, &cookie).await.text().contains("Open your report"));
}

async fn what_the_pst_keeps_to_itself_does_not_reach_the_reporter(house) {
    let reference = report(&house).await;
    let robin = house.world.viewer("robin");
    let case = house.world.coordinator.open_case(robin, &reference.parse().unwrap(), "lease").await.unwrap();
    let only = ambergate_process::access::Audiences::PST;
    house.world.coordinator.post_message(robin, &case, only, "between us", vec![]).await.unwrap();
    let thread = ambergate_process::access::Audiences::DISCLOSURE;
    house.world.coordinator.post_message(robin, &case, thread, "for you too", vec![]).await.unwrap();
    house.world.run_jobs().await;
    house.world.mails();
    let said = sign_in(&house, &reference, SECRET).await;
    let cookie = format!("{SESSION}={}", said.cookie(SESSION).unwrap());
    let page = read(&house, &cookie).await;
    assert!(page.text().contains("for you too") && !page.text().contains("between us"));
    // The members' listener does not know this session.
    let token = said.cookie(SESSION).unwrap();
    let there = Request::get("/").header(header::COOKIE, format!("__Host-ambergate={token}"));
    assert!(ask(&house.members, there, Body::empty()).await.header("location").starts_with("/sign-in"));
}

async fn the_api_gives_the_reporter_the_same(house) {
    let reference = report(&house).await;
    let api = async |verb: &str, path: &str, token: &str, body: String| {
        let request = Request::builder().method(verb).uri(format!("/api/v1/projects/coredns/{path}"));
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        ask(&house.public, request.header(header::CONTENT_TYPE, "application/json"), Body::from(body)).await
    };
    let open = |secret: &str| serde_json::json!({ "reference": reference, "secret": secret }).to_string();
    assert_eq!(api("POST", "status", "", open("a wrong secret here")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let token = api("POST", "status", "", open(SECRET)).await.json()["token"].as_str().unwrap().to_owned();
    let status = api("GET", "status", &token, String::new()).await.json();
    assert_eq!((status["report"].as_str(), status["standing"].as_str()), (Some(reference.as_str()), Some("Received")));
    let write = api("POST", "status/messages", &token, r#"{"text":"More."}"#.to_owned()).await;
    assert_eq!(write.status, StatusCode::NO_CONTENT);
    let credit = api("POST", "status/credit", &token, r#"{"credit":"anonymous"}"#.to_owned()).await;
    assert_eq!(credit.status, StatusCode::NO_CONTENT);
    house.world.run_jobs().await;
    house.world.mails();
    let status = api("GET", "status", &token, String::new()).await.json();
    assert_eq!(status["messages"].as_array().unwrap().len(), 2);
    assert_eq!(status["credit"]["choice"], "anonymous");
    assert_eq!(get(&house.public, "/api/v1/projects/coredns/status").await.status, StatusCode::UNAUTHORIZED);
}
}
