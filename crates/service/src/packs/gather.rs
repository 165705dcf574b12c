//! Making a pack: everything that a run rests on, and what came of it.

use super::archive::{self, File};
use super::{
    AUDIT, FORMAT, FORMAT_VERSION, FRAMEWORK, INPUTS, Listed, MANIFEST, Manifest, NEED, NORM, NORM_PEOPLE,
    Pack, README, RESULT, RUN, SIGNATURE, SigningKey,
};
use crate::inputs::ScoreInput;
use crate::results::stored;
use crate::runs::seen;
use crate::visibility::keeps_files;
use crate::{Actor, Caller, Code, Error, Permission, Result, Service, decisions, hash_secret, reports, runs};
use serde::Serialize;
use serde_json::{Value, json};
use store::audit::{self, Entry, EntryFilter};
use store::versioned_documents::{self, FrameworkVersion};
use store::{Connection, RunId, SearchId, judgements, norms, weight_sets};

/// So many entries of the audit log about one thing are taken.
const MOST_ENTRIES: i64 = 1_000;

const TOLD: &str = "\
An evidence pack of Counterpart: what a result rests on, and what came of it.

framework.toml   the model: dimensions, facets, rules, weights
inputs.json      CEO, candidates and criteria as they went into the computation, without names
result.json      what was computed, byte for byte
need.json        what the CEO needs
run.json         seed, draws, versions and hashes
norm.json        the norm of one's own that scores stand beside, where there is one, with norm-people.json
names.json       whom the ids stand for, as far as whoever made this pack may know
weights.json     the weights of the panel's members, and those agreed
judgements.json  what the panel thinks
judgement-history.json  all that was said: first, later, and taken back
decision.json    the decision, and those that were withdrawn
reports/         the reports that were made from this result
audit.jsonl      the entries of the audit log about all of this, where whoever made the pack may read it
manifest.json    the SHA-256 of every file
manifest.sig.json  the signature of the manifest, with the public key of the server that made this pack

    counterpart verify PACK --key KEY

computes the result again, and says whether every byte agrees and was signed with the key that you name. Ask for the key \
where the pack comes from, by another way than the pack came. This holds personal data: keep it safe.
";

/// Makes an evidence pack of a search: of the run that its decision rests on, or of its results as they are now; or of the
/// run named.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    run: Option<&RunId>,
) -> Result<Pack> {
    caller.actor.require(Permission::SearchesRead)?;
    if !keeps_files(&caller.actor) {
        let detail =
            "an evidence pack says who is who: it is for those who look after people on file".to_owned();
        return Err(Error::Denied { code: Code::Denied, detail });
    }
    let made = decisions::get(service, caller, search).await?;
    let run = match run {
        Some(run) => run.clone(),
        None => chosen(service, caller, search, made.decision.as_ref().map(|one| &one.run_id)).await?,
    };
    let summary = runs::get(service, caller, &run).await?;
    if summary.search_id != *search {
        return Err(Error::NotFound("run"));
    }
    let names = stored(service, caller, &run).await?.who();
    let of_search = reports::list(service, caller, search).await?.items;
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let (found, _, visibility) = seen(connection, actor, &run).await?;
    let given = judgements::list(connection, &actor.org, search, None).await?;
    let given = crate::judgements::shown(given, visibility, &actor.user);
    let said = judgements::versions(connection, &actor.org, search, None).await?;
    let said = crate::judgements::shown_versions(said, visibility, &actor.user);
    let documents = runs::documents(connection, actor, &run).await?;
    let framework =
        versioned_documents::document::<FrameworkVersion>(connection, &actor.org, &found.framework_id)
            .await?;
    let norm = norm(connection, actor, &documents.inputs).await?;
    let mut files: Vec<File> = vec![
        (README.to_owned(), TOLD.as_bytes().to_vec()),
        (FRAMEWORK.to_owned(), framework.ok_or(Error::NotFound("framework"))?.into_bytes()),
        (INPUTS.to_owned(), documents.inputs.into_bytes()),
        (RESULT.to_owned(), documents.result.into_bytes()),
        (NEED.to_owned(), documents.need.into_bytes()),
        (RUN.to_owned(), pretty(&summary)?),
        ("names.json".to_owned(), pretty(&names)?),
        ("weights.json".to_owned(), pretty(&weights(connection, actor, search).await?)?),
        ("decision.json".to_owned(), pretty(&made)?),
        ("judgements.json".to_owned(), pretty(&given)?),
        ("judgement-history.json".to_owned(), pretty(&said)?),
    ];
    files.extend(norm);
    let mut subjects = vec![search.to_string(), run.to_string()];
    subjects.extend(made.decision.iter().chain(&made.withdrawn).map(|one| one.id.to_string()));
    for report in of_search.iter().filter(|report| report.run_id == run && report.emptied_at.is_none()) {
        subjects.push(report.id.to_string());
        for file in &report.files {
            let kept = reports::seen(connection, actor, &report.id).await?;
            let kept = reports::read(connection, &actor.org, &kept, file.format).await?;
            let whom = report.candidate_id.as_ref().map(|id| format!("{id}-")).unwrap_or_default();
            files.push((format!("reports/{whom}{}", kept.name), kept.bytes));
        }
    }
    if actor.require(Permission::AuditRead).is_ok() {
        files.push((AUDIT.to_owned(), entries(connection, actor, &subjects).await?));
    }
    let organisation = actor.org.to_string();
    drop(read);
    let key = service.surroundings().signing_key().cloned();
    let program = summary.program_version;
    let pack = service.compute(move || packed(files, organisation, program, &run, key.as_deref())).await??;
    let hash = format!("sha256:{}", hash_secret(&pack.bytes));
    service.note(caller, "pack.create", search.as_str(), &[&hash]).await?;
    Ok(pack)
}

