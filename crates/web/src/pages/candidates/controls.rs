//! The criteria beside the shortlist: what they are, and what the address asks to try.

use crate::pages::form::FormData;
use report::PillarHead;
use service::Error;
use service::results::{CriteriaInUse, Trial};
use std::collections::BTreeMap;

/// The fields of the criteria.
pub(super) struct Controls {
    /// The kinds of COO with their titles, after none in particular.
    pub(super) kinds: Vec<(String, String)>,
    pub(super) kind: String,
    /// The situation that calls for the kind that is chosen.
    pub(super) when: String,
    pub(super) pillars: Vec<Slider>,
    pub(super) balances: Vec<(String, &'static str)>,
    pub(super) balance: String,
    pub(super) may_keep: bool,
}

/// The weight of one pillar.
pub(super) struct Slider {
    /// The field's name.
    pub(super) name: String,
    pub(super) title: String,
    pub(super) summary: String,
    /// Points as they were typed; only their proportions count.
    pub(super) points: String,
    /// The points of the search itself, whatever is tried.
    pub(super) was: String,
    /// The share of all weight that these come to, with what the COO type does to it.
    pub(super) share: String,
}

/// What is offered for the balance between pillars.
const BALANCES: &[(f64, &str)] = &[(1.0, "fully"), (0.0, "partly"), (-1.0, "little"), (-10.0, "hardly")];

impl Controls {
    /// `kept` are the points that the search's weights were typed as, if they were typed as points.
    pub(super) fn of(
        criteria: &CriteriaInUse,
        pillars: &[PillarHead],
        (asked, kept): (&FormData, Option<&BTreeMap<String, f64>>),
        may_keep: bool,
    ) -> Self {
        let mut kinds = vec![(NO_KIND.to_owned(), "No preset".to_owned())];
        kinds.extend(criteria.kinds.iter().map(|kind| (kind.id.clone(), kind.title.clone())));
        let chosen = criteria.kinds.iter().find(|kind| Some(&kind.id) == criteria.role_type.as_ref());
        let tried = trial(asked).ok().and_then(|trial| trial.weights);
        let kept = kept.filter(|kept| kept.values().all(|points| *points <= MOST_POINTS));
        let slider = |(head, (id, share)): (&PillarHead, &(String, f64))| {
            let name = format!("{WEIGHT}{id}");
            let of = |points: &BTreeMap<String, f64>| points.get(id).copied().unwrap_or(0.0).to_string();
            let own = kept.map_or_else(|| points(*share), of);
            Slider {
                title: head.title.clone(),
                summary: head.summary.clone(),
                was: asked.given(&format!("was.{name}")).unwrap_or(&own).to_owned(),
                points: tried.as_ref().map_or(own, of),
                share: head.weight.clone(),
                name,
            }
        };
        let balance = criteria.balance.to_string();
        Self {
            kind: criteria.role_type.clone().unwrap_or_else(|| NO_KIND.to_owned()),
            when: chosen.map(|kind| kind.when.clone()).unwrap_or_default(),
            kinds,
            pillars: pillars.iter().zip(&criteria.weights).map(slider).collect(),
            balances: balances(&balance),
            balance,
            may_keep,
        }
    }
}

/// What is offered for the balance, with the one that a search has.
pub(in crate::pages) fn balances(present: &str) -> Vec<(String, &'static str)> {
    let mut offered: Vec<(String, &'static str)> =
        BALANCES.iter().map(|(balance, words)| (balance.to_string(), *words)).collect();
    if !offered.iter().any(|(known, _)| known == present) {
        offered.push((present.to_owned(), "as the search has it"));
    }
    offered
}

/// Before the pillar's id in the name of its field.
const WEIGHT: &str = "w.";
/// As many points as a slider goes to.
const MOST_POINTS: f64 = 100.0;
/// In place of a kind of COO.
const NO_KIND: &str = "any";

/// A share as points of 100, as precisely as a field shows it.
fn points(share: f64) -> String {
    let points = (share * 1000.0).round() / 10.0;
    points.to_string()
}

/// The criteria that are asked to be tried. A field that still says what it was shown with changes nothing: the search's
/// weights are finer than points.
pub(in crate::pages) fn trial(asked: &FormData) -> Result<Trial, Error> {
    let role_type = asked.given("role_type").map(|id| (id != NO_KIND).then(|| id.to_owned()));
    let mut weights = BTreeMap::new();
    let mut is_changed = false;
    for (id, text) in asked.under(WEIGHT) {
        let field = format!("{WEIGHT}{id}");
        let number = asked.number(&field)?.unwrap_or(0.0);
        is_changed |= asked.given(&format!("was.{field}")) != Some(text);
        weights.insert(id.to_owned(), number);
    }
    Ok(Trial { role_type, weights: Some(weights).filter(|_| is_changed), balance: asked.number("balance")? })
}
