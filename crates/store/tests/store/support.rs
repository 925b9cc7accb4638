//! Two small aggregates and a small world: a project with a PST member, a maintainer, a reporter, and strangers.

pub use ambergate_process::Instant;
pub use ambergate_process::access::{Audiences, Role};
use ambergate_process::aggregate::{Aggregate, Clear, Event, Headline, Kind};
pub use ambergate_process::ids::*;
pub use ambergate_store::testing::{Bed, SeededRng};
pub use ambergate_store::*;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub title: String,
    pub count: u32,
    pub padding: String,
    pub lead: Option<String>,
    pub granted: Vec<String>,
    pub phase: i64,
    pub severity: i64,
    pub opened: Option<Instant>,
    pub closed: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CaseEvent {
    Opened { title: String, note: String },
    Counted,
    Led(MemberId),
    Granted(MemberId),
    Revoked(MemberId),
    Moved { phase: i64, severity: i64 },
    Padded(usize),
    Closed,
}

impl Event for CaseEvent {
    fn kind(&self) -> &'static str {
        match self {
            CaseEvent::Opened { .. } => "opened",
            CaseEvent::Counted => "counted",
            CaseEvent::Led(_) => "led",
            CaseEvent::Granted(_) => "granted",
            CaseEvent::Revoked(_) => "revoked",
            CaseEvent::Moved { .. } => "moved",
            CaseEvent::Padded(_) => "padded",
            CaseEvent::Closed => "closed",
        }
    }
}

