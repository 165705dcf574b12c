//! What a CEO needs, before there is any candidate: the parts of a page of its own.

use super::ReportError;
use super::ceo::{CeoSide, Gap, ceo_side, evidence, gap, measured_gaps, question, summary};
use super::explained::Said;
use super::finalist::notes;
use super::markup::Markup;
use super::side::Side;
use crate::charts::{BandGroup, BandRow, Bands, Interval, Standing, bands};
use crate::sheet::{Cell, Sheet};
use crate::words::{and, counted_in_words, number, plain, sentence_case};
use askama::Template;
use fit::verdict::lower_first;
use fit::{Criteria, Framework, Need, Profile};

/// Dimensions in the first chart; all of them follow behind a toggle.
const TELLING: usize = 14;

/// As many needs are said in sentences.
const NEEDS: usize = 3;

/// Everything that a CEO's need is written from.
#[derive(Debug, Clone, Copy)]
pub struct NeedInputs<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// The CEO.
    pub ceo: &'a Profile,
    /// What the search chose.
    pub criteria: &'a Criteria,
    /// What this CEO needs, as these criteria have it.
    pub need: &'a Need,
}

/// What a CEO needs, in parts for a page. Headings in the markup are of the second level and below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedSections {
    /// The CEO's name as it may be shown in a sentence.
    pub name: String,
    /// The need in a sentence.
    pub summary: String,
    /// Whether a COO is the answer at all.
    pub question: String,
    /// How much of it was measured.
    pub evidence: String,
    /// Whether too little was measured for more than a provisional picture.
    pub is_provisional: bool,
    /// The three that weigh most of the gaps that were measured, a sentence each.
    pub three: Vec<Said>,
    /// What would be gaps by the neutral values that stand in for what nobody measured; empty for nothing.
    pub assumed: String,
    /// The section of the gaps, ranked, with what to hand over: its id is `gaps`.
    pub gaps: Markup,
    /// The section of the ideal counterpart as bands, with the id `ideal`; nothing where no rule reads anything.
    pub ideal: Option<Markup>,
    /// The COO types, in the framework’s order.
    pub kinds: Vec<NeedKind>,
    /// What to ask everybody alike: about the three that weigh most.
    pub questions: Vec<NeedQuestion>,
}

/// A question about something that the CEO needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedQuestion {
    /// What it is about.
    pub about: String,
    /// What to ask.
    pub ask: String,
    /// What a strong answer sounds like; may be empty.
    pub strong: String,
    /// And a weak one; may be empty.
    pub weak: String,
}

/// A kind of COO, for a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedKind {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// The situation that calls for it.
    pub when: String,
    /// What to look for in interview.
    pub look_for: Vec<String>,
    /// What it asks of the CEO; may be empty.
    pub asks_of_ceo: String,
    /// What it changes in the model, each in a phrase.
    pub changes: Vec<String>,
    /// Whether the search chose it.
    pub is_chosen: bool,
}

#[derive(Template)]
#[template(path = "need/gaps.html", whitespace = "minimize")]
struct Gaps {
    name: String,
    gaps: Vec<Gap>,
    /// What to say where there are none.
    none: &'static str,
    more: Option<String>,
    delegation: Vec<Delegation>,
}

struct Delegation {
    words: &'static str,
    what: String,
}

#[derive(Template)]
#[template(path = "need/ideal.html", whitespace = "minimize")]
struct IdealCounterpart {
    name: String,
    notes: String,
    telling: Option<Markup>,
    all: Option<Markup>,
}

/// What a CEO needs, in parts for a page; no candidate is needed.
///
/// # Errors
/// Inputs that do not belong together: the need of another CEO, criteria that do not fit the framework.
///
/// # Example
/// ```
/// use fit::{Criteria, Framework, Profile, assess_need, framework};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let ceo = Profile::new("ceo", "A CEO");
/// let criteria = Criteria::default();
/// let need = assess_need(&framework, &ceo, &criteria).unwrap();
/// let inputs = report::NeedInputs { framework: &framework, ceo: &ceo, criteria: &criteria, need: &need };
/// let sections = report::need(&inputs).unwrap();
/// assert!(sections.is_provisional && sections.gaps.to_string().contains("<table"));
/// ```
pub fn need(inputs: &NeedInputs<'_>) -> Result<NeedSections, ReportError> {
    let side = &Side::of(inputs.framework, inputs.ceo, inputs.criteria, inputs.need)?;
    Ok(NeedSections {
        name: side.ceo.name.clone(),
        summary: summary(side),
        question: question(side),
        evidence: evidence(side),
        is_provisional: side.need.completeness < side.framework.min_completeness,
        three: three(side),
        assumed: assumed(side),
        gaps: Markup::section(&gaps(side))?,
        ideal: ideal(side).map(|section| Markup::section(&section)).transpose()?,
        kinds: side.framework.role_types.iter().map(|role_type| kind(side, role_type)).collect(),
        questions: questions(side),
    })
}

