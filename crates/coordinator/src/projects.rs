//! The projects of this instance: which address and which path belongs to which.

use crate::{Coordinator, Error};
use ambergate_process::ids::{ProjectId, Slug};
use ambergate_process::project::{Project, Settings};
use ambergate_store::Credential;
use std::sync::{Arc, RwLock};

/// What the doors need to know of every project, kept in memory. It names no case.
#[derive(Default)]
pub(crate) struct Directory(RwLock<Arc<Vec<Listed>>>);

/// A project as its pages and mail name it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: ProjectId,
    pub slug: Slug,
    pub settings: Settings,
    pub profile: (String, String),
}

impl Coordinator {
    /// All projects, in the order of their founding.
    pub fn projects(&self) -> Arc<Vec<Listed>> {
        match self.inner.directory.0.read() {
            Ok(list) => Arc::clone(&list),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    pub fn project(&self, slug: &str) -> Option<Listed> {
        self.projects().iter().find(|p| p.slug.as_str() == slug).cloned()
    }

    pub(crate) fn listed(&self, id: &ProjectId) -> Result<Listed, Error> {
        self.projects()
            .iter()
            .find(|p| &p.id == id)
            .cloned()
            .ok_or(Error::Absent)
    }

    /// Reads the projects anew; every change of a project ends with this.
    pub(crate) async fn refresh_directory(&self) -> Result<(), Error> {
        let mut list = Vec::new();
        for line in self.store().projects().await? {
            if let Some(project) = self.project_state(&line.id).await? {
                let Project { settings, profile, .. } = project;
                list.push(Listed {
                    id: line.id,
                    slug: line.slug,
                    settings,
                    profile,
                });
            }
        }
        let list = Arc::new(list);
        match self.inner.directory.0.write() {
            Ok(mut held) => *held = list,
            Err(poisoned) => *poisoned.into_inner() = list,
        }
        Ok(())
    }

    /// The project's row as the program itself sees it: roster and settings.
    pub(crate) async fn project_state(&self, id: &ProjectId) -> Result<Option<Project>, Error> {
        let viewer = self.system("reads the roster of a project").await?;
        let row = self.store().look(&viewer, self.now()).row::<Project>(id).await?;
        Ok(row.map(|row| row.get().state.clone()))
    }

    /// A viewer for work that the program does for nobody in particular; the reason is kept.
    pub(crate) async fn system(&self, reason: &'static str) -> Result<ambergate_store::Viewer, Error> {
        self.store()
            .viewer(Credential::System(reason), self.now())
            .await?
            .ok_or(Error::Absent)
    }
}
