//! From what someone judged to weights, by the methods of `stats`.

use crate::checks::{Checks, escaped};
use crate::{Error, Result};
use fit::Framework;
use serde::{Deserialize, Serialize};
use stats::elicitation::{
    Consistency, ElicitationError, JudgementMatrix, ahp, normalise, rank_order_centroid, swing,
};
use std::collections::BTreeMap;
use store::weight_sets::Method;
use utoipa::ToSchema;

/// What was judged. A pillar that is not named weighs nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "method", rename_all = "lowercase", deny_unknown_fields, try_from = "Told")]
pub enum Judged {
    /// Shares or points by pillar, in any unit.
    Direct {
        /// Pillar by pillar.
        #[schema(example = json!({ "roles": 30, "trust": 25, "strategy": 15, "execution": 20, "ethos": 10 }))]
        weights: BTreeMap<String, f64>,
    },
    /// An order alone.
    Rank {
        /// Pillars, the most important first.
        #[schema(min_items = 1, max_items = 12, example = json!(["trust", "roles", "execution", "strategy", "ethos"]))]
        order: Vec<String>,
    },
    /// What raising each pillar from its worst to its best is worth.
    Swing {
        /// Pillar by pillar.
        #[schema(example = json!({ "roles": 100, "trust": 80 }))]
        points: BTreeMap<String, f64>,
    },
    /// Comparisons two at a time.
    Ahp {
        /// The pillars compared.
        #[schema(min_items = 2, max_items = 10, example = json!(["roles", "trust", "execution"]))]
        pillars: Vec<String>,
        /// How many times as important the row is as the column; a row per pillar.
        #[schema(example = json!([[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]]))]
        judgements: Vec<Vec<f64>>,
    },
    /// The normalised geometric mean of the members' weights; for the agreed weights only.
    Panel {},
}

/// What was judged as it is written: with all parts beside each other, so that what is wrong is told by its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    method: Method,
    weights: Option<BTreeMap<String, f64>>,
    order: Option<Vec<String>>,
    points: Option<BTreeMap<String, f64>>,
    pillars: Option<Vec<String>>,
    judgements: Option<Vec<Vec<f64>>>,
}

impl TryFrom<Told> for Judged {
    type Error = String;

    fn try_from(told: Told) -> std::result::Result<Self, String> {
        let method = told.method;
        match (method, told.weights, told.order, told.points, told.pillars, told.judgements) {
            (Method::Direct, Some(weights), None, None, None, None) => Ok(Self::Direct { weights }),
            (Method::Rank, None, Some(order), None, None, None) => Ok(Self::Rank { order }),
            (Method::Swing, None, None, Some(points), None, None) => Ok(Self::Swing { points }),
            (Method::Ahp, None, None, None, Some(pillars), Some(judgements)) => {
                Ok(Self::Ahp { pillars, judgements })
            }
            (Method::Panel, None, None, None, None, None) => Ok(Self::Panel {}),
            _ => {
                let needs = match method {
                    Method::Direct => "weights",
                    Method::Rank => "order",
                    Method::Swing => "points",
                    Method::Ahp => "pillars and judgements",
                    Method::Panel => "nothing else",
                };
                Err(format!("with the method {method}, give {needs}, and no other field"))
            }
        }
    }
}

/// The comparison that agrees least with the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Strain {
    /// The pillar judged.
    pub pillar: String,
    /// The one it was compared with.
    pub against: String,
    /// How many times as important it was judged to be.
    pub judged: f64,
    /// How many times as important the others make it.
    pub implied: f64,
}

impl Judged {
    /// How the weights are found.
    #[must_use]
    pub fn method(&self) -> Method {
        match self {
            Self::Direct { .. } => Method::Direct,
            Self::Rank { .. } => Method::Rank,
            Self::Swing { .. } => Method::Swing,
            Self::Ahp { .. } => Method::Ahp,
            Self::Panel {} => Method::Panel,
        }
    }

    /// How consistent comparisons are; none where nothing was compared.
    fn consistency(&self) -> Option<Consistency> {
        let Self::Ahp { judgements, .. } = self else { return None };
        compared(judgements).ok()
    }
}

/// Weights with how well the judgements hang together from which they follow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Elicited {
    /// The weight of each pillar; they sum to 1.
    pub weights: Vec<(String, f64)>,
    /// The principal eigenvalue of comparisons two at a time.
    pub lambda_max: Option<f64>,
    /// How far comparisons contradict each other.
    pub consistency_index: Option<f64>,
    /// The index as a share of that of random comparisons; up to 0.10 is taken as consistent.
    pub consistency_ratio: Option<f64>,
    /// The comparison that agrees least with the others.
    pub strain: Option<Strain>,
    /// Whether comparisons are taken as consistent; so is what was not compared.
    pub is_consistent: bool,
}

