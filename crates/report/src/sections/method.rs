//! How the score is computed, for a board: one number followed from rating to rank.

pub(super) mod surfaces;

pub(super) use surfaces::telling;

use super::facts::{Candidate, Facts};
use super::finalist::printed;
use super::framework::mean_of;
use super::markup::Markup;
use super::norm::norm_words;
use super::reading::rule_word;
use crate::charts::{apportion, whole};
use crate::words::{
    counted_in_words, number, one_decimal, percent, percentile_of_100, plain, points, range, thousands,
};
use askama::Template;
use fit::Rule;
use fit::groups::{Grouping, groups};

/// The method with its worked number.
#[derive(Template)]
#[template(path = "method.html", whitespace = "minimize")]
pub(super) struct Method {
    pub(super) n_facets: String,
    pub(super) n_dimensions: String,
    pub(super) n_pillars: String,
    pub(super) example: Option<Example>,
    pub(super) surfaces: Vec<Markup>,
    pub(super) across: String,
    pub(super) weights_from: String,
    /// What the norm is.
    pub(super) norm: String,
}

/// One number from rating to rank.
pub(super) struct Example {
    pub(super) name: String,
    pub(super) facet: String,
    pub(super) estimate: Estimate,
    pub(super) fit: String,
    pub(super) pillar: String,
    pub(super) pillars: Vec<PillarRow>,
    pub(super) score: String,
    pub(super) loss: String,
    pub(super) rank: String,
}

/// How a value came about.
pub(super) struct Estimate {
    pub(super) text: String,
    pub(super) parts: Vec<Part>,
    pub(super) result: String,
}

/// One part of the evidence for a value.
pub(super) struct Part {
    pub(super) label: String,
    pub(super) n: String,
    pub(super) mean: String,
    pub(super) share: String,
}

pub(super) struct PillarRow {
    pub(super) title: String,
    pub(super) weight: String,
    pub(super) score: String,
}

pub(super) fn method(facts: &Facts<'_>) -> Method {
    Method {
        n_facets: facts.framework.facets.len().to_string(),
        n_dimensions: facts.framework.dimensions.len().to_string(),
        n_pillars: counted_in_words(facts.framework.pillars.len(), "pillar", "pillars"),
        example: example(facts),
        surfaces: surfaces::surfaces(facts),
        across: format!("a {}", mean_of(facts.plan.scheme.balance)),
        weights_from: weights_from(facts),
        norm: norm(facts),
    }
}

/// Where the weights of the pillars come from, in a sentence.
fn weights_from(facts: &Facts<'_>) -> String {
    let framework = facts.framework;
    match (facts.has_own_weights, &framework.weights_from) {
        (true, _) => "The weights of the pillars were set for this search.".to_owned(),
        (false, Some(from)) => {
            format!(
                "The weights of the pillars are those of the framework’s version {}. {}.",
                plain(&framework.version),
                plain(from)
            )
        }
        (false, None) => format!(
            "The weights of the pillars are those of the framework’s version {}, and judged.",
            plain(&framework.version)
        ),
    }
}

/// What the norm is and what it does not say.
fn norm(facts: &Facts<'_>) -> String {
    if facts.comparison.norm.is_some() {
        return format!("Scores stand beside a norm of your own. {}", norm_words(facts).caveat);
    }
    format!(
        "The norm is {} modelled people, drawn from what the framework assumes of the population. It says whether a score is \
         unusual under the model, not how good real candidates are.",
        thousands(facts.framework.norm.people)
    )
}

fn example(facts: &Facts<'_>) -> Option<Example> {
    let candidate = facts.leader();
    let k = facet(facts, candidate)?;
    let result = candidate.result;
    let row = |p: usize| PillarRow {
        title: facts.pillar(p),
        weight: percent(facts.weight(p)),
        score: one_decimal(result.pillars.0[p].1),
    };
    Some(Example {
        name: candidate.name().to_owned(),
        facet: facts.facet(k),
        estimate: estimate(facts, candidate, facts.framework.facets[k].coo),
        fit: fit_text(facts, candidate, k),
        pillar: pillar_text(facts, candidate, k),
        pillars: (0..facts.framework.pillars.len()).map(row).collect(),
        score: format!(
            "The score is the {} of the pillars: {}.",
            mean_of(facts.plan.scheme.balance),
            one_decimal(result.score)
        ),
        loss: format!(
            "Of the {} points that are missing from 100, {} are due to this facet. Losses are shared out so that they add up \
             exactly, each pillar being charged the mean of what it costs over all orders in which pillars could be counted \
             (the Shapley value).",
            one_decimal(candidate.lost()),
            printed(facts, candidate, k)
        ),
        rank: rank_text(facts, candidate),
    })
}

