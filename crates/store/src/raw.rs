//! Reading raw messages: by the worker that parses them, and by the PST for download.

use crate::Store;
use crate::chunks::CHUNK_BYTES;
use crate::error::StoreError;
use crate::inbound::{InboundId, inbound_key_place};
use crate::keys::{KeyColumns, key_columns, key_join};
use crate::look::Look;
use crate::predicate::{Standing, standing_columns, standing_join, visible};
use crate::seal::Key;
use crate::seen::Seen;
use crate::system;
use crate::value::{Wide, args};
use crate::viewer::System;
use ambergate_process::Instant;
use ambergate_process::access::{Role, Who};
use ambergate_process::aggregate::{Aggregate, Kind};
use ambergate_process::ids::ProjectId;

crate::db::statements! {
    RAW_OF_CASE = concat!(
        "select i.id, i.received, i.size, i.source from cases t join inbound i on i.owner_kind = 'case' and i.owner = t.id ",
        "where t.id = $6 and ", visible!(case), " union all ",
        "select i.id, i.received, i.size, i.source from cases t join reports r on r.case_id = t.id and r.erased = 0 ",
        // SQLite keeps the order of a cross join: else it would walk through the mail of all reports.
        "cross join inbound i where i.owner_kind = 'report' and i.owner = r.id ",
        "and t.id = $6 and ", visible!(case), " order by 2, 1");
    RAW_OF_REPORT = concat!(
        "select i.id, i.received, i.size, i.source from reports t join inbound i on i.owner_kind = 'report' and i.owner = t.id ",
        "where t.id = $6 and ", visible!(report), " order by i.received, i.id");
    RAW_BY_CASE = concat!(
        "select ", standing_columns!("'case'"), ", i.chunks, i.key, i.raw, i.owner_kind, i.owner, ", key_columns!(),
        " from inbound i join cases t on i.owner_kind = 'case' and i.owner = t.id ", key_join!("i.owner_kind", "i.owner"),
        standing_join!(), "where i.id = $6 and i.state = 'settled' and ", visible!(case), " order by coalesce(m.role, '') desc limit 1");
    RAW_BY_REPORT = concat!(
        "select ", standing_columns!("'report'"), ", i.chunks, i.key, i.raw, i.owner_kind, i.owner, ", key_columns!(),
        " from inbound i join reports t on i.owner_kind = 'report' and i.owner = t.id ", key_join!("i.owner_kind", "i.owner"),
        standing_join!(), "where i.id = $6 and i.state = 'settled' and ", visible!(report), " order by coalesce(m.role, '') desc limit 1");
}

/// A settled message of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLine {
    pub id: InboundId,
    pub received: Instant,
    pub size: u64,
    pub source: String,
}

impl Store {
    /// The raw bytes of a message, waiting or settled.
    pub async fn inbound_raw(&self, system: &System, id: &InboundId) -> Result<Option<Vec<u8>>, StoreError> {
        let Some((project, chunks, key, raw, kind, owner)) = system::inbound_raw(system, self, id).await? else {
            return Ok(None);
        };
        let place = inbound_key_place(id.as_str(), project.as_str());
        let key = if owner.is_empty() {
            self.project_keys(&project).await?.key.unwrap(place, &key)?
        } else {
            let kind = if kind == Kind::Case.word() {
                Kind::Case
            } else {
                Kind::Report
            };
            let gone = StoreError::CannotOpen { table: "inbound.key" };
            let columns = system::owner_key(system, self, kind.word(), &owner)
                .await?
                .ok_or(gone)?;
            self.row_key(&project, kind.word(), &owner, &columns)
                .await?
                .unwrap(place, &key)?
        };
        self.raw_bytes(&key, id, &project, chunks, raw).await.map(Some)
    }

    async fn raw_bytes(
        &self,
        key: &Key,
        id: &InboundId,
        project: &ProjectId,
        chunks: i64,
        inline: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        if chunks == 1 {
            return self.open_chunks(key, id.as_str(), project, &[inline]);
        }
        self.read_chunks(key, id.as_str(), project, chunks).await
    }
}

/// A chunk in a row of its own must fit SQLite's and PostgreSQL's limits with room to spare.
const _: () = assert!(CHUNK_BYTES < 1 << 28);

impl Look<'_> {
    /// The settled messages of a row, of a case with its reports'; for the PST and the system.
    pub async fn raw_mails<A: Aggregate>(&self, id: &A::Id) -> Result<Option<Seen<Vec<RawLine>>>, StoreError> {
        let id = id.to_string();
        let Some(standing) = self.standing(A::KIND, &id).await? else {
            return Ok(None);
        };
        let text = match A::KIND {
            Kind::Case => &RAW_OF_CASE,
            Kind::Report => &RAW_OF_REPORT,
            Kind::Project => return Ok(None),
        };
        if !self.reads_raw(&standing) {
            return Ok(None);
        }
        let found: Vec<(InboundId, Instant, u64, String)> =
            self.store.db().rows(text, self.arguments(args![&id])).await?;
        let lines = found.into_iter().map(|(id, received, size, source)| RawLine {
            id,
            received,
            size,
            source,
        });
        Ok(Some(Seen::new(lines.collect())))
    }

    /// The raw bytes of a settled message, for download.
    pub async fn raw_mail(&self, id: &InboundId) -> Result<Option<Seen<Vec<u8>>>, StoreError> {
        type Raw = Wide<Standing, Wide<(i64, Vec<u8>, Vec<u8>, String, String), KeyColumns>>;
        for (text, kind) in [(&RAW_BY_CASE, Kind::Case), (&RAW_BY_REPORT, Kind::Report)] {
            let found: Option<Raw> = self.store.db().one(text, self.arguments(args![id])).await?;
            let Some(Wide(standing, Wide((chunks, key, raw, _, owner), columns))) = found else {
                continue;
            };
            if !self.reads_raw(&standing) {
                return Ok(None);
            }
            let project = &standing.0;
            let above = self.store.row_key(project, kind.word(), &owner, &columns).await?;
            let key = above.unwrap(inbound_key_place(id.as_str(), project.as_str()), &key)?;
            return self
                .store
                .raw_bytes(&key, id, project, chunks, raw)
                .await
                .map(|bytes| Some(Seen::new(bytes)));
        }
        Ok(None)
    }

    /// A raw message may hold anything: it is for those who read every thread.
    fn reads_raw(&self, standing: &Standing) -> bool {
        let actor = self.viewer.actor(standing);
        matches!((&actor.who, actor.role), (Who::System(_), _) | (_, Some(Role::Pst)))
    }
}
