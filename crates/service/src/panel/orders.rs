//! Each member's own order of the candidates: by what they judged, and by the scores that their own weights give.

use super::{Agreement, PanelMember, Reveal};
use crate::Result;
use crate::inputs::Inputs;
use crate::results::Stored;
use crate::runs::{Shortlisted, refused};
use fit::{Criteria, Framework};
use serde::Serialize;
use stats::agreement::ranks;
use std::collections::BTreeMap;
use store::judgements::{Judgement, Opinion};
use store::{CandidateId, UserId};
use utoipa::ToSchema;

/// A candidate's place in an order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Place {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// 1 is first; candidates who tie share the mean of their places.
    pub place: f64,
    /// The place in words: “1”, or “2–3” where it is shared.
    pub words: String,
}

/// A member's own order of the candidates.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MemberOrder {
    /// The member.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// By their judgements, best first; empty where one is missing.
    pub by_judgement: Vec<Place>,
    /// Their own weights; null where they gave none for this framework.
    #[schema(value_type = Option<BTreeMap<String, f64>>)]
    pub weights: Option<BTreeMap<String, f64>>,
    /// By the scores with these weights instead, best first; empty where there are none.
    pub by_weights: Vec<Place>,
}

/// What the orders are computed from.
pub(super) struct Ground {
    /// The members' own weights with their owners.
    pub(super) weights: Vec<(String, Vec<(String, f64)>)>,
    /// The results of the search.
    pub(super) run: Option<Stored>,
}

/// Values of candidates, one for each, the best with the largest.
type Values = Vec<(CandidateId, f64)>;

/// What the panel thinks.
pub(super) fn reveal(
    ground: Ground,
    members: Vec<PanelMember>,
    candidates: &[CandidateId],
    judgements: Vec<Judgement>,
) -> Result<Reveal> {
    let Ground { weights, run } = ground;
    let is_ranked = |row: &&Shortlisted| !row.provisional && candidates.contains(&row.candidate_id);
    let of_run = run.iter().flat_map(|run| &run.results().rows).filter(is_ranked);
    let of_run: Values = of_run.map(|row| (row.candidate_id.clone(), row.score)).collect();
    let rescored = run.as_ref().map(Rescored::of);
    let (mut judged, mut weighed) = (Vec::new(), Vec::new());
    let mut orders = Vec::with_capacity(members.len());
    for member in members {
        let own = weights.iter().find(|(owner, _)| owner == member.user_id.as_str());
        let own = own.map(|(_, weights)| weights);
        let by_judgement = opinions(candidates, &judgements, &member.user_id);
        let by_weights = match (own, &rescored) {
            (Some(own), Some(rescored)) => rescored.under(own, &of_run)?,
            _ => Values::new(),
        };
        orders.push(MemberOrder {
            by_judgement: places(&by_judgement),
            by_weights: places(&by_weights),
            weights: own.map(|own| own.iter().cloned().collect()),
            user_id: member.user_id,
            name: member.name,
        });
        judged.push(by_judgement);
        weighed.push(by_weights);
    }
    let pillars: Vec<Vec<f64>> = weights.iter().map(|(_, weights)| shares(weights)).collect();
    let (mean_weights, no_mean) = mean(&weights, &pillars);
    Ok(Reveal {
        judgements,
        ranking: places(&of_run),
        run_id: run.and_then(|run| run.run_id().cloned()),
        orders,
        by_judgement: Agreement::of(&given(judged), "candidates"),
        by_weights: Agreement::of(&given(weighed), "candidates"),
        on_pillars: Agreement::of(&pillars, "pillars"),
        mean_weights,
        no_mean,
    })
}

/// What one member thinks of each candidate, as far up the scale as it stands; nothing where one is missing.
fn opinions(candidates: &[CandidateId], judgements: &[Judgement], member: &UserId) -> Values {
    let of = |id: &CandidateId| {
        let is_it = |given: &&Judgement| given.user_id == *member && given.candidate_id == *id;
        let given = judgements.iter().find(is_it)?;
        let worse = Opinion::ALL.iter().rev().position(|opinion| *opinion == given.opinion)?;
        Some((id.clone(), worse as f64))
    };
    candidates.iter().map(of).collect::<Option<Values>>().unwrap_or_default()
}

