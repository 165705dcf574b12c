//! What an audit says, in words.

use super::{Audit, Group, Part, Shown};
use crate::verdict::and;

/// A difference is evidence below this.
const LEVEL: f64 = 0.05;
/// Where a ratio of four fifths would not be noticed, that nothing was noticed says little.
const FOUR_FIFTHS: f64 = 0.8;

/// A sentence for each column by which people are grouped, and one on how many comparisons there are.
pub(super) fn findings(audit: &Audit) -> Vec<String> {
    let mut columns: Vec<&str> = Vec::new();
    for group in &audit.groups {
        if columns.last() != Some(&group.by.as_str()) {
            columns.push(&group.by);
        }
    }
    let mut findings: Vec<String> = columns.into_iter().map(|by| finding(audit, by)).collect();
    let compared = || audit.groups.iter().filter(|group| group.p.is_some());
    let n = compared().count();
    if n > 1 && compared().any(is_evidence) {
        findings.push(format!(
            "{n} groups were compared. At this level about one comparison in twenty shows a difference by chance alone."
        ));
    }
    findings
}

fn finding(audit: &Audit, by: &str) -> String {
    let groups: Vec<&Group> = audit.groups.iter().filter(|group| group.by == by).collect();
    let compared: Vec<&&Group> = groups.iter().filter(|group| group.shown == Shown::All).collect();
    if compared.len() < 2 {
        return format!("{by}: too few people to tell. Two groups of ten or more are needed.");
    }
    let evident: Vec<String> = compared
        .iter()
        .filter(|group| is_evidence(group))
        .map(|group| format!("{} ({})", group.value, arises(audit, group)))
        .collect();
    if !evident.is_empty() {
        return format!("{by}: evidence of a difference: {}.", and(&evident));
    }
    let weakest: Option<Vec<f64>> = compared.iter().map(|group| group.detectable_ratio).collect();
    match weakest.and_then(|ratios| ratios.into_iter().reduce(f64::min)) {
        Some(ratio) if ratio >= FOUR_FIFTHS => {
            format!("{by}: no evidence of a difference (would notice a ratio below {ratio:.2}).")
        }
        Some(ratio) => format!("{by}: too few people to tell (would notice a ratio below {ratio:.2})."),
        None => format!("{by}: too few people to tell (in some group no difference would be noticed)."),
    }
}

fn is_evidence(group: &Group) -> bool {
    group.p.is_some_and(|p| p < LEVEL)
}

/// The pillars on which the same group differs as well, the clearest first.
fn arises(audit: &Audit, group: &Group) -> String {
    let direction = if group.shortfall.is_some_and(|short| short > 0.0) { "lower" } else { "higher" };
    if audit.pillars.is_empty() {
        return direction.to_owned();
    }
    let same = |part: &&Part| {
        let own = part.groups.iter().find(|other| other.by == group.by && other.value == group.value)?;
        own.p.filter(|p| *p < LEVEL)
    };
    let mut parts: Vec<(f64, &str)> =
        audit.pillars.iter().filter_map(|part| Some((same(&part)?, part.name.as_str()))).collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    if parts.is_empty() {
        return format!("{direction}; it arises in no single pillar");
    }
    let names: Vec<String> = parts.into_iter().map(|(_, name)| name.to_owned()).collect();
    format!("{direction}; it arises in {}", and(&names))
}
