//! Projects and their sealed settings, and what is published. Publications are public: in clear, without a viewer,
//! and without the id of the case they came from.

use crate::Store;
use crate::error::StoreError;
use crate::seal::Place;
use crate::value::args;
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::ids::{ProjectId, PublicationId, Slug};

crate::db::statements! {
    PROJECT_PUT = "insert into projects (id, slug, created, key, digest_key) values ($1, $2, $3, $4, $5) on conflict do nothing";
    PROJECTS = "select id, slug, created from projects order by slug";
    PROJECT_BY_SLUG = "select id from projects where slug = $1";
    SETTING_PUT = "insert into settings (project, name, value) values ($1, $2, $3) \
                   on conflict (project, name) do update set value = excluded.value";
    SETTING = "select value from settings where project = $1 and name = $2";
    PUBLICATIONS = "select id, kind, slug, body, published, modified, revision from publications where project = $1 \
                    order by published desc, kind, slug";
    PUBLICATION = "select id, kind, slug, body, published, modified, revision from publications \
                   where project = $1 and kind = $2 and slug = $3";
}

/// A project to be made, with keys of its own.
#[derive(Debug, Clone)]
pub struct NewProject {
    pub id: ProjectId,
    pub slug: Slug,
}

/// A project, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectLine {
    pub id: ProjectId,
    pub slug: Slug,
    pub created: Instant,
}

/// A public document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub id: PublicationId,
    pub kind: String,
    pub slug: String,
    pub body: Vec<u8>,
    pub published: Instant,
    pub modified: Instant,
    /// Counts from 1.
    pub revision: u32,
}

type PublishedColumns = (PublicationId, String, String, Vec<u8>, Instant, Instant, u32);

fn published((id, kind, slug, body, published, modified, revision): PublishedColumns) -> Published {
    Published {
        id,
        kind,
        slug,
        body,
        published,
        modified,
        revision,
    }
}

fn setting_place<'a>(name: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "settings.value",
        row: name,
        project,
    }
}

impl Store {
    /// `Taken`: the id or slug is there already.
    pub async fn create_project(&self, _: &System, new: NewProject, now: Instant) -> Result<(), StoreError> {
        let (key, digest) = self.mint_project_keys(&new.id)?;
        match self
            .db()
            .write(&PROJECT_PUT, args![&new.id, &new.slug, now, key, digest])
            .await?
        {
            1 => Ok(()),
            _ => Err(StoreError::Taken),
        }
    }

    pub async fn projects(&self) -> Result<Vec<ProjectLine>, StoreError> {
        let found: Vec<(ProjectId, Slug, Instant)> = self.db().rows(&PROJECTS, args![]).await?;
        Ok(found
            .into_iter()
            .map(|(id, slug, created)| ProjectLine { id, slug, created })
            .collect())
    }

    pub async fn project_by_slug(&self, slug: &Slug) -> Result<Option<ProjectId>, StoreError> {
        let found: Option<(ProjectId,)> = self.db().one(&PROJECT_BY_SLUG, args![slug]).await?;
        Ok(found.map(|(id,)| id))
    }

    /// A setting of a project, sealed; what is decided by people belongs into the project's events instead.
    pub async fn put_setting(
        &self,
        _: &System,
        project: &ProjectId,
        name: &'static str,
        value: &[u8],
    ) -> Result<(), StoreError> {
        let keys = self.project_keys(project).await?;
        let sealed = keys
            .key
            .seal(self.rng(), setting_place(name, project.as_str()), value)?
            .into_bytes();
        self.db()
            .write(&SETTING_PUT, args![project, name, sealed])
            .await
            .map(|_| ())
    }

    pub async fn setting(&self, _: &System, project: &ProjectId, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let found: Option<(Vec<u8>,)> = self.db().one(&SETTING, args![project, name]).await?;
        let Some((sealed,)) = found else { return Ok(None) };
        let keys = self.project_keys(project).await?;
        Ok(Some(
            keys.key.open(setting_place(name, project.as_str()), &sealed)?.to_vec(),
        ))
    }

    /// What a project has published, newest first.
    pub async fn publications(&self, project: &ProjectId) -> Result<Vec<Published>, StoreError> {
        let found: Vec<PublishedColumns> = self.db().rows(&PUBLICATIONS, args![project]).await?;
        Ok(found.into_iter().map(published).collect())
    }

    pub async fn publication(
        &self,
        project: &ProjectId,
        kind: &str,
        slug: &str,
    ) -> Result<Option<Published>, StoreError> {
        let found: Option<PublishedColumns> = self.db().one(&PUBLICATION, args![project, kind, slug]).await?;
        Ok(found.map(published))
    }
}
