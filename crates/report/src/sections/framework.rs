//! A framework as people read it: every rule in words, every weight with its reason.

mod changes;
mod rules;

pub use changes::{Change, changes};

use crate::words::{counted_in_words, one_decimal, plain, thousands};
use fit::framework::{Dimension, Facet, Guard, Guarded, NormSpread, Owner, RoleType};
use fit::verdict::lower_first;
use fit::{Framework, Source};
use rules::rule_in_words;

/// A framework in finished texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What holds for all of it: names and values.
    pub basics: Vec<(&'static str, String)>,
    /// Who rates, and what a rating counts for.
    pub sources: Vec<RaterRow>,
    /// The pillars with their facets.
    pub pillars: Vec<PillarReading>,
    /// The dimensions by domain.
    pub domains: Vec<DomainReading>,
    /// The kinds of COO.
    pub role_types: Vec<RoleTypeReading>,
    /// The guards.
    pub guards: Vec<GuardReading>,
    /// The decision areas, each with who usually owns it.
    pub decision_areas: Vec<(String, &'static str)>,
}

/// One kind of rater.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaterRow {
    /// Who, in words.
    pub who: &'static str,
    /// The expected correlation of two of them.
    pub reliability: String,
    /// The error of one rating, in points.
    pub error: String,
    /// What one counts for beside what is known of people in general.
    pub counts: String,
}

/// A pillar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PillarReading {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// What it is and why the pair needs it.
    pub summary: String,
    /// Weight and average in a sentence.
    pub how: String,
    /// Habits of pairs that have it.
    pub practices: Vec<String>,
    /// Its facets.
    pub facets: Vec<FacetReading>,
}

/// A facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetReading {
    /// The id.
    pub id: String,
    /// The dimension, or both where they differ.
    pub title: String,
    /// The rule in words, with its numbers.
    pub rule: String,
    /// The weight in the pillar before normalisation.
    pub weight: String,
    /// Why it matters.
    pub why: String,
}

/// A group of dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainReading {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Whether values are read within each person.
    pub is_ipsative: bool,
    /// Its dimensions.
    pub dimensions: Vec<DimensionReading>,
}

/// A dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionReading {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Who usually owns it.
    pub owner: &'static str,
    /// What 0, 50 and 100 look like.
    pub anchors: [String; 3],
    /// Where the construct comes from.
    pub source: String,
}

/// A kind of COO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleTypeReading {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The CEO's situation that calls for it.
    pub when: String,
    /// What it changes in the model, each in a phrase.
    pub changes: Vec<String>,
    /// What to look for in interview.
    pub look_for: Vec<String>,
    /// What it asks of the CEO; may be empty.
    pub asks_of_ceo: String,
}

/// A guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardReading {
    /// The id.
    pub id: String,
    /// What is limited, and where the limit is.
    pub limit: String,
    /// For which kinds of COO.
    pub applies: String,
    /// Why.
    pub reason: String,
}

impl Reading {
    /// The framework in words.
    pub fn of(framework: &Framework) -> Self {
        Self {
            basics: basics(framework),
            sources: Source::ALL.into_iter().map(|source| rater(framework, source)).collect(),
            pillars: (0..framework.pillars.len()).map(|p| pillar(framework, p)).collect(),
            domains: (0..framework.domains.len()).map(|d| domain(framework, d)).collect(),
            role_types: framework.role_types.iter().map(|role| role_type(framework, role)).collect(),
            guards: framework.guards.iter().map(|one| guard(framework, one)).collect(),
            decision_areas: framework
                .decision_areas
                .iter()
                .map(|area| (plain(&area.title), owner(area.owner)))
                .collect(),
        }
    }
}

