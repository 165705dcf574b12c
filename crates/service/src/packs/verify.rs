//! Checking a pack, without a database: every byte, and the result computed again.

use super::archive::{self, File};
use super::signing::Signature;
use super::{
    AUDIT, FORMAT, FORMAT_VERSION, FRAMEWORK, INPUTS, MANIFEST, Manifest, NEED, NORM, NORM_PEOPLE, RESULT,
    RUN, SIGNATURE,
};
use crate::hash_secret;
use crate::inputs::{Inputs, ScoreInput};
use crate::norms::of_document;
use crate::runs::RunSummary;
use fit::{Framework, assess_need};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::OrgId;
use store::audit::Entry;
use store::norms::Norm;

/// What came of checking a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many files it holds, the manifest among them.
    pub n_files: usize,
    /// The program that made it.
    pub program: String,
    /// The public key that the manifest was signed with; none where it was not signed.
    pub signed_with: Option<String>,
    /// What does not agree, each with the file that it is about; nothing where all does.
    pub problems: Vec<String>,
}

/// Checks a pack: that the archive is as it was written, that every file is as the manifest has it, that the entries of the
/// audit log are as they were hashed, and that the inputs give the result, byte for byte.
#[must_use]
pub fn verify(bytes: &[u8]) -> Verified {
    let mut verified =
        Verified { n_files: 0, program: String::new(), signed_with: None, problems: Vec::new() };
    let files: BTreeMap<String, Vec<u8>> = match archive::read(bytes) {
        Ok(files) => {
            verified.n_files = files.len();
            let all: Vec<File> = files;
            all.into_iter().collect()
        }
        Err(damage) => {
            verified.problems.push(damage.to_string());
            return verified;
        }
    };
    let problems = &mut verified.problems;
    if let (Some(manifest), Some(signature)) = (files.get(MANIFEST), files.get(SIGNATURE)) {
        match Signature::check(signature, manifest) {
            Ok(key) => verified.signed_with = Some(key),
            Err(problem) => problems.push(problem),
        }
    }
    let Some(manifest) = manifest(&files, problems) else { return verified };
    verified.program.clone_from(&manifest.program);
    listed(&manifest, &files, problems);
    // What is not as it was made need not be computed.
    if problems.is_empty() {
        if let Err(problem) = computed(&files, problems) {
            problems.push(problem);
        }
        entries(&manifest, &files, problems);
    }
    verified
}

fn manifest(files: &BTreeMap<String, Vec<u8>>, problems: &mut Vec<String>) -> Option<Manifest> {
    let Some(bytes) = files.get(MANIFEST) else {
        problems.push(format!("{MANIFEST}: it is missing, so this is no evidence pack"));
        return None;
    };
    match serde_json::from_slice::<Manifest>(bytes) {
        Ok(manifest) if manifest.format == FORMAT && manifest.version == FORMAT_VERSION => Some(manifest),
        Ok(manifest) => {
            let Manifest { format, version, .. } = manifest;
            problems.push(format!("{MANIFEST}: {format} {version} is nothing that this program can check"));
            None
        }
        Err(error) => {
            problems.push(format!("{MANIFEST}: {error}"));
            None
        }
    }
}

fn listed(manifest: &Manifest, files: &BTreeMap<String, Vec<u8>>, problems: &mut Vec<String>) {
    for one in &manifest.files {
        match files.get(&one.name) {
            None => problems.push(format!("{}: it is missing", one.name)),
            Some(bytes) if bytes.len() != one.n_bytes || hash_secret(bytes) != one.sha256 => {
                problems.push(format!("{}: its bytes are not those that the manifest lists", one.name));
            }
            Some(_) => {}
        }
    }
    let is_listed = |name: &String| {
        name == MANIFEST || name == SIGNATURE || manifest.files.iter().any(|one| one.name == *name)
    };
    problems.extend(
        files
            .keys()
            .filter(|name| !is_listed(name))
            .map(|name| format!("{name}: the manifest does not list it")),
    );
}

/// Computes the result again.
fn computed(files: &BTreeMap<String, Vec<u8>>, problems: &mut Vec<String>) -> Result<(), String> {
    let text = |name: &str| {
        let bytes = files.get(name).ok_or_else(|| format!("{name}: it is missing"))?;
        std::str::from_utf8(bytes).map_err(|error| format!("{name}: {error}"))
    };
    let framework = text(FRAMEWORK)?;
    let run: RunSummary = serde_json::from_str(text(RUN)?).map_err(|error| format!("{RUN}: {error}"))?;
    if hash_secret(framework) != run.framework_sha256 {
        problems.push(format!("{FRAMEWORK}: it is not the framework that the run used"));
    }
    if hash_secret(text(RESULT)?) != run.result_sha256 {
        problems.push(format!("{RESULT}: its hash is not the one that the run kept"));
    }
    let framework = Framework::parse(framework).map_err(|_| format!("{FRAMEWORK}: it cannot be read"))?;
    let input: ScoreInput =
        serde_json::from_str(text(INPUTS)?).map_err(|error| format!("{INPUTS}: {error}"))?;
    let mut inputs = Inputs::read(&framework, &input).map_err(|error| format!("{INPUTS}: {error}"))?;
    if input.norm_id.is_some() {
        let norm: Norm = serde_json::from_str(text(NORM)?).map_err(|error| format!("{NORM}: {error}"))?;
        let people = text(NORM_PEOPLE)?;
        if hash_secret(people) != norm.sha256 || input.norm_id.as_ref() != Some(&norm.id) {
            problems.push(format!("{NORM}: it is not the norm that the run used"));
        }
        let own =
            of_document(&norm, people, &framework).map_err(|error| format!("{NORM_PEOPLE}: {error}"))?;
        inputs.criteria.norm = Some(Arc::new(own));
    }
    let refused = |_| format!("{INPUTS}: it cannot be computed with this framework");
    let result = inputs.compare(&framework, &|_, _| {}).map_err(refused)?;
    let need = assess_need(&framework, &inputs.ceo, &inputs.criteria).map_err(refused)?;
    let written = [(RESULT, serde_json::to_string(&result)), (NEED, serde_json::to_string(&need))];
    for (name, again) in written {
        if again.map_err(|error| format!("{name}: {error}"))? != text(name)? {
            problems.push(format!("{name}: computing it again gives something else"));
        }
    }
    Ok(())
}

/// Whether the entries of the audit log are as they were hashed when they were written.
fn entries(manifest: &Manifest, files: &BTreeMap<String, Vec<u8>>, problems: &mut Vec<String>) {
    let Some(bytes) = files.get(AUDIT) else { return };
    let Ok(org) = manifest.organisation.parse::<OrgId>() else {
        problems.push(format!("{MANIFEST}: the organisation is no id"));
        return;
    };
    for (number, line) in String::from_utf8_lossy(bytes).lines().enumerate() {
        let is_sound =
            serde_json::from_str::<Entry>(line).is_ok_and(|entry| entry.hash == entry.expected_hash(&org));
        if !is_sound {
            problems.push(format!("{AUDIT}: line {} is not as it was written", number + 1));
        }
    }
}
