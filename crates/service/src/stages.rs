//! Stages: where each candidate of a search is, what comes next, and why somebody left.

use crate::candidate_records::{Access, Seen, name_of};
use crate::checks::Checks;
use crate::line::Line;
use crate::searches::visible;
use crate::transaction::started;
use crate::visibility::Visibility;
use crate::{Actor, Caller, Code, Error, Expected, Listed, Permission, Result, Service};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::candidates::{self, Candidate};
use store::notes::Audience;
use store::searches::SearchState;
use store::stages::{self, CandidateStage};
use store::{CandidateId, Connection, Day, EditedList, OrgId, SearchId, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a stage or a requirement is called.
pub type Title = Line<1, 60>;
/// What comes next.
pub type NextStep = Line<0, 500>;

/// A list has at most so many stages or requirements.
pub(crate) const MOST_ITEMS: usize = 30;
/// A reason has at most so many characters.
const MOST_REASON: usize = 2_000;

/// A stage of an organisation's searches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stage {
    /// What it is known by.
    #[schema(example = "interview")]
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Whether a candidate in it has left the search.
    pub is_out: bool,
}

/// The stages in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageList {
    /// The stages.
    pub stages: Vec<Stage>,
    /// The number of this version; 0 for the built-in stages.
    pub revision: i64,
}

/// A stage as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageInput {
    /// The key of a stage that is kept; none for a new one.
    #[serde(default)]
    pub key: Option<String>,
    /// What it is called.
    #[schema(value_type = Title)]
    pub title: String,
    /// Whether a candidate in it has left the search.
    #[serde(default)]
    pub is_out: bool,
}

/// The stages as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageListInput {
    /// In order; the first is where candidates begin.
    #[schema(min_items = 1, max_items = 30)]
    pub stages: Vec<StageInput>,
}

/// The stage that is one thing with the mark of a finalist, where an organisation has kept it.
const FINALIST: &str = "finalist";

/// Whether candidates in a stage are finalists: those in the stage of this name and behind it who have not left. None where
/// there is no such stage.
fn is_of_finalists(stages: &[Stage], key: &str) -> Option<bool> {
    let place = |key: &str| stages.iter().position(|stage| stage.key == key);
    let (from, at) = (place(FINALIST)?, place(key)?);
    Some(at >= from && !stages[at].is_out)
}

/// Where a candidate of whom nothing is recorded is.
fn first(stages: &[Stage], is_finalist: bool) -> Option<&Stage> {
    let finalist = stages.iter().find(|stage| is_finalist && stage.key == FINALIST);
    finalist.or(stages.first())
}

/// The stages that there are unless an organisation has its own.
fn built_in() -> Vec<Stage> {
    let stage = |(key, title, is_out): (&str, &str, bool)| Stage {
        key: key.to_owned(),
        title: title.to_owned(),
        is_out,
    };
    let stages = [
        ("long_list", "Long list", false),
        ("interview", "Interview", false),
        ("finalist", "Finalist", false),
        ("offer", "Offer", false),
        ("out", "Out", true),
        ("withdrew", "Withdrew", true),
    ];
    stages.map(stage).into()
}

async fn known(connection: &mut Connection, org: &OrgId) -> Result<StageList> {
    Ok(match stages::list(connection, org).await? {
        None => StageList { stages: built_in(), revision: 0 },
        Some(list) => StageList { stages: read_items(&list)?, revision: list.revision },
    })
}

pub(crate) fn read_items<T: for<'de> Deserialize<'de>>(list: &EditedList) -> Result<Vec<T>> {
    serde_json::from_str(&list.items).map_err(Error::internal("reading a list"))
}

pub(crate) fn written<T: Serialize>(items: &[T], revision: i64) -> Result<EditedList> {
    let items = serde_json::to_string(items).map_err(Error::internal("writing a list"))?;
    Ok(EditedList { items, revision })
}

/// The key of an item: the one it had, or a new one.
pub(crate) fn key_of(service: &Service, given: Option<&str>, known: impl Fn(&str) -> bool) -> String {
    let kept = given.filter(|key| known(key)).map(str::to_owned);
    kept.unwrap_or_else(|| service.surroundings().id::<Uuid>().to_string())
}

/// The stages of the caller's organisation.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller) -> Result<StageList> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, org) = read.parts();
    known(connection, org).await
}

