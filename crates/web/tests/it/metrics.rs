//! Metrics: the page, its file and the API say the same, to the PST; to everybody else they are not there.

use crate::browser::{ask, get, house};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

house! {
async fn the_pst_sees_the_numbers_and_can_take_them_along(house) {
    let (_, case) = house.case().await;
    let (c, robin) = (&house.world.coordinator, house.world.viewer("robin"));
    c.take_lead(robin, &case, None).await.unwrap();
    house.world.advance(jiff::SignedDuration::from_hours(50));
    c.mark_public(robin, &case, "https://blog.example.org/etcd", "2025-09-04 02:13").await.unwrap();
    house.world.run_jobs().await;
    house.world.mails();

    // It is 5 September, 02:13: public for exactly a day.
    let page = house.get("robin", "/p/coredns/metrics").await;
    assert_eq!(page.status, StatusCode::OK);
    let html = page.text();
    assert!(html.contains("<h1>Metrics</h1>") && html.contains("1 d so far"), "{html}");
    assert!(html.contains(&format!("<a href=\"/p/coredns/cases/{case}\" tabindex=\"-1\"><title>{case}: 1 d so far</title>")));
    assert!(html.contains("Too few cases. ") && html.contains("role=\"img\""));
    assert!(!html.contains("lease as TTL"), "no word of the case");
    assert!(html.contains("aria-current=\"page\"") && html.contains("href=\"/p/coredns/metrics\""));
    for period in ["year", "three_years", "all"] {
        let page = house.get("kim", &format!("/p/coredns/metrics?period={period}")).await;
        assert!(page.text().contains(&format!("<option value=\"{period}\" selected>")), "{period}");
    }
    assert_eq!(house.get("robin", "/p/coredns/metrics?period=decade").await.status, StatusCode::NOT_FOUND);

    let file = house.get("robin", "/p/coredns/metrics.csv?period=all").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"metrics-coredns-all.csv\""));
    assert_eq!(file.header("cache-control"), "no-store");
    let rows: Vec<&str> = file.text().split_terminator("\r\n").collect();
    assert!(rows[0].starts_with("case,opened,public_since,released_or_ended,exposure,exposure_hours,severity,lead,"));
    let begins = format!("{case},2025-09-03T00:13:00Z,2025-09-04T02:13:00Z,,growing,24.00,none,\"Robin Ashe\",");
    assert!(rows.len() == 2 && rows[1].starts_with(&begins), "{rows:?}");
    assert_eq!(rows[0].split(',').count(), rows[1].split(',').count());

    let token = format!("Bearer {}", house.token("robin").await);
    let request = |path: &str| Request::get(format!("/api/v1/projects/coredns/{path}")).header(header::AUTHORIZATION, token.as_str());
    let document = ask(&house.members, request("metrics?period=all"), Body::empty()).await.json();
    assert_eq!(document["period"], "all");
    assert_eq!(document["exposure"]["growing"], 1);
    assert_eq!(document["cases"][0]["exposure_seconds"], 86_400);
    assert_eq!(document["cases"][0]["exposure"], "growing");
    assert_eq!(document["load"][0]["name"], "Robin Ashe");
    assert_eq!(document["wishes"][0]["skill"], serde_json::Value::Null);
    let odd = ask(&house.members, request("metrics?period=decade"), Body::empty()).await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
}

async fn for_others_there_are_no_metrics(house) {
    let (_, case) = house.case().await;
    let c = &house.world.coordinator;
    c.take_lead(house.world.viewer("robin"), &case, None).await.unwrap();
    // Jules is on the Fix Team of this case.
    c.name_team(house.world.viewer("robin"), &case, vec![house.world.person("jules").member.clone()], vec![]).await.unwrap();
    house.world.run_jobs().await;
    house.world.mails();
    let (nothing, no_document) = (get(&house.members, "/no/such").await, get(&house.members, "/api/v1/no/such").await);
    // The PST has just had it counted.
    assert_eq!(house.get("robin", "/p/coredns/metrics").await.status, StatusCode::OK);
    for person in ["jules", "noor"] {
        for path in ["metrics", "metrics?period=all", "metrics?period=decade", "metrics.csv"] {
            assert_eq!(house.get(person, &format!("/p/coredns/{path}")).await, nothing, "{person} {path}");
        }
        assert!(!house.get(person, "/p/coredns/today").await.text().contains("/metrics"), "{person}");
        let token = format!("Bearer {}", house.token(person).await);
        for path in ["metrics", "metrics?period=decade"] {
            let request = Request::get(format!("/api/v1/projects/coredns/{path}")).header(header::AUTHORIZATION, token.as_str());
            assert_eq!(ask(&house.members, request, Body::empty()).await, no_document, "{person} {path}");
        }
    }
    assert_eq!(house.get("robin", "/p/no-such/metrics").await, nothing);
    assert_eq!(get(&house.public, "/coredns/metrics").await.status, StatusCode::NOT_FOUND);
}
}
