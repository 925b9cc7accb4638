//! The API, version 1. `docs/api.md` says what may change within it.

use super::Listener::{Members, Public};
use super::Place::{Header, Query};
use super::{AnswerDoc, ApiDoc, BYTES, InputDoc, JSON, Listener, Reader, RequestDoc, Route, Sample, Verb, schema_of};
use crate::api::answers::*;
use crate::api::requests::*;
use crate::api::{Made, announcements, cases, intake, openapi, reading, reporter, reports};
use crate::app::App;
use axum::routing::{MethodRouter, get, post};

const fn read(path: &'static str, reader: Reader, api: ApiDoc, handler: fn() -> MethodRouter<App>) -> Route {
    let sample = if matches!(api.answer, AnswerDoc::Bytes) {
        BYTES
    } else {
        JSON
    };
    row(Members, Verb::Get, path, reader, sample, api, handler)
}

const fn act(path: &'static str, reader: Reader, api: ApiDoc, handler: fn() -> MethodRouter<App>) -> Route {
    row(Members, Verb::Post, path, reader, JSON, api, handler)
}

/// On the public listener: reporters.
const fn outside(
    verb: Verb,
    path: &'static str,
    reader: Reader,
    api: ApiDoc,
    handler: fn() -> MethodRouter<App>,
) -> Route {
    row(Public, verb, path, reader, JSON, api, handler)
}

const fn row(
    listener: Listener,
    verb: Verb,
    path: &'static str,
    reader: Reader,
    sample: Sample,
    api: ApiDoc,
    handler: fn() -> MethodRouter<App>,
) -> Route {
    Route {
        verb,
        path,
        listener,
        reader,
        sample,
        api: Some(api),
        handler,
    }
}

/// Says `answer` to a request without a body.
const fn says(name: &'static str, summary: &'static str, answer: AnswerDoc) -> ApiDoc {
    ApiDoc {
        name,
        summary,
        inputs: &[],
        request: RequestDoc::Nothing,
        answer,
    }
}

/// Is told `request`, says `answer`.
const fn told(name: &'static str, summary: &'static str, request: RequestDoc, answer: AnswerDoc) -> ApiDoc {
    ApiDoc {
        name,
        summary,
        inputs: &[],
        request,
        answer,
    }
}

/// Beside path and body.
const fn with(inputs: &'static [InputDoc], doc: ApiDoc) -> ApiDoc {
    let ApiDoc {
        name,
        summary,
        request,
        answer,
        ..
    } = doc;
    ApiDoc {
        name,
        summary,
        inputs,
        request,
        answer,
    }
}

const NO: AnswerDoc = AnswerDoc::Nothing;
const MADE: AnswerDoc = AnswerDoc::Made(schema_of::<Made>);

