//! Sealing: keys, sealed values, keyed digests. Pure; chance is a parameter.
//!
//! XChaCha20-Poly1305 with a random nonce per value. Associated data binds a value to its table and column, its row
//! and its project, so that a sealed value moved elsewhere does not open.

use crate::error::StoreError;
use ambergate_process::ports::{Rng, random};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key as CipherKey, KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The first byte of every sealed value: which construction it is.
const VERSION: u8 = 1;
const NONCE: usize = 24;

/// The key at the top, given to the program from outside the database. It wraps the project keys.
pub struct InstanceKey(pub(crate) Key);

impl InstanceKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Key(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstanceKey(•••)")
    }
}

/// A sealed value: unreadable without its key, and its Debug says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// Where a sealed value belongs. `table` names the column too: `cases.state`.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    pub(crate) row: &'a str,
    /// Empty for what belongs to the instance.
    pub(crate) project: &'a str,
}

impl Place<'_> {
    fn associated(&self) -> Vec<u8> {
        let mut bytes = b"ambergate sealed v1".to_vec();
        for part in [self.table, self.row, self.project] {
            frame(&mut bytes, part.as_bytes());
        }
        bytes
    }
}

/// Appends a part with its length before it, so that no two lists of parts give the same bytes.
pub(crate) fn frame(into: &mut Vec<u8>, part: &[u8]) {
    into.extend_from_slice(&(part.len() as u64).to_be_bytes());
    into.extend_from_slice(part);
}

/// A key that seals values or wraps keys; wiped when dropped.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<[u8; 32]>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(•••)")
    }
}

impl Key {
    pub(crate) fn mint(rng: &dyn Rng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill(key.as_mut());
        Self(key)
    }

    pub(crate) fn seal(&self, rng: &dyn Rng, place: Place<'_>, plain: &[u8]) -> Result<Sealed, StoreError> {
        let nonce: [u8; NONCE] = random(rng);
        let cipher = XChaCha20Poly1305::new(CipherKey::from_slice(self.0.as_ref()));
        let payload = Payload {
            msg: plain,
            aad: &place.associated(),
        };
        let cut = |_| StoreError::TooLarge {
            what: place.table,
            bytes: plain.len(),
            limit: 1 << 37,
        };
        let body = cipher.encrypt(XNonce::from_slice(&nonce), payload).map_err(cut)?;
        let mut sealed = Vec::with_capacity(1 + NONCE + body.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        Ok(Sealed(sealed))
    }

    pub(crate) fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let wrong = StoreError::CannotOpen { table: place.table };
        let Some((&[VERSION], rest)) = sealed.split_first_chunk::<1>() else {
            return Err(wrong);
        };
        let Some((nonce, body)) = rest.split_first_chunk::<NONCE>() else {
            return Err(wrong);
        };
        let cipher = XChaCha20Poly1305::new(CipherKey::from_slice(self.0.as_ref()));
        let payload = Payload {
            msg: body,
            aad: &place.associated(),
        };
        cipher
            .decrypt(XNonce::from_slice(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| wrong)
    }

    /// Opens a value that is a text.
    pub(crate) fn open_text(&self, place: Place<'_>, sealed: &[u8]) -> Result<String, StoreError> {
        let bytes = self.open(place, sealed)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| StoreError::Malformed { what: "a sealed text" })
    }

    pub(crate) fn wrap(&self, rng: &dyn Rng, place: Place<'_>, inner: &Key) -> Result<Vec<u8>, StoreError> {
        Ok(self.seal(rng, place, inner.0.as_ref())?.into_bytes())
    }

    pub(crate) fn unwrap(&self, place: Place<'_>, wrapped: &[u8]) -> Result<Key, StoreError> {
        let plain = self.open(place, wrapped)?;
        let mut key = Zeroizing::new([0; 32]);
        if plain.len() != key.len() {
            return Err(StoreError::CannotOpen { table: place.table });
        }
        key.copy_from_slice(&plain);
        Ok(Key(key))
    }

    /// A keyed digest: equal for equal parts, and nothing to anybody without the key.
    pub(crate) fn digest(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut framed = Zeroizing::new(Vec::new());
        frame(&mut framed, b"ambergate digest v1");
        frame(&mut framed, purpose.as_bytes());
        for part in parts {
            frame(&mut framed, part);
        }
        hmac(&self.0, &framed)
    }
}

fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // Written out over the block so that there is no error to handle: a 32 byte key always fits.
    let mut block = Zeroizing::new([0u8; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as Mac>::new((&block[..]).into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// SHA-256 over length-prefixed parts.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    struct Count(AtomicU8);
    impl Rng for Count {
        fn fill(&self, into: &mut [u8]) {
            for byte in into {
                *byte = self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    const HERE: Place<'_> = Place {
        table: "cases.state",
        row: "AG-7K3F-9QXA",
        project: "p",
    };

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_with_its_key() {
        let rng = Count(AtomicU8::new(0));
        let (key, other) = (Key::mint(&rng), Key::mint(&rng));
        let sealed = key.seal(&rng, HERE, b"predictable ids").unwrap().into_bytes();
        assert_eq!(key.open(HERE, &sealed).unwrap().as_slice(), b"predictable ids");
        assert!(other.open(HERE, &sealed).is_err());
        for elsewhere in [
            Place {
                table: "cases.headline",
                ..HERE
            },
            Place {
                row: "AG-7K3F-9QXB",
                ..HERE
            },
            Place { project: "q", ..HERE },
        ] {
            assert!(key.open(elsewhere, &sealed).is_err());
        }
        for at in [0, 1, 30, sealed.len() - 1] {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(key.open(HERE, &bent).is_err(), "byte {at}");
        }
        assert!(key.open(HERE, &sealed[..20]).is_err() && key.open(HERE, &[]).is_err());
    }

    #[test]
    fn a_wrapped_key_is_the_same_key() {
        let rng = Count(AtomicU8::new(0));
        let (outer, inner) = (Key::mint(&rng), Key::mint(&rng));
        let back = outer.unwrap(HERE, &outer.wrap(&rng, HERE, &inner).unwrap()).unwrap();
        assert_eq!(back.digest("x", &[]), inner.digest("x", &[]));
        assert!(
            outer
                .unwrap(HERE, &outer.seal(&rng, HERE, b"short").unwrap().into_bytes())
                .is_err()
        );
    }

    #[test]
    fn digests_know_where_a_part_ends() {
        let key = Key::mint(&Count(AtomicU8::new(0)));
        assert_ne!(key.digest("p", &[b"ab", b"c"]), key.digest("p", &[b"a", b"bc"]));
        assert_ne!(key.digest("p", &[b"a"]), key.digest("q", &[b"a"]));
        // RFC 4231, test case 2, with the key padded as HMAC does it.
        let mut padded = [0; 32];
        padded[..4].copy_from_slice(b"Jefe");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&hmac(&padded, b"what do ya want for nothing?")), expected);
    }

    #[test]
    fn keys_and_sealed_values_print_as_dots() {
        let rng = Count(AtomicU8::new(0));
        let key = Key::mint(&rng);
        let sealed = key.seal(&rng, HERE, b"word").unwrap();
        assert_eq!(
            format!("{sealed:?} {key:?} {:?}", InstanceKey(key.clone())),
            "••• Key(•••) InstanceKey(•••)"
        );
    }
}
