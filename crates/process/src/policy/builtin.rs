//! The profiles that come with Ambergate, and where `extends` is looked up. Reading them is done elsewhere.

use super::document::get;
use toml::de::DeTable;

/// The built-in profile of the first user.
pub const COREDNS: &str = include_str!("../../../../policies/coredns.toml");

/// Id and text of every built-in profile, as files of the folder `policies`.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("coredns", COREDNS),
    ("certcc", include_str!("../../../../policies/certcc.toml")),
    ("cna", include_str!("../../../../policies/cna.toml")),
    ("cra", include_str!("../../../../policies/cra.toml")),
    ("cra-stewards", include_str!("../../../../policies/cra-stewards.toml")),
    ("curl", include_str!("../../../../policies/curl.toml")),
    ("envoy", include_str!("../../../../policies/envoy.toml")),
    ("istio", include_str!("../../../../policies/istio.toml")),
    ("kubernetes", include_str!("../../../../policies/kubernetes.toml")),
    ("linux-distros", include_str!("../../../../policies/linux-distros.toml")),
    ("openstack", include_str!("../../../../policies/openstack.toml")),
    ("project-zero", include_str!("../../../../policies/project-zero.toml")),
    ("xen", include_str!("../../../../policies/xen.toml")),
];

/// The profiles that others may extend: those given, then the built-in ones.
#[derive(Debug, Clone, Default)]
pub struct Library<'l> {
    given: Vec<Shelved<'l>>,
}

#[derive(Debug, Clone)]
pub(super) struct Shelved<'l> {
    pub id: String,
    pub file: String,
    pub text: &'l str,
}

impl<'l> Library<'l> {
    /// The built-in profiles alone.
    pub fn built_in() -> Self {
        let shelved = |(id, text): &(&str, &'static str)| Shelved {
            id: (*id).to_owned(),
            file: format!("policies/{id}.toml"),
            text,
        };
        Self {
            given: BUILT_IN.iter().map(shelved).collect(),
        }
    }

    /// Adds a file; it stands in for a built-in profile with the same id. A file without an id can not be extended.
    #[must_use]
    pub fn with(mut self, file: &str, text: &'l str) -> Self {
        let (tree, _) = DeTable::parse_recoverable(text);
        let policy = get(tree.get_ref(), "policy").and_then(|policy| policy.get_ref().as_table());
        if let Some(id) = policy.and_then(|policy| get(policy, "id")?.get_ref().as_str()) {
            let id = id.to_owned();
            self.given.insert(
                0,
                Shelved {
                    id,
                    file: file.to_owned(),
                    text,
                },
            );
        }
        self
    }

    pub(super) fn find(&self, id: &str) -> Option<&Shelved<'l>> {
        self.given.iter().find(|one| one.id == id)
    }

    /// The ids, each once, in order.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.given.iter().map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}
