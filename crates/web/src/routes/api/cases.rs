//! The API of cases and their announcements.

use super::{MADE, NO, act, read, says, told, with};
use crate::api::answers::{AnnouncementDoc, AuthorityDoc, CaseDoc, CasesDoc, GateDoc, LogDoc, PlanDoc};
use crate::api::requests::*;
use crate::api::{announcements, cases, inputs, reading};
use crate::routes::Place::Query;
use crate::routes::{AnswerDoc, InputDoc, Reader, RequestDoc, Route, schema_of};
use axum::routing::{get, post};

pub(super) static ROUTES: &[Route] = &[
    read(
        "/api/v1/projects/{project}/cases",
        Reader::Member,
        with(
            &[
                InputDoc {
                    place: Query,
                    name: "tab",
                    says: "open (else), released, closed",
                },
                InputDoc {
                    place: Query,
                    name: "after",
                    says: "`next` of the page before",
                },
                InputDoc {
                    place: Query,
                    name: "limit",
                    says: "1 to 500; 100 if left out",
                },
            ],
            says(
                "cases",
                "The cases that you may see, a page at a time.",
                AnswerDoc::Document(schema_of::<CasesDoc>),
            ),
        ),
        || get(cases::list),
    ),
    read(
        "/api/v1/projects/{project}/cases/{id}",
        Reader::Member,
        says("case", "A case.", AnswerDoc::Document(schema_of::<CaseDoc>)),
        || get(cases::one),
    ),
    read(
        "/api/v1/projects/{project}/cases/{id}/plan",
        Reader::Member,
        with(
            &[
                InputDoc {
                    place: Query,
                    name: "release",
                    says: "what if release and advisory are public then: 2026-12-01 14:00, UTC",
                },
                InputDoc {
                    place: Query,
                    name: "public",
                    says: "what if it becomes public then",
                },
                InputDoc {
                    place: Query,
                    name: "score",
                    says: "what if the base score is this: 3.9",
                },
                InputDoc {
                    place: Query,
                    name: "remote",
                    says: "what if it can be reached over the network: yes, no",
                },
            ],
            says(
                "casePlan",
                "The plan of a case: every milestone, what holds it, and what cannot be kept. Nothing is written.",
                AnswerDoc::Document(schema_of::<PlanDoc>),
            ),
        ),
        || get(cases::plan),
    ),
    read(
        "/api/v1/projects/{project}/cases/{id}/authority",
        Reader::Pst,
        says(
            "caseAuthority",
            "Drafts of what is filed with authorities under the Cyber Resilience Act. Nothing is sent.",
            AnswerDoc::Document(schema_of::<AuthorityDoc>),
        ),
        || get(cases::authority),
    ),
    read(
        "/api/v1/projects/{project}/cases/{id}/authority.txt",
        Reader::Pst,
        says("caseAuthorityText", "The same drafts as plain text.", AnswerDoc::Bytes),
        || get(cases::authority_text),
    ),
    read(
        "/api/v1/projects/{project}/cases/{id}/log",
        Reader::Pst,
        says(
            "caseLog",
            "Every act on the case with its place in the chain.",
            AnswerDoc::Document(schema_of::<LogDoc>),
        ),
        || get(reading::log),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/lead",
        Reader::Member,
        told(
            "takeLead",
            "Takes the lead, or gives it to the one whom the rota proposes.",
            RequestDoc::Document(schema_of::<TakeLead>),
            NO,
        ),
        || post(cases::lead),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/hand-over",
        Reader::Member,
        told(
            "handOver",
            "Hands the lead over.",
            RequestDoc::Document(schema_of::<HandOver>),
            NO,
        ),
        || post(cases::hand_over),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/team",
        Reader::Member,
        told(
            "nameTeam",
            "Names people to the Fix Team, or takes them off it.",
            RequestDoc::Document(schema_of::<ChangeTeam>),
            NO,
        ),
        || post(cases::team),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/repositories",
        Reader::Member,
        told(
            "linkRepository",
            "Links a private repository.",
            RequestDoc::Document(schema_of::<LinkRepository>),
            NO,
        ),
        || post(cases::repository),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/commits",
        Reader::Member,
        told(
            "recordCommit",
            "Records a commit of the fix.",
            RequestDoc::Document(schema_of::<RecordCommit>),
            NO,
        ),
        || post(cases::commit),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/lgtm",
        Reader::Member,
        told(
            "lgtm",
            "Gives a commit your LGTM.",
            RequestDoc::Document(schema_of::<Lgtm>),
            NO,
        ),
        || post(cases::lgtm),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/fix-ready",
        Reader::Member,
        says(
            "declareFixReady",
            "Declares the fix ready: every commit has an LGTM.",
            NO,
        ),
        || post(cases::fix_ready),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/severity",
        Reader::Member,
        told(
            "setSeverity",
            "Sets the CVSS vectors; scores are computed.",
            RequestDoc::Document(schema_of::<SetSeverity>),
            NO,
        ),
        || post(cases::severity),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/facts",
        Reader::Member,
        told(
            "setFacts",
            "Changes facts.",
            RequestDoc::Document(schema_of::<SetFacts>),
            NO,
        ),
        || post(cases::facts),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/public",
        Reader::Member,
        told(
            "markCasePublic",
            "Notes that the matter became public.",
            RequestDoc::Document(schema_of::<MarkPublic>),
            NO,
        ),
        || post(cases::public),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/reasons",
        Reader::Member,
        told(
            "giveReason",
            "Says why a clock was met late.",
            RequestDoc::Document(schema_of::<GiveReason>),
            NO,
        ),
        || post(cases::reason),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/distributors",
        Reader::Member,
        told(
            "decideDistributors",
            "Decides on early notice to distributors.",
            RequestDoc::Document(schema_of::<DecideDistributors>),
            NO,
        ),
        || post(cases::distributors),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/list-notified",
        Reader::Member,
        told(
            "recordListNotified",
            "Records that distributors were told by other means.",
            RequestDoc::Document(schema_of::<Note>),
            NO,
        ),
        || post(cases::list_notified),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/targets",
        Reader::Member,
        told(
            "moveTarget",
            "Moves the target of a clock, where the policy’s gate lets it.",
            RequestDoc::Document(schema_of::<MoveTarget>),
            NO,
        ),
        || post(inputs::targets),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/gates",
        Reader::Member,
        told(
            "breakGate",
            "Breaks a gate, or agrees that it is broken.",
            RequestDoc::Document(schema_of::<BreakGate>),
            NO,
        ),
        || post(inputs::gates),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/upstream",
        Reader::Member,
        told(
            "setUpstream",
            "Names the upstream project whose date binds, or changes it.",
            RequestDoc::Document(schema_of::<SetUpstream>),
            NO,
        ),
        || post(inputs::upstream),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/reporter-date",
        Reader::Member,
        told(
            "setReporterDate",
            "Records when the reporter publishes, whatever happens.",
            RequestDoc::Document(schema_of::<SetReporterDate>),
            NO,
        ),
        || post(inputs::reporter_date),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/exploit",
        Reader::Member,
        told(
            "noteExploit",
            "Notes that an exploit is public.",
            RequestDoc::Document(schema_of::<MarkPublic>),
            NO,
        ),
        || post(inputs::exploit),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/attack",
        Reader::Member,
        told(
            "noteAttack",
            "Notes that attacks were seen.",
            RequestDoc::Document(schema_of::<NoteAttack>),
            NO,
        ),
        || post(inputs::attack),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/asked",
        Reader::Member,
        told(
            "stateFacts",
            "Answers what the policies ask.",
            RequestDoc::Document(schema_of::<StateFacts>),
            NO,
        ),
        || post(inputs::asked),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/milestones",
        Reader::Member,
        told(
            "reachMilestone",
            "Records what only people know.",
            RequestDoc::Document(schema_of::<ReachMilestone>),
            NO,
        ),
        || post(inputs::milestones),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/corrections",
        Reader::Member,
        told(
            "correctRecord",
            "Corrects what was recorded by hand, or takes it back.",
            RequestDoc::Document(schema_of::<CorrectRecord>),
            NO,
        ),
        || post(inputs::corrections),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/awareness",
        Reader::Member,
        told(
            "recordAwareness",
            "Records that you became aware of exploitation or of a severe incident.",
            RequestDoc::Document(schema_of::<RecordAwareness>),
            NO,
        ),
        || post(inputs::awareness),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/policies",
        Reader::Member,
        told(
            "bindPolicy",
            "Binds the case to the rules of a list, a finder or a regulator too.",
            RequestDoc::Document(schema_of::<BindPolicy>),
            NO,
        ),
        || post(inputs::bind),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/role",
        Reader::Member,
        says(
            "takeRole",
            "The role that the project states for the product of this case counts on it, with the rules of that role.",
            NO,
        ),
        || post(inputs::role),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/policy-off",
        Reader::Member,
        told(
            "unbindPolicy",
            "Takes rules of others off the case.",
            RequestDoc::Document(schema_of::<UnbindPolicy>),
            NO,
        ),
        || post(inputs::unbind),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/policy-version",
        Reader::Member,
        told(
            "movePolicy",
            "Pins the case to another version of a profile.",
            RequestDoc::Document(schema_of::<MovePolicy>),
            NO,
        ),
        || post(inputs::version),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/messages",
        Reader::Member,
        told(
            "postMessage",
            "Posts a message to one of the case’s threads.",
            RequestDoc::DocumentOrForm(schema_of::<PostMessage>),
            MADE,
        ),
        || post(cases::message),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/close",
        Reader::Member,
        told(
            "closeCase",
            "Closes the case.",
            RequestDoc::Document(schema_of::<CloseCase>),
            NO,
        ),
        || post(cases::close),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/announcements",
        Reader::Member,
        told(
            "draftAnnouncement",
            "Drafts an announcement from the facts.",
            RequestDoc::Document(schema_of::<DraftAnnouncement>),
            MADE,
        ),
        || post(announcements::draft),
    ),
    read(
        "/api/v1/projects/{project}/cases/{id}/announcements/{a}",
        Reader::Member,
        says(
            "announcement",
            "An announcement, what it withholds, and the exact mails.",
            AnswerDoc::Document(schema_of::<AnnouncementDoc>),
        ),
        || get(announcements::one),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/announcements/{a}/edit",
        Reader::Member,
        told(
            "redraftAnnouncement",
            "Replaces the words of an announcement.",
            RequestDoc::Document(schema_of::<Redraft>),
            NO,
        ),
        || post(announcements::redraft),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/announcements/{a}/anew",
        Reader::Member,
        says("draftAnew", "Writes the text anew from the facts as they are now.", NO),
        || post(announcements::anew),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/announcements/{a}/approve",
        Reader::Member,
        told(
            "approveAnnouncement",
            "Sends exactly the text with this digest to the public.",
            RequestDoc::Document(schema_of::<Approve>),
            NO,
        ),
        || post(announcements::approve),
    ),
    read(
        "/api/v1/projects/{project}/cases/{id}/announcements/{a}/publish",
        Reader::Member,
        says(
            "gate",
            "Everything that would become public, to the byte.",
            AnswerDoc::Document(schema_of::<GateDoc>),
        ),
        || get(announcements::gate),
    ),
    act(
        "/api/v1/projects/{project}/cases/{id}/announcements/{a}/publish",
        Reader::Member,
        told(
            "publish",
            "Opens the gate: release, announcement and advisory go public in one act.",
            RequestDoc::Document(schema_of::<Publish>),
            MADE,
        ),
        || post(announcements::publish),
    ),
];
