//! The metrics of CVSS 4.0 in the order that the specification demands, values from worst to mildest.

use super::{Group, MetricDef, ValueDef};

#[rustfmt::skip]
pub(super) const METRICS: &[MetricDef] = &[
    MetricDef { key: "AV", name: "Attack vector", group: Group::Base, values: AV },
    MetricDef { key: "AC", name: "Attack complexity", group: Group::Base, values: AC },
    MetricDef { key: "AT", name: "Attack requirements", group: Group::Base, values: AT },
    MetricDef { key: "PR", name: "Privileges required", group: Group::Base, values: PR },
    MetricDef { key: "UI", name: "User interaction", group: Group::Base, values: UI },
    MetricDef { key: "VC", name: "Confidentiality of the vulnerable system", group: Group::Base, values: VC },
    MetricDef { key: "VI", name: "Integrity of the vulnerable system", group: Group::Base, values: VI },
    MetricDef { key: "VA", name: "Availability of the vulnerable system", group: Group::Base, values: VA },
    MetricDef { key: "SC", name: "Confidentiality of other systems", group: Group::Base, values: SC },
    MetricDef { key: "SI", name: "Integrity of other systems", group: Group::Base, values: SI },
    MetricDef { key: "SA", name: "Availability of other systems", group: Group::Base, values: SA },
    MetricDef { key: "E", name: "Exploit maturity", group: Group::Threat, values: E },
    MetricDef { key: "CR", name: "Confidentiality requirement", group: Group::Environmental, values: REQ },
    MetricDef { key: "IR", name: "Integrity requirement", group: Group::Environmental, values: REQ },
    MetricDef { key: "AR", name: "Availability requirement", group: Group::Environmental, values: REQ },
    MetricDef { key: "MAV", name: "Modified attack vector", group: Group::Environmental, values: M_AV },
    MetricDef { key: "MAC", name: "Modified attack complexity", group: Group::Environmental, values: M_AC },
    MetricDef { key: "MAT", name: "Modified attack requirements", group: Group::Environmental, values: M_AT },
    MetricDef { key: "MPR", name: "Modified privileges required", group: Group::Environmental, values: M_PR },
    MetricDef { key: "MUI", name: "Modified user interaction", group: Group::Environmental, values: M_UI },
    MetricDef { key: "MVC", name: "Modified confidentiality of the vulnerable system", group: Group::Environmental, values: M_VC },
    MetricDef { key: "MVI", name: "Modified integrity of the vulnerable system", group: Group::Environmental, values: M_VI },
    MetricDef { key: "MVA", name: "Modified availability of the vulnerable system", group: Group::Environmental, values: M_VA },
    MetricDef { key: "MSC", name: "Modified confidentiality of other systems", group: Group::Environmental, values: M_SC },
    MetricDef { key: "MSI", name: "Modified integrity of other systems", group: Group::Environmental, values: M_SI },
    MetricDef { key: "MSA", name: "Modified availability of other systems", group: Group::Environmental, values: M_SA },
    MetricDef { key: "S", name: "Safety", group: Group::Supplemental, values: S },
    MetricDef { key: "AU", name: "Automatable", group: Group::Supplemental, values: AU },
    MetricDef { key: "R", name: "Recovery", group: Group::Supplemental, values: R },
    MetricDef { key: "V", name: "Value density", group: Group::Supplemental, values: V },
    MetricDef { key: "RE", name: "Response effort", group: Group::Supplemental, values: RE },
    MetricDef { key: "U", name: "Provider urgency", group: Group::Supplemental, values: U },
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
const AT: &[ValueDef] = &[
    ValueDef { key: "N", name: "None", meaning: "It works against every deployment." },
    ValueDef { key: "P", name: "Present", meaning: "It works only under conditions of the deployment, such as a won race." },
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
    ValueDef { key: "P", name: "Passive", meaning: "Someone else has to take part without knowing it, in the course of normal use." },
    ValueDef { key: "A", name: "Active", meaning: "Someone else has to do something particular, for example dismiss a warning." },
];

#[rustfmt::skip]
const VC: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "All or the most important data can be read." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be read, but not what the attacker chooses." },
    ValueDef { key: "N", name: "None", meaning: "Nothing is disclosed." },
];

#[rustfmt::skip]
const VI: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "Data can be changed at will, or the change has serious effects." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be changed, with limited effects." },
    ValueDef { key: "N", name: "None", meaning: "Nothing can be changed." },
];

#[rustfmt::skip]
const VA: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "The service can be made unusable, or what it serves out of reach." },
    ValueDef { key: "L", name: "Low", meaning: "The service becomes slower or fails at times." },
    ValueDef { key: "N", name: "None", meaning: "The service goes on as before." },
];

#[rustfmt::skip]
const SC: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "All or the most important data of other systems can be read." },
    ValueDef { key: "L", name: "Low", meaning: "Some data of other systems can be read." },
    ValueDef { key: "N", name: "None", meaning: "Nothing is disclosed on other systems." },
];

