//! The public listener: report form, status page, public site.

use super::Route;

pub(super) static ROUTES: &[Route] = &[];
