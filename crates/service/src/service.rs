use crate::cache::Cache;
use crate::computing::{Computing, Waited};
use crate::find::Everyone;
use crate::pool_map::OfState;
use crate::results::Ranked;
use crate::runs::Results;
use crate::{Begun, Caller, Error, Permission, Reading, Result, Surroundings, Writing, secret};
use fit::Framework;
use fit::instrument::Instrument;
use fit::norm::OwnNorm;
use fit::pool::{Pool, PoolMap};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Database, idempotency};
use tokio::sync::{Mutex, MutexGuard, Notify};

/// How many frameworks are held that were read before. A firm has a handful.
const N_FRAMEWORKS: usize = 32;
/// And how many instruments.
const N_INSTRUMENTS: usize = 64;
/// How many candidates of results are held that were computed or read before: some 50 KiB each, and some 10 as written.
/// The largest search has 500.
const N_CANDIDATES: usize = 1_500;
/// How many people of norms are held that were read before: half a KiB each.
const N_NORMED: usize = 40_000;
/// How many people are held in pools that were read before: about a KiB each.
const N_POOLED: usize = 40_000;

/// How many people are held as columns for finding candidates: half a KiB each.
const N_EVERYONE: usize = 250_000;

/// Settings of the service itself. Those of the program (addresses, files, logs) are not its business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Argon2id's memory in KiB.
    pub argon2_memory_kib: u32,
    /// Argon2id's passes.
    pub argon2_passes: u32,
    /// How much heavy computing of a kind goes on at once.
    pub n_computing: usize,
    /// A session ends after so long without use.
    pub session_idle_seconds: i64,
    /// A session ends after so long in any case.
    pub session_max_seconds: i64,
    /// After how many days whoever was asked by mail is reminded once; 0 for never.
    pub reminder_days: i64,
    /// Where the heads of audit logs are mailed to, once a week; empty where nobody keeps them.
    pub audit_mail: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            argon2_memory_kib: 19 * 1024,
            argon2_passes: 2,
            n_computing: 2,
            session_idle_seconds: 30 * 60,
            session_max_seconds: 12 * 60 * 60,
            reminder_days: 7,
            audit_mail: String::new(),
        }
    }
}

/// The service: a database, the machine's time and chance, and settings. Cloning it is cheap and shares everything.
#[derive(Debug, Clone)]
pub struct Service(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    database: Database,
    surroundings: Surroundings,
    settings: Settings,
    computing: Computing,
    new_jobs: Notify,
    frameworks: Cache<Framework>,
    instruments: Cache<Instrument>,
    runs: Cache<Results>,
    rankings: Cache<Ranked>,
    pools: Cache<OfState<Pool>>,
    maps: Cache<OfState<PoolMap>>,
    everyone: Cache<Everyone>,
    finding: Mutex<()>,
    mapping: Mutex<()>,
    ranking: Mutex<()>,
    norms: Cache<OwnNorm>,
    /// When it was last tidied up, in microseconds.
    tidied: AtomicI64,
}

impl Service {
    /// A service on a database.
    #[must_use]
    pub fn new(database: Database, surroundings: Surroundings, settings: Settings) -> Self {
        let computing = Computing::new(settings.n_computing);
        Self(Arc::new(Parts {
            database,
            surroundings,
            settings,
            computing,
            new_jobs: Notify::new(),
            frameworks: Cache::with_room_for(N_FRAMEWORKS),
            instruments: Cache::with_room_for(N_INSTRUMENTS),
            runs: Cache::with_room_for(N_CANDIDATES),
            rankings: Cache::with_room_for(N_CANDIDATES),
            pools: Cache::with_room_for(N_POOLED),
            maps: Cache::with_room_for(N_POOLED),
            everyone: Cache::with_room_for(N_EVERYONE),
            finding: Mutex::new(()),
            mapping: Mutex::new(()),
            ranking: Mutex::new(()),
            norms: Cache::with_room_for(N_NORMED),
            tidied: AtomicI64::new(0),
        }))
    }

