//! The table says who may read a route; here every row is asked by those who may not.

use crate::browser::{ask, form, get, house};
use ambergate_web::routes::{Listener, Reader, Verb, table};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

/// A path of the table with plausible values in it.
fn filled(path: &str) -> String {
    path.replace("{project}", "coredns")
        .replace("{id}", "AG-7K3F-9QXA")
        .replace("{a}", "01234567890123456789abcdef")
        .replace("{member}", "01234567890123456789abcdef")
        .replace("{entry}", "01234567890123456789abcdef")
        .replace("{n}", "1")
        .replace("{tab}", "asked")
}

house! {
async fn without_a_session_there_is_only_the_sign_in_page(house) {
    let mut asked = 0;
    for route in table().filter(|r| r.listener == Listener::Members && r.api.is_none() && r.reader != Reader::Anyone) {
        let path = filled(route.path);
        asked += 1;
        match route.verb {
            Verb::Get => {
                let said = get(&house.members, &path).await;
                assert_eq!(said.status, StatusCode::SEE_OTHER, "{path}");
                assert!(said.header("location").starts_with("/sign-in?next="), "{path}");
                assert!(said.body.is_empty());
            }
            Verb::Post => {
                let said = form(&house.members, Request::post(&path), &[("reason", "typed & kept <b>")]).await;
                assert_eq!(said.status, StatusCode::UNAUTHORIZED, "{path}");
                assert!(said.text().contains("typed &amp; kept &lt;b&gt;"), "{path}: what was typed is lost");
            }
        }
    }
    assert!(asked > 5);
}

async fn without_a_token_the_api_answers_401(house) {
    for route in table().filter(|r| r.api.is_some() && !matches!(r.reader, Reader::Anyone)) {
        let router = if route.listener == Listener::Public { &house.public } else { &house.members };
        let path = filled(route.path);
        for token in [None, Some("Bearer agt_0123456789"), Some("Bearer x"), Some("Basic eDp4")] {
            let mut request = if route.verb == Verb::Get { Request::get(&path) } else { Request::post(&path) };
            if let Some(token) = token {
                request = request.header(header::AUTHORIZATION, token);
            }
            // A session's cookie is no token.
            let request = request.header(header::COOKIE, house.cookie("robin")).header(header::CONTENT_TYPE, "application/json");
            let said = ask(router, request, Body::from("{}")).await;
            assert_eq!(said.status, StatusCode::UNAUTHORIZED, "{path}");
            assert_eq!(said.header("www-authenticate"), "Bearer");
            assert_eq!(said.json()["error"]["kind"], "signed_out");
        }
    }
}

async fn a_maintainer_finds_nothing_where_the_pst_works(house) {
    let token = format!("Bearer {}", house.token("jules").await);
    let nothing = get(&house.members, "/no/such/page").await;
    let mut asked = 0;
    for route in table().filter(|r| r.listener == Listener::Members && r.reader == Reader::Pst && r.verb == Verb::Get) {
        let path = filled(route.path).replace("AG-", "R-");
        if route.api.is_some() {
            let request = Request::get(&path).header(header::AUTHORIZATION, token.as_str());
            let said = ask(&house.members, request, Body::empty()).await;
            assert_eq!(said.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(said.json()["error"]["kind"], "not_found", "{path}");
        } else {
            assert_eq!(house.get("jules", &path).await, nothing, "{path}");
        }
        asked += 1;
    }
    assert!(asked > 3);
}

async fn a_session_token_of_a_browser_is_no_api_token(house) {
    let token = format!("Bearer {}", house.world.person("robin").session);
    let said = ask(&house.members, Request::get("/api/v1/me").header(header::AUTHORIZATION, token), Body::empty()).await;
    assert_eq!(said.status, StatusCode::UNAUTHORIZED);
}

async fn an_expired_session_is_no_session(house) {
    assert_eq!(house.get("robin", "/").await.header("location"), "/p/coredns/today");
    house.world.advance(jiff::SignedDuration::from_hours(24 * 8));
    assert!(house.get("robin", "/").await.header("location").starts_with("/sign-in"));
    house.world.run_jobs().await;
    house.world.mails();
}
}
