//! What can be made of a report: one form per act. A form that is off stays, with the reason beside it.

use super::reach_words;
use crate::forms::{Keep, Retained};
use crate::pages::links::Links;
use crate::parts::buttons::{Button, OffButton, button, off_button, row};
use crate::parts::choices::{Choice, Choices, select};
use crate::parts::form::{Form, InputKind, TextArea, TextField, Width, form, text_area, text_field};
use crate::parts::marks::Para;
use crate::parts::text::{Run, prose};
use ambergate_coordinator::views::{ReportView, Shell};
use ambergate_process::report::{CreditWish, Exit, Reach, Standing};
use maud::{Markup, html};

/// A form that opens under its name.
struct Sheet<'a> {
    id: &'static str,
    title: &'a str,
    para: Option<&'a str>,
    /// What happens next, to whom and when.
    says: Markup,
    fields: Markup,
    button: &'a str,
    off: Option<String>,
}

struct Forms<'a> {
    shell: &'a Shell,
    view: &'a ReportView,
    links: &'a Links,
    kept: Option<&'a Retained>,
}

pub(super) fn all(shell: &Shell, view: &ReportView, links: &Links, kept: Option<&Retained>) -> Markup {
    let forms = Forms {
        shell,
        view,
        links,
        kept,
    };
    html! {
        section.stack aria-labelledby="acts-h" {
            h2 id="acts-h" { "What becomes of it" }
            div.panel.sheets {
                (forms.open()) (forms.attach()) (forms.ask()) (forms.answer()) (forms.decline()) (forms.fix_public())
            }
        }
        section.stack aria-labelledby="known-h" {
            h2 id="known-h" { "What you know about it" }
            div.panel.sheets { (forms.public()) (forms.credit()) (forms.clear_mail()) (forms.assumed()) }
        }
    }
}

