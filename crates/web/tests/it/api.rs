//! The API does what the pages do, as the person whose token it is. The whole path, report to advisory, over HTTP.

use crate::browser::{House, Said, ask, get, house};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

struct Caller<'a> {
    house: &'a House<'a>,
    token: String,
}

impl Caller<'_> {
    async fn read(&self, path: &str) -> Value {
        let said = self.ask("GET", path, None).await;
        assert_eq!(said.status, StatusCode::OK, "{path}: {}", said.text());
        said.json()
    }
    async fn act(&self, path: &str, body: Value) -> Said {
        let said = self.ask("POST", path, Some(body)).await;
        assert!(said.status.is_success(), "{path}: {} {}", said.status, said.text());
        said
    }
    async fn ask(&self, verb: &str, path: &str, body: Option<Value>) -> Said {
        let mut request = Request::builder()
            .method(verb)
            .uri(format!("/api/v1/projects/coredns/{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        ask(
            &self.house.members,
            request,
            body.map_or(Body::empty(), |body| Body::from(body.to_string())),
        )
        .await
    }
}

async fn caller<'a>(house: &'a House<'a>, person: &str) -> Caller<'a> {
    Caller {
        token: house.token(person).await,
        house,
    }
}

const MAIL: &str = "From: Quinn Varga <quinn@example.org>\nSubject: A lease id becomes a TTL\nMessage-ID: <1@example.org>\n\nThe TTL is the lease id.\n";

