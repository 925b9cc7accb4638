//! What the policy asks of people: on the decisions of a case as forms, and by the API; both do the same.

use crate::browser::{House, Said, ask, get, hidden, house};
use ambergate_process::ids::CaseId;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

async fn decisions(house: &House<'_>, case: &CaseId, person: &str) -> String {
    let said = house.get(person, &format!("/p/coredns/cases/{case}/decisions")).await;
    assert_eq!(said.status, StatusCode::OK);
    said.text().to_owned()
}

async fn send(house: &House<'_>, case: &CaseId, person: &str, form: &str, fields: &[(&str, &str)]) -> Said {
    house
        .post(person, &format!("/p/coredns/cases/{case}/{form}"), fields)
        .await
}

async fn api(house: &House<'_>, person: &str, path: &str, body: Option<Value>) -> Said {
    let verb = if body.is_some() { "POST" } else { "GET" };
    let request = Request::builder()
        .method(verb)
        .uri(format!("/api/v1/projects/coredns/{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {}", house.token(person).await))
        .header(header::CONTENT_TYPE, "application/json");
    let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
    ask(&house.members, request, body).await
}

house! {
async fn each_form_of_the_policy_does_what_it_says(house) {
    let (_, case) = house.case().await;
    let c = &house.world.coordinator;
    c.take_lead(house.world.viewer("robin"), &case, None).await.unwrap();
    let done = |said: &Said, form: &str| {
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{form}: {}", said.text());
        let key = if form == "asked" { "answers" } else { form };
        assert!(said.header("location").ends_with(&format!("/p/coredns/cases/{case}/decisions?done={key}")), "{form}: {}", said.header("location"));
    };
    let html = decisions(&house, &case, "kim").await;
    for id in ["asked", "targets", "upstream", "reporter-date", "exploit", "attack", "milestones", "awareness", "policies"] {
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
    }
    done(&send(&house, &case, "kim", "asked", &[("privilege_escalation", "yes")]).await, "asked");
    assert!(decisions(&house, &case, "kim").await.contains("<option value=\"yes\" selected>"));

    // Refused: what was typed stands there again, with what is wrong.
    let said = send(&house, &case, "kim", "upstream", &[("project", "Go"), ("date", "next week")]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.text().contains("value=\"next week\"") && said.text().contains("aria-invalid=\"true\""), "{}", said.text());
    done(&send(&house, &case, "kim", "upstream", &[("project", "Go"), ("date", "2025-11-01 14:00")]).await, "upstream");
    done(&send(&house, &case, "kim", "reporter-date", &[("date", "2025-10-25 09:00"), ("said", "By mail.")]).await, "reporter-date");
    let html = decisions(&house, &case, "kim").await;
    assert!(html.contains("Not all rules can be kept") && html.contains("Nothing is published before"), "{html}");
    let plan = house.get("kim", &format!("/p/coredns/cases/{case}/plan")).await;
    assert!(plan.text().contains("2025-10-25 09:00") && plan.text().contains("2025-11-01 14:00"));

    // A gate has a breaker; who is not one is told so.
    assert!(html.contains("name=\"gate\" value=\"coredns:upstream\""), "the gate of S19 is shut");
    let said = send(&house, &case, "kim", "gates", &[("gate", "coredns:upstream"), ("reason", "")]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
    let said = send(&house, &case, "kim", "gates", &[("gate", "coredns:no-such"), ("reason", "Because.")]).await;
    assert!(said.status.is_client_error());

    house.world.advance(jiff::SignedDuration::from_hours(2));
    done(&send(&house, &case, "kim", "attack", &[("seen", ""), ("evidence", "Logs of two sites.")]).await, "attack");
    done(&send(&house, &case, "kim", "exploit", &[("url", "https://example.org/poc"), ("seen", "")]).await, "exploit");
    done(&send(&house, &case, "kim", "policies", &[("profile", "cra")]).await, "policies");
    done(&send(&house, &case, "kim", "awareness", &[("about", "exploited"), ("at", ""), ("evidence", "A call.")]).await, "awareness");
    done(&send(&house, &case, "kim", "milestones", &[("anchor", "authority_early_warning"), ("at", ""), ("note", "Receipt 4711.")]).await, "milestones");
    for (form, fields) in [("milestones", [("anchor", "released")]), ("awareness", [("about", "boredom")])] {
        assert_eq!(send(&house, &case, "kim", form, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    for wrong in [[("anchor", ""), ("reason", "x")], [("anchor", "released"), ("reason", "x")], [("anchor", "aware"), ("reason", "")]] {
        assert_eq!(send(&house, &case, "kim", "corrections", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    }
    let html = decisions(&house, &case, "kim").await;
    assert!(html.contains("Receipt 4711.") && html.contains("Kim Solberg") && html.contains("https://example.org/poc"));
    let said = send(&house, &case, "kim", "policy-off", &[("profile", "cra"), ("reason", "")]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
    assert_eq!(send(&house, &case, "kim", "policy-off", &[("profile", "cra"), ("reason", "No manufacturer.")]).await.status, StatusCode::SEE_OTHER);
    assert!(!hidden(&html, "csrf").is_empty());
    house.world.run_jobs().await;
    house.world.mails();
}

async fn the_api_says_and_takes_the_same(house) {
    let (_, case) = house.case().await;
    house.world.coordinator.take_lead(house.world.viewer("robin"), &case, None).await.unwrap();
    let path = format!("cases/{case}");
    let on = |act: &str| format!("cases/{case}/{act}");
    let view = api(&house, "kim", &path, None).await.json();
    assert_eq!(view["policy"]["profiles"][0]["profile"], "coredns");
    assert_eq!(view["policy"]["asked"].as_array().unwrap().len(), 2);
    let acts = [
        ("asked", json!({ "answers": [{ "fact": "privilege_escalation", "answer": "no" }] })),
        ("upstream", json!({ "project": "Go", "date": "2025-11-01 14:00" })),
        ("reporter-date", json!({ "date": "2025-10-25 09:00", "said": "By mail." })),
        ("attack", json!({ "evidence": "Logs." })),
        ("exploit", json!({ "url": "https://example.org/poc" })),
        ("policies", json!({ "profile": "cra" })),
        ("awareness", json!({ "about": "exploited", "evidence": "A call." })),
        ("milestones", json!({ "anchor": "authority_early_warning", "note": "Receipt 4711." })),
    ];
    for (act, body) in acts {
        let said = api(&house, "kim", &on(act), Some(body)).await;
        assert_eq!(said.status, StatusCode::NO_CONTENT, "{act}: {}", said.text());
    }
    let policy = api(&house, "kim", &path, None).await.json()["policy"].clone();
    assert_eq!(policy["upstream"]["project"], "Go");
    assert_eq!(policy["reporter_date"], "2025-10-25T09:00:00Z");
    assert_eq!(policy["profiles"][1]["profile"], "cra");
    assert_eq!(policy["recorded"].as_array().unwrap().len(), 1);
    let undone = json!({ "anchor": "authority_early_warning", "reason": "It was the notification." });
    assert_eq!(api(&house, "kim", &on("corrections"), Some(undone)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api(&house, "kim", &path, None).await.json()["policy"]["recorded"], json!([]));
    let fault = api(&house, "kim", &on("milestones"), Some(json!({ "anchor": "boredom", "note": "x" }))).await;
    assert!(fault.text().contains("authority_early_warning"), "the way out: {}", fault.text());
    let refused = api(&house, "kim", &on("targets"), Some(json!({ "clock": "no-such", "to": "2025-10-20 14:00", "reason": "x" }))).await;
    assert!(refused.status.is_client_error(), "{}", refused.text());
    house.world.run_jobs().await;
    house.world.mails();
}

async fn who_has_no_grant_learns_of_no_form(house) {
    let (_, case) = house.case().await;
    let nothing = get(&house.members, "/no/such").await;
    let no_document = get(&house.members, "/api/v1/no/such").await;
    for form in ["asked", "targets", "upstream", "reporter-date", "exploit", "attack", "milestones", "awareness", "corrections", "policies", "policy-off", "policy-version"] {
        let said = send(&house, &case, "jules", form, &[("profile", "cra"), ("anchor", "released"), ("about", "exploited"), ("reason", "x")]).await;
        let never = house.post("jules", &format!("/p/coredns/cases/NOSUCHCASE/{form}"), &[("profile", "cra"), ("anchor", "released"), ("about", "exploited"), ("reason", "x")]).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND, "{form}");
        assert_eq!(said.body, never.body, "{form}");
        assert_eq!(said.body, nothing.body, "{form}");
    }
    assert_eq!(api(&house, "jules", &format!("cases/{case}"), None).await.body, no_document.body);
    house.world.run_jobs().await;
    house.world.mails();
}
}
