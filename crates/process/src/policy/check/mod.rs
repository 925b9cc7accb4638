//! Whether the sections of a profile fit together. Reading them is done in `read`; nothing is repaired here.

mod against_base;
mod clocks;
mod complete;
mod people;

use super::builtin::{Library, Shelved};
use super::document::{Table, Texts, get, parse};
use super::fault::{Fault, remedy};
use super::overlay::{Removed, overlay};
use super::read::{Base, Draft, draft, ids};
use super::schema::Head;
use super::words::Section;
use super::{Profile, SeverityRule};
use crate::calendar::zone;
use std::collections::BTreeSet;
use toml::de::DeTable;

/// The labels of TLP 2.0.
const LABELS: [&str; 5] = ["TLP:RED", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:GREEN", "TLP:CLEAR"];

/// Reads a profile with its bases and checks all of it.
pub(super) fn profile(file: &str, text: &str, library: &Library<'_>) -> Result<Profile, Vec<Fault>> {
    let chain = chain(file, text, library)?;
    let mut texts = Texts::default();
    let mut faults = Vec::new();
    let mut beneath: Option<(String, Table<'_>)> = None;
    let mut base_profile = None;
    for (base, last) in chain.iter().rev().zip((0..chain.len()).rev()) {
        let own = parse(&mut texts, &base.file, base.text)?;
        let own_id = base.id.clone();
        let (base_ids, (tree, removed)) = match beneath.take() {
            None => (None, (own, Removed::new())),
            Some((id, tree)) => {
                let known = ids(&tree);
                let tree = overlay(tree, own, &id, &texts, &mut faults);
                (Some((id, known)), tree)
            }
        };
        if last == 1 {
            // What it overlays must itself be valid, or every fault would be said twice.
            let beneath = draft(tree.clone(), None, &texts, &mut faults);
            check(&beneath, &texts, &mut faults);
            if !faults.is_empty() {
                return Err(faults);
            }
            base_profile = Some(beneath);
        }
        if last == 0 {
            let base = base_ids.as_ref().map(|(id, ids)| Base { id, ids: ids.clone() });
            let draft = draft(tree, base.as_ref(), &texts, &mut faults);
            check(&draft, &texts, &mut faults);
            if let (Some(base), Some(beneath)) = (&base, &base_profile) {
                against_base::check(beneath, &draft, &removed, base.id, &texts, &mut faults);
            }
            let faults: Vec<Fault> = faults.into_iter().map(|fault| texts.inherited(fault)).collect();
            return if faults.is_empty() { finish(draft) } else { Err(faults) };
        }
        beneath = Some((own_id, tree));
    }
    Err(faults)
}

/// The file and what it extends, the file first.
fn chain<'l>(file: &str, text: &'l str, library: &Library<'l>) -> Result<Vec<Shelved<'l>>, Vec<Fault>> {
    let own = |key: &str| {
        let (tree, _) = DeTable::parse_recoverable(text);
        let policy = get(tree.get_ref(), "policy")?.get_ref().as_table()?;
        get(policy, key)?.get_ref().as_str().map(str::to_owned)
    };
    let mut chain = vec![Shelved {
        id: own("id").unwrap_or_default(),
        file: file.to_owned(),
        text,
    }];
    let mut seen: BTreeSet<String> = chain.iter().map(|one| one.id.clone()).collect();
    while let Some(last) = chain.last() {
        let (tree, _) = DeTable::parse_recoverable(last.text);
        let Some(extends) = get(tree.get_ref(), "extends") else {
            break;
        };
        let mut texts = Texts::default();
        texts.add(&last.file, last.text);
        let place = extends.span().start;
        let Some(id) = extends.get_ref().as_str() else {
            let remedy = "write extends = \"coredns\" with the id of a profile";
            return Err(vec![texts.fault(place, "`extends` is no text", remedy)]);
        };
        if !seen.insert(id.to_owned()) {
            let path: Vec<&str> = chain.iter().map(|one| one.id.as_str()).collect();
            let what = format!(
                "the profiles extend each other in a circle: {} > {id}",
                path.join(" > ")
            );
            return Err(vec![texts.fault(place, what, "let one of them stand on its own")]);
        }
        let Some(base) = library.find(id) else {
            let known = library.ids();

            let what = format!("`extends` names \"{id}\", and there is no such profile");
            let others = known
                .iter()
                .copied()
                .filter(|one| Some(*one) != chain.first().map(|own| own.id.as_str()));
            let says = "Give the file of any other one along with this file; there are";
            let remedy = remedy(id, others, says);
            return Err(vec![texts.fault(place, what, remedy)]);
        };
        chain.push(base.clone());
    }
    Ok(chain)
}

fn check(draft: &Draft, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    if let Some(head) = &draft.head {
        check_head(head, texts, faults);
    }
    clocks::check(draft, texts, faults);
    people::check(draft, texts, faults);
    complete::check(draft, texts, faults);
}

fn check_head(head: &super::document::Item<Head>, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    let policy = &head.value;
    if zone(&policy.tz).is_err() {
        let what = format!("\"{}\" is no time zone", policy.tz);
        let remedy = "write UTC or a name such as Europe/Berlin or America/New_York";
        faults.push(texts.fault(head.key("tz"), what, remedy));
    }
    if let (Some(from), Some(until)) = (policy.valid_from, policy.valid_until)
        && until <= from
    {
        let what = format!("the profile is in force from {from} and no longer from {until}: never");
        faults.push(texts.fault(
            head.key("valid_until"),
            what,
            "write a valid_until after valid_from, or leave it out",
        ));
    }
    label(&policy.tlp_default, head.key("tlp_default"), texts, faults);
    for (key, text) in [
        ("id", &policy.id),
        ("version", &policy.version),
        ("name", &policy.name),
        ("source", &policy.source),
    ] {
        if text.trim().is_empty() {
            let what = format!("[policy] `{key}` is empty");
            faults.push(texts.fault(head.key(key), what, format!("write the {key} of the policy")));
        }
    }
}

/// A TLP label that is none.
fn label(text: &str, place: usize, texts: &Texts<'_>, faults: &mut Vec<Fault>) {
    if !LABELS.contains(&text) {
        let what = format!("\"{text}\" is no label of TLP 2.0");
        faults.push(texts.fault(place, what, format!("write one of {}", LABELS.join(", "))));
    }
}

/// Everything has been found to fit; only now does a [`Profile`] come to be.
fn finish(draft: Draft) -> Result<Profile, Vec<Fault>> {
    fn values<T>(items: Vec<super::document::Item<T>>) -> Vec<T> {
        items.into_iter().map(|item| item.value).collect()
    }
    // A line that a base wrote gives way to what an overlay adds.
    let silent = |section: Section, line: &str| {
        complete::has(&draft, section).is_none() || line.starts_with("contradicts itself")
    };
    let not_stated = draft
        .not_stated
        .iter()
        .filter(|(section, (line, _))| silent(**section, line))
        .map(|(section, (line, _))| (*section, line.clone()))
        .collect();
    // A draft without a head or with a strange zone has faults and does not come here.
    let Some((head, zone)) = draft
        .head
        .and_then(|head| Some((head.value.clone(), zone(&head.value.tz).ok()?)))
    else {
        return Err(Vec::new());
    };
    Ok(Profile {
        id: head.id,
        version: head.version,
        kind: head.kind,
        name: head.name,
        source: head.source,
        read: head.read,
        copy: head.copy,
        valid_from: head.valid_from,
        valid_until: head.valid_until,
        zone,
        holidays: Some(head.holidays).filter(|name| name != "none"),
        tlp_default: head.tlp_default,
        extends: draft.extends,
        roles: values(draft.roles),
        clocks: values(draft.clocks),
        severity: draft.severity.map_or_else(SeverityRule::default, |item| item.value),
        gates: values(draft.gates),
        audiences: values(draft.audiences),
        embargo: draft.embargo.map(|item| item.value),
        membership: draft.membership.map(|item| item.value),
        leak: draft.leak.map(|item| item.value),
        release: draft.release.map(|item| item.value),
        messages: values(draft.messages),
        communications: values(draft.communications),
        cve: draft.cve.map(|item| item.value),
        checklists: values(draft.checklists),
        references: values(draft.references),
        not_stated,
    })
}
