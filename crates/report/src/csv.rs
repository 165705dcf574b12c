//! A comparison as a table: one row a candidate.

use fit::Comparison;
use intake::csv_cell;

/// Writes a comparison as CSV: rank, id, name, score with its interval, norm percentile, expected rank, evidence,
/// pillars, domains, losses by pillar, and the guards that are breached.
///
/// # Shapes and units
/// A header and a row per candidate, best first. Points 0–100, evidence a share; full precision.
///
/// # Missing values
/// Without draws the interval and the expected rank are empty; so is a domain that weighs nothing.
pub fn to_csv(comparison: &Comparison) -> String {
    let mut domains: Vec<&str> = Vec::new();
    for (domain, _) in comparison.results.iter().flat_map(|result| &result.domains.0) {
        if !domains.contains(&domain.as_str()) {
            domains.push(domain);
        }
    }
    let pillars: Vec<&str> = comparison.weights.0.iter().map(|(pillar, _)| pillar.as_str()).collect();
    let mut header: Vec<String> = [
        "rank",
        "id",
        "name",
        "score",
        "p05",
        "p50",
        "p95",
        "norm",
        "expected_rank",
        "completeness",
        "provisional",
    ]
    .map(str::to_owned)
    .into();
    header.extend(pillars.iter().map(|pillar| format!("pillar.{pillar}")));
    header.extend(domains.iter().map(|domain| format!("domain.{domain}")));
    header.extend(pillars.iter().map(|pillar| format!("loss.{pillar}")));
    header.push("flags".to_owned());
    let mut text = line(&header);
    for result in &comparison.results {
        let uncertain = |figure: fn(&fit::compare::Uncertainty) -> f64| {
            result.uncertainty.as_ref().map_or(String::new(), |uncertainty| figure(uncertainty).to_string())
        };
        let mut row = vec![
            result.rank.to_string(),
            result.id.clone(),
            result.name.clone(),
            result.score.to_string(),
            uncertain(|u| u.p05),
            uncertain(|u| u.p50),
            uncertain(|u| u.p95),
            result.norm.score.to_string(),
            uncertain(|u| u.expected_rank),
            result.completeness.to_string(),
            result.provisional.to_string(),
        ];
        let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        row.extend(pillars.iter().map(|pillar| number(result.pillars.get(pillar))));
        row.extend(domains.iter().map(|domain| number(result.domains.get(domain))));
        row.extend(pillars.iter().map(|pillar| number(result.losses.get(pillar))));
        let flags: Vec<&str> =
            result.flags.iter().filter(|flag| flag.breached).map(|flag| flag.guard.as_str()).collect();
        row.push(flags.join(" "));
        text += &line(&row);
    }
    text
}

fn line(cells: &[String]) -> String {
    // Numbers are written by us and may start with a minus; only what people wrote can be a formula.
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| if cell.parse::<f64>().is_ok() { cell.clone() } else { csv_cell(cell) })
        .collect();
    cells.join(",") + "\n"
}
