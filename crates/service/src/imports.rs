//! People in, from files: what a file would change, the change itself, and its undoing.

mod batch;
mod columns;
mod plan;
mod preview;

pub use columns::{ColumnsInput, UnknownColumn, tell};
pub use intake::MAX_BYTES;
pub(crate) use plan::Plan;
pub(crate) use preview::refused;
pub use preview::{BadCell, BadPerson, Planned, Preview, Reading, Unknown, create, get, people};

use crate::inputs::MOST_CANDIDATES;
use crate::jobs::{self, Halt, Task};
use crate::searches::{held, require_open, visible};
use crate::transaction::started;
use crate::{Actor, Asked, Caller, Code, Error, Listed, Permission, Result, Service, Writing, candidates};
use batch::{BATCH, Batch};
use serde::{Deserialize, Serialize};
use store::imports::{self, Import, ImportState as State};
use store::jobs::{JobKind, JobState};
use store::{Connection, ImportId, OrgId, SearchId, string_enum};
use utoipa::ToSchema;

string_enum! {
    /// Which people of a file are to be put on file.
    Only {
        /// All of them: refused where something is wrong with anyone.
        All = "all",
        /// Those with whom nothing is wrong.
        Valid = "valid",
    }
}

/// How an import is to be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyInput {
    /// Which people.
    pub only: Only,
    /// A search whose candidates they become, in the order of the file; left out for none.
    #[serde(default)]
    pub search_id: Option<SearchId>,
}

/// A part of the imports, newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller, asked: &Asked) -> Result<Listed<Import>> {
    let page = asked.page()?;
    let mut read = service.read(caller, Permission::PeopleRead).await?;
    let (connection, org) = read.parts();
    let items = imports::list(connection, org, &page).await?;
    Ok(Listed::new(items, &page, |import| (import.created_at.as_str(), import.id.as_str())))
}

/// Puts the people of a file on file: at once, or where they are many as a job.
#[crate::boxed]
pub async fn apply(service: &Service, caller: &Caller, id: &ImportId, input: ApplyInput) -> Result<Import> {
    let asked = (id, &input);
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "import.apply", &asked).await?);
    let (connection, actor) = write.with_actor();
    let mut import = find(connection, &actor.org, id).await?;
    if let Some(search) = &input.search_id {
        require_room(connection, actor, search, &import).await?;
    }
    let (connection, org) = write.parts();
    let can_begin = match import.state {
        State::Preview => true,
        State::Applying => !is_at_work(connection, org, &import).await?,
        State::Columns | State::Applied | State::Undoing | State::Undone => false,
    };
    if !can_begin {
        let detail = match import.state {
            State::Columns => "say first what the unknown columns of this file hold".to_owned(),
            state => format!("this import is {state} already: it can be applied once"),
        };
        return Err(Error::conflict(Code::NotAPreview, detail));
    }
    if input.only == Only::All && import.n_skipped > 0 {
        let detail = format!(
            "something is wrong with {} of its people: correct the file, or apply only those who are valid",
            import.n_skipped
        );
        return Err(Error::conflict(Code::BadRows, detail));
    }
    if import.n_people - import.n_done <= BATCH {
        if !apply_part(service, caller, &mut write, &mut import, input.search_id.as_ref()).await? {
            return Err(busy());
        }
    } else {
        import.state = State::Applying;
        let payload = input.search_id.as_ref().map(ToString::to_string).unwrap_or_default();
        leave(service, &mut write, &mut import, payload).await?;
    }
    let import = write.finish(id.as_str(), &[], import).await?;
    service.new_jobs().notify_waiters();
    Ok(import)
}

/// Makes everyone whom an import changed what they were before: at once, or where they are many as a job.
#[crate::boxed]
pub async fn undo(service: &Service, caller: &Caller, id: &ImportId) -> Result<Import> {
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "import.undo", id).await?);
    let (connection, org) = write.parts();
    let mut import = find(connection, org, id).await?;
    let can_begin = match import.state {
        State::Applied => true,
        State::Applying | State::Undoing => !is_at_work(connection, org, &import).await?,
        State::Columns | State::Preview | State::Undone => false,
    };
    if !can_begin {
        let detail = format!("this import is {}: only what was applied can be undone", import.state);
        return Err(Error::conflict(Code::NotApplied, detail));
    }
    // What is half undone is brought to its end, whoever was changed meanwhile.
    if import.state != State::Undoing {
        refuse_blocked(connection, org, id).await?;
    }
    let n_changes = imports::changes(connection, org, id, BATCH + 1).await?.len() as i64;
    if n_changes <= BATCH {
        let mut batch = Batch::new(service, caller, &mut write);
        if !batch.undo(&mut import).await? {
            return Err(busy());
        }
    } else {
        import.state = State::Undoing;
        leave(service, &mut write, &mut import, String::new()).await?;
    }
    let import = write.finish(id.as_str(), &[], import).await?;
    service.new_jobs().notify_waiters();
    Ok(import)
}

