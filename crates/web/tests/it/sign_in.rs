//! Sign-in by a mailed link: once, in this browser, to a place of ours.

use crate::browser::{Said, ask, form, get, hidden, house};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

const BROWSER: &str = "__Host-ambergate-browser";
const SESSION: &str = "__Host-ambergate";
const NEXT: &str = "__Host-ambergate-next";

/// The link in the only mail that was sent.
fn link(house: &crate::browser::House<'_>) -> String {
    let mails = house.world.mails();
    assert_eq!(mails.len(), 1);
    let text = String::from_utf8_lossy(&mails[0].message)
        .replace("=\r\n", "")
        .replace("=3D", "=");
    let at = text.find("/sign-in/link?t=").expect("a link");
    text[at..]
        .split(|c: char| c.is_whitespace() || c == '>')
        .next()
        .unwrap()
        .to_owned()
}

async fn press(house: &crate::browser::House<'_>, link: &str, cookies: &str) -> Said {
    let token = link.split_once("t=").unwrap().1;
    let request = Request::post("/sign-in/link")
        .header(header::COOKIE, cookies)
        .header("sec-fetch-site", "same-origin");
    form(&house.members, request, &[("t", token)]).await
}

house! {
async fn a_link_works_once_in_the_browser_that_asked(house) {
    let page = get(&house.members, "/sign-in?next=%2Fp%2Fcoredns%2Fcases").await;
    let browser = page.cookie(BROWSER).unwrap();
    assert_eq!(hidden(page.text(), "next"), "/p/coredns/cases");
    let cookies = format!("{BROWSER}={browser}");
    let fields = [("mail", " Robin@Example.org "), ("next", "/p/coredns/cases")];
    let said = form(&house.members, Request::post("/sign-in").header(header::COOKIE, &cookies), &fields).await;
    assert_eq!(said.status, StatusCode::OK);
    let next = said.cookie(NEXT).unwrap();
    house.world.run_jobs().await;
    let link = link(&house);
    // A mail scanner opens the link and uses nothing up.
    for _ in 0..2 {
        let opened = get(&house.members, &link).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert!(opened.text().contains("It works once"));
    }
    let other = press(&house, &link, &format!("{BROWSER}=another")).await;
    assert_eq!((other.status, other.cookie(SESSION)), (StatusCode::FORBIDDEN, None));
    let said = press(&house, &link, &format!("{cookies}; {NEXT}={next}")).await;
    assert_eq!((said.status, said.header("location")), (StatusCode::SEE_OTHER, "/p/coredns/cases"));
    let set = said.headers.get_all(header::SET_COOKIE).iter().next().unwrap().to_str().unwrap();
    for word in ["HttpOnly", "Secure", "Path=/", "SameSite=Lax", "Max-Age=604800"] {
        assert!(set.contains(word), "{word} in {set}");
    }
    let session = format!("{SESSION}={}", said.cookie(SESSION).unwrap());
    let start = ask(&house.members, Request::get("/").header(header::COOKIE, &session), Body::empty()).await;
    assert_eq!(start.header("location"), "/p/coredns/today");
    assert_eq!(press(&house, &link, &cookies).await.status, StatusCode::FORBIDDEN, "used twice");
    assert_eq!(get(&house.members, &link).await.status, StatusCode::FORBIDDEN);
}

async fn a_known_and_an_unknown_address_get_the_same_answer(house) {
    let cookie = format!("{BROWSER}=one");
    let said = async |mail: &str| {
        form(&house.members, Request::post("/sign-in").header(header::COOKIE, &cookie), &[("mail", mail)]).await
    };
    assert_eq!(said("robin@example.org").await, said("nobody@example.org").await);
    house.world.run_jobs().await;
    assert_eq!(house.world.mails().len(), 1);
    let wrong = said("<robin>").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"&lt;robin&gt;\"") && wrong.text().contains("href=\"#sign-in-mail\""));
}

async fn forged_and_expired_links_open_nothing(house) {
    let account = house.world.coordinator.account_of("robin@example.org").await.unwrap().unwrap();
    let subject = ambergate_coordinator::Subject::Account(account);
    let token = house.world.coordinator.print_link(subject, jiff::SignedDuration::from_mins(5)).await.unwrap();
    house.world.advance(jiff::SignedDuration::from_mins(6));
    let dead = get(&house.members, &format!("/sign-in/link?t={token}")).await;
    let forged = get(&house.members, "/sign-in/link?t=forged").await;
    assert_eq!(dead, forged);
    assert_eq!(dead.status, StatusCode::FORBIDDEN);
    assert!(dead.text().contains("Ask for another link"));
}

async fn nobody_is_led_away(house) {
    for evil in ["//evil.example", "https://evil.example/", "/\\evil.example"] {
        let page = get(&house.members, &format!("/sign-in?next={}", form_urlencoded::byte_serialize(evil.as_bytes()).collect::<String>())).await;
        assert_eq!(hidden(page.text(), "next"), "/");
        let account = house.world.coordinator.account_of("robin@example.org").await.unwrap().unwrap();
        let subject = ambergate_coordinator::Subject::Account(account);
        let token = house.world.coordinator.print_link(subject, jiff::SignedDuration::from_mins(5)).await.unwrap();
        let said = press(&house, &format!("?t={token}"), &format!("{NEXT}={evil}")).await;
        assert_eq!(said.header("location"), "/");
    }
}

async fn sign_out_ends_the_session_everywhere_it_is_kept(house) {
    let said = house.post("robin", "/sign-out", &[]).await;
    assert_eq!(said.header("location"), "/sign-in?done=signed-out");
    assert_eq!(said.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(said.cookie(SESSION).as_deref(), Some(""));
    assert!(house.get("robin", "/").await.header("location").starts_with("/sign-in"));
    assert!(get(&house.members, "/sign-in?done=signed-out").await.text().contains("You are signed out."));
    assert!(!get(&house.members, "/sign-in?done=%3Cb%3E").await.text().contains("&lt;b&gt;"));
}

async fn a_reporters_link_opens_nothing_on_the_members_listener(house) {
    let (report, _) = house.case().await;
    let view = house.world.coordinator.report(house.world.viewer("robin"), "coredns", report.as_str()).await.unwrap();
    let subject = ambergate_coordinator::Subject::Outsider(view.get().state.reporter.clone().unwrap());
    let token = house.world.coordinator.print_link(subject, jiff::SignedDuration::from_mins(5)).await.unwrap();
    let said = press(&house, &format!("?t={token}"), "").await;
    assert_eq!((said.status, said.cookie(SESSION)), (StatusCode::FORBIDDEN, None));
}
}
