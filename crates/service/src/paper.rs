//! Documents as PDF.

use crate::{Code, Error, Result, Service, hash_secret};
use report::paper::{Edition, Paper};
use std::sync::Arc;

/// Sets a document on pages, for as long as somebody waits for it.
pub(crate) async fn set(service: &Service, paper: Paper) -> Result<Vec<u8>> {
    let fonts = service.surroundings().fonts().clone();
    // It goes with the request.
    let request = Arc::new(());
    let waiting = Arc::downgrade(&request);
    let work = move || made(&paper, &fonts, &|| waiting.strong_count() == 0);
    service.compute(work).await?
}

/// Makes the PDF. It keeps a thread busy meanwhile: not for a thread that answers requests.
pub(crate) fn made(paper: &Paper, fonts: &pdf::Fonts, is_cancelled: &dyn Fn() -> bool) -> Result<Vec<u8>> {
    let made = pdf::to_pdf(paper, fonts, is_cancelled).map_err(|error| match error {
        pdf::Error::TooLong => Error::conflict(Code::NoPdf, error.to_string()),
        other => Error::failed("making a PDF", other.to_string()),
    })?;
    if let Some(words) = made.warning() {
        tracing::warn!("a PDF lacks letters: {words}");
    }
    Ok(made.bytes)
}

/// What stands at the head of every page of a document that follows from a text.
pub(crate) fn edition(search: String, version: String, text: &str) -> Edition {
    Edition { search, version, hash: hash_secret(text) }
}
