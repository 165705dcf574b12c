//! SQL statements: small, shallow, and the same for the same search.

use crate::files::sieve;
use pool::Selection;
use pool::sql::{DIALECTS, Dialect, Request, check, statement};

fn requests(dialect: &Dialect) -> Vec<Request<'_>> {
    let request = Request {
        dialect,
        table: "people",
        has_underscores: false,
        selection: Selection::new(200, 0.0).unwrap(),
        explains: false,
        version: "0",
    };
    let with_margin = Request { selection: Selection::new(200, 2.0).unwrap(), ..request.clone() };
    vec![request.clone(), with_margin, Request { explains: true, ..request }]
}

/// How deep parentheses and CASE nest.
fn levels(sql: &str) -> usize {
    let (mut level, mut most): (usize, usize) = (0, 0);
    for word in sql.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        match word {
            "(" | "CASE" => level += 1,
            ")" | "END" => level -= 1,
            _ => {}
        }
        most = most.max(level);
    }
    assert_eq!(level, 0, "what opens closes");
    most
}

#[test]
fn statements_are_small_and_shallow() {
    let sieve = sieve();
    for dialect in &DIALECTS {
        for request in requests(dialect) {
            for sql in [statement(&sieve, &request).unwrap(), check(&sieve, &request).unwrap()] {
                let name = dialect.name;
                assert!(sql.len() < 100_000, "{name}: {} bytes", sql.len());
                assert!(levels(&sql) < 20, "{name}: {} levels", levels(&sql));
                assert!(
                    !sql.contains("GREATEST") && !sql.contains("LEAST") && !sql.contains("RECURSIVE"),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_statement_says_where_it_comes_from_and_what_it_expects() {
    let sieve = sieve();
    let duckdb = Dialect::find("duckdb").unwrap();
    let sql = statement(&sieve, &requests(duckdb)[0]).unwrap();
    let head: Vec<&str> = sql.lines().take_while(|line| line.starts_with("-- ")).collect();
    assert!(head[1].contains(&sieve.framework().sha256), "{head:?}");
    assert!(head.iter().any(|line| line.contains("skill.operations")), "{head:?}");
    assert_eq!(sql, statement(&sieve, &requests(duckdb)[0]).unwrap());
    let bigquery = Dialect::find("bigquery").unwrap();
    assert!(statement(&sieve, &requests(bigquery)[0]).unwrap().contains("`skill_operations`"));
}
