//! **The** route table. Both listeners, the API's description and the tests are made from it (invariant 10).
//!
//! What lives here: what a row says, and the rows by section. What must not: a handler's work. To add a page or an API
//! route, add a row to its section and, for a page, a sample to its file; the tests name what is missing.

mod api;
mod members;
mod public;
mod sign_in;
#[cfg(test)]
mod tests;

use crate::app::App;
use axum::routing::MethodRouter;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// One row.
pub struct Route {
    pub verb: Verb,
    /// As axum writes it: `/p/{project}/today`.
    pub path: &'static str,
    pub listener: Listener,
    pub reader: Reader,
    pub sample: Sample,
    pub api: Option<ApiDoc>,
    pub handler: fn() -> MethodRouter<App>,
}

/// GET changes nothing; whatever changes something is a POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    Get,
    Post,
}

/// Where a route can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Listener {
    Public,
    Members,
}

/// Who may get more than the not-found page or a sign-in page. Rows of a case are narrower still; the store decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reader {
    Anyone,
    /// A reporter, of their own report.
    Reporter,
    /// Whoever has signed in, member of a project or not.
    Account,
    /// A member of the project: PST, or a maintainer where the case names them.
    Member,
    Pst,
}

/// The page's sample in the gallery, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    Page(&'static str),
    None(&'static str),
}

/// Answers a form with a redirect, or with the page of the form.
pub(crate) const REDIRECTS: Sample = Sample::None("answers with a redirect, or with the page of its form");
pub(crate) const JSON: Sample = Sample::None("answers with JSON");
pub(crate) const BYTES: Sample = Sample::None("answers with a file");

/// What the API's description says of a route.
pub struct ApiDoc {
    /// The operation's id: `openCase`.
    pub name: &'static str,
    pub summary: &'static str,
    pub inputs: &'static [InputDoc],
    pub request: RequestDoc,
    pub answer: AnswerDoc,
}

/// What a request may say beside its path and body.
pub struct InputDoc {
    pub place: Place,
    pub name: &'static str,
    pub says: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Query,
    Header,
}

pub enum RequestDoc {
    Nothing,
    Document(SchemaOf),
    /// The document, or a form with the same fields and files.
    DocumentOrForm(SchemaOf),
}

pub enum AnswerDoc {
    /// 200 with a document.
    Document(SchemaOf),
    /// 201 with a document that names what was made.
    Made(SchemaOf),
    /// 204.
    Nothing,
    /// 200 with bytes.
    Bytes,
    /// 200 with a document that describes itself.
    Any,
}

/// The schema of a type.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

pub(crate) fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Every route of this program.
pub fn table() -> impl Iterator<Item = &'static Route> {
    public::ROUTES
        .iter()
        .chain(sign_in::ROUTES)
        .chain(members::ROUTES)
        .chain(api::SECTIONS.iter().copied().flatten())
}

/// Whether a project's short name would hide a page of the public listener.
pub fn reserved(slug: &str) -> bool {
    let public = table().filter(|route| route.listener == Listener::Public);
    let mut first = public.filter_map(|route| route.path.split('/').nth(1));
    first.any(|segment| segment == slug)
}
