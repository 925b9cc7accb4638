//! The questions of each stage, in the order of the law. Whatever is not in the Brief or in the project's own public
//! settings stays a blank.

use super::{Answer, Known, Stage};
use crate::brief::all_facts;
use crate::case::inputs::{Awareness, Stated, StatedFact};
use crate::cra::LegalRole;
use crate::facts::{FactClass, FactKind, minute};
use crate::policy::Anchor;

pub(super) fn of(stage: Stage, known: &Known<'_>) -> Vec<Answer> {
    let mut answers = heading(known);
    match (stage, known.about) {
        (Stage::EarlyWarning, about) => {
            answers.push(blank(
                "Member States where the product is made available",
                "Article 14(2)(a), 14(4)(a)",
                "each of them",
            ));
            if about == Awareness::SevereIncident {
                answers.push(blank(
                    "Suspected to be caused by unlawful or malicious acts",
                    "Article 14(4)(a)",
                    "yes or no",
                ));
            }
            answers.push(delay(known));
        }
        (Stage::Notification, Awareness::Exploited) => answers.extend([
            product_in_general(known),
            known.facts(
                "General nature of the vulnerability",
                "Article 14(2)(b)",
                &[FactKind::Title, FactKind::Weakness, FactKind::Summary],
                "describe it in general terms",
            ),
            exploit(known),
            taken(known, "Article 14(2)(b)"),
            by_users(known, "Article 14(2)(b)"),
            cve(known),
            sensitivity("Article 14(2)(b)"),
        ]),
        (Stage::Notification, Awareness::SevereIncident) => answers.extend([
            product_in_general(known),
            blank(
                "Nature of the incident",
                "Article 14(4)(b)",
                "what happened to which systems, in general terms",
            ),
            known.facts(
                "Initial assessment",
                "Article 14(4)(b)",
                &[FactKind::SeverityWord, FactKind::Summary],
                "a first assessment",
            ),
            taken(known, "Article 14(4)(b)"),
            by_users(known, "Article 14(4)(b)"),
            sensitivity("Article 14(4)(b)"),
        ]),
        (Stage::FinalReport, Awareness::Exploited) => answers.extend([
            known.facts(
                "Description of the vulnerability",
                "Article 14(2)(c)",
                &[
                    FactKind::Title,
                    FactKind::Weakness,
                    FactKind::Summary,
                    FactKind::Details,
                ],
                "describe it",
            ),
            severity(known, "Article 14(2)(c)"),
            blank(
                "Who exploited it or is exploiting it",
                "Article 14(2)(c)",
                "information on the malicious actor, where there is any",
            ),
            measure(known),
            cve(known),
        ]),
        (Stage::FinalReport, Awareness::SevereIncident) => answers.extend([
            known.facts(
                "Description of the incident",
                "Article 14(4)(c)",
                &[FactKind::Summary, FactKind::Details],
                "a detailed description",
            ),
            severity(known, "Article 14(4)(c)"),
            Answer {
                blank: Some("the kind of threat, or the root cause that likely set it off"),
                ..known.facts(
                    "Kind of threat or root cause",
                    "Article 14(4)(c)",
                    &[FactKind::Weakness],
                    "",
                )
            },
            Answer {
                blank: Some("which measures are applied, and which are still going on"),
                ..taken(known, "Article 14(4)(c)")
            },
        ]),
    }
    answers
}

