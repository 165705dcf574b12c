//! The CEO's own page: what to hand over, what to keep, whom they need beside them, and three questions to ask. It rests on
//! their own answers alone, and speaks to them.

use super::markup::Markup;
use super::paper::paper;
use super::side::Side;
use super::{ReportError, about, ceo};
use crate::charts::{ReachCell, reach_cell};
use crate::paper::{Block, Edition, Opening, Paper};
use crate::words::{and, counted_in_words, isolated, plain, points, sentence_case};
use askama::Template;
use fit::framework::Owner;
use fit::instrument::{Answers, Instrument};
use fit::situation::{Situation, Spoken};
use fit::verdict::lower_first;
use fit::{Criteria, Framework, Need, Profile, Stated, Sureness};

/// As many gaps are shown.
const GAPS: usize = 4;
/// As many strengths, and as many directions, are named.
const NAMED: usize = 2;
/// From here on an own answer is a strength.
const STRONG: f64 = 70.0;
/// So far from the middle an own answer says where somebody wants to go.
const DECIDED: f64 = 20.0;

/// What a CEO answered about themselves.
#[derive(Debug, Clone, Copy)]
pub struct OwnInputs<'a> {
    /// The framework.
    pub framework: &'a Framework,
    /// What was asked.
    pub instrument: &'a Instrument,
    /// What was asked about the situation.
    pub situation: &'a Situation,
    /// The answers to both.
    pub answers: &'a Answers,
    /// The CEO's name.
    pub name: &'a str,
    /// The day, as people write it.
    pub day: &'a str,
}

/// The CEO's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPage {
    /// The title.
    pub title: &'static str,
    /// For whom, when, and from how many answers.
    pub facts: String,
    /// The page itself. Its headings are of the second level and below.
    pub section: Markup,
}

