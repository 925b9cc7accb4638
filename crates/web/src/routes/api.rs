//! The API, version 1. `docs/api.md` says what may change within it.

mod cases;
mod reports;

use super::Listener::{Members, Public};
use super::{AnswerDoc, ApiDoc, BYTES, InputDoc, JSON, Listener, Reader, RequestDoc, Route, Sample, Verb, schema_of};
use crate::api::Made;
use crate::app::App;
use axum::routing::MethodRouter;

/// All rows of the API.
pub(super) static SECTIONS: [&[Route]; 2] = [reports::ROUTES, cases::ROUTES];

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
