//! The forms of a report: each reads what was typed, asks one use case, and leads back; a refused one shows its page
//! again.

use super::show_with;
use crate::errors::Trouble;
use crate::forms::{Received, Retained};
use crate::pages::around::{Around, id, refusal};
use crate::pages::done;
use crate::pages::links::{CasePart, Links};
use crate::pages::report_form::credit as credit_word;
use crate::visitor::{Act, Member};
use ambergate_coordinator::Error;
use ambergate_process::ids::{CaseId, ReportId};
use ambergate_process::report::Exit;
use axum::response::{IntoResponse, Response};

/// Makes the report a case, and leads there.
pub async fn open(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let title = desk.field("title");
    match desk
        .member
        .app
        .coordinator
        .open_case(&desk.member.viewer, &report, title)
        .await
    {
        Ok(case) => Ok(done(&desk.links().case(case.as_str(), CasePart::Timeline), "opened")),
        Err(error) => desk.refused(&report, "open", error).await,
    }
}

/// Attaches a duplicate to its case, and leads there.
pub async fn attach(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let Ok(case) = desk.field("case").parse::<CaseId>() else {
        let kept = Retained::because(
            "attach",
            &desk.form.fields,
            "case",
            "Choose the case that it belongs to.",
        );
        return desk.again(&report, Around::refused(kept)).await;
    };
    match desk
        .member
        .app
        .coordinator
        .attach(&desk.member.viewer, &report, &case)
        .await
    {
        Ok(case) => Ok(done(&desk.links().case(case.as_str(), CasePart::Timeline), "attached")),
        Err(error) => desk.refused(&report, "attach", error).await,
    }
}

pub async fn ask(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let result = desk
        .member
        .app
        .coordinator
        .ask_more(&desk.member.viewer, &report, desk.field("text"))
        .await;
    desk.finish(&report, "ask", result, "asked").await
}

pub async fn answer(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let result = desk
        .member
        .app
        .coordinator
        .answer(&desk.member.viewer, &report, desk.field("text"))
        .await;
    desk.finish(&report, "answer", result, "answered").await
}

pub async fn decline(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let Some(exit) = Exit::from_key(desk.field("exit")) else {
        let kept = Retained::because("decline", &desk.form.fields, "exit", "Choose why it is declined.");
        return desk.again(&report, Around::refused(kept)).await;
    };
    let result = desk
        .member
        .app
        .coordinator
        .decline(&desk.member.viewer, &report, exit, desk.field("text"))
        .await;
    desk.finish(&report, "decline", result, "declined").await
}

pub async fn fix_public(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let result = desk
        .member
        .app
        .coordinator
        .mark_fix_public(&desk.member.viewer, &report, desk.field("url"))
        .await;
    desk.finish(&report, "fix-public", result, "fix-public").await
}

pub async fn public(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let (url, seen) = (desk.field("url"), desk.field("seen"));
    let result = desk
        .member
        .app
        .coordinator
        .mark_report_public(&desk.member.viewer, &report, url, seen)
        .await;
    desk.finish(&report, "public", result, "public").await
}

pub async fn clear_mail(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let reason = desk.field("reason");
    let result = desk
        .member
        .app
        .coordinator
        .allow_clear_mail(&desk.member.viewer, &report, reason)
        .await;
    desk.finish(&report, "clear-mail", result, "clear-mail").await
}

/// How the reporter wishes to be thanked, as they told the team (S7).
pub async fn credit(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let (choice, name) = (credit_word(desk.field("credit")), desk.field("credit_name"));
    let coordinator = &desk.member.app.coordinator;
    let result = coordinator
        .record_credit(&desk.member.viewer, &report, choice, name)
        .await;
    desk.finish(&report, "credit", result, "credit").await
}

pub async fn assumed(act: Act) -> Result<Response, Trouble> {
    let (desk, report) = Desk::of(act)?;
    let because = desk.field("because");
    let result = desk
        .member
        .app
        .coordinator
        .note_assumed_arrival(&desk.member.viewer, &report, because)
        .await;
    desk.finish(&report, "assumed", result, "assumed").await
}

/// A form about a report, on its way to a use case and back.
struct Desk {
    member: Member,
    form: Received,
}

impl Desk {
    fn of(act: Act) -> Result<(Self, ReportId), Trouble> {
        let report = id(act.member.param("id"))?;
        if !act.member.is_pst() {
            return Err(Trouble::NotFound);
        }
        Ok((
            Self {
                member: act.member,
                form: act.form,
            },
            report,
        ))
    }
    fn field(&self, name: &str) -> &str {
        self.form.fields.get(name)
    }
    fn links(&self) -> Links {
        Links::of(self.member.shell.get())
    }
    async fn finish(
        &self,
        report: &ReportId,
        form: &'static str,
        result: Result<(), Error>,
        key: &'static str,
    ) -> Result<Response, Trouble> {
        match result {
            Ok(()) => Ok(done(&self.links().report(report.as_str()), key)),
            Err(error) => self.refused(report, form, error).await,
        }
    }
    async fn refused(&self, report: &ReportId, form: &'static str, error: Error) -> Result<Response, Trouble> {
        self.again(report, refusal(form, &self.form.fields, error)?).await
    }
    async fn again(&self, report: &ReportId, around: Around) -> Result<Response, Trouble> {
        Ok(show_with(&self.member, report, around).await?.into_response())
    }
}
