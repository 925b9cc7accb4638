//! The words that a profile may use where only certain words mean something. Each list is closed: a word that is not in
//! it is a fault that names the list. No rule lives here.

use serde::{Deserialize, Serialize};

/// A closed list of words: the enum, all its values in order, its key in files and what it is called for people.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $key:literal, $word:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $key)] $value,)+
        }

        impl $name {
            /// Every value, in the order in which the documentation lists them.
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// As it is written in files.
            pub fn key(self) -> &'static str {
                match self { $($name::$value => $key),+ }
            }

            /// As a person reads it in a sentence.
            pub fn word(self) -> &'static str {
                match self { $($name::$value => $word),+ }
            }

            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.key() == key)
            }
        }
    };
}

words! {
    /// Something that happens on a case and that clocks run from or to, in the order of a usual case.
    Anchor {
        ReportReceived = "report_received", "the report arrived";
        Acknowledged = "acknowledged", "its arrival was acknowledged";
        FirstAnswer = "first_answer", "somebody answered the reporter";
        Validated = "validated", "the vulnerability was confirmed";
        CaseOpened = "case_opened", "the case was opened";
        LeadNamed = "lead_named", "the Fix Lead was named";
        FixTeamNamed = "fix_team_named", "the Fix Team was named";
        RepositoryLinked = "repository_linked", "a private repository was linked";
        SeveritySet = "severity_set", "the severity was set";
        MitigationReady = "mitigation_ready", "a mitigation was ready";
        CandidatePatch = "candidate_patch", "a candidate patch existed";
        FixReady = "fix_ready", "the fix was ready";
        CveRequested = "cve_requested", "a CVE id was asked for";
        CveReserved = "cve_reserved", "a CVE id was reserved";
        ExistenceAnnounced = "existence_announced", "the forthcoming fix was announced";
        DistributorsDecided = "distributors_decided", "it was decided whether distributors are told early";
        ListNotified = "list_notified", "the distributors were told";
        FinalNoticeSent = "final_notice_sent", "the last notice before publication was sent";
        EmbargoAgreed = "embargo_agreed", "an embargo was agreed on";
        EmbargoEnd = "embargo_end", "the embargo ended";
        ReleasePlanned = "release_planned", "a release date was planned";
        /// The fixed release is public.
        Released = "released", "the fix was released";
        AdvisoryPublished = "advisory_published", "the advisory was published";
        CvePublished = "cve_published", "the CVE record was published";
        CasePublic = "case_public", "the vulnerability became public";
        ExploitPublic = "exploit_public", "an exploit became public";
        AttackSeen = "attack_seen", "an attack was seen";
        FixInPublicRepository = "fix_in_public_repository", "the fix stood in a public repository";
        LeakReported = "leak_reported", "a leak was reported";
        RetrospectiveDone = "retrospective_done", "the retrospective was held";
        ContactAttempted = "contact_attempted", "the vendor was first written to";
        /// A named person knows, with evidence, of active exploitation or a severe incident (CRA Art. 14).
        Aware = "aware", "somebody responsible became aware";
        AuthorityEarlyWarning = "authority_early_warning", "the authority had its early warning";
        AuthorityNotified72h = "authority_notified_72h", "the authority had its 72-hour notification";
        CorrectiveMeasureAvailable = "corrective_measure_available", "a corrective measure was available";
        AuthorityFinalReport = "authority_final_report", "the authority had its final report";
        /// The first public mention of a CVE id, wherever it stood (CNA rules 4.5.1).
        CveIdPublic = "cve_id_public", "the CVE id was first mentioned in public";
        Closed = "closed", "the case was closed";
    }
}

words! {
    /// Whose rules a profile holds; a finder's dates are hard whatever their strength.
    Kind {
        Project = "project", "a project";
        ExternalList = "external_list", "an external list";
        Finder = "finder", "a finder";
        Coordinator = "coordinator", "a coordinator";
        Regulator = "regulator", "a regulator";
    }
}

words! {
    /// How much a rule wants to be kept. Only `must` binds the planner; nothing blocks a person (S17).
    Strength {
        Suggest = "suggest", "is suggested";
        Should = "should", "should be kept";
        Must = "must", "must be kept";
    }
}

words! {
    /// What public disclosure does to a clock that still runs (S18).
    OnPublic {
        Asap = "asap", "becomes as soon as possible";
        Keep = "keep", "stays";
        Cancel = "cancel", "is cancelled";
    }
}

