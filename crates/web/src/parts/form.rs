//! Forms: label, hint, error, control, in that order; what was typed is kept; errors are said on top and beside.
//!
//! Choices and ticks are in `choices`. What must not live here: what a field means, or whether its value is right.

use super::sprite::{Icon, glyph};
use super::text::{Href, calm, kept_newline};
use maud::{Markup, html};

/// The name of the hidden field that proves the form came from one of our pages.
pub const CSRF_FIELD: &str = "csrf";
/// The name of the hidden field that makes a form sent twice one act.
pub const ONCE_FIELD: &str = "once";

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    #[default]
    Fields,
    /// With files.
    Multipart,
}

/// A form that changes something. GET forms (search, what-if) are plain HTML in their page.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: Href,
    pub csrf: String,
    /// Idempotency token, minted when the page was made.
    pub once: Option<String>,
    pub encoding: Encoding,
    pub class: Option<&'static str>,
}

impl Form {
    pub fn new(action: Href, csrf: impl Into<String>) -> Self {
        Self {
            action,
            csrf: csrf.into(),
            once: None,
            encoding: Encoding::Fields,
            class: None,
        }
    }
    pub fn once(mut self, token: impl Into<String>) -> Self {
        self.once = Some(token.into());
        self
    }
}

/// Wraps fields and buttons. The server finds all errors, so the browser's own bubbles are off.
pub fn form(view: &Form, inside: &Markup) -> Markup {
    let encoding = (view.encoding == Encoding::Multipart).then_some("multipart/form-data");
    html! {
        form method="post" action=(view.action.as_str()) enctype=[encoding] class=[view.class] novalidate {
            (hidden(CSRF_FIELD, &view.csrf))
            @if let Some(once) = &view.once { (hidden(ONCE_FIELD, once)) }
            (inside)
        }
    }
}

pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// What every field has.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Unique on the page; the error summary links to it.
    pub id: String,
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    /// What is wrong and what would be right.
    pub error: Option<String>,
    pub need: Need,
}

/// Required is the rule; what may be left out says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Need {
    #[default]
    Required,
    Optional,
}

impl Field {
    /// A required field whose id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            ..Self::default()
        }
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }
    pub fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }
    pub(super) fn described_by(&self) -> Option<String> {
        let ids: Vec<String> = [(self.hint.is_some(), "hint"), (self.error.is_some(), "error")]
            .into_iter()
            .filter(|(there, _)| *there)
            .map(|(_, what)| format!("{}-{what}", self.id))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }
    fn required(&self) -> Option<&'static str> {
        (self.need == Need::Required).then_some("true")
    }
}

pub(super) fn label(field: &Field) -> Markup {
    html! {
        label for=(field.id) { (calm(&field.label)) (optional(field)) }
    }
}

pub(super) fn optional(field: &Field) -> Markup {
    html! { @if field.need == Need::Optional { " " span.optional { "optional" } } }
}

pub(super) fn hint_and_error(field: &Field) -> Markup {
    html! {
        @if let Some(hint) = &field.hint { p.hint id={ (field.id) "-hint" } { (calm(hint)) } }
        @if let Some(error) = &field.error {
            p.err id={ (field.id) "-error" } { (glyph(Icon::Overdue)) span { (calm(error)) } }
        }
    }
}

/// What a line of text is, for keyboards and password managers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputKind {
    #[default]
    Line,
    /// Ids, vectors, hashes.
    Mono,
    Email,
    Url,
    /// A secret that the person invents, for a new reading password.
    NewSecret,
    Secret,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    #[default]
    Full,
    Medium,
    Small,
}

impl Width {
    pub(super) fn class(self) -> Option<&'static str> {
        match self {
            Width::Full => None,
            Width::Medium => Some("w-m"),
            Width::Small => Some("w-s"),
        }
    }
}

/// A line of text.
#[derive(Debug, Clone, Default)]
pub struct TextField {
    pub field: Field,
    pub value: String,
    pub kind: InputKind,
    pub width: Width,
}

