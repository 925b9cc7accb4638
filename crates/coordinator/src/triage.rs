//! Triage: what people make of a report. It becomes a case, joins one, is asked for more, or is declined with one of ISO
//! 30111's exits.

use crate::errands::{Fanout, case_deed, report_deed};
use crate::intake::{Credit, wish};
use crate::messages::{MessageBody, MessageVia, message_entry};
use crate::projects::Listed;
use crate::{Coordinator, Error};
use ambergate_process::access::{Audiences, Who};
use ambergate_process::case::{self, Case, LinkedReport};
use ambergate_process::facts;
use ambergate_process::ids::{CaseId, MessageId, OutsiderId, ReportId};
use ambergate_process::policy::Rules;
use ambergate_process::project::Project;
use ambergate_process::report::{self, Command, Exit, PublicKnowledge, Report};
use ambergate_store::{Seen, Target, Viewer};
use std::sync::Arc;

/// What an act on a report needs beside the report.
struct Desk {
    listed: Listed,
    project: Project,
    rules: Arc<Rules>,
    report: Seen<ambergate_store::Row<Report>>,
}

impl Coordinator {
    /// Makes a report a case. The title is for the team; the public one comes later.
    pub async fn open_case(&self, viewer: &Viewer, report: &ReportId, title: &str) -> Result<CaseId, Error> {
        let desk = self.desk(viewer, report).await?;
        if title.trim().is_empty() {
            return Err(Error::invalid("title", case::Refusal::NoTitle));
        }
        let now = self.now();
        let case_id = CaseId::mint(self.rng());
        let fan = Fanout {
            project: &desk.project,
            id: &desk.listed.id,
            text: None,
            reply_token: self.token(),
            now,
        };
        let profile = self.pin_now(&desk.listed.profile);
        self.keep_profile(&profile).await?;
        let target = Target::New(&case_id);
        self.store()
            .act_two::<Report, Case, _, Error>(viewer, report, target, now, |state, actor, fresh, case_actor| {
                let reported = report::decide(state, Command::OpenCase { case: case_id.clone() }, actor)?;
                let command = case::Command::Open {
                    id: case_id.clone(),
                    project: desk.listed.id.clone(),
                    title: title.to_owned(),
                    profile: profile.clone(),
                    report: linked(state)?,
                    answered: state.first_answer,
                    public: state.public.clone(),
                };
                let rules = self.rules(&profile)?;
                let mut opened = case::decide(fresh, command, case_actor, &rules, now)?;
                self.role_at_opening(&desk.project, fresh, &mut opened, (case_actor, &rules, now))?;
                let rules = self.rules_after(fresh, &opened, now)?;
                let first = report_deed(state, reported, &desk.rules, &fan, ());
                Ok((first, case_deed(fresh, opened, &rules, &fan, case_id.clone())))
            })
            .await
            .map_err(Error::from)
    }

    /// Attaches a duplicate: its reporter keeps thread and credit, and learns of no other.
    pub async fn attach(&self, viewer: &Viewer, report: &ReportId, case_id: &CaseId) -> Result<CaseId, Error> {
        let desk = self.desk(viewer, report).await?;
        let now = self.now();
        let fan = Fanout {
            project: &desk.project,
            id: &desk.listed.id,
            text: None,
            reply_token: self.token(),
            now,
        };
        let target = Target::Existing(case_id);
        self.store()
            .act_two::<Report, Case, _, Error>(viewer, report, target, now, |state, actor, case, case_actor| {
                if case.project != state.project {
                    return Err(Error::Absent);
                }
                let reported = report::decide(state, Command::AttachTo { case: case_id.clone() }, actor)?;
                let command = case::Command::AttachReport {
                    report: linked(state)?,
                    public: state.public.clone(),
                };
                let rules = self.rules_of(case)?;
                let attached = case::decide(case, command, case_actor, &rules, now)?;
                let first = report_deed(state, reported, &desk.rules, &fan, ());
                Ok((first, case_deed(case, attached, &rules, &fan, case_id.clone())))
            })
            .await
            .map_err(Error::from)
    }

    pub async fn ask_more(&self, viewer: &Viewer, report: &ReportId, text: &str) -> Result<(), Error> {
        let text = needed("text", text, "Write what you need to know.")?;
        self.write_on_report(viewer, report, Some(text), |message| Command::AskMore { message })
            .await
    }

    pub async fn answer(&self, viewer: &Viewer, report: &ReportId, text: &str) -> Result<(), Error> {
        let text = needed("text", text, "Write an answer.")?;
        self.write_on_report(viewer, report, Some(text), |message| Command::Answer { message })
            .await
    }

    /// Declines with one of the exits. An empty text tells the reporter nothing.
    pub async fn decline(&self, viewer: &Viewer, report: &ReportId, exit: Exit, text: &str) -> Result<(), Error> {
        let text = Some(text.trim()).filter(|t| !t.is_empty()).map(str::to_owned);
        let told = text.is_some();
        self.write_on_report(viewer, report, text, |message| Command::Decline {
            exit,
            message: told.then_some(message),
        })
        .await
    }

    pub async fn mark_fix_public(&self, viewer: &Viewer, report: &ReportId, url: &str) -> Result<(), Error> {
        let url = report::web_address(url).map_err(|refusal| Error::invalid("url", refusal))?;
        self.write_on_report(viewer, report, None, |_| Command::MarkFixPublic { url: url.clone() })
            .await
    }

