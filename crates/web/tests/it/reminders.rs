//! The page *Reminders*, its API, and the calendar that needs no session.

use crate::browser::{Said, ask, get, house};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;

/// The address in the field of the page that shows it once, without scheme and host.
#[track_caller]
fn made(page: &Said) -> String {
    assert_eq!(page.status, StatusCode::OK);
    let (_, rest) = page
        .text()
        .split_once("value=\"https://psirt.example.org/calendar/")
        .unwrap();
    format!("/calendar/{}", rest.split('"').next().unwrap())
}

house! {
async fn settings_are_saved_and_shown_and_faults_are_said_beside_their_fields(house) {
    let page = house.get("jules", "/p/coredns/reminders").await;
    assert!(page.text().contains("Yes, to jules@example.org") && page.text().contains("your clock shows 2025-09-03 00:13"));
    let fields = [("by_mail", "on"), ("zone", "europe/berlin"), ("quiet_from", "22:00"), ("quiet_until", "7:00"), ("digest", "")];
    let saved = house.post("jules", "/p/coredns/reminders", &fields).await;
    assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, "/p/coredns/reminders?done=reminders"));
    let page = house.get("jules", "/p/coredns/reminders?done=reminders").await;
    let text = page.text();
    assert!(text.contains("Your settings are saved.") && text.contains("value=\"Europe/Berlin\"") && text.contains("value=\"07:00\""));
    assert!(text.contains("your clock shows 2025-09-03 02:13"), "summer time in Berlin");
    let wrong = [("by_mail", "off"), ("zone", "Berlin<"), ("quiet_from", "22:00"), ("quiet_until", ""), ("digest", "noon")];
    let refused = house.post("jules", "/p/coredns/reminders", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("3 things stop this"), "{text}");
    assert!(text.contains("value=\"Berlin&lt;\"") && text.contains("href=\"#reminders-zone\"") && text.contains("href=\"#reminders-digest\""));
    let page = house.get("jules", "/p/coredns/reminders").await;
    assert!(page.text().contains("value=\"Europe/Berlin\""), "nothing was changed");
    let kim = house.get("kim", "/p/coredns/reminders").await;
    assert!(kim.text().contains("value=\"UTC\""), "settings are one’s own");
    assert!(house.get("kim", "/p/coredns/people").await.text().contains("href=\"/p/coredns/reminders\""));
}

async fn a_revoked_calendar_is_one_that_never_was(house) {
    let (report, case) = house.case().await;
    let page = house.post("robin", "/p/coredns/reminders/calendar", &[]).await;
    let address = made(&page);
    assert!(!house.get("robin", "/p/coredns/reminders").await.text().contains("/calendar/0"), "shown once");
    let feed = get(&house.members, &address).await;
    assert_eq!((feed.status, feed.header("content-type"), feed.header("cache-control")), (StatusCode::OK, "text/calendar; charset=utf-8", "no-store"));
    let text = feed.text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("SUMMARY:Ambergate: 3 things are due"), "{text}");
    assert!(text.contains("URL:https://psirt.example.org/p/coredns/today"), "{text}");
    for word in [report.as_str(), case.as_str(), "lease", "CoreDNS", "Robin"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    // Cookies make no difference, the public listener has none, and only the whole address is one.
    assert_eq!(house.get("lee", &address).await, feed);
    let never = get(&house.members, "/calendar/0123456789abcdefghjkmnpqrs0123456789abcdefghjkmnpqrs.ics").await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
    for odd in [address.trim_end_matches(".ics"), &address.to_uppercase(), "/calendar/.ics", "/calendar/%00.ics", "/no/such"] {
        assert_eq!(get(&house.members, odd).await, never, "{odd}");
    }
    assert_eq!(get(&house.public, &address).await.status, StatusCode::NOT_FOUND);
    // It opens nothing else.
    let token = address.trim_start_matches("/calendar/").trim_end_matches(".ics");
    let bearer = Request::get("/api/v1/me").header(header::AUTHORIZATION, format!("Bearer {token}"));
    assert_eq!(ask(&house.members, bearer, Body::empty()).await.status, StatusCode::UNAUTHORIZED);
    let cookie = Request::get("/p/coredns/today").header(header::COOKIE, format!("__Host-ambergate={token}"));
    assert_eq!(ask(&house.members, cookie, Body::empty()).await.status, StatusCode::SEE_OTHER);
    let second = made(&house.post("robin", "/p/coredns/reminders/calendar", &[]).await);
    assert_eq!(get(&house.members, &address).await, never, "the new one ends the one before");
    assert_eq!(get(&house.members, &second).await.status, StatusCode::OK);
    let revoked = house.post("robin", "/p/coredns/reminders/calendar/revoke", &[]).await;
    assert_eq!(revoked.header("location"), "/p/coredns/reminders?done=calendar-revoked");
    assert_eq!(get(&house.members, &second).await, never);
}

async fn a_program_chooses_and_subscribes_for_its_person(house) {
    let token = house.token("kim").await;
    let call = async |verb: &str, path: &str, body: Option<serde_json::Value>| {
        let request = Request::builder()
            .method(verb)
            .uri(format!("/api/v1/projects/coredns/{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        ask(&house.members, request, body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).await
    };
    let nothing = call("GET", "reminders", None).await.json();
    assert_eq!(nothing, json!({ "by_mail": "on", "zone": "UTC", "quiet_from": null, "quiet_until": null, "digest": null, "calendar_since": null }));
    let chosen = json!({ "by_mail": "off", "zone": "Asia/Tokyo", "digest": "09:00" });
    assert_eq!(call("POST", "reminders", Some(chosen)).await.status, StatusCode::NO_CONTENT);
    let address = call("POST", "reminders/calendar", None).await.json()["address"].as_str().unwrap().to_owned();
    let path = address.strip_prefix("https://psirt.example.org").unwrap().to_owned();
    assert_eq!(get(&house.members, &path).await.status, StatusCode::OK);
    let now = call("GET", "reminders", None).await.json();
    assert_eq!((now["zone"].as_str(), now["digest"].as_str(), now["calendar_since"].as_str()), (Some("Asia/Tokyo"), Some("09:00"), Some("2025-09-03T00:13:00Z")));
    assert_eq!(call("POST", "reminders/calendar/revoke", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&house.members, &path).await.status, StatusCode::NOT_FOUND);
    for (body, field) in [
        (json!({ "by_mail": "perhaps", "zone": "UTC" }), "by_mail"),
        (json!({ "by_mail": "on", "zone": "Mars" }), "zone"),
        (json!({ "by_mail": "on", "zone": "UTC", "quiet_from": "08:00", "quiet_until": "08:00" }), "quiet_until"),
    ] {
        let said = call("POST", "reminders", Some(body)).await;
        assert_eq!((said.status, said.json()["error"]["fields"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(field)));
    }
}
}