fn questions(side: &Side<'_>) -> Vec<NeedQuestion> {
    let asked = |gap: &fit::need::Gap| {
        let dimension = side.framework.dimension(&gap.dimension)?;
        let mut facets = side.framework.facets.iter().filter(|facet| facet.coo == dimension);
        let question = facets.find_map(|facet| facet.questions.first())?;
        Some(NeedQuestion {
            about: side.dimension(dimension),
            ask: plain(&question.ask),
            strong: plain(&question.strong),
            weak: plain(&question.weak),
        })
    };
    side.need.weighted_gaps().filter_map(asked).take(NEEDS).collect()
}

fn three(side: &Side<'_>) -> Vec<Said> {
    let words = |gap: Gap| {
        let title = sentence_case(&gap.dimension);
        let what = format!("{title}: {} needed, {} is at {}.", gap.level, side.ceo.name, gap.ceo);
        Said::new(side.framework, &title, what, String::new())
    };
    measured_gaps(side).take(NEEDS).map(words).collect()
}

fn assumed(side: &Side<'_>) -> String {
    let gaps = side.need.weighted_gaps().map(|known| gap(side, known)).filter(|gap| gap.is_assumed);
    and(&gaps.map(|gap| lower_first(&gap.dimension)).collect::<Vec<_>>())
}

/// All of it as the sections of a page.
pub(super) fn all(side: &Side<'_>) -> Result<Vec<Markup>, ReportError> {
    // The gaps follow, all of them.
    let brief = CeoSide { gaps: Vec::new(), more: None, ..ceo_side(side) };
    let mut sections = vec![Markup::section(&brief)?, Markup::section(&gaps(side))?];
    sections.extend(ideal(side).map(|section| Markup::section(&section)).transpose()?);
    Ok(sections)
}

/// The same as tables of values: gaps, the ideal counterpart, the kinds of COO.
pub(super) fn need_sheets(side: &Side<'_>) -> Vec<(&'static str, Sheet)> {
    let text = |text: String| Cell::Text(text);
    let dimension = |id: &str| {
        let found = side.framework.dimension(id);
        text(found.map_or_else(|| id.to_owned(), |index| side.dimension(index)))
    };
    let sheet = |header: &[&str], rows: Vec<Vec<Cell>>| Sheet {
        header: header.iter().map(|&name| name.to_owned()).collect(),
        rows,
    };
    let gap = |gap: &fit::need::Gap| {
        let numbers = [gap.level, gap.ceo, gap.gap, gap.priority].map(Cell::Number);
        [text(gap.dimension.clone()), dimension(&gap.dimension)].into_iter().chain(numbers).collect()
    };
    let ideal = |ideal: &fit::need::Ideal| {
        let numbers = [ideal.ideal, ideal.low, ideal.high].map(Cell::Number);
        [text(ideal.dimension.clone()), dimension(&ideal.dimension)].into_iter().chain(numbers).collect()
    };
    let kind = |need: &fit::need::RoleNeed| {
        let found = side.framework.role_type(&need.id);
        let title =
            found.map_or_else(|| need.id.clone(), |index| plain(&side.framework.role_types[index].title));
        vec![text(need.id.clone()), text(title), Cell::Number(need.need)]
    };
    let Need { gaps, ideal: wanted, role_types, .. } = side.need;
    vec![
        (
            "Gaps",
            sheet(&["dimension", "title", "level", "ceo", "gap", "priority"], gaps.iter().map(gap).collect()),
        ),
        ("Ideal", sheet(&["dimension", "title", "ideal", "low", "high"], wanted.iter().map(ideal).collect())),
        ("Kinds", sheet(&["kind", "title", "need"], role_types.iter().map(kind).collect())),
    ]
}

