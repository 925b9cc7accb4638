//! Who does what by when: roles, clocks, severity, gates. Each rule is a sentence with its anchor; a table sums the clocks up.

use super::page::{Page, anchor, capital, escaped, link, sentence};
use super::words::{list, noun, refs, who, window};
use super::{cited, usual};
use crate::policy::{
    Anchor, Clock, Decides, Effect, FinalSay, Gate, Need, OnPublic, Profile, Role, Selection, Span, Start, Strength,
};

pub(super) fn roles(page: &mut Page, profile: &Profile) {
    page.heading(2, "Who works on it");
    for role in &profile.roles {
        page.rule(&format!("role-{}", role.id), &role_of(profile, role));
    }
    page.end_of_list();
}

fn role_of(profile: &Profile, role: &Role) -> String {
    let mut said = vec![format!("**{}** (`{}`)", escaped(&role.title), role.id)];
    let from = role.from.as_ref().map(|from| who(profile, from));
    said.push(match (role.selection, from) {
        (Selection::Volunteer, None) => "people volunteer".to_owned(),
        (Selection::Volunteer, Some(from)) => format!("volunteers from {from}"),
        (Selection::RoundRobin, None) => "people take turns".to_owned(),
        (Selection::RoundRobin, Some(from)) => format!("goes round {from}"),
        (Selection::OnCall, None) => "whoever is on call".to_owned(),
        (Selection::OnCall, Some(from)) => format!("whoever is on call of {from}"),
        (Selection::Appointed, None) => "appointed".to_owned(),
        (Selection::Appointed, Some(from)) => format!("appointed from {from}"),
    });
    match (role.min, role.max) {
        (Some(min), Some(max)) if min == max && min == 1 => said.push("one person".to_owned()),
        (Some(min), Some(max)) if min == max => said.push(format!("{min} people")),
        (Some(min), Some(max)) => said.push(format!("{min} to {max} people")),
        (Some(0), None) => said.push("may be nobody".to_owned()),
        (Some(min), None) => said.push(format!("at least {min}")),
        (None, Some(max)) => said.push(format!("at most {max}")),
        (None, None) => {}
    }
    if let Some(share) = role.org_cap {
        said.push(format!(
            "at most {}/{} of them from one organisation",
            share.of, share.whole
        ));
    }
    if role.sends_external {
        said.push("writes to people outside".to_owned());
    }
    format!("{}{}.", said.join("; ").replacen("; ", ": ", 1), cited(&role.refs))
}

pub(super) fn clocks(page: &mut Page, profile: &Profile) {
    page.heading(2, "By when");
    let Some(usual) = usual(profile) else {
        return;
    };
    let strength = match usual.0 {
        Strength::Suggest => "is a suggestion: going beyond it asks for a reason and stops nobody",
        Strength::Should => "should be kept",
        Strength::Must => "must be kept",
    };
    page.rule(
        "clocks-usual",
        &format!(
            "Unless a line says otherwise, a target {strength}. Once the vulnerability is public it {}.",
            public(usual.1)
        ),
    );
    if let Some(counted) = counting(profile) {
        page.rule("clocks-counting", &counted);
    }
    for clock in &profile.clocks {
        page.rule(&format!("clock-{}", clock.id), &clock_of(clock, usual));
    }
    let rows: Vec<Vec<String>> = profile.clocks.iter().map(row).collect();
    page.table(
        &[
            "Reached",
            "Counted",
            "Not before",
            "At the latest",
            "Strength",
            "Once public",
            "Paragraph",
        ],
        &rows,
    );
}

fn public(rule: OnPublic) -> &'static str {
    match rule {
        OnPublic::Asap => "is due as soon as possible",
        OnPublic::Keep => "stays as it is",
        OnPublic::Cancel => "falls away",
    }
}

