//! What must hold across an instrument, and between an instrument and a framework, beyond each single value.

use super::Instrument;
use crate::framework::Framework;
use crate::problem::{Problem, suggest};
use std::collections::HashSet;

pub(super) fn check(instrument: &Instrument) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check_once = |what: &str, ids: &mut dyn Iterator<Item = (String, &str)>| {
        let mut seen = HashSet::new();
        for (place, id) in ids {
            if !seen.insert(id) {
                let found = format!("the {what} \u{201c}{id}\u{201d} is used twice");
                problems.push(Problem::new(place, found, "use each once"));
            }
        }
    };
    let sections = || instrument.sections.iter().enumerate();
    let questions = || {
        sections().flat_map(|(s, section)| {
            let place = move |q: usize, key: &str| format!("sections[{s}].questions[{q}].{key}");
            section
                .questions
                .iter()
                .enumerate()
                .map(move |(q, question)| (move |key: &str| place(q, key), question))
        })
    };
    check_once("id", &mut sections().map(|(s, section)| (format!("sections[{s}].id"), section.id.as_str())));
    check_once("id", &mut questions().map(|(place, question)| (place("id"), question.id.as_str())));
    let areas = questions().filter_map(|(place, question)| Some((place("area"), question.area.as_deref()?)));
    check_once("decision area", &mut { areas });
    check_once("question", &mut instrument.first.iter().map(|id| ("first".to_owned(), id.as_str())));
    // TOML itself refuses two tables of the same name, so no two scales feed the same dimension.
    for scale in &instrument.scales {
        let place = format!("scales.\"{}\"", scale.dimension);
        check_once("question", &mut scale.items.iter().map(|item| (place.clone(), item.question.as_str())));
    }
    let counted: HashSet<&str> =
        instrument.scales.iter().flat_map(|scale| &scale.items).map(|item| item.question.as_str()).collect();
    for (place, question) in questions() {
        if question.area.is_none() && !counted.contains(question.id.as_str()) {
            let found =
                format!("nothing counts \u{201c}{}\u{201d}, so it would cost time for nothing", question.id);
            problems.push(Problem::new(place("id"), found, "name it in a scale's items, or remove it"));
        }
    }
    problems
}

pub(super) fn check_against(instrument: &Instrument, framework: &Framework) -> Vec<Problem> {
    let mut problems = Vec::new();
    for scale in &instrument.scales {
        if framework.dimension(&scale.dimension).is_none() {
            let found = format!(
                "the framework {} has no dimension \u{201c}{}\u{201d}",
                framework.id, scale.dimension
            );
            let hint = suggest(&scale.dimension, framework.dimension_ids());
            problems.push(Problem::new(format!("scales.\"{}\"", scale.dimension), found, hint));
        }
    }
    let areas = || framework.decision_areas.iter().map(|area| area.id.as_str());
    for (s, section) in instrument.sections.iter().enumerate() {
        for (q, question) in section.questions.iter().enumerate() {
            let Some(area) = question.area.as_deref().filter(|area| !areas().any(|known| known == *area))
            else {
                continue;
            };
            let found = format!("the framework {} has no decision area \u{201c}{area}\u{201d}", framework.id);
            problems.push(Problem::new(
                format!("sections[{s}].questions[{q}].area"),
                found,
                suggest(area, areas()),
            ));
        }
    }
    check_ipsative(instrument, framework, &mut problems);
    problems
}

/// What counts in an ipsative domain is the order within a person, and an order needs all.
fn check_ipsative(instrument: &Instrument, framework: &Framework, problems: &mut Vec<Problem>) {
    for domain in framework.ipsative_domains() {
        let ids = domain.iter().map(|&d| framework.dimensions[d].id.as_str());
        let (asked, missing): (Vec<&str>, Vec<&str>) = ids.partition(|id| instrument.scale(id).is_some());
        if asked.is_empty() || missing.is_empty() {
            continue;
        }
        let title = &framework.domains[framework.dimensions[domain[0]].domain].title;
        let found = format!(
            "\u{201c}{title}\u{201d} are compared within a person, and of {} only {} are asked",
            domain.len(),
            asked.len()
        );
        problems.push(Problem::new(
            "scales",
            found,
            format!("add scales for {}, or leave all out", missing.join(", ")),
        ));
    }
}