    /// The moment of arrival is not known from a record: say from what it was assumed. It is shown so everywhere.
    pub async fn note_assumed_arrival(&self, viewer: &Viewer, report: &ReportId, because: &str) -> Result<(), Error> {
        let because = needed("because", because, "Say from what the time was assumed.")?;
        self.write_on_report(viewer, report, None, |_| Command::NoteAssumedArrival {
            because: because.clone(),
        })
        .await
    }

    /// The reporter asked for texts in clear by mail; who recorded it stands in the log.
    pub async fn allow_clear_mail(&self, viewer: &Viewer, report: &ReportId, reason: &str) -> Result<(), Error> {
        let reason = needed("reason", reason, "Say how the reporter asked for it.")?;
        self.write_on_report(viewer, report, None, |_| Command::AllowClearMail {
            reason: reason.clone(),
        })
        .await
    }

    /// How the reporter wishes to be thanked (S7), as they told the team.
    pub async fn record_credit(
        &self,
        viewer: &Viewer,
        report: &ReportId,
        credit: Credit,
        name: &str,
    ) -> Result<(), Error> {
        let credit = wish(credit, name)?;
        let desk = self.desk(viewer, report).await?;
        self.write_on_report(viewer, report, None, |_| Command::ChooseCredit(credit.clone()))
            .await?;
        let state = &desk.report.get().state;
        let case = match &state.standing {
            report::Standing::Opened(case) | report::Standing::Attached(case) => case.clone(),
            _ => return Ok(()),
        };
        let reporter = state.reporter.clone().ok_or(Error::Absent)?;
        let table = self.table(viewer, &case).await?;
        self.act(
            viewer,
            &table,
            case::Command::ReporterChoseCredit { reporter, credit },
            vec![],
        )
        .await
    }

    /// The matter is public already (S9); the text says where and since when.
    pub async fn mark_report_public(
        &self,
        viewer: &Viewer,
        report: &ReportId,
        url: &str,
        seen: &str,
    ) -> Result<(), Error> {
        let known = self.public_knowledge(url, seen)?;
        self.write_on_report(viewer, report, None, |_| Command::MarkPublic(known.clone()))
            .await
    }

    pub(crate) fn public_knowledge(&self, url: &str, seen: &str) -> Result<PublicKnowledge, Error> {
        let url = report::web_address(url).map_err(|refusal| Error::invalid("url", refusal))?;
        let seen = match seen.trim() {
            "" => self.now(),
            typed => facts::instant(typed)
                .filter(|at| *at <= self.now())
                .ok_or_else(|| Error::invalid("seen", "Write 2025-09-03 14:00 (UTC), not in the future."))?,
        };
        Ok(PublicKnowledge { url, seen })
    }

    async fn write_on_report(
        &self,
        viewer: &Viewer,
        report: &ReportId,
        text: Option<String>,
        command: impl Fn(MessageId) -> Command + Send + Sync,
    ) -> Result<(), Error> {
        let desk = self.desk(viewer, report).await?;
        let now = self.now();
        let message = MessageId::mint(self.rng());
        let fan = Fanout {
            project: &desk.project,
            id: &desk.listed.id,
            text: None,
            reply_token: self.token(),
            now,
        };
        let counterpart: Option<OutsiderId> = desk.report.get().state.reporter.clone();
        let entry = text.map(|text| {
            let who = desk.report.get().actor.who.clone();
            let name = writer(&desk.project, &who);
            let body = MessageBody {
                who,
                name,
                via: MessageVia::Page,
                text,
                warnings: vec![],
                in_clear: false,
            };
            message_entry(&message, Audiences::REPORTER, counterpart, &body, &[], self.rng())
        });
        self.store()
            .act::<Report, _, Error>(viewer, report, now, |state, actor| {
                let events = report::decide(state, command(message.clone()), actor)?;
                let deed = report_deed(state, events, &desk.rules, &fan, ());
                Ok(deed.entries(entry.clone()))
            })
            .await?;
        self.inner.wake.notify_one();
        Ok(())
    }

    async fn desk(&self, viewer: &Viewer, report: &ReportId) -> Result<Desk, Error> {
        let seen = self
            .store()
            .look(viewer, self.now())
            .row::<Report>(report)
            .await?
            .ok_or(Error::Absent)?;
        let listed = self.listed(&seen.get().project)?;
        let project = self.project_state(&listed.id).await?.ok_or(Error::Absent)?;
        let rules = self.rules(&listed.profile)?;
        Ok(Desk {
            listed,
            project,
            rules,
            report: seen,
        })
    }
}

/// What a case keeps of a report.
fn linked(report: &Report) -> Result<LinkedReport, Error> {
    let (Some(id), Some(reporter), Some(arrived)) = (&report.id, &report.reporter, report.arrived) else {
        return Err(Error::Absent);
    };
    Ok(LinkedReport {
        report: id.clone(),
        reporter: reporter.clone(),
        name: report.from_name.clone(),
        arrived,
        assumed: report.assumed.clone(),
        credit: report.credit.clone(),
        has_mail: report.reach.has_mail(),
        clear_mail: report.clear_mail,
    })
}

pub(crate) fn writer(project: &Project, who: &Who) -> String {
    match who {
        Who::Member(id) => project.name_of(id),
        Who::Outsider(_) => "the reporter".to_owned(),
        Who::Anyone => "somebody".to_owned(),
        Who::System(_) => "Ambergate".to_owned(),
    }
}

pub(crate) fn needed(field: &'static str, text: &str, what: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        Err(Error::invalid(field, what))
    } else {
        Ok(text.to_owned())
    }
}
