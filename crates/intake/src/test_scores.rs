//! Scores from validated tests, with the norms they are read against: a table, one row a scale score.

use crate::check::check_line;
use crate::numbers::Numbers;
use crate::problems::{Problems, quote};
use crate::ratings::find_column;
use crate::{Cell, MAX_ID, ReadError, Row, Table, read_table_with};
use fit::problem::suggest;
use fit::{Framework, Points, Problem, Rating, Source};
use std::collections::HashMap;

/// The columns that must be there.
const NEEDED: [&str; 5] = ["id", "dimension", "score", "norm_mean", "norm_sd"];
/// The columns that may be there.
const OPTIONAL: [&str; 2] = ["scale", "reversed"];

/// Scores further from the mean of their norm, in its standard deviations, were read against the wrong norm.
const FARTHEST: f64 = 6.0;

/// The ratings that test scores amount to, of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct TestScores {
    /// The person's id.
    pub id: String,
    /// A rating for each of their rows, in the file's order; the source is [`Source::Test`], the rater the scale.
    pub ratings: Vec<Rating>,
}

/// Reads test scores: a header row with `id`, `dimension`, `score`, `norm_mean` and `norm_sd`, and as wanted `scale`, the
/// name of the test's scale, and `reversed`, which is `yes` where a high score means the low end of the dimension; then
/// a row for each scale score. People come in the order in which they first appear.
///
/// # Formula
/// z = (score − norm_mean) / norm_sd, or its negative where reversed. The rating is μ₀ + τ z / √rel, in points, kept
/// within 0 and 100: μ₀ is the dimension's prior mean, τ the framework's spread of people, rel its reliability of a
/// test. Scores spread wider than people do, since part of their spread is error; divided by √rel they spread as the
/// framework expects of a rating from this source, and the estimate that follows is Kelley's, μ₀ + τ √rel z.
///
/// # Shapes and units
/// Scores and norms in the test's own unit, whatever it is; both in the same.
///
/// # Missing values
/// A row in which every cell that is read is empty is passed over. A score that is missing is a problem: leave out its
/// row.
///
/// # Errors
/// Every problem in the file, each with its row and column: a column that is missing, or unknown, with the nearest name;
/// an unknown dimension; a cell that is no number; a standard deviation that is not above 0; a score more than six of
/// them from the mean; one scale of one person twice on one dimension.
///
/// # Source
/// Kelley (1947), Fundamentals of statistics, on regressed true scores; Lord & Novick (1968).
///
/// # Example
/// ```
/// let framework = fit::Framework::parse(fit::framework::DEFAULT).unwrap();
/// let csv = b"id,scale,dimension,score,norm_mean,norm_sd\nc-1,Order,style.detail,60,50,10\n";
/// let people = intake::read_test_scores(&framework, "t.csv", csv).unwrap();
/// let rating = &people[0].ratings[0];
/// assert_eq!((people[0].id.as_str(), rating.rater.as_str()), ("c-1", "Order"));
/// assert!((rating.value.get() - (50.0 + 20.0 / 0.8_f64.sqrt())).abs() < 1e-9);
/// ```
pub fn read_test_scores(
    framework: &Framework,
    name: &str,
    bytes: &[u8],
) -> Result<Vec<TestScores>, ReadError> {
    let known: Vec<&str> = NEEDED.into_iter().chain(OPTIONAL).collect();
    let mut table = read_table_with(name, bytes, &known)?;
    let mut problems = Problems::new();
    let columns = Columns::find(&table, &mut problems);
    if !problems.is_empty() {
        return Err(table.with_sheet(problems.refuse(name)));
    }
    let is_number =
        |index| ["score", "norm_mean", "norm_sd"].iter().any(|column| columns.0.get(column) == Some(&index));
    let numbers = table.numbers(is_number);
    let mut people: Vec<TestScores> = Vec::new();
    let mut places = HashMap::new();
    let mut seen = HashMap::new();
    for row in table.rows.iter().skip(1) {
        let mut reader = Reader { framework, numbers, columns: &columns, row, problems: &mut problems };
        if reader.is_empty() {
            continue;
        }
        let Some((id, rating)) = reader.read() else { continue };
        let key = (id.clone(), rating.dimension.clone(), rating.rater.clone());
        if let Some(first) = seen.insert(key, row.number) {
            let found =
                format!("row {first} has this scale on {} for {} already", rating.dimension, quote(&id));
            reader.problem("scale", found, "keep one of the two, or name the scales apart");
        }
        let place = *places.entry(id.clone()).or_insert_with(|| {
            people.push(TestScores { id, ratings: Vec::new() });
            people.len() - 1
        });
        people[place].ratings.push(rating);
    }
    if problems.is_empty() && people.is_empty() {
        problems
            .add(|| Problem::new(name, "there are no scores", "expected a row for each below the header"));
    }
    if problems.is_empty() { Ok(people) } else { Err(table.with_sheet(problems.refuse(name))) }
}

