//! Products and what authorities are told: the pages, their forms and the API, for who may see them.

use crate::browser::{ask, get, house};
use ambergate_coordinator::coordinate::FactChange;
use ambergate_process::case::inputs::Awareness;
use ambergate_process::facts::FactKind;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};

house! {
async fn the_forms_for_authorities_are_a_page_to_print_and_a_text_to_copy(house) {
    let c = &house.world.coordinator;
    let (robin, kim) = (house.world.viewer("robin"), house.world.viewer("kim"));
    let project = c.project("coredns").unwrap().id;
    c.state_role(kim, &project, "", "manufacturer", "Sold with support.").await.unwrap();
    let (_, case) = house.case().await;
    c.take_lead(robin, &case, None).await.unwrap();
    let component = FactChange { kind: FactKind::Component, was: None, text: "plugin/etcd <b>".to_owned() };
    c.set_facts(robin, &case, vec![component]).await.unwrap();
    c.record_awareness(kim, &case, Awareness::Exploited, "", "A call from a site.").await.unwrap();
    house.world.run_jobs().await;
    house.world.mails();

    let page = house.get("robin", &format!("/p/coredns/cases/{case}/authority")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("cache-control"), "no-store");
    let html = page.text();
    for said in ["Early warning", "Vulnerability notification", "Final report", "Member States", "To be filled in by hand: ", "plugin/etcd &lt;b&gt;"] {
        assert!(html.contains(said), "{said}: {html}");
    }
    assert!(html.contains("<pre id=\"early_warning-text\" tabindex=\"0\">EARLY WARNING"), "copied without a script");
    assert!(!html.contains("A call from a site"), "the evidence stays on the case");
    let decisions = house.get("robin", &format!("/p/coredns/cases/{case}/decisions")).await;
    assert!(decisions.text().contains("This case counts as that, and cra binds it."));

    let token = format!("Bearer {}", house.token("robin").await);
    let request = |path: &str| Request::get(format!("/api/v1/projects/coredns/{path}")).header(header::AUTHORIZATION, token.as_str());
    let document = ask(&house.members, request(&format!("cases/{case}/authority")), Body::empty()).await.json();
    assert_eq!((&document["about"], &document["aware"]), (&"exploited".into(), &"Kim Solberg".into()));
    assert_eq!(document["forms"][0]["form"], "early_warning");
    assert_eq!(document["legal"]["role"], "manufacturer");
    let text = ask(&house.members, request(&format!("cases/{case}/authority.txt")), Body::empty()).await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(text.header("content-disposition").contains("authority.txt"));
    assert!(text.text().contains("FINAL REPORT") && text.text().contains("plugin/etcd <b>"));
    let products = ask(&house.members, request("products"), Body::empty()).await.json();
    assert_eq!(products["products"][0]["reason"], "Sold with support.");
    let page = house.get("robin", "/p/coredns/products").await;
    assert!(page.text().contains("The whole project") && page.text().contains("2027-12-11"), "{}", page.text());
}

async fn for_the_fix_team_and_others_there_are_no_forms(house) {
    let (_, case) = house.case().await;
    let c = &house.world.coordinator;
    c.take_lead(house.world.viewer("robin"), &case, None).await.unwrap();
    c.name_team(house.world.viewer("robin"), &case, vec![house.world.person("jules").member.clone()], vec![]).await.unwrap();
    house.world.run_jobs().await;
    house.world.mails();
    let (nothing, no_document) = (get(&house.members, "/no/such").await, get(&house.members, "/api/v1/no/such").await);
    for person in ["jules", "noor"] {
        assert_eq!(house.get(person, &format!("/p/coredns/cases/{case}/authority")).await, nothing, "{person}");
        let token = format!("Bearer {}", house.token(person).await);
        for path in ["authority", "authority.txt"] {
            let request = Request::get(format!("/api/v1/projects/coredns/cases/{case}/{path}")).header(header::AUTHORIZATION, token.as_str());
            assert_eq!(ask(&house.members, request, Body::empty()).await, no_document, "{person} {path}");
        }
    }
    // The roles of products are no secret of a case: members read them, the PST states them.
    assert_eq!(house.get("jules", "/p/coredns/products").await.status, StatusCode::OK);
    let token = format!("Bearer {}", house.token("jules").await);
    let request = Request::post("/api/v1/projects/coredns/products")
        .header(header::AUTHORIZATION, token.as_str())
        .header(header::CONTENT_TYPE, "application/json");
    let told = Body::from("{\"role\":\"neither\",\"reason\":\"Because.\"}");
    let refused = ask(&house.members, request, told).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert!(refused.text().contains("PST"));
}
}

house! {
async fn no_role_is_chosen_by_itself(house) {
    let page = house.get("robin", "/p/coredns/products").await;
    assert!(page.text().contains("<option value=\"\" selected>Choose</option>"), "{}", page.text());
    let fields = |role| [("product", ""), ("role", role), ("reason", "Opinion of counsel.")];
    let said = house.post("robin", "/p/coredns/products", &fields("")).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.text().contains("Choose what it is.") && said.text().contains("Opinion of counsel."));
    assert_eq!(house.post("robin", "/p/coredns/products", &fields("steward")).await.status, StatusCode::SEE_OTHER);
    assert!(house.get("robin", "/p/coredns/products").await.text().contains("Opinion of counsel."));
    assert_eq!(house.post("robin", "/p/coredns/products", &fields("take_back")).await.status, StatusCode::SEE_OTHER);
    house.world.run_jobs().await;
    house.world.mails();
}
}
