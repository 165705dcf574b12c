//! Use cases: load, compute, save.
//!
//! Every function here is one thing that someone does, in one transaction: it opens the store for a [`Caller`] and a
//! [`Permission`], does it, writes it into the audit log and commits. What takes the processor long (simulation,
//! reports, password hashes) is computed outside of any transaction, by [`Service::compute`].
//!
//! Every function fails if the caller may not, if what it is about does not exist or is out of the caller's sight, if the
//! input is not valid, or if the database is unavailable; `# Errors` names only what else can go wrong.

#![allow(clippy::missing_errors_doc, reason = "said once, above")]

mod access;
mod cache;
mod caller;
mod checks;
mod computing;
mod error;
mod housekeeping;
mod inputs;
mod list;
mod pair_documents;
mod paper;
mod seal;
mod secret;
mod service;
mod surroundings;
mod transaction;
mod versioned_documents;
mod visibility;

pub mod audit;
pub mod calibration;
pub mod candidate_files;
pub mod candidate_records;
pub mod candidates;
pub mod decision_rights;
pub mod decisions;
pub mod declarations;
pub mod doubles;
pub mod estimates;
pub mod evidence;
pub mod example;
pub mod export;
pub mod find;
pub mod frameworks;
pub mod imports;
pub mod instruments;
pub mod interviews;
pub mod invitations;
pub mod jobs;
pub mod judgements;
pub mod line;
pub mod links;
pub mod material;
pub mod members;
pub mod method;
pub mod need;
pub mod norms;
pub mod notes;
pub mod operator;
pub mod outcomes;
pub mod overview;
pub mod packs;
pub mod panel;
pub mod passwords;
pub mod people;
pub mod plans;
pub mod pool_map;
pub mod profile_form;
pub mod profiles;
pub mod questionnaires;
pub mod ratings;
pub mod reliability;
pub mod reports;
pub mod requirements;
pub mod results;
pub mod retention;
pub mod runs;
pub mod scenarios;
pub mod score;
pub mod searches;
pub mod second_factor;
pub mod sessions;
pub mod shares;
pub mod situation;
pub mod stages;
pub mod test_scores;
pub mod throttling;
pub mod tokens;
pub mod undo;
pub mod users;
pub mod weights;

/// A function whose future is boxed, so that it is compiled here and not once more in every crate that awaits it.
pub(crate) use async_recursion::async_recursion as boxed;

pub use access::{Permission, is_allowed};
pub use caller::{Actor, Caller, Expected, Key, Via};
pub use computing::Waited;
pub use error::{BoxError, Code, Error, Invalid};
pub use list::{Asked, Listed, Sorting};
pub use secret::{Secret, hash as hash_secret};
pub use service::{Service, Settings};
pub use surroundings::{Clock, Email, Mailer, NotTaken, Rng, Surroundings, Taken};
pub use transaction::{Begun, Reading, Writing};

/// The result of everything here.
pub type Result<T> = std::result::Result<T, Error>;