words! {
    /// How people come to a role.
    Selection {
        Volunteer = "volunteer", "people volunteer";
        RoundRobin = "round_robin", "people take turns";
        OnCall = "on_call", "whoever is on call";
        Appointed = "appointed", "people are appointed";
    }
}

words! {
    /// Who has the last word on the severity (S23).
    FinalSay {
        FixLead = "fix_lead", "the Fix Lead";
        Pst = "pst", "the PST";
    }
}

words! {
    /// What a gate does where its condition is true.
    Effect {
        Allow = "allow", "allows";
        Suggest = "suggest", "suggests";
        Require = "require", "requires";
        Forbid = "forbid", "forbids";
        ForbidBefore = "forbid_before", "forbids until a date";
    }
}

words! {
    /// What a gate is about.
    GateAct {
        Extend = "extend", "moving a target";
        DecideDistributors = "decide_distributors", "telling distributors early";
        FixReady = "fix_ready", "declaring the fix ready";
        Announce = "announce", "announcing the forthcoming fix";
        NotifyList = "notify_list", "writing to the distributors";
        Publish = "publish", "releasing and publishing";
        AdvisoryPublished = "advisory_published", "publishing the advisory";
        PublicFix = "public_fix", "fixing in public";
        DiscloseBeforeFix = "disclose_before_fix", "disclosing before the fix";
        UseList = "use_list", "using the list";
    }
}

words! {
    /// Who decides or breaks a gate.
    Decider {
        FixLead = "fix_lead", "the Fix Lead";
        Pst = "pst", "the PST";
        FixTeam = "fix_team", "the Fix Team";
    }
}

words! {
    /// Whether the reporter's own date counts more than the embargo.
    ReporterOverrides {
        No = "no", "the reporter cannot change the date";
        ShorterAlways = "shorter_always", "the reporter may always shorten the embargo";
        FinalSay = "final_say", "the reporter has the last word on the date";
    }
}

words! {
    /// Who can be a member of the distributors list.
    Unit {
        Organisation = "organisation", "organisations";
        Person = "person", "persons";
    }
}

words! {
    /// What happens after a leak if nobody decides otherwise (S34).
    LeakDefault {
        GoPublic = "go_public", "go public as soon as possible";
        Continue = "continue", "keep the embargo";
        SwitchToPublicWorkflow = "switch_to_public_workflow", "go on in public";
    }
}

words! {
    /// A day of the week.
    Day {
        Mon = "mon", "Monday";
        Tue = "tue", "Tuesday";
        Wed = "wed", "Wednesday";
        Thu = "thu", "Thursday";
        Fri = "fri", "Friday";
        Sat = "sat", "Saturday";
        Sun = "sun", "Sunday";
    }
}

impl Day {
    pub fn weekday(self) -> jiff::civil::Weekday {
        use jiff::civil::Weekday;
        match self {
            Day::Mon => Weekday::Monday,
            Day::Tue => Weekday::Tuesday,
            Day::Wed => Weekday::Wednesday,
            Day::Thu => Weekday::Thursday,
            Day::Fri => Weekday::Friday,
            Day::Sat => Weekday::Saturday,
            Day::Sun => Weekday::Sunday,
        }
    }
}

words! {
    /// Where CVE ids come from.
    CveSource {
        OwnCna = "own_cna", "the project's own CNA";
        Github = "github", "GitHub's CNA";
        MitreForm = "mitre_form", "MITRE's form";
        Hackerone = "hackerone", "HackerOne";
        Foundation = "foundation", "the foundation's CNA";
        ListCna = "list_cna", "a CNA on the list";
        None = "none", "nowhere";
    }
}

words! {
    /// The rows of the checklist that every profile is complete by.
    Section {
        Roles = "roles", "roles";
        Clocks = "clocks", "clocks";
        Gates = "gates", "gates";
        Audiences = "audiences", "audiences";
        Embargo = "embargo", "embargo";
        Membership = "membership", "membership";
        Leak = "leak", "leak";
        Release = "release", "release window";
        Cve = "cve", "CVE source";
    }
}

words! {
    /// The announcements that Ambergate drafts itself; a profile may know other messages by other ids.
    MessageKind {
        ForthcomingFix = "forthcoming_fix", "Forthcoming fix";
        FinalAnnouncement = "final_announcement", "Final announcement";
    }
}