#[derive(Template)]
#[template(path = "own.html", whitespace = "minimize")]
struct Own {
    lead: String,
    gaps: Vec<Gap>,
    no_gaps: &'static str,
    evidence: &'static str,
    /// The skills that were not answered: apart, and not ranked.
    unanswered: String,
    hand_over: Vec<String>,
    nothing_handed_over: &'static str,
    together: Vec<String>,
    keep: Vec<String>,
    nothing_kept: &'static str,
    strengths: String,
    look_for: Vec<String>,
    role_type: Option<String>,
    role_why: String,
    asks_of_you: String,
    questions: [&'static str; 3],
}

struct Gap {
    title: String,
    bar: Markup,
    value: String,
    level: String,
}

/// Writes the page.
///
/// # Errors
/// Where it cannot be put together.
///
/// # Example
/// ```
/// use fit::instrument::{Answers, DEFAULTS};
/// use fit::{Framework, Instrument, Situation, framework, situation};
/// let framework = Framework::parse(framework::DEFAULT).unwrap();
/// let (instrument, situation) = (Instrument::parse(DEFAULTS[0].1).unwrap(), Situation::parse(situation::DEFAULT).unwrap());
/// let answers: Answers = [("skill-operations-a", Some(1))].into_iter().collect();
/// let page = report::own_page(&report::OwnInputs {
///     framework: &framework, instrument: &instrument, situation: &situation, answers: &answers, name: "Robin",
///     day: "30 November 2026",
/// }).unwrap();
/// assert_eq!(page.facts, "For Robin · 30 November 2026 · from 1 of your own answers");
/// ```
pub fn own_page(inputs: &OwnInputs<'_>) -> Result<OwnPage, ReportError> {
    let profile = profile(inputs);
    let spoken = inputs.situation.speaks_for(inputs.framework, inputs.answers);
    let criteria = Criteria {
        role_type: leading(&spoken).map(|spoken| inputs.framework.role_types[spoken.role_type].id.clone()),
        ..Criteria::default()
    };
    let need = fit::assess_need(inputs.framework, &profile, &criteria).map_err(ReportError::Criteria)?;
    let side = Side::of(inputs.framework, &profile, &criteria, &need)?;
    let n_answers = inputs.answers.0.values().filter(|answer| answer.choice.is_some()).count();
    Ok(OwnPage {
        title: "What you could hand over, and whom you need beside you",
        facts: format!(
            "For {} · {} · from {n_answers} of your own answers",
            isolated(inputs.name),
            inputs.day
        ),
        section: Markup::section(&own(inputs, &side, &need, &spoken))?,
    })
}

/// The page as a document for paper: one page.
///
/// # Errors
/// Where it cannot be put together.
pub fn own_page_to_paper(page: &OwnPage, edition: &Edition) -> Result<Paper, ReportError> {
    let mut blocks = Paper::blocks(std::slice::from_ref(&page.section))?;
    if let Some(Block::Heading { starts_page, .. }) = blocks.first_mut() {
        *starts_page = false;
    }
    let n_blocks = blocks.len();
    let paper = paper(about::own(page.title), vec![page.facts.clone()], edition, blocks);
    Ok(Paper { opening: Opening { n_blocks, most_pages: Some(1) }, ..paper })
}

/// What was answered, as what it is: an impression.
fn profile(inputs: &OwnInputs<'_>) -> Profile {
    let stated = |score: fit::instrument::ScaleScore| {
        (score.dimension, Stated { mean: score.value, se: Sureness::Impression.se() })
    };
    let scores = inputs.instrument.scores(inputs.framework, inputs.answers);
    let mut profile = Profile::new("ceo", inputs.name);
    profile.estimates.extend(
        scores.into_iter().filter(|score| inputs.framework.dimension(&score.dimension).is_some()).map(stated),
    );
    profile
}

/// The COO type that the situation speaks for more than for any other.
fn leading(spoken: &[Spoken]) -> Option<&Spoken> {
    spoken.first().filter(|first| spoken.get(1).is_none_or(|second| second.points < first.points))
}

fn own(inputs: &OwnInputs<'_>, side: &Side<'_>, need: &Need, spoken: &[Spoken]) -> Own {
    let measured: Vec<&fit::need::Gap> =
        need.weighted_gaps().filter(|gap| !ceo::gap(side, gap).is_assumed).collect();
    let areas = Areas::of(inputs);
    let (role_type, role_why) = role(side, spoken);
    // In the framework's order: what was not answered has no rank.
    let is_open = |id: &&str| {
        let gap = need.weighted_gaps().find(|gap| gap.dimension == **id);
        gap.is_some_and(|gap| ceo::gap(side, gap).is_assumed)
    };
    let open: Vec<String> = side
        .framework
        .dimension_ids()
        .filter(is_open)
        .map(|id| lower_first(&side.dimension_of(id)))
        .collect();
    Own {
        lead: lead(side, &measured, &areas),
        gaps: measured.iter().take(GAPS).map(|gap| shown(side, gap)).collect(),
        no_gaps: match side.ceo.estimates.is_measured.iter().any(|&is_measured| is_measured) {
            true => "On every skill that you answered you reach what the pair needs.",
            false => "No skill is answered yet.",
        },
        evidence: "Only what you answered is shown; one question each is a first impression, within about 15 points. A gap is no \
                   fault: nobody has all of this, and that is why there are pairs.",
        unanswered: match open.is_empty() {
            true => String::new(),
            false => format!("Not answered yet, and so not ranked: {}.", and(&open)),
        },
        strengths: strengths(side),
        look_for: look_for(inputs, side, &measured),
        asks_of_you: leading(spoken)
            .map(|spoken| lower_first(&plain(&side.framework.role_types[spoken.role_type].asks_of_ceo)))
            .unwrap_or_default(),
        role_type,
        role_why,
        questions: questions(side, need, &areas),
        nothing_handed_over: match areas.n() {
            0 => "You have not said yet who should have the last word where.",
            _ => {
                "Nothing so far: you would keep the last word, or share it, in every area that you answered."
            }
        },
        nothing_kept: match areas.n() {
            0 => "It follows what you say of the areas.",
            _ => "Nothing so far: you would leave or share the last word in every area that you answered.",
        },
        hand_over: areas.coo,
        together: areas.shared,
        keep: areas.ceo,
    }
}

/// The areas by who should have the last word.
struct Areas {
    ceo: Vec<String>,
    shared: Vec<String>,
    coo: Vec<String>,
}

impl Areas {
    /// From the questions about whole areas; those about single decisions belong to the decision rights.
    fn of(inputs: &OwnInputs<'_>) -> Self {
        let mut areas = Self { ceo: Vec::new(), shared: Vec::new(), coo: Vec::new() };
        for question in inputs.instrument.questions().filter(|question| question.area.is_none()) {
            let Some(choice) = inputs.answers.choice(&question.id) else { continue };
            let holder = question.choices.iter().find(|own| own.value == choice).and_then(|own| own.holder);
            match holder {
                Some(Owner::Ceo) => areas.ceo.push(plain(&question.text)),
                Some(Owner::Shared) => areas.shared.push(plain(&question.text)),
                Some(Owner::Coo) => areas.coo.push(plain(&question.text)),
                None => {}
            }
        }
        areas
    }