fn basics(framework: &Framework) -> Vec<(&'static str, String)> {
    let spread = framework.ratings.spread * 100.0;
    let from = framework.weights_from.as_deref().map_or("judged", |from| from);
    vec![
        ("Where the weights come from", plain(from)),
        ("Balance between pillars", format!("{}: a {}", framework.balance, mean_of(framework.balance))),
        (
            "Least evidence",
            format!(
                "below {}% of the weight, a result is marked provisional",
                tidy(framework.min_completeness * 100.0)
            ),
        ),
        ("Spread of people (τ)", format!("{} points", tidy(spread))),
        (
            "Size",
            format!(
                "{}, {} in {}",
                counted_in_words(framework.dimensions.len(), "dimension", "dimensions"),
                counted_in_words(framework.facets.len(), "facet", "facets"),
                counted_in_words(framework.pillars.len(), "pillar", "pillars")
            ),
        ),
        (
            "Reference population",
            format!(
                "{} modelled people from the seed {}",
                thousands(framework.norm.people),
                framework.norm.seed
            ),
        ),
    ]
}

/// The distributions of the reference population, each with how many dimensions have it, the commonest first.
pub fn norm_spreads(framework: &Framework) -> Vec<(NormSpread, usize)> {
    let mut found: Vec<(NormSpread, usize)> = Vec::new();
    for dimension in &framework.dimensions {
        match found.iter_mut().find(|(spread, _)| *spread == dimension.norm) {
            Some((_, n)) => *n += 1,
            None => found.push((dimension.norm, 1)),
        }
    }
    found.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    found
}

fn rater(framework: &Framework, source: Source) -> RaterRow {
    let model = &framework.ratings;
    RaterRow {
        who: rater_in_words(source),
        reliability: format!("{:.2}", model.reliability(source)),
        error: one_decimal(model.error_sd(source) * 100.0),
        counts: format!("{:.2}", model.precision(source) / model.prior_precision()),
    }
}

/// Who rates, in words.
pub(super) fn rater_in_words(source: Source) -> &'static str {
    match source {
        Source::Superior => "Board member or former superior",
        Source::Peer => "Colleague",
        Source::Report => "Direct report",
        Source::Oneself => "The person",
        Source::Assessor => "Assessor in a structured interview",
        Source::Test => "Validated instrument",
    }
}

fn pillar(framework: &Framework, index: usize) -> PillarReading {
    let pillar = &framework.pillars[index];
    let facets = framework.facets.iter().enumerate().filter(|(_, facet)| facet.pillar == index);
    PillarReading {
        id: plain(&pillar.id),
        title: plain(&pillar.title),
        summary: plain(&pillar.summary),
        how: format!(
            "Weight {} before normalisation; its facets are joined by a {}.",
            pillar.weight,
            mean_of(pillar.balance)
        ),
        practices: pillar.practices.iter().map(|text| plain(text)).collect(),
        facets: facets.map(|(_, facet)| facet_reading(framework, facet)).collect(),
    }
}

fn facet_reading(framework: &Framework, facet: &Facet) -> FacetReading {
    FacetReading {
        id: plain(&facet.id),
        title: facet_title(framework, facet),
        rule: rule_in_words(facet.rule),
        weight: facet.weight.to_string(),
        why: plain(&facet.why),
    }
}

/// A facet by the dimension that it compares, or by both where they differ.
fn facet_title(framework: &Framework, facet: &Facet) -> String {
    let title = |d: usize| plain(&framework.dimensions[d].title);
    if facet.ceo == facet.coo {
        title(facet.coo)
    } else {
        format!("{} / {}", title(facet.coo), lower_first(&title(facet.ceo)))
    }
}

fn domain(framework: &Framework, index: usize) -> DomainReading {
    let domain = &framework.domains[index];
    let dimensions = framework.dimensions.iter().filter(|dimension| dimension.domain == index);
    DomainReading {
        id: plain(&domain.id),
        title: plain(&domain.title),
        is_ipsative: domain.is_ipsative,
        dimensions: dimensions.map(dimension_reading).collect(),
    }
}

