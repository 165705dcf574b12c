//! Documents as PDF, by the program that sets pages.

use crate::{Code, Error, NotSet, Result, Service, hash_secret};
use report::paper::{Edition, Paper};

/// Sets a document on pages.
pub(crate) async fn set(service: &Service, paper: Paper) -> Result<Vec<u8>> {
    let surroundings = service.surroundings().clone();
    let work = move || {
        let document = serde_json::to_vec(&paper).map_err(Error::internal("writing a document for paper"))?;
        surroundings.typeset(&document).map(|pages| pages.pdf).map_err(|error| match error {
            NotSet::Refused(words) => Error::failed("making a PDF", words),
            other => Error::conflict(Code::NoPdf, other.to_string()),
        })
    };
    service.compute(work).await?
}

/// What stands at the head of every page of a document that follows from a text.
pub(crate) fn edition(search: String, version: String, text: &str) -> Edition {
    Edition { search, version, hash: hash_secret(text) }
}
