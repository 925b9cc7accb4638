//! A refused form on its way back to the person: what was typed, what is wrong with it, and the fields that show both.

use super::Fields;
use crate::errors::Trouble;
use crate::parts::form::{Field, FieldError, error_summary};
use ambergate_coordinator::Error;
use axum::http::StatusCode;
use maud::Markup;

/// A form that was refused: the same page shows it again, with what was typed and what is wrong.
pub struct Retained {
    /// Which form of the page.
    form: &'static str,
    fields: Fields,
    /// Field and what it needs; an empty field means the whole form.
    faults: Vec<(String, String)>,
    pub status: StatusCode,
}

impl Retained {
    /// From what a use case refused. What is no refusal (not there, ours) is passed on.
    pub fn new(form: &'static str, fields: &Fields, error: Error) -> Result<Self, Trouble> {
        let whole = |what: String| vec![(String::new(), what)];
        let (status, faults) = match error {
            Error::Refused(what) => (StatusCode::UNPROCESSABLE_ENTITY, whole(what)),
            Error::Invalid(faults) => {
                let faults = faults
                    .into_iter()
                    .map(|fault| (fault.field.to_owned(), fault.what))
                    .collect();
                (StatusCode::UNPROCESSABLE_ENTITY, faults)
            }
            error @ Error::Document(_) => (StatusCode::UNPROCESSABLE_ENTITY, whole(error.to_string())),
            error @ (Error::Stale { .. } | Error::Busy) => (StatusCode::CONFLICT, whole(error.to_string())),
            other => return Err(other.into()),
        };
        Ok(Self {
            form,
            fields: fields.clone(),
            faults,
            status,
        })
    }

    /// Refused by the page itself.
    pub fn because(form: &'static str, fields: &Fields, field: &str, what: impl Into<String>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self {
            form,
            fields: fields.clone(),
            faults: vec![(field.to_owned(), what.into())],
            status,
        }
    }

    /// The use case's name of a field, where the page has another one.
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        for (field, _) in &mut self.faults {
            if field == from {
                *field = to.to_owned();
            }
        }
        self
    }

    /// The summary for the top of the page; each line leads to its field.
    pub fn summary(&self) -> Markup {
        let line = |(field, what): &(String, String)| FieldError {
            field_id: if field.is_empty() {
                self.form.to_owned()
            } else {
                field_id(self.form, field)
            },
            message: what.clone(),
        };
        error_summary(&self.faults.iter().map(line).collect::<Vec<_>>())
    }
}

/// One form of a page, new or retained. It makes fields whose ids are unique on the page: `FORM-FIELD`. The form, or the
/// heading over it, has the id `FORM`.
#[derive(Clone, Copy)]
pub struct Keep<'a> {
    form: &'static str,
    retained: Option<&'a Retained>,
}

impl<'a> Keep<'a> {
    pub fn of(retained: Option<&'a Retained>, form: &'static str) -> Self {
        Self {
            form,
            retained: retained.filter(|kept| kept.form == form),
        }
    }

    pub fn is_retained(&self) -> bool {
        self.retained.is_some()
    }

    /// What was typed, or else this.
    pub fn text(&self, name: &str, otherwise: &str) -> String {
        self.retained.map_or(otherwise, |kept| kept.fields.get(name)).to_owned()
    }

    /// Which of a few was chosen, or else this.
    pub fn chosen(&self, name: &str, otherwise: Option<&str>) -> Option<String> {
        let kept = self
            .retained
            .map(|kept| Some(kept.fields.get(name)).filter(|value| !value.is_empty()));
        kept.unwrap_or(otherwise).map(str::to_owned)
    }

    /// Whether this value was ticked.
    pub fn ticked(&self, name: &str, value: &str) -> bool {
        self.retained
            .is_some_and(|kept| kept.fields.all(name).any(|ticked| ticked == value))
    }

    pub fn error(&self, name: &str) -> Option<String> {
        let fault = self.retained?.faults.iter().find(|(field, _)| field == name);
        fault.map(|(_, what)| what.clone())
    }

    /// A required field, with its error where it has one.
    pub fn field(&self, name: &str, label: &str) -> Field {
        Field {
            id: field_id(self.form, name),
            name: name.to_owned(),
            label: label.to_owned(),
            ..Field::default()
        }
        .error(self.error(name))
    }
}

fn field_id(form: &str, name: &str) -> String {
    format!("{form}-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ambergate_coordinator::Fault;

    #[test]
    fn a_refused_form_keeps_its_words_and_leads_to_its_fields() {
        let fields: Fields = [("reason".to_owned(), "because".to_owned())].into_iter().collect();
        let fault = Fault {
            field: "to",
            what: "Choose somebody.".to_owned(),
        };
        let kept = Retained::new("hand-over", &fields, Error::Invalid(vec![fault])).unwrap();
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(kept.summary().into_string().contains("href=\"#hand-over-to\""));
        let form = Keep::of(Some(&kept), "hand-over");
        assert_eq!(form.text("reason", ""), "because");
        assert_eq!(form.field("to", "To").error.as_deref(), Some("Choose somebody."));
        let other = Keep::of(Some(&kept), "team");
        assert_eq!(other.text("reason", "new"), "new");
        assert_eq!(format!("{fields:?}"), "Fields(1, •••)");
        assert!(Retained::new("hand-over", &fields, Error::Absent).is_err());
    }
}