/// How the units that this profile uses are counted.
fn counting(profile: &Profile) -> Option<String> {
    let spans: Vec<Span> = profile
        .clocks
        .iter()
        .flat_map(|clock| [clock.min, clock.max])
        .flatten()
        .collect();
    let uses = |wanted: fn(&Span) -> bool| spans.iter().any(wanted);
    let mut said = Vec::new();
    if uses(|span| matches!(span, Span::Days(_))) {
        said.push("Days have 24 hours and weekends count");
    }
    if uses(|span| matches!(span, Span::BusinessDays(_) | Span::WorkingWeeks(_))) {
        said.push("business days are Monday to Friday without the holidays");
    }
    if uses(|span| matches!(span, Span::WorkingWeeks(_))) {
        said.push("a working week is five of them");
    }
    if uses(|span| matches!(span, Span::Months(_))) {
        said.push("months end on the same day, or on the last one there is");
    }
    (!said.is_empty()).then(|| format!("{}.", capital(&said.join("; "))))
}

fn clock_of(clock: &Clock, usual: (Strength, OnPublic)) -> String {
    let mut said = format!("**{}** {}", sentence(&clock.act).trim_end_matches('.'), window(clock));
    if let Some(when) = &clock.when {
        said.push_str(&format!(", where {}", escaped(&when.explain())));
    }
    said.push('.');
    match clock.strength {
        strength if strength == usual.0 => {}
        Strength::Suggest => said.push_str(" This is a suggestion."),
        Strength::Should => said.push_str(" This should be kept."),
        Strength::Must => said.push_str(" This must be kept."),
    }
    if clock.on_public != usual.1 {
        said.push_str(&format!(
            " Once the vulnerability is public it {}.",
            public(clock.on_public)
        ));
    }
    if !clock.needs.is_empty() {
        let needs: Vec<&str> = clock.needs.iter().copied().map(noun).collect();
        said.push_str(&format!(" It should not come before {}.", list(&needs, "and")));
    }
    if let Some(gate) = &clock.extend {
        said.push_str(&format!(
            " It can be moved by {}.",
            link("a gate", &format!("gate-{gate}"))
        ));
    }
    if clock.every {
        said.push_str(" It starts again each time.");
    }
    if let Some(note) = &clock.note {
        said.push(' ');
        said.push_str(&sentence(note));
    }
    said.push_str(&cited(&clock.refs));
    said
}

fn row(clock: &Clock) -> Vec<String> {
    let length = |span: Option<Span>| span.map_or_else(|| "-".to_owned(), |span| span.to_string());
    let (counted, earliest, latest) = match clock.start {
        Start::From(from) => (
            format!("on, after {}", from.word()),
            length(clock.min),
            length(clock.max),
        ),
        Start::Before(to) => {
            let ahead = |span: Option<Span>| span.map_or_else(|| "-".to_owned(), |span| format!("{span} before"));
            (format!("back, from {}", noun(to)), ahead(clock.max), ahead(clock.min))
        }
    };
    let public = match clock.on_public {
        OnPublic::Asap => "as soon as possible",
        OnPublic::Keep => "stays",
        OnPublic::Cancel => "falls away",
    };
    let strength = match clock.strength {
        Strength::Suggest => "suggested",
        Strength::Should => "should",
        Strength::Must => "must",
    };
    let title = link(&capital(&escaped(&clock.title)), &format!("clock-{}", clock.id));
    vec![
        format!("{}{title}", anchor(&format!("table-{}", clock.id))),
        counted,
        earliest,
        latest,
        strength.to_owned(),
        public.to_owned(),
        refs(&clock.refs),
    ]
}

pub(super) fn severity(page: &mut Page, profile: &Profile) {
    let rule = &profile.severity;
    // Without a paragraph there is no section in the profile.
    if rule.refs.is_empty() {
        return;
    }
    page.heading(2, "How bad it is");
    let schemes: Vec<&str> = rule.schemes.iter().map(|scheme| scheme.word()).collect();
    let scored = if schemes.is_empty() {
        "Nothing is scored with CVSS".to_owned()
    } else {
        format!("It is scored with {}", list(&schemes, "or"))
    };
    page.rule("severity-schemes", &format!("{scored}{}.", cited(&rule.refs)));
    let required = if rule.required {
        "Nothing is published without a severity."
    } else {
        "A severity is not required."
    };
    page.rule("severity-required", required);
    if !rule.levels.is_empty() {
        let levels: Vec<String> = rule.levels.iter().map(|level| escaped(level)).collect();
        page.rule(
            "severity-levels",
            &format!("The levels, the worst last: {}.", levels.join(", ")),
        );
    }
    let last = match rule.final_say {
        FinalSay::FixLead => who(profile, "fix_lead"),
        FinalSay::Pst => who(profile, "pst"),
    };
    page.rule("severity-final_say", &format!("{} has the last word.", capital(&last)));
    if schemes.len() > 1 || rule.decides != Decides::Highest {
        let decides = match rule.decides {
            Decides::Highest => "the highest counts".to_owned(),
            Decides::Latest => "the one of the newest version of CVSS counts".to_owned(),
            Decides::Scheme(scheme) => format!("the one of {} counts", scheme.word()),
        };
        page.rule("severity-decides", &format!("Of several scores {decides}."));
    }
    page.end_of_list();
}

