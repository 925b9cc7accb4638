//! Setting up, from the host and without a session: a project, its members, API tokens. These are the host
//! administrator's acts; each is an event of the project's log.

use crate::errands::project_deed;
use crate::{Coordinator, Error};
use ambergate_mail::address::Address;
use ambergate_process::access::Role;
use ambergate_process::ids::{AccountId, MemberId, ProjectId, Slug};
use ambergate_process::people::Absence;
use ambergate_process::project::{self, Command, Joining, Project, Settings};
use ambergate_process::report::Report;
use ambergate_store::{ListQuery, NewAccount, NewApiToken, NewMember, NewProject, Order, Viewer};
use jiff::SignedDuration;

/// Somebody to be added to a project.
#[derive(Clone)]
pub struct NewPerson {
    pub name: String,
    pub address: String,
    pub handle: Option<String>,
    pub role: Role,
}

impl Coordinator {
    pub async fn found_project(&self, slug: &str, settings: Settings, profile: &str) -> Result<ProjectId, Error> {
        let slug: Slug = slug.parse().map_err(|bad| Error::invalid("slug", bad))?;
        let shelf = self.shelf();
        let found = shelf.in_force(profile, self.now());
        let found = found.ok_or_else(|| Error::NoProfile(profile.to_owned()))?;
        if settings.contact.parse::<Address>().is_err() {
            return Err(Error::invalid(
                "contact",
                "The address that reports go to is written security@example.org.",
            ));
        }
        let pinned = (found.id.clone(), found.version.clone());
        self.keep_profile(&pinned).await?;
        let id = ProjectId::mint(self.rng());
        let now = self.now();
        let system = self.store().system("founds a project");
        self.store()
            .create_project(
                &system,
                NewProject {
                    id: id.clone(),
                    slug: slug.clone(),
                },
                now,
            )
            .await?;
        let command = Command::Found {
            id: id.clone(),
            slug,
            settings,
            profile: pinned,
        };
        let viewer = self.system("founds a project").await?;
        self.store()
            .begin::<Project, _, Error>(&viewer, &id, &id, now, |state, actor| {
                Ok(project_deed(project::decide(state, command.clone(), actor, now)?, ()))
            })
            .await?;
        self.refresh_directory().await?;
        Ok(id)
    }

    /// Adds a member; the account is made if the address is new.
    pub async fn add_member(&self, project: &ProjectId, person: NewPerson) -> Result<MemberId, Error> {
        let address: Address = person
            .address
            .parse()
            .map_err(|_| Error::invalid("address", "Write the address as name@example.org."))?;
        let now = self.now();
        let system = self.store().system("adds a member");
        let account = NewAccount {
            id: AccountId::mint(self.rng()),
            name: person.name.clone(),
            address: address.folded(),
        };
        let account = self.store().create_account(&system, account, now).await?;
        let member = MemberId::mint(self.rng());
        let new = NewMember {
            id: member.clone(),
            project: project.clone(),
            account,
            role: person.role,
            since: now,
        };
        self.store().add_member(&system, new).await?;
        let joining = Joining {
            member: member.clone(),
            name: person.name,
            handle: person.handle,
            role: person.role,
        };
        self.change_project(project, "adds a member", Command::Join(joining))
            .await?;
        Ok(member)
    }

    /// Who serves in the project, for the host's own commands.
    pub async fn members_on_host(&self, project: &ProjectId) -> Result<Vec<ambergate_store::Person>, Error> {
        let system = self.store().system("lists members on the host");
        Ok(self.store().members(&system, project, self.now()).await?)
    }

    /// The titles of all reports of a project, for checks on the host.
    pub async fn report_titles_on_host(&self, project: &str) -> Result<Vec<String>, Error> {
        let listed = self.project(project).ok_or(Error::Absent)?;
        let viewer = self.system("counts reports on the host").await?;
        let look = self.store().look(&viewer, self.now());
        let mut titles = Vec::new();
        let mut after = None;
        loop {
            let project = listed.id.clone();
            let query = ListQuery {
                project,
                phases: 0..=3,
                order: Order::Opened,
                limit: 500,
                after,
                lead: None,
            };
            let lines = look.list::<Report>(&query).await?;
            titles.extend(lines.get().iter().map(|line| line.headline.title.clone()));
            match lines.get().last() {
                Some(line) => after = Some(line.cursor()),
                None => return Ok(titles),
            }
        }
    }

    /// Whether somebody with this address serves in the project.
    pub async fn has_member(&self, project: &ProjectId, address: &str) -> Result<bool, Error> {
        let system = self.store().system("looks a member up");
        let people = self.store().members(&system, project, self.now()).await?;
        Ok(people.iter().any(|p| p.address.eq_ignore_ascii_case(address)))
    }

    pub async fn remove_member(&self, project: &ProjectId, member: &MemberId) -> Result<(), Error> {
        let command = Command::Leave { member: member.clone() };
        self.change_project(project, "removes a member", command).await?;
        let system = self.store().system("removes a member");
        Ok(self.store().end_member(&system, member, self.now()).await?)
    }

    pub async fn change_settings(&self, project: &ProjectId, settings: Settings) -> Result<(), Error> {
        self.change_project(
            project,
            "changes a project's settings",
            Command::ChangeSettings(settings),
        )
        .await
    }

    /// A member's own leave, or noted by the PST; the rota skips whoever is away (S14).
    pub async fn be_away(
        &self,
        viewer: &Viewer,
        project: &ProjectId,
        member: MemberId,
        absence: Absence,
    ) -> Result<(), Error> {
        let now = self.now();
        let command = Command::BeAway { member, absence };
        self.store()
            .act::<Project, _, Error>(viewer, project, now, |state, actor| {
                Ok(project_deed(project::decide(state, command.clone(), actor, now)?, ()))
            })
            .await?;
        self.refresh_directory().await
    }

    /// An API token of a member, shown once.
    pub async fn issue_api_token(
        &self,
        project: &ProjectId,
        member: &MemberId,
        lasts: SignedDuration,
    ) -> Result<String, Error> {
        let now = self.now();
        let token = format!("agt_{}{}", self.token(), self.token());
        let system = self.store().system("issues an API token on the host");
        let new = NewApiToken {
            token: token.clone(),
            member: member.clone(),
            project: project.clone(),
            scopes: "all".to_owned(),
            expires: now + lasts,
        };
        self.store().issue_api_token(&system, new, now).await?;
        Ok(token)
    }

    async fn change_project(&self, project: &ProjectId, why: &'static str, command: Command) -> Result<(), Error> {
        let now = self.now();
        let viewer = self.system(why).await?;
        self.store()
            .act::<Project, _, Error>(&viewer, project, now, |state, actor| {
                Ok(project_deed(project::decide(state, command.clone(), actor, now)?, ()))
            })
            .await?;
        self.refresh_directory().await
    }
}
