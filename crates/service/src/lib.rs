//! Use cases: load, compute, save.
//!
//! Every function here is one thing that someone does, in one transaction: it opens the store for a [`Caller`] and a
//! [`Permission`], does it, writes it into the audit log and commits. What takes the processor long (simulation,
//! reports, password hashes) is computed outside of any transaction, by [`Service::compute`].

mod access;
mod caller;
mod checks;
mod error;
mod housekeeping;
mod inputs;
mod known;
mod list;
mod pair_documents;
mod paper;
mod secret;
mod service;
mod sight;
mod surroundings;
mod transaction;

pub mod audit;
pub mod calibration;
pub mod candidates;
pub mod decisions;
pub mod estimates;
pub mod evidence;
pub mod example;
pub mod export;
pub mod frameworks;
pub mod imports;
pub mod instruments;
pub mod interviews;
pub mod invitations;
pub mod jobs;
pub mod judgements;
pub mod links;
pub mod members;
pub mod method;
pub mod need;
pub mod norms;
pub mod operator;
pub mod outcomes;
pub mod overview;
pub mod packs;
pub mod panel;
pub mod passwords;
pub mod people;
pub mod plans;
pub mod pool_map;
pub mod profiles;
pub mod questionnaires;
pub mod ratings;
pub mod reliability;
pub mod reports;
pub mod results;
pub mod retention;
pub mod roles;
pub mod runs;
pub mod score;
pub mod searches;
pub mod sessions;
pub mod shares;
pub mod test_scores;
pub mod throttling;
pub mod tokens;
pub mod undo;
pub mod users;
pub mod weights;

pub use access::{Permission, is_allowed};
pub use caller::{Actor, Caller, Expected, Via};
pub use error::{Error, Invalid};
pub use list::{Asked, Listed, Sorting};
pub use secret::{Secret, hash as hash_secret};
pub use service::{Service, Settings};
pub use surroundings::{
    Chance, Clock, Letter, NotSet, NotTaken, Pages, Post, Surroundings, Taken, Typesetter,
};
pub use transaction::{Begun, Reading, Writing};

/// The result of everything here.
pub type Result<T> = std::result::Result<T, Error>;
