//! The cases that can be learnt from: what was computed when each decision was made, and what became of it.

use super::LearnFrom;
use crate::outcomes::{RecordedOutcome, Standing, standing_of};
use crate::{Caller, Error, Permission, Result, Service};
use fit::Framework;
use fit::compare::Named;
use intake::csv_cell;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::outcomes::{self, Placement};
use store::{Day, DecisionId, RunId, SearchId, runs};
use utoipa::ToSchema;

/// So many runs are read before the store is let go of, to read what is in them.
const AT_ONCE: usize = 20;

/// A placement with what was computed before it and what became of it.
#[derive(Debug, Clone)]
pub(super) struct PastCase {
    pub(super) placement: Placement,
    pub(super) standing: Standing,
    /// What the run said of the one who was appointed; none where it says nothing of them.
    pub(super) scored: Option<Scored>,
}

/// What a run said of one candidate, as far as it can be learnt from.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Scored {
    id: String,
    pillars: Named<f64>,
    pub(super) facets: Vec<ScoredFacet>,
}

/// One facet of it; values in points, the fit a share.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ScoredFacet {
    pub(super) id: String,
    pillar: String,
    pub(super) ceo: f64,
    pub(super) coo: f64,
    pub(super) fit: f64,
    pub(super) assumed: bool,
}

#[derive(Deserialize)]
struct RunResult {
    #[serde(default)]
    results: Vec<Scored>,
}

impl Scored {
    /// A pillar's score, 0–1; none where nothing of it was measured on both sides, for what was assumed says nothing.
    pub(super) fn pillar(&self, id: &str) -> Option<f64> {
        let is_measured = self.facets.iter().any(|facet| facet.pillar == id && !facet.assumed);
        self.pillars.get(id).filter(|_| is_measured).map(|points| points / 100.0)
    }

    /// A facet that was measured on both sides.
    pub(super) fn facet(&self, id: &str) -> Option<&ScoredFacet> {
        self.facets.iter().find(|facet| facet.id == id && !facet.assumed)
    }
}

impl LearnFrom {
    /// Whether it is a yes or no.
    #[must_use]
    pub fn is_yes_no(self) -> bool {
        matches!(self, Self::Together12 | Self::Together24)
    }

    /// What is known of it, as a number: 1 for yes and 0 for no, else 0 to 100.
    #[must_use]
    pub fn of(self, standing: &Standing) -> Option<f64> {
        let as_number = |answer: Option<bool>| answer.map(|yes| f64::from(u8::from(yes)));
        match self {
            Self::BoardRating => standing.board_rating,
            Self::Pulse => standing.pulse,
            Self::Together12 => as_number(standing.is_together_12),
            Self::Together24 => as_number(standing.is_together_24),
        }
    }
}

/// A case as a calibration keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseKept {
    /// The decision.
    pub decision_id: DecisionId,
    /// The search.
    pub search_id: SearchId,
    /// The run that the decision rested on.
    pub run_id: RunId,
    /// The day on which it was decided.
    pub decided_on: Day,
    /// The outcome; null where nobody knows yet.
    pub outcome: Option<f64>,
    /// What was known when it was decided, by pillar or facet, each 0–1; null where it was not measured.
    #[schema(value_type = BTreeMap<String, Option<f64>>)]
    pub features: Named<Option<f64>>,
}

/// How many placements there are, and of how many each outcome is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Decisions in force to appoint somebody.
    pub n_placements: usize,
    /// By outcome, of how many it is known.
    pub by_outcome: Vec<(LearnFrom, usize)>,
    /// How many it takes to look at the pillars of the framework that comes with the program.
    pub needed: usize,
}

/// How many placements there are, and what is known of them.
#[crate::boxed]
pub async fn known(service: &Service, caller: &Caller) -> Result<Known> {
    let cases = standings(service, caller).await?;
    let count = |from: LearnFrom| cases.iter().filter(|(_, standing)| from.of(standing).is_some()).count();
    Ok(Known {
        n_placements: cases.len(),
        by_outcome: LearnFrom::ALL.iter().map(|&from| (from, count(from))).collect(),
        needed: stats::learning::cases_needed(crate::frameworks::shipped()?.pillars.len()),
    })
}

/// A placement for a spreadsheet, and for `counterpart calibrate`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CaseRow {
    /// The decision.
    pub case: DecisionId,
    /// The search.
    pub search: SearchId,
    /// The search's title.
    pub title: String,
    /// The framework's own id.
    pub framework: String,
    /// The day on which it was decided.
    pub decided_on: Day,
    /// The score of each pillar at that time, 0 to 100; null where it was not measured.
    #[schema(value_type = BTreeMap<String, Option<f64>>)]
    pub pillars: Named<Option<f64>>,
    /// What became of it.
    pub standing: Standing,
}

