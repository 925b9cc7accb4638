//! The member pages and their forms: `/p/{project}/…`.

use super::Route;

pub(super) static ROUTES: &[Route] = &[];
