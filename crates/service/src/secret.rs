//! Secrets that are shown once: tokens, sessions and links. The store keeps only their hash.

use crate::Surroundings;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A secret of 256 bits as text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one that begins with a prefix, by which a leaked one is recognised for what it is.
    #[must_use]
    pub fn new(prefix: &str, surroundings: &Surroundings) -> Self {
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(surroundings.bytes::<32>())))
    }

    /// The text, to be shown to its owner once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(&self.0)
    }

    /// Its last four characters.
    #[must_use]
    pub fn hint(&self) -> String {
        self.0.chars().skip(self.0.len().saturating_sub(4)).collect()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// SHA-256 in hexadecimal digits. A secret of 256 bits cannot be guessed from it; a password could, and has Argon2id.
#[must_use]
pub fn hash(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes.as_ref()).iter().fold(String::with_capacity(64), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}
