//! Which candidates are shown.

use crate::pages::form::FormData;
use store::fold::folded;

/// What the list is narrowed to.
pub(super) struct Filter {
    /// What the name or the headline has.
    pub(super) q: String,
    /// The choices with their titles.
    pub(super) choices: Vec<(String, &'static str)>,
    pub(super) show: String,
}

const CHOICES: [(&str, &str); 3] =
    [("", "Everyone"), ("finalists", "Finalists"), ("flagged", "With something to look into")];

impl Filter {
    pub(super) fn of(asked: &FormData) -> Self {
        let q = asked.text("q").trim().to_owned();
        let show = asked.text("show").to_owned();
        Self { choices: CHOICES.map(|(id, title)| (id.to_owned(), title)).to_vec(), q, show }
    }

    pub(super) fn passes(&self, row: &report::Row, is_finalist: bool) -> bool {
        let q = folded(&self.q);
        let is_named = [&row.name, &row.headline].iter().any(|text| folded(text).contains(&q));
        let is_shown = match self.show.as_str() {
            "finalists" => is_finalist,
            "flagged" => row.flags.iter().any(|flag| flag.is_breached),
            _ => true,
        };
        is_named && is_shown
    }
}
