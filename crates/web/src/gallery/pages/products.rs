//! Samples of *Products*.

use super::{drawn, maintainer, name, pst, refused};
use crate::gallery::Say;
use crate::gallery::samples::at;
use crate::pages::{Sample, products};
use crate::parts::layout::Display;
use ambergate_coordinator::views::{ProductLine, ProductsView};
use ambergate_process::cra::LegalRole;
use maud::Markup;

pub const PRODUCTS: &[Sample] = &[
    Sample {
        name: "products",
        page: full,
    },
    Sample {
        name: "products-empty",
        page: empty,
    },
    Sample {
        name: "products-refused",
        page: not_stated,
    },
];

fn view(say: Say) -> ProductsView {
    let line = |product: Option<&str>, role, reason: &str| ProductLine {
        product: product.map(say),
        role,
        reason: say(reason),
        by: name(1, say),
        at: at("11-03 10:00"),
    };
    ProductsView {
        products: vec![
            line(None, LegalRole::Steward, "Opinion of counsel, 3 November 2026."),
            line(
                Some("Appliance image"),
                LegalRole::Manufacturer,
                "Sold with support; decision of the board.",
            ),
        ],
        stewards_from: "2027-12-11".parse().ok(),
        may_state: true,
    }
}

fn full(display: Display, say: Say) -> Markup {
    products::shown(&pst(say), &view(say), &drawn(display))
}

fn empty(display: Display, say: Say) -> Markup {
    let view = ProductsView {
        products: vec![],
        may_state: false,
        ..view(say)
    };
    products::shown(&maintainer(say), &view, &drawn(display))
}

fn not_stated(display: Display, say: Say) -> Markup {
    let typed = [
        ("product", say("plugin/etcd")),
        ("role", "neither".to_owned()),
        ("reason", String::new()),
    ];
    let says = "Say on what this rests: an opinion, a decision, a paragraph.";
    products::shown(
        &pst(say),
        &view(say),
        &refused(display, "products", &typed, "reason", says),
    )
}