/// The norm of one's own that a run used: what it is, and the values of its people.
async fn norm(connection: &mut Connection, actor: &Actor, inputs: &str) -> Result<Vec<File>> {
    let input: ScoreInput =
        serde_json::from_str(inputs).map_err(Error::internal("reading the inputs of a run"))?;
    let Some(id) = input.norm_id else { return Ok(Vec::new()) };
    let missing = || Error::NotFound("norm");
    let norm = norms::find(connection, &actor.org, &id).await?.ok_or_else(missing)?;
    let people = norms::document(connection, &actor.org, &id).await?.ok_or_else(missing)?;
    Ok(vec![(NORM.to_owned(), pretty(&norm)?), (NORM_PEOPLE.to_owned(), people.into_bytes())])
}

/// The run that the decision rests on, or else the results as they are now, which are kept for the pack.
async fn chosen(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    decided: Option<&RunId>,
) -> Result<RunId> {
    if let Some(run) = decided {
        return Ok(run.clone());
    }
    if caller.actor.require(Permission::SearchesWrite).is_ok() {
        return runs::freeze(service, (caller, Permission::SearchesWrite), search).await;
    }
    // Whoever may only read gets what was kept last.
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, org) = read.parts();
    let newest = store::runs::newest(connection, org, std::slice::from_ref(search)).await?;
    newest.into_iter().next().map(|run| run.id).ok_or(Error::NotFound("run"))
}

fn packed(
    mut files: Vec<File>,
    organisation: String,
    program: String,
    run: &RunId,
    key: Option<&SigningKey>,
) -> Result<Pack> {
    files.sort();
    let listed = files.iter().map(|(name, bytes)| Listed {
        name: name.clone(),
        n_bytes: bytes.len(),
        sha256: hash_secret(bytes),
    });
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: FORMAT_VERSION,
        program,
        organisation,
        files: listed.collect(),
    };
    let manifest = pretty(&manifest)?;
    let signature = key.map(|key| pretty(&key.sign(&manifest))).transpose()?;
    files.push((MANIFEST.to_owned(), manifest));
    files.extend(signature.map(|signature| (SIGNATURE.to_owned(), signature)));
    let bytes = archive::write(&files).map_err(Error::internal("writing a pack"))?;
    let run = run.as_str();
    Ok(Pack { name: format!("evidence-{}.zip", run.get(..13).unwrap_or(run)), bytes })
}

fn pretty(value: &impl Serialize) -> Result<Vec<u8>> {
    let text =
        serde_json::to_string_pretty(value).map_err(Error::internal("writing a document of a pack"))?;
    Ok(format!("{text}\n").into_bytes())
}

async fn weights(connection: &mut Connection, actor: &Actor, search: &SearchId) -> Result<Vec<Value>> {
    let sets = weight_sets::list(connection, &actor.org, search).await?;
    let set = |set: weight_sets::WeightSet| {
        let weights: Value =
            serde_json::from_str(&set.weights).map_err(Error::internal("reading a weight set"))?;
        Ok(json!({ "owner": set.owner, "method": set.method, "weights": weights }))
    };
    sets.into_iter().map(set).collect()
}

/// The entries about some things, in the order in which they were written.
async fn entries(connection: &mut Connection, actor: &Actor, subjects: &[String]) -> Result<Vec<u8>> {
    let mut all: Vec<Entry> = Vec::new();
    for subject in subjects {
        let filter = EntryFilter { subject: Some(subject), ..EntryFilter::default() };
        all.extend(audit::list(connection, &actor.org, filter, None, MOST_ENTRIES).await?);
    }
    // That packs were made is no part of them: the same pack is the same bytes.
    all.retain(|entry| entry.action != "pack.create");
    all.sort_by_key(|entry| entry.seq);
    all.dedup_by_key(|entry| entry.seq);
    let mut text = String::new();
    for entry in &all {
        text += &serde_json::to_string(entry).map_err(Error::internal("writing an audit entry"))?;
        text.push('\n');
    }
    Ok(text.into_bytes())
}
