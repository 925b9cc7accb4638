//! Arguments and cells: the three kinds of value that both databases share (whole numbers, texts, bytes) and null.

use crate::error::StoreError;
use ambergate_process::Instant;
use ambergate_process::ids::{
    AccountId, BlobId, CaseId, MemberId, OutsiderId, ProjectId, PublicationId, ReportId, Slug,
};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Postgres, Row, Sqlite, TypeInfo, ValueRef};

/// An argument of a statement.
pub(crate) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A cell of a row.
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The arguments of a statement, in order.
macro_rules! args {
    ($($arg:expr),* $(,)?) => { vec![$($crate::value::Value::from($arg)),*] };
}
pub(crate) use args;

pub(crate) fn sqlite_cells(row: &SqliteRow) -> Result<Vec<Cell>, sqlx::Error> {
    (0..row.len())
        .map(|n| {
            let raw = row.try_get_raw(n)?;
            if raw.is_null() {
                return Ok(Cell::Null);
            }
            let kind = raw.type_info().name().to_owned();
            match kind.as_str() {
                "TEXT" => <String as Decode<Sqlite>>::decode(raw).map(Cell::Text),
                "BLOB" => <Vec<u8> as Decode<Sqlite>>::decode(raw).map(Cell::Bytes),
                _ => <i64 as Decode<Sqlite>>::decode(raw).map(Cell::Int),
            }
            .map_err(sqlx::Error::Decode)
        })
        .collect()
}

pub(crate) fn postgres_cells(row: &PgRow) -> Result<Vec<Cell>, sqlx::Error> {
    (0..row.len())
        .map(|n| {
            let raw = row.try_get_raw(n)?;
            if raw.is_null() {
                return Ok(Cell::Null);
            }
            let kind = raw.type_info().name().to_owned();
            match kind.as_str() {
                "BYTEA" => <Vec<u8> as Decode<Postgres>>::decode(raw).map(Cell::Bytes),
                "INT8" => <i64 as Decode<Postgres>>::decode(raw).map(Cell::Int),
                "INT4" => <i32 as Decode<Postgres>>::decode(raw).map(|n| Cell::Int(n.into())),
                _ => <String as Decode<Postgres>>::decode(raw).map(Cell::Text),
            }
            .map_err(sqlx::Error::Decode)
        })
        .collect()
}

/// A value that a cell can become.
pub(crate) trait FromCell: Sized {
    fn from_cell(cell: Cell) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: Cell) -> Option<Self> {
        if let Cell::Int(n) = cell { Some(n) } else { None }
    }
}
impl FromCell for u64 {
    fn from_cell(cell: Cell) -> Option<Self> {
        i64::from_cell(cell).and_then(|n| n.try_into().ok())
    }
}
impl FromCell for u32 {
    fn from_cell(cell: Cell) -> Option<Self> {
        i64::from_cell(cell).and_then(|n| n.try_into().ok())
    }
}
impl FromCell for Instant {
    fn from_cell(cell: Cell) -> Option<Self> {
        i64::from_cell(cell).and_then(|n| Instant::from_microsecond(n).ok())
    }
}
impl FromCell for String {
    fn from_cell(cell: Cell) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text) } else { None }
    }
}
impl FromCell for Vec<u8> {
    fn from_cell(cell: Cell) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell {
            Some(bytes)
        } else {
            None
        }
    }
}
impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }
}

/// A row that becomes a tuple.
pub(crate) trait FromRow: Sized {
    fn from_cells(cells: Vec<Cell>) -> Result<Self, StoreError>;
}

macro_rules! tuple_row {
    ($($name:ident)*) => {
        impl<$($name: FromCell),*> FromRow for ($($name,)*) {
            fn from_cells(cells: Vec<Cell>) -> Result<Self, StoreError> {
                let mut cells = cells.into_iter();
                Ok(($({
                    let cell = cells.next().ok_or(StoreError::Malformed { what: "a row" })?;
                    $name::from_cell(cell).ok_or(StoreError::Malformed { what: std::any::type_name::<$name>() })?
                },)*))
            }
        }
    };
}
tuple_row!(A);
tuple_row!(A B);
tuple_row!(A B C);
tuple_row!(A B C D);
tuple_row!(A B C D E);
tuple_row!(A B C D E F);
tuple_row!(A B C D E F G);
tuple_row!(A B C D E F G H);
tuple_row!(A B C D E F G H I);
tuple_row!(A B C D E F G H I J);
tuple_row!(A B C D E F G H I J K);
tuple_row!(A B C D E F G H I J K L);
tuple_row!(A B C D E F G H I J K L M);
tuple_row!(A B C D E F G H I J K L M N);

/// Two tuples side by side, where one would be too wide: the first takes its columns, the second the rest.
pub(crate) struct Wide<L, R>(pub(crate) L, pub(crate) R);

/// How many columns a tuple has.
pub(crate) trait Width {
    const COLUMNS: usize;
}
macro_rules! widths {
    ($($count:literal: $($name:ident)*;)*) => {
        $(impl<$($name),*> Width for ($($name,)*) { const COLUMNS: usize = $count; })*
    };
}
widths! { 3: A B C; 4: A B C D; 5: A B C D E; 6: A B C D E F; 7: A B C D E F G; 8: A B C D E F G H; 9: A B C D E F G H I; 10: A B C D E F G H I J; 11: A B C D E F G H I J K; 12: A B C D E F G H I J K L; }

impl<L: FromRow + Width, R: FromRow> FromRow for Wide<L, R> {
    fn from_cells(mut cells: Vec<Cell>) -> Result<Self, StoreError> {
        let rest = cells.split_off(L::COLUMNS.min(cells.len()));
        Ok(Wide(L::from_cells(cells)?, R::from_cells(rest)?))
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Value::Int(Some(n))
    }
}
impl From<u32> for Value {
    fn from(n: u32) -> Self {
        Value::Int(Some(n.into()))
    }
}
impl From<usize> for Value {
    fn from(n: usize) -> Self {
        Value::Int(Some(i64::try_from(n).unwrap_or(i64::MAX)))
    }
}
impl From<Instant> for Value {
    fn from(at: Instant) -> Self {
        Value::Int(Some(at.as_microsecond()))
    }
}
impl From<Option<Instant>> for Value {
    fn from(at: Option<Instant>) -> Self {
        Value::Int(at.map(Instant::as_microsecond))
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(Some(text.to_owned()))
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(Some(text))
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(Some(text.clone()))
    }
}
impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(Some(bytes))
    }
}
impl From<Option<Vec<u8>>> for Value {
    fn from(bytes: Option<Vec<u8>>) -> Self {
        Value::Bytes(bytes)
    }
}
impl From<[u8; 32]> for Value {
    fn from(bytes: [u8; 32]) -> Self {
        Value::Bytes(Some(bytes.to_vec()))
    }
}

macro_rules! id_values {
    ($($id:ty),*) => {$(
        impl FromCell for $id {
            fn from_cell(cell: Cell) -> Option<Self> {
                String::from_cell(cell)?.parse().ok()
            }
        }
        impl From<&$id> for Value {
            fn from(id: &$id) -> Self {
                Value::Text(Some(id.as_str().to_owned()))
            }
        }
    )*};
}
id_values!(
    AccountId,
    BlobId,
    CaseId,
    MemberId,
    OutsiderId,
    ProjectId,
    PublicationId,
    ReportId,
    Slug
);
pub(crate) use id_values;
