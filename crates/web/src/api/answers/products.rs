//! Products and their roles under the Cyber Resilience Act, as the API shows them.

use ambergate_coordinator::views::{LegalLine, ProductLine, ProductsView};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct ProductsDoc {
    pub products: Vec<ProductDoc>,
    /// `2027-12-11`: until then stewards owe nothing. Absent once the day has come.
    pub stewards_from: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct ProductDoc {
    /// Absent: the whole project.
    pub product: Option<String>,
    /// `manufacturer`, `steward`, `neither`.
    pub role: String,
    pub reason: String,
    pub by: String,
    pub at: Timestamp,
}

/// The role that the project states for the product of a case.
#[derive(Serialize, JsonSchema)]
pub struct LegalDoc {
    /// Absent: the statement is about the whole project.
    pub product: Option<String>,
    /// `manufacturer`, `steward`, `neither`.
    pub role: String,
    pub reason: String,
    pub by: String,
    pub at: Timestamp,
    /// The profile that goes with the role.
    pub profile: Option<String>,
    /// What the case counts as; absent: not known.
    pub counted: Option<String>,
    /// The case counts as what the project states, and the rules of it bind.
    pub taken: bool,
    /// `2027-12-11`: until then nothing is owed.
    pub dormant_until: Option<String>,
}

impl From<&ProductsView> for ProductsDoc {
    fn from(view: &ProductsView) -> Self {
        Self {
            products: view.products.iter().map(ProductDoc::from).collect(),
            stewards_from: view.stewards_from.map(|day| day.to_string()),
        }
    }
}

impl From<&ProductLine> for ProductDoc {
    fn from(line: &ProductLine) -> Self {
        Self {
            product: line.product.clone(),
            role: line.role.key().to_owned(),
            reason: line.reason.clone(),
            by: line.by.clone(),
            at: line.at,
        }
    }
}

impl From<&LegalLine> for LegalDoc {
    fn from(line: &LegalLine) -> Self {
        Self {
            product: line.product.clone(),
            role: line.role.key().to_owned(),
            reason: line.reason.clone(),
            by: line.by.clone(),
            at: line.at,
            profile: line.profile.map(str::to_owned),
            counted: line.counted.clone(),
            taken: line.taken,
            dormant_until: line.dormant.map(|day| day.to_string()),
        }
    }
}
