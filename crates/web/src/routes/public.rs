//! The public listener: report form, status page, public site.

use super::Listener::Public;
use super::Verb::{Get, Post};
use super::{BYTES, REDIRECTS, Reader, Route, Sample};
use crate::pages::{download, report_form, static_files, status};
use axum::routing::{get, post};

const SITE: Sample = Sample::None("a file of the public site, which has samples of its own");

pub(super) static ROUTES: &[Route] = &[
    Route { verb: Get, path: "/", listener: Public, reader: Reader::Anyone, sample: REDIRECTS, api: None, handler: || get(static_files::front) },
    Route { verb: Get, path: "/assets/{name}", listener: Public, reader: Reader::Anyone, sample: BYTES, api: None, handler: || get(static_files::asset) },
    Route { verb: Get, path: "/.well-known/security.txt", listener: Public, reader: Reader::Anyone, sample: BYTES, api: None, handler: || get(static_files::security_txt) },
    Route { verb: Get, path: "/{project}", listener: Public, reader: Reader::Anyone, sample: REDIRECTS, api: None, handler: || get(static_files::without_slash) },
    Route { verb: Get, path: "/{project}/", listener: Public, reader: Reader::Anyone, sample: SITE, api: None, handler: || get(static_files::site) },
    Route { verb: Get, path: "/{project}/{*path}", listener: Public, reader: Reader::Anyone, sample: SITE, api: None, handler: || get(static_files::site) },
    Route { verb: Get, path: "/{project}/report", listener: Public, reader: Reader::Anyone, sample: Sample::Page("report-form"), api: None, handler: || get(report_form::show) },
    Route { verb: Post, path: "/{project}/report", listener: Public, reader: Reader::Anyone, sample: Sample::Page("report-thanks"), api: None, handler: || post(report_form::send) },
    Route { verb: Get, path: "/{project}/status", listener: Public, reader: Reader::Anyone, sample: Sample::Page("status"), api: None, handler: || get(status::show) },
    Route { verb: Post, path: "/{project}/status", listener: Public, reader: Reader::Anyone, sample: Sample::Page("status-sign-in-refused"), api: None, handler: || post(status::sign_in) },
    Route { verb: Get, path: "/{project}/status/link", listener: Public, reader: Reader::Anyone, sample: Sample::Page("status-link"), api: None, handler: || get(status::link_page) },
    Route { verb: Post, path: "/{project}/status/link", listener: Public, reader: Reader::Anyone, sample: Sample::Page("status-link-dead"), api: None, handler: || post(status::use_link) },
    Route { verb: Post, path: "/{project}/status/write", listener: Public, reader: Reader::Reporter, sample: Sample::Page("status-refused"), api: None, handler: || post(status::write) },
    Route { verb: Post, path: "/{project}/status/credit", listener: Public, reader: Reader::Reporter, sample: REDIRECTS, api: None, handler: || post(status::choose_credit) },
    Route { verb: Post, path: "/{project}/status/sign-out", listener: Public, reader: Reader::Reporter, sample: REDIRECTS, api: None, handler: || post(status::sign_out) },
    Route { verb: Get, path: "/{project}/status/files/{entry}/{n}", listener: Public, reader: Reader::Reporter, sample: BYTES, api: None, handler: || get(download::reporters_file) },
];
