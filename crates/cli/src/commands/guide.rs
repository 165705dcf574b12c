//! `guide`: what to ask a candidate and their referees.

use super::plan::{pair, told, with_inputs};
use crate::arguments::Guide;
use crate::failure::Failure;
use crate::output::{Kind, docx, ending, pdf, write_whole};
use crate::terminal::remark;
use report::{Document, Printed};

pub(super) fn run(arguments: &Guide) -> Result<(), Failure> {
    const KINDS: [Kind; 3] =
        [("html", "to read and print"), ("pdf", "set on pages"), ("docx", "to edit in Word")];
    let ending = ending(&arguments.out, &KINDS)?;
    let (asked, candidate) = pair(&arguments.pair)?;
    let guide = Document::Interview(&candidate.id);
    let page = with_inputs(&asked, &candidate, |inputs| match ending {
        "pdf" => pdf(inputs, Printed::Document(guide), &arguments.fonts),
        "docx" => docx(inputs, Printed::Document(guide)),
        _ => told(report::document(inputs, guide)),
    })?;
    write_whole(&arguments.out, &page)?;
    remark(&format!("Wrote {}.", arguments.out.display()));
    Ok(())
}
