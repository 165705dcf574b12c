//! Whoever is kept: the best so far, in memory that does not grow with the pool.

use crate::ranking::Person;
use fit::Problem;
use std::cmp::Ordering;

/// At most this many people are kept.
pub const MAX_KEPT: usize = 100_000;

/// Who is to be kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Selection {
    /// This many, best first.
    pub top: usize,
    /// And everyone within so many points of the last of them.
    pub margin: f64,
}

impl Selection {
    /// A selection within its bounds.
    ///
    /// # Errors
    /// Nobody to keep, too many, or a margin that is no number of points.
    pub fn new(top: usize, margin: f64) -> Result<Self, Problem> {
        if !(1..=MAX_KEPT).contains(&top) {
            let hint = format!("keep from 1 to {MAX_KEPT} people");
            return Err(Problem::new("top", format!("{top} people cannot be kept"), hint));
        }
        if !(0.0..=100.0).contains(&margin) {
            return Err(Problem::new(
                "margin",
                format!("{margin} is no margin"),
                "give points from 0 to 100",
            ));
        }
        Ok(Self { top, margin })
    }
}

/// The order of a ranking: the higher score, then the lower id. People alike in both differ in what else is known of
/// them, or not at all, so that the order of reading shows nowhere.
fn order(a: &Person, b: &Person) -> Ordering {
    let rest = |person: &Person| (person.name.clone(), format!("{:?}", person.estimates));
    b.score
        .total_cmp(&a.score)
        .then_with(|| a.id.cmp(&b.id))
        .then_with(|| rest(a).cmp(&rest(b)))
        .then_with(|| a.unusable.cmp(&b.unusable))
}

/// The best so far.
#[derive(Debug)]
pub(crate) struct Kept {
    selection: Selection,
    people: Vec<Person>,
    /// People are sorted out once there are so many.
    limit: usize,
    /// Whoever scores less is not kept.
    cutoff: f64,
}

impl Kept {
    pub(crate) fn new(selection: Selection) -> Self {
        Self { selection, people: Vec::new(), limit: 2 * selection.top + 256, cutoff: f64::NEG_INFINITY }
    }

    /// Keeps a person if they are good enough; the score below which nobody is kept any more.
    pub(crate) fn push(&mut self, person: Person) -> Result<f64, Problem> {
        if person.score >= self.cutoff {
            self.people.push(person);
            if self.people.len() >= self.limit {
                self.sort_out()?;
                self.limit = self.limit.max(2 * self.people.len());
            }
        }
        Ok(self.cutoff)
    }

    fn sort_out(&mut self) -> Result<(), Problem> {
        let Selection { top, margin } = self.selection;
        self.people.sort_by(order);
        if let Some(last) = self.people.get(top - 1) {
            self.cutoff = last.score - margin;
            let n = if margin > 0.0 {
                self.people.partition_point(|person| person.score >= self.cutoff)
            } else {
                top
            };
            self.people.truncate(n);
        }
        if self.people.len() > MAX_KEPT {
            let found = format!("more than {MAX_KEPT} people lie within {margin} points of the last one");
            return Err(Problem::new("margin", found, "choose a smaller margin"));
        }
        Ok(())
    }

    /// The people kept, ranked.
    pub(crate) fn finish(mut self) -> Result<Vec<Person>, Problem> {
        self.sort_out()?;
        for (rank, person) in (1..).zip(&mut self.people) {
            person.rank = rank;
        }
        Ok(self.people)
    }
}
