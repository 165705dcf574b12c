//! The second factor: a code that an app shows, which follows from a key and the time (RFC 6238), or a recovery code, which
//! works once. Whoever has one gives it after the password; an organisation may require one of everybody.

use crate::sessions::require_proof;
use crate::throttling::{self, Bucket};
use crate::{Caller, Code, Error, Permission, Result, Service, hash_secret, seal, users};
use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use std::collections::HashSet;
use store::second_factors;
use store::users::User;
use store::{Connection, OrgId, Timestamp, UserId};

/// A code is another after so long, as apps expect.
const STEP_SECONDS: i64 = 30;
/// Clocks may differ by so many steps.
const TOLERANCE: i64 = 1;
const N_DIGITS: usize = 6;
const N_RECOVERY_CODES: usize = 10;
/// The letters of RFC 4648.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// How it stands with someone's second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Since when they have one.
    pub since: Option<Timestamp>,
    /// The key that is to be confirmed with a first code, where one was made.
    pub pending: Option<FreshKey>,
    /// How many recovery codes are left.
    pub n_recovery_codes: i64,
    /// Whether their organisation requires one.
    pub is_required: bool,
}

/// A key as an app takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshKey {
    /// To be typed, in base32.
    pub key: String,
    /// The same as an address, to be scanned.
    pub uri: String,
}

impl FreshKey {
    fn of(key: &[u8], email: &str) -> Self {
        let key = base32(key);
        // An address has no letters that this place of a URI does not take, but for these.
        let account = email.replace('%', "%25").replace(['?', '#', '/', ' '], "_");
        let uri = format!("otpauth://totp/Counterpart:{account}?secret={key}&issuer=Counterpart");
        Self { key, uri }
    }
}

/// How it stands with the caller's second factor.
#[crate::boxed]
pub async fn standing(service: &Service, caller: &Caller, user: &User) -> Result<Standing> {
    let mut read = service.read(caller, Permission::AccountManage).await?;
    let now = service.surroundings().now();
    let (connection, actor) = read.with_actor();
    let factor = second_factors::find(connection, &actor.org, &actor.user).await?;
    let pending = match &factor {
        Some(factor) if factor.confirmed_at.is_none() => {
            require_proof(connection, actor, &now).await?;
            let key = seal::open(service.surroundings(), (&actor.org, &actor.user), &factor.secret)?;
            Some(FreshKey::of(&key, &user.email))
        }
        _ => None,
    };
    Ok(Standing {
        since: factor.and_then(|factor| factor.confirmed_at),
        pending,
        n_recovery_codes: second_factors::n_recovery_codes(connection, &actor.org, &actor.user).await?,
        is_required: second_factors::is_required(connection, &actor.org).await?,
    })
}

/// Whether the caller has a second factor.
#[crate::boxed]
pub async fn has(service: &Service, caller: &Caller) -> Result<bool> {
    let mut read = service.read(caller, Permission::AccountManage).await?;
    let (connection, actor) = read.with_actor();
    let factor = second_factors::find(connection, &actor.org, &actor.user).await?;
    Ok(factor.is_some_and(|factor| factor.confirmed_at.is_some()))
}

/// Makes a key for the caller. It protects nothing until a first code confirms it.
#[crate::boxed]
pub async fn begin(service: &Service, caller: &Caller) -> Result<()> {
    let mut write = service.write_anew(caller, Permission::AccountManage, "second_factor.begin").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_proof(connection, actor, &now).await?;
    let user = actor.user.to_string();
    let key: [u8; 20] = service.surroundings().bytes();
    let sealed = seal::seal(service.surroundings(), (&actor.org, &actor.user), key.to_vec())?;
    second_factors::put(connection, &actor.org, &actor.user, &sealed).await?;
    write.finish(&user, &["key"], ()).await
}

