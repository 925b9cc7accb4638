//! A World: one instance with a project and its people. Dropping it fails the test when an errand or a mail was not
//! looked at.

use crate::people::{PEOPLE, Person, settings};
use ambergate_coordinator::ports::Envelope;
use ambergate_coordinator::setup::NewPerson;
use ambergate_coordinator::stage::{MailSink, SetClock, SiteSink};
use ambergate_coordinator::{Coordinator, Credential, Limits, Ports, Subject, Viewer};
use ambergate_process::Instant;
use ambergate_process::case::{self, Case};
use ambergate_process::ids::{CaseId, ProjectId, ReportId};
use ambergate_process::planner::Plan;
use ambergate_process::policy::{BUILT_IN, COREDNS, Profile, Rules};
use ambergate_process::report::{self, Report};
use ambergate_store::testing::{Bed, SeededRng};
use ambergate_store::{ListQuery, Order, Store};
use bytes::Bytes;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

pub struct World<'a> {
    pub coordinator: Coordinator,
    pub clock: SetClock,
    pub mail: MailSink,
    pub site: SiteSink,
    pub project: ProjectId,
    pub people: Vec<Person>,
    bed: &'a Bed,
    /// The one that the running program uses.
    store: Store,
    seed: u64,
}

/// The moment at which every World begins: a minute before the demo's report.
const START: &str = "2025-09-03T00:13:00Z";

impl<'a> World<'a> {
    /// A World on a bed, the same for the same seed.
    pub async fn on(bed: &'a Bed) -> Self {
        let seed = 1;
        let clock = SetClock::at(START.parse().unwrap());
        let (mail, site) = (MailSink::default(), SiteSink::default());
        let coordinator = open(bed.store.clone(), &clock, &mail, &site, seed, Limits::default()).await;
        let project = coordinator
            .found_project("coredns", settings(), "coredns")
            .await
            .unwrap();
        let mut people = Vec::new();
        for (name, address, role) in PEOPLE {
            let person = NewPerson {
                name: name.to_owned(),
                address: address.to_owned(),
                handle: None,
                role,
            };
            let member = coordinator.add_member(&project, person).await.unwrap();
            let (viewer, session) = sign_in(&coordinator, address).await;
            people.push(Person {
                name,
                address,
                member,
                viewer,
                session,
            });
        }
        Self {
            coordinator,
            clock,
            mail,
            site,
            project,
            people,
            bed,
            store: bed.store.clone(),
            seed,
        }
    }

    /// A person by their first name, in lower case.
    #[track_caller]
    pub fn person(&self, first_name: &str) -> &Person {
        self.people
            .iter()
            .find(|p| p.address.starts_with(&format!("{first_name}@")))
            .unwrap()
    }

    #[track_caller]
    pub fn viewer(&self, first_name: &str) -> &Viewer {
        &self.person(first_name).viewer
    }

