//! Who owns what: per decision what each of the two expects, and the proposed letters.

use super::figure::{Figure, Table};
use super::key::{Key, draw_candidate, draw_ceo};
use super::number::MISSING;
use super::svg::{Paint, Svg, Tone, Type, WIDTH};
use fit::decision_rights::Assignment;
use fit::framework::Owner;

const ROW: f64 = 26.0;
const HEADING: f64 = 30.0;
/// Room for a decision's name.
const NAME: f64 = 268.0;
/// The places of CEO, both and COO on the track of expectations.
const TRACK: [f64; 3] = [306.0, 366.0, 426.0];
/// The middles of the two columns of letters.
const CEO: f64 = 512.0;
const COO: f64 = 594.0;
const CELL: (f64, f64) = (58.0, 20.0);

/// The decisions, under headings.
#[derive(Debug, Clone, PartialEq)]
pub struct Raci {
    /// The groups, from the top down.
    pub groups: Vec<RaciGroup>,
}

/// Decisions on which the two stand alike.
#[derive(Debug, Clone, PartialEq)]
pub struct RaciGroup {
    /// How the two stand.
    pub heading: String,
    /// The decisions.
    pub rows: Vec<RaciRow>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq)]
pub struct RaciRow {
    /// Its name.
    pub label: String,
    /// Who usually owns it.
    pub usual: Owner,
    /// Whom the CEO expects to hold it.
    pub ceo_expects: Option<Owner>,
    /// Whom the candidate expects to hold it.
    pub candidate_expects: Option<Owner>,
    /// The CEO's proposed part.
    pub ceo: Assignment,
    /// The COO's proposed part.
    pub coo: Assignment,
    /// Why.
    pub reason: String,
}

/// Draws both expectations on a track from CEO to COO, and the letters beside it.
pub fn raci(id: &str, title: &str, data: &Raci) -> Figure {
    let mut svg = Svg::new(id, WIDTH);
    let mut table = Table::with_headers(&[
        "Decision",
        "Standing",
        "Usual owner",
        "CEO expects",
        "Candidate expects",
        "CEO",
        "COO",
        "Why",
    ]);
    let mut y = draw_key(&mut svg);
    y = draw_head(&mut svg, y);
    for group in data.groups.iter().filter(|group| !group.rows.is_empty()) {
        svg.label(0.0, y + HEADING / 2.0, &group.heading, WIDTH, Type::BODY.bold());
        y += HEADING;
        for row in &group.rows {
            draw_row(&mut svg, y + ROW / 2.0, row);
            table.rows.push(cells(&group.heading, row));
            y += ROW;
        }
        svg.line((0.0, y + 2.0), (WIDTH, y + 2.0), Paint::line(Tone::Rule, 1.0));
        y += 4.0;
    }
    let description = "Per decision: whom the CEO (a filled disc) and the candidate (a ring) expect to hold it, with a \
                       tick at the usual owner, and the proposed letters for CEO and COO.";
    Figure::new(id, title, svg.finish(y + 2.0, title, description), table)
}

fn draw_key(svg: &mut Svg) -> f64 {
    let mut key = Key::new();
    key.entry(svg, "the CEO expects", |svg, x, y| draw_ceo(svg, x, y, false));
    key.entry(svg, "the candidate expects", |svg, x, y| draw_candidate(svg, x, y, false));
    key.entry(svg, "usual owner", draw_usual);
    for (letter, words) in
        [("A", "has the last word"), ("R", "does the work"), ("C", "consulted"), ("I", "informed")]
    {
        key.entry(svg, words, |svg, x, y| svg.text(x, y, letter, Type::BODY.bold().middle()));
    }
    key.bottom()
}

fn draw_head(svg: &mut Svg, top: f64) -> f64 {
    let y = top + 8.0;
    svg.text(0.0, y, "Decision", Type::SMALL);
    for (x, word) in TRACK.into_iter().zip(["CEO", "both", "COO"]) {
        svg.text(x, y, word, Type::SMALL.middle());
    }
    for (x, word) in [(CEO, "CEO"), (COO, "COO")] {
        svg.text(x, y, word, Type::SMALL.bold().middle());
    }
    svg.line((0.0, y + 12.0), (WIDTH, y + 12.0), Paint::line(Tone::Quiet, 1.0));
    y + 14.0
}

