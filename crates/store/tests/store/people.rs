//! Accounts, sessions, links, tokens and secrets.

use crate::support::*;
use ambergate_store::on_both;

on_both! {
    async fn an_address_is_one_account(bed: &Bed) {
        let (store, rng) = (&bed.store, rng());
        let system = store.system("test");
        let new = |address: &str| NewAccount { id: AccountId::mint(&rng), name: "Ada".into(), address: address.into() };
        let id = store.create_account(&system, new("Ada@Example.org"), at(0)).await.unwrap();
        assert_eq!(store.create_account(&system, new(" ada@example.ORG"), at(1)).await.unwrap(), id);
        assert_eq!(store.account_by_address(&system, "ADA@example.org ").await.unwrap(), Some(id.clone()));
        assert_eq!(store.account_by_address(&system, "bob@example.org").await.unwrap(), None);
        let account = store.account(&system, &id).await.unwrap().unwrap();
        assert_eq!((account.name.as_str(), account.address.as_str()), ("Ada", "Ada@Example.org"));
    }

    async fn a_link_works_once_for_its_purpose_and_browser_in_its_time(bed: &Bed) {
        let (store, rng) = (&bed.store, rng());
        let system = store.system("test");
        let subject = Subject::Account(AccountId::mint(&rng));
        for (token, browser) in [("one", None), ("two", Some("cookie".to_owned())), ("three", None)] {
            let new = NewLink { token: token.into(), purpose: "sign-in", subject: subject.clone(), expires: at(60), browser };
            store.issue_link(&system, new, at(0)).await.unwrap();
        }
        assert!(store.link_stands("one", "sign-in", at(1)).await.unwrap());
        assert_eq!(store.use_link("one", "set-up", None, at(1)).await.unwrap(), None);
        let (a, b) = tokio::join!(store.use_link("one", "sign-in", None, at(1)), store.use_link("one", "sign-in", Some("x"), at(1)));
        let used: Vec<_> = [a.unwrap(), b.unwrap()].into_iter().flatten().collect();
        assert_eq!(used, std::slice::from_ref(&subject), "of two at once, one");
        assert!(!store.link_stands("one", "sign-in", at(2)).await.unwrap());
        assert_eq!(store.use_link("two", "sign-in", None, at(1)).await.unwrap(), None);
        assert_eq!(store.use_link("two", "sign-in", Some("other"), at(1)).await.unwrap(), None);
        assert_eq!(store.use_link("two", "sign-in", Some("cookie"), at(1)).await.unwrap(), Some(subject));
        assert_eq!(store.use_link("three", "sign-in", None, at(60)).await.unwrap(), None, "expired");
        assert_eq!(store.use_link("guess", "sign-in", None, at(1)).await.unwrap(), None);
    }

    async fn a_session_ends(bed: &Bed) {
        let world = World::new(bed).await;
        let store = &bed.store;
        let system = store.system("test");
        let account = world.pst.account().unwrap().clone();
        let subject = Subject::Account(account.clone());
        for token in ["a", "b", "c"] {
            store.open_session(&system, token, &subject, at(0), at(1000)).await.unwrap();
        }
        let viewer = |token: &'static str, second| { let store = store.clone(); async move {
            store.viewer(Credential::Session(token), at(second)).await.unwrap()
        }};
        let a = viewer("a", 1).await.unwrap();
        assert_eq!(a.account(), Some(&account));
        assert_eq!(a.member_in(&world.project), Some((world.pst_member.clone(), Role::Pst)));
        assert_eq!((a.projects(), a.member_in(&world.elsewhere)), (vec![world.project.clone()], None));
        assert_ne!(store.csrf(&a), store.csrf(&viewer("b", 1).await.unwrap()));
        assert_eq!(store.csrf(&a), store.csrf(&viewer("a", 400).await.unwrap()), "also after its last use was noted");
        store.close_session(&a, at(5)).await.unwrap();
        assert!(viewer("a", 6).await.is_none() && viewer("b", 6).await.is_some());
        assert!(viewer("b", 1000).await.is_none(), "expired");
        store.close_sessions(&system, &subject, at(7)).await.unwrap();
        assert!(viewer("c", 8).await.is_none() && viewer("unknown", 8).await.is_none());
    }

    async fn an_api_token_is_for_its_project(bed: &Bed) {
        let world = World::new(bed).await;
        let store = &bed.store;
        let system = store.system("test");
        // The same account is PST in both projects; the token is for one.
        let account = world.pst.account().unwrap().clone();
        let second = MemberId::mint(&world.rng);
        let member = NewMember { id: second.clone(), project: world.elsewhere.clone(), account, role: Role::Pst, since: at(0) };
        store.add_member(&system, member).await.unwrap();
        let case = world.case(bed, "mine").await;
        let foreign = CaseId::mint(&world.rng);
        store.begin(&world.stranger, &world.elsewhere, &foreign, at(1), |_: &Case, _| opened("f")).await.unwrap();
        let new = NewApiToken {
            token: "t".into(), member: world.pst_member.clone(), project: world.project.clone(), scopes: "cases:read".into(), expires: at(1000),
        };
        store.issue_api_token(&system, new, at(1)).await.unwrap();
        let viewer = store.viewer(Credential::ApiToken("t"), at(2)).await.unwrap().unwrap();
        assert_eq!((viewer.scopes(), viewer.session_digest()), (Some("cases:read"), None));
        let look = store.look(&viewer, at(3));
        assert!(look.row::<Case>(&case).await.unwrap().is_some());
        assert!(look.row::<Case>(&foreign).await.unwrap().is_none());
        assert!(store.look(&world.pst, at(3)).row::<Case>(&foreign).await.unwrap().is_some(), "the person sees it");
        assert!(store.viewer(Credential::ApiToken("t"), at(1000)).await.unwrap().is_none());
        assert!(store.viewer(Credential::Session("t"), at(2)).await.unwrap().is_none(), "a token of another kind");
        store.revoke_api_token(&system, "t", at(4)).await.unwrap();
        assert!(store.viewer(Credential::ApiToken("t"), at(5)).await.unwrap().is_none());
    }

    async fn a_reporter_s_secret_is_checked_with_the_same_work(bed: &Bed) {
        let world = World::new(bed).await;
        let store = &bed.store;
        let (report, outsider) = world.report(bed, "r").await;
        assert_eq!(store.check_secret(report.as_str(), "").await.unwrap(), None);
        let hash = store.hash_secret("correct horse").await.unwrap();
        assert_eq!(format!("{hash:?}"), "SecretHash(•••)");
        store.set_secret(&store.system("test"), &outsider, hash).await.unwrap();
        assert_eq!(store.check_secret(report.as_str(), "correct horse").await.unwrap(), Some(outsider.clone()));
        assert_eq!(store.check_secret(report.as_str(), "wrong").await.unwrap(), None);
        assert_eq!(store.check_secret("R-0000-0000", "correct horse").await.unwrap(), None);
        let people = store.outsiders_of(&store.system("test"), ambergate_process::aggregate::Kind::Report, report.as_str()).await.unwrap();
        assert!(people[0].has_secret && people[0].address == "reporter@example.org");
    }

    async fn a_reply_address_leads_to_its_thread(bed: &Bed) {
        let world = World::new(bed).await;
        let (report, outsider) = world.report(bed, "r").await;
        bed.store.act(&world.pst, &report, at(2), |_: &Report, _| {
            Ok::<_, No>(Deed::nothing(()).reply_token("opaque", outsider.clone()))
        }).await.unwrap();
        let system = bed.store.system("test");
        let target = bed.store.reply_target(&system, "opaque").await.unwrap().unwrap();
        assert_eq!((target.id.as_str(), &target.outsider, target.case), (report.as_str(), &outsider, None));
        let case = world.join(bed, &report, "c").await;
        let target = bed.store.reply_target(&system, "opaque").await.unwrap().unwrap();
        assert_eq!(target.case, Some(case));
        assert_eq!(bed.store.reply_target(&system, "guess").await.unwrap(), None);
    }
}
