//! The host's own clock and chance. The only place that asks the machine for either.

use ambergate_process::Instant;
use ambergate_process::ports::{Clock, Rng};

pub struct HostClock;

impl Clock for HostClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock port's real side")]
    fn now(&self) -> Instant {
        let now = Instant::now();
        // Stored instants are microseconds; a finer one would not come back as it went in.
        Instant::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

pub struct HostRng;

impl Rng for HostRng {
    #[expect(clippy::disallowed_methods, reason = "this is the Rng port's real side")]
    fn fill(&self, into: &mut [u8]) {
        // Without chance there are no keys: going on would be worse than stopping.
        if getrandom::fill(into).is_err() {
            std::process::abort();
        }
    }
}