/// Confirms the key with a first code. Gives the recovery codes, which are shown this once.
///
/// # Errors
/// Where the code is not one of the key.
#[crate::boxed]
pub async fn confirm(service: &Service, caller: &Caller, code: &str) -> Result<Vec<String>> {
    let attempt = Attempt::begin(service, &caller.actor.user).await?;
    let mut write = service.write_anew(caller, Permission::AccountManage, "second_factor.confirm").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_proof(connection, actor, &now).await?;
    let factor = second_factors::find(connection, &actor.org, &actor.user).await?;
    if factor.is_none_or(|factor| factor.confirmed_at.is_some()) {
        return Err(Error::conflict(Code::NoSecondFactor, "there is no key to confirm: begin anew"));
    }
    if !take(service, connection, (&actor.org, &actor.user), code).await? {
        return Err(wrong());
    }
    second_factors::confirm(connection, &actor.org, &actor.user, &now).await?;
    let codes = put_recovery_codes(service, connection, (&actor.org, &actor.user)).await?;
    let user = actor.user.to_string();
    write.finish(&user, &["confirmed_at", "recovery_codes"], ()).await?;
    attempt.succeeded(service).await?;
    Ok(codes)
}

/// Replaces the caller's recovery codes by others, which are shown this once.
#[crate::boxed]
pub async fn renew_recovery_codes(service: &Service, caller: &Caller) -> Result<Vec<String>> {
    let mut write =
        service.write_anew(caller, Permission::AccountManage, "second_factor.renew_codes").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_proof(connection, actor, &now).await?;
    let factor = second_factors::find(connection, &actor.org, &actor.user).await?;
    if factor.is_none_or(|factor| factor.confirmed_at.is_none()) {
        return Err(Error::conflict(Code::NoSecondFactor, "you have no second factor: set one up first"));
    }
    let codes = put_recovery_codes(service, connection, (&actor.org, &actor.user)).await?;
    let user = actor.user.to_string();
    write.finish(&user, &["recovery_codes"], ()).await?;
    Ok(codes)
}

/// Removes the caller's second factor, against a code of it.
///
/// # Errors
/// Where the code is wrong, or the organisation requires a second factor.
#[crate::boxed]
pub async fn turn_off(service: &Service, caller: &Caller, code: &str) -> Result<()> {
    let attempt = Attempt::begin(service, &caller.actor.user).await?;
    let mut write = service.write_anew(caller, Permission::AccountManage, "second_factor.remove").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_proof(connection, actor, &now).await?;
    if second_factors::is_required(connection, &actor.org).await? {
        let detail = "your organisation requires a second factor of everyone";
        return Err(Error::conflict(Code::FactorRequired, detail));
    }
    if !take(service, connection, (&actor.org, &actor.user), code).await? {
        return Err(wrong());
    }
    second_factors::delete(connection, &actor.org, &actor.user).await?;
    let user = actor.user.to_string();
    write.finish(&user, &["key", "recovery_codes"], ()).await?;
    attempt.succeeded(service).await
}

/// Removes the second factor of a user who has lost it, for an admin. The user is told.
#[crate::boxed]
pub async fn remove(service: &Service, caller: &Caller, id: &UserId) -> Result<()> {
    let mut write = service.write_anew(caller, Permission::UsersManage, "second_factor.remove").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_proof(connection, actor, &now).await?;
    let user = users::find(connection, &actor.org, id).await?;
    let maker = users::find(connection, &actor.org, &actor.user).await?;
    if !second_factors::delete(connection, &actor.org, id).await? {
        return Err(Error::NotFound("second factor"));
    }
    write.finish(id.as_str(), &["key", "recovery_codes"], ()).await?;
    let what = "has removed the second factor of your account. Whoever has your password can now sign in as you without a code";
    users::tell(service, &user, &maker, "The second factor of your account was removed", what).await;
    Ok(())
}

/// Who of the organisation has a second factor, and whether everyone needs one.
#[crate::boxed]
pub async fn overview(service: &Service, caller: &Caller) -> Result<(HashSet<UserId>, bool)> {
    let mut read = service.read(caller, Permission::UsersManage).await?;
    let (connection, org) = read.parts();
    let users = second_factors::users(connection, org).await?.into_iter().collect();
    Ok((users, second_factors::is_required(connection, org).await?))
}

