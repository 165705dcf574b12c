//! The API, called in this process on each database.

mod audit;
mod candidates;
mod decisions;
mod estimates;
mod export;
mod frameworks;
mod imports;
mod jobs;
mod judgements;
mod keys;
mod members;
mod people;
mod ratings;
mod runs;
mod searches;
mod sight;
mod weights;
