//! What a score stands beside, in words: the framework's reference population, or a norm of one's own.

use super::facts::Facts;
use crate::words::{plain, thousands};

/// A norm in the words that sections need.
pub(super) struct NormWords {
    /// The people, as in “higher than that of 84 of 100 …”.
    pub(super) people: String,
    /// What it is and what it does not say, in sentences.
    pub(super) caveat: String,
    /// What is kept of it with a result.
    pub(super) record: (&'static str, String),
    /// What its middle is called.
    pub(super) middle: &'static str,
}

/// The norm that percentiles are of.
pub(super) fn norm_words(facts: &Facts<'_>) -> NormWords {
    let Some(own) = &facts.comparison.norm else { return of_framework(facts) };
    let (name, n) = (plain(&own.name), thousands(own.n_people));
    let which = format!("“{name}”, version {}", own.version);
    NormWords {
        people: format!("people of your norm {which} ({n} people, {})", own.made_on),
        caveat: format!(
            "They are the {n} people whom your norm {which} counted when it was made, on {}. The percentile says where a \
             candidate stands among people that you know, not among all who could be found.",
            own.made_on
        ),
        record: ("Norm", format!("{which}: {n} people of one’s own, made on {}", own.made_on)),
        middle: "median of your norm",
    }
}

fn of_framework(facts: &Facts<'_>) -> NormWords {
    let norm = facts.framework.norm;
    let n = thousands(norm.people);
    NormWords {
        people: "reference candidates".to_owned(),
        caveat: format!(
            "They are {n} modelled people of every kind, not observed ones and no shortlist, so good candidates stand high: \
             “over 99” says that hardly any of them scores as much, not that the candidate is one COO in a hundred."
        ),
        record: ("Reference candidates", format!("{n}, from seed {}", norm.seed)),
        middle: "median of the reference candidates",
    }
}