impl Aggregate for Case {
    const KIND: Kind = Kind::Case;
    type Id = CaseId;
    type Event = CaseEvent;
    fn apply(&mut self, event: &CaseEvent, at: Instant) {
        match event {
            CaseEvent::Opened { title, .. } => (self.title, self.opened) = (title.clone(), Some(at)),
            CaseEvent::Counted => self.count += 1,
            CaseEvent::Led(member) => self.lead = Some(member.as_str().to_owned()),
            CaseEvent::Granted(member) => self.granted.push(member.as_str().to_owned()),
            CaseEvent::Revoked(member) => self.granted.retain(|m| m != member.as_str()),
            CaseEvent::Moved { phase, severity } => (self.phase, self.severity) = (*phase, *severity),
            CaseEvent::Padded(bytes) => self.padding = "x".repeat(*bytes),
            CaseEvent::Closed => self.closed = Some(at),
        }
    }
    fn clear(&self) -> Clear {
        Clear {
            phase: self.phase,
            severity_rank: self.severity,
            lead: self.lead.clone(),
            opened: self.opened,
            closed: self.closed,
            case: None,
            granted: self.granted.clone(),
        }
    }
    fn headline(&self) -> Headline {
        Headline::new(&self.title, &format!("count {}", self.count))
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub title: String,
    pub case: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ReportEvent {
    Arrived { title: String },
    Joined(CaseId),
}

impl Event for ReportEvent {
    fn kind(&self) -> &'static str {
        match self {
            ReportEvent::Arrived { .. } => "arrived",
            ReportEvent::Joined(_) => "joined",
        }
    }
}

impl Aggregate for Report {
    const KIND: Kind = Kind::Report;
    type Id = ReportId;
    type Event = ReportEvent;
    fn apply(&mut self, event: &ReportEvent, _: Instant) {
        match event {
            ReportEvent::Arrived { title } => self.title.clone_from(title),
            ReportEvent::Joined(case) => self.case = Some(case.as_str().to_owned()),
        }
    }
    fn clear(&self) -> Clear {
        Clear {
            case: self.case.clone(),
            opened: Some(Instant::UNIX_EPOCH),
            ..Clear::default()
        }
    }
    fn headline(&self) -> Headline {
        Headline::new(&self.title, "")
    }
}

/// A refusal of the small world's `decide`.
#[derive(Debug, Clone, PartialEq)]
pub struct No(pub &'static str);
impl std::fmt::Display for No {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

pub fn at(second: i64) -> Instant {
    Instant::from_second(1_760_000_000 + second).unwrap()
}

/// Different in every test, the same in every run of one process.
pub fn rng() -> SeededRng {
    static WORLDS: AtomicU64 = AtomicU64::new(1_000_000);
    SeededRng::new(WORLDS.fetch_add(1, Ordering::Relaxed))
}

pub struct World {
    pub rng: SeededRng,
    pub project: ProjectId,
    pub pst: Viewer,
    pub pst_member: MemberId,
    pub maintainer: Viewer,
    pub maintainer_member: MemberId,
    /// PST of another project.
    pub stranger: Viewer,
    pub elsewhere: ProjectId,
    pub public: Viewer,
    pub system: Viewer,
}

impl World {
    pub async fn new(bed: &Bed) -> Self {
        let rng = rng();
        let store = &bed.store;
        let system = store.system("test");
        let project = ProjectId::mint(&rng);
        let elsewhere = ProjectId::mint(&rng);
        for (id, slug) in [(&project, "coredns"), (&elsewhere, "elsewhere")] {
            let new = NewProject {
                id: id.clone(),
                slug: slug.parse().unwrap(),
            };
            store.create_project(&system, new, at(-1000)).await.unwrap();
        }
        let (pst, pst_member) = join(bed, &rng, &project, Role::Pst, "ada").await;
        let (maintainer, maintainer_member) = join(bed, &rng, &project, Role::Maintainer, "max").await;
        let (stranger, _) = join(bed, &rng, &elsewhere, Role::Pst, "eve").await;
        let public = store.viewer(Credential::Public, at(0)).await.unwrap().unwrap();
        let system = store.viewer(Credential::System("test"), at(0)).await.unwrap().unwrap();
        Self {
            rng,
            project,
            pst,
            pst_member,
            maintainer,
            maintainer_member,
            stranger,
            elsewhere,
            public,
            system,
        }
    }

    /// A case of the PST member.
    pub async fn case(&self, bed: &Bed, title: &str) -> CaseId {
        let id = CaseId::mint(&self.rng);
        bed.store
            .begin(&self.pst, &self.project, &id, at(1), |_: &Case, _| opened(title))
            .await
            .unwrap();
        id
    }

    /// A report from outside, with its reporter, and one message in the reporter's thread.
    pub async fn report(&self, bed: &Bed, title: &str) -> (ReportId, OutsiderId) {
        let (id, outsider) = (ReportId::mint(&self.rng), OutsiderId::mint(&self.rng));
        let message = MessageId::mint(&self.rng);
        let new = NewOutsider {
            id: outsider.clone(),
            report: id.clone(),
            name: format!("{title} reporter"),
            address: "reporter@example.org".to_owned(),
            secret: None,
        };
        bed.store
            .begin(&self.public, &self.project, &id, at(1), |_: &Report, _| {
                let event = ReportEvent::Arrived {
                    title: title.to_owned(),
                };
                let entry = entry(message.as_str(), Audiences::REPORTER, Some(&outsider), title.as_bytes());
                Ok::<_, No>(
                    Deed::new(vec![event], Some(at(500)), ())
                        .outsider(new.clone())
                        .entry(entry),
                )
            })
            .await
            .unwrap();
        (id, outsider)
    }

    /// Makes a case of a report.
    pub async fn join(&self, bed: &Bed, report: &ReportId, title: &str) -> CaseId {
        let case = CaseId::mint(&self.rng);
        bed.store
            .act_two(
                &self.pst,
                report,
                Target::New(&case),
                at(2),
                |_: &Report, _, _: &Case, _| {
                    Ok::<_, No>((
                        Deed::new(vec![ReportEvent::Joined(case.clone())], None, ()),
                        opened(title)?,
                    ))
                },
            )
            .await
            .unwrap();
        case
    }

    /// The outsider, signed in.
    pub async fn outsider(&self, bed: &Bed, outsider: &OutsiderId) -> Viewer {
        let token = MessageId::mint(&self.rng).to_string();
        let system = bed.store.system("test");
        let subject = Subject::Outsider(outsider.clone());
        bed.store
            .open_session(&system, &token, &subject, at(0), at(100_000))
            .await
            .unwrap();
        bed.store
            .viewer(Credential::Session(&token), at(1))
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn counted(&self, bed: &Bed, case: &CaseId, viewer: &Viewer) -> Result<(), ActError<No>> {
        bed.store
            .act(viewer, case, at(5), |_: &Case, _| {
                Ok(Deed::new(vec![CaseEvent::Counted], None, ()))
            })
            .await
    }
}

pub fn opened(title: &str) -> Result<Deed<Case>, No> {
    let event = CaseEvent::Opened {
        title: title.to_owned(),
        note: "a note".to_owned(),
    };
    Ok(Deed::new(vec![event], Some(at(100)), ()))
}

pub fn entry(id: &str, audiences: Audiences, counterpart: Option<&OutsiderId>, body: &[u8]) -> NewEntry {
    NewEntry {
        id: id.to_owned(),
        kind: "message",
        audiences,
        counterpart: counterpart.cloned(),
        body: body.to_vec(),
        blobs: Vec::new(),
    }
}

/// An account in a project, signed in.
pub async fn join(bed: &Bed, rng: &SeededRng, project: &ProjectId, role: Role, name: &str) -> (Viewer, MemberId) {
    let system = bed.store.system("test");
    let new = NewAccount {
        id: AccountId::mint(rng),
        name: name.to_owned(),
        address: format!("{name}@example.org"),
    };
    let account = bed.store.create_account(&system, new, at(-900)).await.unwrap();
    let id = MemberId::mint(rng);
    let member = NewMember {
        id: id.clone(),
        project: project.clone(),
        account: account.clone(),
        role,
        since: at(-800),
    };
    bed.store.add_member(&system, member).await.unwrap();
    let token = format!("session of {name}");
    bed.store
        .open_session(&system, &token, &Subject::Account(account), at(-10), at(100_000))
        .await
        .unwrap();
    let viewer = bed
        .store
        .viewer(Credential::Session(&token), at(0))
        .await
        .unwrap()
        .unwrap();
    (viewer, id)
}

/// Polls a future so often, then drops it: as if the connection broke, or the program ended, at that point.
pub async fn polled<T>(future: impl Future<Output = T>, mut times: usize) -> Option<T> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| {
        if times == 0 {
            return std::task::Poll::Ready(None);
        }
        times -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}
