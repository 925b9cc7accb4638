//! Text, times, versions and severity as the public pages say them.

use ambergate_formats::advisory::{AffectedRange, ScoredVector};
use ambergate_formats::cvss::{self, Metric, Rating, Vector};
use ambergate_formats::text;
use jiff::Timestamp;
use maud::{Markup, html};

/// The highest heading that a text may open: below the page's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headings {
    Second,
    Third,
}

/// Plain text with a little structure: paragraphs, headings by `#`, lists by `-` or `1.`, code in fences or
/// backticks, links as `[words](https://address)`. What is none of these is shown as it is written.
pub(super) fn rich(given: &str, top: Headings) -> Markup {
    html! {
        @for block in blocks(&text::plain(given)) {
            @match block {
                Block::Heading(1, words) if top == Headings::Second => h2 dir="auto" { (inline(words)) },
                Block::Heading(_, words) => h3 dir="auto" { (inline(words)) },
                Block::Paragraph(lines) => p dir="auto" { (inline(&lines.join("\n"))) },
                Block::Numbered(items) => ol { @for item in items { li dir="auto" { (inline(&item)) } } },
                Block::Bulleted(items) => ul { @for item in items { li dir="auto" { (inline(&item)) } } },
                Block::Code(lines) => pre tabindex="0" { (lines.join("\n")) },
            }
        }
    }
}

