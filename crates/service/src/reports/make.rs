//! Making a version: read, written as files outside any transaction, and saved whole.

use super::files::pack;
use super::{ReportInput, ReportOutline, outline};
use crate::results::{Move, Stored, between, unreadable, with_holders};
use crate::runs::{Kept as KeptRun, freeze};
use crate::searches::{held, visible};
use crate::visibility::Visibility;
use crate::{Begun, Caller, Code, Error, Permission, Result, Service, paper};
use report::words::sentence;
use report::{Files, Stamp};
use std::sync::Arc;
use store::reports::{self, Format, Kind, Report, ReportFile};
use store::searches::Search;
use store::{CandidateId, Connection, OrgId, RunId, SearchId, runs};

const ACTION: &str = "report.create";
/// Somebody else may take a number meanwhile so often.
const MOST_TRIES: usize = 5;

/// Makes a version of a report.
///
/// # Errors
/// Where there is no such search or run, the search has no candidates, the candidate is missing or none of the run, or the
/// caller has yet to judge.
#[crate::boxed]
pub async fn create(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: ReportInput,
) -> Result<ReportOutline> {
    let asked = (search, &input);
    if let Some(answer) = service.answered(caller, Permission::SearchesWrite, ACTION, &asked).await? {
        return Ok(answer);
    }
    for _ in 0..MOST_TRIES {
        if let Some(made) = attempt(service, caller, search, &input).await? {
            return Ok(made);
        }
    }
    Err(Error::conflict(Code::Taken, "others are making the same report at this moment: try again"))
}

/// One attempt; none where somebody else took the number meanwhile.
async fn attempt(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    input: &ReportInput,
) -> Result<Option<ReportOutline>> {
    let run = match &input.run_id {
        Some(run) => run.clone(),
        None => freeze(service, (caller, Permission::SearchesWrite), search).await?,
    };
    let before = Before::of(service, caller, search, (input, run)).await?;
    let mut basis = with_holders(service, caller, &before.run).await?;
    if before.is_blind {
        basis.forget_names();
    }
    let now = service.surroundings().now();
    let stamp = Stamp {
        search: before.search.title.clone(),
        version: before.version,
        made_on: now.as_str()[..10].to_owned(),
        result_sha256: before.result_sha256.clone(),
        changes: before.changes(&basis),
    };
    let changes = serde_json::to_string(&stamp.changes).map_err(unreadable)?;
    let (kind, candidate) = (input.kind, input.candidate_id.clone());
    let fonts = service.surroundings().fonts().clone();
    // It goes with the request.
    let request = Arc::new(());
    let waiting = Arc::downgrade(&request);
    let is_cancelled = move || waiting.strong_count() == 0;
    let write = move || written(&basis, (kind, candidate.as_ref()), &stamp, &fonts, &is_cancelled);
    let (title, files) = service.compute_for(caller, move |_| write()).await??;
    let begun = service.write(caller, Permission::SearchesWrite, ACTION, &(search, input)).await?;
    let mut write = match begun {
        Begun::Replayed(answer) => return Ok(Some(answer)),
        Begun::Started(write) => write,
    };
    let (connection, actor) = write.with_actor();
    let search = held(connection, actor, search).await?;
    let report = Report {
        id: service.surroundings().id(),
        search_id: search.id,
        run_id: before.run,
        kind: input.kind,
        candidate: input.candidate_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        version: before.version,
        title,
        is_blind: before.is_blind,
        changes,
        created_by: actor.user.clone(),
        created_at: now,
        emptied_at: None,
    };
    match reports::insert(connection, &actor.org, &report).await {
        Err(store::Error::Taken) => return Ok(None),
        other => other?,
    }
    for file in &files {
        reports::add_file(connection, &actor.org, &report.id, file).await?;
    }
    let subject = report.id.to_string();
    let made = outline(connection, actor, report).await?;
    write.finish(&subject, &["kind", "candidate_id", "run_id", "is_blind"], made).await.map(Some)
}

/// What is known before anything is written.
struct Before {
    search: Search,
    run: RunId,
    result_sha256: String,
    is_blind: bool,
    version: i64,
    /// The version before, with what its run kept and what this one's did.
    previous: Option<(Report, KeptRun, KeptRun)>,
}

