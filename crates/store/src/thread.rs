//! Reading what hangs on a row: entries, their files, outsiders, raw mail.
//!
//! An entry is there for a viewer whose row is there *and* who reads one of its audiences; an outsider reads only its
//! own thread. A case shows the entries of the reports that joined it as well.

use crate::error::StoreError;
use crate::keys::{KeyColumns, key_columns, key_join};
use crate::look::Look;
use crate::predicate::{Standing, standing_columns, standing_join, visible};
use crate::seal::{Key, Place};
use crate::seen::Seen;
use crate::value::{Wide, args};
use ambergate_process::Instant;
use ambergate_process::access::{Actor, Audiences, Role, Who};
use ambergate_process::aggregate::{Aggregate, Kind};
use ambergate_process::ids::{BlobId, OutsiderId, ProjectId, ReportId};
use serde::{Deserialize, Serialize};

/// The viewer's audiences are $7, an outsider's own id is $8 (empty for others).
macro_rules! readable {
    () => {
        "(e.audiences & $7) <> 0 and $8 in ('', e.counterpart) and "
    };
}

macro_rules! entry_columns {
    () => {
        concat!(
            "select e.id, e.kind, e.owner_kind, e.owner, e.at, e.seq, e.n, e.audiences, e.counterpart, e.key, e.body, e.project, ",
            key_columns!()
        )
    };
}

macro_rules! blob_columns {
    () => {
        "select b.id, b.entry, b.n, b.size, b.about, b.key "
    };
}

/// The entries of row `t` of a kind, and of the reports of case `t`.
macro_rules! own_entries {
    ($kind:literal, $table:literal) => {
        concat!(
            " from ",
            $table,
            " t join entries e on e.owner_kind = ",
            $kind,
            " and e.owner = t.id "
        )
    };
}
/// `cross join`, and the condition in [`of_joined`]: SQLite then keeps this order, and looks at the entries of these reports
/// alone. Left to itself it walks through the entries of all reports there are.
macro_rules! joined_entries {
    () => {
        " from cases t join reports r on r.case_id = t.id and r.erased = 0 cross join entries e "
    };
}

macro_rules! of_joined {
    () => {
        "e.owner_kind = 'report' and e.owner = r.id and "
    };
}

crate::db::statements! {
    ENTRIES_OF_CASE = concat!(
        entry_columns!(), own_entries!("'case'", "cases"), key_join!("'case'", "t.id"),
        "where t.id = $6 and ", readable!(), visible!(case), " union all ",
        entry_columns!(), joined_entries!(), key_join!("'report'", "r.id"),
        "where t.id = $6 and ", of_joined!(), readable!(), visible!(case), " order by 5, 6, 7, 1");
    ENTRIES_OF_REPORT = concat!(
        entry_columns!(), own_entries!("'report'", "reports"), key_join!("'report'", "t.id"),
        "where t.id = $6 and ", readable!(), visible!(report), " order by 5, 6, 7, 1");
    ENTRIES_OF_PROJECT = concat!(
        entry_columns!(), own_entries!("'project'", "project_rows"), key_join!("'project'", "t.id"),
        "where t.id = $6 and ", readable!(), visible!(project), " order by 5, 6, 7, 1");
    BLOBS_OF_CASE = concat!(
        blob_columns!(), own_entries!("'case'", "cases"), "join blobs b on b.entry = e.id where t.id = $6 and ",
        readable!(), visible!(case), " union all ",
        blob_columns!(), joined_entries!(), "join blobs b on b.entry = e.id where t.id = $6 and ", of_joined!(),
        readable!(), visible!(case), " order by 2, 3");
    BLOBS_OF_REPORT = concat!(
        blob_columns!(), own_entries!("'report'", "reports"), "join blobs b on b.entry = e.id where t.id = $6 and ",
        readable!(), visible!(report), " order by 2, 3");
    BLOBS_OF_PROJECT = concat!(
        blob_columns!(), own_entries!("'project'", "project_rows"), "join blobs b on b.entry = e.id where t.id = $6 and ",
        readable!(), visible!(project), " order by 2, 3");
    /// One file of one entry ($6, $7), seen from its own case or from the case its report joined.
    BLOB_BY_CASE = concat!(
        "select ", standing_columns!("'case'"), ", e.owner_kind, e.owner, e.audiences, e.counterpart, e.key, b.id, ",
        "b.about, b.key, b.chunks, ", key_columns!(), " from entries e join blobs b on b.entry = e.id ",
        "left join reports r on e.owner_kind = 'report' and r.id = e.owner and r.erased = 0 ",
        "join cases t on t.id = case when e.owner_kind = 'case' then e.owner else r.case_id end ",
        key_join!("e.owner_kind", "e.owner"), standing_join!(),
        "where e.id = $6 and b.n = $7 and ", visible!(case), " order by coalesce(m.role, '') desc limit 1");
    BLOB_BY_REPORT = concat!(
        "select ", standing_columns!("'report'"), ", e.owner_kind, e.owner, e.audiences, e.counterpart, e.key, b.id, ",
        "b.about, b.key, b.chunks, ", key_columns!(), " from entries e join blobs b on b.entry = e.id ",
        "join reports t on e.owner_kind = 'report' and e.owner = t.id ",
        key_join!("e.owner_kind", "e.owner"), standing_join!(),
        "where e.id = $6 and b.n = $7 and ", visible!(report), " order by coalesce(m.role, '') desc limit 1");
    OUTSIDERS_OF_CASE = concat!(
        "select o.id, o.report, o.about, (select count(*) from secrets s where s.outsider = o.id), t.project, ", key_columns!(),
        " from cases t join reports r on r.case_id = t.id and r.erased = 0 join outsiders o on o.report = r.id ",
        key_join!("'report'", "r.id"), "where t.id = $6 and $7 in ('', o.id) and ", visible!(case), " order by o.created, o.id");
    OUTSIDERS_OF_REPORT = concat!(
        "select o.id, o.report, o.about, (select count(*) from secrets s where s.outsider = o.id), t.project, ", key_columns!(),
        " from reports t join outsiders o on o.report = t.id ",
        key_join!("'report'", "t.id"), "where t.id = $6 and $7 in ('', o.id) and ", visible!(report), " order by o.created, o.id");
}