    fn n(&self) -> usize {
        self.ceo.len() + self.shared.len() + self.coo.len()
    }
}

fn lead(side: &Side<'_>, measured: &[&fit::need::Gap], areas: &Areas) -> String {
    let largest: Vec<String> =
        measured.iter().take(3).map(|gap| lower_first(&side.dimension_of(&gap.dimension))).collect();
    let needs = match largest.is_empty() {
        true => "By your answers so far you bring what the pair needs.".to_owned(),
        false => format!("By your own answers you most need a counterpart for {}.", and(&largest)),
    };
    let of = |n: usize| counted_in_words(n, "area", "areas");
    match (areas.n(), areas.coo.len()) {
        (0, _) => needs,
        (n, 0) => format!("{needs} Of the {} that you answered you would leave none to a COO.", of(n)),
        (n, coo) if n == coo => format!("{needs} You would leave all {} that you answered to a COO.", of(n)),
        (n, coo) => format!(
            "{needs} Of the {} that you answered you would leave {} to a COO.",
            of(n),
            crate::words::number(coo)
        ),
    }
}

fn shown(side: &Side<'_>, gap: &fit::need::Gap) -> Gap {
    let title = side.dimension_of(&gap.dimension);
    let cell = reach_cell(
        &format!("own-{}", gap.dimension),
        &title,
        &ReachCell { value: gap.ceo, level: gap.level },
    );
    Gap { bar: Markup::drawing(&cell), value: points(gap.ceo), level: points(gap.level), title }
}

/// The CEO's own value on a dimension, in points; none where it was not answered.
fn value(side: &Side<'_>, id: &str) -> Option<f64> {
    let index = side.framework.dimension(id).filter(|&index| side.ceo.estimates.is_measured[index])?;
    Some(side.ceo.estimates.raw[index].mean * 100.0)
}

/// What the CEO answered highest on of the skills.
fn strengths(side: &Side<'_>) -> String {
    let skills = side.framework.dimension_ids().filter(|id| id.starts_with("skill."));
    let mut strong: Vec<(f64, &str)> =
        skills.filter_map(|id| Some((value(side, id).filter(|value| *value >= STRONG)?, id))).collect();
    strong.sort_by(|a, b| b.0.total_cmp(&a.0));
    let named: Vec<String> =
        strong.into_iter().take(NAMED).map(|(_, id)| lower_first(&side.dimension_of(id))).collect();
    if named.is_empty() { String::new() } else { format!("You answered strongest on {}.", and(&named)) }
}

fn look_for(inputs: &OwnInputs<'_>, side: &Side<'_>, measured: &[&fit::need::Gap]) -> Vec<String> {
    let high =
        |gap: &&fit::need::Gap| inputs.instrument.scale(&gap.dimension).map(|scale| plain(&scale.high));
    let mut lines: Vec<String> = measured.iter().take(3).filter_map(high).collect();
    let mut directions: Vec<(f64, String)> = inputs
        .instrument
        .scales
        .iter()
        .filter(|scale| scale.dimension.starts_with("vision."))
        .filter_map(|scale| {
            let away = value(side, &scale.dimension)? - 50.0;
            let end = if away > 0.0 { &scale.high } else { &scale.low };
            (away.abs() >= DECIDED).then(|| (away.abs(), format!("wants, as you do, to {}", plain(end))))
        })
        .collect();
    directions.sort_by(|a, b| b.0.total_cmp(&a.0));
    lines.extend(directions.into_iter().take(NAMED).map(|(_, line)| line));
    if let Some(latitude) = value(side, "style.delegation") {
        lines.push(format!(
            "is content with the latitude that you really give: you answered {}, and those around you may say less",
            points(latitude)
        ));
    }
    lines.into_iter().map(|line| format!("{line};")).collect()
}

/// The COO type, and why.
fn role(side: &Side<'_>, spoken: &[Spoken]) -> (Option<String>, String) {
    let title = |spoken: &Spoken| plain(&side.framework.role_types[spoken.role_type].title);
    match (leading(spoken), spoken) {
        (_, []) => (
            None,
            "Your situation decides this more than your gaps do. Answer six questions on it, in a minute."
                .to_owned(),
        ),
        (Some(first), _) => (Some(title(first)), format!(", because {}.", and(&first.why))),
        (None, spoken) => {
            let first: Vec<String> = spoken
                .iter()
                .filter(|one| one.points == spoken[0].points)
                .map(|one| lower_first(&title(one)))
                .collect();
            (
                None,
                format!(
                    "{} are equally near to your situation. Choose by what matters most.",
                    sentence_case(&and(&first))
                ),
            )
        }
    }
}

fn questions(side: &Side<'_>, need: &Need, areas: &Areas) -> [&'static str; 3] {
    let of_ceo: f64 = need.gaps_of(side.framework, Owner::Ceo).map(|gap| gap.priority).sum();
    let first = match of_ceo >= 0.5 {
        true => {
            "Most of what is missing is usually a CEO’s own work. Would a chair, a specialist or time to learn do instead?"
        }
        false => "Would two strong heads of function do instead?",
    };
    let second = match value(side, "style.delegation") {
        Some(latitude) if latitude < 40.0 => {
            "Which decisions that pass your desk today would you no longer see from the first day?"
        }
        _ if areas.n() > 0 && areas.coo.is_empty() => {
            "Which area would you leave wholly to someone else, so that the post is worth having?"
        }
        _ => "Which decision would you find hardest to leave to someone else?",
    };
    let third = match value(side, "ownership.seat_offered") {
        Some(offered) if offered >= 60.0 => {
            "What have you and the board promised about your succession, and what not?"
        }
        _ => "What should they have achieved in two years for you to call it a success?",
    };
    [first, second, third]
}
