//! The API, called in this process on each database.

mod estimates;
mod export;
mod imports;
mod people;
mod ratings;