    /// The database, for what concerns all of it: health, migration, backup.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// Time and chance.
    #[must_use]
    pub fn surroundings(&self) -> &Surroundings {
        &self.0.surroundings
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Frameworks that were read before, by the hash of their documents.
    #[must_use]
    pub(crate) fn frameworks(&self) -> &Cache<Framework> {
        &self.0.frameworks
    }

    /// Instruments that were read before, by the hash of their documents.
    #[must_use]
    pub(crate) fn instruments(&self) -> &Cache<Instrument> {
        &self.0.instruments
    }

    /// Results that were computed before, by a hash of what they follow from, and runs that were read, by their ids.
    #[must_use]
    pub(crate) fn runs(&self) -> &Cache<Results> {
        &self.0.runs
    }

    /// Rankings of runs that were written before, by run and by what people are called in them.
    #[must_use]
    pub(crate) fn rankings(&self) -> &Cache<Ranked> {
        &self.0.rankings
    }

    /// Everyone on file as they were read last, by organisation and framework.
    #[must_use]
    pub(crate) fn pools(&self) -> &Cache<OfState<Pool>> {
        &self.0.pools
    }

    /// Maps that were drawn last, by the same and by how groups are looked for.
    #[must_use]
    pub(crate) fn maps(&self) -> &Cache<OfState<PoolMap>> {
        &self.0.maps
    }

    /// Waits for a turn to read everyone on file: several who ask at once have it done once.
    pub(crate) async fn mapping(&self) -> MutexGuard<'_, ()> {
        self.0.mapping.lock().await
    }

    /// Everyone as columns for finding candidates, by organisation and framework.
    #[must_use]
    pub(crate) fn everyone(&self) -> &Cache<Everyone> {
        &self.0.everyone
    }

