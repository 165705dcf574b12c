//! Rows and domain types, on SQLite or PostgreSQL.
//!
//! One module per kind of thing, each with its types, its SQL and the functions that run it. A statement is one text
//! for both databases; [`Connection`] says which of them runs it. Every function takes the organisation whose rows it
//! may touch, and every statement names it.
//!
//! Every function fails if the database is unavailable; `# Errors` names only what else can go wrong.

#![allow(clippy::missing_errors_doc, reason = "said once, above")]

mod connection;
mod database;
mod error;
mod id;
mod list;
mod migrations;
mod row;
mod time;
mod unreleased;
mod word;

pub mod answers;
pub mod audit;
pub mod backup;
pub mod browsers;
pub mod calibrations;
pub mod candidate_files;
pub mod candidates;
pub mod decisions;
pub mod declarations;
pub mod estimates;
pub mod examples;
pub mod fold;
pub mod idempotency;
pub mod imports;
pub mod interview_notes;
pub mod invitations;
pub mod jobs;
pub mod judgements;
pub mod links;
pub mod members;
pub mod mentions;
pub mod merges;
pub mod norms;
pub mod notes;
pub mod organisations;
pub mod outcomes;
pub mod pair_documents;
pub mod people;
pub mod pulse_links;
pub mod ratings;
pub mod reports;
pub mod requirements;
pub mod runs;
pub mod scenarios;
pub mod searches;
pub mod second_factors;
pub mod sessions;
pub mod shares;
pub mod signatures;
pub mod situations;
pub mod stages;
pub mod throttles;
pub mod tokens;
pub mod undos;
pub mod users;
pub mod versioned_documents;
pub mod weight_sets;

/// A function whose future is boxed, so that its queries are compiled here, once for each database, and not again in every
/// crate that awaits it.
pub(crate) use async_recursion::async_recursion as boxed;

pub use connection::Connection;
pub use database::{Database, Place};
pub use error::{Error, Unavailable};
pub use id::*;
pub use list::{Direction, EditedList, Page};
pub use migrations::{MIGRATIONS, Step, newest as newest_schema};
pub use time::{Day, Timestamp};

/// The result of everything here.
pub type Result<T> = std::result::Result<T, Error>;
