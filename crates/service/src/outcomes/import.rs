//! Outcomes of many searches from one table: all of its rows, or none.

use super::record::{FIELDS, record_one};
use super::{Conditions, OutcomeInput};
use crate::checks::Checks;
use crate::transaction::started;
use crate::{Caller, Error, Invalid, Permission, Result, Service};
use intake::{Cell, Row};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use store::SearchId;
use store::outcomes::OutcomeKind;
use utoipa::ToSchema;

/// The columns that are known. The first three are needed; which of the others, depends on the kind.
pub const COLUMNS: [&str; 14] = [
    "search",
    "kind",
    "on",
    "is_together",
    "rating",
    "ending",
    "who",
    "wave",
    "roles",
    "trust",
    "alignment",
    "authority",
    "one_voice",
    "note",
];

/// At most so many rows are taken at once.
const MOST_ROWS: usize = 1_000;

/// A table of outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomesFile {
    /// The table as CSV, with a header: `search` (the search's id), `kind` and `on`, and as the kind needs them `is_together`,
    /// `rating`, `ending`, `who`, `wave`, `roles`, `trust`, `alignment`, `authority`, `one_voice`, `note`.
    #[schema(min_length = 1, max_length = 1_000_000)]
    pub table: String,
}

/// What came of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Imported {
    /// How many outcomes were recorded.
    pub n_recorded: usize,
}

/// Records every row of a table.
#[crate::boxed]
pub async fn import(service: &Service, caller: &Caller, file: OutcomesFile) -> Result<Imported> {
    let begun = service.write(caller, Permission::OutcomesWrite, "outcome.import", &file).await?;
    let mut write = started!(begun);
    let rows = read(&file.table)?;
    let n_recorded = rows.len();
    for (number, search, input) in rows {
        let outcome = record_one(service, &mut write, &search, input).await;
        let outcome = outcome.map_err(|error| in_row(number, error))?;
        write.record("outcome.record", outcome.id.as_str(), FIELDS).await?;
    }
    let org = caller.actor.org.to_string();
    write.finish(&org, &["outcomes"], Imported { n_recorded }).await
}

/// What is wrong with a row, told as a part of the table.
fn in_row(number: usize, error: Error) -> Error {
    let told = |what: &str| format!("row {number}: {what}");
    match error {
        Error::Invalid(values) => {
            let told = |bad: &Invalid| {
                format!("row {number}, {}: {}", bad.pointer.trim_start_matches('/'), bad.detail)
            };
            Error::Invalid(
                values
                    .iter()
                    .map(|bad| Invalid { pointer: "/table".to_owned(), detail: told(bad) })
                    .collect(),
            )
        }
        Error::Conflict { code, detail } => Error::Conflict { code, detail: told(&detail) },
        Error::NotFound(what) => Error::invalid("/table", told(&format!("there is no such {what}"))),
        other => other,
    }
}

type ReadRow = (usize, SearchId, OutcomeInput);

fn read(text: &str) -> Result<Vec<ReadRow>> {
    let mut checks = Checks::default();
    checks.text("/table", text, 1, 1_000_000);
    checks.done()?;
    let table = intake::read_table("outcomes.csv", text.as_bytes()).map_err(|error| {
        Error::Invalid(error.problems.iter().map(|problem| Invalid::of("/table", problem)).collect())
    })?;
    let mut rows = table.rows.iter();
    let header: Vec<String> = rows.next().map(|row| row.cells.iter().map(told).collect()).unwrap_or_default();
    for column in &header {
        let is_known = COLUMNS.contains(&column.as_str());
        let hint = format!("there is no column {column:?} here: the columns are {}", COLUMNS.join(", "));
        checks.require(is_known, "/table", &hint);
    }
    for needed in &COLUMNS[..3] {
        checks.require(
            header.iter().any(|column| column == needed),
            "/table",
            &format!("the column {needed} is missing"),
        );
    }
    let n_rows = table.rows.len().saturating_sub(1);
    let hint = format!("give 1 to {MOST_ROWS} rows below the header");
    checks.require((1..=MOST_ROWS).contains(&n_rows), "/table", &hint);
    checks.done()?;
    let read: Vec<Result<ReadRow>> = rows.map(|row| ReadCells { header: &header, row }.read()).collect();
    let mut good = Vec::with_capacity(read.len());
    let mut bad = Vec::new();
    for row in read {
        match row {
            Ok(row) => good.push(row),
            Err(Error::Invalid(values)) => bad.extend(values),
            Err(other) => return Err(other),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(Error::Invalid(bad)) }
}

fn told(cell: &Cell) -> String {
    cell.to_string().trim().to_owned()
}

struct ReadCells<'a> {
    header: &'a [String],
    row: &'a Row,
}

impl ReadCells<'_> {
    fn read(&self) -> Result<ReadRow> {
        let kind: OutcomeKind = self.needed("kind")?;
        let yes_or_no = |text: String| match text.to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(true),
            "no" | "false" | "0" => Ok(false),
            _ => Err(self.wrong("is_together", "write yes or no")),
        };
        let input = OutcomeInput {
            kind,
            on: self.needed("on")?,
            is_together: self.text("is_together").map(yes_or_no).transpose()?,
            rating: self.parsed("rating")?,
            ending: self.parsed("ending")?,
            who: self.parsed("who")?,
            wave: self.parsed("wave")?,
            conditions: if kind == OutcomeKind::Pulse { Some(self.conditions()?) } else { None },
            note: self.text("note").unwrap_or_default(),
            run_id: None,
        };
        Ok((self.row.number, self.needed("search")?, input))
    }

    fn conditions(&self) -> Result<Conditions> {
        let mut answers = [0; 5];
        for ((name, _), answer) in Conditions::SENTENCES.iter().zip(&mut answers) {
            *answer = self.needed(name)?;
        }
        Ok(Conditions::of(answers))
    }

    fn text(&self, column: &str) -> Option<String> {
        let place = self.header.iter().position(|known| known == column)?;
        self.row.cells.get(place).map(told).filter(|text| !text.is_empty())
    }

    fn parsed<T: FromStr>(&self, column: &str) -> Result<Option<T>>
    where
        T::Err: ToString,
    {
        let read =
            |text: String| text.parse().map_err(|error: T::Err| self.wrong(column, &error.to_string()));
        self.text(column).map(read).transpose()
    }

    fn needed<T: FromStr>(&self, column: &str) -> Result<T>
    where
        T::Err: ToString,
    {
        self.parsed(column)?.ok_or_else(|| self.wrong(column, "it is missing"))
    }

    fn wrong(&self, column: &str, detail: &str) -> Error {
        Error::invalid("/table", format!("row {}, {column}: {detail}", self.row.number))
    }
}
