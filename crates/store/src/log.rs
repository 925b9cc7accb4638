//! The log: chained, append-only events (invariant 8). Only [`append`] writes them.
//!
//! `root` is SHA-256 over the salted digests of an event's fields, so that one field can be shown or withheld with
//! proof; the salts are inside the sealed body. `hash` chains root, aggregate, seq and instant to the event before,
//! and verifies without any key.

use crate::Store;
use crate::db::{Changes, Tx, statements};
use crate::error::StoreError;
use crate::seal::{Key, Place, frame, hex, sha256};
use crate::value::args;
use ambergate_process::Instant;
use ambergate_process::access::Who;
use ambergate_process::aggregate::{Event, Kind};
use ambergate_process::ids::ProjectId;
use ambergate_process::ports::random;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

statements! {
    /// PostgreSQL lets two in at once: the second finds the place taken, and its act runs again.
    APPEND = "insert into events (kind, owner, seq, project, at, root, hash, body) \
              values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (kind, owner, seq) do nothing";
}

/// An event as it stands in the log.
#[derive(Clone)]
pub struct Logged<E> {
    /// Counts from 1 in each aggregate.
    pub seq: i64,
    pub at: Instant,
    pub who: Who,
    pub kind: String,
    pub event: E,
    /// The chain's head after this event.
    pub hash: [u8; 32],
}

/// What is sealed of an event.
#[derive(Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) kind: String,
    pub(crate) who: Who,
    pub(crate) event: Json,
    /// One per field, hexadecimal, in the order of the fields' names.
    pub(crate) salts: Vec<String>,
}

/// Which chain, and where it stands.
pub(crate) struct Chain<'a> {
    pub(crate) kind: Kind,
    pub(crate) id: &'a str,
    pub(crate) project: &'a ProjectId,
    pub(crate) seq: i64,
    pub(crate) head: Vec<u8>,
}

/// The head of a chain without events.
pub(crate) const NO_HEAD: [u8; 32] = [0; 32];

pub(crate) fn event_row(kind: &str, id: &str, seq: i64) -> String {
    format!("{kind}/{id}/{seq}")
}

pub(crate) fn event_place<'a>(row: &'a str, project: &'a str) -> Place<'a> {
    Place {
        table: "events.body",
        row,
        project,
    }
}

/// Appends events to their chain and moves it on.
pub(crate) fn append<E: Event>(
    store: &Store,
    tx: &mut Tx,
    chain: &mut Chain<'_>,
    key: &Key,
    (who, at): (&Who, Instant),
    events: &[E],
) -> Result<(), StoreError> {
    for event in events {
        let seq = chain.seq + 1;
        let mut body = Body {
            kind: event.kind().to_owned(),
            who: who.clone(),
            event: serde_json::to_value(event)?,
            salts: Vec::new(),
        };
        let fields = fields(&body)?;
        body.salts = fields.iter().map(|_| hex(&random::<16>(store.rng()))).collect();
        let root = root(&fields, &body.salts);
        let hash = chained(&chain.head, chain.kind.word(), chain.id, seq, at, &root);
        let row = event_row(chain.kind.word(), chain.id, seq);
        let sealed = key.seal(
            store.rng(),
            event_place(&row, chain.project.as_str()),
            &serde_json::to_vec(&body)?,
        )?;
        let arguments = args![
            chain.kind.word(),
            chain.id,
            seq,
            chain.project,
            at,
            root,
            hash,
            sealed.into_bytes()
        ];
        tx.later(&APPEND, arguments, Changes::One(|| StoreError::Busy));
        chain.seq = seq;
        chain.head = hash.to_vec();
    }
    Ok(())
}

/// The link: over the previous hash, the aggregate, seq, instant and root.
pub(crate) fn chained(prev: &[u8], kind: &str, id: &str, seq: i64, at: Instant, root: &[u8]) -> [u8; 32] {
    let at = at.as_microsecond().to_be_bytes();
    sha256(&[
        b"ambergate log v1",
        prev,
        kind.as_bytes(),
        id.as_bytes(),
        &seq.to_be_bytes(),
        &at,
        root,
    ])
}

/// An event's fields by name, in order: its kind, who acted, and the event's own, flattened to the innermost object
/// with more than one member.
pub(crate) fn fields(body: &Body) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut fields = vec![
        ("kind".to_owned(), body.kind.clone().into_bytes()),
        ("who".to_owned(), canonical(&serde_json::to_value(&body.who)?)),
    ];
    flatten("event", &body.event, &mut fields);
    fields.sort();
    Ok(fields)
}