/// Changes the stages. One that candidates are in cannot be removed.
#[crate::boxed]
pub async fn put_list(
    service: &Service,
    caller: &Caller,
    expected: Expected,
    input: StageListInput,
) -> Result<StageList> {
    let begun = service.write(caller, Permission::SearchesWrite, "stages.put", &input).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, org) = write.parts();
    let there = known(connection, org).await?;
    expected.check(there.revision)?;
    let mut checks = Checks::default();
    let n = input.stages.len();
    checks.require((1..=MOST_ITEMS).contains(&n), "/stages", &format!("give 1 to {MOST_ITEMS} stages"));
    checks.require(
        input.stages.first().is_some_and(|first| !first.is_out),
        "/stages/0/is_out",
        "candidates begin in the first stage: put one here that is not an exit",
    );
    let mut made: Vec<Stage> = Vec::new();
    for (index, stage) in input.stages.iter().enumerate() {
        let at = format!("/stages/{index}/title");
        let title = Title::checked(&mut checks, &at, &stage.title);
        let is_new = made.iter().all(|other| other.title.to_lowercase() != title.to_lowercase());
        checks.require(is_new, &at, "another stage has this name");
        let is_known = |key: &str| {
            there.stages.iter().any(|stage| stage.key == key) && made.iter().all(|stage| stage.key != key)
        };
        let key = key_of(service, stage.key.as_deref(), is_known);
        made.push(Stage { key, title, is_out: stage.is_out });
    }
    checks.done()?;
    for key in stages::in_use(connection, org).await? {
        if made.iter().all(|stage| stage.key != key) {
            let title =
                there.stages.iter().find(|stage| stage.key == key).map_or(&*key, |stage| &stage.title);
            let detail = format!("candidates are in the stage “{title}”: move them first, or rename it");
            return Err(Error::conflict(Code::InUse, detail));
        }
    }
    let list = StageList { stages: made, revision: there.revision + 1 };
    if !stages::put_list(connection, org, &written(&list.stages, list.revision)?, &now).await? {
        return Err(Error::Stale);
    }
    let subject = org.to_string();
    write.finish(&subject, &["stages"], list).await
}

/// Where a candidate is, as far as the one who asks may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CandidateStage)]
pub struct ShownStage {
    /// The candidate.
    pub candidate_id: CandidateId,
    /// The stage.
    pub stage: Stage,
    /// What comes next; null if nothing is planned, or it is not for the one who asks.
    pub next_step: Option<String>,
    /// When that is due.
    pub due_on: Option<Day>,
    /// Why the candidate left; null if none is given, or it is not for the one who asks.
    pub reason: Option<String>,
    /// Whether everyone who may see the search may read the reason.
    pub is_reason_shareable: bool,
    /// Whether there is a text that is withheld because the search is blind.
    pub is_withheld: bool,
    /// The number of this version; 0 if nobody has said anything yet.
    pub revision: i64,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// By whom.
    pub updated_by: Option<String>,
}

/// Where a candidate is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageChange {
    /// The key of the stage.
    #[schema(example = "interview")]
    pub stage: String,
    /// What comes next.
    #[serde(default)]
    #[schema(value_type = NextStep)]
    pub next_step: String,
    /// When that is due.
    pub due_on: Option<Day>,
    /// Why the candidate leaves; required for a stage that is an exit.
    #[serde(default)]
    #[schema(max_length = 2_000, pattern = r"^[^\x00]*$")]
    pub reason: String,
    /// Whether everyone who may see the search may read the reason; only recruiters otherwise.
    #[serde(default)]
    pub is_reason_shareable: bool,
}

/// A stage with how far someone may read its texts.
struct Reader<'a> {
    actor: &'a Actor,
    visibility: Visibility,
    list: &'a StageList,
}

impl Reader<'_> {
    fn shown(&self, candidate: &Candidate, row: Option<CandidateStage>, by: Option<String>) -> ShownStage {
        let key = row.as_ref().map(|row| row.stage.as_str());
        let stages = &self.list.stages;
        let stage = stages.iter().find(|stage| Some(stage.key.as_str()) == key);
        let stage = stage.or_else(|| first(stages, candidate.is_finalist));
        let mut is_withheld = false;
        let mut read = |audience: Audience, text: &str| {
            let access = self.visibility.access(self.actor, audience, None);
            is_withheld |= access == Access::Withheld && !text.is_empty();
            (access == Access::Open && !text.is_empty()).then(|| text.to_owned())
        };
        let of_reason = row.as_ref().map_or(Audience::Private, |row| match row.is_reason_shareable {
            true => Audience::Shareable,
            false => Audience::Private,
        });
        ShownStage {
            candidate_id: candidate.id.clone(),
            stage: stage.cloned().unwrap_or(Stage {
                key: String::new(),
                title: String::new(),
                is_out: false,
            }),
            next_step: row.as_ref().and_then(|row| read(Audience::Panel, &row.next_step)),
            reason: row.as_ref().and_then(|row| read(of_reason, &row.reason)),
            is_withheld,
            due_on: row.as_ref().and_then(|row| row.due_on.clone()),
            is_reason_shareable: row.as_ref().is_some_and(|row| row.is_reason_shareable),
            revision: row.as_ref().map_or(0, |row| row.revision),
            updated_at: row.map(|row| row.updated_at),
            updated_by: by,
        }
    }
}

pub(crate) async fn of(connection: &mut Connection, actor: &Actor, seen: &Seen) -> Result<ShownStage> {
    let list = known(connection, &actor.org).await?;
    let row = stages::find(connection, &actor.org, &seen.candidate.id).await?;
    let by = match &row {
        Some(row) => name_of(connection, &actor.org, &row.updated_by).await?,
        None => None,
    };
    let reader = Reader { actor, visibility: seen.visibility(), list: &list };
    Ok(reader.shown(&seen.candidate, row, by))
}