fn dimension_reading(dimension: &Dimension) -> DimensionReading {
    DimensionReading {
        id: plain(&dimension.id),
        title: plain(&dimension.title),
        owner: owner(dimension.owner),
        anchors: [&dimension.low, &dimension.mid, &dimension.high].map(|text| plain(text)),
        source: plain(&dimension.source),
    }
}

fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Ceo => "usually the CEO’s",
        Owner::Coo => "usually the COO’s",
        Owner::Shared => "shared",
    }
}

pub(super) fn role_type(framework: &Framework, role: &RoleType) -> RoleTypeReading {
    let pillars = role
        .pillars
        .iter()
        .map(|&(p, factor)| format!("pillar “{}” × {factor}", plain(&framework.pillars[p].title)));
    let facets = role.facets.iter().map(|&(k, factor)| {
        let facet = &framework.facets[k];
        format!("facet “{}” ({}) × {factor}", facet_title(framework, facet), plain(&facet.id))
    });
    let levels = role.levels.iter().map(|&(d, level)| {
        format!("level of “{}” {}", plain(&framework.dimensions[d].title), tidy(level * 100.0))
    });
    RoleTypeReading {
        id: plain(&role.id),
        title: plain(&role.title),
        when: plain(&role.when),
        changes: pillars.chain(facets).chain(levels).collect(),
        look_for: role.look_for.iter().map(|text| plain(text)).collect(),
        asks_of_ceo: plain(&role.asks_of_ceo),
    }
}

fn guard(framework: &Framework, guard: &Guard) -> GuardReading {
    let titles: Vec<String> =
        guard.role_types.iter().map(|&index| plain(&framework.role_types[index].title)).collect();
    GuardReading {
        id: plain(&guard.id),
        limit: limit(framework, guard),
        applies: if titles.is_empty() { "every kind of COO".to_owned() } else { titles.join(", ") },
        reason: plain(&guard.reason),
    }
}

pub(super) fn limit(framework: &Framework, guard: &Guard) -> String {
    match guard.on {
        Guarded::Dimension(d) => {
            format!("{} of at least {}", plain(&framework.dimensions[d].title), tidy(guard.at_least * 100.0))
        }
        Guarded::CeoDimension(d) => {
            let title = plain(&framework.dimensions[d].title);
            format!("The CEO’s {} of at least {}", lower_first(&title), tidy(guard.at_least * 100.0))
        }
        Guarded::Facet(k) => {
            let title = facet_title(framework, &framework.facets[k]);
            format!("Fit of at least {:.2} on “{title}”", guard.at_least)
        }
    }
}

/// The kind of average that a balance makes.
pub(super) fn mean_of(balance: f64) -> String {
    if balance == 1.0 {
        "weighted mean".to_owned()
    } else if balance == 0.0 {
        "weighted geometric mean".to_owned()
    } else {
        format!("weighted power mean with exponent {balance}")
    }
}

/// A number of the file without decimals that say nothing.
fn tidy(points: f64) -> String {
    let text = one_decimal(points);
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_framework_is_read_whole() {
        let framework = Framework::parse(fit::framework::DEFAULT).unwrap();
        let reading = Reading::of(&framework);
        let n_facets: usize = reading.pillars.iter().map(|pillar| pillar.facets.len()).sum();
        let n_dimensions: usize = reading.domains.iter().map(|domain| domain.dimensions.len()).sum();
        assert_eq!((n_facets, n_dimensions), (framework.facets.len(), framework.dimensions.len()));
        assert_eq!(reading.role_types.len(), 7);
        let peer = &reading.sources[1];
        assert_eq!(
            (peer.reliability.as_str(), peer.error.as_str(), peer.counts.as_str()),
            ("0.37", "26.1", "0.59")
        );
        let spreads = norm_spreads(&framework);
        assert_eq!(spreads.iter().map(|(_, n)| n).sum::<usize>(), framework.dimensions.len());
    }
}
