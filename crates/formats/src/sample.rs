//! The advisory of the demo: CVE-2025-58063 of CoreDNS, a real and published case.
//!
//! What lives here: samples for tests, for the gallery of pages and for the documentation. Facts are those of the
//! public records; addresses of the publisher are examples. What must not: anything that was not public.

use jiff::Timestamp;

use crate::advisory::{
    Advisory, AffectedRange, Credit, CreditKind, Fix, Moment, Product, Publisher, Reference, ReferenceKind, Scored,
    ScoredVector, Weakness,
};
use crate::published::{PublicNotice, Publication, SiteInput};

/// The project that publishes, with addresses of example.org.
pub fn publisher() -> Publisher {
    Publisher {
        name: "CoreDNS".into(),
        base_url: "https://security.example.org".into(),
        contact: "security@example.org".into(),
        cna_org_id: "a0819718-46f1-4df5-94e2-005712e83aaa".into(),
        cna_short_name: "GitHub_M".into(),
    }
}

/// The advisory of the lease that was taken for a time to live.
pub fn advisory() -> Advisory {
    Advisory {
        slug: "cve-2025-58063".into(),
        cve_id: "CVE-2025-58063".into(),
        title: "The etcd plugin answers with a lease ID as TTL".into(),
        summary: "Records that are stored in etcd under a lease are answered with a very long time to live. Resolvers keep \
                  such answers, sometimes for years, after the record has been corrected."
            .into(),
        details: "etcd names a lease with a 64-bit number. The plugin cut this number to 32 bits and used it as the time to \
                  live of the answer, instead of asking etcd how long the lease still runs. A lease of one hour gave \
                  901,209,123 seconds, about 28 years.\n\n\
                  Someone who may write to etcd, for example with a stolen service account, can so pin an answer in every \
                  cache that asks for it. The fix asks etcd for the remaining time, and keeps it between two new options, \
                  `min-lease-ttl` (default 30 seconds) and `max-lease-ttl` (default 24 hours)."
            .into(),
        product: Product {
            vendor: "coredns".into(),
            name: "coredns".into(),
            ecosystem: "Go".into(),
            package: "github.com/coredns/coredns".into(),
            component: Some("plugin/etcd".into()),
            repository: Some("https://github.com/coredns/coredns".into()),
        },
        affected: vec![AffectedRange { introduced: "1.2.0".into(), fixed: Some("1.12.4".into()) }],
        severity: Some(Scored {
            vectors: vec![ScoredVector {
                vector: "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H".into(),
                tenths: 71,
                rating: "HIGH".into(),
            }],
        }),
        weakness: Some(Weakness { cwe: "CWE-681".into(), name: "Incorrect Conversion between Numeric Types".into() }),
        mitigation: Some(
            "Restrict who may write to etcd. Do not store records under a lease. Cap the time to live in your resolvers \
             and caches."
                .into(),
        ),
        how_to_apply: "1. See whether a server block of your Corefile uses `etcd`. If none does, you are not affected.\n\
                       2. Upgrade CoreDNS to 1.12.4, from the release page or from your distributor.\n\
                       3. Clear the caches of the resolvers that ask your server: \
                       answers that they hold keep their old time to live."
            .into(),
        fixes: vec![Fix {
            name: "e1768a5d272e9da649dfb8588595e5c6e4e640bf".into(),
            url: Some("https://github.com/coredns/coredns/commit/e1768a5d272e9da649dfb8588595e5c6e4e640bf".into()),
            commit: Some("e1768a5d272e9da649dfb8588595e5c6e4e640bf".into()),
        }],
        credits: vec![
            Credit { name: "thevilledev".into(), kind: CreditKind::Finder },
            Credit { name: "thevilledev".into(), kind: CreditKind::RemediationDeveloper },
        ],
        references: vec![
            Reference {
                url: "https://github.com/coredns/coredns/security/advisories/GHSA-93mf-426m-g6x9".into(),
                kind: ReferenceKind::Advisory,
            },
            Reference { url: "https://github.com/coredns/coredns/releases/tag/v1.12.4".into(), kind: ReferenceKind::ReleaseNotes },
        ],
        timeline: vec![
            moment("2025-09-03T00:14:00Z", "Reported").assumed(),
            moment("2025-09-05T00:14:27Z", "Fix on the main branch"),
            moment("2025-09-08T13:47:41Z", "Release 1.12.4 tagged"),
            moment("2025-09-09T00:00:00Z", "Advisory and CVE record public"),
        ],
        published: at("2025-09-09T00:00:00Z"),
        modified: at("2025-09-09T00:00:00Z"),
        revision: 1,
    }
}

