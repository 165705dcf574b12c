//! The self-test of an engine: people made up, with the scores that are right.

use super::column;
use super::dialect::Kind;
use super::stages::Stages;
use crate::block::{Block, UNMEASURED, UNUSABLE};
use crate::sieve::{Scratch, Sieve};

/// How many people are made up.
const ROWS: u64 = 1000;

/// Values come from residues of this prime, so that a statement can make them from the number of a row.
const PRIME: u64 = 1009;

/// Residues below the first are unmeasured; below the next, too large; below the next, too small; below the next, NaN.
const LIMITS: [u64; 4] = [100, 110, 120, 130];

/// The residue of a row on a dimension: every dimension runs through the residues in an order of its own.
fn residue(row: u64, dimension: u64) -> u64 {
    (row * factor(dimension) + shift(dimension)) % PRIME
}

fn factor(dimension: u64) -> u64 {
    1 + (dimension * 353 + 151) % (PRIME - 1)
}

fn shift(dimension: u64) -> u64 {
    (dimension * dimension * 17 + 29) % PRIME
}

/// How many points one residue is.
fn per_point() -> f64 {
    (PRIME - 1 - LIMITS[3]) as f64 / 100.0
}

/// The value that a residue stands for.
fn value(residue: u64) -> f64 {
    match residue {
        r if r < LIMITS[0] => UNMEASURED,
        r if r < LIMITS[3] => UNUSABLE,
        r => (r - LIMITS[3]) as f64 / per_point(),
    }
}

/// The people, scored by the kernel; for each, the literals of a row.
fn golden(sieve: &Sieve) -> Vec<String> {
    let mut block = Block::new(sieve.dimensions.len());
    for row in 1..=ROWS {
        let values: Vec<f64> = (0..sieve.dimensions.len() as u64).map(|d| value(residue(row, d))).collect();
        block.push(&row.to_string(), "", &values);
    }
    let mut scratch = Scratch::default();
    let (scores, _) = sieve.score(&block, &mut scratch);
    let literals = |row: usize| {
        let person = sieve.person(&block, scores, row);
        format!("({},{:.10},{:.10},{})", row + 1, person.score, person.completeness, person.unusable)
    };
    (0..block.n_rows()).map(literals).collect()
}

/// Writes the test: the last query of the statement.
pub(super) fn check(stages: &mut Stages<'_>) -> String {
    let (sieve, dialect) = (stages.sieve, stages.dialect);
    let columns = [
        ("row_no", Kind::Whole),
        ("right_score", Kind::Double),
        ("right_completeness", Kind::Double),
        ("right_unusable", Kind::Whole),
    ];
    let golden = dialect.rows(&columns, &golden(sieve));
    let (score, completeness) = (dialect.double("right_score"), dialect.double("right_completeness"));
    stages.push(
        "golden",
        format!(
            "SELECT row_no, {score} AS right_score, {completeness} AS right_completeness, right_unusable FROM {golden}"
        ),
    );
    let n = sieve.dimensions.len() as u64;
    let residues = (0..n).map(|d| {
        let number = format!("row_no * {} + {}", factor(d), shift(d));
        (format!("r{}", d + 1), dialect.modulo(&number, PRIME))
    });
    stages.add_in_parts("residues", &residues.collect::<Vec<_>>());
    let values = (1..).zip(sieve.dimension_ids()).map(|(i, dimension)| {
        let [unmeasured, large, small, nan] = LIMITS;
        let double = |expression: String| dialect.double(&expression);
        let value = format!(
            "CASE WHEN r{i} < {unmeasured} THEN NULL WHEN r{i} < {large} THEN {} WHEN r{i} < {small} THEN {} WHEN r{i} < \
             {nan} THEN {} ELSE {} / {} END",
            stages.literal(100.5),
            stages.literal(-0.5),
            double("'NaN'".to_owned()),
            double(format!("r{i} - {nan}")),
            stages.literal(per_point()),
        );
        format!("{value} AS {}", dialect.name(&column(stages.request, dimension)))
    });
    let values: Vec<String> = values.collect();
    let made_up = format!(
        "SELECT row_no AS {}, '' AS {}, {} FROM {}",
        dialect.name("id"),
        dialect.name("name"),
        values.join(", "),
        stages.last()
    );
    stages.push("made_up", made_up);
    stages.people("made_up");
    stages.score();
    let remarks = stages.remarks();
    stages.add("described", &remarks);
    let (hundred, tolerance) = (stages.literal(100.0), stages.literal(1e-9));
    let off = |value: &str, right: &str| format!("ABS({value} - {right})");
    stages.push(
        "compared",
        format!(
            "SELECT {} AS score_off, {} AS completeness_off, unusable - right_unusable AS unusable_off FROM golden LEFT \
             JOIN described ON {} = id",
            off(&format!("{hundred} * score"), "right_score"),
            off("completeness", "right_completeness"),
            dialect.text("row_no"),
        ),
    );
    format!(
        "SELECT COUNT(*) AS {}, SUM(CASE WHEN score_off < {tolerance} AND completeness_off < {tolerance} AND unusable_off \
         = 0 THEN 0 ELSE 1 END) AS wrong, MAX(score_off) AS max_abs_error\nFROM compared",
        dialect.name("rows")
    )
}
