//! The people of every World, and its project.

use ambergate_process::access::Role;
use ambergate_process::ids::MemberId;
use ambergate_process::project::Settings;
use ambergate_store::Viewer;

pub const SETTINGS_CONTACT: &str = "security@coredns.example.org";

/// A member who can act: signed in, with the session's token for HTTP.
#[derive(Clone)]
pub struct Person {
    pub name: &'static str,
    pub address: &'static str,
    pub member: MemberId,
    pub viewer: Viewer,
    pub session: String,
}

/// Name, address, role. Fictional, as all people of the demo are.
pub(crate) const PEOPLE: [(&str, &str, Role); 6] = [
    ("Robin Ashe", "robin@example.org", Role::Pst),
    ("Kim Solberg", "kim@example.org", Role::Pst),
    ("Sasha Okoye", "sasha@example.org", Role::Pst),
    ("Jules Tanaka", "jules@example.org", Role::Maintainer),
    ("Noor Haddad", "noor@example.org", Role::Maintainer),
    ("Lee Imran", "lee@example.org", Role::Maintainer),
];

pub fn settings() -> Settings {
    Settings {
        name: "CoreDNS".to_owned(),
        contact: SETTINGS_CONTACT.to_owned(),
        announce_to: vec!["coredns-announce@lists.example.org".to_owned()],
        public_url: "https://security.example.org/coredns".to_owned(),
        members_url: "https://psirt.example.org/".to_owned(),
        vendor: "coredns".to_owned(),
        product: "coredns".to_owned(),
        ecosystem: "Go".to_owned(),
        package: "github.com/coredns/coredns".to_owned(),
        repository: "https://github.com/coredns/coredns".to_owned(),
        cna_org_id: "a0819718-46f1-4df5-94e2-005712e83aaa".to_owned(),
        cna_short_name: "GitHub_M".to_owned(),
        policy_text: "# Reporting\n\nWrite to the security address.\n".to_owned(),
    }
}
