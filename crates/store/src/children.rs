//! Writing what hangs on a row, in the transaction of its act: entries, files, outsiders, reply addresses, errands,
//! publications, and the settling of an inbound message.

use crate::Store;
use crate::act::Parent;
use crate::db::{Changes, Tx};
use crate::deed::{Deed, NewBlob, NewEntry, NewErrand, NewOutsider, NewPublication};
use crate::error::StoreError;
use crate::inbound::InboundId;
use crate::outbox::{errand_key_place, errand_place};
use crate::people::fold_address;
use crate::seal::{Key, hex};
use crate::system;
use crate::thread::{BlobAbout, PersonAbout, blob_key_place, blob_place, entry_key_place, entry_place, outsider_place};
use crate::value::args;
use ambergate_process::aggregate::Aggregate;

crate::db::statements! {
    ENTRY = "insert into entries (id, project, owner_kind, owner, seq, n, at, kind, audiences, counterpart, key, body) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    REPLACE = "update entries set key = $5, body = $6 where id = $1 and project = $2 and owner_kind = $3 and owner = $4";
    BLOB = "insert into blobs (id, project, entry, n, size, chunks, digest, key, about) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OUTSIDER = "insert into outsiders (id, project, report, address, about, created) values ($1, $2, $3, $4, $5, $6)";
    SECRET = "insert into secrets (outsider, report, hash) values ($1, $2, $3)";
    REPLY_TOKEN = "insert into reply_tokens (digest, project, kind, owner, outsider, created) \
                   values ($1, $2, $3, $4, $5, $6) on conflict (digest) do nothing";
    ERRAND = "insert into outbox (id, project, owner_kind, owner, seq, kind, state, due, attempts, leased, created, key, \
              recipient, payload) values ($1, $2, $3, $4, $5, $6, 'queued', $7, 0, 0, $8, $9, $10, $11) on conflict (id) do nothing";
    /// The same kind and slug again is a new revision; the first id and the first date stay.
    PUBLISH = "insert into publications (id, project, kind, slug, body, published, modified, revision) \
               values ($1, $2, $3, $4, $5, $6, $6, 1) on conflict (project, kind, slug) \
               do update set body = excluded.body, modified = excluded.modified, revision = publications.revision + 1";
}

impl Store {
    pub(crate) async fn write_children<A: Aggregate, T>(
        &self,
        tx: &mut Tx,
        parent: &Parent<'_>,
        deed: Deed<A, T>,
    ) -> Result<T, StoreError> {
        for (n, entry) in deed.entries.iter().enumerate() {
            self.write_entry(tx, parent, n, entry).await?;
        }
        for (id, body) in &deed.replaced {
            self.replace_entry(tx, parent, id, body).await?;
        }
        for outsider in &deed.outsiders {
            self.write_outsider(tx, parent, outsider).await?;
        }
        for (token, outsider) in &deed.reply_tokens {
            let digest = self.token_digest("reply token", token);
            let token = args![
                digest,
                parent.project,
                parent.kind.word(),
                parent.id,
                outsider,
                parent.now
            ];
            tx.later(&REPLY_TOKEN, token, Changes::Any);
        }
        for errand in &deed.errands {
            self.write_errand(tx, parent, errand).await?;
        }
        for publication in &deed.publications {
            let NewPublication { id, kind, slug, body } = publication;
            let document = args![id, parent.project, *kind, slug, body.clone(), parent.now];
            tx.later(&PUBLISH, document, Changes::Any);
        }
        if let Some(inbound) = &deed.settles {
            self.settle(tx, parent, inbound).await?;
        }
        Ok(deed.result)
    }

    async fn write_entry(
        &self,
        tx: &mut Tx,
        parent: &Parent<'_>,
        n: usize,
        entry: &NewEntry,
    ) -> Result<(), StoreError> {
        let project = parent.project.as_str();
        let key = Key::mint(self.rng());
        let wrapped = parent.key.wrap(self.rng(), entry_key_place(&entry.id, project), &key)?;
        let body = key
            .seal(self.rng(), entry_place(&entry.id, project), &entry.body)?
            .into_bytes();
        let counterpart = entry.counterpart.as_ref().map_or("", |outsider| outsider.as_str());
        let owner = args![
            &entry.id,
            project,
            parent.kind.word(),
            parent.id,
            parent.seq,
            n,
            parent.now,
            entry.kind,
            entry.audiences.bits(),
            counterpart,
            wrapped,
            body
        ];
        tx.later(&ENTRY, owner, Changes::Any);
        for (n, blob) in entry.blobs.iter().enumerate() {
            self.write_blob(tx, parent, (&entry.id, &key), n, blob).await?;
        }
        Ok(())
    }

    /// The body alone gets a new key: files beside the entry keep theirs, wrapped by the entry's, so they are
    /// wrapped anew where there are any.
    async fn replace_entry(&self, tx: &mut Tx, parent: &Parent<'_>, id: &str, body: &[u8]) -> Result<(), StoreError> {
        let project = parent.project.as_str();
        let here = self.system("replaces an entry of a row it was let into");
        let old = system::entry_key(&here, tx, parent, id)
            .await?
            .ok_or_else(|| StoreError::NoSuchEntry(id.to_owned()))?;
        let old = parent.key.unwrap(entry_key_place(id, project), &old)?;
        let key = Key::mint(self.rng());
        for (blob, wrapped) in system::blob_keys(&here, tx, id).await? {
            let place = blob_key_place(blob.as_str(), project);
            let rewrapped = key.wrap(self.rng(), place, &old.unwrap(place, &wrapped)?)?;
            tx.later(&system::BLOB_REWRAP, args![&blob, rewrapped], Changes::Any);
        }
        let wrapped = parent.key.wrap(self.rng(), entry_key_place(id, project), &key)?;
        let body = key.seal(self.rng(), entry_place(id, project), body)?.into_bytes();
        let entry = args![id, project, parent.kind.word(), parent.id, wrapped, body];
        match tx.write(&REPLACE, entry).await? {
            1 => Ok(()),
            _ => Err(StoreError::NoSuchEntry(id.to_owned())),
        }
    }

