//! The commands, each by the real program.

mod completions;
mod framework;
mod gaps;
mod hostile;
mod input;
mod output;
mod reliability;
mod report;
mod score;
mod settings;
mod weights;
