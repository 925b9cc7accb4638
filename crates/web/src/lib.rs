//! The web: member pages, the public forms, the API, and the public site.
//!
//! What lives here: two routers made from one route table ([`routes`]), pages, parts, the API's documents, and the pure
//! function that builds the public site ([`site`]). What must not: SQL, mail, a decision about a case, the clock; case
//! data comes in as `Seen` views of the coordinator and leaves as markup or as a document of [`api`].

pub mod api;
pub mod app;
pub mod assets;
pub mod errors;
pub mod files;
pub mod forms;
pub mod gallery;
pub mod headers;
pub mod pages;
pub mod parts;
pub mod routes;
pub mod site;
pub mod visitor;

pub use app::{App, members, public};
pub use files::SiteFiles;
