//! `roles`: who should hold which decision.

use super::plan::with_inputs;
use super::{print, print_csv, print_json};
use crate::arguments::{CsvOption, DecisionRights as Arguments, DecisionRightsFormat, FontFiles};
use crate::failure::Failure;
use crate::input::{self, Asked};
use crate::output::{Kind, docx, ending, json, pdf, write_whole};
use crate::terminal::{Column, STRONG, plain, remark, styled, table};
use fit::compare::FrameworkStamp;
use fit::decision_rights::{AreaRights, Basis, Expectation};
use fit::framework::Owner;
use fit::{Criteria, DecisionRights, Framework, Holders, Profile, decision_rights};
use report::Printed;
use report::sheet::Sheet;
use serde::Serialize;
use std::path::Path;

const KINDS: [Kind; 5] = [
    ("json", "everything, with full precision"),
    ("csv", "one row a decision"),
    ("xlsx", "the same as a workbook"),
    ("pdf", "set on pages, one pair"),
    ("docx", "to edit in Word, one pair"),
];

/// Decision rights as other programs read them.
#[derive(Debug, Serialize)]
struct Document {
    framework: FrameworkStamp,
    ceo: String,
    pairs: Vec<DecisionRights>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ending = arguments.out.as_deref().map(|out| ending(out, &KINDS)).transpose()?;
    let framework = input::framework(arguments.framework.as_deref())?;
    let ceo = input::person(&framework, &arguments.ceo)?;
    let mut pool = input::candidates(&framework, &arguments.candidates, intake::Mode::Strict)?;
    if let Some(id) = &arguments.candidate {
        pool = vec![input::candidate(pool, &arguments.candidates, Some(id))?];
    }
    if let (Some(out), Some(ending @ ("pdf" | "docx"))) = (&arguments.out, ending) {
        return write_paper((out, ending), framework, ceo, &pool, &arguments.fonts);
    }
    let pairs: Vec<DecisionRights> =
        pool.iter().map(|one| decision_rights(&framework, &ceo, one, &Holders::default())).collect();
    if let (Some(out), Some(ending)) = (&arguments.out, ending) {
        write_whole(out, &bytes(ending, &arguments.csv, &framework, pairs)?)?;
        remark(&format!("Wrote {}.", out.display()));
        return Ok(());
    }
    match arguments.format {
        DecisionRightsFormat::Json => print_json(&document(&framework, pairs)),
        DecisionRightsFormat::Csv => {
            print_csv(&arguments.csv, |style| Sheet::of_rights(&pairs).to_csv(style))
        }
        DecisionRightsFormat::Table => print(&shown(&ceo, &pool, &pairs)),
    }
}

/// The decision rights of one pair as PDF or for Word. They hang on no weights, so none are asked for.
fn write_paper(
    (out, ending): (&Path, &str),
    framework: Framework,
    ceo: Profile,
    pool: &[Profile],
    fonts: &FontFiles,
) -> Result<(), Failure> {
    let [candidate] = pool else {
        let found = format!("a .{ending} holds one pair, and there are {} candidates", pool.len());
        return Err(Failure::bad_input(out.display().to_string(), found, "choose one with --candidate"));
    };
    let asked = Asked { framework, ceo, criteria: Criteria::default() };
    let printed = Printed::Rights(&candidate.id);
    let paper = with_inputs(&asked, candidate, |inputs| match ending {
        "docx" => docx(inputs, printed),
        _ => pdf(inputs, printed, fonts),
    })?;
    write_whole(out, &paper)?;
    remark(&format!("Wrote {}.", out.display()));
    Ok(())
}

fn document(framework: &Framework, pairs: Vec<DecisionRights>) -> Document {
    Document {
        framework: FrameworkStamp::of(framework),
        ceo: pairs.first().map_or_else(String::new, |pair| pair.ceo.clone()),
        pairs,
    }
}

fn bytes(
    ending: &str,
    csv: &CsvOption,
    framework: &Framework,
    pairs: Vec<DecisionRights>,
) -> Result<Vec<u8>, Failure> {
    match ending {
        "json" => Ok(json(&document(framework, pairs))?.into_bytes()),
        "csv" => Ok(Sheet::of_rights(&pairs).to_csv(csv.style(true)).into_bytes()),
        _ => Sheet::of_rights(&pairs)
            .to_xlsx("Decision rights")
            .map_err(|error| Failure::Failed(error.to_string())),
    }
}

fn shown(ceo: &Profile, pool: &[Profile], pairs: &[DecisionRights]) -> String {
    let mut parts: Vec<String> = pool
        .iter()
        .zip(pairs)
        .flat_map(|(candidate, rights)| {
            let head = format!("{} and {}", ceo.name, candidate.name);
            let head =
                format!("{}\n{}", styled(STRONG, &plain(&head)), plain(&report::rights_summary(rights)));
            [head, areas(rights)]
        })
        .filter(|part| !part.is_empty())
        .collect();
    parts.push(
        "A: has the last word. R: does the work. C: consulted before. I: informed after. A proposal; people decide.\n\
         Reasons for each row: --format csv, or the report."
            .to_owned(),
    );
    parts.join("\n\n")
}

fn areas(rights: &DecisionRights) -> String {
    if rights.areas.is_empty() {
        return String::new();
    }
    let columns = ["Decision", "Standing", "CEO expects", "Candidate expects", "Usual", "CEO", "COO"];
    let rows = rights.in_order_of_urgency().into_iter().map(row);
    table(&columns.map(Column::Words), rows)
}

fn row(area: &AreaRights) -> Vec<String> {
    vec![
        area.title.clone(),
        area.alignment.word().to_owned(),
        expects(&area.ceo),
        expects(&area.candidate),
        holder(area.usual).to_owned(),
        area.assignments.ceo().letters().to_owned(),
        area.assignments.coo().letters().to_owned(),
    ]
}

/// Whom somebody expects, and where it follows from an appetite, how large that is.
fn expects(expectation: &Expectation) -> String {
    match (expectation.holder, expectation.basis, expectation.appetite) {
        (Some(owner), Basis::Appetite, Some(appetite)) => format!("{} ({appetite:.0})", holder(owner)),
        (Some(owner), ..) => holder(owner).to_owned(),
        (None, ..) => "–".to_owned(),
    }
}

fn holder(owner: Owner) -> &'static str {
    match owner {
        Owner::Ceo => "CEO",
        Owner::Coo => "COO",
        Owner::Shared => "both",
    }
}
