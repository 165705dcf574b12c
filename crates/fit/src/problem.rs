//! What is wrong with an input, where, and what would do.

use std::fmt;

/// One thing that is wrong with an input. Checks collect all of them before they answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: the path of a key (`facets[3].rule.level`), or a row and column.
    pub place: String,
    /// What was found, and why it will not do.
    pub found: String,
    /// What would do.
    pub hint: String,
}

impl Problem {
    /// A problem at `place`: what was `found` there, and the `hint`.
    pub fn new(place: impl Into<String>, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place: place.into(), found: found.into(), hint: hint.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.found, self.hint)
    }
}

/// The known name nearest to a mistyped one, where one is near enough to be meant.
///
/// # Example
/// ```
/// let known = ["skill.operations", "skill.risk"];
/// assert_eq!(fit::problem::nearest("skill.operatons", known), Some("skill.operations"));
/// assert_eq!(fit::problem::nearest("shoe size", known), None);
/// assert_eq!(fit::problem::nearest("risk", ["skill.risk", "vision.risk"]), Some("skill.risk"));
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Names are short; a pasted novel in a header cell should not cost a second.
    if name.chars().count() > 100 {
        return None;
    }
    let folded = name.trim().to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            // The part behind the dot counts as well: people write "operations" for "skill.operations".
            let tail = candidate.rsplit('.').next().unwrap_or(candidate);
            let whole = strsim::normalized_damerau_levenshtein(&folded, candidate);
            let part = strsim::normalized_damerau_levenshtein(&folded.replace([' ', '-'], "_"), tail) - 0.05;
            (whole.max(part), candidate)
        })
        .filter(|(similarity, _)| *similarity >= 0.6)
        // Of two that are equally near, the first.
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, candidate)| candidate)
}

/// A hint that names the nearest known name, or else lists a few of the known ones.
pub fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(name, known.clone()) {
        return format!("did you mean \u{201c}{near}\u{201d}?");
    }
    let names: Vec<&str> = known.into_iter().take(8).collect();
    format!("known names are {}{}", names.join(", "), if names.len() == 8 { ", …" } else { "" })
}
