//! `report`: the comparison as a document.

use super::plan::told;
use super::score::compared;
use crate::arguments::{Extent, Report};
use crate::failure::Failure;
use crate::output::{Kind, docx, ending, json, pdf, write_whole};
use crate::terminal::remark;
use fit::{Comparison, Holders, Profile, assess_need};
use report::{Printed, Setting};

const KINDS: [Kind; 6] = [
    ("html", "to read and print"),
    ("pdf", "set on pages"),
    ("docx", "to edit in Word"),
    ("xlsx", "a workbook with every number"),
    ("csv", "one row a candidate"),
    ("json", "everything, with full precision"),
];

pub(super) fn run(arguments: &Report) -> Result<(), Failure> {
    // The format is settled before any work is done.
    let ending = ending(&arguments.out, &KINDS)?;
    let (asked, candidates, comparison) = compared(&arguments.scoring)?;
    let document = match ending {
        "json" => json(&comparison)?.into_bytes(),
        "csv" => report::to_csv(&comparison, arguments.csv.style(true)).into_bytes(),
        _ => {
            let need = assess_need(&asked.framework, &asked.ceo, &asked.criteria)
                .map_err(|problems| Failure::problems("the search", problems))?;
            let setting = setting(arguments, &candidates)?;
            let inputs = report::Inputs {
                framework: &asked.framework,
                ceo: &asked.ceo,
                candidates: &candidates,
                criteria: &asked.criteria,
                comparison: &comparison,
                need: &need,
                holders: &Holders::default(),
                setting: &setting,
            };
            let extent = match arguments.kind {
                Extent::Brief => report::Extent::Brief,
                Extent::Report => report::Extent::Report,
                Extent::Full => report::Extent::Full,
            };
            let printed = Printed::Comparison(extent);
            match ending {
                "pdf" => pdf(&inputs, printed, &arguments.fonts)?,
                "docx" => docx(&inputs, printed)?,
                "xlsx" => report::to_xlsx(&inputs).map_err(|error| Failure::Failed(error.to_string()))?,
                _ => told(report::to_html(&inputs, extent))?,
            }
        }
    };
    finish(arguments, &document, &comparison)
}

/// What was said of the search. A finalist who is no candidate is refused by name.
fn setting(arguments: &Report, candidates: &[Profile]) -> Result<Setting, Failure> {
    let is_missing = |id: &&String| !candidates.iter().any(|candidate| candidate.id == **id);
    if let Some(id) = arguments.finalists.iter().find(is_missing) {
        return Err(Failure::bad_input(
            "--finalists".to_owned(),
            format!("no candidate has the id “{id}”"),
            "name candidates by their ids, separated by commas",
        ));
    }
    Ok(Setting {
        mandate: arguments.mandate.clone(),
        situation: arguments.situation.clone(),
        finalists: arguments.finalists.clone(),
        panel: Vec::new(),
    })
}

fn finish(arguments: &Report, document: &[u8], comparison: &Comparison) -> Result<(), Failure> {
    write_whole(&arguments.out, document)?;
    let n = report::words::counted(comparison.results.len(), "candidate");
    remark(&format!("Wrote {} ({n}).", arguments.out.display()));
    Ok(())
}
