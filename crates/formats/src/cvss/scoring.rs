//! From chosen metrics to scores, by the two calculators that agree with the reference (reference/formats.md, 2.2).
//!
//! Undefined metrics are left out of what the calculators see: they mean nothing, and `E:X` must not turn CVSS-B into
//! CVSS-BT.

use std::str::FromStr;

use super::{Chosen, Group, Nomenclature, Rating, Score, Version, parse};
use crate::Error;

/// The base score and the score of everything that is set.
pub(super) fn scores(version: Version, chosen: &[Chosen]) -> Result<(Score, Score), Error> {
    let defined = |group: Group| chosen.iter().any(|c| c.metric.group == group && c.is_defined());
    let base = parse::spell(version, chosen.iter().filter(|c| c.metric.group == Group::Base));
    let all = parse::spell(version, chosen.iter().filter(|c| c.is_defined()));
    let (threat, environmental) = (defined(Group::Threat), defined(Group::Environmental));
    match version {
        Version::V4_0 => {
            let nomenclature = match (threat, environmental) {
                (false, false) => Nomenclature::B,
                (true, false) => Nomenclature::Bt,
                (false, true) => Nomenclature::Be,
                (true, true) => Nomenclature::Bte,
            };
            Ok((
                made(version4(&base)?, Nomenclature::B)?,
                made(version4(&all)?, nomenclature)?,
            ))
        }
        Version::V3_0 | Version::V3_1 => {
            let base = made(base3(&base)?, Nomenclature::Base)?;
            // The environmental formula gives a base-only vector another score at times; it is used only where an
            // environmental metric is set (reference/formats.md, section 6).
            let overall = match (threat, environmental) {
                (false, false) => base,
                (true, false) => made(temporal3(&all)?, Nomenclature::Temporal)?,
                (_, true) => made(environmental3(&all)?, Nomenclature::Environmental)?,
            };
            Ok((base, overall))
        }
    }
}

fn version4(vector: &str) -> Result<f64, Error> {
    Ok(cvss::v4::Vector::from_str(vector).map_err(unscored)?.score().value())
}

fn base3(vector: &str) -> Result<f64, Error> {
    Ok(cvss::v3::Vector::from_str(vector)
        .map_err(unscored)?
        .base_score()
        .value())
}

fn temporal3(vector: &str) -> Result<f64, Error> {
    let parsed = cvss_rs::v3::CvssV3::from_str(vector).map_err(unscored)?;
    parsed
        .calculated_temporal_score()
        .ok_or_else(|| unscored("no temporal score"))
}

fn environmental3(vector: &str) -> Result<f64, Error> {
    let parsed = cvss_rs::v3::CvssV3::from_str(vector).map_err(unscored)?;
    parsed
        .calculated_environmental_score()
        .ok_or_else(|| unscored("no environmental score"))
}

fn made(value: f64, nomenclature: Nomenclature) -> Result<Score, Error> {
    let rounded = (value * 10.0).round();
    // The comparison also turns away what is not a number.
    let tenths = (0_u32..=100).find(|tenths| f64::from(*tenths) == rounded);
    let tenths = tenths.ok_or_else(|| unscored(format!("the result {value} is not a score")))?;
    Ok(Score {
        tenths,
        rating: Rating::of(tenths),
        nomenclature,
    })
}

fn unscored(reason: impl ToString) -> Error {
    Error::VectorUnscored {
        reason: reason.to_string(),
    }
}
