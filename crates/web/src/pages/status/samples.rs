//! The states of the reporter's page, for the gallery.

use super::{CREDIT, SIGN_IN, WRONG, frame, page, way_in};
use crate::forms::{Fields, Retained};
use crate::gallery::{Say, samples};
use crate::pages::Sample;
use crate::pages::report_form::sample_public;
use crate::pages::sign_in::{reporters_dead_link, reporters_link};
use crate::parts::layout::Display;
use crate::parts::notes::Flash;
use ambergate_coordinator::messages::MessageVia;
use ambergate_coordinator::views::{FileLine, Letter, StatusView};
use ambergate_process::access::Audiences;
use ambergate_process::report::CreditWish;
use maud::Markup;

pub const SAMPLES: &[Sample] = &[
    Sample {
        name: "status",
        page: sample,
    },
    Sample {
        name: "status-refused",
        page: sample_refused,
    },
    Sample {
        name: "status-sign-in",
        page: sample_sign_in,
    },
    Sample {
        name: "status-sign-in-refused",
        page: sample_sign_in_refused,
    },
    Sample {
        name: "status-link",
        page: sample_link,
    },
    Sample {
        name: "status-link-dead",
        page: sample_dead_link,
    },
];

fn sample_view(say: Say) -> StatusView {
    let letter = |entry: &str, at: &str, name: &str, by_reporter, text: &str| Letter {
        id: entry.to_owned(),
        at: samples::at(at),
        name: say(name),
        by_reporter,
        via: if by_reporter {
            MessageVia::Form
        } else {
            MessageVia::Page
        },
        audiences: Audiences::REPORTER,
        text: say(text),
        warnings: vec![],
        in_clear: false,
        assumed: None,
        files: vec![],
    };
    let mut first = letter(
        "m1",
        "11-16 00:14",
        "Quinn Varga",
        true,
        "With the etcd plugin, a record under a lease is answered with a TTL made from the lease id.\n\n    $ dig web.example.org\n    web.example.org. 1914722817 IN A 192.0.2.10",
    );
    first.files = vec![FileLine {
        entry: "m1".to_owned(),
        n: 1,
        name: say("poc.sh"),
        media_type: "text/plain".to_owned(),
        size: 1_800,
    }];
    let asked = "Thank you. Does it also happen with etcd 3.5?\n\n> made from the lease id\n\nWe can see it on 3.6.";
    StatusView {
        project: say("CoreDNS"),
        slug: "coredns".to_owned(),
        contact: say("security@coredns.example.org"),
        report: say("R-7K3F-9QXA"),
        title: say("A lease id becomes a TTL"),
        arrived: Some(samples::at("11-16 00:14")),
        assumed: None,
        standing: "The team asked you for more",
        credit: CreditWish::As(say("Quinn Varga")),
        answers: vec![first, letter("m2", "11-16 09:30", "Robin Ashe", false, asked)],
        public: None,
    }
}

fn sample(display: Display, say: Say) -> Markup {
    let public = sample_public(say);
    let flash = Flash {
        words: "Your message is sent to the team.".to_owned(),
        link: None,
    };
    page(
        &frame(&public, display, Some(flash)),
        &public,
        &sample_view(say),
        "sample",
        None,
    )
}

fn sample_refused(display: Display, say: Say) -> Markup {
    let public = sample_public(say);
    let fields: Fields = [("credit", "name"), ("credit_name", " ")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into_iter()
        .collect();
    let kept = Retained::because(
        CREDIT,
        &fields,
        "credit_name",
        "Write the name or handle that shall be thanked.",
    );
    page(
        &frame(&public, display, None),
        &public,
        &sample_view(say),
        "sample",
        Some(&kept),
    )
}

fn sample_sign_in(display: Display, say: Say) -> Markup {
    let public = sample_public(say);
    way_in(&frame(&public, display, None), &public, None)
}

fn sample_sign_in_refused(display: Display, say: Say) -> Markup {
    let public = sample_public(say);
    let fields: Fields = [("reference".to_owned(), say("R-7K3F-9QXB"))].into_iter().collect();
    let kept = Retained::because(SIGN_IN, &fields, "reference", WRONG);
    way_in(&frame(&public, display, None), &public, Some(&kept))
}

fn sample_link(display: Display, say: Say) -> Markup {
    reporters_link(display, &say("CoreDNS"), "/coredns/status/link", "sample")
}

fn sample_dead_link(display: Display, say: Say) -> Markup {
    reporters_dead_link(display, &say("CoreDNS"), "/coredns/status")
}
