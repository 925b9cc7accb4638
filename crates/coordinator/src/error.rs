//! What can go wrong, as people meet it: *refused* (why, and what to do), *absent* (one page, whether forbidden or not
//! there), *ours* (logged; the person may try again).

use ambergate_process::policy::Fault as ProfileFault;
use ambergate_process::{case, project, report};
use ambergate_store::{ActError, StoreError};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not for you: the same answer.
    #[error("There is nothing here.")]
    Absent,
    /// The sentence says what is wrong and what to do instead.
    #[error("{0}")]
    Refused(String),
    /// Fields of a form that need another value.
    #[error("{}", .0.iter().map(|f| f.what.clone()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<Fault>),
    /// A form was filled in while somebody else changed the same field.
    #[error(
        "{what} was changed meanwhile. It says now: “{theirs}”. You wrote: “{yours}”. Nothing was saved; decide which one holds and save again."
    )]
    Stale {
        what: String,
        yours: String,
        theirs: String,
    },
    #[error("Several people changed this at the same moment. Nothing was saved; try again.")]
    Busy,
    #[error("The policy profile is not valid.")]
    Profile(Vec<ProfileFault>),
    #[error("This instance has no policy profile named {0}. Its administrator can add it.")]
    NoProfile(String),
    #[error(
        "Version {version} of the policy profile {id} is in use, and this file says something else under the same version. Give \
         what you changed another version; cases can be moved to it, with a reason."
    )]
    ChangedProfile { id: String, version: String },
    #[error("This could not be stored or read just now. Nothing is lost; try again in a minute.")]
    Store(StoreError),
    #[error("A document failed its own check, so nothing was published: {0}")]
    Document(String),
}

/// One field of a form, and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: &'static str,
    pub what: String,
}

impl Error {
    pub fn invalid(field: &'static str, what: impl ToString) -> Self {
        Error::Invalid(vec![Fault {
            field,
            what: what.to_string(),
        }])
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Error::Store(error)
    }
}

impl From<ActError<Error>> for Error {
    fn from(error: ActError<Error>) -> Self {
        match error {
            ActError::Absent => Error::Absent,
            ActError::Refused(refused) => refused,
            ActError::Conflict => Error::Busy,
            ActError::Store(error) => Error::Store(error),
        }
    }
}

impl From<case::Refusal> for Error {
    fn from(refusal: case::Refusal) -> Self {
        Error::Refused(refusal.to_string())
    }
}

impl From<report::Refusal> for Error {
    fn from(refusal: report::Refusal) -> Self {
        Error::Refused(refusal.to_string())
    }
}

impl From<project::Refusal> for Error {
    fn from(refusal: project::Refusal) -> Self {
        Error::Refused(refusal.to_string())
    }
}
