//! The board brief: two pages that a board decides on.

use super::facts::{Candidate, Facts};
use super::finalist::{Question, Stakes, interview};
use super::flags::flags;
use super::markup::Markup;
use super::ranking::{bar, interval};
use super::strengths::{Risk, Strength, brings, watch};
use super::verdict::{Settling, Unranked, settling, unranked};
use super::wanted::{MOST_LETTERS, Wanted};
use super::{ceo, finalist, weights};
use crate::words::{percent, plain, sentence, sources, variations_line};
use askama::Template;
use fit::verdict::{figure, lower_first};

/// What the CEO needs, in so many lines.
const NEEDS: usize = 3;
/// A finalist has up to so many strengths and risks on the second page.
const BRINGS: usize = 3;
const WATCH: usize = 2;
/// Beyond this many finalists each has fewer of them, so that the brief stays two pages.
const ROOMY: usize = 3;
/// In a brief of many finalists a mandate or situation is cut sooner.
const FEWER_LETTERS: usize = 350;

/// The first page: what is wanted, where the search stands, and what would change that.
#[derive(Template)]
#[template(path = "brief.html", whitespace = "minimize")]
pub(super) struct Brief {
    wanted: Wanted,
    needs: Vec<Need>,
    /// What the CEO needs in a sentence, where it is no list.
    no_needs: String,
    /// Where the search stands.
    sentence: String,
    /// What tells the first two apart.
    telling: Option<String>,
    unranked: Vec<Unranked>,
    rows: Vec<Row>,
    /// What would change the order.
    changes: Vec<String>,
    settling: Option<Settling>,
}

/// The second page: the finalists, what is open, and room to decide.
#[derive(Template)]
#[template(path = "brief/finalists.html", whitespace = "minimize")]
pub(super) struct Finalists {
    columns: Vec<Column>,
    uncovered: Vec<String>,
    names: Vec<String>,
    /// Members of the panel, each with a cell a finalist.
    panel: Vec<(String, Vec<String>)>,
    is_any_changed: bool,
    is_roomy: bool,
}

/// A gap of the CEO.
struct Need {
    what: String,
    how: String,
}

/// A finalist on the first page.
struct Row {
    name: String,
    headline: String,
    score: String,
    bar: Markup,
    brings: String,
    watch: String,
    known: String,
    sources: String,
    is_provisional: bool,
    flags: Vec<(String, bool)>,
}

/// A finalist on the second page.
struct Column {
    name: String,
    brings: Vec<Strength>,
    watch: Vec<Risk>,
    ask: Option<Question>,
}

pub(super) fn brief(facts: &Facts<'_>) -> Brief {
    let most = if is_roomy(facts) { MOST_LETTERS } else { FEWER_LETTERS };
    Brief {
        wanted: Wanted::of(facts.setting, most),
        needs: needs(facts),
        no_needs: ceo::summary(facts),
        sentence: facts.verdict().sentence(),
        telling: telling(facts),
        unranked: unranked(facts),
        rows: facts.finalists().map(|(_, candidate)| row(facts, candidate)).collect(),
        changes: changes(facts),
        settling: settling(facts),
    }
}

pub(super) fn finalists(facts: &Facts<'_>) -> Finalists {
    let is_roomy = is_roomy(facts);
    let column = |(_, candidate): (usize, &Candidate<'_>)| {
        let raised = flags(facts, candidate);
        let questions = interview(facts, candidate, &Stakes::of(facts, candidate), &raised);
        let mut ask = questions.and_then(|interview| interview.questions.into_iter().next());
        if let Some(question) = ask.as_mut().filter(|_| !is_roomy) {
            question.strong.clear();
            question.weak.clear();
        }
        Column {
            name: candidate.name().to_owned(),
            brings: brings(facts, candidate, if is_roomy { BRINGS } else { BRINGS - 1 }),
            watch: watch(facts, candidate, &raised, if is_roomy { WATCH } else { WATCH - 1 }),
            ask,
        }
    };
    let panel = panel(facts);
    Finalists {
        columns: facts.finalists().map(column).collect(),
        uncovered: uncovered(facts),
        names: facts.finalists().map(|(_, candidate)| candidate.name().to_owned()).collect(),
        is_any_changed: panel.iter().flat_map(|(_, cells)| cells).any(|cell| cell.contains('→')),
        panel,
        is_roomy,
    }
}

/// Whether there are few enough finalists to say more of each.
fn is_roomy(facts: &Facts<'_>) -> bool {
    facts.finalists().len() <= ROOMY
}

