//! `plan`: the first hundred days of a CEO and a candidate.

use super::print;
use crate::arguments::{Pair, Plan};
use crate::failure::Failure;
use crate::input::{self, Asked};
use crate::output::{Kind, ending, write_whole};
use crate::terminal::remark;
use fit::simulate::Draws;
use fit::{Holders, Profile, assess_need, compare};

const KINDS: [Kind; 2] = [("md", "to change in any editor"), ("html", "to read and print")];

pub(super) fn run(arguments: &Plan) -> Result<(), Failure> {
    let ending = arguments.out.as_deref().map(|out| ending(out, &KINDS)).transpose()?;
    let (asked, candidate) = pair(&arguments.pair)?;
    let document = with_inputs(&asked, &candidate, |inputs| match ending {
        Some("html") => report::document(inputs, report::Document::Plan(&candidate.id)),
        _ => Ok(report::plan(inputs, &candidate.id)?.to_markdown()),
    })?;
    match &arguments.out {
        None => print(&document),
        Some(out) => {
            write_whole(out, document.as_bytes())?;
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
    write: impl Fn(&report::Inputs<'_>) -> Result<String, report::ReportError>,
) -> Result<String, Failure> {
    let Asked { framework, ceo, criteria } = asked;
    let refused = |problems| Failure::problems("the search", problems);
    let candidates = std::slice::from_ref(candidate);
    let none = Draws { n: 0, ..Draws::default() };
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
    };
    write(&inputs).map_err(|error| Failure::Failed(error.to_string()))
}
