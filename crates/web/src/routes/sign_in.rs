//! Sign-in, sign-out and the first page of the members' listener.

use super::Route;

pub(super) static ROUTES: &[Route] = &[];
