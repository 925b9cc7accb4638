//! What a product is under the Cyber Resilience Act: manufacturer, steward or neither, as a project states it per product.
//!
//! What lives here: the statement, and which one binds a case. What must not: what follows from a role; that stands in the
//! profiles `cra` and `cra-stewards`. Who is a manufacturer is a legal question that people answer.

use crate::Instant;
use crate::ids::MemberId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The role of whoever answers for a product (Regulation (EU) 2024/2847, Articles 3, 14 and 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalRole {
    Manufacturer,
    Steward,
    Neither,
}

impl LegalRole {
    pub const ALL: [LegalRole; 3] = [LegalRole::Manufacturer, LegalRole::Steward, LegalRole::Neither];

    /// As conditions, forms and the API write it.
    pub fn key(self) -> &'static str {
        match self {
            LegalRole::Manufacturer => "manufacturer",
            LegalRole::Steward => "steward",
            LegalRole::Neither => "neither",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            LegalRole::Manufacturer => "manufacturer",
            LegalRole::Steward => "open-source steward",
            LegalRole::Neither => "neither manufacturer nor steward",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The id of the profile that holds the duties of this role; `None`: there are none.
    pub fn profile(self) -> Option<&'static str> {
        match self {
            LegalRole::Manufacturer => Some(MANUFACTURERS),
            LegalRole::Steward => Some(STEWARDS),
            LegalRole::Neither => None,
        }
    }
}

/// The profile of manufacturers.
pub const MANUFACTURERS: &str = "cra";
/// The profile of stewards.
pub const STEWARDS: &str = "cra-stewards";

/// The longest name of a product, in characters.
pub const NAME_AT_MOST: usize = 100;

/// What was stated of one product, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedRole {
    pub role: LegalRole,
    /// On what it rests: an opinion, a decision, a paragraph.
    pub reason: String,
    /// `None`: the administrator on the host.
    pub by: Option<MemberId>,
    pub at: Instant,
}

/// What a project states of its products. The empty name stands for the whole project: every product without a statement
/// of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Products(BTreeMap<String, StatedRole>);

/// The statement that binds a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The product that it was made of; `None`: the whole project.
    pub product: Option<String>,
    pub stated: StatedRole,
}

impl Products {
    pub(crate) fn state(&mut self, product: &str, stated: Option<StatedRole>) {
        let known = self.0.keys().find(|name| same(name, product)).cloned();
        let name = known.unwrap_or_else(|| product.to_owned());
        match stated {
            Some(stated) => self.0.insert(name, stated),
            None => self.0.remove(&name),
        };
    }

    pub fn get(&self, product: &str) -> Option<&StatedRole> {
        self.0
            .iter()
            .find(|(name, _)| same(name, product))
            .map(|(_, stated)| stated)
    }

    /// Names and statements, the whole project (the empty name) first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &StatedRole)> {
        self.0.iter().map(|(name, stated)| (name.as_str(), stated))
    }

    /// The statement about this component, else the one about the whole project. Names are compared without regard to
    /// case and outer blanks, and in no other way: a guess would bind the wrong law.
    pub fn binding(&self, component: Option<&str>) -> Option<Binding> {
        let own = component.filter(|name| !name.trim().is_empty()).and_then(|component| {
            self.0
                .iter()
                .find(|(name, _)| !name.is_empty() && same(name, component))
        });
        if let Some((name, stated)) = own {
            return Some(Binding {
                product: Some(name.clone()),
                stated: stated.clone(),
            });
        }
        self.0.get("").map(|stated| Binding {
            product: None,
            stated: stated.clone(),
        })
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(role: LegalRole) -> Option<StatedRole> {
        Some(StatedRole {
            role,
            reason: "Counsel said so.".to_owned(),
            by: None,
            at: "2026-11-22T12:00:00Z".parse().unwrap(),
        })
    }

    #[test]
    fn a_component_has_its_own_role_and_the_rest_that_of_the_project() {
        let mut products = Products::default();
        assert_eq!(products.binding(Some("plugin/etcd")), None);
        products.state("", stated(LegalRole::Steward));
        products.state("Appliance", stated(LegalRole::Manufacturer));
        let role = |component: Option<&str>| products.binding(component).map(|one| (one.product, one.stated.role));
        let appliance = Some((Some("Appliance".to_owned()), LegalRole::Manufacturer));
        assert_eq!(role(Some(" appliance ")), appliance);
        for other in [None, Some(""), Some("appliance/web"), Some("plugin/etcd")] {
            assert_eq!(role(other), Some((None, LegalRole::Steward)), "{other:?}");
        }
        products.state("APPLIANCE", None);
        assert_eq!(products.iter().count(), 1);
    }

    #[test]
    fn every_role_has_its_profile() {
        for role in LegalRole::ALL {
            assert_eq!(LegalRole::from_key(role.key()), Some(role));
            let built_in = |id: &str| crate::policy::BUILT_IN.iter().any(|(known, _)| *known == id);
            assert!(role.profile().is_none_or(built_in));
        }
        let fact = crate::condition::declared::declared("role").unwrap();
        assert_eq!(fact.values, LegalRole::ALL.map(LegalRole::key));
    }
}
