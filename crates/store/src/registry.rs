//! Every statement of the crate, for the tests that prepare them and that look for a missing predicate.

use crate::db::Sql;

/// All statements, module by module.
pub(crate) fn all() -> Vec<&'static Sql> {
    [
        crate::act::SQL,
        crate::children::SQL,
        crate::chunks::SQL,
        crate::inbound::SQL,
        crate::keys::SQL,
        crate::look::SQL,
        crate::log::SQL,
        crate::migrate::SQL,
        crate::outbox::SQL,
        crate::people::SQL,
        crate::policies::SQL,
        crate::projects::SQL,
        crate::raw::SQL,
        crate::reminders::SQL,
        crate::rows::cases::SQL,
        crate::rows::projects::SQL,
        crate::rows::reports::SQL,
        crate::sessions::SQL,
        crate::system::CLAIMS,
        crate::system::SQL,
        crate::thread::SQL,
        crate::viewer::SQL,
    ]
    .concat()
}
