//! What pages and the API show, as plain values behind `Seen`: made for one viewer, from rows that this viewer may see.
//!
//! What lives here: view structs and how they are filled. What must not: HTML, JSON, a decision.

mod announcement;
mod authority;
mod case;
mod case_policy;
mod course;
mod inbox;
mod lists;
mod metrics;
mod plan;
mod policy;
mod products;
mod today;

pub use announcement::{AnnouncementView, PublishView, TextReadBy, WithheldLine};
pub use authority::AuthorityView;
pub use case::{
    AnnouncementLine, CaseView, ClockLine, CommitLine, FactLine, Happening, PersonLine, RepositoryLine, SeverityView,
    ThreadChoice, TimelineItem,
};
pub use case_policy::{
    AskLine, CasePolicyView, GateLine, LegalLine, MovableLine, MovedLine, RecordedLine, UpstreamLine, Wish,
};
pub use course::{CourseView, EmbargoLine, ParticipantLine, Party, RefusedLine};
pub use inbox::{InboxView, ReportLine, ReportView};
pub use lists::{CaseLine, CasesTab, CasesView, LogLine, LogView, OutgoingLine, OutgoingView, PeopleView, PersonView};
pub(crate) use metrics::Counted;
pub use metrics::{LoadLine, MetricsView};
pub use plan::{Imagined, PlanProfile, PlanView, Reach, WhatIf};
pub use policy::{Paragraph, PolicyView};
pub use products::{ProductLine, ProductsView};
pub use today::{Subject, TodayLine, TodayView, Urgency};

use crate::messages::MessageVia;
use crate::{Coordinator, Error};
use ambergate_process::Instant;
use ambergate_process::access::{Audiences, Role};
use ambergate_process::ids::{MemberId, ProjectId};
use ambergate_process::people::Turn;
use ambergate_process::report::CreditWish;
pub use ambergate_store::ErrandState;
use ambergate_store::{ListQuery, Order, Seen, Viewer};

/// What every member page shows around its content.
#[derive(Clone)]
pub struct Shell {
    pub slug: String,
    pub project: String,
    pub project_id: ProjectId,
    pub me: MemberId,
    pub name: String,
    pub role: Role,
    pub profile: (String, String),
    pub now: Instant,
    /// Open lines beside the names in the navigation; `None` for those who do not see the page.
    pub inbox: Option<usize>,
    pub cases: usize,
    pub csrf: String,
    pub public_url: String,
}

/// A message as it is shown.
#[derive(Clone)]
pub struct Letter {
    pub id: String,
    pub at: Instant,
    pub name: String,
    pub by_reporter: bool,
    pub via: MessageVia,
    pub audiences: Audiences,
    pub text: String,
    pub warnings: Vec<String>,
    pub in_clear: bool,
    /// Its time is not known from a record; the text says from what it was assumed.
    pub assumed: Option<String>,
    pub files: Vec<FileLine>,
}

#[derive(Clone)]
pub struct FileLine {
    pub entry: String,
    pub n: u32,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

/// The reporter's status page.
#[derive(Clone)]
pub struct StatusView {
    pub project: String,
    pub slug: String,
    pub contact: String,
    pub report: String,
    pub title: String,
    pub arrived: Option<Instant>,
    pub assumed: Option<String>,
    pub standing: &'static str,
    pub credit: CreditWish,
    pub answers: Vec<Letter>,
    /// Where the advisory is, once it is public.
    pub public: Option<String>,
}

/// The rota as it is shown (S14).
#[derive(Clone)]
pub struct RotaView {
    pub turns: Vec<Turn>,
    pub proposed: Option<MemberId>,
}

/// How many open rows a navigation counts before it says "99+".
const COUNTED: u32 = 100;

impl Coordinator {
    /// The frame of a member's page; absent for everybody who is no member of the project.
    pub async fn shell(&self, viewer: &Viewer, slug: &str) -> Result<Seen<Shell>, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let (me, role) = viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let now = self.now();
        let look = self.store().look(viewer, now);
        let query = |phases| ListQuery {
            project: listed.id.clone(),
            phases,
            order: Order::NextDue,
            limit: COUNTED,
            after: None,
            lead: None,
        };
        let (open, waiting, unread) = (query(0..=2), query(0..=1), query(3..=3));
        let (project, cases, waiting, unread) = tokio::try_join!(
            self.project_state(&listed.id),
            async { Ok(look.count::<ambergate_process::case::Case>(&open).await?) },
            async { Ok(look.count::<ambergate_process::report::Report>(&waiting).await?) },
            async { Ok(look.count::<ambergate_process::report::Report>(&unread).await?) },
        )?;
        let project = project.ok_or(Error::Absent)?;
        let csrf = self.csrf(viewer);
        Ok(cases.zip(waiting).zip(unread).map(|((cases, waiting), unread)| {
            let waiting = waiting + unread;
            Shell {
                slug: listed.slug.to_string(),
                project: listed.settings.name.clone(),
                project_id: listed.id.clone(),
                name: project.name_of(&me),
                me,
                role,
                profile: listed.profile.clone(),
                now,
                inbox: (role == Role::Pst).then_some(waiting),
                cases,
                csrf,
                public_url: listed.settings.public_url.clone(),
            }
        }))
    }

    /// The projects of a member, for the start page.
    pub fn projects_of(&self, viewer: &Viewer) -> Vec<String> {
        let all = self.projects();
        let mine = viewer.projects();
        all.iter()
            .filter(|p| mine.contains(&p.id))
            .map(|p| p.slug.to_string())
            .collect()
    }
}
