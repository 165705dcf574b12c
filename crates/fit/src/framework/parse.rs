//! From the text of a framework file to a [`Framework`]: names, types and ranges of single values. What
//! concerns several values together is in `check`.

use super::{
    DecisionArea, Dimension, Domain, Facet, Framework, Guard, Guarded, NormPopulation, NormSpread, Owner,
    Pillar, Question, RatingModel, RoleType,
};
use crate::document::{self, Table, Value};
use crate::estimate::Estimate;
use crate::problem::{Problem, suggest};
use crate::profile::Source;
use crate::rule::{Rule, Tolerance};

const POINTS: (f64, f64) = (0.0, 100.0);
const LEVEL: (f64, f64) = (1.0, 100.0);

/// The framework as far as it could be read, and what is wrong with single values; no framework where the text is
/// no TOML.
pub(super) fn parse(text: &str) -> (Option<Framework>, Vec<Problem>) {
    document::read(text, "a framework", |root| read(root, text))
}

fn read(root: &Table<'_, '_, '_>, text: &str) -> Framework {
    let id = root.required_text("id");
    let prior = root.value("prior").map_or(Estimate { mean: 0.5, se: 0.2 }, |value| read_prior(&value));
    let (norm, spread) = read_norm(root);
    let mut domains = read_domains(root);
    let dimensions = read_dimensions(root, &mut domains, prior, spread);
    let pillars = read_pillars(root);
    let facets = read_facets(root, &pillars, &dimensions);
    let role_types = read_role_types(root, &pillars, &facets, &dimensions);
    let guards = read_guards(root, &facets, &dimensions, &role_types);
    Framework {
        title: root.text("title").unwrap_or_else(|| id.clone()),
        id,
        version: root.required_text("version"),
        sha256: document::sha256(text),
        weights_from: root.text("weights_from"),
        balance: root.number("balance").unwrap_or(0.0),
        min_completeness: root
            .value("min_completeness")
            .and_then(|v| v.number_within((0.0, 1.0)))
            .unwrap_or(0.6),
        ratings: read_ratings(root),
        norm,
        decision_areas: read_decision_areas(root, &dimensions),
        pillars,
        domains,
        dimensions,
        facets,
        role_types,
        guards,
    }
}

fn read_prior(value: &Value<'_, '_, '_>) -> Estimate {
    let Some(table) = value.table() else { return Estimate { mean: 0.5, se: 0.2 } };
    let prior = Estimate {
        mean: table.share("mean", POINTS).unwrap_or(0.5),
        se: table.share("se", POINTS).unwrap_or(0.2),
    };
    table.finish();
    prior
}

fn read_ratings(root: &Table<'_, '_, '_>) -> RatingModel {
    let mut model = RatingModel { spread: 0.2, reliability: [0.50, 0.37, 0.30, 0.22, 0.60, 0.80] };
    let Some(table) = root.table("ratings") else { return model };
    model.spread = table.share("spread", (0.1, 100.0)).unwrap_or(model.spread);
    if let Some(reliabilities) = table.table("reliability") {
        for (source, slot) in Source::ALL.into_iter().zip(&mut model.reliability) {
            let given =
                reliabilities.value(source.name()).and_then(|value| value.number_within((0.001, 0.999)));
            *slot = given.unwrap_or(*slot);
        }
        reliabilities.finish();
    }
    table.finish();
    model
}

fn read_norm(root: &Table<'_, '_, '_>) -> (NormPopulation, NormSpread) {
    let default = NormSpread { mean: 0.55, sd: 0.18, general: 0.08 };
    let Some(table) = root.table("norm") else {
        return (NormPopulation { people: 2000, seed: 1 }, default);
    };
    let people = table.value("people").and_then(|value| value.whole_within((100.0, 100_000.0)));
    let seed = table.value("seed").and_then(|value| value.whole_within((0.0, 9e15)));
    let spread = read_spread(&table, default);
    table.finish();
    (NormPopulation { people: people.unwrap_or(2000.0) as usize, seed: seed.unwrap_or(1.0) as u64 }, spread)
}

fn read_spread(table: &Table<'_, '_, '_>, default: NormSpread) -> NormSpread {
    NormSpread {
        mean: table.share("mean", POINTS).unwrap_or(default.mean),
        sd: table.share("sd", POINTS).unwrap_or(default.sd),
        general: table.share("general", (-100.0, 100.0)).unwrap_or(default.general),
    }
}