/// A child row with words, read.
#[derive(Clone)]
pub struct Entry {
    pub id: String,
    pub kind: String,
    /// The row it was written with: of a case's entries, some belong to its reports.
    pub owner: (Kind, String),
    pub at: Instant,
    /// The seq of the event it was written with.
    pub seq: i64,
    pub audiences: Audiences,
    pub counterpart: Option<OutsiderId>,
    pub body: Vec<u8>,
    pub blobs: Vec<BlobLine>,
}

/// A file beside an entry, without its bytes.
#[derive(Clone)]
pub struct BlobLine {
    pub n: u32,
    pub name: String,
    pub media_type: String,
    pub size: u64,
}

/// A file beside an entry.
#[derive(Clone)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// An outsider of a report, with the name and address they gave.
#[derive(Clone)]
pub struct OutsiderPerson {
    pub id: OutsiderId,
    pub report: ReportId,
    pub name: String,
    pub address: String,
    /// Whether they set a secret to read their status with.
    pub has_secret: bool,
}

/// What is sealed beside a blob.
#[derive(Serialize, Deserialize)]
pub(crate) struct BlobAbout {
    pub(crate) name: String,
    pub(crate) media_type: String,
}

/// What is sealed of an outsider or an account.
#[derive(Serialize, Deserialize)]
pub(crate) struct PersonAbout {
    pub(crate) name: String,
    pub(crate) address: String,
}

pub(crate) fn entry_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "entries.body",
        row: id,
        project,
    }
}
pub(crate) fn entry_key_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "entries.key",
        row: id,
        project,
    }
}
pub(crate) fn blob_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "blobs.about",
        row: id,
        project,
    }
}
pub(crate) fn blob_key_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "blobs.key",
        row: id,
        project,
    }
}
pub(crate) fn outsider_place<'a>(id: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "outsiders.about",
        row: id,
        project,
    }
}

type EntryColumns = Wide<
    (
        String,
        String,
        String,
        String,
        Instant,
        i64,
        i64,
        i64,
        String,
        Vec<u8>,
        Vec<u8>,
        ProjectId,
    ),
    KeyColumns,
>;
type BlobColumns = (BlobId, String, u32, u64, Vec<u8>, Vec<u8>);
type FileColumns = Wide<(String, String, i64, String, Vec<u8>, BlobId, Vec<u8>, Vec<u8>, i64), KeyColumns>;
type BlobRow = Wide<Standing, FileColumns>;
pub(crate) type OutsiderColumns = Wide<(OutsiderId, ReportId, Vec<u8>, i64, ProjectId), KeyColumns>;

fn owner_kind(word: &str) -> Result<Kind, StoreError> {
    [Kind::Case, Kind::Report, Kind::Project]
        .into_iter()
        .find(|kind| kind.word() == word)
        .ok_or(StoreError::Malformed {
            what: "the kind of a row",
        })
}