impl Before {
    async fn of(
        service: &Service,
        caller: &Caller,
        search: &SearchId,
        (input, run): (&ReportInput, RunId),
    ) -> Result<Self> {
        let mut read = service.read(caller, Permission::SearchesWrite).await?;
        let (connection, actor) = read.with_actor();
        let search = visible(connection, actor, search).await?;
        let visibility = Visibility::of(connection, actor, &search).await?;
        visibility.require_scores()?;
        let found = runs::find(connection, &actor.org, &run).await?.filter(|run| run.search_id == search.id);
        let found = found.ok_or_else(|| Error::invalid("/run_id", "this search has no such run"))?;
        let kept = kept(connection, &actor.org, &run).await?;
        let needs_one = matches!(input.kind, Kind::Pair | Kind::Feedback);
        let is_there = |id: &CandidateId| kept.rows.iter().any(|row| row.candidate_id == *id);
        match &input.candidate_id {
            None if needs_one => return Err(Error::invalid("/candidate_id", "say about whom")),
            Some(_) if !needs_one => {
                return Err(Error::invalid("/candidate_id", "this kind of report is about no one candidate"));
            }
            Some(id) if !is_there(id) => {
                return Err(Error::invalid("/candidate_id", "this run has no such candidate"));
            }
            _ => {}
        }
        let of_whom = (input.kind, input.candidate_id.as_ref());
        let newest = reports::newest(connection, &actor.org, &search.id, of_whom).await?;
        let version = newest.as_ref().map_or(1, |report| report.version + 1);
        let previous = match newest {
            Some(report) => {
                let then = self::kept(connection, &actor.org, &report.run_id).await?;
                Some((report, then, kept))
            }
            None => None,
        };
        let is_blind = input.is_blind || !visibility.shows_names;
        Ok(Self { search, run, result_sha256: found.result_sha256, is_blind, version, previous })
    }

    /// What has changed since the version before, in words.
    fn changes(&self, basis: &Stored) -> Vec<String> {
        let Some((report, then, now)) = &self.previous else { return Vec::new() };
        let mut said = Vec::new();
        if report.run_id == self.run {
            said.push("It is made from the same result as before.".to_owned());
        }
        match (report.is_blind, self.is_blind) {
            (true, false) => said.push("Candidates have their names now.".to_owned()),
            (false, true) => said.push("Candidates' names are left out now.".to_owned()),
            _ => {}
        }
        let Move { changes, moves } = between(then, now, |row| basis.name_of(row));
        said.extend(changes.iter().map(|change| sentence(change)));
        // Where it is about one candidate, or about none, others' places are nobody's business.
        if matches!(report.kind, Kind::Board | Kind::Shortlist) {
            said.extend(moves.iter().map(|moved| sentence(moved)));
        }
        said
    }
}

async fn kept(connection: &mut Connection, org: &OrgId, run: &RunId) -> Result<KeptRun> {
    let text = runs::shortlist(connection, org, run).await?.unwrap_or_default();
    serde_json::from_str(&text).map_err(unreadable)
}

fn written(
    basis: &Stored,
    (kind, candidate): (Kind, Option<&CandidateId>),
    stamp: &Stamp,
    fonts: &pdf::Fonts,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<(String, Vec<ReportFile>)> {
    let id = candidate.map_or("", CandidateId::as_str);
    let kind = match kind {
        Kind::Board => report::Kind::Board,
        Kind::Pair => report::Kind::Pair(id),
        Kind::Need => report::Kind::Need,
        Kind::Shortlist => report::Kind::Shortlist,
        Kind::Feedback => report::Kind::Feedback(id),
    };
    let Files { title, html, xlsx, csv, json, paper } =
        basis.written(|inputs| report::version(inputs, kind, stamp))?;
    let mut files = vec![
        (Format::Html, html.into_bytes()),
        (Format::Docx, docx::to_docx(&paper).map_err(Error::internal("writing a report for Word"))?),
        (Format::Xlsx, xlsx),
        (Format::Csv, csv.into_bytes()),
        (Format::Json, json.into_bytes()),
    ];
    match paper::made(&paper, fonts, is_cancelled) {
        Ok(pdf) => files.push((Format::Pdf, pdf)),
        // What is too long for pages is made as all the rest.
        Err(error) => tracing::warn!(%error, "a version of a report has no PDF"),
    }
    let files = files.iter().map(|(format, bytes)| pack(*format, bytes)).collect::<Result<_>>()?;
    // A title is as long as the names in it.
    Ok((title.chars().take(500).collect(), files))
}
