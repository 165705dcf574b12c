//! Pools of any size, in files and as SQL.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod files;
mod ranking;
mod statements;
