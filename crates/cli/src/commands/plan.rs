//! `plan`: the first hundred days of a CEO and a candidate.

use super::print;
use crate::arguments::{Pair, Plan};
use crate::failure::Failure;
use crate::input::{self, Asked};
use crate::output::{Kind, docx, ending, pdf, write_whole};
use crate::terminal::remark;
use fit::simulate::Draws;
use fit::{Holders, Profile, assess_need, compare};
use report::{Document, Printed};

const KINDS: [Kind; 4] = [
    ("md", "to change in any editor"),
    ("html", "to read and print"),
    ("pdf", "set on pages"),
    ("docx", "to edit in Word"),
];

pub(super) fn run(arguments: &Plan) -> Result<(), Failure> {
    let ending = arguments.out.as_deref().map(|out| ending(out, &KINDS)).transpose()?;
    let (asked, candidate) = pair(&arguments.pair)?;
    let plan = Document::Plan(&candidate.id);
    let document = with_inputs(&asked, &candidate, |inputs| match ending {
        Some("pdf") => pdf(inputs, Printed::Document(plan), &arguments.fonts),
        Some("docx") => docx(inputs, Printed::Document(plan)),
        Some("html") => told(report::document(inputs, plan)),
        _ => told(report::plan(inputs, &candidate.id).map(|plan| plan.to_markdown())),
    })?;
    match &arguments.out {
        None => print(&String::from_utf8_lossy(&document)),
        Some(out) => {
            write_whole(out, &document)?;
            remark(&format!("Wrote {}.", out.display()));
            Ok(())
        }
    }
}

/// Reads a search and the one candidate of it that is asked for.
pub(super) fn pair(pair: &Pair) -> Result<(Asked, Profile), Failure> {
    let asked = input::search(&pair.search, pair.balance)?;
    let pool = input::candidates(&asked.framework, &pair.candidates, intake::Mode::Strict)?;
    let candidate = input::candidate(pool, &pair.candidates, pair.candidate.as_deref())?;
    Ok((asked, candidate))
}

/// Writes something about one pair. A pair's result hangs on no other candidate, so none is compared.
pub(super) fn with_inputs(
    asked: &Asked,
    candidate: &Profile,
    write: impl Fn(&report::Inputs<'_>) -> Result<Vec<u8>, Failure>,
) -> Result<Vec<u8>, Failure> {
    let Asked { framework, ceo, criteria } = asked;
    let refused = |problems| Failure::problems("the search", problems);
    let candidates = std::slice::from_ref(candidate);
    let none = Draws { n: 0, variations: 0, ..Draws::default() };
    let comparison = compare(framework, ceo, candidates, criteria, none, &|_, _| {}).map_err(refused)?;
    let need = assess_need(framework, ceo, criteria).map_err(refused)?;
    let inputs = report::Inputs {
        framework,
        ceo,
        candidates,
        criteria,
        comparison: &comparison,
        need: &need,
        holders: &Holders::default(),
        setting: &report::Setting::default(),
    };
    write(&inputs)
}

/// A text as bytes, or why it could not be written.
pub(super) fn told(text: Result<String, report::ReportError>) -> Result<Vec<u8>, Failure> {
    text.map(String::into_bytes).map_err(|error| Failure::Failed(error.to_string()))
}
