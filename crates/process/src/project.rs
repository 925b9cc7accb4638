//! The project: roster, rota, leave, profile, addresses. Its stream is the record of who was on the team and when (S2).

use crate::Instant;
use crate::access::{Actor, Role, Who};
use crate::aggregate::{Aggregate, Clear, Event, Headline, Kind};
use crate::cra::{LegalRole, NAME_AT_MOST, Products, StatedRole};
use crate::ids::{MemberId, ProjectId, Slug};
use crate::people::{Absence, Member, Roster};
use serde::{Deserialize, Serialize};

/// What a project says of itself; the same on pages, in mail and in advisories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Settings {
    pub name: String,
    /// The address that reports go to, `security@example.org`.
    pub contact: String,
    /// Where announcements are mailed to.
    pub announce_to: Vec<String>,
    /// The public site, `https://security.example.org`, no slash at the end.
    pub public_url: String,
    /// Where members sign in.
    pub members_url: String,
    pub vendor: String,
    pub product: String,
    pub ecosystem: String,
    pub package: String,
    pub repository: String,
    pub cna_org_id: String,
    pub cna_short_name: String,
    /// The policy text that the public site prints.
    pub policy_text: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Project {
    pub id: Option<ProjectId>,
    pub slug: Option<Slug>,
    pub settings: Settings,
    pub roster: Roster,
    /// Profile id and version that new cases are pinned to.
    pub profile: (String, String),
    /// What its products are under the Cyber Resilience Act.
    #[serde(default)]
    pub products: Products,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    Found {
        id: ProjectId,
        slug: Slug,
        settings: Settings,
        profile: (String, String),
    },
    Join(Joining),
    Leave {
        member: MemberId,
    },
    BeAway {
        member: MemberId,
        absence: Absence,
    },
    ChangeSettings(Settings),
    /// What a product is under the Cyber Resilience Act; the empty name is the whole project, `None` takes it back.
    StateRole {
        product: String,
        role: Option<LegalRole>,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joining {
    pub member: MemberId,
    pub name: String,
    pub handle: Option<String>,
    pub role: Role,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ProjectEvent {
    Founded {
        id: ProjectId,
        slug: Slug,
        settings: Settings,
        profile: (String, String),
    },
    /// Approved by the member of the event's actor, or by the host's administrator (S2).
    MemberJoined(Joining),
    MemberLeft {
        member: MemberId,
    },
    AbsenceNoted {
        member: MemberId,
        absence: Absence,
    },
    SettingsChanged {
        settings: Settings,
    },
    /// `by` is the member who answers for it; `None` is the host's administrator.
    RoleStated {
        product: String,
        role: Option<LegalRole>,
        reason: String,
        by: Option<MemberId>,
    },
}

impl Event for ProjectEvent {
    fn kind(&self) -> &'static str {
        match self {
            ProjectEvent::Founded { .. } => "project.founded",
            ProjectEvent::MemberJoined(_) => "project.member_joined",
            ProjectEvent::MemberLeft { .. } => "project.member_left",
            ProjectEvent::AbsenceNoted { .. } => "project.absence_noted",
            ProjectEvent::SettingsChanged { .. } => "project.settings_changed",
            ProjectEvent::RoleStated { .. } => "project.role_stated",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Only the PST or the host's administrator changes the project (S2).")]
    NotPst,
    #[error("This project exists already. Choose another name.")]
    Founded,
    #[error("There is no such member. Look at the People page for who is on the team.")]
    NoMember,
    #[error("This would leave the project without a PST member. Add another one first.")]
    LastOne,
    #[error("An absence ends after it begins.")]
    EmptyAbsence,
    #[error("You can note your own absence; for somebody else, a PST member does it.")]
    NotYours,
    #[error(
        "Say on what this rests: an opinion, a decision, a paragraph. What a product is under the Cyber Resilience Act is a legal question."
    )]
    NoReason,
    #[error("The name of a product has at most {NAME_AT_MOST} characters and stands on one line. Shorten it.")]
    BadProduct,
}

pub fn decide(project: &Project, command: Command, actor: &Actor, now: Instant) -> Result<Vec<ProjectEvent>, Refusal> {
    let host = matches!(actor.who, Who::System(_));
    let pst = actor.role == Some(Role::Pst) || host;
    let event = match command {
        Command::Found { .. } if host && project.id.is_some() => return Err(Refusal::Founded),
        Command::Found {
            id,
            slug,
            settings,
            profile,
        } if host => ProjectEvent::Founded {
            id,
            slug,
            settings,
            profile,
        },
        Command::BeAway { member, absence } => {
            if !project.roster.contains_key(&member) {
                return Err(Refusal::NoMember);
            }
            if actor.member() != Some(&member) && !pst {
                return Err(Refusal::NotYours);
            }
            if absence.to <= absence.from {
                return Err(Refusal::EmptyAbsence);
            }
            ProjectEvent::AbsenceNoted { member, absence }
        }
        _ if !pst => return Err(Refusal::NotPst),
        Command::Found { .. } => return Err(Refusal::NotPst),
        Command::Join(joining) => {
            if joining.role != Role::Pst && project.is_last_pst(&joining.member, now) {
                return Err(Refusal::LastOne);
            }
            ProjectEvent::MemberJoined(joining)
        }
        Command::Leave { member } => {
            project
                .roster
                .get(&member)
                .filter(|m| m.serves(now))
                .ok_or(Refusal::NoMember)?;
            if project.is_last_pst(&member, now) {
                return Err(Refusal::LastOne);
            }
            ProjectEvent::MemberLeft { member }
        }
        Command::ChangeSettings(settings) => ProjectEvent::SettingsChanged { settings },
        Command::StateRole { product, role, reason } => {
            let product = product.trim().to_owned();
            if product.chars().count() > NAME_AT_MOST || product.chars().any(char::is_control) {
                return Err(Refusal::BadProduct);
            }
            let reason = reason.trim().to_owned();
            if reason.is_empty() {
                return Err(Refusal::NoReason);
            }
            let before = project.products.get(&product);
            if before.map(|stated| (stated.role, stated.reason.as_str())) == role.map(|role| (role, reason.as_str())) {
                return Ok(vec![]);
            }
            ProjectEvent::RoleStated {
                product,
                role,
                reason,
                by: actor.member().cloned(),
            }
        }
    };
    Ok(vec![event])
}

impl Project {
    pub fn name_of(&self, member: &MemberId) -> String {
        self.roster
            .get(member)
            .map_or_else(|| "a former member".to_owned(), |m| m.name.clone())
    }
    fn is_last_pst(&self, member: &MemberId, now: Instant) -> bool {
        let mut serving = self.pst(now).map(|m| &m.id);
        serving.next() == Some(member) && serving.next().is_none()
    }
    /// Those who serve in the PST now.
    pub fn pst(&self, now: Instant) -> impl Iterator<Item = &Member> {
        self.roster
            .values()
            .filter(move |m| m.role == Role::Pst && m.serves(now))
    }
}

impl Aggregate for Project {
    const KIND: Kind = Kind::Project;
    type Id = ProjectId;
    type Event = ProjectEvent;

    fn apply(&mut self, event: &ProjectEvent, at: Instant) {
        match event {
            ProjectEvent::Founded {
                id,
                slug,
                settings,
                profile,
            } => {
                *self = Project {
                    id: Some(id.clone()),
                    slug: Some(slug.clone()),
                    settings: settings.clone(),
                    roster: Roster::new(),
                    profile: profile.clone(),
                    products: Products::default(),
                };
            }
            ProjectEvent::MemberJoined(joining) => {
                let member = Member {
                    id: joining.member.clone(),
                    name: joining.name.clone(),
                    handle: joining.handle.clone(),
                    role: joining.role,
                    since: at,
                    until: None,
                    absences: Vec::new(),
                };
                self.roster.insert(joining.member.clone(), member);
            }
            ProjectEvent::MemberLeft { member } => {
                if let Some(member) = self.roster.get_mut(member) {
                    member.until = Some(at);
                }
            }
            ProjectEvent::AbsenceNoted { member, absence } => {
                if let Some(member) = self.roster.get_mut(member) {
                    member.absences.push(absence.clone());
                }
            }
            ProjectEvent::SettingsChanged { settings } => self.settings = settings.clone(),
            ProjectEvent::RoleStated {
                product,
                role,
                reason,
                by,
            } => {
                let stated = role.map(|role| StatedRole {
                    role,
                    reason: reason.clone(),
                    by: by.clone(),
                    at,
                });
                self.products.state(product, stated);
            }
        }
    }

    fn clear(&self) -> Clear {
        Clear::default()
    }

    fn headline(&self) -> Headline {
        Headline::new(&self.settings.name, "")
    }
}
