//! Sessions: signing in with a browser, and out.

use crate::checks::account;
use crate::throttling::{self, Bucket};
use crate::transaction::started;
use crate::{
    Actor, Caller, Code, Error, Listed, Permission, Result, Secret, Service, Via, hash_secret, passwords,
    second_factor,
};
use std::time::Duration;
use store::audit::{self, Record};
use store::browsers;
use store::second_factors;
use store::sessions::{self, Session};
use store::users::{self, User};
use store::{Connection, SessionId, Timestamp};

/// Who is signing in: from where, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The network address.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
    /// The hash of the secret of the session that their browser has already, which ends where another begins.
    pub before: Option<String>,
    /// The hash of the secret by which their browser is known, where somebody signed in in it before.
    pub browser: Option<String>,
    /// The request's id.
    pub request: String,
}

/// What the browser of someone who signed in is given.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret of the session.
    pub session: Secret,
    /// The secret by which the browser is known from now on; none where it is known already.
    pub browser: Option<Secret>,
}

/// How far signing in is.
#[derive(Debug, Clone)]
pub enum Entered {
    /// Done.
    SignedIn(SignedIn),
    /// The code of the second factor is owed. This secret stands for the password until then.
    OwesCode(Secret),
}

/// So long after the password the code has to be given.
const CODE_SECONDS: i64 = 5 * 60;

/// A browser is known for so long after the last time that its user signed in in it.
pub const BROWSER_SECONDS: i64 = 180 * 24 * 60 * 60;

const WRONG: &str = "this address and password do not belong together";
const TOO_LATE: &str = "too much time has passed since you gave your password: sign in again";
const ENDED: &str = "your session has ended: sign in again";

/// Begins a session with address and password.
///
/// # Errors
/// [`Error::NotSignedIn`] where they do not belong together, in the same words and time whether there is such a user or
/// not; [`Error::Throttled`] after too many failures.
#[crate::boxed]
pub async fn sign_in(service: &Service, email: &str, password: &str, visitor: &Visitor) -> Result<Entered> {
    let email = account(email);
    let (user, known) = {
        let mut connection = service.database().read().await?;
        let user = users::find_by_email(&mut connection, &email).await?;
        let known = match &user {
            Some(user) => known_browser(service, &mut connection, user, visitor).await?,
            None => None,
        };
        (user, known)
    };
    // Failures from elsewhere do not hold up whoever signed in in this browser before.
    let buckets = match known {
        Some(browser) => vec![Bucket::Browser(browser)],
        None => vec![
            Bucket::Account(&email),
            Bucket::AccountFrom(&email, &visitor.address),
            Bucket::Address(&visitor.address),
        ],
    };
    throttling::attempt(service, &buckets).await?;
    let kept = user.as_ref().and_then(|user| user.password_hash.as_deref());
    let is_right = password.chars().count() <= passwords::LONGEST
        && passwords::is_right(service, password, kept).await?;
    let known = user.clone();
    let user = user.filter(|user| is_right && user.disabled_at.is_none());
    let Some(user) = user else {
        if let Some(known) = known {
            // Not waited for: nobody learns from the time whether there is such a user.
            let (service, visitor) = (service.clone(), visitor.clone());
            tokio::spawn(async move { note_failure(&service, &known, &visitor).await });
        }
        return Err(Error::NotSignedIn(WRONG));
    };
    throttling::succeeded(service, &buckets).await?;
    let mut connection = service.database().write().await?;
    let entered = enter(service, &mut connection, &user, visitor).await?;
    connection.commit().await?;
    Ok(entered)
}

