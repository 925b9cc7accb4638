//! Work, its budget, what was measured, and how the two compare. Pure: rows in, text and JSON out.

use std::time::Duration;

use serde_json::{Value, json};

/// What a number is held against.
pub struct Budget {
    limit: f64,
    side: Side,
    words: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Above,
}

impl Budget {
    pub fn below(limit: f64, words: impl Into<String>) -> Self {
        Self {
            limit,
            side: Side::Below,
            words: words.into(),
        }
    }

    pub fn above(limit: f64, words: impl Into<String>) -> Self {
        Self {
            limit,
            side: Side::Above,
            words: words.into(),
        }
    }

    fn holds(&self, number: f64) -> bool {
        match self.side {
            Side::Below => number < self.limit,
            Side::Above => number >= self.limit,
        }
    }
}

#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

struct Row {
    work: String,
    budget: String,
    measured: String,
    /// Measured in parts of the budget, and whether the budget holds.
    ratio: Option<(f64, bool)>,
}

impl Table {
    /// A number without a budget of its own.
    pub fn plain(&mut self, work: &str, measured: String) {
        self.add(work, "", measured, None);
    }

    /// A number with its budget. `measured` is how it is said.
    pub fn number(&mut self, work: &str, number: f64, measured: String, budget: &Budget) {
        self.add(
            work,
            &budget.words,
            measured,
            Some((number / budget.limit, budget.holds(number))),
        );
    }

    /// A time that must stay under its budget.
    pub fn under(&mut self, work: &str, took: Duration, budget: Duration) {
        let words = |time: Duration| match time.as_secs() {
            0 => milliseconds(time),
            _ => format!("{:.1} s", time.as_secs_f64()),
        };
        let budget = Budget::below(
            budget.as_secs_f64(),
            format!("< {}", words(budget).replace(".00", "").replace(".0", "")),
        );
        self.number(work, took.as_secs_f64(), words(took), &budget);
    }

    /// A number that this run did not get, and why.
    pub fn missing(&mut self, work: &str, why: &str) {
        self.add(work, "", format!("not measured: {why}"), None);
    }

    /// Work that has a budget and is not built.
    pub fn not_yet(&mut self, work: &str, budget: &str) {
        self.add(work, budget, "not yet".to_owned(), None);
    }

    fn add(&mut self, work: &str, budget: &str, measured: String, ratio: Option<(f64, bool)>) {
        self.rows.push(Row {
            work: work.to_owned(),
            budget: budget.to_owned(),
            measured,
            ratio,
        });
    }

    pub fn print(&self) -> String {
        let head = ["work", "budget", "measured", "measured / budget"].map(str::to_owned);
        let mut lines = vec![head];
        lines.extend(self.rows.iter().map(|row| {
            let ratio = row.ratio.map_or_else(String::new, |(ratio, holds)| {
                format!("{ratio:.2}{}", if holds { "" } else { "  MISSED" })
            });
            [row.work.clone(), row.budget.clone(), row.measured.clone(), ratio]
        }));
        let width = |column: usize| lines.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        lines
            .iter()
            .map(|[work, budget, measured, ratio]| {
                let line = format!(
                    "{work:<0$}  {budget:<1$}  {measured:<2$}  {ratio}",
                    widths[0], widths[1], widths[2]
                );
                format!("{}\n", line.trim_end())
            })
            .collect()
    }

    pub fn json(&self) -> String {
        let row = |row: &Row| {
            json!({
                "work": row.work,
                "budget": (!row.budget.is_empty()).then_some(&row.budget),
                "measured": row.measured,
                "ratio": row.ratio.map(|(ratio, _)| ratio),
                "holds": row.ratio.map(|(_, holds)| holds),
            })
        };
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        format!("{:#}\n", json!({ "rows": rows }))
    }
}

pub fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_up_and_says_what_missed_and_what_is_missing() {
        let mut table = Table::default();
        table.under("a", Duration::from_millis(1), Duration::from_millis(2));
        table.under("b", Duration::from_secs(90), Duration::from_secs(60));
        table.number(
            "c",
            70.0,
            "70 a second".into(),
            &Budget::above(100.0, ">= 100 a second"),
        );
        table.missing("longer work", "do this");
        table.not_yet("later", "< 1 s");
        assert_eq!(
            table.print(),
            "work         budget           measured               measured / budget\n\
             a            < 2 ms           1.00 ms                0.50\n\
             b            < 60 s           90.0 s                 1.50  MISSED\n\
             c            >= 100 a second  70 a second            0.70  MISSED\n\
             longer work                   not measured: do this\n\
             later        < 1 s            not yet\n"
        );
        let json: Value = serde_json::from_str(&table.json()).unwrap();
        assert_eq!(json["rows"][1]["holds"], false);
        assert_eq!(json["rows"][3]["budget"], Value::Null);
    }
}
