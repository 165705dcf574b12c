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
    /// The scale that r_wg was computed on; none where it was not given and the ratings leave it open.
    pub scale: Option<RatingScale>,
    /// Why figures are not given, each reason once.
    pub notes: Vec<String>,
    /// What else the ratings suggest: raters who go against all others.
    pub hints: Vec<String>,
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
        let mut figures = Self { scale: Some(scale), ..Self::without_agreement(table) };
        figures.rwg_mean = note(&mut figures.notes, r_wg_mean(table, scale));
        figures
    }

    /// The figures of a table whose scale nobody has named: 0 to 100 with five points, unless the ratings fit a shorter
    /// scale that is common as well. Then r_wg, which compares the ratings with chance on the whole scale, is none.
    ///
    /// # Example
    ///
    /// ```
    /// use stats::reliability::{Figures, RatingTable};
    ///
    /// let table = RatingTable::from_records([("a", "r", 1.0), ("a", "s", 5.0), ("b", "r", 4.0), ("b", "s", 2.0)])?;
    /// let figures = Figures::on_unknown_scale(&table);
    /// assert!(figures.rwg_mean.is_none() && figures.notes.iter().any(|note| note.contains("1 to 5")));
    /// # Ok::<(), stats::reliability::ReliabilityError>(())
    /// ```
    #[must_use]
    pub fn on_unknown_scale(table: &RatingTable) -> Self {
        const COMMON: [(f64, f64); 5] = [(0.0, 1.0), (1.0, 5.0), (1.0, 7.0), (1.0, 10.0), (0.0, 10.0)];
        let (low, high) = table
            .rows()
            .flatten()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let fits = COMMON.iter().filter(|(min, max)| *min <= low && high <= *max);
        let fits: Vec<String> = fits.map(|(min, max)| format!("{min} to {max}")).collect();
        if fits.is_empty() {
            return Self::of(table, RatingScale::POINTS);
        }
        let mut figures = Self::without_agreement(table);
        figures.notes.push(format!(
            "r_wg needs the rating scale, and none was given: ratings from {low} to {high} fit scales of {} as well as 0 to 100",
            fits.join(", ")
        ));
        figures
    }

    /// Every figure but r_wg.
    fn without_agreement(table: &RatingTable) -> Self {
        let mut notes = Vec::new();
        let mut figures = Self {
            targets: table.targets().len(),
            raters: table.raters().len(),
            icc1: note(&mut notes, icc1(table).map(Some)),
            icc2: note(&mut notes, icc2(table).map(Some)),
            icc2k: note(&mut notes, icc2k(table).map(Some)),
            alpha: note(&mut notes, cronbach_alpha(table).map(Some)),
            ..Self::default()
        };
        figures.notes = notes;
        let given = [figures.icc1, figures.icc2, figures.icc2k, figures.alpha];
        if given.into_iter().flatten().any(|figure| figure < 0.0) {
            figures.hints.extend(against_the_others(table));
        }
        figures
    }
}

/// A figure, or a note why there is none.
fn note(notes: &mut Vec<String>, result: Result<Option<f64>, ReliabilityError>) -> Option<f64> {
    result.unwrap_or_else(|error| {
        let text = error.to_string();
        if !notes.contains(&text) {
            notes.push(text);
        }
        None
    })
}

/// That raters rate low where the others rate high, by name: of two the scale of one may be reversed.
fn against_the_others(table: &RatingTable) -> Option<String> {
    const NAMED: usize = 5;
    let raters = raters_against(table);
    let names: Vec<&str> = raters.iter().take(NAMED).map(|rater| table.raters()[*rater].as_str()).collect();
    let listed = names.join(", ");
    let more = if raters.len() > NAMED { " and others" } else { "" };
    let why = "figures below 0 say that raters contradict each other more than targets differ";
    Some(match names.len() {
        0 => why.to_owned(),
        1 => format!(
            "{why}; {listed} rates low where the others rate high: check whether that scale is reversed"
        ),
        _ => format!(
            "{why}; {listed}{more} rate low where the others rate high: check whether the scale of some is reversed"
        ),
    })
}

/// The raters who go against the others: the one who does so most, then who does among those left, and so on. Two alone who
/// go against each other are both named.
fn raters_against(table: &RatingTable) -> Vec<usize> {
    let mut left: Vec<usize> = (0..table.raters().len()).collect();
    let mut against = Vec::new();
    loop {
        let of = |rater: &usize| Some((correlation_with_others(table, *rater, &left)?, *rater));
        let most = left.iter().filter_map(of).min_by(|a, b| a.0.total_cmp(&b.0)).filter(|(r, _)| *r < 0.0);
        let Some((_, rater)) = most else { break };
        if left.len() == 2 {
            if against.is_empty() {
                against = left;
            }
            break;
        }
        left.retain(|other| *other != rater);
        against.push(rater);
    }
    against.sort_unstable();
    against
}

/// The correlation of a rater's ratings with the means of the others' among some, over the targets that both have; none
/// where one of them does not vary.
fn correlation_with_others(table: &RatingTable, rater: usize, among: &[usize]) -> Option<f64> {
    let pair = |target: usize| {
        let own = table.rating(target, rater)?;
        let others = among.iter().filter(|other| **other != rater);
        let others: Vec<f64> = others.filter_map(|other| table.rating(target, *other)).collect();
        (!others.is_empty()).then(|| (own, others.iter().sum::<f64>() / others.len() as f64))
    };
    let pairs: Vec<(f64, f64)> = (0..table.targets().len()).filter_map(pair).collect();
    let n = pairs.len() as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |(x, y), pair| (x + pair.0 / n, y + pair.1 / n));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (own, others) in pairs {
        let (dx, dy) = (own - x, others - y);
        xy += dx * dy;
        xx += dx * dx;
        yy += dy * dy;
    }
    let r = xy / (xx * yy).sqrt();
    r.is_finite().then_some(r)
}
