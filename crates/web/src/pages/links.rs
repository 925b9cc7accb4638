//! Where the member pages are. Every address that a page writes is made here, so that a route and its links are changed
//! together. What must not live here: a title, a name; an address holds ids alone.

use crate::parts::marks::Para;
use crate::parts::text::Href;
use ambergate_coordinator::views::Shell;
use ambergate_process::metrics::Period;

/// The addresses of one project.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    root: String,
    /// The id of the project's own profile.
    profile: String,
}

/// The tabs of the inbox, as the address says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InboxTab {
    Waiting,
    Asked,
    Handled,
    Unreadable,
}

impl InboxTab {
    pub(crate) const ALL: [InboxTab; 4] = [
        InboxTab::Waiting,
        InboxTab::Asked,
        InboxTab::Handled,
        InboxTab::Unreadable,
    ];

    pub(crate) fn key(self) -> &'static str {
        match self {
            InboxTab::Waiting => "waiting",
            InboxTab::Asked => "asked",
            InboxTab::Handled => "handled",
            InboxTab::Unreadable => "unreadable",
        }
    }
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        InboxTab::ALL.into_iter().find(|tab| tab.key() == key)
    }
    /// The clear column that the store lists by.
    pub(crate) fn phase(self) -> i64 {
        match self {
            InboxTab::Waiting => 0,
            InboxTab::Asked => 1,
            InboxTab::Handled => 2,
            InboxTab::Unreadable => 3,
        }
    }
    pub(crate) fn from_phase(phase: i64) -> Self {
        InboxTab::ALL
            .into_iter()
            .find(|tab| tab.phase() == phase)
            .unwrap_or(InboxTab::Waiting)
    }
}

/// The pages of a case. The timeline is the case's own address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CasePart {
    Timeline,
    Facts,
    Severity,
    Fix,
    People,
    Announcements,
    Decisions,
    Plan,
    Authority,
    Log,
}

impl CasePart {
    fn path(self) -> &'static str {
        match self {
            CasePart::Timeline => "",
            CasePart::Facts => "/facts",
            CasePart::Severity => "/severity",
            CasePart::Fix => "/fix",
            CasePart::People => "/people",
            CasePart::Announcements => "/announcements",
            CasePart::Decisions => "/decisions",
            CasePart::Plan => "/plan",
            CasePart::Authority => "/authority",
            CasePart::Log => "/log",
        }
    }
}

