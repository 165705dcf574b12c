//! What takes the processor long: off the threads that answer, in turns, and no longer than somebody waits for it.

use crate::{Error, Result};
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use store::UserId;
use tokio::sync::Semaphore;

/// So many computations of one user go on or wait at once.
const MOST_OF_A_USER: usize = 2;
/// After so long one of them may have ended.
const RETRY_SECONDS: i64 = 2;

/// Turns of each kind: none waits for another.
#[derive(Debug)]
pub(crate) struct Computing {
    /// What answers a page.
    quick: Arc<Semaphore>,
    /// What a user asks to be computed.
    asked: Arc<Semaphore>,
    /// Passwords.
    hashing: Arc<Semaphore>,
    /// Jobs, one at a time.
    working: Arc<Semaphore>,
    /// How much each user asks for at the moment.
    users: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Computing {
    /// So many of a kind at once, but for jobs.
    pub(crate) fn new(at_once: usize) -> Self {
        let turns = || Arc::new(Semaphore::new(at_once.max(1)));
        Self {
            quick: turns(),
            asked: turns(),
            hashing: turns(),
            working: Arc::new(Semaphore::new(1)),
            users: Arc::default(),
        }
    }

    pub(crate) async fn quick<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        take_turn(&self.quick, (), move |_| work()).await
    }

    pub(crate) async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        take_turn(&self.hashing, (), move |_| work()).await
    }

    pub(crate) async fn job<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Waited) -> T + Send + 'static,
    ) -> Result<T> {
        take_turn(&self.working, (), work).await
    }

    /// # Errors
    /// [`Error::Throttled`] where the user asks for too much at once.
    pub(crate) async fn asked<T: Send + 'static>(
        &self,
        user: &UserId,
        work: impl FnOnce(&Waited) -> T + Send + 'static,
    ) -> Result<T> {
        let place = Place::of(&self.users, user)?;
        take_turn(&self.asked, place, work).await
    }
}

/// Whether somebody still waits for a computation.
#[derive(Debug)]
pub struct Waited(Arc<AtomicBool>);

impl Waited {
    /// Ends the computation where nobody does. It unwinds, past whatever is half done, to where its turn ends.
    pub(crate) fn or_stop(&self) {
        if !self.0.load(Ordering::Relaxed) {
            resume_unwind(Box::new("nobody waits for this any more"));
        }
    }
}

/// Whoever waits: with the request, they go.
struct Waiter(Arc<AtomicBool>);

impl Drop for Waiter {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// One of the computations that a user may ask for at once.
#[derive(Debug)]
struct Place {
    users: Arc<Mutex<HashMap<UserId, usize>>>,
    user: UserId,
}

impl Place {
    fn of(users: &Arc<Mutex<HashMap<UserId, usize>>>, user: &UserId) -> Result<Self> {
        let mut counts = users.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(user.clone()).or_default();
        if *count >= MOST_OF_A_USER {
            return Err(Error::TooBusy { seconds: RETRY_SECONDS });
        }
        *count += 1;
        Ok(Self { users: Arc::clone(users), user: user.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.user);
            }
        }
    }
}

async fn take_turn<T: Send + 'static>(
    turns: &Arc<Semaphore>,
    place: impl Send + 'static,
    work: impl FnOnce(&Waited) -> T + Send + 'static,
) -> Result<T> {
    let turn = Arc::clone(turns).acquire_owned().await.map_err(Error::internal("waiting for a turn"))?;
    let waited = Arc::new(AtomicBool::new(true));
    let _waiter = Waiter(Arc::clone(&waited));
    let work = move || {
        // Both last as long as the work, even where nobody waits for its end any more.
        let _held = (turn, place);
        work(&Waited(waited))
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal("computing"))
}

#[cfg(test)]
mod tests {
    use super::{Computing, MOST_OF_A_USER, Waited};
    use crate::Error;
    use std::time::Duration;
    use store::UserId;

    fn user(text: &str) -> UserId {
        text.parse().unwrap()
    }

    const ONE: &str = "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d";
    const OTHER: &str = "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7e";

    /// Goes on until nobody waits any more.
    fn endless(waited: &Waited) {
        loop {
            waited.or_stop();
            std::hint::spin_loop();
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_user_has_two_and_they_end_with_whoever_waits() {
        let computing = Computing::new(1);
        let one = user(ONE);
        {
            let mut waiting: Vec<_> =
                (0..MOST_OF_A_USER).map(|_| Box::pin(computing.asked(&one, endless))).collect();
            for future in &mut waiting {
                let polled = tokio::time::timeout(Duration::from_millis(5), future).await;
                assert!(polled.is_err(), "it goes on");
            }
            let third = computing.asked(&one, |_| ()).await;
            assert!(matches!(third, Err(Error::TooBusy { .. })), "{third:?}");
            // Passwords and pages have turns of their own, whatever is computed.
            assert_eq!(computing.hash(|| 1).await.unwrap(), 1);
            assert_eq!(computing.quick(|| 2).await.unwrap(), 2);
        }
        // Nobody waits for the two any more: the turn is free, for others and for the same user.
        assert_eq!(computing.asked(&user(OTHER), |_| 3).await.unwrap(), 3);
        assert_eq!(computing.asked(&one, |_| 4).await.unwrap(), 4);
        assert!(computing.users.lock().unwrap().is_empty());
    }
}
