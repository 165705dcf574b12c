//! The commands, each by the real program.

mod calibrate;
mod completions;
mod config;
mod data;
mod decision_rights;
mod doctor;
mod fairness;
mod framework;
mod gaps;
mod hostile;
mod input;
mod instrument;
mod map;
mod output;
mod people;
mod plan;
mod pool;
mod reliability;
mod report;
mod score;
mod settings;
mod thin;
mod users;
mod weights;
