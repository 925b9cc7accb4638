//! Forms: proof, limits, and nothing lost.

use crate::browser::{ask, form, hidden, house, with_files};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use bytes::Bytes;

/// The one form of the members' listener that needs no page of a case.
const SIGN_OUT: &str = "/sign-out";

house! {
async fn another_site_cannot_send_our_forms(house) {
    let csrf = house.csrf("robin");
    let request = || Request::post(SIGN_OUT).header(header::COOKIE, house.cookie("robin"));
    let evil = request().header("sec-fetch-site", "cross-site");
    assert_eq!(form(&house.members, evil, &[("csrf", &csrf)]).await.status, StatusCode::FORBIDDEN);
    let evil = request().header("origin", "https://evil.example").header("host", "psirt.example.org");
    assert_eq!(form(&house.members, evil, &[("csrf", &csrf)]).await.status, StatusCode::FORBIDDEN);
    for wrong in [&[][..], &[("csrf", "")], &[("csrf", "0000")]] {
        assert_eq!(form(&house.members, request(), wrong).await.status, StatusCode::FORBIDDEN);
    }
    let kims = house.csrf("kim");
    assert_eq!(form(&house.members, request(), &[("csrf", &kims)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.get("robin", "/").await.status, StatusCode::SEE_OTHER, "still signed in");
    assert_eq!(form(&house.members, request(), &[("csrf", &csrf)]).await.status, StatusCode::SEE_OTHER);
}

async fn a_form_from_before_the_session_is_shown_once_more(house) {
    let request = Request::post(SIGN_OUT).header(header::COOKIE, house.cookie("robin")).header("sec-fetch-site", "same-origin");
    let said = form(&house.members, request, &[("csrf", "old"), ("reason", "words\nwords")]).await;
    assert_eq!(said.status, StatusCode::FORBIDDEN);
    assert_eq!(hidden(said.text(), "csrf"), house.csrf("robin"));
    assert_eq!(hidden(said.text(), "reason"), "words\nwords");
    assert!(said.text().contains(&format!("action=\"{SIGN_OUT}\"")));
}

async fn too_much_is_refused_before_it_is_kept(house) {
    let limit = house.world.coordinator.limits().form;
    let said = ask(
        &house.public,
        Request::post("/coredns/report").header(header::CONTENT_TYPE, "multipart/form-data; boundary=b").header(header::CONTENT_LENGTH, limit + 1),
        Body::empty(),
    )
    .await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Without a length: counted as it comes.
    let chunk = Bytes::from(vec![b'x'; 1 << 20]);
    let head = Bytes::from("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"x\"\r\n\r\n");
    let chunks = std::iter::once(head).chain(std::iter::repeat_n(chunk.clone(), (limit >> 20) + 1));
    let stream = futures_util::stream::iter(chunks.map(Ok::<_, std::io::Error>));
    let request = Request::post("/coredns/report").header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let said = ask(&house.public, request, Body::from_stream(stream)).await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
    let plain = Request::post("/sign-in").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let said = ask(&house.members, plain, Body::from(vec![b'x'; 3 << 20])).await;
    assert_eq!(said.status, StatusCode::PAYLOAD_TOO_LARGE);
}

async fn what_is_no_form_is_refused_in_words(house) {
    for (kind, body) in [
        ("text/plain", "title=x"),
        ("multipart/form-data", "no boundary"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nbroken off"),
    ] {
        let request = Request::post("/coredns/report").header(header::CONTENT_TYPE, kind);
        let said = ask(&house.public, request, Body::from(body)).await;
        assert_eq!(said.status, StatusCode::BAD_REQUEST, "{kind}");
        assert!(said.text().contains("Could not be read"));
    }
    let many: Vec<(String, String)> = (0..1000).map(|n| (format!("f{n}"), "x".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let said = with_files(&house.public, Request::post("/coredns/report"), &many, &[]).await;
    assert_eq!(said.status, StatusCode::BAD_REQUEST);
}
}
