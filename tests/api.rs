//! The API, called in this process on each database.

mod audit;
mod candidates;
mod codes;
mod decisions;
mod description;
mod estimates;
mod export;
mod frameworks;
mod hang_ups;
mod imports;
mod jobs;
mod judgements;
mod keys;
mod matrix;
mod members;
mod people;
mod ratings;
mod results;
mod runs;
mod score;
mod searches;
mod sight;
mod tokens;
mod users;
mod weights;
