//! Evidence packs: one archive with all that a result rests on, so that anybody can compute it again and see that not a byte
//! was changed. [`verify`] does that, and needs no database.

mod archive;
mod gather;
mod signing;
mod verify;

pub use archive::Damage;
pub use gather::create;
pub use signing::SigningKey;
pub use verify::{Verified, verify};

use serde::{Deserialize, Serialize};

/// What the manifest says that the archive is.
const FORMAT: &str = "counterpart-evidence-pack";
/// The version of what is in it.
const FORMAT_VERSION: u32 = 1;
/// The file that lists all others.
const MANIFEST: &str = "manifest.json";
/// Who signed that.
const SIGNATURE: &str = "manifest.sig.json";
const README: &str = "README.txt";
const FRAMEWORK: &str = "framework.toml";
const INPUTS: &str = "inputs.json";
const RESULT: &str = "result.json";
const NEED: &str = "need.json";
const RUN: &str = "run.json";
const NORM: &str = "norm.json";
const NORM_PEOPLE: &str = "norm-people.json";
const AUDIT: &str = "audit.jsonl";
/// More is no pack of ours.
pub const MOST_BYTES: usize = 200 * 1024 * 1024;

/// An evidence pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// What the file may be called.
    pub name: String,
    /// The archive.
    pub bytes: Vec<u8>,
}

/// The list of files with their hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    version: u32,
    /// The program that made it.
    program: String,
    /// The organisation's id, which the entries of the audit log are hashed with.
    organisation: String,
    files: Vec<Listed>,
}

/// A file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    name: String,
    n_bytes: usize,
    sha256: String,
}