/// Begins a session with the code that is owed after the password.
///
/// # Errors
/// [`Error::NotSignedIn`] where the password was given too long ago; where the code is wrong, and after too many failures.
#[crate::boxed]
pub async fn give_code(service: &Service, begun: &str, code: &str, visitor: &Visitor) -> Result<SignedIn> {
    let now = service.surroundings().now();
    let user = {
        let mut connection = service.database().read().await?;
        match second_factors::begun_sign_in(&mut connection, &hash_secret(begun), &now).await? {
            Some((org, user)) => users::find(&mut connection, &org, &user).await?,
            None => None,
        }
    };
    let user = user.filter(|user| user.disabled_at.is_none()).ok_or(Error::NotSignedIn(TOO_LATE))?;
    let attempt = second_factor::Attempt::begin(service, &user.id).await?;
    let mut connection = service.database().write().await?;
    if !second_factor::take(service, &mut connection, (&user.org_id, &user.id), code).await? {
        drop(connection);
        note_failure(service, &user, visitor).await;
        return Err(second_factor::wrong());
    }
    second_factors::end_sign_ins(&mut connection, &user.org_id, &user.id).await?;
    let signed_in = begin(service, &mut connection, &user, visitor).await?;
    connection.commit().await?;
    attempt.succeeded(service).await?;
    Ok(signed_in)
}

/// Begins a session for a user whose password or link was right, or has them owe the code.
pub(crate) async fn enter(
    service: &Service,
    connection: &mut Connection,
    user: &User,
    visitor: &Visitor,
) -> Result<Entered> {
    let factor = second_factors::find(connection, &user.org_id, &user.id).await?;
    if factor.is_none_or(|factor| factor.confirmed_at.is_none()) {
        return Ok(Entered::SignedIn(begin(service, connection, user, visitor).await?));
    }
    let secret = Secret::new("", service.surroundings());
    let until = service.surroundings().now().plus_seconds(CODE_SECONDS);
    second_factors::begin_sign_in(connection, &user.org_id, &user.id, &secret.hash(), &until).await?;
    Ok(Entered::OwesCode(secret))
}

/// Records that someone failed to sign in as a user.
async fn note_failure(service: &Service, user: &User, visitor: &Visitor) {
    let noting = async {
        let now = service.surroundings().now();
        let mut connection = service.database().write().await?;
        let record = Record {
            user: None,
            via: "session",
            action: "session.sign_in_failed",
            subject: user.id.as_str(),
            fields: &[],
            request: &visitor.request,
        };
        audit::append(&mut connection, &user.org_id, &record, &now).await?;
        if !visitor.address.is_empty() {
            audit::put_source(&mut connection, &user.org_id, &visitor.request, &visitor.address, &now)
                .await?;
        }
        connection.commit().await
    };
    if let Err(error) = noting.await {
        tracing::warn!(%error, "a failed attempt to sign in cannot be recorded now");
    }
}

/// The browser of a visitor, where a user signed in in it lately.
async fn known_browser<'a>(
    service: &Service,
    connection: &mut Connection,
    user: &User,
    visitor: &'a Visitor,
) -> Result<Option<&'a str>> {
    let Some(browser) = &visitor.browser else { return Ok(None) };
    let since = service.surroundings().now().plus_seconds(-BROWSER_SECONDS);
    let is_known = browsers::is_known(connection, &user.org_id, &user.id, browser, &since).await?;
    Ok(is_known.then_some(browser.as_str()))
}

/// Whoever a session acts for.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// As use cases know them.
    pub actor: Actor,
    /// As people know them.
    pub user: User,
    /// Whether their organisation requires a second factor and they have none.
    pub owes_second_factor: bool,
}

/// Who acts with a session.
///
/// # Errors
/// [`Error::NotSignedIn`] where it is unknown or has ended.
#[crate::boxed]
pub async fn authenticate(service: &Service, secret: &str) -> Result<Authenticated> {
    let now = service.surroundings().now();
    let (session, user, owes_second_factor) = {
        let mut connection = service.database().read().await?;
        let found = sessions::find_by_secret(&mut connection, &hash_secret(secret)).await?;
        let (session, user) = found.ok_or(Error::NotSignedIn(ENDED))?;
        let owes = second_factors::is_owed(&mut connection, &user.org_id, &user.id).await?;
        (session, user, owes)
    };
    let has_ended =
        session.revoked_at.is_some() || session.expires_at <= now || is_idle(service, &session, &now);
    if has_ended || user.disabled_at.is_some() {
        return Err(Error::NotSignedIn(ENDED));
    }
    if session.last_used_at.plus_seconds(60) <= now {
        let touch = async {
            let mut connection = service.database().write().await?;
            sessions::touch(&mut connection, &user.org_id, &session.id, &now).await?;
            connection.commit().await
        };
        note_use(touch).await;
    }
    let actor = Actor {
        org: user.org_id.clone(),
        user: user.id.clone(),
        role: user.role,
        via: Via::Session(session.id),
        scopes: None,
    };
    Ok(Authenticated { actor, user, owes_second_factor })
}