impl Elicited {
    pub(super) fn of(judged: &Judged, weights: Vec<(String, f64)>) -> Self {
        let consistency = judged.consistency();
        let consistency = consistency.as_ref();
        Self {
            weights,
            lambda_max: consistency.map(|consistency| consistency.lambda_max),
            consistency_index: consistency.map(|consistency| consistency.index),
            consistency_ratio: consistency.map(|consistency| consistency.ratio),
            strain: consistency.and_then(|consistency| Strain::of(judged, consistency)),
            is_consistent: consistency.is_none_or(Consistency::is_acceptable),
        }
    }
}

impl Strain {
    fn of(judged: &Judged, consistency: &Consistency) -> Option<Self> {
        let Judged::Ahp { pillars, .. } = judged else { return None };
        let strain = consistency.most_strained?;
        Some(Self {
            pillar: pillars.get(strain.row)?.clone(),
            against: pillars.get(strain.column)?.clone(),
            judged: strain.judged,
            implied: strain.implied,
        })
    }
}

/// The weights that follow from what was judged.
pub(super) fn elicit(framework: &Framework, judged: &Judged) -> Result<BTreeMap<String, f64>> {
    let by_name = |pointer: &str, given: &BTreeMap<String, f64>, method: Points| {
        let names: Vec<&String> = given.keys().collect();
        check_pillars(
            framework,
            names.iter().map(|name| (format!("{pointer}/{}", escaped(name)), name.as_str())),
        )?;
        let points: Vec<f64> = given.values().copied().collect();
        let weights = method(&points).map_err(|error| match &error {
            ElicitationError::BadWeight { place, .. } => {
                let name = names.get(*place).map(|name| escaped(name)).unwrap_or_default();
                Error::invalid(format!("{pointer}/{name}"), "give a number from 0 to 1e100")
            }
            _ => refused(pointer, &error),
        })?;
        Ok(names.into_iter().cloned().zip(weights).collect())
    };
    match judged {
        Judged::Direct { weights } => by_name("/weights", weights, normalise),
        Judged::Swing { points } => by_name("/points", points, swing),
        Judged::Rank { order } => {
            check_list(framework, "/order", order)?;
            let weights = rank_order_centroid(order.len()).map_err(|error| refused("/order", &error))?;
            Ok(order.iter().cloned().zip(weights).collect())
        }
        Judged::Ahp { pillars, judgements } => {
            check_list(framework, "/pillars", pillars)?;
            if pillars.len() != judgements.len() {
                return Err(Error::invalid("/judgements", "give a row for each of the pillars"));
            }
            let consistency = compared(judgements).map_err(|error| refused("/judgements", &error))?;
            Ok(pillars.iter().cloned().zip(consistency.weights).collect())
        }
        Judged::Panel {} => Err(Error::invalid("/method", "give what was judged")),
    }
}

fn compared(judgements: &[Vec<f64>]) -> std::result::Result<Consistency, ElicitationError> {
    ahp(&JudgementMatrix::of_rows(judgements)?)
}

type Points = fn(&[f64]) -> std::result::Result<Vec<f64>, ElicitationError>;

fn check_list(framework: &Framework, pointer: &str, names: &[String]) -> Result<()> {
    let mut checks = Checks::default();
    for (index, name) in names.iter().enumerate() {
        let is_new = !names[..index].contains(name);
        checks.require(
            is_new,
            &format!("{pointer}/{index}"),
            "this pillar stands here twice: name each once",
        );
    }
    checks.done()?;
    let places = names.iter().enumerate().map(|(index, name)| (format!("{pointer}/{index}"), name.as_str()));
    check_pillars(framework, places)
}

fn check_pillars<'a>(framework: &Framework, names: impl Iterator<Item = (String, &'a str)>) -> Result<()> {
    let known: Vec<&str> = framework.pillars.iter().map(|pillar| pillar.id.as_str()).collect();
    let mut checks = Checks::default();
    for (pointer, name) in names {
        let hint = format!("the framework has no such pillar; its pillars are: {}", known.join(", "));
        checks.require(known.contains(&name), &pointer, &hint);
    }
    checks.done()
}

fn refused(pointer: &str, error: &ElicitationError) -> Error {
    use ElicitationError as E;
    let place = match error {
        E::BadJudgement { row, column, .. } | E::NotReciprocal { row, column, .. } => {
            format!("/{row}/{column}")
        }
        E::BadDiagonal { place, .. } => format!("/{place}/{place}"),
        _ => String::new(),
    };
    Error::invalid(format!("{pointer}{place}"), error.to_string())
}
