//! The program as its users meet it, and the rules of the house, in one test binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod api;
mod architecture;
mod cli;
mod pages;
mod store;
mod support;