/// Requires a second factor of everyone in the organisation, or no more. Who has none sets one up before anything else.
#[crate::boxed]
pub async fn require(service: &Service, caller: &Caller, is_required: bool) -> Result<()> {
    let mut write = service.write_anew(caller, Permission::UsersManage, "second_factor.require").await?;
    let now = write.now();
    let (connection, actor) = write.with_actor();
    require_proof(connection, actor, &now).await?;
    second_factors::require(connection, &actor.org, is_required, &now).await?;
    let org = actor.org.to_string();
    write.finish(&org, &["is_second_factor_required"], ()).await
}

/// An attempt to give a code, counted before it is looked at.
pub(crate) struct Attempt(String);

impl Attempt {
    pub(crate) async fn begin(service: &Service, user: &UserId) -> Result<Self> {
        let account = format!("code:{user}");
        throttling::attempt(service, &[Bucket::AccountFrom(&account, "code")]).await?;
        Ok(Self(account))
    }

    pub(crate) async fn succeeded(self, service: &Service) -> Result<()> {
        throttling::succeeded(service, &[Bucket::AccountFrom(&self.0, "code")]).await
    }
}

/// The refusal of a code.
pub(crate) fn wrong() -> Error {
    Error::invalid(
        "/code",
        "this is no code of yours that works now: wait for the next one, and see that your clock is right",
    )
}

/// Takes a code, or a recovery code, of a user, and says whether it is one. None is taken twice.
pub(crate) async fn take(
    service: &Service,
    connection: &mut Connection,
    (org, user): (&OrgId, &UserId),
    code: &str,
) -> Result<bool> {
    let code = plain(code);
    let Some(factor) = second_factors::find(connection, org, user).await? else { return Ok(false) };
    if code.len() != N_DIGITS {
        return Ok(second_factors::use_recovery_code(connection, org, user, &hash_of(user, &code)).await?);
    }
    let key = seal::open(service.surroundings(), (org, user), &factor.secret)?;
    let now = service.surroundings().now().micros() / 1_000_000 / STEP_SECONDS;
    let given = hash_secret(&code);
    // Hashes are compared, so that the time tells nothing of how much of a code was right.
    let step = (now - TOLERANCE..=now + TOLERANCE).find(|step| hash_secret(code_at(&key, *step)) == given);
    match step {
        Some(step) => Ok(second_factors::take_step(connection, org, user, step).await?),
        None => Ok(false),
    }
}

/// The code of a step of time (RFC 6238, and RFC 4226 for how digits come of a hash).
fn code_at(key: &[u8], step: i64) -> String {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key), &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag.last().copied().unwrap_or_default() & 0x0f);
    let number = tag.iter().skip(at).take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

async fn put_recovery_codes(
    service: &Service,
    connection: &mut Connection,
    (org, user): (&OrgId, &UserId),
) -> Result<Vec<String>> {
    let codes: Vec<String> =
        (0..N_RECOVERY_CODES).map(|_| base32(&service.surroundings().bytes::<15>())).collect();
    let hashes: Vec<String> = codes.iter().map(|code| hash_of(user, code)).collect();
    second_factors::put_recovery_codes(connection, org, user, &hashes).await?;
    Ok(codes.iter().map(|code| grouped(code)).collect())
}

fn hash_of(user: &UserId, code: &str) -> String {
    hash_secret(format!("recovery:{user}:{code}"))
}

/// A code without what people write between its letters.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).take(100).collect::<String>().to_ascii_uppercase()
}

/// A text in groups of four, to be read and typed.
#[must_use]
pub fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Bytes in base32 (RFC 4648), five at a time.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(5) {
        let number = group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let number = number << (8 * (5 - group.len()));
        let n_letters = (group.len() * 8).div_ceil(5);
        let letters = (0..n_letters).map(|at| BASE32[(number >> (35 - 5 * at) & 31) as usize]);
        text.extend(letters.map(char::from));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{base32, code_at, grouped, plain};

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: of eight digits the last six.
        let key = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(key, seconds / 30), code, "{seconds}");
        }
    }

    #[test]
    fn keys_are_written_as_apps_read_them() {
        // RFC 4648, section 10.
        for (bytes, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(grouped("MZXW6YTBOI"), "MZXW-6YTB-OI");
        assert_eq!(plain(" mzxw-6ytb 12 "), "MZXW6YTB12");
    }
}
