//! The metrics of CVSS 3.0 and 3.1 in the order that the specification prefers, values from worst to mildest.

use super::{Group, MetricDef, ValueDef};

#[rustfmt::skip]
pub(super) const METRICS: &[MetricDef] = &[
    MetricDef { key: "AV", name: "Attack vector", group: Group::Base, values: AV },
    MetricDef { key: "AC", name: "Attack complexity", group: Group::Base, values: AC },
    MetricDef { key: "PR", name: "Privileges required", group: Group::Base, values: PR },
    MetricDef { key: "UI", name: "User interaction", group: Group::Base, values: UI },
    MetricDef { key: "S", name: "Scope", group: Group::Base, values: S },
    MetricDef { key: "C", name: "Confidentiality", group: Group::Base, values: C },
    MetricDef { key: "I", name: "Integrity", group: Group::Base, values: I },
    MetricDef { key: "A", name: "Availability", group: Group::Base, values: A },
    MetricDef { key: "E", name: "Exploit code maturity", group: Group::Threat, values: E },
    MetricDef { key: "RL", name: "Remediation level", group: Group::Threat, values: RL },
    MetricDef { key: "RC", name: "Report confidence", group: Group::Threat, values: RC },
    MetricDef { key: "CR", name: "Confidentiality requirement", group: Group::Environmental, values: REQ },
    MetricDef { key: "IR", name: "Integrity requirement", group: Group::Environmental, values: REQ },
    MetricDef { key: "AR", name: "Availability requirement", group: Group::Environmental, values: REQ },
    MetricDef { key: "MAV", name: "Modified attack vector", group: Group::Environmental, values: M_AV },
    MetricDef { key: "MAC", name: "Modified attack complexity", group: Group::Environmental, values: M_AC },
    MetricDef { key: "MPR", name: "Modified privileges required", group: Group::Environmental, values: M_PR },
    MetricDef { key: "MUI", name: "Modified user interaction", group: Group::Environmental, values: M_UI },
    MetricDef { key: "MS", name: "Modified scope", group: Group::Environmental, values: M_S },
    MetricDef { key: "MC", name: "Modified confidentiality", group: Group::Environmental, values: M_C },
    MetricDef { key: "MI", name: "Modified integrity", group: Group::Environmental, values: M_I },
    MetricDef { key: "MA", name: "Modified availability", group: Group::Environmental, values: M_A },
];

#[rustfmt::skip]
const AV: &[ValueDef] = &[
    ValueDef { key: "N", name: "Network", meaning: "It can be reached from anywhere over a network." },
    ValueDef { key: "A", name: "Adjacent", meaning: "Only from the same local or logically near network." },
    ValueDef { key: "L", name: "Local", meaning: "Only from the machine itself, or by a file that someone opens there." },
    ValueDef { key: "P", name: "Physical", meaning: "Only with the hardware in hand." },
];

#[rustfmt::skip]
const AC: &[ValueDef] = &[
    ValueDef { key: "L", name: "Low", meaning: "Nothing has to be timed, guessed or prepared." },
    ValueDef { key: "H", name: "High", meaning: "Conditions that the attacker does not control must be met first." },
];

#[rustfmt::skip]
const PR: &[ValueDef] = &[
    ValueDef { key: "N", name: "None", meaning: "No account or permission is needed." },
    ValueDef { key: "L", name: "Low", meaning: "An ordinary account or permission is needed." },
    ValueDef { key: "H", name: "High", meaning: "Wide permissions, such as those of an administrator, are needed." },
];

#[rustfmt::skip]
const UI: &[ValueDef] = &[
    ValueDef { key: "N", name: "None", meaning: "Nobody else has to do anything." },
    ValueDef { key: "R", name: "Required", meaning: "Someone else has to take part, for example by opening a link." },
];

#[rustfmt::skip]
const S: &[ValueDef] = &[
    ValueDef { key: "C", name: "Changed", meaning: "It reaches beyond the vulnerable component, into what another authority guards." },
    ValueDef { key: "U", name: "Unchanged", meaning: "It stays within what the vulnerable component guards." },
];