    async fn write_blob(
        &self,
        tx: &mut Tx,
        parent: &Parent<'_>,
        (entry, entry_key): (&str, &Key),
        n: usize,
        blob: &NewBlob,
    ) -> Result<(), StoreError> {
        let (project, id) = (parent.project.as_str(), blob.id.as_str());
        let key = Key::mint(self.rng());
        let wrapped = entry_key.wrap(self.rng(), blob_key_place(id, project), &key)?;
        let about = serde_json::to_vec(&BlobAbout {
            name: blob.name.clone(),
            media_type: blob.media_type.clone(),
        })?;
        let about = key.seal(self.rng(), blob_place(id, project), &about)?.into_bytes();
        let digest = self
            .project_keys(parent.project)
            .await?
            .digest
            .digest("blob", &[&blob.bytes]);
        let chunks = self.seal_chunks(&key, id, parent.project, &blob.bytes)?;
        let file = args![
            id,
            project,
            entry,
            n,
            blob.bytes.len(),
            chunks.len(),
            digest,
            wrapped,
            about
        ];
        tx.later(&BLOB, file, Changes::Any);
        self.write_chunks(tx, id, chunks);
        Ok(())
    }

    async fn write_outsider(&self, tx: &mut Tx, parent: &Parent<'_>, outsider: &NewOutsider) -> Result<(), StoreError> {
        let project = parent.project.as_str();
        let address = fold_address(&outsider.address);
        let digest = self
            .project_keys(parent.project)
            .await?
            .digest
            .digest("outsider", &[address.as_bytes()]);
        let about = serde_json::to_vec(&PersonAbout {
            name: outsider.name.clone(),
            address: outsider.address.clone(),
        })?;
        let place = outsider_place(outsider.id.as_str(), project);
        let about = parent.key.seal(self.rng(), place, &about)?.into_bytes();
        let person = args![&outsider.id, project, &outsider.report, digest, about, parent.now];
        tx.later(&OUTSIDER, person, Changes::Any);
        if let Some(secret) = &outsider.secret {
            let secret = args![&outsider.id, &outsider.report, secret.as_str()];
            tx.later(&SECRET, secret, Changes::Any);
        }
        Ok(())
    }

    async fn write_errand(&self, tx: &mut Tx, parent: &Parent<'_>, errand: &NewErrand) -> Result<(), StoreError> {
        let project = parent.project.as_str();
        let digest_key = &self.project_keys(parent.project).await?.digest;
        let seq = parent.seq.to_be_bytes();
        let parts: [&[u8]; 5] = [
            parent.kind.word().as_bytes(),
            parent.id.as_bytes(),
            &seq,
            errand.kind.as_bytes(),
            errand.recipient.as_bytes(),
        ];
        let id = errand_id(digest_key, &parts);
        let sealed = self.seal_errand(parent.key, &id, project, errand)?;
        let [key, recipient, payload] = sealed;
        let row = args![
            id,
            project,
            parent.kind.word(),
            parent.id,
            parent.seq,
            errand.kind,
            errand.due,
            parent.now,
            key,
            recipient,
            payload
        ];
        tx.later(&ERRAND, row, Changes::Any);
        Ok(())
    }

    /// Wrapped key, recipient and payload of an errand, under the key of what it belongs to.
    pub(crate) fn seal_errand(
        &self,
        above: &Key,
        id: &str,
        project: &str,
        errand: &NewErrand,
    ) -> Result<[Vec<u8>; 3], StoreError> {
        let key = Key::mint(self.rng());
        Ok([
            above.wrap(self.rng(), errand_key_place(id, project), &key)?,
            key.seal(
                self.rng(),
                errand_place("outbox.recipient", id, project),
                errand.recipient.as_bytes(),
            )?
            .into_bytes(),
            key.seal(self.rng(), errand_place("outbox.payload", id, project), &errand.payload)?
                .into_bytes(),
        ])
    }

    /// The inbound's key goes under the row's key, and its message is answered for.
    async fn settle(&self, tx: &mut Tx, parent: &Parent<'_>, inbound: &InboundId) -> Result<(), StoreError> {
        let here = self.system("settles an inbound message");
        let (project, wrapped) = system::inbound_key(&here, tx, inbound)
            .await?
            .ok_or(StoreError::AlreadySettled)?;
        if project != *parent.project {
            return Err(StoreError::JoinNeedsBoth);
        }
        let place = crate::inbound::inbound_key_place(inbound.as_str(), project.as_str());
        let key = self.project_keys(&project).await?.key.unwrap(place, &wrapped)?;
        let wrapped = parent.key.wrap(self.rng(), place, &key)?;
        let settled = args![inbound, parent.kind.word(), parent.id, wrapped];
        tx.later(&system::SETTLE, settled, Changes::One(|| StoreError::AlreadySettled));
        Ok(())
    }
}

/// An errand's name: its logical key as a keyed digest, so that the same errand is the same row.
pub(crate) fn errand_id(digest: &Key, parts: &[&[u8]]) -> String {
    hex(&digest.digest("errand", parts)[..16])
}
