//! Being written.

use super::Sample;

pub const SAMPLES: &[Sample] = &[];