fn read_domains(root: &Table<'_, '_, '_>) -> Vec<Domain> {
    let tables = root.table("domains").map(|table| table.values()).unwrap_or_default();
    let read = |(id, value): (&str, Value<'_, '_, '_>)| {
        let table = value.table()?;
        let domain = Domain {
            id: id.to_owned(),
            title: table.text("title").unwrap_or_else(|| id.to_owned()),
            is_ipsative: table.value("ipsative").and_then(|value| value.truth()).unwrap_or(false),
        };
        table.finish();
        Some(domain)
    };
    tables.into_iter().filter_map(read).collect()
}

fn read_dimensions(
    root: &Table<'_, '_, '_>,
    domains: &mut Vec<Domain>,
    prior: Estimate,
    spread: NormSpread,
) -> Vec<Dimension> {
    let Some(tables) = root.table("dimensions") else {
        root.problem("there are no dimensions", "add [dimensions.\"domain.name\"] tables");
        return Vec::new();
    };
    let mut dimensions = Vec::new();
    for (id, value) in tables.values() {
        let Some(table) = value.table() else { continue };
        let domain_id = match id.split_once('.') {
            Some((domain, name)) if !domain.is_empty() && !name.is_empty() && !name.ends_with(".se") => {
                domain
            }
            _ => {
                table.problem(
                    format!("\u{201c}{id}\u{201d} names no domain"),
                    "write \"domain.name\", e.g. \"skill.operations\"",
                );
                id
            }
        };
        // A domain that is not declared has no title of its own and is not ipsative.
        let domain = domains.iter().position(|domain| domain.id == domain_id).unwrap_or_else(|| {
            domains.push(Domain {
                id: domain_id.to_owned(),
                title: domain_id.to_owned(),
                is_ipsative: false,
            });
            domains.len() - 1
        });
        let text = |key| table.text(key).unwrap_or_default();
        dimensions.push(Dimension {
            id: id.to_owned(),
            title: table.text("title").unwrap_or_else(|| id.to_owned()),
            domain,
            owner: read_owner(table.value("owner")),
            low: text("low"),
            mid: text("mid"),
            high: text("high"),
            source: text("source"),
            prior: table.value("prior").map_or(prior, |value| read_prior(&value)),
            norm: table.table("norm").map_or(spread, |table| {
                let own = read_spread(&table, spread);
                table.finish();
                own
            }),
        });
        table.finish();
    }
    dimensions
}

/// The owner that a value names; shared where there is no value, or none that will do.
pub(crate) fn read_owner(value: Option<Value<'_, '_, '_>>) -> Owner {
    let Some(value) = value else { return Owner::Shared };
    match value.text().as_deref() {
        Some("ceo") => Owner::Ceo,
        Some("coo") => Owner::Coo,
        Some("shared") | None => Owner::Shared,
        Some(other) => {
            value.problem(
                format!("there is no owner \u{201c}{other}\u{201d}"),
                "write \"ceo\", \"coo\" or \"shared\"",
            );
            Owner::Shared
        }
    }
}

fn read_pillars(root: &Table<'_, '_, '_>) -> Vec<Pillar> {
    let Some(tables) = root.table("pillars") else {
        root.problem("there are no pillars", "add [pillars.<id>] tables");
        return Vec::new();
    };
    let read = |(id, value): (&str, Value<'_, '_, '_>)| {
        let table = value.table()?;
        let pillar = Pillar {
            id: id.to_owned(),
            title: table.text("title").unwrap_or_else(|| id.to_owned()),
            summary: table.text("summary").unwrap_or_default(),
            weight: read_weight(&table, "weight"),
            balance: table.number("balance").unwrap_or(1.0),
            practices: table.texts("practices"),
        };
        table.finish();
        Some(pillar)
    };
    tables.values().into_iter().filter_map(read).collect()
}

/// A weight or multiplier, 1 where none is given.
fn read_weight(table: &Table<'_, '_, '_>, key: &str) -> f64 {
    table.value(key).and_then(|value| value.number_within((0.0, 1e9))).unwrap_or(1.0)
}

/// The index of what a key names, in a list of ids.
fn read_index<'a>(
    value: Option<Value<'_, '_, '_>>,
    what: &str,
    ids: impl Iterator<Item = &'a str> + Clone,
) -> Option<usize> {
    let value = value?;
    let id = value.text()?;
    value.index_of(what, &id, ids)
}

fn dimension_ids(dimensions: &[Dimension]) -> impl Iterator<Item = &str> + Clone {
    dimensions.iter().map(|dimension| dimension.id.as_str())
}