/// The announcement of the forthcoming fix that the process asks for (S28): no component, a window, a mitigation.
pub fn announcement() -> PublicNotice {
    PublicNotice {
        slug: "2025-09-05".into(),
        title: "A fix for a vulnerability in CoreDNS comes on 8 September".into(),
        text:
            "A vulnerability in CoreDNS was reported to us. A fix is ready and will be released in this window, with \
               an advisory that says what is affected.\n\nPlan for an upgrade then."
                .into(),
        mitigation: Some(
            "Restrict who may write to the stores that your records come from. Cap the time to live in resolvers and \
             caches."
                .into(),
        ),
        window_start: at("2025-09-08T12:00:00Z"),
        window_end: at("2025-09-08T18:00:00Z"),
        published: at("2025-09-05T09:00:00Z"),
        modified: at("2025-09-05T09:00:00Z"),
        revision: 1,
        closed: None,
        closed_by: None,
    }
}

/// A site with the advisory, the announcement that it closed, and one that is open.
pub fn site() -> SiteInput {
    let closed = PublicNotice {
        closed: Some(at("2025-09-09T00:00:00Z")),
        closed_by: Some("cve-2025-58063".into()),
        ..announcement()
    };
    let open = PublicNotice {
        slug: "2025-11-20".into(),
        title: "A fix for a vulnerability in CoreDNS comes on 1 December".into(),
        mitigation: None,
        window_start: at("2025-12-01T14:00:00Z"),
        window_end: at("2025-12-01T18:00:00Z"),
        published: at("2025-11-20T15:30:00Z"),
        modified: at("2025-11-21T08:00:00Z"),
        revision: 2,
        ..announcement()
    };
    SiteInput {
        publisher: publisher(),
        policy_text: POLICY.into(),
        report_url: "https://security.example.org/report".into(),
        publications: vec![
            Publication::Announcement(Box::new(closed)),
            Publication::Advisory(Box::new(advisory())),
            Publication::Announcement(Box::new(open)),
        ],
        security_txt_expires: at("2026-06-01T00:00:00Z"),
    }
}

/// An instant at which the sample site is current.
pub fn now() -> Timestamp {
    at("2025-11-22T12:00:00Z")
}

const POLICY: &str = "\
# How to report

Write to security@example.org, or use the report form. You need no account. You get an answer within 24 hours.

Say what you saw, in which version, and how it can be seen again. Tell us how you wish to be named, or that you wish not to be.

# What happens then

1. The Product Security Team answers and names a Fix Lead.
2. The Fix Lead and the Fix Team work on a fix in private, within 21 days where they can.
3. A forthcoming fix is announced with its window, so that operators can plan.
4. Release, advisory and CVE record become public at the same time. You are thanked by the name you chose.

# What we ask of you

- Give us time to fix it before you speak of it in public.
- Do not test on systems that are not yours.
";

fn moment(instant: &str, what: &str) -> Moment {
    Moment {
        at: at(instant),
        what: what.into(),
        assumed: false,
    }
}

impl Moment {
    fn assumed(self) -> Self {
        Self { assumed: true, ..self }
    }
}

/// The samples are constants; one that does not parse would be the epoch, and a test would see it.
fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_of_the_samples_parses() {
        let Publication::Announcement(open) = site().publications.remove(2) else {
            panic!("the open one is last")
        };
        let instants = [
            open.window_start,
            open.window_end,
            open.published,
            open.modified,
            now(),
            site().security_txt_expires,
        ];
        assert!(
            instants
                .into_iter()
                .chain(advisory().timeline.iter().map(|m| m.at))
                .all(|at| at > Timestamp::UNIX_EPOCH)
        );
    }

    #[test]
    fn the_score_is_the_one_of_its_vector() {
        for scored in advisory().severity.unwrap().vectors {
            let vector: crate::cvss::Vector = scored.vector.parse().unwrap();
            let score = crate::cvss::score(&vector);
            assert_eq!(
                (score.tenths, score.rating.schema_word()),
                (scored.tenths, scored.rating.as_str())
            );
        }
    }
}