fn gaps(side: &Side<'_>) -> Gaps {
    let delegation = |part: fit::need::Delegation<'_>| {
        let titles: Vec<String> = part.titles.into_iter().map(|title| lower_first(&plain(title))).collect();
        Delegation { words: part.words, what: format!("{}.", sentence_case(&and(&titles))) }
    };
    Gaps {
        name: side.ceo.name.clone(),
        gaps: side.need.gaps.iter().map(|known| gap(side, known)).collect(),
        none: "On every skill that the pair needs, the CEO reaches the level asked for.",
        more: None,
        delegation: fit::need::delegation(side.framework, side.need).into_iter().map(delegation).collect(),
    }
}

fn ideal(side: &Side<'_>) -> Option<IdealCounterpart> {
    let all: Vec<usize> = (0..side.framework.dimensions.len()).filter(|&d| side.ideal(d).is_some()).collect();
    let mut order = all.clone();
    order.sort_by(|&a, &b| weight(side, b).total_cmp(&weight(side, a)));
    order.truncate(TELLING);
    if order.is_empty() {
        return None;
    }
    let everything =
        format!("The ideal counterpart on {}", counted_in_words(all.len(), "dimension", "dimensions"));
    Some(IdealCounterpart {
        name: side.ceo.name.clone(),
        notes: notes(side, &all),
        telling: Some(chart(side, "ideal-telling", &title(side, &order), &order)),
        all: (order.len() < all.len()).then(|| chart(side, "ideal-all", &everything, &all)),
    })
}

/// How much of the score rests on a dimension of the counterpart.
fn weight(side: &Side<'_>, dimension: usize) -> f64 {
    let scheme = &side.plan.scheme;
    (0..scheme.facets.len())
        .filter(|&k| scheme.facets[k].coo == dimension && side.plan.lines[k].weight > 0.0)
        .map(|k| scheme.weights[scheme.facets[k].pillar] * side.plan.share(k))
        .sum()
}

fn chart(side: &Side<'_>, id: &str, title: &str, dimensions: &[usize]) -> Markup {
    let group = |(index, domain): (usize, &fit::framework::Domain)| BandGroup {
        heading: plain(&domain.title),
        rows: dimensions
            .iter()
            .filter(|&&d| side.framework.dimensions[d].domain == index)
            .filter_map(|&d| row(side, d))
            .collect(),
    };
    let groups = side.framework.domains.iter().enumerate().map(group);
    let data = Bands { groups: groups.filter(|group| !group.rows.is_empty()).collect() };
    Markup::figure(&bands(id, title, &data))
}

fn row(side: &Side<'_>, dimension: usize) -> Option<BandRow> {
    let ideal = side.ideal(dimension)?;
    let estimates = &side.ceo.estimates;
    let ceo = side.counterpart(dimension);
    Some(BandRow {
        label: side.dimension(dimension),
        ceo: Standing { value: Some(estimates.seen[ceo] * 100.0), is_assumed: !estimates.is_measured[ceo] },
        band: Interval { low: ideal.low, high: ideal.high },
        ideal: side.mark(dimension)?,
    })
}

/// On how many dimensions the counterpart is to be another than the CEO.
fn title(side: &Side<'_>, dimensions: &[usize]) -> String {
    let (mut more, mut less) = (0, 0);
    for row in dimensions.iter().filter_map(|&d| row(side, d)) {
        let ceo = row.ceo.value.unwrap_or_default();
        more += usize::from(ceo < row.band.low);
        less += usize::from(ceo > row.band.high);
    }
    let what = counted_in_words(dimensions.len(), "dimension", "dimensions");
    let who = format!("On the {what} that weigh most, the ideal counterpart");
    match (more, less) {
        (0, 0) => format!("{who} may be like the CEO"),
        (more, 0) => format!("{who} has more than the CEO on {}", number(more)),
        (0, less) => format!("{who} has less than the CEO on {}", number(less)),
        (more, less) => {
            format!("{who} has more than the CEO on {} and less on {}", number(more), number(less))
        }
    }
}

fn kind(side: &Side<'_>, role_type: &fit::framework::RoleType) -> NeedKind {
    NeedKind {
        id: role_type.id.clone(),
        title: plain(&role_type.title),
        when: plain(&role_type.when),
        look_for: role_type.look_for.iter().map(|text| plain(text)).collect(),
        asks_of_ceo: plain(&role_type.asks_of_ceo),
        changes: super::framework::role_type(side.framework, role_type).changes,
        is_chosen: side.need.role_type.as_ref() == Some(&role_type.id),
    }
}
