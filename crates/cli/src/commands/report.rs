//! `report`: the comparison as a document.

use super::score::compared;
use crate::arguments::Report;
use crate::failure::Failure;
use crate::output::{Kind, ending, json, pdf, write_whole};
use crate::terminal::remark;
use fit::{Comparison, Holders, assess_need};
use report::Printed;

const KINDS: [Kind; 5] = [
    ("html", "to read and print"),
    ("pdf", "set on pages"),
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
            let inputs = report::Inputs {
                framework: &asked.framework,
                ceo: &asked.ceo,
                candidates: &candidates,
                criteria: &asked.criteria,
                comparison: &comparison,
                need: &need,
                holders: &Holders::default(),
            };
            let written = match ending {
                "pdf" => return finish(arguments, &pdf(&inputs, Printed::Comparison)?, &comparison),
                "xlsx" => report::to_xlsx(&inputs),
                _ => report::to_html(&inputs).map(String::into_bytes),
            };
            written.map_err(|error| Failure::Failed(error.to_string()))?
        }
    };
    finish(arguments, &document, &comparison)
}

fn finish(arguments: &Report, document: &[u8], comparison: &Comparison) -> Result<(), Failure> {
    write_whole(&arguments.out, document)?;
    let n = report::words::counted(comparison.results.len(), "candidate");
    remark(&format!("Wrote {} ({n}).", arguments.out.display()));
    Ok(())
}