/// What stands on top of each form.
fn heading(known: &Known<'_>) -> Vec<Answer> {
    let settings = &known.project.settings;
    let role = known.role().map(|role| role.word().to_owned());
    let vendor = filled(&settings.vendor).map(|vendor| match filled(&settings.contact) {
        Some(contact) => format!("{vendor}, {contact}"),
        None => vendor,
    });
    let aware = known.case.inputs.aware.as_ref();
    vec![
        Answer {
            blank: (aware.is_none()).then_some("nobody has recorded being aware; decide which it is"),
            ..said(
                "What is reported",
                "Article 14(1), 14(3)",
                Some(
                    match known.about {
                        Awareness::Exploited => "an actively exploited vulnerability",
                        Awareness::SevereIncident => "a severe incident with an impact on the security of the product",
                    }
                    .to_owned(),
                ),
                "",
            )
        },
        product(known),
        said(
            "Role",
            "Article 3, 24(3)",
            role,
            "manufacturer or steward: nobody has stated it",
        ),
        said("Who reports", "Article 14(1)", vendor, "name and contact"),
        said(
            "Aware since",
            "Article 14(2), 14(4)",
            aware.map(|aware| format!("{} UTC, {}", minute(aware.at), known.name(&aware.by))),
            "when, and who; record it on the case",
        ),
        blank(
            "Coordinating CSIRT",
            "Article 14(7)",
            "that of the Member State of the main establishment",
        ),
    ]
}

fn product(known: &Known<'_>) -> Answer {
    let stated = known.binding.as_ref().and_then(|binding| binding.product.clone());
    // A product is stated by the name that cases use as their component.
    let stated = stated.filter(|_| known.fact(FactKind::Component).is_some());
    let name = filled(&known.project.settings.product).or(stated);
    let component = known.fact(FactKind::Component);
    let words = match (name, component) {
        (Some(name), Some(component)) if name != component => Some(format!("{name}, component {component}")),
        (Some(name), _) => Some(name),
        (None, component) => component,
    };
    Answer {
        withheld: known.withheld(&[FactKind::Component]),
        ..said("Product", "Article 14(2)(a)", words, "which product")
    }
}

fn product_in_general(known: &Known<'_>) -> Answer {
    known.facts(
        "General information about the product: versions concerned",
        "Article 14(2)(b), 14(4)(b)",
        &[FactKind::Affected],
        "which versions",
    )
}

fn exploit(known: &Known<'_>) -> Answer {
    let inputs = &known.case.inputs;
    let mut words = Vec::new();
    let cleared = known.brief.is_cleared(FactClass::Existence);
    if let Some(attack) = inputs.attack.as_ref().filter(|_| cleared) {
        words.push(format!("Attacks seen since {} UTC.", minute(attack.seen)));
    }
    if let Some(exploit) = inputs.exploit.as_ref().filter(|_| cleared) {
        let place = if known.brief.is_cleared(FactClass::Poc) {
            format!(": {}", exploit.url)
        } else {
            ".".to_owned()
        };
        words.push(format!(
            "A working exploit is public since {} UTC{place}",
            minute(exploit.seen)
        ));
    }
    Answer {
        blank: Some("how it is exploited, in general terms"),
        ..said("General nature of the exploit", "Article 14(2)(b)", joined(words), "")
    }
}

/// Measures that were taken: only what is available or published is called a measure.
fn taken(known: &Known<'_>, article: &'static str) -> Answer {
    let anchors = &known.case.anchors;
    let since = anchors
        .get(&Anchor::CorrectiveMeasureAvailable)
        .or_else(|| anchors.get(&Anchor::Released))
        .filter(|since| **since <= known.now && known.brief.is_cleared(FactClass::Existence));
    let words = since.map(|since| {
        let fixed = known.fact(FactKind::FixedVersions);
        let what = fixed.map_or_else(
            || "A measure is available".to_owned(),
            |fixed| format!("Fixed in {}", list(&fixed)),
        );
        format!("{what}, since {} UTC.", minute(*since))
    });
    Answer {
        withheld: since.is_some() && known.withheld(&[FactKind::FixedVersions]),
        ..said(
            "Corrective or mitigating measures taken",
            article,
            words,
            "none is recorded as available; say what was done, or that nothing was yet",
        )
    }
}

fn by_users(known: &Known<'_>, article: &'static str) -> Answer {
    known.facts(
        "Measures that users can take",
        article,
        &[FactKind::Mitigation],
        "what people can do, or that there is nothing yet",
    )
}