/// What the results follow from, to be scored with other weights.
struct Rescored<'a> {
    framework: &'a Framework,
    inputs: &'a Inputs,
}

impl<'a> Rescored<'a> {
    fn of(run: &'a Stored) -> Self {
        Self { framework: run.framework(), inputs: &run.results().inputs }
    }

    /// The scores of these candidates with other weights; none where the run's framework has other pillars.
    fn under(&self, weights: &[(String, f64)], wanted: &Values) -> Result<Values> {
        if weights.iter().any(|(pillar, _)| self.framework.pillar(pillar).is_none()) {
            return Ok(Values::new());
        }
        let criteria = Criteria { weights: Some(weights.to_vec()), ..self.inputs.criteria.clone() };
        let scores =
            fit::compare::scores(self.framework, &self.inputs.ceo, &self.inputs.candidates, &criteria);
        let scores = scores.map_err(|problems| refused(&problems))?;
        let score = |(id, _): &(CandidateId, f64)| Some((id.clone(), scores.get(id.as_str())?));
        Ok(wanted.iter().filter_map(score).collect())
    }
}

/// The lists that are there, each in the order of the ids: so that columns are the same candidates.
fn given(lists: Vec<Values>) -> Vec<Vec<f64>> {
    let in_order = |mut values: Values| {
        values.sort_by(|a, b| a.0.cmp(&b.0));
        shares(&values)
    };
    lists.into_iter().filter(|values| !values.is_empty()).map(in_order).collect()
}

fn shares<T>(values: &[(T, f64)]) -> Vec<f64> {
    values.iter().map(|(_, value)| *value).collect()
}

/// Candidates by value, best first, with their places.
fn places(values: &Values) -> Vec<Place> {
    let ranks = ranks(&shares(values));
    let mut places: Vec<Place> = values
        .iter()
        .zip(&ranks)
        .map(|((id, _), &place)| Place { candidate_id: id.clone(), place, words: in_words(place, &ranks) })
        .collect();
    places.sort_by(|a, b| a.place.total_cmp(&b.place).then_with(|| a.candidate_id.cmp(&b.candidate_id)));
    places
}

fn in_words(place: f64, all: &[f64]) -> String {
    let n_others = all.iter().filter(|other| (*other - place).abs() < 0.25).count() - 1;
    let (first, last) = (place - n_others as f64 / 2.0, place + n_others as f64 / 2.0);
    if n_others == 0 { format!("{first:.0}") } else { format!("{first:.0}–{last:.0}") }
}

/// The mean of the members' weights by pillar, or why there is none.
fn mean(
    weights: &[(String, Vec<(String, f64)>)],
    members: &[Vec<f64>],
) -> (Option<BTreeMap<String, f64>>, Option<String>) {
    let Some((_, first)) = weights.first() else {
        return (None, Some("no member has given weights yet".to_owned()));
    };
    match stats::elicitation::panel_weights(members) {
        Ok(mean) => (Some(first.iter().map(|(pillar, _)| pillar.clone()).zip(mean).collect()), None),
        Err(error) => (None, Some(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> CandidateId {
        format!("00000000-0000-7000-8000-{number:012}").parse().expect("an id")
    }

    #[test]
    fn places_are_shared_by_those_who_tie() {
        let values = vec![(id(1), 1.0), (id(2), 3.0), (id(3), 3.0), (id(4), 4.0), (id(5), 1.0)];
        let words: Vec<(CandidateId, String)> =
            places(&values).into_iter().map(|place| (place.candidate_id, place.words)).collect();
        let expected = [(4, "1"), (2, "2–3"), (3, "2–3"), (1, "4–5"), (5, "4–5")];
        assert_eq!(words, expected.map(|(number, words)| (id(number), words.to_owned())));
    }

    #[test]
    fn columns_are_the_same_candidates() {
        let lists = vec![vec![(id(2), 2.0), (id(1), 1.0)], vec![], vec![(id(1), 3.0), (id(2), 4.0)]];
        assert_eq!(given(lists), [vec![1.0, 2.0], vec![3.0, 4.0]]);
    }
}
