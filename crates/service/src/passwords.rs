//! Passwords: hashed with Argon2id, off the threads that answer requests.

use crate::{Error, Result, Service};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use unicode_normalization::UnicodeNormalization;

/// The fewest characters.
pub const SHORTEST: usize = 12;
/// The most: more would only make hashing slow.
pub const LONGEST: usize = 128;

/// What every attacker tries here.
const CONTEXT: [&str; 6] = ["counterpart", "password", "passwort", "coo", "ceo", "welcome"];

/// Refuses what is easily guessed: too short, among the common ones, or put together from what an attacker knows of the
/// user (their address, their name, their organisation) and of this program.
///
/// # Errors
/// [`Error::Invalid`] at `/password`, with what would do.
pub fn check(password: &str, known: &[&str]) -> Result<()> {
    let refuse = |hint: String| Err(Error::invalid("/password", hint));
    let password = &*composed(password);
    let n_chars = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&n_chars) {
        return refuse(format!("choose {SHORTEST} to {LONGEST} characters; a sentence does well"));
    }
    let parts = known.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let context: Vec<&str> =
        known.iter().copied().chain(parts).chain(CONTEXT).filter(|word| word.chars().count() > 2).collect();
    if zxcvbn::zxcvbn(password, &context).score() < zxcvbn::Score::Three
        || is_a_common_word(password, &context)
    {
        let hint = "this is guessed soon: leave out names, addresses, common words and runs of keys; a sentence of four or \
                    more unusual words does well";
        return refuse(hint.to_owned());
    }
    Ok(())
}

/// Whether the letters of a password are nothing but a common word and what an attacker knows: a season with a year, say.
fn is_a_common_word(password: &str, context: &[&str]) -> bool {
    let mut letters = password.to_lowercase();
    if !letters.contains(char::is_alphabetic) {
        return false;
    }
    for word in context {
        letters = letters.replace(&word.to_lowercase(), "");
    }
    letters.retain(char::is_alphabetic);
    letters.is_empty() || zxcvbn::zxcvbn(&letters, &[]).score() == zxcvbn::Score::Zero
}

/// A password as it is hashed (NFKC): the same letters are typed as one character or as several, by keyboard and system.
fn composed(password: &str) -> String {
    password.nfkc().collect()
}

/// The hash to keep of a password.
#[crate::boxed]
pub async fn hash(service: &Service, password: &str) -> Result<String> {
    let hasher = hasher(service)?;
    let salt = service.surroundings().bytes::<16>();
    let password = composed(password);
    let hash = service
        .compute_hash(move || {
            hasher.hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string())
        })
        .await?;
    hash.map_err(Error::internal("hashing a password"))
}

/// Whether a password is the one that was hashed. Without a hash it takes as long and is not: nobody learns from the
/// time whether there is such a user.
#[crate::boxed]
pub async fn is_right(service: &Service, password: &str, kept: Option<&str>) -> Result<bool> {
    // Earlier programs hashed what was typed as it was typed.
    let mut spellings = vec![composed(password)];
    if spellings[0] != password {
        spellings.push(password.to_owned());
    }
    let Some(kept) = kept else {
        for _ in &spellings {
            hash(service, password).await?;
        }
        return Ok(false);
    };
    let hasher = hasher(service)?;
    let kept = kept.to_owned();
    let is_one = move || {
        let Ok(kept) = PasswordHash::new(&kept) else { return false };
        spellings.iter().any(|password| hasher.verify_password(password.as_bytes(), &kept).is_ok())
    };
    service.compute_hash(is_one).await
}

fn hasher(service: &Service) -> Result<Argon2<'static>> {
    let settings = service.settings();
    let params = Params::new(settings.argon2_memory_kib, settings.argon2_passes, 1, None);
    let params = params.map_err(Error::internal("setting up Argon2id"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_guessed_first_is_refused() {
        let known = ["robin@acme.example", "Acme Search"];
        for bad in [
            "short",
            "aaaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "robin1234567",
            "Acme12345678",
            "Password12345",
            "robin@acme.example",
            "123456789012",
            "qwerty123456",
            "Summer2026!!",
            "counterpart2026",
            "AcmeSearch2026!",
        ] {
            assert!(check(bad, &known).is_err(), "{bad}");
        }
        for good in ["correct horse battery staple", "Vier Elefanten im Treppenhaus", "z8#kQ!2mLw9p"] {
            assert!(check(good, &known).is_ok(), "{good}");
        }
    }
}