fn flatten(name: &str, value: &Json, into: &mut Vec<(String, Vec<u8>)>) {
    match value {
        // An enum's variant with named fields is an object with one member that is an object.
        Json::Object(members) if members.len() == 1 && members.values().all(Json::is_object) => {
            for (member, inner) in members {
                flatten(&format!("{name}.{member}"), inner, into);
            }
        }
        Json::Object(members) if !members.is_empty() => {
            into.extend(
                members
                    .iter()
                    .map(|(member, inner)| (format!("{name}.{member}"), canonical(inner))),
            );
        }
        other => into.push((name.to_owned(), canonical(other))),
    }
}

/// JSON with sorted names and no spaces: the same bytes for the same value, in every build.
pub(crate) fn canonical(value: &Json) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_canonical(value, &mut bytes);
    bytes
}

fn write_canonical(value: &Json, out: &mut Vec<u8>) {
    match value {
        Json::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|a, b| a.0.cmp(b.0));
            out.push(b'{');
            for (n, (name, inner)) in sorted.into_iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                out.extend_from_slice(Json::from(name.as_str()).to_string().as_bytes());
                out.push(b':');
                write_canonical(inner, out);
            }
            out.push(b'}');
        }
        Json::Array(items) => {
            out.push(b'[');
            for (n, inner) in items.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                write_canonical(inner, out);
            }
            out.push(b']');
        }
        plain => out.extend_from_slice(plain.to_string().as_bytes()),
    }
}

/// SHA-256 over the count and the salted digests of the fields.
pub(crate) fn root(fields: &[(String, Vec<u8>)], salts: &[String]) -> [u8; 32] {
    let mut leaves = Vec::with_capacity(fields.len() * 40);
    for ((name, value), salt) in fields.iter().zip(salts) {
        frame(
            &mut leaves,
            &sha256(&[b"ambergate field v1", name.as_bytes(), value, salt.as_bytes()]),
        );
    }
    sha256(&[b"ambergate root v1", &(fields.len() as u64).to_be_bytes(), &leaves])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(event: Json) -> Body {
        Body {
            kind: "opened".to_owned(),
            who: Who::Anyone,
            event,
            salts: Vec::new(),
        }
    }

    #[test]
    fn an_event_is_split_into_named_fields() {
        let names = |event| -> Vec<String> { fields(&body(event)).unwrap().into_iter().map(|f| f.0).collect() };
        assert_eq!(names(json!("Closed")), ["event", "kind", "who"]);
        assert_eq!(
            names(json!({"Opened": {"title": "t", "by": {"name": "n"}}})),
            ["event.Opened.by", "event.Opened.title", "kind", "who"]
        );
        assert_eq!(names(json!({"Named": ["a", "b"]})), ["event.Named", "kind", "who"]);
    }

    #[test]
    fn canonical_json_does_not_depend_on_the_order_of_names() {
        let text = r#"{"b":[{"d":1,"c":"\u0001é"}],"a":null}"#;
        let value: Json = serde_json::from_str(text).unwrap();
        assert_eq!(
            canonical(&value),
            "{\"a\":null,\"b\":[{\"c\":\"\\u0001é\",\"d\":1}]}".as_bytes()
        );
    }

    #[test]
    fn any_change_of_a_field_a_salt_or_a_link_changes_the_hash() {
        let fields = fields(&body(json!({"Opened": {"title": "t"}}))).unwrap();
        let salts: Vec<String> = fields.iter().map(|f| f.0.clone()).collect();
        let base = root(&fields, &salts);
        let mut other = fields.clone();
        other[0].1.push(b'x');
        assert_ne!(root(&other, &salts), base);
        let mut salty = salts.clone();
        salty[1].push('x');
        assert_ne!(root(&fields, &salty), base);
        let at = Instant::UNIX_EPOCH;
        let link = chained(&NO_HEAD, "case", "AG-1", 1, at, &base);
        assert_ne!(chained(&NO_HEAD, "case", "AG-1", 2, at, &base), link);
        assert_ne!(chained(&NO_HEAD, "report", "AG-1", 1, at, &base), link);
        assert_ne!(chained(&link, "case", "AG-1", 1, at, &base), link);
    }
}
