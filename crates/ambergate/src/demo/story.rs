//! The case that the demo replays: CVE-2025-58063 of CoreDNS. Facts, times, commit and tag are public records; the report's
//! arrival is not, it is assumed 48 hours before the merge and shown as assumed. People are fictional.

/// The report as it is delivered. Written for the demo from public facts.
pub const REPORT: &str = include_str!("report.eml");
pub const POLICY: &str = include_str!("policy.md");

pub const CONTACT: &str = "security@coredns.example.org";
pub const LIST: &str = "coredns-announce@lists.example.org";

/// Name, address, role.
pub const PEOPLE: [(&str, &str, &str); 6] = [
    ("Robin Ashe", "robin@example.org", "pst"),
    ("Kim Solberg", "kim@example.org", "pst"),
    ("Sasha Okoye", "sasha@example.org", "pst"),
    ("Jules Tanaka", "jules@example.org", "maintainer"),
    ("Noor Haddad", "noor@example.org", "maintainer"),
    ("Lee Imran", "lee@example.org", "maintainer"),
];

/// Instants of the replay, UTC.
pub mod at {
    pub const START: &str = "2025-09-03T00:13:00Z";
    /// **Assumed**: 48 hours before the merge.
    pub const REPORT: &str = "2025-09-03T00:14:00Z";
    pub const TRIAGE: &str = "2025-09-03T07:50:00Z";
    pub const TEAM: &str = "2025-09-03T19:02:00Z";
    pub const REPOSITORY: &str = "2025-09-03T19:20:00Z";
    pub const SEVERITY: &str = "2025-09-04T10:12:00Z";
    pub const THREAD: &str = "2025-09-04T14:20:00Z";
    /// The fix lands as "Merge commit from fork" (git history).
    pub const MERGE: &str = "2025-09-05T00:14:27Z";
    pub const ANNOUNCE: &str = "2025-09-05T08:00:00Z";
    pub const DECISION: &str = "2025-09-05T09:30:00Z";
    pub const CORRECTION: &str = "2025-09-07T16:00:00Z";
    /// v1.12.4 is tagged at f32329577fd5e3fe19908f8a9ba5c76aafb45bf6 (git history); advisory and record follow in the same act here.
    pub const RELEASE: &str = "2025-09-08T13:47:41Z";
    pub const CLOSE: &str = "2025-09-09T16:00:00Z";
}

/// Finder and author of the fix (public record).
pub const HANDLE: &str = "thevilledev";
pub const ASSUMED: &str = "48 hours before the merge of the fix; the report itself is not public";
pub const TITLE: &str = "etcd plugin: lease number used as TTL";
pub const COMMIT: &str = "e1768a5d272e9da649dfb8588595e5c6e4e640bf";
pub const COMMIT_SUBJECT: &str = "Merge commit from fork";
pub const CVE: &str = "CVE-2025-58063";
pub const VECTOR: &str = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:H";
pub const WINDOW: &str = "2025-09-08 13:00 to 2025-09-08 16:00";
/// What the first announcement said, before it was corrected.
pub const FIRST_WINDOW: &str = "2025-09-09 13:00 to 2025-09-09 16:00";

/// Facts by key, as a person would type them.
pub const FACTS: [(&str, &str); 9] = [
    ("component", "plugin/etcd"),
    ("title", "The etcd plugin answers with a lease number as time to live"),
    (
        "summary",
        "Records that are stored in etcd under a lease are answered with a very long time to live. Resolvers keep such \
         answers for years, also after the record was corrected or removed.",
    ),
    (
        "details",
        "etcd names a lease with a 64-bit number. The plugin cut this number to 32 bits and used it as the time to live \
         of the answer, instead of asking etcd how long the lease still runs. A lease of one hour gave 901209123 seconds, \
         about 28 years.\n\nSomebody who may write to etcd can so make caches keep an answer that is stale or planted. The \
         fix asks etcd for the time that the lease has left, and keeps it between the new options min-lease-ttl (30 s) \
         and max-lease-ttl (24 h).",
    ),
    ("weakness", "CWE-681 Incorrect conversion between numeric types"),
    ("affected", ">= 1.2.0, < 1.12.4"),
    ("fixed_versions", "1.12.4"),
    (
        "changes",
        "e1768a5d272e9da649dfb8588595e5c6e4e640bf Merge commit from fork",
    ),
    (
        "how_to_apply",
        "Upgrade to CoreDNS 1.12.4: binaries and container images are on the release page, packages at your distributor. \
         Then clear the caches of resolvers that asked your server; answers they hold keep their old time to live.",
    ),
];

pub const MITIGATION: &str = "Limit how long an answer may be kept: cap the time to live in your resolvers and caches. \
                              Restrict who may write to the data store behind your zones.";

/// Words that stand in the embargoed report only. None may be found in any byte on disk.
pub const MARKERS: [&str; 50] = [
    "lease-ttl-1",
    "cut down to 32",
    "taken for seconds",
    "My lease of one hour",
    "keeps this for as long",
    "go on with the",
    "write one key",
    "stolen service account",
    "loose access rules",
    "plant an answer",
    "unreachable long after",
    "etcd on loopback",
    "one query",
    "terminal, the capture",
    "answer on the wire",
    "keep the result within",
    "handle on the forge",
    "told nobody else",
    "made from the number",
    "has 64 bits",
    "A resolver that asks once",
    "can be reached from outside",
    "v1.12.3 has it",
    "started to look at leases",
    "etcdctl lease grant",
    "skydns/org/example",
    "etcdctl put",
    "dig +noall",
    "poc.sh",
    "dig-output.png",
    "capture.pcap.gz",
    "Quinn Varga",
    "quinn@example.org",
    "lease number is used as time",
    "zone on port 1053",
    "put with a lease of 3600",
    "The script does this",
    "would like to be credited",
    "I have a patch",
    "how long the lease still runs, and",
    "seen: 901209123",
    "expected: at most 3600",
    "with the etcd plugin, a record",
    "It began with",
    "two words of caution",
    "www.example.org.  901209123",
    "The picture shows",
    "as long as it keeps anything",
    "an etcd that can be",
    "A fix would ask",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marker_stands_in_the_report_and_in_nothing_that_becomes_public() {
        let letter = ambergate_mail::inbound::read(REPORT.as_bytes(), &Default::default()).unwrap();
        let mut words = format!("{REPORT}\n{}\n", letter.text);
        for file in &letter.attachments {
            words.push_str(&String::from_utf8_lossy(&file.bytes));
        }
        assert_eq!(letter.attachments.len(), 3);
        let public: String = FACTS
            .iter()
            .map(|(_, text)| *text)
            .chain([MITIGATION, POLICY, TITLE])
            .collect::<Vec<_>>()
            .join("\n");
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for marker in MARKERS {
            assert!(flat(&words).contains(&flat(marker)), "{marker} is not in the report");
            assert!(!flat(&public).contains(&flat(marker)), "{marker} becomes public");
        }
    }
}
