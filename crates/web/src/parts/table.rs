//! Tables that become cards where their box is narrow. Every cell but the first says its column's name then.

use super::buttons::Here;
use super::text::{Href, calm};
use maud::{Markup, html};

/// A table: caption, columns, rows of parts. The first cell of a row names the row.
#[derive(Debug, Clone)]
pub struct Table {
    pub caption: String,
    pub shows_caption: Caption,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub frame: TableFrame,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caption {
    Shown,
    /// A heading above says it; screen readers still get it.
    Heard,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFrame {
    Panel,
    /// In running text, without a box.
    Flush,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub label: String,
    pub kind: ColumnKind,
    pub sort: Option<Sort>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Words,
    Number,
    /// Never broken over lines.
    Time,
}

/// A heading that sorts by its column.
#[derive(Debug, Clone)]
pub struct Sort {
    pub href: Href,
    pub now: Sorted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    No,
    Ascending,
    Descending,
}

/// Cells in the order of the columns.
#[derive(Debug, Clone)]
pub struct Row {
    pub cells: Vec<Markup>,
}

impl Column {
    pub fn words(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::Words,
            sort: None,
        }
    }
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::Number,
            sort: None,
        }
    }
    pub fn time(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind: ColumnKind::Time,
            sort: None,
        }
    }
    pub fn sorted(mut self, sort: Sort) -> Self {
        self.sort = Some(sort);
        self
    }
}

pub fn table(view: &Table) -> Markup {
    let frame = match view.frame {
        TableFrame::Panel => "tbl panel",
        TableFrame::Flush => "tbl flush",
    };
    html! {
        div class=(frame) {
            table.cards {
                caption.sr[view.shows_caption == Caption::Heard] { (calm(&view.caption)) }
                thead { tr { @for column in &view.columns { (heading(column)) } } }
                tbody {
                    @for row in &view.rows {
                        tr { @for (place, cell) in row.cells.iter().enumerate() { (body_cell(view, place, cell)) } }
                    }
                }
            }
        }
    }
}

fn heading(column: &Column) -> Markup {
    let (order, arrow) = match column.sort.as_ref().map(|sort| sort.now) {
        Some(Sorted::Ascending) => (Some("ascending"), "↑"),
        Some(Sorted::Descending) => (Some("descending"), "↓"),
        Some(Sorted::No) | None => (None, ""),
    };
    html! {
        th scope="col" aria-sort=[order] class=[class(column.kind)] {
            @match &column.sort {
                Some(sort) => a href=(sort.href.as_str()) { (calm(&column.label)) " " span aria-hidden="true" { (arrow) } },
                None => (calm(&column.label)),
            }
        }
    }
}

fn body_cell(view: &Table, place: usize, cell: &Markup) -> Markup {
    match view.columns.get(place) {
        Some(column) if place > 0 => html! {
            td data-l=(calm(&column.label)) class=[class(column.kind)] { div { (cell) } }
        },
        Some(_) => html! { th scope="row" { (cell) } },
        None => html! {},
    }
}

fn class(kind: ColumnKind) -> Option<&'static str> {
    match kind {
        ColumnKind::Words => None,
        ColumnKind::Number => Some("num"),
        ColumnKind::Time => Some("due"),
    }
}

/// A link that opens the row; `j` and `k` stop at it.
pub fn row_link(label: &str, href: &Href) -> Markup {
    html! { a.subject href=(href.as_str()) data-line { (calm(label)) } }
}

/// A cell of text.
pub fn cell(text: &str) -> Markup {
    html! { (calm(text)) }
}

/// Reports that can be ticked and acted on together. The first column holds the tick, the second the report.
#[derive(Debug, Clone)]
pub struct TickRow {
    /// Sent as `name` when ticked.
    pub value: String,
    /// Read out as "Select: …".
    pub title: String,
    pub href: Href,
    /// The first words of it.
    pub snippet: String,
    /// Below the snippet: evidence.
    pub below: Markup,
    /// The other columns.
    pub cells: Vec<Markup>,
    pub ticked: Here,
}

/// A table whose rows carry a tick. `columns` are those after the tick; the first of them is the titled one.
pub fn tick_table(caption: &str, name: &str, columns: &[Column], rows: &[TickRow], foot: &Markup) -> Markup {
    html! {
        div.tbl.panel {
            table.cards {
                caption.sr { (calm(caption)) }
                thead { tr { th scope="col" { span.sr { "Select" } } @for column in columns { (heading(column)) } } }
                tbody { @for row in rows { (tick_row(name, columns, row)) } }
            }
            (foot)
        }
    }
}

fn tick_row(name: &str, columns: &[Column], row: &TickRow) -> Markup {
    html! {
        tr {
            td.sel {
                label.hit {
                    input type="checkbox" name=(name) value=(row.value) checked[row.ticked == Here::Here];
                    span.sr { "Select: " (calm(&row.title)) }
                }
            }
            td {
                (row_link(&row.title, &row.href))
                p.quiet { (calm(&row.snippet)) }
                (row.below)
            }
            @for (column, cell) in columns.iter().skip(1).zip(&row.cells) {
                td data-l=(calm(&column.label)) class=[class(column.kind)] { div { (cell) } }
            }
        }
    }
}
