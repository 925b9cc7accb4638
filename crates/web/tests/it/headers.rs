//! What every answer says beside its body.

use crate::browser::{ask, get, house, with_files};
use ambergate_web::files::{PublicFile, PublicFiles};
use ambergate_web::headers::CONTENT_SECURITY_POLICY;
use ambergate_web::{App, app};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

/// A fault of this program.
struct Broken;

impl PublicFiles for Broken {
    fn get(&self, _: &str, _: &str) -> Option<PublicFile> {
        panic!("embargoed words")
    }
}

house! {
async fn a_panic_is_a_page_with_an_id_to_quote(house) {
    let app = App::new(house.world.coordinator.clone(), std::sync::Arc::new(Broken));
    let said = get(&app::public(app.clone()), "/coredns/").await;
    assert_eq!(said.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(said.text().contains("quote") && !said.text().contains("embargoed words"));
    assert_eq!(said.header("content-security-policy"), CONTENT_SECURITY_POLICY);
    assert_ne!(said, get(&app::public(app), "/coredns/").await, "each has its own id");
}

async fn a_database_that_is_gone_is_said_plainly(house) {
    let mut house = house;
    let token = house.token("robin").await;
    house.world.coordinator.close().await;
    let page = house.get("robin", "/").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text().contains("Nothing is lost"));
    let api = Request::get("/api/v1/me").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let api = ask(&house.members, api, Body::empty()).await;
    assert_eq!((api.status, api.json()["error"]["kind"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("ours")));
    let fields = [("once", "abcdefghijabcdefghijabcdef"), ("title", "x"), ("what", "y")];
    let form = with_files(&house.public, Request::post("/coredns/report"), &fields, &[]).await;
    assert_eq!(form.status, StatusCode::SERVICE_UNAVAILABLE, "a report that is not stored is not thanked for");
    house.world.restart().await;
}

async fn every_page_is_strict_and_kept_nowhere(house) {
    let answers = [
        get(&house.members, "/sign-in").await,
        get(&house.members, "/no/such/page").await,
        house.get("robin", "/").await,
        get(&house.members, "/api/v1/openapi.json").await,
        get(&house.public, "/coredns/report").await,
        get(&house.public, "/coredns/status").await,
    ];
    for said in &answers {
        assert_eq!(said.header("content-security-policy"), CONTENT_SECURITY_POLICY);
        assert_eq!(said.header("cache-control"), "no-store");
        assert_eq!(said.header("referrer-policy"), "no-referrer");
        assert_eq!(said.header("x-content-type-options"), "nosniff");
        assert_eq!(said.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(said.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(said.header("strict-transport-security"), "max-age=63072000");
        assert!(said.headers.get("server").is_none());
    }
}

async fn assets_are_kept_for_ever_and_the_site_for_a_minute(house) {
    for router in [&house.members, &house.public] {
        let css = get(router, &ambergate_web::assets::stylesheet().path).await;
        assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
        assert_eq!(get(router, "/assets/app-0000000000000000.css").await.status, StatusCode::NOT_FOUND);
    }
    let page = get(&house.public, "/coredns/").await;
    assert_eq!(page.header("cache-control"), "public, max-age=60");
    assert!(!page.header("content-security-policy").contains("script-src"));
    let again = Request::get("/coredns/").header(header::IF_NONE_MATCH, page.header("etag"));
    let again = ask(&house.public, again, Body::empty()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

async fn a_strangers_file_is_saved_and_never_shown(house) {
    let fields = [("once", "abcdefghijabcdefghijabcdef"), ("title", "x"), ("what", "y")];
    let evil: &[u8] = b"<script>alert(1)</script>";
    let files = [("files", "evil\".html", evil)];
    let said = with_files(&house.public, Request::post("/coredns/report"), &fields, &files).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.text());
    house.world.run_jobs().await;
    house.world.mails();
    let robin = house.world.viewer("robin");
    let inbox = house.world.coordinator.inbox(robin, "coredns", 0).await.unwrap();
    let report = house.world.coordinator.report(robin, "coredns", &inbox.get().reports[0].id).await.unwrap();
    let file = &report.get().letters[0].files[0];
    let said = house.get("robin", &format!("/p/coredns/files/{}/{}", file.entry, file.n)).await;
    assert_eq!(said.body, evil);
    assert_eq!(said.header("content-type"), "application/octet-stream");
    assert!(said.header("content-disposition").starts_with("attachment; filename=\"evil"));
    assert!(said.header("content-security-policy").contains("sandbox"));
    assert_eq!(said.header("x-content-type-options"), "nosniff");
    let raw = house.get("robin", &format!("/p/coredns/raw/{}", report.get().raw[0].0)).await;
    assert_eq!(raw.status, StatusCode::OK);
    assert!(raw.header("content-disposition").contains(".eml"));
}
}
