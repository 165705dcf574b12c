//! Signs that answers were given without care. They are notes for a person to weigh, and change no number.

use super::{Answers, Instrument};

/// From so many equal answers in a row on, they are noted.
pub const LONG_RUN: usize = 12;

/// Below so many seconds for the answer in the middle, haste is noted.
pub const QUICK_SECONDS: f64 = 2.0;

/// A sign that answers were given without care.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CareNote {
    /// One and the same place was chosen for many questions in a row.
    StraightLining {
        /// How many questions.
        n: usize,
        /// The place, counted from 1.
        choice: u8,
    },
    /// Answers came faster than questions can be read.
    Haste {
        /// Half of the answers took less.
        median_seconds: f64,
    },
}

impl Instrument {
    /// Signs of carelessness in answers that took so many `seconds` each; none are given where times are not known.
    ///
    /// # Formula
    /// Straight-lining: the longest run of one place among the questions that were answered with a choice, in the
    /// form's order, is at least [`LONG_RUN`]; a question with another number of choices ends a run. Haste: the median
    /// of the seconds is below [`QUICK_SECONDS`].
    ///
    /// # Missing values
    /// "Cannot judge" and questions without an answer neither lengthen a run nor end it.
    ///
    /// # Source
    /// Johnson (2005), doi:10.1016/j.jrp.2004.09.009, on long strings; Huang, Curran, Keeney, Poposki & DeShon (2012),
    /// doi:10.1007/s10869-011-9231-8, on two seconds an item. Both limits are judged: they find gross cases only.
    ///
    /// # Example
    /// ```
    /// use fit::instrument::{Answers, CareNote, DEFAULTS, Instrument};
    /// let form = Instrument::parse(DEFAULTS[2].1).unwrap();
    /// let all_alike: Answers = form.questions().map(|question| (&*question.id, Some(4))).collect();
    /// let notes = form.care(&all_alike, &[1.0, 1.5, 9.0]);
    /// assert_eq!(notes[0], CareNote::StraightLining { n: form.n_questions(), choice: 4 });
    /// assert_eq!(notes[1], CareNote::Haste { median_seconds: 1.5 });
    /// ```
    pub fn care(&self, answers: &Answers, seconds: &[f64]) -> Vec<CareNote> {
        let run = self.longest_run(answers).filter(|(n, _)| *n >= LONG_RUN);
        let run = run.map(|(n, choice)| CareNote::StraightLining { n, choice });
        let haste = median(seconds).filter(|median| *median < QUICK_SECONDS);
        run.into_iter().chain(haste.map(|median_seconds| CareNote::Haste { median_seconds })).collect()
    }

    /// The longest run of one place, and the place; the first of several.
    fn longest_run(&self, answers: &Answers) -> Option<(usize, u8)> {
        let chosen = self.questions().filter_map(|question| {
            let choice = answers.choice(&question.id)?;
            Some((question.choices.len(), choice))
        });
        let chosen: Vec<(usize, u8)> = chosen.collect();
        let runs = chosen.chunk_by(|a, b| a == b).map(|run| (run.len(), run[0].1));
        runs.reduce(|longest, run| if run.0 > longest.0 { run } else { longest })
    }
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some((sorted[sorted.len() / 2 - 1] + upper) / 2.0)
}
