//! The candidates behind the finalists, a paragraph each.

use super::facts::Facts;
use super::finalist;
use super::flags::flags;
use crate::words::{and, plain};
use askama::Template;
use fit::verdict::lower_first;

/// The candidates who are drawn in the charts and have no section of their own.
#[derive(Template)]
#[template(path = "others.html", whitespace = "minimize")]
pub(super) struct Others {
    pub(super) others: Vec<Other>,
}

/// A candidate in brief.
pub(super) struct Other {
    pub(super) name: String,
    pub(super) headline: String,
    pub(super) is_provisional: bool,
    pub(super) summary: String,
    pub(super) flags: Option<String>,
}

pub(super) fn others(facts: &Facts<'_>) -> Others {
    let n_drawn = facts.drawn().len();
    let other = |(place, candidate): (usize, &super::facts::Candidate<'_>)| {
        let raised: Vec<String> = flags(facts, candidate)
            .iter()
            .map(|flag| format!("{} ({})", lower_first(&flag.title), flag.standing))
            .collect();
        Other {
            name: candidate.name().to_owned(),
            headline: plain(&candidate.person.profile.headline),
            is_provisional: candidate.result.provisional,
            summary: finalist::summary(facts, place, candidate).join(" "),
            flags: (!raised.is_empty()).then(|| and(&raised)),
        }
    };
    Others { others: facts.others().take_while(|(place, _)| *place < n_drawn).map(other).collect() }
}
