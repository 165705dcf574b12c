//! Every figure of a table of ratings at once, for programs and pages that print them side by side.

use super::{RatingScale, RatingTable, ReliabilityError, cronbach_alpha, icc1, icc2, icc2k, r_wg_mean};

/// The figures that a table of ratings allows; none where it does not allow one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// How many targets there are.
    pub targets: usize,
    /// How many raters there are.
    pub raters: usize,
    /// ICC(1): one rating, by any rater.
    pub icc1: Option<f64>,
    /// ICC(2,1): one rating, by raters who rate everybody.
    pub icc2: Option<f64>,
    /// ICC(2,k): the mean of all these raters.
    pub icc2k: Option<f64>,
    /// Cronbach's α, with the raters as items.
    pub alpha: Option<f64>,
    /// The mean of r_wg over the targets that have two ratings or more.
    pub rwg_mean: Option<f64>,
    /// Why figures are not given, each reason once.
    pub notes: Vec<String>,
}

impl Figures {
    /// The figures of a table whose ratings are on a scale.
    ///
    /// # Missing values
    ///
    /// A figure that needs every rater to have rated every target is none where they have not, with a note that says so.
    ///
    /// # Example
    ///
    /// ```
    /// use stats::reliability::{Figures, RatingScale, RatingTable};
    ///
    /// let table = RatingTable::from_records([("a", "r", 1.0), ("a", "s", 3.0), ("b", "r", 5.0)])?;
    /// let figures = Figures::of(&table, RatingScale::new(1.0, 5.0, 5)?);
    /// assert!(figures.icc1.is_some() && figures.alpha.is_none());
    /// assert!(figures.notes[0].contains("b by s"));
    /// # Ok::<(), stats::reliability::ReliabilityError>(())
    /// ```
    #[must_use]
    pub fn of(table: &RatingTable, scale: RatingScale) -> Self {
        let mut notes: Vec<String> = Vec::new();
        let mut note = |result: Result<Option<f64>, ReliabilityError>| match result {
            Ok(figure) => figure,
            Err(error) => {
                let text = error.to_string();
                if !notes.contains(&text) {
                    notes.push(text);
                }
                None
            }
        };
        Self {
            targets: table.targets().len(),
            raters: table.raters().len(),
            icc1: note(icc1(table).map(Some)),
            icc2: note(icc2(table).map(Some)),
            icc2k: note(icc2k(table).map(Some)),
            alpha: note(cronbach_alpha(table).map(Some)),
            rwg_mean: note(r_wg_mean(table, scale)),
            notes,
        }
    }
}