impl Look<'_> {
    /// An outsider's own id, for the argument that narrows to its own thread.
    fn own_thread(&self) -> String {
        self.viewer
            .outsider()
            .map(|(outsider, _)| outsider.as_str().to_owned())
            .unwrap_or_default()
    }

    /// The entries of a row that this viewer reads, oldest first; of a case with those of its reports.
    pub async fn entries<A: Aggregate>(&self, id: &A::Id) -> Result<Option<Seen<Vec<Entry>>>, StoreError> {
        let id = id.to_string();
        let Some(standing) = self.standing(A::KIND, &id).await? else {
            return Ok(None);
        };
        let audiences = self.viewer.actor(&standing).reads().bits();
        let (entries, blobs) = match A::KIND {
            Kind::Case => (&ENTRIES_OF_CASE, &BLOBS_OF_CASE),
            Kind::Report => (&ENTRIES_OF_REPORT, &BLOBS_OF_REPORT),
            Kind::Project => (&ENTRIES_OF_PROJECT, &BLOBS_OF_PROJECT),
        };
        let arguments = || self.arguments(args![&id, audiences, self.own_thread()]);
        let found: Vec<EntryColumns> = self.store.db().rows(entries, arguments()).await?;
        let mut files: Vec<BlobColumns> = self.store.db().rows(blobs, arguments()).await?;
        let mut entries = Vec::with_capacity(found.len());
        for Wide((id, kind, owner_word, owner, at, seq, _, audiences, counterpart, key, body, project), columns) in
            found
        {
            let owner_kind = owner_kind(&owner_word)?;
            let above = self
                .store
                .row_key(&project, owner_kind.word(), &owner, &columns)
                .await?;
            let key = above.unwrap(entry_key_place(&id, project.as_str()), &key)?;
            let body = key.open(entry_place(&id, project.as_str()), &body)?.to_vec();
            let (mine, rest) = files.into_iter().partition(|(_, entry, ..)| *entry == id);
            files = rest;
            entries.push(Entry {
                blobs: blob_lines(&key, &project, mine)?,
                owner: (owner_kind, owner),
                audiences: Audiences::from_bits(audiences),
                counterpart: counterpart.parse().ok(),
                id,
                kind,
                at,
                seq,
                body,
            });
        }
        Ok(Some(Seen::new(entries)))
    }

    /// The bytes of file `n` of an entry.
    pub async fn entry_blob(&self, entry: &str, n: u32) -> Result<Option<Seen<Attachment>>, StoreError> {
        for text in [&BLOB_BY_CASE, &BLOB_BY_REPORT] {
            let found: Option<BlobRow> = self.store.db().one(text, self.arguments(args![entry, n])).await?;
            if let Some(Wide(standing, blob)) = found
                && self.reads(&self.viewer.actor(&standing), Audiences::from_bits(blob.0.2), &blob.0.3)
            {
                return self
                    .attachment(entry, &standing.0, blob)
                    .await
                    .map(|file| Some(Seen::new(file)));
            }
        }
        Ok(None)
    }

    fn reads(&self, actor: &Actor, audiences: Audiences, counterpart: &str) -> bool {
        let own = match &actor.who {
            Who::Outsider(me) => me.as_str() == counterpart,
            _ => true,
        };
        own && actor.reads().meets(audiences)
    }

    async fn attachment(
        &self,
        entry: &str,
        project: &ProjectId,
        Wide((owner_word, owner, _, _, entry_key, id, about, key, chunks), columns): FileColumns,
    ) -> Result<Attachment, StoreError> {
        let above = self
            .store
            .row_key(project, owner_kind(&owner_word)?.word(), &owner, &columns)
            .await?;
        let entry_key = above.unwrap(entry_key_place(entry, project.as_str()), &entry_key)?;
        let key = entry_key.unwrap(blob_key_place(id.as_str(), project.as_str()), &key)?;
        let about: BlobAbout = serde_json::from_slice(&key.open(blob_place(id.as_str(), project.as_str()), &about)?)?;
        let bytes = self.store.read_chunks(&key, id.as_str(), project, chunks).await?;
        Ok(Attachment {
            name: about.name,
            media_type: about.media_type,
            bytes,
        })
    }

    /// The outsiders of a report, or of all reports of a case: the PST and the system see all, an outsider itself.
    pub async fn outsiders<A: Aggregate>(&self, id: &A::Id) -> Result<Option<Seen<Vec<OutsiderPerson>>>, StoreError> {
        let id = id.to_string();
        let Some(standing) = self.standing(A::KIND, &id).await? else {
            return Ok(None);
        };
        let actor = self.viewer.actor(&standing);
        let all = matches!(
            (&actor.who, actor.role),
            (Who::System(_) | Who::Outsider(_), _) | (_, Some(Role::Pst))
        );
        let text = match A::KIND {
            Kind::Case => &OUTSIDERS_OF_CASE,
            Kind::Report => &OUTSIDERS_OF_REPORT,
            Kind::Project => return Ok(None),
        };
        if !all {
            return Ok(Some(Seen::new(Vec::new())));
        }
        let found: Vec<OutsiderColumns> = self
            .store
            .db()
            .rows(text, self.arguments(args![&id, self.own_thread()]))
            .await?;
        Ok(Some(Seen::new(self.store.open_outsiders(found).await?)))
    }
}

fn blob_lines(entry_key: &Key, project: &ProjectId, found: Vec<BlobColumns>) -> Result<Vec<BlobLine>, StoreError> {
    found
        .into_iter()
        .map(|(id, _, n, size, about, key)| {
            let key = entry_key.unwrap(blob_key_place(id.as_str(), project.as_str()), &key)?;
            let plain = key.open(blob_place(id.as_str(), project.as_str()), &about)?;
            let BlobAbout { name, media_type } = serde_json::from_slice(&plain)?;
            Ok(BlobLine {
                n,
                name,
                media_type,
                size,
            })
        })
        .collect()
}
