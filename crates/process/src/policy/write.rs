//! A profile as a file again, with its bases laid beneath it: what `policy show` prints. Reading it gives the same profile. No
//! rule is known here.

use super::Profile;
use super::schema::{Bound, Decides, Need, Override, Start, When};
use crate::calendar::Span;
use serde::Serialize;
use toml::Value;

impl Profile {
    /// The whole profile as a file without `extends`; its keys stand in the order of the documentation.
    pub fn written(&self) -> String {
        let mut file = File(String::from("schema = 1\n"));
        file.head(self);
        file.people(self);
        file.clocks(self);
        file.gates(self);
        file.telling(self);
        file.bounds(self);
        file.rest(self);
        file.0
    }
}

struct File(String);

impl File {
    fn section(&mut self, heading: &str) {
        self.0.push_str(&format!("\n{heading}\n"));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.0
            .push_str(&format!("{key} = {}\n", Value::String(text.to_owned())));
    }

    fn maybe(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn word<T: Serialize>(&mut self, key: &str, word: Option<T>) {
        if let Some(value) = word.and_then(|word| Value::try_from(word).ok()) {
            self.0.push_str(&format!("{key} = {value}\n"));
        }
    }

    fn span(&mut self, key: &str, span: Option<Span>) {
        self.maybe(key, span.map(Span::written).as_ref());
    }

    fn list<T: Serialize>(&mut self, key: &str, list: impl IntoIterator<Item = T>) {
        let list: Vec<Value> = list.into_iter().filter_map(|one| Value::try_from(one).ok()).collect();
        if !list.is_empty() {
            self.0.push_str(&format!("{key} = {}\n", Value::Array(list)));
        }
    }

    /// Also where it is empty.
    fn whole<T: Serialize>(&mut self, key: &str, list: impl IntoIterator<Item = T>) {
        let list: Vec<Value> = list.into_iter().filter_map(|one| Value::try_from(one).ok()).collect();
        self.0.push_str(&format!("{key} = {}\n", Value::Array(list)));
    }

    fn head(&mut self, profile: &Profile) {
        self.section("[policy]");
        self.text("id", &profile.id);
        self.text("version", &profile.version);
        self.word("kind", Some(profile.kind));
        self.text("name", &profile.name);
        self.text("source", &profile.source);
        self.maybe("read", profile.read.map(|day| day.to_string()).as_ref());
        self.maybe("copy", profile.copy.as_ref());
        self.maybe("valid_from", profile.valid_from.map(|day| day.to_string()).as_ref());
        self.maybe("valid_until", profile.valid_until.map(|day| day.to_string()).as_ref());
        self.text("tz", profile.zone.iana_name().unwrap_or("UTC"));
        self.text("holidays", profile.holidays.as_deref().unwrap_or("none"));
        self.text("tlp_default", &profile.tlp_default);
    }

    fn people(&mut self, profile: &Profile) {
        for role in &profile.roles {
            self.section("[[role]]");
            self.text("id", &role.id);
            self.text("title", &role.title);
            self.word("selection", Some(role.selection));
            self.maybe("from", role.from.as_ref());
            self.word("min", role.min);
            self.word("max", role.max);
            let cap = role.org_cap.map(|share| format!("{}/{}", share.of, share.whole));
            self.maybe("org_cap", cap.as_ref());
            self.word("sends_external", role.sends_external.then_some(true));
            self.list("refs", &role.refs);
        }
    }

    fn clocks(&mut self, profile: &Profile) {
        for clock in &profile.clocks {
            self.section("[[clock]]");
            self.text("id", &clock.id);
            self.text("act", &clock.act);
            self.text("title", &clock.title);
            match clock.start {
                Start::From(from) => self.word("from", Some(from)),
                Start::Before(before) => self.word("before", Some(before)),
            }
            self.word("until", Some(clock.until));
            self.span("min", clock.min);
            self.span("max", clock.max);
            self.word("strength", Some(clock.strength));
            self.word("on_public", Some(clock.on_public));
            self.word("when", clock.when.clone());
            self.list("needs", &clock.needs);
            self.maybe("extend", clock.extend.as_ref());
            self.word("every", clock.every.then_some(true));
            self.list("refs", &clock.refs);
            self.maybe("note", clock.note.as_ref());
        }
    }

    fn gates(&mut self, profile: &Profile) {
        let severity = &profile.severity;
        if !severity.refs.is_empty() {
            self.section("[severity]");
            self.whole("schemes", &severity.schemes);
            self.word("required", Some(severity.required));
            self.list("levels", &severity.levels);
            self.word("final_say", Some(severity.final_say));
            match severity.decides {
                Decides::Highest => self.text("decides", "highest"),
                Decides::Latest => self.text("decides", "latest"),
                Decides::Scheme(scheme) => self.word("decides", Some(scheme)),
            }
            self.list("refs", &severity.refs);
        }
        for gate in &profile.gates {
            self.section("[[gate]]");
            self.text("id", &gate.id);
            self.text("title", &gate.title);
            self.word("when", Some(gate.when.clone()));
            self.word("effect", Some(gate.effect));
            self.word("act", Some(gate.act));
            self.word("until", gate.until.clone());
            self.word("decider", gate.decider);
            self.list("needs", gate.needs.iter().map(need));
            if let Some(breaking) = &gate.breaking {
                self.0.push_str(&format!("override = {}\n", breaking_of(breaking)));
            }
            self.list("refs", &gate.refs);
            self.maybe("note", gate.note.as_ref());
        }
    }

    fn telling(&mut self, profile: &Profile) {
        for audience in &profile.audiences {
            self.section("[[audience]]");
            self.text("id", audience.id.key());
            self.text("tlp", &audience.tlp);
            self.list("refs", &audience.refs);
            self.0.push_str("[audience.facts]\n");
            self.whole("embargoed", &audience.facts.embargoed);
            self.whole("announced", &audience.facts.announced);
            self.whole("released", &audience.facts.released);
        }
        for message in &profile.messages {
            self.section("[[message]]");
            self.text("id", &message.id);
            self.text("audience", message.audience.key());
            self.maybe("channel", message.channel.as_ref());
            self.list("required", &message.required);
            self.list("forbidden", &message.forbidden);
            self.list("refs", &message.refs);
        }
        for line in &profile.communications {
            self.section("[[communication]]");
            self.text("id", &line.id);
            self.text("audience", line.audience.key());
            self.text("message", &line.message);
            self.text("channel", &line.channel);
            let when = match line.when {
                When::At => "at".to_owned(),
                When::After(span) => format!("after {}", span.written()),
                When::Before(span) => format!("before {}", span.written()),
            };
            self.text("when", &when);
            self.word("anchor", Some(line.anchor));
            self.text("owner", &line.owner);
            self.list("refs", &line.refs);
        }
    }

    fn bounds(&mut self, profile: &Profile) {
        if let Some(embargo) = &profile.embargo {
            self.section("[embargo]");
            self.maybe("max", bound(embargo.max).as_ref());
            self.maybe("preferred_max", bound(embargo.preferred_max).as_ref());
            self.maybe("min", bound(embargo.min).as_ref());
            self.word("from", embargo.from);
            self.word("strength", embargo.strength);
            self.list("ends_on", &embargo.ends_on);
            self.maybe("deploy_allowed", embargo.deploy_allowed.as_ref());
            self.maybe("binaries_covered", embargo.binaries_covered.as_ref());
            self.word("share_between_members", embargo.share_between_members);
            self.word("cve_id_shareable", embargo.cve_id_shareable);
            self.word("reporter_overrides", embargo.reporter_overrides);
            self.list("ends_on_weekdays", &embargo.ends_on_weekdays);
            self.list("refs", &embargo.refs);
        }
        if let Some(membership) = &profile.membership {
            self.section("[membership]");
            self.word("unit", Some(membership.unit));
            self.text("application", &membership.application);
            self.text("decider", &membership.decider);
            if !membership.criteria.is_empty() {
                self.0.push_str("criteria = [\n");
                for one in &membership.criteria {
                    let (id, text) = (Value::String(one.id.clone()), Value::String(one.text.clone()));
                    self.0.push_str(&format!("  {{ id = {id}, text = {text} }},\n"));
                }
                self.0.push_str("]\n");
            }
            self.maybe("vouch", membership.vouch.as_ref());
            self.span("review_every", membership.review_every);
            self.word("slots", membership.slots);
            self.maybe("contact_rule", membership.contact_rule.as_ref());
            self.maybe("appeal", membership.appeal.as_ref());
            self.word("names_public", membership.names_public);
            self.list("refs", &membership.refs);
        }
        if let Some(leak) = &profile.leak {
            self.section("[leak]");
            self.text("report_to", &leak.report_to);
            self.whole("must_state", &leak.must_state);
            self.maybe("assessor", leak.assessor.as_ref());
            self.word("default", leak.default);
            self.maybe("sanction", leak.sanction.as_ref());
            self.list("refs", &leak.refs);
        }
    }

    fn rest(&mut self, profile: &Profile) {
        if let Some(release) = &profile.release {
            self.section("[release]");
            self.list("weekdays", &release.weekdays);
            self.maybe("at", release.at.map(|at| at.strftime("%H:%M").to_string()).as_ref());
            self.list("avoid", &release.avoid);
            self.list("notice", release.notice.iter().map(|span| span.written()));
            self.list("refs", &release.refs);
        }
        if let Some(cve) = &profile.cve {
            self.section("[cve]");
            self.word("source", Some(cve.source));
            self.word("when", cve.when);
            self.maybe("policy_text", cve.policy_text.as_ref());
            self.list("refs", &cve.refs);
        }
        for checklist in &profile.checklists {
            self.section("[[checklist]]");
            self.text("id", &checklist.id);
            self.text("title", &checklist.title);
            self.whole("items", &checklist.items);
            self.list("refs", &checklist.refs);
        }
        for reference in &profile.references {
            self.section("[[reference]]");
            self.text("id", &reference.id);
            self.text("title", &reference.title);
            self.text("place", &reference.place);
        }
        if !profile.not_stated.is_empty() {
            self.section("[not_stated]");
            for (section, line) in &profile.not_stated {
                self.text(section.key(), line);
            }
        }
    }
}

fn bound(bound: Bound) -> Option<String> {
    match bound {
        Bound::NotStated => None,
        Bound::None => Some("none".to_owned()),
        Bound::Of(span) => Some(span.written()),
    }
}

fn need(need: &Need) -> String {
    match need {
        Need::Reason => "reason".to_owned(),
        Need::NewDate => "new_date".to_owned(),
        Need::DiscussionMessage => "discussion_message".to_owned(),
        Need::Approvals(n) => format!("approvals:{n}"),
    }
}

fn breaking_of(breaking: &Override) -> String {
    let mut keys = vec![format!("by = \"{}\"", breaking.by.key())];
    keys.extend(breaking.delay.map(|delay| format!("delay = \"{}\"", delay.written())));
    keys.extend(
        breaking
            .review
            .map(|review| format!("review = \"{}\"", review.written())),
    );
    keys.extend(breaking.approvals.map(|n| format!("approvals = {n}")));
    format!("{{ {} }}", keys.join(", "))
}
