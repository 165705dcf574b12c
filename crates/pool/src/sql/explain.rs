//! The largest losses of whoever is kept.

use super::dialect::Kind;
use super::stages::Stages;
use fit::Problem;
use fit::score::Scale;

/// So many losses are said.
const SAID: usize = 5;

/// The losses of more pillars are shared out over too many sets of them for one statement.
const MOST_PILLARS: usize = 8;

/// Adds the stages that share out the points lost; the last query of the statement.
///
/// # Formula
/// As the engine's explanation: Shapley values of the pillars' losses, each shared out over its facets by what they lose
/// on the pillar's own scale.
pub(super) fn losses(stages: &mut Stages<'_>) -> Result<String, Problem> {
    let weights = &stages.sieve.plan.scheme.weights;
    let pillars: Vec<usize> = (0..weights.len()).filter(|&p| weights[p] > 0.0).collect();
    if pillars.len() > MOST_PILLARS {
        let found = format!("{} pillars weigh something", pillars.len());
        let hint = format!("leave out --explain; it takes at most {MOST_PILLARS}");
        return Err(Problem::new("explain", found, hint));
    }
    let remarks = stages.remarks();
    stages.add("described", &remarks);
    let rank = "ROW_NUMBER() OVER (ORDER BY score DESC, id)".to_owned();
    stages.add("ranked", &[("place".to_owned(), rank)]);
    shapley(stages, &pillars);
    let lost = facet_losses(stages, &pillars);
    Ok(largest(stages, &lost))
}

/// φ of each pillar, `f1`, `f2`, …
fn shapley(stages: &mut Stages<'_>, pillars: &[usize]) {
    let scheme = &stages.sieve.plan.scheme;
    // A pillar at a score of 1 stands at its weight, or on the logarithmic scale at 0.
    let full = |p: usize| if scheme.scale == Scale::Log { 0.0 } else { scheme.weights[p] };
    let gains = pillars.iter().map(|&p| {
        let gain = format!("{} - {}", stages.place_of_pillar(p), stages.literal(full(p)));
        (format!("g{}", p + 1), gain)
    });
    let gains: Vec<(String, String)> = gains.collect();
    let all: f64 = pillars.iter().map(|&p| full(p)).sum();
    stages.add("gains", &gains);
    let n = pillars.len();
    let has = |set: usize, i: usize| set >> i & 1 == 1;
    let scores = (0..1usize << n).map(|set| {
        let places = (0..n).filter(|&i| has(set, i)).map(|i| format!("g{}", pillars[i] + 1));
        let place = stages.sum(&std::iter::once(stages.literal(all)).chain(places).collect::<Vec<_>>());
        (format!("u{set}"), stages.score_of(&place))
    });
    stages.add_in_parts("sets", &scores.collect::<Vec<_>>());
    let shares = fit::explain::shapley_shares(n);
    let losses = (0..n).map(|i| {
        let terms = (0..1usize << n).filter(|&set| !has(set, i)).map(|set| {
            let share = stages.literal(shares[set.count_ones() as usize]);
            format!("{share} * (u{set} - u{})", set | 1 << i)
        });
        (format!("f{}", pillars[i] + 1), stages.sum(&terms.collect::<Vec<_>>()))
    });
    let losses: Vec<(String, String)> = losses.collect();
    stages.add_in_parts("shared", &losses);
}

/// The loss of each facet, `l1`, `l2`, …; the names of the facets.
fn facet_losses(stages: &mut Stages<'_>, pillars: &[usize]) -> Vec<String> {
    let framework = &stages.sieve.framework;
    let (mut names, mut losses) = (Vec::new(), Vec::new());
    for &p in pillars {
        let scale = stages.sieve.plan.scheme.pillar_scales[p];
        // The place of a fit of 1.
        let best = super::piece::place(scale, 1.0);
        let (t, best_literal) = (format!("t{}", p + 1), stages.literal(best));
        for k in stages.facets(p) {
            let full = stages.literal(best * stages.sieve.plan.share(k));
            let loss = format!(
                "CASE WHEN {t} = {best_literal} THEN {} ELSE f{} * ({full} - {}) / ({best_literal} - {t}) END",
                stages.literal(0.0),
                p + 1,
                stages.term(k)
            );
            names.push(framework.facets[k].id.clone());
            losses.push((format!("l{}", names.len()), loss));
        }
    }
    stages.add_in_parts("lost", &losses);
    names
}

/// Picks the largest losses of each person.
fn largest(stages: &mut Stages<'_>, names: &[String]) -> String {
    let dialect = stages.dialect;
    let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let rows: Vec<String> = (1..).zip(names).map(|(i, name)| format!("({i}, {})", text(name))).collect();
    let rows = dialect.rows(&[("facet_no", Kind::Whole), ("facet", Kind::Text)], &rows);
    let lost = stages.last().to_owned();
    stages.push("facets", format!("SELECT facet_no, facet FROM {rows}"));
    let points: Vec<String> = (1..=names.len()).map(|i| format!("WHEN {i} THEN l{i}")).collect();
    let pillars = (1..=stages.sieve.framework.pillars.len()).map(|p| format!("s{p}"));
    let kept = ["place", "id", "name", "score", "completeness", "unusable"];
    let kept: Vec<String> = kept.iter().map(|&column| column.to_owned()).chain(pillars).collect();
    let kept = kept.join(", ");
    stages.push(
        "unpivoted",
        format!(
            "SELECT {kept}, facet_no, facet, CASE facet_no {} END AS points FROM {lost} CROSS JOIN facets",
            points.join(" ")
        ),
    );
    stages.push(
        "placed",
        format!(
            "SELECT {kept}, facet, points, ROW_NUMBER() OVER (PARTITION BY place ORDER BY points DESC, facet_no) AS nth FROM \
             unpivoted"
        ),
    );
    let said: Vec<String> = (1..=SAID)
        .flat_map(|nth| {
            ["facet", "points"]
                .map(|what| format!("MAX(CASE WHEN nth = {nth} THEN {what} END) AS {what}_{nth}"))
        })
        .collect();
    stages.push(
        "largest",
        format!("SELECT {kept}, {} FROM placed WHERE nth <= {SAID} GROUP BY {kept}", said.join(", ")),
    );
    let hundred = stages.literal(100.0);
    let said: Vec<String> = (1..=SAID)
        .map(|nth| format!("facet_{nth} AS loss_{nth}, {hundred} * points_{nth} AS points_{nth}"))
        .collect();
    format!(
        "SELECT place AS {}, id, name, {}, {}\nFROM largest\nORDER BY 1",
        dialect.name("rank"),
        stages.in_points().join(", "),
        said.join(", ")
    )
}
