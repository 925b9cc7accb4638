//! Package URLs of a product, without a version: in OSV and in a CVE record the ranges say the versions.
//!
//! What lives here: which purl type an OSV ecosystem has, and how its names split. What must not: versions, qualifiers.

use packageurl::PackageUrl;

use crate::advisory::Product;

/// `pkg:golang/github.com/coredns/coredns`; `None` where the ecosystem has no purl type known here, or the name is
/// not one that a purl can hold.
pub fn of(product: &Product) -> Option<String> {
    let kind = kind(product.ecosystem.trim())?;
    let package = product.package.trim();
    let (namespace, name) = match kind {
        "golang" | "npm" | "composer" => match package.rsplit_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, package),
        },
        "maven" => package
            .split_once(':')
            .map(|(group, artifact)| (Some(group), artifact))?,
        _ => (None, package),
    };
    if name.is_empty() {
        return None;
    }
    let mut purl = PackageUrl::new(kind, name).ok()?;
    if let Some(namespace) = namespace {
        purl.with_namespace(namespace).ok()?;
    }
    Some(purl.to_string())
}

fn kind(ecosystem: &str) -> Option<&'static str> {
    Some(match ecosystem {
        "Go" => "golang",
        "npm" => "npm",
        "crates.io" => "cargo",
        "PyPI" => "pypi",
        "Maven" => "maven",
        "RubyGems" => "gem",
        "NuGet" => "nuget",
        "Packagist" => "composer",
        "Hex" => "hex",
        "Pub" => "pub",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purl(ecosystem: &str, package: &str) -> Option<String> {
        of(&Product {
            vendor: String::new(),
            name: String::new(),
            ecosystem: ecosystem.into(),
            package: package.into(),
            component: None,
            repository: None,
        })
    }

    #[test]
    fn names_split_as_their_ecosystem_does() {
        assert_eq!(
            purl("Go", "github.com/coredns/coredns").as_deref(),
            Some("pkg:golang/github.com/coredns/coredns")
        );
        assert_eq!(purl("npm", "@angular/core").as_deref(), Some("pkg:npm/%40angular/core"));
        assert_eq!(
            purl("Maven", "org.example:lib").as_deref(),
            Some("pkg:maven/org.example/lib")
        );
        assert_eq!(purl("crates.io", "serde").as_deref(), Some("pkg:cargo/serde"));
    }

    #[test]
    fn what_has_no_purl_gets_none() {
        assert_eq!(purl("Debian:12", "coredns"), None);
        assert_eq!(purl("Go", ""), None);
        assert_eq!(purl("Maven", "noartifact"), None);
    }
}
