//! What the product of a case is under the Cyber Resilience Act, and whether the case has it so.

use super::decisions::off;
use super::policy::{send, sheet};
use super::{Face, Until};
use crate::pages::links::CasePart;
use crate::pages::words::to;
use crate::parts::form::form;
use crate::parts::text::{calm, prose};
use crate::parts::time;
use ambergate_coordinator::views::LegalLine;
use ambergate_process::access::{Act, Role};
use maud::{Markup, html};

pub(super) fn legal(face: &Face<'_>) -> Markup {
    sheet(
        face,
        "role",
        "Under the Cyber Resilience Act",
        None,
        html! {
            @match &face.view.policy.legal {
                None => p.quiet {
                    "The project has not stated what this product is: manufacturer, steward or neither. "
                    (prose(&[to("State it under Products", face.links.products())])) "."
                },
                Some(line) => (stated(face, line)),
            }
        },
    )
}

fn stated(face: &Face<'_>, line: &LegalLine) -> Markup {
    let label = match line.profile {
        Some(profile) => format!("Count it as that, and bind {profile}"),
        None => "Count it as that".to_owned(),
    };
    html! {
        p {
            @match &line.product { Some(product) => { b { (calm(product)) } ": " }, None => "The whole project: " }
            b { (line.role.word()) } ". " (calm(&line.reason))
            br; span.small.quiet { "Stated by " (calm(&line.by)) ", " (time::utc(line.at)) ". " (prose(&[to("Products", face.links.products())])) }
        }
        @if let Some(day) = line.dormant {
            p { "Nothing is owed before " (day.to_string()) ": until then the clocks of " (line.profile.unwrap_or_default()) " sleep." }
        }
        @if line.profile.is_some() && face.shell.role == Role::Pst {
            p { (prose(&[to("What authorities are told, and when", face.links.case(&face.view.id, CasePart::Authority))])) }
        }
        @if line.taken {
            p.quiet {
                @match line.profile {
                    Some(profile) => { "This case counts as that, and " (profile) " binds it." },
                    None => "This case counts as that; no rules of the act bind it.",
                }
            }
        } @else {
            p {
                @match &line.counted {
                    Some(counted) => { "This case does not have it so: it counts as " (calm(counted)) ", with the rules listed below." },
                    None => "This case has not taken it over.",
                }
            }
            @match face.off(Act::BindProfiles, Until::Close) {
                Some(why) => (off("role", &label, why)),
                None => (form(&face.form("role"), &send(&label))),
            }
        }
    }
}
