//! Signing packs: who has the public key can tell that the server with the key made one, and that nobody changed it.

use super::SIGNATURE;
use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

/// A key that signs, with Ed25519 (RFC 8032).
#[derive(Debug)]
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// The key that follows from 32 bytes of chance.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self> {
        let refused = |error| Error::failed("making a key to sign with", format!("{error:?}"));
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(refused)
    }

    /// The public key, in base64.
    #[must_use]
    pub fn public_key(&self) -> String {
        STANDARD.encode(self.0.public_key())
    }

    /// The signature of a text, as a file.
    pub(super) fn sign(&self, text: &[u8]) -> Signature {
        Signature {
            algorithm: ALGORITHM.to_owned(),
            public_key: self.public_key(),
            signature: STANDARD.encode(self.0.sign(text)),
        }
    }
}

const ALGORITHM: &str = "Ed25519";

/// Who signed a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signature {
    algorithm: String,
    public_key: String,
    signature: String,
}

impl Signature {
    /// The public key with which a text was signed, where it was.
    ///
    /// # Errors
    /// In words, where the signature is not one of this text.
    pub(super) fn check(file: &[u8], text: &[u8]) -> std::result::Result<String, String> {
        let signature: Self =
            serde_json::from_slice(file).map_err(|error| format!("{SIGNATURE}: {error}"))?;
        let bytes = |text: &str| STANDARD.decode(text).map_err(|error| format!("{SIGNATURE}: {error}"));
        let key = UnparsedPublicKey::new(&ED25519, bytes(&signature.public_key)?);
        let is_sound =
            signature.algorithm == ALGORITHM && key.verify(text, &bytes(&signature.signature)?).is_ok();
        if is_sound {
            Ok(signature.public_key)
        } else {
            Err(format!("{SIGNATURE}: it is not of this manifest"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Signature, SigningKey};

    #[test]
    fn only_the_key_signs_and_only_this_manifest() {
        let key = SigningKey::from_seed(&[1; 32]).unwrap();
        let other = SigningKey::from_seed(&[2; 32]).unwrap();
        let file = serde_json::to_vec(&key.sign(b"a decision")).unwrap();
        assert_eq!(Signature::check(&file, b"a decision"), Ok(key.public_key()));
        assert!(Signature::check(&file, b"another decision").is_err());
        // Whoever signs anew does so with a key of their own, which tells them apart.
        let forged = serde_json::to_vec(&other.sign(b"another decision")).unwrap();
        assert_eq!(Signature::check(&forged, b"another decision"), Ok(other.public_key()));
        let passed_off = String::from_utf8(forged).unwrap().replace(&other.public_key(), &key.public_key());
        assert!(Signature::check(passed_off.as_bytes(), b"another decision").is_err());
    }
}
