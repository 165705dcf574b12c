//! `guide`: what to ask a candidate and their referees.

use super::plan::{pair, with_inputs};
use crate::arguments::Guide;
use crate::failure::Failure;
use crate::output::{ending, write_whole};
use crate::terminal::remark;
use report::Document;

pub(super) fn run(arguments: &Guide) -> Result<(), Failure> {
    ending(&arguments.out, &[("html", "to read and print")])?;
    let (asked, candidate) = pair(&arguments.pair)?;
    let page = with_inputs(&asked, &candidate, |inputs| {
        report::document(inputs, Document::Interview(&candidate.id))
    })?;
    write_whole(&arguments.out, page.as_bytes())?;
    remark(&format!("Wrote {}.", arguments.out.display()));
    Ok(())
}
