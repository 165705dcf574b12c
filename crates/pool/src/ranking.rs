//! The result: who was kept, as a plain value that is written, read again and merged.

use crate::kept::{Kept, Selection};
use crate::rank::Shard;
use crate::sieve::Stamp;
use fit::Problem;
use fit::compare::{FrameworkStamp, Named};
use serde::{Deserialize, Serialize};

/// A pool ranked for a CEO. Points are 0–100; weights and completeness are shares in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// The framework that was used.
    pub framework: FrameworkStamp,
    /// The CEO's id.
    pub ceo: String,
    /// SHA-256 of what is known of the CEO.
    pub ceo_sha256: String,
    /// Id of the role type.
    pub role_type: Option<String>,
    /// ρ.
    pub balance: f64,
    /// W by pillar.
    pub weights: Named<f64>,
    /// How many were to be kept.
    pub top: usize,
    /// And everyone within so many points of the last of them.
    pub margin: f64,
    /// Which part of the pool this is; none for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// How many people were ranked.
    pub rows: u64,
    /// Rows that could not be read and are not among them.
    pub unreadable: u64,
    /// Values of theirs that are no number from 0 to 100 and were taken as unmeasured.
    pub unusable: u64,
    /// Who was kept, best first.
    pub results: Vec<Person>,
}

/// One person who was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// 1 is first.
    pub rank: usize,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The plain score: every estimate taken as exact.
    pub score: f64,
    /// Share of the weight with both sides measured.
    pub completeness: f64,
    /// Values that are no number from 0 to 100 and were taken as unmeasured.
    pub unusable: u64,
    /// The score of each pillar.
    pub pillars: Named<f64>,
    /// The values that were read, by dimension.
    pub estimates: Named<f64>,
}

/// How many rows were read, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) rows: u64,
    pub(crate) unreadable: u64,
    pub(crate) unusable: u64,
}

impl Ranking {
    pub(crate) fn new(
        stamp: Stamp,
        selection: Selection,
        shard: Option<Shard>,
        counts: Counts,
        results: Vec<Person>,
    ) -> Self {
        Self {
            framework: stamp.framework,
            ceo: stamp.ceo,
            ceo_sha256: stamp.ceo_sha256,
            role_type: stamp.role_type,
            balance: stamp.balance,
            weights: stamp.weights,
            top: selection.top,
            margin: selection.margin,
            shard,
            rows: counts.rows,
            unreadable: counts.unreadable,
            unusable: counts.unusable,
            results,
        }
    }

    /// The same ranking of nobody.
    fn of_nobody(&self) -> Self {
        Self { shard: None, rows: 0, unreadable: 0, unusable: 0, results: Vec::new(), ..self.clone() }
    }
}

/// Merges the rankings of the parts of a pool into that of the whole.
///
/// # Errors
/// Rankings of different searches, and shards of which one is missing or there twice.
pub fn merge(parts: Vec<(String, Ranking)>) -> Result<Ranking, Vec<Problem>> {
    let Some((first_name, first)) = parts.first() else {
        return Err(vec![Problem::new("", "there is nothing to merge", "name at least one ranking")]);
    };
    let mut merged = first.of_nobody();
    let mut problems: Vec<Problem> = parts
        .iter()
        .filter(|(_, part)| part.of_nobody() != merged)
        .map(|(name, _)| {
            let found = format!("this is not the same search as {first_name}");
            Problem::new(
                name,
                found,
                "merge rankings with the same CEO, framework, criteria, --top and --margin",
            )
        })
        .collect();
    problems.extend(missing_shards(&parts));
    if !problems.is_empty() {
        return Err(problems);
    }
    let selection = Selection::new(merged.top, merged.margin).map_err(|problem| vec![problem])?;
    let mut kept = Kept::new(selection);
    for (_, part) in parts {
        merged.rows += part.rows;
        merged.unreadable += part.unreadable;
        merged.unusable += part.unusable;
        for person in part.results {
            kept.push(person).map_err(|problem| vec![problem])?;
        }
    }
    merged.results = kept.finish().map_err(|problem| vec![problem])?;
    Ok(merged)
}

/// What is wrong with the shards: one is there twice, or not at all.
fn missing_shards(parts: &[(String, Ranking)]) -> Vec<Problem> {
    let shards = || parts.iter().filter_map(|(name, part)| part.shard.map(|shard| (name, shard)));
    let Some((_, Shard { of, .. })) = shards().next() else { return Vec::new() };
    let mut problems = Vec::new();
    for (name, shard) in shards().filter(|(_, shard)| shard.of != of) {
        let found = format!("this is shard {shard}, and others are shards of {of}");
        problems.push(Problem::new(name, found, "merge the shards of one run"));
    }
    for number in 1..=of {
        let n = shards().filter(|(_, shard)| shard.number == number && shard.of == of).count();
        let place = format!("shard {number}/{of}");
        match n {
            1 => {}
            0 => problems.push(Problem::new(place, "it is missing", "name the files of all shards")),
            _ => problems.push(Problem::new(place, "it is there twice", "name each file once")),
        }
    }
    problems
}