enum Block<'a> {
    Heading(usize, &'a str),
    Paragraph(Vec<&'a str>),
    Numbered(Vec<String>),
    Bulleted(Vec<String>),
    Code(Vec<&'a str>),
}

enum Line<'a> {
    Empty,
    Fence,
    Heading(usize, &'a str),
    Numbered(&'a str),
    Bulleted(&'a str),
    Indented(&'a str),
    Words(&'a str),
}

fn read(line: &str) -> Line<'_> {
    let trimmed = line.trim();
    let marks = trimmed.bytes().take_while(|b| *b == b'#').count();
    if trimmed.is_empty() {
        Line::Empty
    } else if trimmed.starts_with("```") {
        Line::Fence
    } else if let Some(words) = trimmed.get(marks..).and_then(|rest| rest.strip_prefix(' '))
        && marks > 0
    {
        Line::Heading(marks, words.trim())
    } else if let Some(words) = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* ")) {
        Line::Bulleted(words)
    } else if let Some((number, words)) = trimmed.split_once(". ")
        && (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
    {
        Line::Numbered(words)
    } else if line.starts_with([' ', '\t']) {
        Line::Indented(trimmed)
    } else {
        Line::Words(trimmed)
    }
}

fn blocks(given: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    // A block goes on only while no empty line came between.
    let mut open = false;
    let mut in_code = false;
    for line in given.lines() {
        let kind = read(line);
        if in_code {
            match (&kind, blocks.last_mut()) {
                (Line::Fence, _) => (in_code, open) = (false, false),
                (_, Some(Block::Code(lines))) => lines.push(line),
                _ => {}
            }
            continue;
        }
        let last = if open { blocks.last_mut() } else { None };
        open = true;
        match (kind, last) {
            (Line::Empty, _) => open = false,
            (Line::Fence, _) => {
                blocks.push(Block::Code(Vec::new()));
                in_code = true;
            }
            (Line::Heading(level, words), _) => {
                blocks.push(Block::Heading(level, words));
                open = false;
            }
            (Line::Numbered(words), Some(Block::Numbered(items)))
            | (Line::Bulleted(words), Some(Block::Bulleted(items))) => items.push(words.to_owned()),
            (Line::Numbered(words), _) => blocks.push(Block::Numbered(vec![words.to_owned()])),
            (Line::Bulleted(words), _) => blocks.push(Block::Bulleted(vec![words.to_owned()])),
            (Line::Indented(words) | Line::Words(words), Some(Block::Numbered(items) | Block::Bulleted(items))) => {
                if let Some(item) = items.last_mut() {
                    item.push(' ');
                    item.push_str(words);
                }
            }
            (Line::Indented(words) | Line::Words(words), Some(Block::Paragraph(lines))) => lines.push(words),
            (Line::Indented(words) | Line::Words(words), _) => blocks.push(Block::Paragraph(vec![words])),
        }
    }
    blocks
}

/// Code in backticks, then links; everything else is text.
fn inline(given: &str) -> Markup {
    let parts: Vec<&str> = given.split('`').collect();
    // An odd number of backticks leaves one without its partner: then they are all just backticks.
    if parts.len().is_multiple_of(2) {
        return links(given);
    }
    html! {
        @for (index, part) in parts.into_iter().enumerate() {
            @if index.is_multiple_of(2) { (links(part)) } @else { code { (part) } }
        }
    }
}

fn links(given: &str) -> Markup {
    let found = given.find("](").and_then(|middle| {
        let start = given[..middle].rfind('[')?;
        let end = middle + given[middle..].find(')')?;
        Some((
            &given[..start],
            &given[start + 1..middle],
            &given[middle + 2..end],
            &given[end + 1..],
        ))
    });
    match found {
        Some((before, words, url, after)) if text::url_fault(url).is_none() && !words.is_empty() => html! {
            (before) a href=(url) { (words) } (links(after))
        },
        Some((before, words, url, after)) => html! { (before) "[" (words) "](" (url) ")" (links(after)) },
        None => html! { (given) },
    }
}

/// A link if the address is one of the web; else the address as text.
pub(super) fn web_link(url: &str, words: &str) -> Markup {
    let url = url.trim();
    match text::url_fault(url) {
        None => html! { a href=(url) { (text::line(words)) } },
        Some(_) => html! { (text::line(words)) },
    }
}

/// `9 Sep 2025`, the rest in `datetime`.
pub(super) fn day(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%-d %b %Y")) } }
}

/// `14:02 UTC`.
pub(super) fn clock(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%H:%M UTC")) } }
}

/// `2025-09-09 14:02 UTC`.
pub(super) fn instant(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (utc(at)) } }
}

/// The words of [`instant`].
pub(super) fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// `From 1.2.0, before 1.12.4`
pub(super) fn affected(range: &AffectedRange) -> String {
    let from = text::line(&range.introduced);
    match (from.as_str(), &range.fixed) {
        ("0", None) => "All versions".to_owned(),
        ("0", Some(fixed)) => format!("Before {}", text::line(fixed)),
        (_, None) => format!("From {from} on"),
        (_, Some(fixed)) => format!("From {from}, before {}", text::line(fixed)),
    }
}

/// Four bars and a word, `High 7.1`; the bars say nothing that the word does not.
pub(super) fn severity(rating: Rating, score: impl std::fmt::Display) -> Markup {
    const BARS: [(&str, Rating); 4] = [
        ("M1 11h2.6v3.5h-2.6z", Rating::Low),
        ("M4.8 8h2.6v6.5h-2.6z", Rating::Medium),
        ("M8.6 5h2.6v9.5h-2.6z", Rating::High),
        ("M12.4 2h2.6v12.5h-2.6z", Rating::Critical),
    ];
    html! {
        span.sev {
            svg.g viewBox="0 0 16 16" aria-hidden="true" {
                @for (bar, from) in BARS { path class=[(rating < from).then_some("off")] d=(bar) {} }
            }
            (rating.word()) " " (score)
        }
    }
}

/// The vectors that can be read, the newest version of CVSS first.
pub(super) fn vectors(scored: &[ScoredVector]) -> Vec<Vector> {
    let mut vectors: Vec<Vector> = scored.iter().filter_map(|scored| scored.vector.parse().ok()).collect();
    vectors.sort_by_key(|vector| std::cmp::Reverse(vector.version()));
    vectors
}

/// What each metric of a vector says.
pub(super) fn metrics(vector: &Vector) -> Markup {
    html! {
        dl.metrics {
            @for metric in cvss::metrics(vector) {
                div {
                    dt { (metric.name) " " span.quieter.mono { (metric.key) ":" (metric.value_key) } }
                    dd.val { (pips(&metric)) (metric.value) }
                    dd.why { (metric.meaning) }
                }
            }
        }
    }
}

/// One box per value of the metric, to the right; as many filled as the value is bad.
fn pips(metric: &Metric) -> Markup {
    let boxes = ["0.75", "9.25", "17.75", "26.25"];
    let skipped = boxes.len().saturating_sub(usize::from(metric.of));
    html! {
        svg.pips viewBox="0 0 34 10" preserveAspectRatio="xMaxYMid" aria-hidden="true" {
            @for (rank, x) in (1..).zip(boxes.iter().skip(skipped)) {
                rect class=(if rank <= metric.rank { "on" } else { "out" }) x=(x) y="1.75" width="7" height="7" rx="1" {}
            }
        }
    }
}