pub(super) static ROUTES: &[Route] = &[
    read(
        "/api/v1/openapi.json",
        Reader::Anyone,
        says("describe", "This description.", AnswerDoc::Any),
        || get(openapi::describe),
    ),
    read(
        "/api/v1/me",
        Reader::Account,
        says(
            "me",
            "Whose token this is, and in which projects.",
            AnswerDoc::Document(schema_of::<MeDoc>),
        ),
        || get(reading::me),
    ),
    read(
        "/api/v1/projects/{project}/today",
        Reader::Member,
        says(
            "today",
            "What needs you, by deadline.",
            AnswerDoc::Document(schema_of::<TodayDoc>),
        ),
        || get(reading::today),
    ),
    read(
        "/api/v1/projects/{project}/people",
        Reader::Member,
        says(
            "people",
            "Who is on the team, who is away, whose turn it is to lead.",
            AnswerDoc::Document(schema_of::<PeopleDoc>),
        ),
        || get(reading::people),
    ),
    act(
        "/api/v1/projects/{project}/people/{member}/away",
        Reader::Member,
        told(
            "beAway",
            "Notes an absence: your own, or as the PST somebody else’s.",
            RequestDoc::Document(schema_of::<BeAway>),
            NO,
        ),
        || post(reading::be_away),
    ),
    read(
        "/api/v1/projects/{project}/outgoing",
        Reader::Pst,
        says(
            "outgoing",
            "What left and what waits to leave.",
            AnswerDoc::Document(schema_of::<OutgoingDoc>),
        ),
        || get(reading::outgoing),
    ),
    read(
        "/api/v1/projects/{project}/files/{entry}/{n}",
        Reader::Member,
        says("file", "A file beside a message.", AnswerDoc::Bytes),
        || get(reading::file),
    ),
    read(
        "/api/v1/projects/{project}/raw/{id}",
        Reader::Pst,
        says("rawMessage", "A message exactly as it arrived.", AnswerDoc::Bytes),
        || get(reading::raw),
    ),
    read(
        "/api/v1/projects/{project}/reports",
        Reader::Pst,
        with(
            &[InputDoc {
                place: Query,
                name: "tab",
                says: "waiting (else), asked, handled, unreadable",
            }],
            says("reports", "The inbox.", AnswerDoc::Document(schema_of::<ReportsDoc>)),
        ),
        || get(reports::list),
    ),
    read(
        "/api/v1/projects/{project}/reports/{id}",
        Reader::Pst,
        says(
            "report",
            "A report with its messages.",
            AnswerDoc::Document(schema_of::<ReportDoc>),
        ),
        || get(reports::one),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/open",
        Reader::Pst,
        told(
            "openCase",
            "Makes the report a case.",
            RequestDoc::Document(schema_of::<OpenCase>),
            MADE,
        ),
        || post(reports::open),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/attach",
        Reader::Pst,
        told(
            "attachReport",
            "Attaches the report to a case as a duplicate.",
            RequestDoc::Document(schema_of::<Attach>),
            MADE,
        ),
        || post(reports::attach),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/ask",
        Reader::Pst,
        told(
            "askReporter",
            "Asks the reporter for more.",
            RequestDoc::Document(schema_of::<Write>),
            NO,
        ),
        || post(reports::ask),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/answer",
        Reader::Pst,
        told(
            "answerReporter",
            "Answers the reporter.",
            RequestDoc::Document(schema_of::<Write>),
            NO,
        ),
        || post(reports::answer),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/decline",
        Reader::Pst,
        told(
            "declineReport",
            "Declines the report.",
            RequestDoc::Document(schema_of::<Decline>),
            NO,
        ),
        || post(reports::decline),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/fix-public",
        Reader::Pst,
        told(
            "markFixPublic",
            "Notes that the fix is public already.",
            RequestDoc::Document(schema_of::<At>),
            NO,
        ),
        || post(reports::fix_public),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/clear-mail",
        Reader::Pst,
        told(
            "allowClearMail",
            "Records that the reporter asked for texts in clear by mail.",
            RequestDoc::Document(schema_of::<Because>),
            NO,
        ),
        || post(reports::clear_mail),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/public",
        Reader::Pst,
        told(
            "markReportPublic",
            "Notes that the matter is public already.",
            RequestDoc::Document(schema_of::<MarkPublic>),
            NO,
        ),
        || post(reports::public),
    ),
    act(
        "/api/v1/projects/{project}/reports/{id}/assumed",
        Reader::Pst,
        told(
            "noteAssumedArrival",
            "Says from what the time of arrival was assumed.",
            RequestDoc::Document(schema_of::<Because>),
            NO,
        ),
        || post(reports::assumed),
    ),
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
    outside(
        Verb::Post,
        "/api/v1/projects/{project}/reports",
        Reader::Anyone,
        with(
            &[InputDoc {
                place: Header,
                name: "Idempotency-Key",
                says: "any text; the same key again is the same report",
            }],
            told(
                "sendReport",
                "Sends a report.",
                RequestDoc::DocumentOrForm(schema_of::<SendReport>),
                MADE,
            ),
        ),
        || post(intake::send),
    ),
    outside(
        Verb::Post,
        "/api/v1/projects/{project}/status",
        Reader::Anyone,
        told(
            "openReport",
            "Gives the reporter a token for their own report.",
            RequestDoc::Document(schema_of::<OpenReport>),
            AnswerDoc::Document(schema_of::<SessionDoc>),
        ),
        || post(reporter::open),
    ),
    outside(
        Verb::Get,
        "/api/v1/projects/{project}/status",
        Reader::Reporter,
        says(
            "status",
            "The reporter’s own report.",
            AnswerDoc::Document(schema_of::<StatusDoc>),
        ),
        || get(reporter::read),
    ),
    outside(
        Verb::Post,
        "/api/v1/projects/{project}/status/messages",
        Reader::Reporter,
        told(
            "writeAgain",
            "Writes to the team again.",
            RequestDoc::Document(schema_of::<Write>),
            NO,
        ),
        || post(reporter::write),
    ),
    outside(
        Verb::Post,
        "/api/v1/projects/{project}/status/credit",
        Reader::Reporter,
        told(
            "chooseCredit",
            "Chooses how the advisory thanks the reporter.",
            RequestDoc::Document(schema_of::<ChooseCredit>),
            NO,
        ),
        || post(reporter::credit),
    ),
];
