//! Files and raw messages as sealed chunks in the database (docs/adr/0002): no node-local files, one backup, one commit.

use crate::Store;
use crate::db::{Changes, Tx};
use crate::error::StoreError;
use crate::seal::{Key, Place};
use crate::system;
use crate::value::args;
use ambergate_process::ids::ProjectId;

crate::db::statements! {
    CHUNK = "insert into blob_chunks (blob, n, bytes) values ($1, $2, $3)";
}

/// Plain bytes in one chunk.
pub(crate) const CHUNK_BYTES: usize = 1 << 20;

/// A chunk knows its number and how many there are: none can be left out, repeated or moved.
fn chunk_row(blob: &str, n: usize, of: usize) -> String {
    format!("{blob}/{n}/{of}")
}

impl Store {
    /// At least one chunk, also of no bytes.
    pub(crate) fn seal_chunks(
        &self,
        key: &Key,
        blob: &str,
        project: &ProjectId,
        bytes: &[u8],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let parts: Vec<&[u8]> = if bytes.is_empty() {
            vec![bytes]
        } else {
            bytes.chunks(CHUNK_BYTES).collect()
        };
        parts
            .iter()
            .enumerate()
            .map(|(n, part)| {
                let row = chunk_row(blob, n, parts.len());
                Ok(key.seal(self.rng(), chunk_place(&row, project), part)?.into_bytes())
            })
            .collect()
    }

    pub(crate) fn write_chunks(&self, tx: &mut Tx, blob: &str, chunks: Vec<Vec<u8>>) {
        for (n, chunk) in chunks.into_iter().enumerate() {
            tx.later(&CHUNK, args![blob, n, chunk], Changes::Any);
        }
    }

    /// Reads a blob to its end, with a key that only a visible row gives.
    pub(crate) async fn read_chunks(
        &self,
        key: &Key,
        blob: &str,
        project: &ProjectId,
        count: i64,
    ) -> Result<Vec<u8>, StoreError> {
        let here = self.system("opens a file that was asked for");
        let found = system::chunks(&here, self, blob).await?;
        if i64::try_from(found.len()).ok() != Some(count) {
            return Err(StoreError::CannotOpen {
                table: "blob_chunks.bytes",
            });
        }
        self.open_chunks(key, blob, project, &found)
    }

    pub(crate) fn open_chunks(
        &self,
        key: &Key,
        blob: &str,
        project: &ProjectId,
        chunks: &[Vec<u8>],
    ) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::with_capacity(chunks.iter().map(Vec::len).sum());
        for (n, chunk) in chunks.iter().enumerate() {
            let row = chunk_row(blob, n, chunks.len());
            bytes.extend_from_slice(&key.open(chunk_place(&row, project), chunk)?);
        }
        Ok(bytes)
    }
}

fn chunk_place<'a>(row: &'a str, project: &'a ProjectId) -> Place<'a> {
    Place {
        table: "blob_chunks.bytes",
        row,
        project: project.as_str(),
    }
}