#[rustfmt::skip]
const SI: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "Data of other systems can be changed at will, or with serious effects." },
    ValueDef { key: "L", name: "Low", meaning: "Some data of other systems can be changed." },
    ValueDef { key: "N", name: "None", meaning: "Nothing can be changed on other systems." },
];

#[rustfmt::skip]
const SA: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "Other systems can be made unusable." },
    ValueDef { key: "L", name: "Low", meaning: "Other systems become slower or fail at times." },
    ValueDef { key: "N", name: "None", meaning: "Other systems go on as before." },
];

#[rustfmt::skip]
const E: &[ValueDef] = &[
    ValueDef { key: "A", name: "Attacked", meaning: "Attacks are reported, or tools make them easy." },
    ValueDef { key: "P", name: "Proof of concept", meaning: "A demonstration is public; no attacks are known." },
    ValueDef { key: "U", name: "Unreported", meaning: "Neither a demonstration nor attacks are known." },
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
const M_AT: &[ValueDef] = &[
    ValueDef { key: "N", name: "None", meaning: "It works against every deployment." },
    ValueDef { key: "P", name: "Present", meaning: "It works only under conditions of the deployment, such as a won race." },
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
    ValueDef { key: "P", name: "Passive", meaning: "Someone else has to take part without knowing it, in the course of normal use." },
    ValueDef { key: "A", name: "Active", meaning: "Someone else has to do something particular, for example dismiss a warning." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_VC: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "All or the most important data can be read." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be read, but not what the attacker chooses." },
    ValueDef { key: "N", name: "None", meaning: "Nothing is disclosed." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_VI: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "Data can be changed at will, or the change has serious effects." },
    ValueDef { key: "L", name: "Low", meaning: "Some data can be changed, with limited effects." },
    ValueDef { key: "N", name: "None", meaning: "Nothing can be changed." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_VA: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "The service can be made unusable, or what it serves out of reach." },
    ValueDef { key: "L", name: "Low", meaning: "The service becomes slower or fails at times." },
    ValueDef { key: "N", name: "None", meaning: "The service goes on as before." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_SC: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "All or the most important data of other systems can be read." },
    ValueDef { key: "L", name: "Low", meaning: "Some data of other systems can be read." },
    ValueDef { key: "N", name: "None", meaning: "Nothing is disclosed on other systems." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_SI: &[ValueDef] = &[
    ValueDef { key: "S", name: "Safety", meaning: "People could be hurt by what happens on other systems." },
    ValueDef { key: "H", name: "High", meaning: "Data of other systems can be changed at will, or with serious effects." },
    ValueDef { key: "L", name: "Low", meaning: "Some data of other systems can be changed." },
    ValueDef { key: "N", name: "None", meaning: "Nothing can be changed on other systems." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const M_SA: &[ValueDef] = &[
    ValueDef { key: "S", name: "Safety", meaning: "People could be hurt by what happens on other systems." },
    ValueDef { key: "H", name: "High", meaning: "Other systems can be made unusable." },
    ValueDef { key: "L", name: "Low", meaning: "Other systems become slower or fail at times." },
    ValueDef { key: "N", name: "None", meaning: "Other systems go on as before." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const S: &[ValueDef] = &[
    ValueDef { key: "P", name: "Present", meaning: "People could be hurt." },
    ValueDef { key: "N", name: "Negligible", meaning: "People would hardly be hurt." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const AU: &[ValueDef] = &[
    ValueDef { key: "Y", name: "Yes", meaning: "Attackers can automate all steps against many targets." },
    ValueDef { key: "N", name: "No", meaning: "At least one step cannot be automated." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const R: &[ValueDef] = &[
    ValueDef { key: "I", name: "Irrecoverable", meaning: "The system cannot be brought back." },
    ValueDef { key: "U", name: "User", meaning: "People have to bring the system back by hand." },
    ValueDef { key: "A", name: "Automatic", meaning: "The system comes back by itself." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const V: &[ValueDef] = &[
    ValueDef { key: "C", name: "Concentrated", meaning: "The system holds a lot that is worth attacking." },
    ValueDef { key: "D", name: "Diffuse", meaning: "The system holds little that is worth attacking." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const RE: &[ValueDef] = &[
    ValueDef { key: "H", name: "High", meaning: "It is hard or slow to respond to it." },
    ValueDef { key: "M", name: "Moderate", meaning: "It takes some work to respond to it." },
    ValueDef { key: "L", name: "Low", meaning: "It is easy to respond to it." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];

#[rustfmt::skip]
const U: &[ValueDef] = &[
    ValueDef { key: "Red", name: "Red", meaning: "The provider sees the highest urgency." },
    ValueDef { key: "Amber", name: "Amber", meaning: "The provider sees moderate urgency." },
    ValueDef { key: "Green", name: "Green", meaning: "The provider sees reduced urgency." },
    ValueDef { key: "Clear", name: "Clear", meaning: "The provider sees no urgency." },
    ValueDef { key: "X", name: "Not defined", meaning: "Nothing is said about this." },
];
