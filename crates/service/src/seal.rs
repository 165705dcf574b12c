//! What is stored encrypted: files, and keys of second factors. With ChaCha20-Poly1305 (RFC 8439), each with a nonce of its
//! own, and bound to its organisation and to the id of what it belongs to, so that none can be put in another's place.

use crate::{Code, Error, Result, Surroundings};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::fmt::Display;
use store::OrgId;

fn key(surroundings: &Surroundings) -> Result<LessSafeKey> {
    let Some(bytes) = surroundings.files_key() else {
        let detail = "this server has no key for files: see files_key in the settings";
        return Err(Error::conflict(Code::NoFileKey, detail));
    };
    let key = UnboundKey::new(&CHACHA20_POLY1305, bytes);
    Ok(LessSafeKey::new(key.map_err(|_| Error::defect("a key for files has the wrong length"))?))
}

fn bound_to(org: &OrgId, owner: &impl Display) -> Aad<String> {
    Aad::from(format!("{org}/{owner}"))
}

/// Encrypts bytes.
pub(crate) fn seal(
    surroundings: &Surroundings,
    (org, owner): (&OrgId, &impl Display),
    mut bytes: Vec<u8>,
) -> Result<String> {
    let nonce: [u8; NONCE_LEN] = surroundings.bytes();
    key(surroundings)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound_to(org, owner), &mut bytes)
        .map_err(|_| Error::defect("a file could not be encrypted"))?;
    Ok(STANDARD.encode([&nonce[..], &bytes].concat()))
}

/// What was encrypted.
pub(crate) fn open(
    surroundings: &Surroundings,
    (org, owner): (&OrgId, &impl Display),
    sealed: &str,
) -> Result<Vec<u8>> {
    let sealed = STANDARD.decode(sealed).map_err(Error::internal("reading a file"))?;
    let (nonce, bytes) = sealed
        .split_first_chunk::<NONCE_LEN>()
        .ok_or_else(|| Error::defect("a file is not what was stored"))?;
    let mut bytes = bytes.to_vec();
    let opened = key(surroundings)?.open_in_place(
        Nonce::assume_unique_for_key(*nonce),
        bound_to(org, owner),
        &mut bytes,
    );
    let Ok(n_bytes) = opened.map(|opened| opened.len()) else {
        let detail = "this file cannot be decrypted: it was stored with another key, or changed since";
        return Err(Error::conflict(Code::NoFileKey, detail));
    };
    bytes.truncate(n_bytes);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{open, seal};
    use crate::{Clock, Code, Rng, Surroundings};
    use store::{FileId, OrgId};
    use uuid::Uuid;

    struct Still;

    impl Clock for Still {
        fn micros(&self) -> i64 {
            0
        }
    }

    impl Rng for Still {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(9);
        }
    }

    #[test]
    fn a_file_opens_with_its_key_in_its_place_only() {
        let with = |key: u8| Surroundings::new(Still, Still).with_files_key([key; 32]);
        let (org, file) = (OrgId::default(), FileId::default());
        let sealed = seal(&with(1), (&org, &file), b"secret".to_vec()).unwrap();
        assert_eq!(open(&with(1), (&org, &file), &sealed).unwrap(), b"secret");
        let elsewhere = FileId::from(Uuid::max());
        for (surroundings, file, sealed) in [
            (with(2), &file, sealed.clone()),
            (with(1), &elsewhere, sealed.clone()),
            (with(1), &file, format!("B{}", &sealed[1..])),
            (Surroundings::new(Still, Still), &file, sealed.clone()),
        ] {
            let refused = open(&surroundings, (&org, file), &sealed).unwrap_err();
            assert_eq!(refused.code(), Code::NoFileKey);
        }
    }
}