/// All placements with what was computed before and what became of them, by the pillars of a framework.
#[crate::boxed]
pub async fn all_cases(service: &Service, caller: &Caller) -> Result<Vec<CaseRow>> {
    let cases = gather(service, caller).await?;
    let row = |case: PastCase| {
        let pillars = case.scored.as_ref().map(|scored| {
            scored.pillars.0.iter().map(|(id, _)| (id.clone(), scored.pillar(id).map(|share| share * 100.0)))
        });
        CaseRow {
            case: case.placement.decision_id,
            search: case.placement.search_id,
            title: case.placement.title,
            framework: case.placement.framework,
            decided_on: Day::of(&case.placement.decided_at),
            pillars: Named(pillars.into_iter().flatten().collect()),
            standing: case.standing,
        }
    };
    Ok(cases.into_iter().map(row).collect())
}

/// The same as a table, whose columns `counterpart calibrate` reads.
#[must_use]
pub fn cases_as_csv(rows: &[CaseRow]) -> String {
    let mut pillars: Vec<&String> = Vec::new();
    for (id, _) in rows.iter().flat_map(|row| &row.pillars.0) {
        if !pillars.contains(&id) {
            pillars.push(id);
        }
    }
    let mut header: Vec<String> =
        ["case", "search", "title", "framework", "decided_on"].map(str::to_owned).into();
    header.extend(pillars.iter().map(|id| csv_cell(id).to_string()));
    header.extend(["started_on", "left_on", "ending"].map(str::to_owned));
    header.extend(LearnFrom::ALL.iter().map(ToString::to_string));
    let mut text = header.join(",") + "\n";
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for row in rows {
        let day = |day: &Option<Day>| day.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut cells = vec![
            row.case.to_string(),
            row.search.to_string(),
            csv_cell(&row.title).to_string(),
            csv_cell(&row.framework).to_string(),
            row.decided_on.to_string(),
        ];
        cells.extend(pillars.iter().map(|id| number(row.pillars.get(id).flatten())));
        let standing = &row.standing;
        cells.extend([day(&standing.started_on), day(&standing.left_on)]);
        cells.push(standing.ending.map(|ending| ending.to_string()).unwrap_or_default());
        cells.extend(LearnFrom::ALL.iter().map(|from| number(from.of(standing))));
        text += &(cells.join(",") + "\n");
    }
    text
}

/// Every placement with how it stands.
async fn standings(service: &Service, caller: &Caller) -> Result<Vec<(Placement, Standing)>> {
    let mut read = service.read(caller, Permission::OutcomesRead).await?;
    let (connection, org) = read.parts();
    let placements = outcomes::placements(connection, org).await?;
    let mut by_decision: HashMap<DecisionId, Vec<RecordedOutcome>> = HashMap::new();
    for outcome in outcomes::all_in_force(connection, org).await? {
        let of = by_decision.entry(outcome.decision_id.clone()).or_default();
        of.push(RecordedOutcome::of(outcome, String::new(), None)?);
    }
    let standing = |placement: Placement| {
        let outcomes = by_decision.get(&placement.decision_id).map(Vec::as_slice).unwrap_or_default();
        (placement, standing_of(outcomes))
    };
    Ok(placements.into_iter().map(standing).collect())
}

/// Every placement with what its run said and how it stands.
pub(super) async fn gather(service: &Service, caller: &Caller) -> Result<Vec<PastCase>> {
    let standings = standings(service, caller).await?;
    let mut cases = Vec::with_capacity(standings.len());
    for some in standings.chunks(AT_ONCE) {
        let mut texts = Vec::with_capacity(some.len());
        let mut read = service.read(caller, Permission::OutcomesRead).await?;
        let (connection, org) = read.parts();
        for (placement, _) in some {
            let documents = runs::documents(connection, org, &placement.run_id).await?;
            let result = documents.map(|documents| documents.result).unwrap_or_default();
            texts.push((result, placement.candidate_id.to_string()));
        }
        drop(read);
        let scored = service.compute(move || texts.iter().map(scored).collect::<Result<Vec<_>>>()).await??;
        let together = some.iter().cloned().zip(scored);
        cases.extend(together.map(|((placement, standing), scored)| PastCase {
            placement,
            standing,
            scored,
        }));
    }
    Ok(cases)
}

/// What a run said of a candidate.
fn scored((result, candidate): &(String, String)) -> Result<Option<Scored>> {
    let result: RunResult = serde_json::from_str(result).map_err(Error::internal("reading a run"))?;
    Ok(result.results.into_iter().find(|scored| scored.id == *candidate))
}

/// The weight of each facet in the whole: its share within its pillar, times the pillar's.
pub(super) fn facet_weights(framework: &Framework) -> Vec<f64> {
    let total = |pillar: usize| -> f64 {
        framework.facets.iter().filter(|facet| facet.pillar == pillar).map(|facet| facet.weight).sum()
    };
    let weight = |facet: &fit::framework::Facet| match total(facet.pillar) {
        total if total > 0.0 => framework.pillars[facet.pillar].weight * facet.weight / total,
        _ => 0.0,
    };
    framework.facets.iter().map(weight).collect()
}
