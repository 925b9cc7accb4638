//! The whole system in process, for tests: a clock that is set, chance that repeats, mail in memory, both databases, and
//! people to act as. What must not live here: shortcuts that a person does not have. A World is used through the use
//! cases or over HTTP.
#![expect(
    clippy::unwrap_used,
    reason = "test support: a broken World should stop the test, loudly"
)]

mod people;
mod world;

pub use ambergate_store::on_both;
pub use ambergate_store::testing::{Bed, SeededRng};
pub use people::{Person, SETTINGS_CONTACT, settings};
pub use world::World;
