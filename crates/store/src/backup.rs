//! Everything as lines of JSON, a row each, and back: what both databases understand. Tables and columns are read off
//! the schema itself, so that none is forgotten.

use crate::connection::{execute, on};
use crate::{Connection, Error, MIGRATIONS, Result};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row};

/// A table, in the order in which rows may be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl Table {
    /// Whether its rows hold whole files, so that few of them are read at once.
    #[must_use]
    pub fn has_files(&self) -> bool {
        self.name.ends_with("_files")
    }
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: ColumnKind,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Real,
}

/// Every table, parents before their children; without those that a later step took away.
#[must_use]
pub fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for step in MIGRATIONS {
        for statement in step.schema.split("CREATE TABLE ").skip(1) {
            let Some((name, body)) = statement.split_once(" (") else { continue };
            let lines = body.lines().map(str::trim).take_while(|line| !line.starts_with(')'));
            let columns = lines.filter_map(|line| {
                let mut words = line.split_whitespace();
                let name = words.next()?;
                let kind = match words.next()?.trim_end_matches(',') {
                    "TEXT" => ColumnKind::Text,
                    "INTEGER" => ColumnKind::Integer,
                    "REAL" => ColumnKind::Real,
                    _ => return None,
                };
                (!name.starts_with("--")).then_some(Column { name, kind })
            });
            tables.push(Table { name, columns: columns.collect() });
        }
        for statement in step.schema.split("DROP TABLE ").skip(1) {
            tables.retain(|table| statement.split_once(';').is_none_or(|(gone, _)| gone != table.name));
        }
        // A table that was made anew takes the name of the one that it replaces.
        for statement in step.schema.split("ALTER TABLE ").skip(1) {
            let renamed = statement.split_once(';').and_then(|(text, _)| text.split_once(" RENAME TO "));
            let table = renamed.and_then(|(old, _)| tables.iter_mut().find(|table| table.name == old));
            if let (Some(table), Some((_, new))) = (table, renamed) {
                table.name = new;
            }
        }
    }
    tables
}

/// Some rows of a table, each as a JSON object on one line, in an order of their own.
#[crate::boxed]
pub async fn read(
    connection: &mut Connection,
    table: &Table,
    offset: i64,
    limit: i64,
) -> Result<Vec<String>> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    // Every table's key is among its first five columns.
    let order: Vec<String> = (1..=names.len().min(5)).map(|number| number.to_string()).collect();
    let sql = format!(
        "SELECT {} FROM {} ORDER BY {} LIMIT $1 OFFSET $2",
        names.join(", "),
        table.name,
        order.join(", ")
    );
    macro_rules! lines {
        ($rows:expr) => {
            $rows
                .iter()
                .map(|row| {
                    let mut line = serde_json::Map::new();
                    for (index, column) in table.columns.iter().enumerate() {
                        let value = match column.kind {
                            ColumnKind::Text => row.try_get::<Option<String>, _>(index)?.into(),
                            ColumnKind::Integer => row.try_get::<Option<i64>, _>(index)?.into(),
                            ColumnKind::Real => row.try_get::<Option<f64>, _>(index)?.into(),
                        };
                        line.insert(column.name.to_owned(), value);
                    }
                    Ok(Value::Object(line).to_string())
                })
                .collect::<Result<Vec<String>>>()
        };
    }
    match connection {
        Connection::Sqlite(transaction) => {
            let query = sqlx::query(AssertSqlSafe(sql)).bind(limit).bind(offset);
            lines!(query.fetch_all(&mut **transaction).await?)
        }
        Connection::Postgres(transaction) => {
            let query = sqlx::query(AssertSqlSafe(sql)).bind(limit).bind(offset);
            lines!(query.fetch_all(&mut **transaction).await?)
        }
    }
}

/// Puts a row back.
///
/// # Errors
/// Where the line is no row of the table, or the row does not fit with those that are there.
#[crate::boxed]
pub async fn write(connection: &mut Connection, table: &Table, line: &str) -> Result<()> {
    let unsuitable = |what: &str| Error::Unsuitable(format!("a row of {}: {what}", table.name));
    let row: serde_json::Map<String, Value> =
        serde_json::from_str(line).map_err(|error| unsuitable(&error.to_string()))?;
    if row.len() != table.columns.len() {
        return Err(unsuitable("it has other columns than the table"));
    }
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let places: Vec<String> = (1..=names.len()).map(|number| format!("${number}")).collect();
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), places.join(", "));
    macro_rules! bound {
        () => {{
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for column in &table.columns {
                let value = row.get(column.name).ok_or_else(|| unsuitable("a column is missing"))?;
                query = match column.kind {
                    ColumnKind::Text => query.bind(value.as_str().map(str::to_owned)),
                    ColumnKind::Integer => query.bind(value.as_i64()),
                    ColumnKind::Real => query.bind(value.as_f64()),
                };
            }
            query
        }};
    }
    match connection {
        Connection::Sqlite(transaction) => bound!().execute(&mut **transaction).await.map(drop)?,
        Connection::Postgres(transaction) => bound!().execute(&mut **transaction).await.map(drop)?,
    }
    Ok(())
}

/// Whether there is nothing in a database yet.
#[crate::boxed]
pub async fn is_empty(connection: &mut Connection) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM organisations";
    let n_found: i64 = on!(connection, c => sqlx::query_scalar(SQL).fetch_one(c))?;
    Ok(n_found == 0)
}

/// Takes back the links for a first setup, which is all that an empty database may hold: what is restored has its own
/// organisations and links.
#[crate::boxed]
pub async fn forget_setup(connection: &mut Connection) -> Result<()> {
    execute!(connection, sqlx::query("DELETE FROM links WHERE org_id IS NULL"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{ColumnKind, tables};

    #[test]
    fn the_schema_is_read_as_it_is_written() {
        let tables = tables();
        let people = tables.iter().find(|table| table.name == "people").map(|table| &table.columns);
        let people = people.map(|columns| columns.iter().map(|c| (c.name, c.kind)).collect::<Vec<_>>());
        let people = people.unwrap_or_default();
        assert_eq!(people.first(), Some(&("id", ColumnKind::Text)));
        assert!(people.contains(&("revision", ColumnKind::Integer)), "{people:?}");
        assert!(people.contains(&("erased_at", ColumnKind::Text)), "{people:?}");
        assert!(tables.len() > 20 && tables.iter().all(|table| table.columns.len() > 1), "{tables:?}");
        let place = |name: &str| tables.iter().position(|table| table.name == name);
        assert!(place("organisations") < place("users") && place("people") < place("searches"));
        assert!(place("runs") < place("decisions") && place("candidates") < place("judgements"));
    }
}
