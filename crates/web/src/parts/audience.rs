//! Who reads it, by shape and word. Filled shape: works on the case. Outlined: is told by it. Open ring: everyone.

use super::sprite::{Icon, glyph};
use ambergate_process::access::{Audience, Audiences};
use maud::{Markup, html};

/// One audience: shape and word.
pub fn chip(audience: Audience) -> Markup {
    let side = matches!(
        audience,
        Audience::Distributors | Audience::Authority | Audience::Public
    )
    .then_some("out");
    html! {
        span.aud data-aud=(key(audience)) data-side=[side] { (glyph(shape(audience))) (audience.word()) }
    }
}

/// A set: one chip if the set has a name, else a chip each.
pub fn chips(set: Audiences) -> Markup {
    let mut members = set.iter();
    match (named(set), members.next(), members.next()) {
        (Some(name), ..) => html! { span.aud data-aud="set" { (shapes(set)) (name) } },
        (None, Some(only), None) => chip(only),
        _ => html! { span.auds { @for audience in set.iter() { (chip(audience)) } } },
    }
}

/// The shapes of a set and no words; the caller says the words.
pub fn shapes(set: Audiences) -> Markup {
    html! { span.gs { @for audience in set.iter() { (glyph(shape(audience))) } } }
}

/// The shape that stands on the timeline: that of the widest audience of the set.
pub fn widest(set: Audiences) -> Icon {
    set.iter().last().map_or(Icon::Pst, shape)
}

pub fn shape(audience: Audience) -> Icon {
    match audience {
        Audience::Pst => Icon::Pst,
        Audience::FixTeam => Icon::FixTeam,
        Audience::Reporter => Icon::Reporter,
        Audience::Upstream => Icon::Upstream,
        Audience::Distributors => Icon::Distributors,
        Audience::Authority => Icon::Authority,
        Audience::Public => Icon::Public,
    }
}

fn key(audience: Audience) -> &'static str {
    match audience {
        Audience::FixTeam => "fix",
        other => other.key(),
    }
}

/// The sets that people have a name for.
fn named(set: Audiences) -> Option<String> {
    let upstream = Audiences::of(&[Audience::Pst, Audience::FixTeam, Audience::Upstream]);
    match set {
        Audiences::DISCLOSURE | Audiences::TEAM | Audiences::REPORTER => Some(set.name()),
        set if set == upstream => Some("Upstream thread".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_set_is_one_chip_and_another_is_a_chip_each() {
        let one = chips(Audiences::DISCLOSURE).into_string();
        assert_eq!(
            (one.matches("class=\"aud\"").count(), one.matches("<use").count()),
            (1, 3)
        );
        assert!(one.contains("Disclosure thread"));
        let each = chips(Audiences::of(&[Audience::Pst, Audience::Distributors])).into_string();
        assert_eq!(each.matches("class=\"aud\"").count(), 2);
        assert!(each.contains("data-side=\"out\""));
        assert!(
            chips(Audiences::PUBLIC)
                .into_string()
                .starts_with("<span class=\"aud\" data-aud=\"public\"")
        );
    }

    #[test]
    fn the_timeline_shows_the_widest_reader() {
        assert_eq!(widest(Audiences::TEAM), Icon::FixTeam);
        assert_eq!(widest(Audiences::DISCLOSURE), Icon::Reporter);
        assert_eq!(widest(Audiences::PUBLIC), Icon::Public);
    }
}
