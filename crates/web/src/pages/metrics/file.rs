//! The numbers as comma-separated values (RFC 4180), a row a case. Times are RFC 3339 in UTC, spans hours with two decimals.

use ambergate_coordinator::views::MetricsView;
use ambergate_process::Instant;
use ambergate_process::metrics::{Exposure, Measured};

pub(super) fn of(view: &MetricsView) -> String {
    let metrics = &view.metrics;
    let clocks: Vec<&str> = metrics.clocks.iter().map(|clock| clock.clock.as_str()).collect();
    let fixed = [
        "case",
        "opened",
        "public_since",
        "released_or_ended",
        "exposure",
        "exposure_hours",
        "severity",
        "lead",
    ];
    let mut head: Vec<String> = fixed.map(str::to_owned).to_vec();
    for clock in &clocks {
        head.push(words(&format!("{clock}_hours")));
        head.push(words(&format!("{clock}_late_hours")));
    }
    let mut out = line(&head);
    for case in &metrics.cases {
        out.push_str(&line(&row(case, &clocks, view)));
    }
    out
}

fn row(case: &Measured, clocks: &[&str], view: &MetricsView) -> Vec<String> {
    let time = |at: Option<Instant>| at.map_or(String::new(), |at| at.to_string());
    let exposure = match case.exposure {
        Exposure::Released(seconds) | Exposure::Growing(seconds) => hours(seconds),
        Exposure::NotYet | Exposure::None => String::new(),
    };
    let lead = case.lead.as_ref().and_then(|lead| view.names.get(lead));
    let mut cells = vec![
        words(case.case.as_str()),
        case.opened.to_string(),
        time(case.public),
        time(case.done),
        case.exposure.key().to_owned(),
        exposure,
        case.rating.word().to_lowercase(),
        lead.map_or(String::new(), |name| words(name)),
    ];
    for clock in clocks {
        let mark = case.marks.iter().find(|mark| mark.clock == *clock);
        cells.push(mark.and_then(|mark| mark.taken).map_or(String::new(), hours));
        cells.push(mark.and_then(|mark| mark.late_by).map_or(String::new(), hours));
    }
    cells
}

/// Exact decimals, so that no locale and no rounding gets in between.
fn hours(seconds: i64) -> String {
    let hundredths = seconds.saturating_mul(100) / 3_600;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// What a formula begins with, in narrow and wide letters.
const SIGNS: [char; 10] = ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'];

/// Words of others. A spreadsheet would run what begins like a formula, so that gets an apostrophe before it.
fn words(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // What is neither a letter nor a sign of a formula may be dropped by a reader: quotes, blanks, marks of direction.
    let formula = text
        .chars()
        .find(|c| c.is_alphanumeric() || SIGNS.contains(c))
        .is_some_and(|c| SIGNS.contains(&c));
    if formula { format!("'{text}") } else { text }
}

fn line(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains(['"', ',', ';', '\'', ' ']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let mut line = cells.iter().map(quoted).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for bad in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            " =1",
            "\t=1",
            "\r\n=cmd|' /C calc'!A0",
            "＝1+1",
            "\u{202E}=1",
            "\"=1",
        ] {
            assert!(words(bad).starts_with('\''), "{bad:?} {:?}", words(bad));
        }
        assert_eq!(words("Kim Solberg"), "Kim Solberg");
        assert_eq!(
            line(&["a".to_owned(), "b \"c\",d".to_owned(), words("=1,2")]),
            "a,\"b \"\"c\"\",d\",\"'=1,2\"\r\n"
        );
        assert_eq!(line(&[words("a\r\nb")]), "\"a  b\"\r\n", "a name cannot begin a row");
    }

    #[test]
    fn hours_have_two_decimals() {
        assert_eq!(
            (hours(0), hours(186_461), hours(36)),
            ("0.00".to_owned(), "51.79".to_owned(), "0.01".to_owned())
        );
    }
}
