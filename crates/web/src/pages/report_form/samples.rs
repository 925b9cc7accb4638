//! The states of the report form, for the gallery.

use super::{FORM, FormView, Reach, ThanksView, frame, page, thanks};
use crate::forms::{Fields, Retained};
use crate::gallery::{Say, samples};
use crate::pages::{Public, Sample};
use crate::parts::layout::Display;
use ambergate_coordinator::intake::ClearMail;
use maud::{Markup, html};

pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "report-form",
        page: sample,
    },
    Sample {
        name: "report-form-refused",
        page: sample_refused,
    },
    Sample {
        name: "report-thanks",
        page: sample_thanks,
    },
    Sample {
        name: "report-thanks-unreachable",
        page: sample_unreachable,
    },
];

pub fn sample_public(say: Say) -> Public {
    Public {
        slug: "coredns".to_owned(),
        name: say("CoreDNS"),
        contact: say("security@coredns.example.org"),
        now: samples::at("11-19 08:40"),
    }
}

fn sample_view() -> FormView {
    FormView {
        once: "sample".to_owned(),
        limit: 60 << 20,
    }
}

fn sample(display: Display, say: Say) -> Markup {
    let public = sample_public(say);
    page(&frame(&public, display), &public, &sample_view(), None)
}

fn sample_refused(display: Display, say: Say) -> Markup {
    let public = sample_public(say);
    let typed = [
        (
            "what",
            "With the etcd plugin, a record that is stored under a lease is answered with a TTL made from the lease id.",
        ),
        (
            "steps",
            "1. Start etcd and CoreDNS.\n2. Put a record under a lease.\n3. dig web.example.org",
        ),
        ("address", "quinn.varga.example.org"),
        ("credit", "name"),
        ("credit_name", "Quinn Varga"),
        ("clear_mail", "yes"),
    ];
    let fields: Fields = typed
        .map(|(name, value)| (name.to_owned(), say(value)))
        .into_iter()
        .collect();
    let fault = |field, what: &str| ambergate_coordinator::Fault {
        field,
        what: what.to_owned(),
    };
    let faults = vec![
        fault("title", "Give the report a title: a few words are enough."),
        fault(
            "address",
            "This is no mail address. Write name@example.org, or leave it empty.",
        ),
    ];
    match Retained::new(FORM, &fields, ambergate_coordinator::Error::Invalid(faults)) {
        Ok(kept) => page(&frame(&public, display), &public, &sample_view(), Some(&kept)),
        Err(_) => html! {},
    }
}

fn sample_thanks(display: Display, say: Say) -> Markup {
    let reach = Reach::Mail {
        clear: ClearMail::No,
        secret: true,
    };
    sample_of_thanks(display, say, reach)
}

fn sample_unreachable(display: Display, say: Say) -> Markup {
    sample_of_thanks(display, say, Reach::Nobody)
}

fn sample_of_thanks(display: Display, say: Say, reach: Reach) -> Markup {
    let public = sample_public(say);
    thanks(
        &frame(&public, display),
        &public,
        &ThanksView {
            reference: say("R-7K3F-9QXA"),
            reach,
        },
    )
}
