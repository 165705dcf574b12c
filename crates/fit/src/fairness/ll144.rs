//! The table that a law asks to publish: rates above the median and impact ratios by group, as New York's Local Law 144.

use super::{Audit, Group, JOINT, Shown, UNKNOWN};
use serde::Serialize;

/// A table to publish.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LawTable {
    /// How many people were assessed; none where that cannot be shown.
    pub n: Option<u64>,
    /// The rows.
    pub rows: Vec<LawRow>,
    /// By column, how many people are in no group of it because it is not known; none where that cannot be shown.
    pub unknown: Vec<(String, Option<u64>)>,
    /// Groups that are left out of the ratios because they hold too small a share of everybody.
    pub small: Vec<String>,
    /// Groups that are not shown at all.
    pub hidden: Vec<String>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LawRow {
    /// The column, or two.
    pub by: String,
    /// The group.
    pub value: String,
    /// How many people.
    pub n: u64,
    /// The share that scored above the median.
    pub rate: f64,
    /// That share over the highest; none for a group that is left out of the ratios.
    pub impact_ratio: Option<f64>,
}

/// Puts the table together. People whose group is not known are counted and left out of the ratios; so is a group that
/// holds less than `least_share` of everybody, which is named.
pub fn law_table(audit: &Audit, least_share: f64) -> LawTable {
    let total = audit.n.unwrap_or_default() as f64;
    let is_known = |group: &&Group| group.value.split(JOINT).all(|part| part != UNKNOWN);
    let name = |group: &Group| format!("{}: {}", group.by, group.value);
    let counted: Vec<(&Group, u64, u64)> = audit
        .groups
        .iter()
        .filter(is_known)
        .filter_map(|group| Some((group, group.n?, group.above?)))
        .collect();
    let is_small = |n: u64| (n as f64) < least_share * total;
    let rate = |n: u64, above: u64| above as f64 / n as f64;
    let highest = |by: &str| {
        let rates = counted
            .iter()
            .filter(|(group, n, _)| group.by == by && group.shown == Shown::All && !is_small(*n));
        rates.map(|(_, n, above)| rate(*n, *above)).reduce(f64::max).filter(|rate| *rate > 0.0)
    };
    let row = |(group, n, above): &(&Group, u64, u64)| LawRow {
        by: group.by.clone(),
        value: group.value.clone(),
        n: *n,
        rate: rate(*n, *above),
        impact_ratio: highest(&group.by)
            .filter(|_| group.shown == Shown::All && !is_small(*n))
            .map(|highest| rate(*n, *above) / highest),
    };
    let unknown = audit.groups.iter().filter(|group| group.is_single() && group.value == UNKNOWN);
    let mut columns: Vec<(String, Option<u64>)> = unknown.map(|group| (group.by.clone(), group.n)).collect();
    for group in audit.groups.iter().filter(|group| group.is_single()) {
        if !columns.iter().any(|(by, _)| *by == group.by) {
            columns.push((group.by.clone(), Some(0)));
        }
    }
    LawTable {
        n: audit.n,
        rows: counted.iter().map(row).collect(),
        unknown: columns,
        small: counted.iter().filter(|(_, n, _)| is_small(*n)).map(|(group, _, _)| name(group)).collect(),
        hidden: audit.groups.iter().filter(is_known).filter(|group| group.n.is_none()).map(name).collect(),
    }
}
