//! Time and chance as parameters. The real ones live in the binary, the fake ones in the test kit.

use jiff::Timestamp;

/// Where "now" comes from. Instants are UTC with microseconds.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Where chance comes from: ids, tokens, salts, keys. Implementations must be fit for cryptography.
pub trait Rng: Send + Sync {
    fn fill(&self, into: &mut [u8]);
}

/// `N` random bytes.
pub fn random<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}