pub fn text_field(view: &TextField) -> Markup {
    let field = &view.field;
    let (kind, complete) = match view.kind {
        InputKind::Line | InputKind::Mono => ("text", "off"),
        InputKind::Email => ("email", "email"),
        InputKind::Url => ("url", "off"),
        InputKind::NewSecret => ("password", "new-password"),
        InputKind::Secret => ("password", "current-password"),
    };
    let mono = (view.kind == InputKind::Mono).then_some("mono");
    let class = [mono, view.width.class()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    html! {
        div.field {
            (label(field)) (hint_and_error(field))
            input id=(field.id) name=(field.name) type=(kind) value=(view.value) autocomplete=(complete)
                class=[(!class.is_empty()).then_some(class)] aria-invalid=[field.invalid()]
                aria-describedby=[field.described_by()] aria-required=[field.required()];
        }
    }
}

/// Several lines of text.
#[derive(Debug, Clone, Default)]
pub struct TextArea {
    pub field: Field,
    pub value: String,
    /// 0 leaves the stylesheet's height.
    pub rows: u8,
}

pub fn text_area(view: &TextArea) -> Markup {
    let field = &view.field;
    html! {
        div.field {
            (label(field)) (hint_and_error(field))
            textarea id=(field.id) name=(field.name) rows=[(view.rows > 0).then_some(view.rows)]
                aria-invalid=[field.invalid()] aria-describedby=[field.described_by()]
                aria-required=[field.required()] { (kept_newline(&view.value)) }
        }
    }
}

/// Files to send along; the form must be multipart.
pub fn file_field(field: &Field) -> Markup {
    html! {
        div.field {
            (label(field)) (hint_and_error(field))
            input id=(field.id) name=(field.name) type="file" multiple aria-invalid=[field.invalid()]
                aria-describedby=[field.described_by()];
        }
    }
}

/// One thing that stops the form, and the field it is about.
#[derive(Debug, Clone)]
pub struct FieldError {
    pub field_id: String,
    pub message: String,
}

/// On top of a form that was refused; takes the focus when the page opens. Says nothing when nothing is wrong.
pub fn error_summary(errors: &[FieldError]) -> Markup {
    let title = match errors.len() {
        0 => return html! {},
        1 => "One thing stops this".to_owned(),
        2 => "Two things stop this".to_owned(),
        count => format!("{count} things stop this"),
    };
    html! {
        div.summary-err role="alert" tabindex="-1" autofocus aria-labelledby="error-summary" {
            h2 id="error-summary" { (title) }
            ul {
                @for error in errors { li { a href={ "#" (error.field_id) } { (calm(&error.message)) } } }
            }
            p.small.quiet { "Nothing was changed. What you typed is kept." }
        }
    }
}

/// A field that somebody else changed while this form was open.
#[derive(Debug, Clone)]
pub struct BothValues {
    pub label: String,
    pub yours: String,
    pub theirs: String,
    /// "Kim Solberg, 08:41 UTC".
    pub changed_by: String,
}

/// A stale form: both values of every field in question.
pub fn both_values(list: &[BothValues]) -> Markup {
    html! {
        div.note data-kind="danger" {
            (glyph(Icon::Conflict))
            div {
                h2 { "Somebody changed this while you wrote" }
                p { "Nothing was saved. Compare, then send your form again or leave it." }
                @for both in list {
                    dl.both {
                        div { dt { "Yours: " (calm(&both.label)) } dd { (calm(&both.yours)) } }
                        div { dt { "Now there, by " (calm(&both.changed_by)) } dd { (calm(&both.theirs)) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_tied_to_its_field_and_the_input_is_kept() {
        let view = TextField {
            field: Field::new("vec", "CVSS vector")
                .hint("3.1 or 4.0")
                .error(Some("No value for PR.".to_owned())),
            value: "CVSS:3.1/<AV:N>\"".to_owned(),
            kind: InputKind::Mono,
            width: Width::Full,
        };
        let html = text_field(&view).into_string();
        assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"vec-hint vec-error\""));
        assert!(html.contains("value=\"CVSS:3.1/&lt;AV:N&gt;&quot;\""));
        assert!(html.contains("id=\"vec-error\""));
    }

    #[test]
    fn a_post_form_carries_its_proof_and_its_token() {
        let view = Form::new(Href::to("/reports"), "proof").once("token");
        let html = form(&view, &html! {}).into_string();
        assert!(html.contains("<input type=\"hidden\" name=\"csrf\" value=\"proof\">"));
        assert!(html.contains("<input type=\"hidden\" name=\"once\" value=\"token\">"));
    }

    #[test]
    fn a_text_that_begins_with_a_newline_keeps_it() {
        let view = TextArea {
            field: Field::new("body", "Text"),
            value: "\nfirst".to_owned(),
            rows: 0,
        };
        assert!(text_area(&view).into_string().contains(">\n\nfirst</textarea>"));
    }
}