impl Links {
    pub(crate) fn of(shell: &Shell) -> Self {
        Self::to(&shell.slug, &shell.profile.0)
    }
    pub(crate) fn to(slug: &str, profile: &str) -> Self {
        Self {
            root: format!("/p/{slug}"),
            profile: profile.to_owned(),
        }
    }
    fn at(&self, rest: &str) -> Href {
        Href::to(format!("{}{rest}", self.root))
    }
    pub(crate) fn inbox(&self, tab: InboxTab) -> Href {
        match tab {
            InboxTab::Waiting => self.at("/inbox"),
            other => self.at(&format!("/inbox/{}", other.key())),
        }
    }
    pub(crate) fn report(&self, id: &str) -> Href {
        self.at(&format!("/reports/{id}"))
    }
    /// Where a form about a report goes: `ask`, `decline`.
    pub(crate) fn report_act(&self, id: &str, act: &str) -> Href {
        self.at(&format!("/reports/{id}/{act}"))
    }
    /// Where a form about a case goes: `lead`, `messages`.
    pub(crate) fn case_act(&self, id: &str, act: &str) -> Href {
        self.at(&format!("/cases/{id}/{act}"))
    }
    /// Where a form about an announcement goes: `edit`, `approve`.
    pub(crate) fn announcement_act(&self, case: &str, id: &str, act: &str) -> Href {
        self.at(&format!("/cases/{case}/announcements/{id}/{act}"))
    }
    /// Where a member's absence is noted.
    pub(crate) fn away(&self, member: &str) -> Href {
        self.at(&format!("/people/{member}/away"))
    }
    /// The raw message as it arrived.
    pub(crate) fn raw(&self, id: &str) -> Href {
        self.at(&format!("/raw/{id}"))
    }
    /// A file beside a message.
    pub(crate) fn file(&self, entry: &str, n: u32) -> Href {
        self.at(&format!("/files/{entry}/{n}"))
    }
    /// `tab` is left out for open cases, `after` for the first page.
    pub(crate) fn cases(&self, tab: Option<&str>, after: Option<&str>) -> Href {
        let query: Vec<String> = [("tab", tab), ("after", after)]
            .into_iter()
            .filter_map(|(key, value)| value.map(|value| format!("{key}={}", encoded(value))))
            .collect();
        match query.is_empty() {
            true => self.at("/cases"),
            false => self.at(&format!("/cases?{}", query.join("&"))),
        }
    }
    pub(crate) fn case(&self, id: &str, part: CasePart) -> Href {
        self.at(&format!("/cases/{id}{}", part.path()))
    }
    /// The timeline with a choice of what it shows.
    pub(crate) fn timeline(&self, id: &str, show: Option<&str>) -> Href {
        match show {
            None => self.case(id, CasePart::Timeline),
            Some(show) => self.at(&format!("/cases/{id}?show={show}")),
        }
    }
    /// A fragment of a case's page: `decisions#public`.
    pub(crate) fn case_at(&self, id: &str, part: CasePart, fragment: &str) -> Href {
        self.at(&format!("/cases/{id}{}#{fragment}", part.path()))
    }
    pub(crate) fn announcement(&self, case: &str, id: &str) -> Href {
        self.at(&format!("/cases/{case}/announcements/{id}"))
    }
    /// The last page before a forthcoming-fix announcement goes out.
    pub(crate) fn check(&self, case: &str, id: &str) -> Href {
        self.at(&format!("/cases/{case}/announcements/{id}/check"))
    }
    /// The gate.
    pub(crate) fn publish(&self, case: &str, id: &str) -> Href {
        self.at(&format!("/cases/{case}/announcements/{id}/publish"))
    }
    /// The metrics of the last year; its form chooses another period.
    pub(crate) fn metrics(&self) -> Href {
        self.at("/metrics")
    }
    /// The file of a period's numbers.
    pub(crate) fn metrics_file(&self, period: Period) -> Href {
        self.at(&format!("/metrics.csv?period={}", period.key()))
    }
    pub(crate) fn people(&self) -> Href {
        self.at("/people")
    }
    /// What the products are in law; the page, and where its form goes.
    pub(crate) fn products(&self) -> Href {
        self.at("/products")
    }
    pub(crate) fn today(&self) -> Href {
        self.at("/today")
    }
    /// The page, and where its form goes.
    pub(crate) fn reminders(&self) -> Href {
        self.at("/reminders")
    }
    pub(crate) fn calendar(&self) -> Href {
        self.at("/reminders/calendar")
    }
    pub(crate) fn calendar_revoke(&self) -> Href {
        self.at("/reminders/calendar/revoke")
    }
    /// The text of a profile; the project's own has the shortest address.
    pub(crate) fn policy(&self, profile: &str) -> Href {
        match profile == self.profile {
            true => self.at("/policy"),
            false => self.at(&format!("/policy/{}", encoded(profile))),
        }
    }
    /// A paragraph of the project's own profile, with the way to its text.
    pub(crate) fn para(&self, number: &str) -> Para {
        self.para_of(&self.profile, number)
    }
    /// A paragraph of any profile.
    pub(crate) fn para_of(&self, profile: &str, number: &str) -> Para {
        let page = self.policy(profile);
        Para::at(
            number,
            Href::to(format!("{}#{}", page.as_str(), paragraph_anchor(number))),
        )
    }
}

/// The fragment of a paragraph on the page of its profile: `S20` is at `s20`.
pub(crate) fn paragraph_anchor(number: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    number.chars().map(plain).collect()
}

/// Percent-encodes what is not plain in a query's value.
fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_ids_and_nothing_that_a_cursor_could_break() {
        let links = Links::to("coredns", "coredns");
        assert_eq!(
            links.case("AG-7K3F-9QXA", CasePart::Facts).as_str(),
            "/p/coredns/cases/AG-7K3F-9QXA/facts"
        );
        assert_eq!(
            links.cases(Some("closed"), Some("a b&c=1")).as_str(),
            "/p/coredns/cases?tab=closed&after=a%20b%26c%3D1"
        );
        assert_eq!(links.cases(None, None).as_str(), "/p/coredns/cases");
        let policy = |para: Para| para.href.unwrap().as_str().to_owned();
        assert_eq!(policy(links.para("S20")), "/p/coredns/policy#s20");
        assert_eq!(
            policy(links.para_of("linux-distros", "ld-max_14 d")),
            "/p/coredns/policy/linux-distros#ld-max-14-d"
        );
        for tab in InboxTab::ALL {
            assert_eq!(InboxTab::from_key(tab.key()), Some(tab));
            assert_eq!(InboxTab::from_phase(tab.phase()), tab);
        }
    }
}