/// How long whoever reads waits until the use of a session or a token is noted.
const NOTE_PATIENCE: Duration = Duration::from_millis(500);

/// Notes that a session or a token was used. Where the database cannot be written just now, reading goes on without.
pub(crate) async fn note_use(noting: impl Future<Output = store::Result<()>>) {
    match tokio::time::timeout(NOTE_PATIENCE, noting).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "that a session or token was used cannot be noted now"),
        Err(_) => tracing::warn!("that a session or token was used cannot be noted now: others are writing"),
    }
}

/// Whether a session was left alone for so long that it has ended.
fn is_idle(service: &Service, session: &Session, now: &Timestamp) -> bool {
    session.last_used_at.plus_seconds(service.settings().session_idle_seconds) <= *now
}

/// The caller's own sessions that work, the newest first.
#[crate::boxed]
pub async fn list(service: &Service, caller: &Caller) -> Result<Listed<Session>> {
    let now = service.surroundings().now();
    let mut read = service.read(caller, Permission::AccountManage).await?;
    let (connection, actor) = read.with_actor();
    let mut found = sessions::list(connection, &actor.org, &actor.user, &now).await?;
    found.retain(|session| !is_idle(service, session, &now));
    Ok(Listed::whole(found))
}

/// Ends one of the caller's own sessions.
#[crate::boxed]
pub async fn revoke(service: &Service, caller: &Caller, id: &SessionId) -> Result<()> {
    let mut write = started!(service.write(caller, Permission::AccountManage, "session.revoke", id).await?);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    if !sessions::revoke(connection, &actor.org, &actor.user, id, &now).await? {
        return Err(Error::NotFound("session"));
    }
    write.finish(id.as_str(), &["revoked_at"], ()).await
}

/// So long after showing who they are someone may do what needs it.
const PROVED_SECONDS: i64 = 10 * 60;

/// Refuses what nobody may do with a stolen session or token, unless the caller has shown just now who they are.
///
/// # Errors
/// [`Error::Denied`] with [`Code::ConfirmFirst`], and for whoever comes in with a token.
pub(crate) async fn require_proof(connection: &mut Connection, actor: &Actor, now: &Timestamp) -> Result<()> {
    let Via::Session(session) = &actor.via else {
        return Err(Error::denied("no token may do this: sign in and do it on the page".to_owned()));
    };
    let proved = sessions::begun_at(connection, &actor.org, &actor.user, session).await?;
    if proved.is_some_and(|proved| proved.plus_seconds(PROVED_SECONDS) > *now) {
        return Ok(());
    }
    let detail = "enter your password again, then repeat what you were about to do".to_owned();
    Err(Error::Denied { code: Code::ConfirmFirst, detail })
}

/// The same of sessions alone: what a token may do by its scope, and nobody with a browser that was left open.
pub(crate) async fn require_proof_of_session(
    connection: &mut Connection,
    actor: &Actor,
    now: &Timestamp,
) -> Result<()> {
    match actor.via {
        Via::Session(_) => require_proof(connection, actor, now).await,
        _ => Ok(()),
    }
}

/// Whether the caller has shown just now who they are.
///
/// # Errors
/// Where the password was not given lately in this session.
#[crate::boxed]
pub async fn check_proof(service: &Service, caller: &Caller) -> Result<()> {
    let now = service.surroundings().now();
    let mut read = service.read(caller, Permission::AccountManage).await?;
    let (connection, actor) = read.with_actor();
    require_proof(connection, actor, &now).await
}

/// Takes the password of someone who is signed in again, and begins another session in the place of theirs.
///
/// # Errors
/// Where it is wrong, and after too many failures.
#[crate::boxed]
pub async fn prove(service: &Service, user: &User, password: &str, visitor: &Visitor) -> Result<SignedIn> {
    check_password(service, user, password, "/password").await?;
    let mut connection = service.database().write().await?;
    let signed_in = begin(service, &mut connection, user, visitor).await?;
    connection.commit().await?;
    Ok(signed_in)
}