house! {
async fn from_report_to_advisory(house) {
    let (robin, jules, noor) = (caller(&house, "robin").await, caller(&house, "jules").await, caller(&house, "noor").await);
    house.world.report_by_mail(MAIL).await;
    let inbox = robin.read("reports").await;
    let report = inbox["reports"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(inbox["reports"][0]["standing"], "waiting");
    robin.act(&format!("reports/{report}/answer"), json!({ "text": "Thank you, we look at it." })).await;
    let made = robin.act(&format!("reports/{report}/open"), json!({ "title": "lease as TTL" })).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let case = made.json()["id"].as_str().unwrap().to_owned();
    let on = |act: &str| format!("cases/{case}/{act}");
    robin.act(&on("lead"), json!({})).await;
    let member = |name: &str| house.world.person(name).member.to_string();
    robin.act(&on("team"), json!({ "add": [member("jules"), member("noor")] })).await;
    robin.act(&on("repositories"), json!({ "name": "coredns-fix", "url": "https://git.example.org/fix" })).await;
    robin.act(&on("messages"), json!({ "to": ["pst", "fix_team"], "text": "We begin with the lease." })).await;
    jules.act(&on("commits"), json!({ "commit": "8a3d4b1c0f2e4d6a8b9c0d1e2f3a4b5c6d7e8f90", "subject": "Ask for the TTL of the lease" })).await;
    let own = jules.ask("POST", &on("lgtm"), Some(json!({ "commit": "8a3d4b1c0f2e" }))).await;
    assert_eq!((own.status, own.json()["error"]["kind"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("refused")));
    noor.act(&on("lgtm"), json!({ "commit": "8a3d4b1c0f2e4d6a8b9c0d1e2f3a4b5c6d7e8f90" })).await;
    robin.act(&on("severity"), json!({ "vectors": ["CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H"], "reason": "as measured" })).await;
    let fact = |fact: &str, value: &str| json!({ "fact": fact, "was": "", "value": value });
    robin.act(&on("facts"), json!({ "changes": [
        fact("component", "plugin/etcd"), fact("cve_id", "CVE-2025-58063"), fact("title", "A lease id becomes a TTL"),
        fact("summary", "Records under a lease are answered with a TTL of years."), fact("mitigation", "Cap the TTL with the cache plugin."),
        fact("affected", ">= 1.2.0, < 1.12.4"), fact("fixed_versions", "1.12.4"), fact("how_to_apply", "Update to 1.12.4."),
        fact("changes", "8a3d4b1c0f2e4d6a8b9c0d1e2f3a4b5c6d7e8f90 Ask for the TTL of the lease"),
        fact("release_window", "2025-09-09 14:00 to 2025-09-09 16:00"), fact("weakness", "CWE-681 incorrect conversion"),
        fact("details", "The lease id is read as a number of seconds."),
    ] })).await;
    robin.act(&on("fix-ready"), json!({})).await;
    let plan = robin.read(&on("plan")).await;
    let standing = &plan["standing"];
    assert_eq!((&standing["embargo"]["state"], &standing["embargo"]["end_it"]), (&json!("active"), &json!("may")));
    assert_eq!(standing["case_state"], "VFdpxa");
    let who = |n: usize, key: &str| standing["participants"][n][key].as_str().unwrap_or_default().to_owned();
    assert_eq!([who(0, "who"), who(0, "report_management"), who(0, "consent")], ["project", "accepted", "signatory"]);
    assert_eq!([who(1, "who"), who(1, "consent")], ["reporter", "signatory"]);
    assert_eq!(standing["refused"][0]["machine"], "report_management");
    robin.act(&on("distributors"), json!({ "tell": "not_early", "reason": "a mitigation is public with the release" })).await;
    let made = robin.act(&on("announcements"), json!({ "kind": "forthcoming_fix" })).await.json();
    let forthcoming = format!("announcements/{}", made["id"].as_str().unwrap());
    let draft = robin.read(&on(&forthcoming)).await;
    assert_eq!(draft["missing"], json!([]), "{draft}");
    let body = draft["body"].as_str().unwrap();
    let leaky = format!("{body}\nIt is in plugin/etcd, CVE-2025-58063.");
    robin.act(&on(&format!("{forthcoming}/edit")), json!({ "subject": draft["subject"], "body": leaky })).await;
    let digest = robin.read(&on(&forthcoming)).await["digest"].clone();
    let refused = robin.ask("POST", &on(&format!("{forthcoming}/approve")), Some(json!({ "digest": digest }))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a leak goes out");
    robin.act(&on(&format!("{forthcoming}/anew")), json!({})).await;
    let digest = robin.read(&on(&forthcoming)).await["digest"].clone();
    robin.act(&on(&format!("{forthcoming}/approve")), json!({ "digest": digest })).await;
    house.world.run_jobs().await;
    house.world.mails();
    house.world.advance(jiff::SignedDuration::from_hours(24 * 6 + 14));
    let made = robin.act(&on("announcements"), json!({ "kind": "final_announcement" })).await.json();
    let last = format!("announcements/{}", made["id"].as_str().unwrap());
    let gate = robin.read(&on(&format!("{last}/publish"))).await;
    assert_eq!(gate["blocked"], Value::Null, "{gate}");
    let open = |digest: &str| json!({
        "announcement_digest": gate["announcement"]["digest"], "documents_digest": digest, "prepared_at": gate["prepared_at"],
    });
    let other = robin.ask("POST", &on(&format!("{last}/publish")), Some(open("0000"))).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "other bytes go out");
    let published = robin.act(&on(&format!("{last}/publish")), open(gate["documents_digest"].as_str().unwrap())).await;
    assert_eq!(published.json()["id"], "cve-2025-58063");
    house.world.run_jobs().await;
    house.world.mails();
    house.refresh().await;
    let page = get(&house.public, "/coredns/advisories/cve-2025-58063/").await;
    assert!(page.text().contains("A lease id becomes a TTL"));
    let osv = get(&house.public, "/coredns/advisories/cve-2025-58063/osv.json").await;
    let shown = gate["documents"].as_array().unwrap().iter().find(|d| d["name"] == "osv.json").unwrap();
    assert_eq!(osv.text(), shown["text"].as_str().unwrap(), "what was read is what is public, to the byte");
    let view = robin.read(&format!("cases/{case}")).await;
    assert_eq!((view["phase"].as_str(), view["severity"]["scored"][0]["score"].as_str()), (Some("released"), Some("7.1")));
    assert_eq!(view["team"].as_array().unwrap().len(), 2);
    let log = robin.read(&on("log")).await;
    let lines = log["lines"].as_array().unwrap();
    assert!(lines.len() > 12 && lines.iter().all(|line| line["hash"].as_str().unwrap().len() == 64));
    robin.act(&on("close"), json!({ "ending": "done", "reason": "released" })).await;
    assert_eq!(robin.read("cases?tab=closed").await["cases"][0]["id"], case.as_str());
    assert!(robin.read("outgoing").await["lines"].as_array().unwrap().iter().any(|line| line["kind"].as_str().is_some()));
    house.world.run_jobs().await;
    house.world.mails();
}

async fn a_stale_change_is_a_conflict_and_shows_both_values(house) {
    let robin = caller(&house, "robin").await;
    let (_, case) = house.case().await;
    let path = format!("cases/{case}/facts");
    let change = |was: &str, value: &str| json!({ "changes": [{ "fact": "component", "was": was, "value": value }] });
    robin.act(&path, change("", "plugin/etcd")).await;
    let stale = robin.ask("POST", &path, Some(change("", "plugin/cache"))).await;
    assert_eq!((stale.status, stale.json()["error"]["kind"].as_str()), (StatusCode::CONFLICT, Some("conflict")));
    let what = stale.json()["error"]["what"].as_str().unwrap().to_owned();
    assert!(what.contains("plugin/etcd") && what.contains("plugin/cache"), "{what}");
    robin.act(&path, change("plugin/etcd", "plugin/cache")).await;
    house.world.run_jobs().await;
    house.world.mails();
}

async fn what_cannot_be_meant_is_refused_with_its_field(house) {
    let robin = caller(&house, "robin").await;
    let (report, case) = house.case().await;
    for (path, body, field) in [
        (format!("cases/{case}/severity"), json!({ "vectors": ["CVSS:3.1/AV:N"] }), "vector"),
        (format!("cases/{case}/facts"), json!({ "changes": [{ "fact": "colour", "value": "x" }] }), "fact"),
        (format!("cases/{case}/messages"), json!({ "to": ["everybody"], "text": "x" }), "to"),
        (format!("cases/{case}/close"), json!({ "ending": "tired", "reason": "x" }), "ending"),
        (format!("cases/{case}/hand-over"), json!({ "to": "robin", "reason": "x" }), "to"),
        (format!("reports/{report}/attach"), json!({ "case": "7K3F" }), "case"),
        (format!("reports/{report}/decline"), json!({ "exit": "boring" }), "exit"),
    ] {
        let said = robin.ask("POST", &path, Some(body)).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(said.json()["error"]["fields"][0]["field"], field, "{path}");
    }
    let unknown = robin.ask("POST", &format!("cases/{case}/lead"), Some(json!({ "membre": "x" }))).await;
    assert!(unknown.json()["error"]["what"].as_str().unwrap().contains("membre"));
    assert_eq!(robin.ask("GET", "cases?tab=all", None).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.world.run_jobs().await;
    house.world.mails();
}

async fn the_list_is_read_a_page_at_a_time(house) {
    let robin = caller(&house, "robin").await;
    for n in 0..5 {
        let report = house.world.report_by_mail(&MAIL.replace("<1@", &format!("<{n}@"))).await;
        robin.act(&format!("reports/{report}/open"), json!({ "title": format!("case {n}") })).await;
    }
    house.world.run_jobs().await;
    house.world.mails();
    let mut seen = Vec::new();
    let mut path = "cases?limit=2".to_owned();
    loop {
        let page = robin.read(&path).await;
        seen.extend(page["cases"].as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("cases?limit=2&after={}", form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>()),
            None => break,
        }
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (5, 5));
}

async fn a_token_says_whose_it_is(house) {
    let jules = caller(&house, "jules").await;
    let request = Request::get("/api/v1/me").header(header::AUTHORIZATION, format!("Bearer {}", jules.token));
    let me = ask(&house.members, request, Body::empty()).await.json();
    assert_eq!((me["projects"][0]["slug"].as_str(), me["projects"][0]["role"].as_str()), (Some("coredns"), Some("maintainer")));
    let away = json!({ "from": "2025-09-04T00:00:00Z", "to": "2025-09-06T00:00:00Z" });
    jules.act(&format!("people/{}/away", house.world.person("jules").member), away.clone()).await;
    let other = jules.ask("POST", &format!("people/{}/away", house.world.person("robin").member), Some(away)).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(jules.read("people").await["people"].as_array().unwrap().len(), 6);
    assert_eq!(get(&house.members, "/api/v1/openapi.json").await.json()["openapi"], "3.1.0");
}
}