fn read_facets(root: &Table<'_, '_, '_>, pillars: &[Pillar], dimensions: &[Dimension]) -> Vec<Facet> {
    let mut facets = Vec::new();
    for table in root.tables("facets") {
        let id = table.required_text("id");
        let required = |key: &str| {
            let value = table.value(key);
            if value.is_none() {
                table.problem(format!("\u{201c}{key}\u{201d} is missing"), format!("add {key} = …"));
            }
            value
        };
        let pillar =
            read_index(required("pillar"), "pillar", pillars.iter().map(|pillar| pillar.id.as_str()));
        let coo = read_index(required("coo"), "dimension", dimension_ids(dimensions));
        let ceo_value = table.value("ceo");
        let has_own_ceo = ceo_value.is_some();
        let ceo = read_index(ceo_value, "dimension", dimension_ids(dimensions));
        let rule = required("rule").and_then(|value| value.table()).and_then(|rule| read_rule(&rule));
        let weight = read_weight(&table, "weight");
        let why = table.text("why").unwrap_or_default();
        let questions = table.tables("questions").iter().map(read_question).collect();
        table.finish();
        let ceo = if has_own_ceo { ceo } else { coo };
        // A facet with a problem stays in the list, so that what refers to it does not become a problem, too.
        facets.push(Facet {
            id,
            pillar: pillar.unwrap_or(0),
            ceo: ceo.unwrap_or(0),
            coo: coo.unwrap_or(0),
            weight,
            rule: rule.unwrap_or(Rule::Fill { level: 1.0 }),
            why,
            questions,
        });
    }
    facets
}

fn read_question(table: &Table<'_, '_, '_>) -> Question {
    let question = Question {
        ask: table.required_text("ask"),
        strong: table.text("strong").unwrap_or_default(),
        weak: table.text("weak").unwrap_or_default(),
    };
    table.finish();
    question
}

fn read_rule(table: &Table<'_, '_, '_>) -> Option<Rule> {
    let kind = table.required_text("kind");
    let tolerance = |below, above| Tolerance {
        below: read_tolerance(table, "below", below),
        above: read_tolerance(table, "above", above),
    };
    let level = || {
        let value = table.value("level");
        if value.is_none() {
            table.problem("\u{201c}level\u{201d} is missing", "add level = …, from 1 to 100");
        }
        value.and_then(|value| value.number_within(LEVEL)).map(|points| points / 100.0)
    };
    let rule = match kind.as_str() {
        "fill" => level().map(|level| Rule::Fill { level }),
        "meet" => {
            let level = level();
            let tolerance = tolerance(Some(0.4), None);
            level.map(|level| Rule::Meet { level, tolerance })
        }
        "match" => Some(Rule::Match { tolerance: tolerance(Some(0.5), Some(0.5)) }),
        "mirror" => Some(Rule::Mirror { tolerance: tolerance(Some(0.5), Some(0.5)) }),
        "range" => Some(Rule::Range {
            slope: table.value("slope").and_then(|value| value.number_within((-100.0, 100.0))).unwrap_or(1.0),
            shift: table.share("shift", (-10_000.0, 10_000.0)).unwrap_or(0.0),
            tolerance: tolerance(Some(0.5), Some(0.5)),
        }),
        "" => return None,
        other => {
            let hint = suggest(other, ["fill", "meet", "match", "mirror", "range"]);
            table.problem(format!("there is no rule \u{201c}{other}\u{201d}"), hint);
            return None;
        }
    };
    table.finish();
    rule
}

/// A tolerance in points, above 0, or `"none"`.
fn read_tolerance(table: &Table<'_, '_, '_>, key: &str, default: Option<f64>) -> Option<f64> {
    let Some(value) = table.value(key) else { return default };
    if value.as_text() == Some("none") {
        return None;
    }
    let hint = "write a number above 0 and up to 1000, or \"none\" for no penalty on that side";
    match value.number() {
        Some(points) if (1e-6..=1000.0).contains(&points) => Some(points / 100.0),
        Some(points) => {
            value.problem(format!("{points} is no tolerance"), hint);
            default
        }
        None => default,
    }
}

/// Pairs of an index and a number from a table whose keys are ids.
fn read_pairs<'a>(
    table: Option<Table<'_, '_, '_>>,
    what: &str,
    ids: &(impl Iterator<Item = &'a str> + Clone),
    bounds: (f64, f64),
) -> Vec<(usize, f64)> {
    let values = table.map(|table| table.values()).unwrap_or_default();
    let read = |(id, value): (&str, Value<'_, '_, '_>)| {
        let index = value.index_of(what, id, ids.clone());
        let number = value.number_within(bounds);
        Some((index?, number?))
    };
    values.into_iter().filter_map(read).collect()
}

