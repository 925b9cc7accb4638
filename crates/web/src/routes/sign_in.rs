//! The members' listener outside of any page: sign-in, sign-out, the first page, downloads, calendars.

use super::Listener::Members;
use super::Verb::{Get, Post};
use super::{BYTES, REDIRECTS, Reader, Route, Sample};
use crate::pages::{download, reminders, sign_in, start, static_files};
use axum::routing::{get, post};

pub(super) static ROUTES: &[Route] = &[
    Route {
        verb: Get,
        path: "/",
        listener: Members,
        reader: Reader::Account,
        sample: Sample::Page("start"),
        api: None,
        handler: || get(start::show),
    },
    Route {
        verb: Get,
        path: "/assets/{name}",
        listener: Members,
        reader: Reader::Anyone,
        sample: BYTES,
        api: None,
        handler: || get(static_files::asset),
    },
    Route {
        verb: Get,
        path: "/sign-in",
        listener: Members,
        reader: Reader::Anyone,
        sample: Sample::Page("sign-in"),
        api: None,
        handler: || get(sign_in::show),
    },
    Route {
        verb: Post,
        path: "/sign-in",
        listener: Members,
        reader: Reader::Anyone,
        sample: Sample::Page("sign-in-sent"),
        api: None,
        handler: || post(sign_in::ask),
    },
    Route {
        verb: Get,
        path: "/sign-in/link",
        listener: Members,
        reader: Reader::Anyone,
        sample: Sample::Page("sign-in-link"),
        api: None,
        handler: || get(sign_in::link_page),
    },
    Route {
        verb: Post,
        path: "/sign-in/link",
        listener: Members,
        reader: Reader::Anyone,
        sample: Sample::Page("sign-in-link-dead"),
        api: None,
        handler: || post(sign_in::use_link),
    },
    Route {
        verb: Post,
        path: "/sign-out",
        listener: Members,
        reader: Reader::Account,
        sample: REDIRECTS,
        api: None,
        handler: || post(sign_in::sign_out),
    },
    Route {
        verb: Get,
        path: "/p/{project}/files/{entry}/{n}",
        listener: Members,
        reader: Reader::Member,
        sample: BYTES,
        api: None,
        handler: || get(download::file),
    },
    Route {
        verb: Get,
        path: "/p/{project}/raw/{id}",
        listener: Members,
        reader: Reader::Pst,
        sample: BYTES,
        api: None,
        handler: || get(download::raw),
    },
    Route {
        verb: Get,
        path: "/calendar/{file}",
        listener: Members,
        reader: Reader::Anyone,
        sample: BYTES,
        api: None,
        handler: || get(reminders::calendar),
    },
];