fn severity(known: &Known<'_>, article: &'static str) -> Answer {
    Answer {
        blank: Some("the impact, in words, where the above does not say it"),
        ..known.facts(
            "Severity and impact",
            article,
            &[FactKind::SeverityWord, FactKind::Vector],
            "",
        )
    }
}

fn measure(known: &Known<'_>) -> Answer {
    let since = known.case.anchors.get(&Anchor::CorrectiveMeasureAvailable);
    let since = since.or_else(|| known.case.anchors.get(&Anchor::Released));
    let mut answer = known.facts(
        "Security update, or other corrective measures",
        "Article 14(2)(c)",
        &[FactKind::FixedVersions, FactKind::HowToApply, FactKind::Mitigation],
        "which update, where, since when",
    );
    match since {
        Some(since) => {
            let words = answer
                .known
                .take()
                .into_iter()
                .chain([format!("Available since {} UTC.", minute(*since))]);
            answer.known = joined(words.collect());
        }
        None => answer.blank = Some("since when it is available: nothing is recorded"),
    }
    answer
}

fn cve(known: &Known<'_>) -> Answer {
    known.facts(
        "CVE id",
        "not asked for by the law",
        &[FactKind::CveId],
        "if there is one",
    )
}

fn delay(known: &Known<'_>) -> Answer {
    let end = known.case.phase.is_embargoed() && known.brief.is_cleared(FactClass::Date);
    let end = end.then(|| known.fact(FactKind::EmbargoEnd)).flatten();
    Answer {
        blank: Some("yes or no, and why"),
        ..said(
            "Should passing it on to other authorities be delayed",
            "Article 16(2)",
            end.map(|end| format!("A coordinated disclosure is under way; the embargo ends {end} UTC.")),
            "",
        )
    }
}

fn sensitivity(article: &'static str) -> Answer {
    blank(
        "How sensitive the information is held to be",
        article,
        "the platform has labels of its own",
    )
}

impl Known<'_> {
    /// What the case counts as, whose rules bind it; else what the project states.
    fn role(&self) -> Option<LegalRole> {
        let counted = self.case.inputs.stated.get(&StatedFact::Role).map(Stated::typed);
        let counted = counted.and_then(|key| LegalRole::from_key(&key));
        counted.or_else(|| self.binding.as_ref().map(|binding| binding.stated.role))
    }

    fn fact(&self, kind: FactKind) -> Option<String> {
        self.brief
            .fact(kind)
            .map(|value| value.typed())
            .and_then(|text| filled(&text))
    }

    fn withheld(&self, kinds: &[FactKind]) -> bool {
        let all = all_facts(self.case);
        kinds
            .iter()
            .any(|kind| all.contains_key(kind) && self.brief.fact(*kind).is_none())
    }

    /// The facts of these kinds that are cleared, one below the other.
    fn facts(&self, asks: &'static str, article: &'static str, kinds: &[FactKind], blank: &'static str) -> Answer {
        let words = kinds.iter().filter_map(|kind| {
            let text = self.fact(*kind)?;
            let text = match kind {
                FactKind::FixedVersions | FactKind::Affected | FactKind::Vector => list(&text),
                _ => text,
            };
            Some(if kinds.len() > 1 {
                format!("{}: {text}", kind.label())
            } else {
                text
            })
        });
        Answer {
            withheld: self.withheld(kinds),
            ..said(asks, article, joined(words.collect()), blank)
        }
    }
}

/// What is known; where nothing is, a blank.
fn said(asks: &'static str, article: &'static str, known: Option<String>, blank: &'static str) -> Answer {
    Answer {
        asks,
        article,
        blank: (known.is_none() && !blank.is_empty()).then_some(blank),
        known,
        withheld: false,
    }
}

fn blank(asks: &'static str, article: &'static str, blank: &'static str) -> Answer {
    said(asks, article, None, blank)
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn joined(words: Vec<String>) -> Option<String> {
    (!words.is_empty()).then(|| words.join("\n"))
}

fn list(lines: &str) -> String {
    lines.lines().collect::<Vec<_>>().join("; ")
}