pub(super) fn gates(page: &mut Page, profile: &Profile) {
    page.heading(2, "What the facts decide");
    if profile.gates.is_empty() {
        return;
    }
    page.paragraph(
        "Each rule stands with its condition as Ambergate evaluates it. While a fact that it asks for is not known, the answer is \
         neither yes nor no: people are asked.",
    );
    for gate in &profile.gates {
        let (said, below) = gate_of(profile, gate);
        page.rule_with(&format!("gate-{}", gate.id), &said, &below);
    }
    page.end_of_list();
}

fn gate_of(profile: &Profile, gate: &Gate) -> (String, Vec<String>) {
    let act = gate.act.word();
    let when = escaped(&gate.when.explain());
    let rule = match (gate.effect, &gate.until) {
        (Effect::Allow, _) => format!("{} is allowed where {when}", capital(act)),
        (Effect::Suggest, _) => format!("{} is suggested where {when}", capital(act)),
        (Effect::Require, _) => format!("{} requires that {when}", capital(act)),
        (Effect::Forbid, _) => format!("{} is forbidden while {when}", capital(act)),
        (Effect::ForbidBefore, Some(until)) => format!(
            "{} is forbidden before {} where {when}",
            capital(act),
            escaped(&until.explain())
        ),
        (Effect::ForbidBefore, None) => format!("{} is forbidden where {when}", capital(act)),
    };
    let said = format!("**{}** {rule}.{}", sentence(&gate.title), cited(&gate.refs));
    let until = gate.until.as_ref().map(|until| format!(", until `{}`", until.source()));
    let mut below = vec![format!(
        "Condition: `{}`{}",
        gate.when.source(),
        until.unwrap_or_default()
    )];
    if let Some(decider) = gate.decider {
        below.push(format!("Decided by {}.", who(profile, decider.key())));
    }
    if !gate.needs.is_empty() {
        let needs: Vec<String> = gate.needs.iter().map(need).collect();
        below.push(format!("Goes with {}.", list(&needs, "and")));
    }
    let holds = matches!(gate.effect, Effect::Require | Effect::Forbid | Effect::ForbidBefore);
    match &gate.breaking {
        Some(breaking) => {
            let what = if holds {
                "may break this rule"
            } else {
                "may allow it elsewhere too"
            };
            let mut how = format!("{} {what}", capital(&who(profile, breaking.by.key())));
            if let Some(approvals) = breaking.approvals {
                let plural = if approvals == 1 { "" } else { "s" };
                how.push_str(&format!(" with {approvals} approval{plural}"));
            }
            if let Some(delay) = breaking.delay {
                how.push_str(&format!(", which takes effect after {delay}"));
            }
            if let Some(review) = breaking.review {
                how.push_str(&format!(", and is looked at again after {review}"));
            }
            below.push(format!("{how}."));
        }
        None if holds => below.push("Nobody may break this rule.".to_owned()),
        None => {}
    }
    if let Some(note) = &gate.note {
        below.push(sentence(note));
    }
    (said, below)
}

fn need(need: &Need) -> String {
    match need {
        Need::Reason => "a reason".to_owned(),
        Need::NewDate => "a new date".to_owned(),
        Need::DiscussionMessage => "the message in which it was discussed".to_owned(),
        Need::Approvals(1) => "1 approval".to_owned(),
        Need::Approvals(n) => format!("{n} approvals"),
    }
}

/// The end of an embargo and the like, as a list of things.
pub(super) fn nouns(anchors: &[Anchor], last: &str) -> String {
    let nouns: Vec<&str> = anchors.iter().copied().map(noun).collect();
    list(&nouns, last)
}
