//! The ranking as one statement, for an engine that has the people already.
//!
//! The statement is staged, each intermediate named once:
//!
//! ```text
//! people ── (valued ── averaged ── centred) ── pillars ── scored ── best ── ranked ── (losses …)
//! ```
//!
//! It compares columns with thresholds instead of taking the larger of two numbers, which engines understand
//! differently where NULL or NaN is among them; a value that is missing or no number of points falls through to ELSE,
//! where the prior's fit stands.

mod check;
mod dialect;
mod explain;
mod piece;
mod stages;

pub use dialect::{DIALECTS, Dialect, Tried};

use crate::kept::Selection;
use crate::read::underscored;
use crate::sieve::Sieve;
use fit::Problem;
use fit::score::Scale;
use stages::Stages;

/// What a statement is to do.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// For which engine.
    pub dialect: &'a Dialect,
    /// What stands after FROM: a table, a view, or whatever the engine reads as one.
    pub table: &'a str,
    /// Whether columns are called `skill_operations` instead of `skill.operations`.
    pub has_underscores: bool,
    /// Who is kept.
    pub selection: Selection,
    /// Whether the largest losses are said.
    pub explains: bool,
    /// The version of the program.
    pub version: &'a str,
}

/// Nearer to zero than this, a balance other than zero leaves SQL too few digits.
const NEAREST_BALANCE: f64 = 1e-6;

/// The statement that ranks a table of people.
///
/// # Errors
/// A search that cannot be written as SQL.
pub fn statement(sieve: &Sieve, request: &Request<'_>) -> Result<String, Problem> {
    let mut stages = Stages::new(sieve, request)?;
    stages.people(request.table);
    stages.score();
    stages.best();
    let last = if request.explains { explain::losses(&mut stages)? } else { stages.result() };
    Ok(format!("{}{}", header(sieve, request, "ranks people"), stages.finish(&last)))
}

/// A statement that tests an engine: how many of 1,000 people made up it scores wrong, and how far off.
///
/// # Errors
/// As [`statement`].
pub fn check(sieve: &Sieve, request: &Request<'_>) -> Result<String, Problem> {
    let mut stages = Stages::new(sieve, request)?;
    let last = check::check(&mut stages);
    Ok(format!("{}{}", header(sieve, request, "tests this engine"), stages.finish(&last)))
}

/// Says where the statement comes from, and what it expects.
fn header(sieve: &Sieve, request: &Request<'_>, what: &str) -> String {
    let stamp = &sieve.stamp;
    let weights: Vec<String> =
        stamp.weights.0.iter().map(|(id, weight)| format!("{id} {weight:.4}")).collect();
    let columns: Vec<String> = sieve.dimension_ids().map(|id| column(request, id)).collect();
    let lines = [
        format!("Counterpart {} {what}, for {}.", request.version, request.dialect.name),
        format!(
            "Framework {} {}, sha256 {}",
            stamp.framework.id, stamp.framework.version, stamp.framework.sha256
        ),
        format!("CEO {}, sha256 {}", stamp.ceo, stamp.ceo_sha256),
        format!("Role type {}; balance {}", stamp.role_type.as_deref().unwrap_or("any"), stamp.balance),
        format!("Weights: {}", weights.join(", ")),
        format!("Columns: id, name, and from 0 to 100: {}", columns.join(", ")),
        "A sieve: every estimate is taken as exact. Score in full whoever it keeps.".to_owned(),
    ];
    // Nothing that a file says ends a comment.
    let plain =
        |line: &String| line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    lines.iter().map(|line| format!("-- {}\n", plain(line))).collect()
}

/// What the column of a dimension is called.
fn column(request: &Request<'_>, dimension: &str) -> String {
    if request.has_underscores || !request.dialect.has_dots {
        underscored(dimension)
    } else {
        dimension.to_owned()
    }
}

/// Whether SQL can compute with a scale.
fn check_scale(place: &str, scale: Scale) -> Result<(), Problem> {
    match scale {
        Scale::Power(rho) if rho.abs() < NEAREST_BALANCE => {
            Err(Problem::new(place, format!("a balance of {rho} is too close to 0 for SQL"), "write 0"))
        }
        _ => Ok(()),
    }
}