#[rustfmt::skip]
const C: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "All or the most important data can be read." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be read, but not what the attacker chooses." },
    ValueDef { key: "N", name: "None", meaning: "Nothing is disclosed." },
];

#[rustfmt::skip]
const I: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "Data can be changed at will, or the change has serious effects." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be changed, with limited effects." },
    ValueDef { key: "N", name: "None", meaning: "Nothing can be changed." },
];

#[rustfmt::skip]
const A: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "The service can be made unusable, or what it serves out of reach." },
    ValueDef { key: "L", name: "Low", meaning: "The service becomes slower or fails at times." },
    ValueDef { key: "N", name: "None", meaning: "The service goes on as before." },
];

#[rustfmt::skip]
const E: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "An attack works everywhere or runs by itself." },
    ValueDef { key: "F", name: "Functional", meaning: "Working attack code exists for most situations." },
    ValueDef { key: "P", name: "Proof of concept", meaning: "A demonstration exists that is not practical in most situations." },
    ValueDef { key: "U", name: "Unproven", meaning: "No attack code is known." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const RL: &[ValueDef] = &[
    ValueDef { key: "U", name: "Unavailable", meaning: "There is no remedy yet." },
    ValueDef { key: "W", name: "Workaround", meaning: "There is an unofficial remedy." },
    ValueDef { key: "T", name: "Temporary fix", meaning: "There is an official but temporary remedy." },
    ValueDef { key: "O", name: "Official fix", meaning: "There is an official fix." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const RC: &[ValueDef] = &[
    ValueDef { key: "C", name: "Confirmed", meaning: "The vulnerability is confirmed." },
    ValueDef { key: "R", name: "Reasonable", meaning: "There is good evidence, not yet complete." },
    ValueDef { key: "U", name: "Unknown", meaning: "There are reports, but their cause is not known." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const REQ: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "A loss here would be a disaster for those who run it." },
    ValueDef { key: "M", name: "Medium", meaning: "A loss here would be serious for those who run it." },
    ValueDef { key: "L", name: "Low", meaning: "A loss here would hardly be felt by those who run it." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_AV: &[ValueDef] = &[
    ValueDef { key: "N", name: "Network", meaning: "It can be reached from anywhere over a network." },
    ValueDef { key: "A", name: "Adjacent", meaning: "Only from the same local or logically near network." },
    ValueDef { key: "L", name: "Local", meaning: "Only from the machine itself, or by a file that someone opens there." },
    ValueDef { key: "P", name: "Physical", meaning: "Only with the hardware in hand." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_AC: &[ValueDef] = &[
    ValueDef { key: "L", name: "Low", meaning: "Nothing has to be timed, guessed or prepared." },
    ValueDef { key: "H", name: "High", meaning: "Conditions that the attacker does not control must be met first." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_PR: &[ValueDef] = &[
    ValueDef { key: "N", name: "None", meaning: "No account or permission is needed." },
    ValueDef { key: "L", name: "Low", meaning: "An ordinary account or permission is needed." },
    ValueDef { key: "H", name: "High", meaning: "Wide permissions, such as those of an administrator, are needed." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_UI: &[ValueDef] = &[
    ValueDef { key: "N", name: "None", meaning: "Nobody else has to do anything." },
    ValueDef { key: "R", name: "Required", meaning: "Someone else has to take part, for example by opening a link." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_S: &[ValueDef] = &[
    ValueDef { key: "C", name: "Changed", meaning: "It reaches beyond the vulnerable component, into what another authority guards." },
    ValueDef { key: "U", name: "Unchanged", meaning: "It stays within what the vulnerable component guards." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_C: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "All or the most important data can be read." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be read, but not what the attacker chooses." },
    ValueDef { key: "N", name: "None", meaning: "Nothing is disclosed." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_I: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "Data can be changed at will, or the change has serious effects." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be changed, with limited effects." },
    ValueDef { key: "N", name: "None", meaning: "Nothing can be changed." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_A: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "The service can be made unusable, or what it serves out of reach." },
    ValueDef { key: "L", name: "Low", meaning: "The service becomes slower or fails at times." },
    ValueDef { key: "N", name: "None", meaning: "The service goes on as before." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];
