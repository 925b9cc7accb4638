//! The web pages, the API and the public site.

pub mod assets;
pub mod gallery;
pub mod parts;
pub mod site;