fn read_role_types(
    root: &Table<'_, '_, '_>,
    pillars: &[Pillar],
    facets: &[Facet],
    dimensions: &[Dimension],
) -> Vec<RoleType> {
    let read = |table: Table<'_, '_, '_>| {
        let id = table.required_text("id");
        let pillar_ids = pillars.iter().map(|pillar| pillar.id.as_str());
        let facet_ids = facets.iter().map(|facet| facet.id.as_str());
        let levels = read_pairs(table.table("levels"), "dimension", &dimension_ids(dimensions), LEVEL);
        let role_type = RoleType {
            title: table.text("title").unwrap_or_else(|| id.clone()),
            id,
            when: table.text("when").unwrap_or_default(),
            pillars: read_pairs(table.table("pillars"), "pillar", &pillar_ids, (0.0, 1e6)),
            facets: read_pairs(table.table("facets"), "facet", &facet_ids, (0.0, 1e6)),
            levels: levels.into_iter().map(|(dimension, points)| (dimension, points / 100.0)).collect(),
            look_for: table.texts("look_for"),
            asks_of_ceo: table.text("asks_of_ceo").unwrap_or_default(),
        };
        table.finish();
        role_type
    };
    root.tables("role_types").into_iter().map(read).collect()
}

fn read_guards(
    root: &Table<'_, '_, '_>,
    facets: &[Facet],
    dimensions: &[Dimension],
    role_types: &[RoleType],
) -> Vec<Guard> {
    let mut guards = Vec::new();
    for table in root.tables("guards") {
        let id = table.required_text("id");
        let (on_dimension, on_facet) = (table.value("dimension"), table.value("facet"));
        if on_dimension.is_some() == on_facet.is_some() {
            table.problem("a guard limits one thing", "give either dimension = \"…\" or facet = \"…\"");
        }
        let is_on_ceo = read_side(&table, on_facet.is_some());
        let on_dimension = read_index(on_dimension, "dimension", dimension_ids(dimensions))
            .map(if is_on_ceo { Guarded::CeoDimension } else { Guarded::Dimension });
        let on_facet =
            read_index(on_facet, "facet", facets.iter().map(|facet| facet.id.as_str())).map(Guarded::Facet);
        let at_least = table.value("at_least");
        if at_least.is_none() {
            table.problem("\u{201c}at_least\u{201d} is missing", "add at_least = …, from 0 to 100");
        }
        let at_least = at_least.and_then(|value| value.number_within(POINTS)).unwrap_or(0.0) / 100.0;
        let applies = table.value("role_types").map(|value| value.items()).unwrap_or_default();
        let role_type_ids = role_types.iter().map(|role_type| role_type.id.as_str());
        let role_types = applies
            .into_iter()
            .filter_map(|v| read_index(Some(v), "role type", role_type_ids.clone()))
            .collect();
        let reason = table.text("reason").unwrap_or_default();
        table.finish();
        if let Some(on) = on_dimension.or(on_facet) {
            guards.push(Guard { id, on, at_least, role_types, reason });
        }
    }
    guards
}

/// Whether a guard is on the CEO's side; on the candidate's where it does not say.
fn read_side(guard: &Table<'_, '_, '_>, is_on_facet: bool) -> bool {
    let Some(value) = guard.value("side") else { return false };
    match value.text().as_deref() {
        Some("ceo") if is_on_facet => {
            value.problem("a facet has no side", "leave out side, or give dimension = \"…\"");
        }
        Some("ceo") => return true,
        Some("coo") | None => {}
        Some(other) => {
            value.problem(format!("there is no side \u{201c}{other}\u{201d}"), "write \"ceo\" or \"coo\"");
        }
    }
    false
}

fn read_decision_areas(root: &Table<'_, '_, '_>, dimensions: &[Dimension]) -> Vec<DecisionArea> {
    let read = |table: Table<'_, '_, '_>| {
        let id = table.required_text("id");
        let area = DecisionArea {
            title: table.text("title").unwrap_or_else(|| id.clone()),
            id,
            owner: read_owner(table.value("owner")),
            skill: read_index(table.value("skill"), "dimension", dimension_ids(dimensions)),
            ownership: read_index(table.value("ownership"), "dimension", dimension_ids(dimensions)),
        };
        table.finish();
        area
    };
    root.tables("decision_areas").into_iter().map(read).collect()
}