fn pillar_text(facts: &Facts<'_>, candidate: &Candidate<'_>, k: usize) -> String {
    let p = facts.framework.facets[k].pillar;
    let n_facets = facts.framework.facets.iter().filter(|facet| facet.pillar == p).count();
    format!(
        "This facet carries {} of the weight within “{}”, which holds {}. The pillar’s score is the {} of their fits: {}.",
        percent(candidate.result.facets[k].weight),
        facts.pillar_within(p),
        counted_in_words(n_facets, "facet", "facets"),
        mean_of(facts.framework.pillars[p].balance),
        one_decimal(candidate.result.pillars.0[p].1)
    )
}

pub(super) fn rank_text(facts: &Facts<'_>, candidate: &Candidate<'_>) -> String {
    let result = candidate.result;
    let compared = if facts.has_order() {
        format!(
            "Of {} candidates who are known well enough this is the highest score, so {} comes first.",
            number(facts.n_ranked()),
            candidate.name()
        )
    } else {
        "With fewer than two candidates who are known well enough there is no rank to give.".to_owned()
    };
    let draws = result.uncertainty.as_ref().map_or_else(String::new, |u| {
        format!(
            " Each of {} simulations repeats all of this with every value moved within its error; in 90% of them the score \
             lies within {}.",
            thousands(facts.comparison.draws),
            range(u.p05, u.p95)
        )
    });
    format!("{compared}{draws}")
}

/// How the score stands among the people of the norm: for whoever learns the method, and not for a board's paper.
pub(super) fn norm_text(facts: &Facts<'_>, candidate: &Candidate<'_>) -> String {
    let result = candidate.result;
    if result.provisional {
        return String::new();
    }
    let norm = percentile_of_100(result.norm.score);
    format!(" It is higher than the scores of {norm} {}.", norm_words(facts).people)
}

