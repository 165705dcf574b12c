//! Decision rights of a pair: what is open, and who should hold what.

use super::ReportError;
use super::facts::{Candidate, Facts};
use super::markup::Markup;
use super::side::named;
use crate::charts::{Raci, RaciGroup, RaciRow, raci};
use crate::words::{and, counted_in_words, number, percent, plain, sentence_case};
use fit::decision_rights::{Alignment, AreaRights, Basis};
use fit::{DecisionRights, decision_rights};

/// Decisions to settle that are given with their reasons; the grid has all.
const REASONED: usize = 8;

/// The decision rights as a section shows them.
pub(super) struct Rights {
    /// How many decisions are of which class, and the role clarity.
    pub(super) summary: String,
    /// What to settle, the most urgent first.
    pub(super) open: Vec<Open>,
    /// How many more there are to settle.
    pub(super) more: String,
    pub(super) grid: Option<Markup>,
    /// What the expectations rest on.
    pub(super) basis: &'static str,
}

/// A decision that two people have to settle.
pub(super) struct Open {
    pub(super) title: String,
    pub(super) alignment: &'static str,
    pub(super) reason: String,
}

/// The decision rights of the CEO and a candidate.
pub(super) fn of(facts: &Facts<'_>, candidate: &Candidate<'_>) -> DecisionRights {
    decision_rights(facts.framework, facts.ceo.profile, candidate.person.profile, facts.holders)
}

/// A decision's name.
pub(super) fn title(area: &AreaRights) -> String {
    named(&area.title, &area.area)
}

/// Nothing where the framework names no decisions.
pub(super) fn section(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Option<Rights> {
    let rights = of(facts, candidate);
    if rights.areas.is_empty() {
        return None;
    }
    let open = rights.to_settle();
    let n_more = open.len().saturating_sub(REASONED);
    let more = match n_more {
        0 => String::new(),
        n => format!("{} more to settle in the grid.", sentence_case(&number(n))),
    };
    let open = open.into_iter().take(REASONED).map(|area| Open {
        title: title(area),
        alignment: area.alignment.word(),
        reason: area.reason.clone(),
    });
    // Where nothing is known, the grid would show custom alone.
    let is_shown = rights.clarity.known > 0 || rights.is_signed();
    let grid = is_shown.then(|| figure(&rights, candidate));
    Some(Rights { summary: summary(&rights), open: open.collect(), more, grid, basis: basis(&rights) })
}

/// The decision rights as they are proposed, for two to sign. Nothing where the framework names no decisions.
pub(super) fn proposed(
    facts: &Facts<'_>,
    candidate: &Candidate<'_>,
    pair: String,
) -> Option<super::SettledRights> {
    let rights = of(facts, candidate);
    let row = |area: &AreaRights| {
        let (ceo, coo) = (area.assignments.ceo().letters(), area.assignments.coo().letters());
        let standing = area.alignment.word().to_owned();
        [title(area), ceo.to_owned(), coo.to_owned(), standing, area.reason.clone()]
    };
    let signature = |name: &str| format!("{name}: signature and date");
    (!rights.areas.is_empty()).then(|| super::SettledRights {
        pair,
        summary: summary(&rights),
        figure: Some(figure(&rights, candidate)),
        rows: rights.areas.iter().map(row).collect(),
        signatures: [&facts.ceo.name, candidate.name()].map(signature).into(),
    })
}

fn figure(rights: &DecisionRights, candidate: &Candidate<'_>) -> Markup {
    let id = format!("rights-{}", candidate.result.rank);
    Markup::figure(&raci(&id, &finding(rights, candidate.name()), &grid(rights)))
}

/// The grid of a pair by itself, for a page that has its own words around it.
pub(super) fn grid_alone(facts: &Facts<'_>, candidate: &str) -> Result<Markup, ReportError> {
    let candidate = &facts.candidate(facts.placed(candidate)?)?;
    Ok(figure(&of(facts, candidate), candidate))
}

/// How many decisions are of which class, and the role clarity, in a sentence or two.
pub fn summary(rights: &DecisionRights) -> String {
    let all = counted_in_words(rights.areas.len(), "decision", "decisions");
    let Some(clarity) = rights.clarity.value else {
        return format!(
            "What the two expect of {all} is not known yet. Ask both who should hold each, before an offer is made."
        );
    };
    let counts: Vec<String> = Alignment::ALL
        .into_iter()
        .map(|alignment| (rights.areas_that_are(alignment).count(), alignment))
        .filter(|(n, _)| *n > 0)
        .map(|(n, alignment)| match alignment {
            Alignment::Unknown => format!("{} not known", number(n)),
            known => format!("{} {}", number(n), known.word()),
        })
        .collect();
    format!(
        "{}: {}. Role clarity is {}, where 100% means that everything is claimed exactly once.",
        sentence_case(&all),
        and(&counts),
        percent(clarity)
    )
}

/// What the expectations rest on.
pub(super) fn basis(rights: &DecisionRights) -> &'static str {
    if rights.is_signed() {
        return "Both have signed who holds what. The expectations are those from before.";
    }
    if rights.clarity.known == 0 {
        return "";
    }
    let rests_on = |basis: Basis| {
        rights.areas.iter().any(|area| area.ceo.basis == basis || area.candidate.basis == basis)
    };
    match (rests_on(Basis::Stated), rests_on(Basis::Appetite)) {
        (false, false) => "",
        (true, false) => "The expectations are those that the two stated when asked.",
        (true, true) => {
            "The expectations are those that the two stated when asked; where nobody asked, they follow from how much \
             each wants to own such work."
        }
        (false, true) => {
            "Nobody has asked the two yet: the expectations follow from how much each wants to own such work. Put them \
             before both, to be changed."
        }
    }
}

fn finding(rights: &DecisionRights, name: &str) -> String {
    let count = |alignment: Alignment| rights.areas_that_are(alignment).count();
    let parts: Vec<String> = [
        (count(Alignment::Contested), "claim more than there is of"),
        (count(Alignment::Orphaned), "leave part of"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, words)| format!("{words} {}", counted_in_words(n, "decision", "decisions")))
    .collect();
    if !parts.is_empty() {
        return sentence_case(&format!("the CEO and {name} together {}", and(&parts)));
    }
    let known = if count(Alignment::Unknown) > 0 { " that is known" } else { "" };
    sentence_case(&format!("the CEO and {name} expect the same of every decision{known}"))
}

fn grid(rights: &DecisionRights) -> Raci {
    let urgent = rights.in_order_of_urgency();
    let group = |alignment: Alignment| RaciGroup {
        heading: heading(alignment).to_owned(),
        rows: urgent.iter().filter(|area| area.alignment == alignment).map(|area| row(area)).collect(),
    };
    Raci { groups: Alignment::ALL.into_iter().map(group).collect() }
}

fn heading(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Contested => "Contested: together they claim more than there is",
        Alignment::Orphaned => "Orphaned: part of it is claimed by nobody",
        Alignment::Swapped => "Swapped: agreed, the other way round than usual",
        Alignment::Agreed => "Agreed",
        Alignment::Unknown => "Not known on both sides",
    }
}

fn row(area: &AreaRights) -> RaciRow {
    RaciRow {
        label: title(area),
        usual: area.usual,
        ceo_expects: area.ceo.holder,
        candidate_expects: area.candidate.holder,
        ceo: area.assignments.ceo(),
        coo: area.assignments.coo(),
        reason: plain(&area.reason),
    }
}
