//! The API, version 1.

use super::Route;

pub(super) static ROUTES: &[Route] = &[];
