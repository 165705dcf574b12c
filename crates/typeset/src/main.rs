//! `counterpart-typeset`: a filter. A document goes in as JSON, and comes out as PDF.
//!
//! It opens no file and asks nobody anything: fonts and design are inside, and the document is all it reads. Time and
//! memory are bounded by whoever calls it. Where it fails, it says so in one line, and its exit code is not 0.

mod desk;
mod letters;
mod pdf;

use report::paper::{MAX_BYTES, Paper, VERSION};
use std::io::{self, Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            // Nobody is left to be told where this fails.
            let _ = writeln!(io::stderr(), "error: {}", words.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let document = read(io::stdin().lock())?;
    let set = pdf::set(document)?;
    if !set.lacking.is_empty() {
        let _ = writeln!(io::stderr(), "note: {}", letters::words(&set.lacking));
    }
    let mut out = io::stdout().lock();
    out.write_all(&set.pdf)
        .and_then(|()| out.flush())
        .map_err(|error| format!("the PDF could not be written: {error}"))
}

/// Reads a document and looks whether it is one.
fn read(input: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    input
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| format!("the document could not be read: {error}"))?;
    if bytes.len() > MAX_BYTES {
        return Err(format!("the document has more than {MAX_BYTES} bytes"));
    }
    let paper: Paper =
        serde_json::from_slice(&bytes).map_err(|error| format!("this is no document: {error}"))?;
    if paper.version != VERSION {
        return Err(format!(
            "the document has version {}, and this program sets version {VERSION}: use the one built with counterpart",
            paper.version
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document_is_refused() {
        for text in ["", "{}", "[1]", "{\"version\":1}", "\u{0}"] {
            assert!(read(text.as_bytes()).is_err(), "{text:?}");
        }
        let other = r#"{"version":2,"kicker":"","title":"","facts":[],"edition":{"search":"","version":"","hash":""},
            "colophon":"","has_contents":false,"blocks":[]}"#;
        assert!(read(other.as_bytes()).unwrap_err().contains("version 2"));
        assert!(read(io::repeat(b' ')).unwrap_err().contains("bytes"));
    }
}