fn needs(facts: &Facts<'_>) -> Vec<Need> {
    let need = |gap: ceo::Gap| Need {
        how: format!("{} where the pair needs {}", gap.ceo, gap.level),
        what: gap.dimension,
    };
    ceo::measured_gaps(facts).take(NEEDS).map(need).collect()
}

/// What sets the second apart from the first.
pub(super) fn telling(facts: &Facts<'_>) -> Option<String> {
    facts.has_order().then(|| finalist::against_leader(facts, 1, &facts.ranked()[1]))
}

fn row(facts: &Facts<'_>, candidate: &Candidate<'_>) -> Row {
    let result = candidate.result;
    let raised = flags(facts, candidate);
    let joined = |titles: Vec<String>| match titles.is_empty() {
        true => "Nothing that stands out.".to_owned(),
        false => sentence(&titles.iter().map(|title| lower_first(title)).collect::<Vec<_>>().join("; ")),
    };
    let strengths = brings(facts, candidate, BRINGS).into_iter().map(|strength| strength.title);
    // Flags have a line of their own.
    let risks = watch(facts, candidate, &[], WATCH).into_iter().map(|risk| risk.title);
    Row {
        name: candidate.name().to_owned(),
        headline: plain(&candidate.person.profile.headline),
        score: figure(result),
        bar: bar(candidate, ("brief", "Score"), (result.score, interval(result.uncertainty.as_ref()))),
        brings: joined(strengths.collect()),
        watch: joined(risks.collect()),
        known: percent(result.completeness),
        sources: sources(candidate.person.profile),
        is_provisional: result.provisional,
        flags: raised
            .into_iter()
            .map(|flag| (format!("{}: {}", flag.title, flag.standing), flag.is_breached))
            .collect(),
    }
}

/// What would change the order, in sentences.
pub(super) fn changes(facts: &Facts<'_>) -> Vec<String> {
    if !facts.has_order() {
        return Vec::new();
    }
    let varied = variations_line(facts.comparison, |id| Some(facts.names[facts.place(id)?].clone()));
    std::iter::once(weights::change(facts)).chain(varied).collect()
}

/// What neither the CEO nor a finalist covers: with any of them first, then with each.
fn uncovered(facts: &Facts<'_>) -> Vec<String> {
    let gaps = |candidate: &Candidate<'_>| -> Vec<usize> {
        let known =
            candidate.result.shared_gaps.iter().filter_map(|gap| facts.framework.dimension(&gap.dimension));
        let is_known =
            |d: &usize| facts.ceo.estimates.is_measured[*d] && candidate.person.estimates.is_measured[*d];
        known.filter(is_known).collect()
    };
    let named = |dimensions: &[usize]| {
        // Titles have words such as “and” of their own.
        let titles: Vec<String> = dimensions.iter().map(|&d| lower_first(&facts.dimension(d))).collect();
        titles.join("; ")
    };
    let of_each: Vec<(&str, Vec<usize>)> =
        facts.finalists().map(|(_, candidate)| (candidate.name(), gaps(candidate))).collect();
    let Some((_, first)) = of_each.first() else { return Vec::new() };
    let by_all: Vec<usize> =
        first.iter().copied().filter(|d| of_each.iter().all(|(_, gaps)| gaps.contains(d))).collect();
    let with_whom = match of_each.len() {
        1 => of_each[0].0.to_owned(),
        2 => "either of them".to_owned(),
        _ => "any of them".to_owned(),
    };
    let mut lines = Vec::new();
    if !by_all.is_empty() {
        lines.push(format!("With {with_whom}: {}. Name who else covers it.", named(&by_all)));
    }
    for (name, gaps) in of_each.iter().filter(|_| of_each.len() > 1 && is_roomy(facts)) {
        let own: Vec<usize> = gaps.iter().copied().filter(|d| !by_all.contains(d)).collect();
        if !own.is_empty() {
            lines.push(format!("With {name}: {}.", named(&own)));
        }
    }
    if lines.is_empty() {
        lines.push("Of what was assessed, nothing that the pair needs stays uncovered.".to_owned());
    }
    lines
}

fn panel(facts: &Facts<'_>) -> Vec<(String, Vec<String>)> {
    let cell = |of: &[(String, String, Option<String>)], id: &str| {
        let found = of.iter().find(|(candidate, ..)| candidate == id);
        found.map_or_else(String::new, |(_, first, later)| match later {
            Some(later) => format!("{first} → {later}*"),
            None => first.clone(),
        })
    };
    let row = |opinion: &super::setting::PanelOpinion| {
        let cells = facts.finalists().map(|(_, candidate)| cell(&opinion.of, &candidate.result.id));
        (plain(&opinion.member), cells.collect())
    };
    facts.setting.panel.iter().map(row).collect()
}
