//! What the report rests on: enough to compute it again.

use super::facts::Facts;
use super::norm::norm_words;
use super::side::Person;
use crate::words::{percent, plain, thousands};
use askama::Template;
use fit::Source;
use fit::simulate::WeightUncertainty;

/// The inputs and settings.
#[derive(Template)]
#[template(path = "record.html", whitespace = "minimize")]
pub(super) struct Record {
    pub(super) sources: Vec<&'static str>,
    pub(super) people: Vec<PersonRow>,
    pub(super) n_left: Option<String>,
    pub(super) settings: Vec<Setting>,
    /// Whether the framework draws on O*NET, whose licence asks for a credit.
    pub(super) is_onet: bool,
}

/// What is known of one person.
pub(super) struct PersonRow {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) role: &'static str,
    pub(super) settled: String,
    pub(super) ratings: Vec<String>,
    pub(super) measured: String,
}

/// A setting with its value.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) is_code: bool,
}

pub(super) fn record(facts: &Facts<'_>) -> Record {
    let mut people = vec![row(facts, &facts.ceo, "CEO")];
    people.extend(facts.drawn().iter().map(|candidate| row(facts, &candidate.person, "candidate")));
    let n_left = facts.n_candidates() - facts.drawn().len();
    Record {
        sources: vec!["Superiors", "Peers", "Reports", "Self", "Assessors", "Tests"],
        people,
        n_left: (n_left > 0).then(|| format!("And {n_left} more candidates.")),
        settings: settings(facts),
        is_onet: facts.framework.dimensions.iter().any(|dimension| dimension.source.contains("O*NET")),
    }
}

fn row(facts: &Facts<'_>, person: &Person<'_>, role: &'static str) -> PersonRow {
    let is_known = |id: &str| facts.framework.dimension(id).is_some();
    let profile = person.profile;
    let n_of = |source: Source| {
        let ratings =
            profile.ratings.iter().filter(|rating| rating.source == source && is_known(&rating.dimension));
        ratings.count().to_string()
    };
    let n_measured = person.estimates.is_measured.iter().filter(|&&is_measured| is_measured).count();
    PersonRow {
        name: person.name.clone(),
        id: plain(&profile.id),
        role,
        settled: profile.estimates.keys().filter(|id| is_known(id)).count().to_string(),
        ratings: Source::ALL.map(n_of).to_vec(),
        measured: format!("{n_measured} of {}", facts.framework.dimensions.len()),
    }
}

/// What the comparison was made with.
pub(super) fn settings(facts: &Facts<'_>) -> Vec<Setting> {
    let comparison = facts.comparison;
    let text = |name, value: String| Setting { name, value, is_code: false };
    let code = |name, value: String| Setting { name, value, is_code: true };
    let weights: Vec<String> =
        comparison.weights.0.iter().map(|(id, weight)| format!("{} = {weight:.4}", plain(id))).collect();
    let uncertainty = match comparison.weight_uncertainty {
        WeightUncertainty::None => "none: the weights stand".to_owned(),
        WeightUncertainty::Kappa(kappa) => format!("κ = {kappa}"),
        WeightUncertainty::Unknown => "unknown: every weighting is as likely as any other".to_owned(),
    };
    let draws = match comparison.draws {
        0 => "0 (nothing was simulated)".to_owned(),
        n => thousands(n),
    };
    let (norm, which) = norm_words(facts).record;
    vec![
        text("Framework", format!("{} ({})", plain(&facts.framework.title), plain(&facts.framework.id))),
        text("Framework version", plain(&comparison.framework.version)),
        code("SHA-256 of the framework file", plain(&comparison.framework.sha256)),
        code("Kind of COO", comparison.role_type.as_ref().map_or_else(|| "none".to_owned(), |id| plain(id))),
        code("Pillar weights in force", weights.join(", ")),
        text("Balance between pillars (ρ)", comparison.balance.to_string()),
        text("Least evidence before a result is provisional", percent(facts.framework.min_completeness)),
        text("Draws", draws),
        text("Seed", comparison.seed.to_string()),
        text("Uncertainty of the weights", uncertainty),
        text(norm, which),
        text("Program", format!("Counterpart {}", comparison.version)),
    ]
}
