//! A framework's file with other weights: everything else in it stays as it is written, comments and all.

use super::Framework;
use crate::document::{self, Table};
use crate::problem::Problem;
use std::ops::Range;

/// Weights for a framework's file, and what is to be written beside them.
#[derive(Debug, Clone, Copy)]
pub struct NewWeights<'a> {
    /// The version that the file is to have.
    pub version: &'a str,
    /// Where the weights come from, in words on one line.
    pub from: &'a str,
    /// The weight of each pillar, in the file's order.
    pub pillars: &'a [f64],
    /// The weight of each facet within its pillar, in the file's order; none where these stay.
    pub facets: Option<&'a [f64]>,
}

/// Writes other weights into a framework's file.
///
/// # Errors
/// Where the file or what becomes of it is no framework, or a weight is written in a way that cannot be changed in its
/// place.
///
/// # Example
/// ```
/// use fit::framework::{DEFAULT, NewWeights, reweigh};
///
/// let weights = [0.4, 0.3, 0.1, 0.1, 0.1];
/// let new = NewWeights { version: "1.1.0", from: "64 board ratings", pillars: &weights, facets: None };
/// let text = reweigh(DEFAULT, new).unwrap();
/// let framework = fit::Framework::parse(&text).unwrap();
/// assert_eq!((framework.version.as_str(), framework.pillars[0].weight), ("1.1.0", 0.4));
/// assert_eq!(framework.weights_from.as_deref(), Some("64 board ratings"));
/// ```
pub fn reweigh(text: &str, new: NewWeights<'_>) -> Result<String, Vec<Problem>> {
    let old = Framework::parse(text)?;
    let (edits, problems) = document::read(text, "a framework", |root| edits(root, text, new));
    let mut edits = edits.filter(|_| problems.is_empty()).ok_or(problems)?;
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
    let mut written = text.to_owned();
    for (place, words) in edits {
        written.replace_range(place, &words);
    }
    let read = Framework::parse(&written)?;
    let has_all = |weights: &[f64], read: &mut dyn Iterator<Item = f64>| weights.iter().copied().eq(read);
    let is_as_asked = has_all(new.pillars, &mut read.pillars.iter().map(|pillar| pillar.weight))
        && new.facets.is_none_or(|facets| has_all(facets, &mut read.facets.iter().map(|facet| facet.weight)))
        && read.dimensions == old.dimensions;
    if is_as_asked { Ok(written) } else { Err(vec![in_its_place("the file")]) }
}

type Edit = (Range<usize>, String);

fn edits(root: &Table<'_, '_, '_>, text: &str, new: NewWeights<'_>) -> Vec<Edit> {
    // Every other key is known, and stays.
    root.values();
    let mut edits = Vec::new();
    let from = quoted(new.from);
    if let Some(version) = root.value("version") {
        edits.push((version.span.clone(), quoted(new.version)));
        match root.value("weights_from") {
            Some(there) => edits.push((there.span, from)),
            None => edits.push(line_after(text, &version.span, &format!("weights_from = {from}"))),
        }
    }
    let pillars = root.table("pillars").map(|table| table.values()).unwrap_or_default();
    let pillars = pillars.into_iter().filter_map(|(_, value)| value.table());
    edits.extend(pillars.zip(new.pillars).filter_map(|(table, weight)| edit(&table, "title", text, *weight)));
    if let Some(weights) = new.facets {
        let facets = root.tables("facets").into_iter();
        edits.extend(facets.zip(weights).filter_map(|(table, weight)| edit(&table, "id", text, *weight)));
    }
    edits
}

/// A weight in the place of the one that is there; where none is, on a line behind another key.
fn edit(table: &Table<'_, '_, '_>, beside: &str, text: &str, weight: f64) -> Option<Edit> {
    if let Some(there) = table.value("weight") {
        return Some((there.span, format!("{weight:?}")));
    }
    let Some(beside) = table.value(beside) else {
        table.problem("it has no weight", "write one, so that it can be changed in its place");
        return None;
    };
    Some(line_after(text, &beside.span, &format!("weight = {weight:?}")))
}

fn line_after(text: &str, place: &Range<usize>, line: &str) -> Edit {
    let end = text[place.end..].find('\n').map_or(text.len(), |more| place.end + more);
    (end..end, format!("\n{line}"))
}

fn in_its_place(what: &str) -> Problem {
    Problem::new(what, "its weights cannot be changed in their places", "write each as a line: weight = 1.0")
}

/// A text as TOML holds it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            letter if letter.is_control() => quoted += &format!("\\u{:04X}", u32::from(letter)),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::DEFAULT;

    const PILLARS: [f64; 5] = [0.31, 0.0, 0.19, 0.25, 0.25];

    #[test]
    fn nothing_but_the_weights_changes() {
        let from = "Learnt from 64 “ratings”: \"because\\so\u{7f}\"";
        let new = NewWeights { version: "2", from, pillars: &PILLARS, facets: None };
        let written = reweigh(DEFAULT, new).unwrap();
        assert_eq!(written.lines().count(), DEFAULT.lines().count() + 1);
        let others = written.lines().filter(|line| !line.starts_with("weights_from"));
        assert_eq!(others.clone().count(), DEFAULT.lines().count());
        let changed = DEFAULT.lines().zip(others).filter(|(line, other)| line != other);
        let is_meant = |(line, other): (&str, &str)| {
            ["version = ", "weight = "].iter().any(|key| line.starts_with(key) && other.starts_with(key))
        };
        assert!(changed.clone().all(is_meant), "{:?}", changed.collect::<Vec<_>>());
        let read = Framework::parse(&written).unwrap();
        assert_eq!(read.weights_from.as_deref(), Some(from));
        // Once more: what is said of the weights is said anew.
        let again = reweigh(&written, NewWeights { version: "3", from: "else", ..new }).unwrap();
        assert_eq!(again.lines().count(), written.lines().count());
        assert_eq!(Framework::parse(&again).unwrap().weights_from.as_deref(), Some("else"));
    }

    #[test]
    fn facets_are_weighed_where_wanted() {
        let old = Framework::parse(DEFAULT).unwrap();
        let facets: Vec<f64> = (1..=old.facets.len()).map(|n| n as f64 / 100.0).collect();
        let new = NewWeights { version: "2", from: "x", pillars: &PILLARS, facets: Some(&facets) };
        let read = Framework::parse(&reweigh(DEFAULT, new).unwrap()).unwrap();
        assert!(read.facets.iter().map(|facet| facet.weight).eq(facets));
    }

    #[test]
    fn what_is_no_framework_is_refused() {
        let new = NewWeights { version: "2", from: "x", pillars: &PILLARS, facets: None };
        assert!(reweigh("id = 1", new).is_err());
        assert!(reweigh(DEFAULT, NewWeights { pillars: &[-1.0, 1.0, 1.0, 1.0, 1.0], ..new }).is_err());
        assert!(reweigh(DEFAULT, NewWeights { pillars: &[1.0], ..new }).is_err(), "one is missing");
    }
}