fn draw_usual(svg: &mut Svg, x: f64, y: f64) {
    svg.line((x, y - 10.0), (x, y + 10.0), Paint::line(Tone::Ink, 1.4));
}

fn draw_row(svg: &mut Svg, y: f64, row: &RaciRow) {
    svg.label(0.0, y, &row.label, NAME, Type::BODY);
    svg.line((TRACK[0], y), (TRACK[2], y), Paint::line(Tone::Rule, 1.0));
    draw_usual(svg, place(row.usual), y);
    if row.ceo_expects.is_none() && row.candidate_expects.is_none() {
        svg.text(TRACK[1], y, "not known", Type::TINY.middle().haloed());
    }
    if let Some(holder) = row.candidate_expects {
        draw_candidate(svg, place(holder), y, false);
    }
    if let Some(holder) = row.ceo_expects {
        draw_ceo(svg, place(holder), y, false);
    }
    draw_assignment(svg, CEO, y, row.ceo);
    draw_assignment(svg, COO, y, row.coo);
}

fn place(holder: Owner) -> f64 {
    match holder {
        Owner::Ceo => TRACK[0],
        Owner::Shared => TRACK[1],
        Owner::Coo => TRACK[2],
    }
}

/// The letters in a box that is the darker, the more they carry.
fn draw_assignment(svg: &mut Svg, x: f64, y: f64, assignment: Assignment) {
    let (left, top) = (x - CELL.0 / 2.0, y - CELL.1 / 2.0);
    let (frame, style) = match assignment {
        Assignment::AccountableResponsible | Assignment::Accountable => {
            (Some(Paint::fill(Tone::Ink)), Type::BODY.bold().tone(Tone::Paper))
        }
        Assignment::Responsible => (Some(Paint::line(Tone::Ink, 1.4)), Type::BODY.bold()),
        Assignment::Consulted => (Some(Paint::line(Tone::Rule, 1.0)), Type::BODY),
        Assignment::Informed => (None, Type::BODY.tone(Tone::Quiet)),
    };
    if let Some(frame) = frame {
        svg.rect(left, top, CELL.0, CELL.1, frame);
    }
    let letters =
        if assignment == Assignment::AccountableResponsible { "A · R" } else { assignment.letters() };
    svg.text(x, y, letters, style.middle());
}

fn cells(heading: &str, row: &RaciRow) -> Vec<String> {
    let holder = |holder: Option<Owner>| holder.map_or(MISSING, word).to_owned();
    vec![
        row.label.clone(),
        heading.to_owned(),
        word(row.usual).to_owned(),
        holder(row.ceo_expects),
        holder(row.candidate_expects),
        row.ceo.letters().to_owned(),
        row.coo.letters().to_owned(),
        row.reason.clone(),
    ]
}

fn word(holder: Owner) -> &'static str {
    match holder {
        Owner::Ceo => "CEO",
        Owner::Coo => "COO",
        Owner::Shared => "both",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_expectation_stands_where_it_belongs_and_an_unknown_one_nowhere() {
        let row = RaciRow {
            label: "Pricing".to_owned(),
            usual: Owner::Coo,
            ceo_expects: Some(Owner::Shared),
            candidate_expects: None,
            ceo: Assignment::Informed,
            coo: Assignment::AccountableResponsible,
            reason: "Because.".to_owned(),
        };
        let group = RaciGroup { heading: "Not known".to_owned(), rows: vec![row] };
        let figure = raci("r", "Who owns what", &Raci { groups: vec![group] });
        let drawn = figure.svg.split("Not known").nth(1).unwrap();
        assert_eq!(drawn.matches("<circle cx=\"366.0\"").count(), 1);
        assert_eq!(drawn.matches("<circle").count(), 1);
        assert!(drawn.contains("A · R") && !drawn.contains("not known"));
        assert_eq!(figure.table.rows, [["Pricing", "Not known", "COO", "both", "–", "I", "AR", "Because."]]);
    }
}