impl Forms<'_> {
    fn keep(&self, form: &'static str) -> Keep<'_> {
        Keep::of(self.kept, form)
    }

    /// The refused form is open; else the first one, while nobody has decided.
    fn sheet(&self, sheet: &Sheet<'_>) -> Markup {
        let refused = self.keep(sheet.id).is_retained();
        let first = self.kept.is_none() && sheet.id == "open" && sheet.off.is_none();
        let post = Form::new(self.links.report_act(&self.view.id, sheet.id), self.shell.csrf.clone());
        html! {
            details.sheet id=(sheet.id) open[refused || first] {
                summary {
                    span { (sheet.title) }
                    @if let Some(number) = sheet.para { (prose(&[Run::Para(Para::new(number))])) }
                }
                div.sheet-b {
                    @if let Some(why) = &sheet.off {
                        (row(&[off_button(&OffButton {
                            id: format!("{}-off", sheet.id),
                            label: sheet.button.to_owned(),
                            why: why.clone(),
                        })]))
                    } @else {
                        p.quiet { (sheet.says) }
                        (form(&post, &html! { (sheet.fields) (row(&[button(&Button::main(sheet.button))])) }))
                    }
                }
            }
        }
    }

    fn handled(&self) -> Option<String> {
        let words = match &self.view.state.standing {
            Standing::Waiting | Standing::Asked => return None,
            Standing::Opened(_) => "it became a case",
            Standing::Attached(_) => "it was attached to a case",
            Standing::Declined(_) => "it was declined",
            Standing::FixPublic(_) => "its fix was public",
        };
        Some(format!("Off: this report was handled, {words}."))
    }

    fn unreachable(&self) -> Option<String> {
        (self.view.reach == Reach::None)
            .then(|| "Off: the sender left no address and no secret, so nobody can be answered.".to_owned())
    }

    fn line(&self, form: &'static str, name: &str, label: &str, hint: &str, kind: InputKind) -> Markup {
        let keep = self.keep(form);
        let field = keep.field(name, label).hint(hint);
        text_field(&TextField {
            field,
            value: keep.text(name, ""),
            kind,
            width: Width::Full,
        })
    }

    fn text(&self, form: &'static str, label: &str) -> Markup {
        let keep = self.keep(form);
        text_area(&TextArea {
            field: keep.field("text", label),
            value: keep.text("text", ""),
            rows: 0,
        })
    }

    fn reach(&self) -> Markup {
        prose(&reach_words(self.view))
    }

    fn open(&self) -> Markup {
        self.sheet(&Sheet {
            id: "open",
            title: "Open a case",
            para: Some("S4"),
            says: html! { "The embargo begins, the clocks run from the arrival of the report, and every PST member gets a notice without content." },
            fields: self.line(
                "open",
                "title",
                "Working title",
                "A few words that the team will know the case by. The public title is another one and comes later.",
                InputKind::Line,
            ),
            button: "Open a case from this report",
            off: self.handled(),
        })
    }

    fn attach(&self) -> Markup {
        let keep = self.keep("attach");
        let mut choices = vec![Choice::new("", "Choose a case")];
        choices.extend(
            self.view
                .cases
                .iter()
                .map(|(id, title)| Choice::new(id, format!("{id}  {title}"))),
        );
        let none = self
            .view
            .cases
            .is_empty()
            .then(|| "Off: no case is open that it could belong to.".to_owned());
        self.sheet(&Sheet {
            id: "attach",
            title: "Attach to a case",
            para: None,
            says: html! { "It is a duplicate. Its reporter keeps their own thread and credit, and learns of no other report." },
            fields: select(&Choices {
                field: keep.field("case", "Case"),
                choices,
                chosen: Some(keep.text("case", "")),
                width: Width::Full,
            }),
            button: "Attach this report",
            off: self.handled().or(none),
        })
    }

    fn ask(&self) -> Markup {
        self.sheet(&Sheet {
            id: "ask",
            title: "Ask for more",
            para: None,
            says: html! { (self.reach()) " This counts as the first answer; the report waits until they write." },
            fields: self.text("ask", "Your questions"),
            button: "Send the questions",
            off: self.handled().or(self.unreachable()),
        })
    }

    fn answer(&self) -> Markup {
        self.sheet(&Sheet {
            id: "answer",
            title: "Answer",
            para: Some("S4"),
            says: html! { (self.reach()) " The report stays where it is." },
            fields: self.text("answer", "Your answer"),
            button: "Send the answer",
            off: self.unreachable(),
        })
    }

    fn decline(&self) -> Markup {
        let keep = self.keep("decline");
        let mut choices = vec![Choice::new("", "Choose why")];
        choices.extend(Exit::ALL.map(|exit| Choice::new(exit.key(), capital(exit.word()))));
        let told = self.view.reach != Reach::None;
        self.sheet(&Sheet {
            id: "decline",
            title: "Decline",
            para: None,
            says: html! {
                "No case is made. "
                @if told { "Without a text the reporter is told nothing. With one: " (self.reach()) }
                @else { "Its sender cannot be told." }
            },
            fields: html! {
                (select(&Choices {
                    field: keep.field("exit", "Why"),
                    choices,
                    chosen: Some(keep.text("exit", "")),
                    width: Width::Medium,
                }))
                @if told {
                    (text_area(&TextArea {
                        field: keep.field("text", "What the reporter is told").optional(),
                        value: keep.text("text", ""),
                        rows: 0,
                    }))
                }
            },
            button: "Decline this report",
            off: self.handled(),
        })
    }

    fn fix_public(&self) -> Markup {
        self.sheet(&Sheet {
            id: "fix-public",
            title: "The fix is public already",
            para: None,
            says: html! { "There is nothing to keep under embargo, so no case is made." },
            fields: self.line(
                "fix-public",
                "url",
                "Where the fix is",
                "The merged change or the release, beginning with https://",
                InputKind::Url,
            ),
            button: "Close: the fix is public",
            off: self.handled(),
        })
    }

    fn public(&self) -> Markup {
        let known = self
            .view
            .state
            .public
            .as_ref()
            .map(|_| "Off: it is noted already; see the top of the page.".to_owned());
        self.sheet(&Sheet {
            id: "public",
            title: "It is public already",
            para: Some("S9"),
            says: html! { "The matter itself is out, not its fix. Every clock says from then on: as soon as possible. The first targets are kept." },
            fields: html! {
                (self.line("public", "url", "Where it can be read", "Beginning with https://", InputKind::Url))
                (self.seen())
            },
            button: "Note that it is public",
            off: known,
        })
    }

    fn seen(&self) -> Markup {
        let keep = self.keep("public");
        text_field(&TextField {
            field: keep
                .field("seen", "Since when")
                .hint("UTC, as 2026-11-19 06:10. Empty means now.")
                .optional(),
            value: keep.text("seen", ""),
            kind: InputKind::Mono,
            width: Width::Medium,
        })
    }

    fn clear_mail(&self) -> Markup {
        let off = match (self.view.reach.has_mail(), self.view.state.clear_mail) {
            (false, _) => Some("Off: the reporter left no mail address.".to_owned()),
            (true, true) => Some("Off: it is allowed already.".to_owned()),
            (true, false) => None,
        };
        self.sheet(&Sheet {
            id: "clear-mail",
            title: "Write to them in clear by mail",
            para: None,
            says: html! { "Everybody on the way of a mail can read it. Allow it only if the reporter asked for it; who recorded that stands in the log." },
            fields: self.line(
                "clear-mail",
                "reason",
                "How they asked for it",
                "For example: in their mail of 18 November, “just answer by mail”.",
                InputKind::Line,
            ),
            button: "Allow clear mail to this reporter",
            off,
        })
    }

    fn credit(&self) -> Markup {
        let keep = self.keep("credit");
        let (chosen, name) = match &self.view.state.credit {
            CreditWish::NotSaid => ("", ""),
            CreditWish::Anonymous => ("anonymous", ""),
            CreditWish::As(name) => ("name", name.as_str()),
        };
        let choices = Choices {
            field: keep.field("credit", "How they want to be thanked"),
            choices: vec![
                Choice::new("name", "By name or handle"),
                Choice::new("anonymous", "Without a name"),
                Choice::new("", "Not said yet"),
            ],
            chosen: Some(keep.text("credit", chosen)),
            width: Width::Medium,
        };
        let name = TextField {
            field: keep
                .field("credit_name", "Name or handle")
                .hint("As it shall stand in the advisory.")
                .optional(),
            value: keep.text("credit_name", name),
            ..TextField::default()
        };
        self.sheet(&Sheet {
            id: "credit",
            title: "How the reporter is thanked",
            para: Some("S7"),
            says: html! { "Write down what they told you. They can also choose on their status page, until the advisory is out." },
            fields: html! { (select(&choices)) (text_field(&name)) },
            button: "Record the choice",
            off: None,
        })
    }

    fn assumed(&self) -> Markup {
        let off = self
            .view
            .state
            .assumed
            .as_ref()
            .map(|_| "Off: it is shown as assumed already.".to_owned());
        self.sheet(&Sheet {
            id: "assumed",
            title: "The time of arrival is assumed",
            para: None,
            says: html! { "It was taken from elsewhere and not recorded on arrival. It is then shown as assumed everywhere, in the advisory too." },
            fields: self.line(
                "assumed",
                "because",
                "From what it was assumed",
                "For example: 48 hours before the merge.",
                InputKind::Line,
            ),
            button: "Show the time as assumed",
            off,
        })
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exits_begin_with_a_capital() {
        assert_eq!(capital("not security"), "Not security");
        assert_eq!(capital(""), "");
    }
}