    /// Waits for a turn to read everyone for finding candidates: several who ask at once have it done once.
    pub(crate) async fn finding_turn(&self) -> MutexGuard<'_, ()> {
        self.0.finding.lock().await
    }

    /// Waits for a turn to compute the results of a search: several who ask at once have them computed once.
    pub(crate) async fn ranking_turn(&self) -> MutexGuard<'_, ()> {
        self.0.ranking.lock().await
    }

    /// Norms of organisations' own people that were read before, by their ids.
    #[must_use]
    pub(crate) fn norms(&self) -> &Cache<OwnNorm> {
        &self.0.norms
    }

    /// Whether tidying is due, which it then is not again for so long.
    pub(crate) fn is_due(&self, seconds: i64) -> bool {
        let now = self.0.surroundings.micros();
        let last = self.0.tidied.load(Ordering::Relaxed);
        let is_due = now - last >= seconds * 1_000_000;
        is_due && self.0.tidied.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Wakes who waits for jobs.
    #[must_use]
    pub(crate) fn new_jobs(&self) -> &Notify {
        &self.0.new_jobs
    }

    /// Opens the store to read, for a caller who may.
    #[crate::boxed]
    pub async fn read(&self, caller: &Caller, permission: Permission) -> Result<Reading> {
        caller.actor.require(permission)?;
        Ok(Reading::new(self.0.database.read().await?, caller.actor.clone()))
    }

    /// Opens the store to write, for a caller who may. `asked` is all that the answer depends on: with the action it
    /// tells whether a request under the same key is the same request.
    pub async fn write<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        permission: Permission,
        action: &'static str,
        asked: &(impl Serialize + Sync),
    ) -> Result<Begun<T>> {
        caller.actor.require(permission)?;
        let mut connection = self.0.database.write().await?;
        let now = self.0.surroundings.now();
        let mut kept = None;
        if let Some(key) = &caller.key {
            let request_hash = request_hash(action, asked)?;
            let actor = &caller.actor;
            let key = kept.insert(key.of(&request_hash));
            let taken =
                idempotency::take(&mut connection, &actor.org, &actor.user, key, &request_hash, &now).await;
            match taken {
                Ok(()) => {}
                Err(store::Error::Taken) => {
                    // A failed statement ends the transaction on PostgreSQL: what was answered is read in another.
                    drop(connection);
                    let answer = self.answered(caller, permission, action, asked).await?;
                    return answer.map(Begun::Replayed).ok_or(Error::KeyReused);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Begun::Started(Writing::new(connection, (caller, kept), action, now)))
    }

    /// Opens the store to write for a caller who may, without regard to a key: for jobs, which have none, and for what makes
    /// a secret. That is not kept, so a request that is repeated makes another.
    pub(crate) async fn write_anew(
        &self,
        caller: &Caller,
        permission: Permission,
        action: &'static str,
    ) -> Result<Writing> {
        caller.actor.require(permission)?;
        let connection = self.0.database.write().await?;
        Ok(Writing::new(connection, (caller, None), action, self.0.surroundings.now()))
    }

    /// Records that someone read what leaves with them, or was refused something. Nothing else is written.
    ///
    /// # Errors
    /// Where it cannot be recorded now.
    #[crate::boxed]
    pub async fn note(
        &self,
        caller: &Caller,
        action: &'static str,
        subject: &str,
        fields: &[&str],
    ) -> Result<()> {
        let connection = self.0.database.write().await?;
        let mut writing = Writing::new(connection, (caller, None), action, self.0.surroundings.now());
        writing.record(action, subject, fields).await?;
        writing.commit().await
    }

    /// What was answered before to the same request under the same key: for what is computed before it is written.
    pub(crate) async fn answered<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        permission: Permission,
        action: &'static str,
        asked: &(impl Serialize + Sync),
    ) -> Result<Option<T>> {
        caller.actor.require(permission)?;
        let Some(key) = &caller.key else { return Ok(None) };
        let request_hash = request_hash(action, asked)?;
        let key = key.of(&request_hash);
        let mut connection = self.0.database.read().await?;
        let actor = &caller.actor;
        let Some(before) = idempotency::find(&mut connection, &actor.org, &actor.user, &key).await? else {
            return Ok(None);
        };
        if before.request_hash != request_hash {
            return Err(Error::KeyReused);
        }
        serde_json::from_str(&before.answer)
            .map(Some)
            .map_err(Error::internal("reading an answer that was kept"))
    }

    /// Computes something that takes the processor a while, without holding up anyone else.
    ///
    /// # Errors
    /// Where the computation panics, which is a defect.
    pub async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        self.0.computing.quick(work).await
    }

    /// Computes what a caller asks for and what may take long. The work looks whether anybody still waits for it.
    ///
    /// # Errors
    /// [`Error::TooBusy`] where the caller asks for too much at once.
    pub(crate) async fn compute_for<T: Send + 'static>(
        &self,
        caller: &Caller,
        work: impl FnOnce(&Waited) -> T + Send + 'static,
    ) -> Result<T> {
        self.0.computing.asked(&caller.actor.user, work).await
    }

    /// Hashes a password: whoever signs in waits for no computation.
    pub(crate) async fn compute_hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        self.0.computing.hash(work).await
    }

    /// Computes what a job asks for, one at a time, as long as the job goes on.
    ///
    /// # Errors
    /// Where the computation panics, which is a defect.
    pub async fn compute_for_job<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Waited) -> T + Send + 'static,
    ) -> Result<T> {
        self.0.computing.job(work).await
    }
}

/// What tells whether a request under the same key is the same request.
fn request_hash(action: &'static str, asked: &impl Serialize) -> Result<String> {
    let asked = serde_json::to_string(&(action, asked)).map_err(Error::internal("writing what was asked"))?;
    Ok(secret::hash(&asked))
}