/// Checks the password of someone who is signed in; failures count as they do at signing in.
async fn check_password(service: &Service, user: &User, password: &str, pointer: &str) -> Result<()> {
    // In a session, so whoever guesses from elsewhere does not hold them up.
    let bucket = [Bucket::AccountFrom(&user.email, "session")];
    throttling::attempt(service, &bucket).await?;
    if !passwords::is_right(service, password, user.password_hash.as_deref()).await? {
        return Err(Error::invalid(pointer, "this is not your password"));
    }
    throttling::succeeded(service, &bucket).await
}

/// Ends everything by which the caller is signed in or could be: every session, this one too, every API token, and every
/// link to sign in.
#[crate::boxed]
pub async fn sign_out_everywhere(service: &Service, caller: &Caller) -> Result<()> {
    let begun = service.write(caller, Permission::AccountManage, "session.revoke_all", &()).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let user = actor.user.to_string();
    users::end_access(connection, &actor.org, &actor.user, None, &now).await?;
    write.finish(&user, &["sessions", "tokens", "links"], ()).await
}

/// Changes the caller's own password, which ends their other sessions, their API tokens, and links to sign in.
///
/// # Errors
/// Where the present password is wrong, or the new one will not do.
#[crate::boxed]
pub async fn change_password(
    service: &Service,
    caller: &Caller,
    user: &User,
    present: &str,
    new: &str,
) -> Result<()> {
    check_password(service, user, present, "/present").await?;
    passwords::check(new, &[&user.email, &user.name])?;
    let hash = passwords::hash(service, new).await?;
    let begun = service.write(caller, Permission::AccountManage, "password.change", &()).await?;
    let mut write = started!(begun);
    let now = write.now();
    let (connection, actor) = write.with_actor();
    let own = match &actor.via {
        Via::Session(id) => Some(id),
        _ => None,
    };
    users::set_password(connection, &actor.org, &actor.user, &hash, &now).await?;
    users::end_access(connection, &actor.org, &actor.user, own, &now).await?;
    write.finish(user.id.as_str(), &["password"], ()).await
}

/// Begins a session within a transaction, and ends the one that the browser had before.
pub(crate) async fn begin(
    service: &Service,
    connection: &mut Connection,
    user: &User,
    visitor: &Visitor,
) -> Result<SignedIn> {
    let now = service.surroundings().now();
    if let Some(before) = &visitor.before
        && let Some((session, owner)) = sessions::find_by_secret(connection, before).await?
    {
        sessions::revoke(connection, &owner.org_id, &owner.id, &session.id, &now).await?;
    }
    let secret = Secret::new("", service.surroundings());
    let session = Session {
        id: service.surroundings().id(),
        org_id: user.org_id.clone(),
        user_id: user.id.clone(),
        agent: visitor.agent.chars().filter(|c| !c.is_control()).take(200).collect(),
        created_at: now.clone(),
        last_used_at: now.clone(),
        expires_at: now.plus_seconds(service.settings().session_max_seconds),
        revoked_at: None,
    };
    sessions::insert(connection, &session, &secret.hash()).await?;
    let record = Record {
        user: Some(&user.id),
        via: "session",
        action: "session.begin",
        subject: session.id.as_str(),
        fields: &[],
        request: &visitor.request,
    };
    audit::append(connection, &user.org_id, &record, &now).await?;
    if !visitor.address.is_empty() {
        audit::put_source(connection, &user.org_id, &visitor.request, &visitor.address, &now).await?;
    }
    let fresh = match &visitor.browser {
        Some(_) => None,
        None => Some(Secret::new("", service.surroundings())),
    };
    let browser = fresh.as_ref().map(Secret::hash).or_else(|| visitor.browser.clone());
    if let Some(browser) = browser {
        browsers::put(connection, &user.org_id, &user.id, &browser, &now).await?;
    }
    Ok(SignedIn { session: secret, browser: fresh })
}