/// Where all candidates of a search are, in the order in which they were added.
#[crate::boxed]
pub async fn of_search(service: &Service, caller: &Caller, search: &SearchId) -> Result<Listed<ShownStage>> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let search = visible(connection, actor, search).await?;
    let visibility = Visibility::of(connection, actor, &search).await?;
    let list = known(connection, &actor.org).await?;
    let rows = stages::of_search(connection, &actor.org, &search.id).await?;
    let mut rows: HashMap<CandidateId, CandidateStage> =
        rows.into_iter().map(|row| (row.candidate_id.clone(), row)).collect();
    let reader = Reader { actor, visibility, list: &list };
    let candidates = candidates::list(connection, &actor.org, &search.id).await?;
    let shown = |candidate: &Candidate| reader.shown(candidate, rows.remove(&candidate.id), None);
    Ok(Listed::whole(candidates.iter().map(shown).collect()))
}

/// Where a candidate is.
#[crate::boxed]
pub async fn get(
    service: &Service,
    caller: &Caller,
    search: &SearchId,
    candidate: &CandidateId,
) -> Result<ShownStage> {
    let mut read = service.read(caller, Permission::SearchesRead).await?;
    let (connection, actor) = read.with_actor();
    let seen = Seen::find(connection, actor, search, candidate).await?;
    of(connection, actor, &seen).await
}

/// Moves a candidate who is marked as a finalist, or no longer, to a stage that says the same.
pub(crate) async fn follow_mark(
    connection: &mut Connection,
    actor: &Actor,
    candidate: &Candidate,
    now: &Timestamp,
) -> Result<()> {
    let StageList { stages, .. } = known(connection, &actor.org).await?;
    let there = stages::find(connection, &actor.org, &candidate.id).await?;
    let from = stages.iter().position(|stage| stage.key == FINALIST);
    let (Some(from), Some(there)) = (from, there) else { return Ok(()) };
    if is_of_finalists(&stages, &there.stage).is_none_or(|is_finalist| is_finalist == candidate.is_finalist) {
        return Ok(());
    }
    let Some(to) = (if candidate.is_finalist { Some(from) } else { from.checked_sub(1) }) else {
        return Ok(());
    };
    let moved = CandidateStage {
        stage: stages[to].key.clone(),
        revision: there.revision + 1,
        updated_by: actor.user.clone(),
        updated_at: now.clone(),
        reason: String::new(),
        ..there
    };
    if stages::put(connection, &actor.org, &moved).await? { Ok(()) } else { Err(Error::Stale) }
}

/// Moves a candidate to a stage, and says what comes next. The stage of finalists, and those behind it, are one thing with
/// the mark of a finalist.
#[crate::boxed]
pub async fn put(
    service: &Service,
    caller: &Caller,
    (search, candidate): (&SearchId, &CandidateId),
    expected: Expected,
    change: StageChange,
) -> Result<ShownStage> {
    let asked = (search, candidate, &change);
    let begun = service.write(caller, Permission::SearchesWrite, "candidate.stage", &asked).await?;
    let mut write = started!(begun);
    let seen = Seen::hold(&mut write, search, candidate).await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let list = known(connection, &actor.org).await?;
    let there = stages::find(connection, &actor.org, candidate).await?;
    let revision = there.map_or(0, |there| there.revision);
    expected.check(revision)?;
    let mut checks = Checks::default();
    let stage = list.stages.iter().find(|stage| stage.key == change.stage);
    checks.require(stage.is_some(), "/stage", "choose one of the stages");
    let next_step = NextStep::checked(&mut checks, "/next_step", &change.next_step);
    let reason = change.reason.trim().replace("\r\n", "\n");
    checks.text("/reason", &reason, 0, MOST_REASON);
    let is_missing = stage.is_some_and(|stage| stage.is_out) && reason.is_empty();
    checks.require(!is_missing, "/reason", "say in a sentence why the candidate leaves the search");
    checks.done()?;
    let row = CandidateStage {
        candidate_id: candidate.clone(),
        stage: change.stage,
        next_step,
        due_on: change.due_on,
        reason,
        is_reason_shareable: change.is_reason_shareable,
        revision: revision + 1,
        updated_by: actor.user.clone(),
        updated_at: now.clone(),
    };
    if !stages::put(connection, &actor.org, &row).await? {
        return Err(Error::Stale);
    }
    let is_open = visible(connection, actor, search).await?.state == SearchState::Open;
    let is_finalist = is_of_finalists(&list.stages, &row.stage);
    if let Some(is_finalist) = is_finalist.filter(|mark| is_open && *mark != seen.candidate.is_finalist) {
        let marked = Candidate { is_finalist, ..seen.candidate.clone() };
        if !candidates::update(connection, &actor.org, &marked, &now).await? {
            return Err(Error::Stale);
        }
    }
    let shown = of(connection, actor, &seen).await?;
    write.finish(candidate.as_str(), &["stage", "next_step", "due_on", "reason"], shown).await
}
