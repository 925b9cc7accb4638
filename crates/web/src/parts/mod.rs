//! Components: plain functions from a small view struct to markup.
//!
//! What lives here: what pages are made of, each part beside the struct it shows; the gallery shows all of them. Page code maps the coordinator's
//! views to these structs. What must not: reading anything, deciding anything, the clock, routes. Escaping is maud's;
//! words of others go through [`text::calm`] on top, so that a control character is seen instead of obeyed.

pub mod audience;
pub mod buttons;
pub mod check;
pub mod choices;
pub mod composer;
pub mod form;
pub mod layout;
pub mod lists;
pub mod marks;
pub mod notes;
pub mod plan;
pub mod plot;
pub mod rail;
pub mod sprite;
pub mod state;
pub mod table;
pub mod text;
pub mod time;
pub mod timeline;

#[cfg(test)]
mod contrast;
#[cfg(test)]
mod tests;
