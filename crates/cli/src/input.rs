//! Files in: found, bounded, read.

use crate::arguments::{Scoring, Search};
use crate::failure::{Failure, told};
use crate::terminal::remark;
use fit::instrument::{DEFAULTS, Form};
use fit::simulate::{Draws, WeightUncertainty};
use fit::{Criteria, Framework, Instrument, Profile, framework};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads a file of at most [`intake::MAX_BYTES`]; a larger one is refused before it is read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    bounded(path, intake::MAX_BYTES, |n_bytes| intake::ReadError::too_large(&name, n_bytes).into())
}

/// Reads an evidence pack; a larger file is none and is refused before it is read.
pub(crate) fn read_pack(path: &Path) -> Result<Vec<u8>, Failure> {
    bounded(path, service::packs::MOST_BYTES, |n_bytes| {
        let hint = format!("an evidence pack has at most {} bytes", service::packs::MOST_BYTES);
        Failure::bad_input(path.display().to_string(), format!("it has at least {n_bytes} bytes"), hint)
    })
}

fn bounded(path: &Path, most: usize, too_large: impl Fn(u64) -> Failure) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        Failure::bad_input(
            &*name,
            format!("it cannot be read ({error})"),
            "check the path and its permissions",
        )
    };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(Failure::bad_input(&*name, "this is a directory", "name a file in it"));
    }
    if metadata.len() > most as u64 {
        return Err(too_large(metadata.len()));
    }
    // A device or pipe has no length beforehand, so the bound holds while reading, too.
    let mut bytes = Vec::new();
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > most {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Reads a file that must be text, in any encoding that is recognised.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    let (bytes, name) = (read(path)?, path.display().to_string());
    let (text, note) =
        intake::decode_text(&name, &bytes).map_err(|problem| Failure::problems(&*name, vec![problem]))?;
    note.iter().for_each(|note| remark(&format!("note: {note}")));
    Ok(text.into_owned())
}

/// The framework: the built-in one, or that of a file.
pub(crate) fn framework(path: Option<&Path>) -> Result<Framework, Failure> {
    let (name, text) = match path {
        None => ("the built-in framework".to_owned(), framework::DEFAULT.to_owned()),
        Some(path) => (path.display().to_string(), read_text(path)?),
    };
    Framework::parse(&text).map_err(|problems| Failure::problems(name, problems))
}

/// The text of the instrument built in for a form.
pub(crate) fn built_in(form: Form) -> &'static str {
    DEFAULTS.into_iter().find(|(own, _)| *own == form).map_or("", |(_, text)| text)
}

/// The instrument of a file, checked by itself.
pub(crate) fn instrument(path: &Path) -> Result<Instrument, Failure> {
    let text = read_text(path)?;
    Instrument::parse(&text).map_err(|problems| Failure::problems(path.display().to_string(), problems))
}

/// A search as it was asked for.
pub(crate) struct Asked {
    pub(crate) framework: Framework,
    pub(crate) ceo: Profile,
    pub(crate) criteria: Criteria,
}

/// Reads a file with one person.
pub(crate) fn person(framework: &Framework, path: &Path) -> Result<Profile, Failure> {
    Ok(intake::read_person(framework, &path.display().to_string(), &read(path)?)?)
}

/// Reads framework and CEO.
pub(crate) fn search(search: &Search, balance: Option<f64>) -> Result<Asked, Failure> {
    let framework = framework(search.framework.as_deref())?;
    let ceo = person(&framework, &search.ceo)?;
    let weights = search.weights.as_ref().map(|weights| weights.0.clone());
    if let Some(weights) = &weights {
        let missing: Vec<&str> = framework
            .pillars
            .iter()
            .filter(|pillar| !weights.iter().any(|(id, _)| *id == pillar.id))
            .map(|pillar| pillar.id.as_str())
            .collect();
        if !missing.is_empty() {
            remark(&format!("note: not named in --weights, so without weight: {}", missing.join(", ")));
        }
    }
    let criteria = Criteria { role_type: search.role_type.clone(), weights, balance, norm: None };
    Ok(Asked { framework, ceo, criteria })
}

/// Reads the candidates.
pub(crate) fn candidates(
    framework: &Framework,
    path: &Path,
    mode: intake::Mode,
) -> Result<Vec<Profile>, Failure> {
    let bytes = read(path)?;
    let pool = intake::read_pool(framework, &path.display().to_string(), &bytes, mode)?;
    pool.notes.iter().for_each(|note| remark(&format!("note: {note}")));
    for skipped in &pool.skipped {
        remark(&format!("skipped {}", told(&skipped.place, &skipped.problems, skipped.n_more)));
    }
    Ok(pool.profiles)
}

/// The candidate of that id; without an id, the only one that the file holds.
pub(crate) fn candidate(pool: Vec<Profile>, path: &Path, id: Option<&str>) -> Result<Profile, Failure> {
    let n = pool.len();
    let mut wanted = pool.into_iter().filter(|profile| id.is_none_or(|id| profile.id == id));
    match (wanted.next(), wanted.next(), id) {
        (Some(only), None, _) => Ok(only),
        (_, _, Some(id)) => Err(Failure::bad_input(
            path.display().to_string(),
            format!("it holds no candidate \"{id}\""),
            "name one of its ids; counterpart score lists them in its JSON",
        )),
        (_, _, None) => Err(Failure::bad_input(
            path.display().to_string(),
            format!("it holds {n} candidates"),
            "say which with --candidate ID",
        )),
    }
}

/// How to simulate.
pub(crate) fn draws(scoring: &Scoring) -> Draws {
    let weights = scoring.weight_uncertainty.unwrap_or(WeightUncertainty::None);
    Draws { n: scoring.draws, seed: scoring.seed, weights }
}
