//! The columns of the shortlist that are shown, and the files that hold the same.

use crate::pages::form::FormData;
use report::PillarHead;
use report::sheet::Column;

/// Which columns are shown besides rank and name.
pub(super) struct Columns {
    pub(super) choices: Vec<Choice>,
}

/// A column that may be shown.
pub(super) struct Choice {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) is_shown: bool,
}

/// Every column that may be chosen, and whether it is shown before anybody chooses.
const CHOICES: &[(&str, &str, bool)] = &[
    ("score", "Score and range", true),
    ("first", "How often first", false),
    ("pillars", "Pillars", true),
    ("expected", "Expected rank", false),
    ("evidence", "How well known", true),
    ("flags", "To look into", true),
];

impl Columns {
    /// The columns that are asked for; the usual ones where none are.
    pub(super) fn of(asked: &FormData) -> Self {
        let has_chosen = asked.given("columns").is_some();
        let choice = |&(id, title, is_usual): &(&'static str, &'static str, bool)| Choice {
            id,
            title,
            is_shown: if has_chosen { asked.all("columns").any(|chosen| chosen == id) } else { is_usual },
        };
        Self { choices: CHOICES.iter().map(choice).collect() }
    }

    /// Whether a column is shown.
    pub(super) fn shows(&self, id: &str) -> bool {
        self.choices.iter().any(|choice| choice.id == id && choice.is_shown)
    }

    /// The same columns as values.
    pub(super) fn values(&self, pillars: &[PillarHead]) -> Vec<Column> {
        let mut columns = vec![Column::Rank, Column::Name, Column::Headline];
        for choice in self.choices.iter().filter(|choice| choice.is_shown) {
            match choice.id {
                "score" => columns.extend([Column::Score, Column::P05, Column::P95]),
                "first" => columns.push(Column::First),
                "pillars" => columns.extend(pillars.iter().map(|pillar| Column::Pillar(pillar.id.clone()))),
                "expected" => columns.push(Column::ExpectedRank),
                "evidence" => columns.extend([Column::Completeness, Column::Provisional]),
                _ => columns.push(Column::Flags),
            }
        }
        columns
    }
}
