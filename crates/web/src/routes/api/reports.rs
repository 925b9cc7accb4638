//! The API around cases: who asks, what needs them, the inbox, and the reporter's own side.

use super::{MADE, NO, act, outside, read, says, told, with};
use crate::api::answers::{
    CalendarDoc, MeDoc, MetricsDoc, OutgoingDoc, PeopleDoc, ProductsDoc, RemindersDoc, ReportDoc, ReportsDoc,
    SessionDoc, StatusDoc, TodayDoc,
};
use crate::api::requests::*;
use crate::api::{intake, openapi, reading, reporter, reports};
use crate::routes::Place::{Header, Query};
use crate::routes::{AnswerDoc, InputDoc, Reader, RequestDoc, Route, Verb, schema_of};
use axum::routing::{get, post};

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
        "/api/v1/projects/{project}/products",
        Reader::Member,
        says(
            "products",
            "What the products are under the Cyber Resilience Act.",
            AnswerDoc::Document(schema_of::<ProductsDoc>),
        ),
        || get(reading::products),
    ),
    act(
        "/api/v1/projects/{project}/products",
        Reader::Pst,
        told(
            "stateRole",
            "States what a product is under the Cyber Resilience Act, or takes that back.",
            RequestDoc::Document(schema_of::<StateRole>),
            NO,
        ),
        || post(reading::state_role),
    ),
    read(
        "/api/v1/projects/{project}/reminders",
        Reader::Member,
        says(
            "reminders",
            "How you are reminded.",
            AnswerDoc::Document(schema_of::<RemindersDoc>),
        ),
        || get(reading::reminders),
    ),
    act(
        "/api/v1/projects/{project}/reminders",
        Reader::Member,
        told(
            "chooseReminders",
            "Chooses how you are reminded.",
            RequestDoc::Document(schema_of::<ChooseReminders>),
            NO,
        ),
        || post(reading::choose_reminders),
    ),
    act(
        "/api/v1/projects/{project}/reminders/calendar",
        Reader::Member,
        says(
            "makeCalendar",
            "Makes an address for your calendar; one from before answers no more.",
            AnswerDoc::Document(schema_of::<CalendarDoc>),
        ),
        || post(reading::make_calendar),
    ),
    act(
        "/api/v1/projects/{project}/reminders/calendar/revoke",
        Reader::Member,
        says("revokeCalendar", "Revokes the address of your calendar.", NO),
        || post(reading::revoke_calendar),
    ),
    read(
        "/api/v1/projects/{project}/metrics",
        Reader::Pst,
        with(
            &[InputDoc {
                place: Query,
                name: "period",
                says: "year (else), three_years, all",
            }],
            says(
                "metrics",
                "Exposure, milestones against their first targets, load per person, by quarter.",
                AnswerDoc::Document(schema_of::<MetricsDoc>),
            ),
        ),
        || get(reading::metrics),
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
        "/api/v1/projects/{project}/reports/{id}/credit",
        Reader::Pst,
        told(
            "recordCredit",
            "Records how the reporter wishes to be thanked.",
            RequestDoc::Document(schema_of::<ChooseCredit>),
            NO,
        ),
        || post(reports::credit),
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