/// The facet that shows most: measured on both sides, rated by people who may be shown, and costly.
fn facet(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Option<usize> {
    let facets = &facts.framework.facets;
    let merit = |k: usize| {
        let d = facets[k].coo;
        let id = &facts.framework.dimensions[d].id;
        let n_ratings =
            candidate.person.profile.ratings.iter().filter(|rating| rating.dimension == *id).count();
        let is_shown =
            n_ratings > 1 && matches!(groups(&candidate.person.profile.ratings, id), Grouping::Shown(_));
        let is_plain = !facts.framework.domains[facts.framework.dimensions[d].domain].is_ipsative;
        (is_shown && is_plain, !candidate.result.facets[k].assumed, candidate.result.facets[k].loss)
    };
    (0..facets.len())
        .filter(|&k| facts.plan.lines[k].weight > 0.0 && facts.weight(facets[k].pillar) > 0.0)
        .reduce(
            |a, b| if merit(b).partial_cmp(&merit(a)) == Some(std::cmp::Ordering::Greater) { b } else { a },
        )
}

/// Where a candidate's value comes from.
fn estimate(facts: &Facts<'_>, candidate: &Candidate<'_>, dimension: usize) -> Estimate {
    let person = &candidate.person;
    let id = &facts.framework.dimensions[dimension].id;
    let value = person.estimates.raw[dimension];
    let result = format!("{} ± {}", one_decimal(value.mean * 100.0), one_decimal(value.se * 100.0));
    let without_parts = |text: String| Estimate { text, parts: Vec::new(), result: result.clone() };
    let stated = person.profile.estimates.get(id);
    let is_rated = person.profile.ratings.iter().any(|rating| rating.dimension == *id);
    match stated {
        Some(_) if !is_rated => {
            return without_parts(
                "The value was stated with this error, and nobody has rated it.".to_owned(),
            );
        }
        Some(stated) if stated.se.get() <= 0.0 => {
            return without_parts("The value was stated as certain, so ratings do not move it.".to_owned());
        }
        None if !is_rated => {
            return without_parts(
                "Nobody measured it, so the framework’s neutral value stands in.".to_owned(),
            );
        }
        _ => {}
    }
    let Grouping::Shown(groups) = groups(&person.profile.ratings, id) else {
        return without_parts(
            "It was rated by so few peers and direct reports that their ratings are not shown.".to_owned(),
        );
    };
    let model = &facts.framework.ratings;
    // A stated value takes the place of what is known of people in general.
    let (start, precision, mean) = match stated {
        Some(stated) => ("Stated value", 1.0 / (stated.se.share() * stated.se.share()), stated.mean.get()),
        None => {
            let prior = facts.framework.dimensions[dimension].prior.mean;
            ("What is known of people in general", model.prior_precision(), prior * 100.0)
        }
    };
    let mut precisions = vec![precision];
    let mut means = vec![mean];
    for group in &groups {
        let sum: f64 = group.ratings.iter().map(|rating| model.precision(rating.source)).sum();
        let weighted: f64 = group.ratings.iter().map(|r| model.precision(r.source) * r.value.get()).sum();
        precisions.push(sum);
        means.push(weighted / sum);
    }
    let labels = std::iter::once((start, MISSING_COUNT.to_owned()))
        .chain(groups.iter().map(|group| (group.label, group.ratings.len().to_string())));
    let shares = apportion(&precisions, 100);
    let parts = labels.zip(means).zip(shares).map(|(((label, n), mean), share)| Part {
        label: label.to_owned(),
        n,
        mean: one_decimal(mean),
        share: format!("{share}%"),
    });
    Estimate {
        text: "A source counts the more, the better its raters are known to agree with each other; what is known of people in \
               general keeps a few ratings from counting for too much. The estimate is the mean weighted so."
            .to_owned(),
        parts: parts.collect(),
        result,
    }
}

const MISSING_COUNT: &str = "–";

/// The rule with its numbers put in.
pub(super) fn fit_text(facts: &Facts<'_>, candidate: &Candidate<'_>, k: usize) -> String {
    let facet = &candidate.result.facets[k];
    let rule = facts.plan.scheme.facets[k].rule;
    let (x, y) = (one_decimal(facet.ceo), one_decimal(facet.coo));
    let reading = facts.reading(k, candidate);
    let fit = format!("{:.2}", facet.plain);
    let arithmetic = match (rule, facet.ideal) {
        (Rule::Fill { .. }, Some(level)) => {
            let level = one_decimal(level);
            format!(
                "The fit is the share of the gap that is covered: ({y} − {x}) / ({level} − {x}) = {fit}, kept between 0 and 1."
            )
        }
        (Rule::Fill { .. }, None) => {
            "There is no gap to fill, so the fit is 1 and the facet weighs nothing.".to_owned()
        }
        (rule, ideal) => ideal_point_text(rule, ideal.unwrap_or_default(), facet.coo, &fit),
    };
    let expected = if (facet.fit - facet.plain).abs() < 0.005 {
        String::new()
    } else {
        let expected = format!("{:.2}", facet.fit);
        format!(
            " That is the fit if both values were exact. They are not: over errors of the size that their evidence leaves, the \
             fit to be expected is {expected}, which is what counts."
        )
    };
    format!("The rule is “{}”. {reading} {arithmetic}{expected}", rule_word(rule))
}

fn ideal_point_text(rule: Rule, ideal: f64, value: f64, fit: &str) -> String {
    let tolerance = match rule {
        Rule::Meet { tolerance, .. }
        | Rule::Match { tolerance }
        | Rule::Mirror { tolerance }
        | Rule::Range { tolerance, .. } => tolerance,
        Rule::Fill { .. } => return String::new(),
    };
    let side = if value < ideal { tolerance.below } else { tolerance.above };
    let distance = one_decimal((value - ideal).abs());
    match side {
        Some(tolerance) => format!(
            "The value lies {distance} points from the ideal of {}, and the fit falls to nothing at {}: 1 − ({distance} / {})² \
             = {fit}.",
            one_decimal(ideal),
            whole(tolerance * 100.0),
            whole(tolerance * 100.0)
        ),
        None => format!(
            "The value lies {distance} points from the ideal of {} on the side that carries no penalty, so the fit is {fit}.",
            points(ideal)
        ),
    }
}