/// Where each column stands.
struct Columns(HashMap<&'static str, usize>);

impl Columns {
    fn find(table: &Table, problems: &mut Problems) -> Self {
        let header = table.rows.first().map(|row| &row.cells[..]).unwrap_or_default();
        let names: Vec<String> = header.iter().map(Cell::key).collect();
        let known = || NEEDED.into_iter().chain(OPTIONAL);
        let mut found = HashMap::new();
        for column in known() {
            if NEEDED.contains(&column) || names.iter().any(|name| name == column) {
                found.extend(find_column(table, column, problems).map(|index| (column, index)));
            }
        }
        // A column passed over in silence could be a misspelt "reversed", and every score on the wrong side.
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if !known().any(|column| column == name) {
                problems.add(|| {
                    let row = table.rows.first().map_or(1, |row| row.number);
                    let place = format!("row {row}, column {}", Table::letters(index));
                    Problem::new(place, format!("unknown column {}", quote(name)), suggest(name, known()))
                });
            }
        }
        Self(found)
    }
}

/// Reads one row.
struct Reader<'a> {
    framework: &'a Framework,
    numbers: Numbers,
    columns: &'a Columns,
    row: &'a Row,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn cell(&self, column: &str) -> &Cell {
        self.columns.0.get(column).and_then(|&index| self.row.cells.get(index)).unwrap_or(&Cell::Empty)
    }

    fn is_empty(&self) -> bool {
        self.columns.0.keys().all(|column| *self.cell(column) == Cell::Empty)
    }

    fn problem(&mut self, column: &str, found: String, hint: impl Into<String>) {
        let index = self.columns.0.get(column).copied();
        let place = match index {
            Some(index) => format!("row {}, column {column} ({})", self.row.number, Table::letters(index)),
            None => format!("row {}", self.row.number),
        };
        self.problems.add(|| Problem::new(place, found, hint));
    }

    fn read(&mut self) -> Option<(String, Rating)> {
        let id = self.line("id", "give the id of the person").filter(|id| !id.is_empty());
        let rater = self.line("scale", "");
        let dimension = self.dimension();
        let is_reversed = self.is_reversed();
        let z = self.z();
        let (id, rater, dimension, is_reversed, z) = (id?, rater?, dimension?, is_reversed?, z?);
        let z = if is_reversed { -z } else { z };
        let value = self.value(dimension, z)?;
        let dimension = self.framework.dimensions[dimension].id.clone();
        Some((id, Rating { dimension, source: Source::Test, rater, value }))
    }

    /// A text of one line; a problem where it is empty and there is a hint for that.
    fn line(&mut self, column: &str, needed: &str) -> Option<String> {
        let text = self.cell(column).key();
        if text.is_empty() && !needed.is_empty() {
            self.problem(column, "the cell is empty".to_owned(), needed);
            return None;
        }
        if let Err((found, hint)) = check_line(&text, &format!("the {column}"), MAX_ID) {
            self.problem(column, found, hint);
            return None;
        }
        Some(text)
    }

    fn dimension(&mut self) -> Option<usize> {
        let id = self.line("dimension", "name the dimension that the scale measures")?;
        let found = self.framework.dimension(&id);
        if found.is_none() {
            let hint = suggest(&id, self.framework.dimension_ids());
            self.problem("dimension", format!("unknown dimension {}", quote(&id)), hint);
        }
        found
    }

    fn is_reversed(&mut self) -> Option<bool> {
        let text = self.cell("reversed").to_string();
        match text.trim().to_lowercase().as_str() {
            "" | "no" => Some(false),
            "yes" => Some(true),
            _ => {
                self.problem("reversed", format!("found {}", quote(&text)), "expected yes, no or nothing");
                None
            }
        }
    }

    fn number(&mut self, column: &str) -> Option<f64> {
        let number = self.numbers.read(self.cell(column));
        if number.is_none() {
            let found = match self.cell(column) {
                Cell::Empty => "the cell is empty".to_owned(),
                other => format!("found {}", quote(&other.to_string())),
            };
            let hint = match self.cell(column) {
                Cell::Other(other) => format!("expected a number: {}", other.hint()),
                _ => "expected a number".to_owned(),
            };
            self.problem(column, found, hint);
        }
        number
    }

    /// The score in standard deviations from the mean of its norm.
    fn z(&mut self) -> Option<f64> {
        let (score, mean, sd) = (self.number("score"), self.number("norm_mean"), self.number("norm_sd"));
        let (score, mean, sd) = (score?, mean?, sd?);
        if sd <= 0.0 {
            self.problem("norm_sd", format!("{sd} is no standard deviation"), "expected a number above 0");
            return None;
        }
        let z = (score - mean) / sd;
        // Written so that a number that is none does not pass.
        if !(-FARTHEST..=FARTHEST).contains(&z) {
            let found =
                format!("{score} lies more than {FARTHEST} standard deviations from the mean of its norm");
            self.problem("score", found, "expected score and norm in the same unit");
            return None;
        }
        Some(z)
    }

    fn value(&self, dimension: usize, z: f64) -> Option<Points> {
        let spread = self.framework.ratings.spread / self.framework.ratings.reliability(Source::Test).sqrt();
        let share = self.framework.dimensions[dimension].prior.mean + spread * z;
        Points::new(100.0 * share.clamp(0.0, 1.0))
    }
}