    pub fn now(&self) -> Instant {
        self.coordinator.now()
    }

    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }

    /// Reads what arrived and carries out what is due.
    pub async fn run_jobs(&self) {
        self.coordinator.run_jobs().await.unwrap();
        self.deadlines_agree().await;
    }

    /// That what each row stores as its next deadline is what the planner says now from the row's state (invariant 7).
    pub async fn deadlines_agree(&self) {
        let rules = Rules::of(built_in("coredns"));
        let reads = Credential::System("compares deadlines");
        let system = self.store.viewer(reads, self.now()).await.unwrap().unwrap();
        let look = self.store.look(&system, self.now());
        let all = |phases| ListQuery {
            project: self.project.clone(),
            phases,
            order: Order::Opened,
            limit: 1_000,
            after: None,
            lead: None,
        };
        for line in look.list::<Case>(&all(0..=4)).await.unwrap().get() {
            let row = look.row::<Case>(&line.id.parse().unwrap()).await.unwrap().unwrap();
            let others = row.get().state.others.iter().map(|(id, _)| built_in(id));
            let bound = Rules::new(built_in("coredns"), others.collect(), &BTreeMap::new());
            let said = case::agenda(&row.get().state, &bound, self.now()).next_due();
            assert_eq!(row.get().next_due, said, "case {}", line.id);
        }
        for line in look.list::<Report>(&all(0..=4)).await.unwrap().get() {
            let row = look.row::<Report>(&line.id.parse().unwrap()).await.unwrap().unwrap();
            let said = report::agenda(&row.get().state, &rules, self.now()).next_due();
            assert_eq!(row.get().next_due, said, "report {}", line.id);
        }
    }

    /// What the planner says of a case, from its row and the base policy.
    pub async fn agenda(&self, case: &CaseId) -> Plan {
        let rules = Rules::of(Profile::read("coredns.toml", COREDNS).unwrap());
        let reads = Credential::System("plans a case");
        let system = self.store.viewer(reads, self.now()).await.unwrap().unwrap();
        let row = self
            .store
            .look(&system, self.now())
            .row::<Case>(case)
            .await
            .unwrap()
            .unwrap();
        case::agenda(&row.get().state, &rules, self.now())
    }

    /// Takes the mail that was sent so far, so that it counts as looked at.
    pub fn mails(&self) -> Vec<Envelope> {
        self.mail.take()
    }

    /// Stops the program and starts it anew on the same database.
    pub async fn restart(&mut self) {
        self.seed += 1_000;
        self.coordinator.close().await;
        let store = self.bed.reopen(self.bed.key).await.unwrap();
        self.store = store.clone();
        self.coordinator = open(store, &self.clock, &self.mail, &self.site, self.seed, Limits::default()).await;
        for person in &mut self.people {
            let viewer = self
                .coordinator
                .viewer(Credential::Session(&person.session))
                .await
                .unwrap();
            person.viewer = viewer.unwrap();
        }
    }

    /// A second node on the same database, with the same clock and mail. Close it before the World ends.
    pub async fn twin(&self) -> Coordinator {
        let store = self.bed.reopen(self.bed.key).await.unwrap();
        let seed = self.seed + 500;
        open(store, &self.clock, &self.mail, &self.site, seed, Limits::default()).await
    }

    /// A report by mail, delivered and read.
    pub async fn report_by_mail(&self, raw: &str) -> ReportId {
        let raw = Bytes::from(raw.replace('\n', "\r\n"));
        let receipt = self
            .coordinator
            .take_mail("quinn@example.org", crate::SETTINGS_CONTACT, raw)
            .await
            .unwrap();
        self.run_jobs().await;
        receipt.report
    }

    /// The bytes of everything that the instance has written to its disk.
    pub async fn disk(&self) -> Vec<(std::path::PathBuf, Vec<u8>)> {
        self.bed.bytes_on_disk().await
    }
}

impl Drop for World<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let left = self.mail.kept().len();
        assert_eq!(left, 0, "{left} mails were sent and not looked at: call world.mails()");
        let waiting = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current()
                .block_on(self.coordinator.waiting_errands())
                .unwrap()
        });
        assert!(
            waiting.is_empty(),
            "errands were caused and not carried out: {waiting:?}. Call world.run_jobs()"
        );
    }
}

fn built_in(id: &str) -> Profile {
    let (_, text) = BUILT_IN.iter().find(|(one, _)| *one == id).unwrap();
    Profile::read(&format!("{id}.toml"), text).unwrap()
}

async fn open(
    store: Store,
    clock: &SetClock,
    mail: &MailSink,
    site: &SiteSink,
    seed: u64,
    limits: Limits,
) -> Coordinator {
    let rng = Arc::new(SeededRng::new(seed));
    let ports = Ports {
        clock: Arc::new(clock.clone()),
        rng,
        mailer: Arc::new(mail.clone()),
        site: Arc::new(site.clone()),
    };
    Coordinator::new(store, ports, limits, vec![]).await.unwrap()
}

async fn sign_in(coordinator: &Coordinator, address: &str) -> (Viewer, String) {
    let account = coordinator.account_of(address).await.unwrap().unwrap();
    let link = coordinator
        .print_link(Subject::Account(account), SignedDuration::from_mins(5))
        .await
        .unwrap();
    let session = coordinator.use_link(&link, None).await.unwrap().unwrap();
    let viewer = coordinator
        .viewer(Credential::Session(&session.token))
        .await
        .unwrap()
        .unwrap();
    (viewer, session.token)
}