/// Removes a preview, or a file that waits.
#[crate::boxed]
pub async fn remove(service: &Service, caller: &Caller, id: &ImportId) -> Result<()> {
    let mut write = started!(service.write(caller, Permission::PeopleWrite, "import.remove", id).await?);
    let now = write.now();
    let (connection, org) = write.parts();
    let mut import = find(connection, org, id).await?;
    if !matches!(import.state, State::Columns | State::Preview) {
        let detail = format!("this import is {}: only a preview can be removed", import.state);
        return Err(Error::conflict(Code::NotAPreview, detail));
    }
    if !imports::update(connection, org, &mut import, &now).await? {
        return Err(busy());
    }
    imports::remove(connection, org, id).await?;
    write.finish(id.as_str(), &[], ()).await
}

/// Goes on with an import that was left as a job, a part a transaction, from wherever it is.
pub(crate) async fn work(task: &Task<'_>) -> std::result::Result<(), Halt> {
    let id: ImportId = task.job.subject_id.parse().map_err(|_| Error::NotFound("import"))?;
    let caller = task.caller().await?;
    // The search whose candidates its people become, where there is one.
    let search: Option<SearchId> = task.job.payload.parse().ok();
    let mut n_undone = 0;
    loop {
        let mut write = task.begin(&caller, Permission::PeopleWrite, "import.go_on").await?;
        let (connection, org) = write.parts();
        let mut import = find(connection, org, &id).await?;
        let is_ours = match import.state {
            State::Applying => {
                apply_part(task.service, &caller, &mut write, &mut import, search.as_ref()).await?
            }
            State::Undoing => {
                n_undone += BATCH;
                Batch::new(task.service, &caller, &mut write).undo(&mut import).await?
            }
            State::Columns | State::Preview | State::Applied | State::Undone => true,
        };
        if !is_ours {
            // Another worker took this part; the next look says whether there is any more, and whose it is.
            continue;
        }
        let subject = id.as_str();
        match import.state {
            State::Applying => task.step(write, subject, &[], (import.n_done, import.n_people)).await?,
            State::Undoing => task.step(write, subject, &[], (n_undone, import.n_people)).await?,
            State::Columns | State::Preview | State::Applied | State::Undone => {
                return task.complete(write, (subject, &[]), subject, ()).await;
            }
        }
    }
}

/// Puts the next people of an import on file, and into a search where one is named. Says whether someone else had not
/// dealt with them meanwhile.
async fn apply_part(
    service: &Service,
    caller: &Caller,
    write: &mut Writing,
    import: &mut Import,
    search: Option<&SearchId>,
) -> Result<bool> {
    let Some(mut people) = Batch::new(service, caller, write).apply(import).await? else { return Ok(false) };
    if let Some(search) = search {
        let (connection, actor) = write.with_actor();
        let search = held(connection, actor, search).await?;
        people.retain(|person| *person != search.ceo_id);
        candidates::add_new(service, write, &search, &people).await?;
    }
    Ok(true)
}

/// Refuses a search that the people of an import cannot become candidates of.
async fn require_room(
    connection: &mut Connection,
    actor: &Actor,
    search: &SearchId,
    import: &Import,
) -> Result<()> {
    actor.require(Permission::SearchesWrite)?;
    require_open(&visible(connection, actor, search).await?)?;
    if import.n_people > MOST_CANDIDATES as i64 {
        let detail = format!(
            "this file has {} people, and a search at most {MOST_CANDIDATES} candidates: import them without the search, or \
             a shorter list",
            import.n_people
        );
        return Err(Error::conflict(Code::TooMany, detail));
    }
    Ok(())
}

/// The import with this id.
async fn find(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<Import> {
    imports::find(connection, org, id).await?.ok_or(Error::NotFound("import"))
}

/// Leaves the rest of an import to a job.
async fn leave(service: &Service, write: &mut Writing, import: &mut Import, payload: String) -> Result<()> {
    let (subject, total) = (import.id.to_string(), import.n_people);
    let job = jobs::enqueue(service, write, JobKind::Import, &subject, payload, total).await?;
    import.job_id = Some(job.id);
    let now = write.now();
    let (connection, org) = write.parts();
    if imports::update(connection, org, import, &now).await? { Ok(()) } else { Err(busy()) }
}

/// Whether an import's job is waiting or at work.
async fn is_at_work(connection: &mut Connection, org: &OrgId, import: &Import) -> Result<bool> {
    let Some(id) = &import.job_id else { return Ok(false) };
    let job = store::jobs::find(connection, org, id).await?;
    Ok(job.is_some_and(|job| matches!(job.state, JobState::Queued | JobState::Running)))
}

/// Refuses to undo what would undo someone's work with it.
async fn refuse_blocked(connection: &mut Connection, org: &OrgId, id: &ImportId) -> Result<()> {
    const SHOWN: i64 = 10;
    let (n_blocked, some) = imports::blocked(connection, org, id, SHOWN).await?;
    if n_blocked == 0 {
        return Ok(());
    }
    let more = if n_blocked > SHOWN { ", …" } else { "" };
    let detail = format!(
        "{n_blocked} of its people were changed since, or are in a search: {}{more}. Nothing is undone; change them by hand",
        some.join(", ")
    );
    Err(Error::conflict(Code::ChangedSince, detail))
}

fn busy() -> Error {
    Error::conflict(Code::Busy, "someone else is at work on this import: read it again in a moment")
}
