//! `roles`: who should hold which decision.

use super::{print, print_json};
use crate::arguments::{Roles, RolesFormat};
use crate::failure::Failure;
use crate::input;
use crate::output::{Kind, ending, json, write_whole};
use crate::terminal::{Column, STRONG, plain, remark, styled, table};
use fit::compare::FrameworkStamp;
use fit::framework::Owner;
use fit::roles::{AreaRights, Basis, Expectation};
use fit::{DecisionRights, Framework, Holders, Profile, decision_rights};
use report::sheet::Sheet;
use serde::Serialize;

const KINDS: [Kind; 3] = [
    ("json", "everything, with full precision"),
    ("csv", "one row a decision"),
    ("xlsx", "the same as a workbook"),
];

/// Decision rights as other programs read them.
#[derive(Debug, Serialize)]
struct Document {
    framework: FrameworkStamp,
    ceo: String,
    pairs: Vec<DecisionRights>,
}

pub(super) fn run(arguments: &Roles) -> Result<(), Failure> {
    let ending = arguments.out.as_deref().map(|out| ending(out, &KINDS)).transpose()?;
    let framework = input::framework(arguments.framework.as_deref())?;
    let ceo = input::person(&framework, &arguments.ceo)?;
    let mut pool = input::candidates(&framework, &arguments.candidates, intake::Mode::Strict)?;
    if let Some(id) = &arguments.candidate {
        pool = vec![input::candidate(pool, &arguments.candidates, Some(id))?];
    }
    let pairs: Vec<DecisionRights> =
        pool.iter().map(|one| decision_rights(&framework, &ceo, one, &Holders::default())).collect();
    if let (Some(out), Some(ending)) = (&arguments.out, ending) {
        write_whole(out, &bytes(ending, &framework, pairs)?)?;
        remark(&format!("Wrote {}.", out.display()));
        return Ok(());
    }
    match arguments.format {
        RolesFormat::Json => print_json(&document(&framework, pairs)),
        RolesFormat::Csv => print(&Sheet::of_rights(&pairs).to_csv()),
        RolesFormat::Table => print(&shown(&ceo, &pool, &pairs)),
    }
}

fn document(framework: &Framework, pairs: Vec<DecisionRights>) -> Document {
    Document {
        framework: FrameworkStamp::of(framework),
        ceo: pairs.first().map_or_else(String::new, |pair| pair.ceo.clone()),
        pairs,
    }
}

fn bytes(ending: &str, framework: &Framework, pairs: Vec<DecisionRights>) -> Result<Vec<u8>, Failure> {
    match ending {
        "json" => Ok(json(&document(framework, pairs))?.into_bytes()),
        "csv" => Ok(Sheet::of_rights(&pairs).to_csv().into_bytes()),
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
        area.accord.word().to_owned(),
        expects(&area.ceo),
        expects(&area.candidate),
        holder(area.usual).to_owned(),
        area.duties.ceo().letters().to_owned(),
        area.duties.coo().letters().to_owned(),
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
