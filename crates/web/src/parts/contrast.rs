//! Contrast of every pair of tokens that meet on a page, computed from the stylesheet in both schemes
//! (WCAG 2.2: 1.4.3 text 4.5:1, 1.4.11 controls 3:1).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../assets/css/tokens.css");

/// Linear-light sRGB.
type Rgb = [f64; 3];

#[derive(Clone, Copy)]
enum In {
    Light,
    Dark,
}

/// All colour tokens of one scheme; `var()` is followed.
fn palette(scheme: In) -> BTreeMap<&'static str, Rgb> {
    let declared: BTreeMap<&str, &str> = TOKENS
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "))
        .filter_map(|(name, rest)| Some((name, rest.split_once(';')?.0)))
        .collect();
    declared
        .keys()
        .filter_map(|name| Some((*name, colour(name, &declared, scheme)?)))
        .collect()
}

fn colour(name: &str, declared: &BTreeMap<&str, &str>, scheme: In) -> Option<Rgb> {
    let value = *declared.get(name)?;
    if let Some(other) = value.strip_prefix("var(--") {
        return colour(other.strip_suffix(')')?, declared, scheme);
    }
    let value = match value.strip_prefix("light-dark(") {
        Some(pair) => {
            let (light, dark) = pair.strip_suffix(')')?.split_once("), ")?;
            match scheme {
                In::Light => light,
                In::Dark => dark,
            }
        }
        None => value,
    };
    oklch(value.strip_prefix("oklch(")?.trim_end_matches(')'))
}

/// CSS Color 4, section 9: OKLCH over OKLab to linear sRGB, cut to what a screen can show.
fn oklch(text: &str) -> Option<Rgb> {
    let mut numbers = text.split_whitespace();
    let lightness = numbers.next()?.strip_suffix('%')?.parse::<f64>().ok()? / 100.0;
    let chroma: f64 = numbers.next()?.parse().ok()?;
    let hue = numbers.next()?.parse::<f64>().ok()?.to_radians();
    if numbers.next().is_some() {
        return None;
    }
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    Some(
        [
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
        ]
        .map(|channel| channel.clamp(0.0, 1.0)),
    )
}

/// WCAG 2.2, relative luminance; the channels are linear already.
fn luminance([r, g, b]: Rgb) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn check(pairs: &[(&str, &[&str])], least: f64) {
    let mut wrong = Vec::new();
    for (scheme, name) in [(In::Light, "light"), (In::Dark, "dark")] {
        let palette = palette(scheme);
        for (fore, grounds) in pairs {
            for ground in *grounds {
                let ratio = contrast(palette[fore], palette[ground]);
                if ratio < least {
                    wrong.push(format!("{fore} on {ground}, {name}: {ratio:.2}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "below {least}: {wrong:#?}");
}

#[test]
fn the_formulas_are_those_of_the_standards() {
    // Black on white is 21:1 by definition; oklch(62.8% .25768 29.234) is sRGB red, whose luminance is 0.2126.
    let white = oklch("100% 0 0").unwrap();
    assert!((contrast(white, oklch("0% 0 0").unwrap()) - 21.0).abs() < 0.01);
    assert!((luminance(oklch("62.796% .25768 29.234").unwrap()) - 0.2126).abs() < 0.002);
    assert!(palette(In::Dark).len() >= 20);
}

#[test]
fn text_can_be_read_on_every_ground() {
    let grounds: &[&str] = &[
        "sunken",
        "paper",
        "surface",
        "raised",
        "hover",
        "amber-wash",
        "red-wash",
    ];
    check(
        &[
            ("ink", grounds),
            ("ink-2", grounds),
            ("ink-3", &["sunken", "paper", "surface", "raised", "hover"]),
            ("amber-ink", &["sunken", "paper", "surface", "hover", "amber-wash"]),
            ("red", &["sunken", "paper", "surface", "raised", "hover", "red-wash"]),
            ("on-solid", &["solid"]),
            ("on-amber", &["amber"]),
            ("on-red", &["red"]),
        ],
        4.5,
    );
}

#[test]
fn controls_and_signs_can_be_seen() {
    let grounds: &[&str] = &["sunken", "paper", "surface", "raised"];
    check(
        &[
            ("edge", grounds),
            (
                "focus",
                &[
                    "sunken",
                    "paper",
                    "surface",
                    "raised",
                    "hover",
                    "amber-wash",
                    "red-wash",
                ],
            ),
            ("red-edge", &["paper", "surface", "red-wash"]),
            ("amber-edge", &["paper", "surface"]),
            ("ink-2", &["hover"]),
        ],
        3.0,
    );
}
