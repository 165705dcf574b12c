//! The content security policy: one stylesheet, known by its hash, and nothing else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for a page with this stylesheet. No script runs, nothing is loaded, no form is sent.
pub(crate) fn policy(stylesheet: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(stylesheet.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_stylesheet() {
        // The SHA-256 of nothing, in base64.
        assert!(policy("").contains("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"));
    }
}
