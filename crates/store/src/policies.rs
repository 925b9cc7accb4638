//! Policy profiles at rest: each version that cases are pinned to, as it was then. Never changed, never deleted.
//!
//! What must not live here: what a profile says, and which version is in force.

use crate::Store;
use crate::error::StoreError;
use crate::seal::Place;
use crate::value::args;
use crate::viewer::System;

crate::db::statements! {
    KEPT = "select id, version, profile from policy_profiles order by id, version";
    /// What is there stays as it is.
    KEEP = "insert into policy_profiles (id, version, profile) values ($1, $2, $3) on conflict (id, version) do nothing";
}

/// A profile's id and version, and its text.
pub type KeptProfile = ((String, String), String);

impl Store {
    pub async fn kept_profiles(&self, _: &System) -> Result<Vec<KeptProfile>, StoreError> {
        let rows: Vec<(String, String, Vec<u8>)> = self.db().rows(&KEPT, args![]).await?;
        let open = |(id, version, sealed): (String, String, Vec<u8>)| {
            let row = format!("{id} {version}");
            let text = self.instance().people.open(place(&row), &sealed)?;
            Ok(((id, version), String::from_utf8_lossy(&text).into_owned()))
        };
        rows.into_iter().map(open).collect()
    }

    /// Keeps this version, if it is not kept yet.
    pub async fn keep_profile(&self, _: &System, id: &str, version: &str, text: &str) -> Result<(), StoreError> {
        let row = format!("{id} {version}");
        let sealed = self.instance().people.seal(self.rng(), place(&row), text.as_bytes())?;
        self.db()
            .write(&KEEP, args![id, version, sealed.into_bytes()])
            .await
            .map(|_| ())
    }
}

fn place(row: &str) -> Place<'_> {
    Place {
        table: "policy_profiles.profile",
        row,
        project: "",
    }
}
