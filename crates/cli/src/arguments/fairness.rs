//! Arguments of `fairness`.

use super::{CsvOption, FontFiles, Numbers, numbers::parse_numbers};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Fairness {
    /// The people: a table (CSV or XLSX), one row a person
    #[arg(value_name = "FILE", required_unless_present = "simulate", conflicts_with = "simulate")]
    pub(crate) file: Option<PathBuf>,

    /// A column with the group of each person, e.g. sex; may be given more than once. Two columns are also crossed
    #[arg(long, value_name = "COLUMN", required_unless_present = "simulate", conflicts_with = "simulate")]
    pub(crate) group: Vec<String>,

    /// The column with the score
    #[arg(long, value_name = "COLUMN", required_unless_present = "simulate", conflicts_with = "simulate")]
    pub(crate) score: Option<String>,

    /// A column with the score of a pillar: where does a difference arise? May be given more than once
    #[arg(long, value_name = "COLUMN", conflicts_with = "simulate")]
    pub(crate) pillar: Vec<String>,

    /// A column that says who reached a step (yes or no), e.g. finalist; may be given more than once
    #[arg(long, value_name = "COLUMN", conflicts_with = "simulate")]
    pub(crate) step: Vec<String>,

    /// Before anybody is assessed: how published differences between groups would show in scores for this CEO
    #[arg(long, requires = "ceo")]
    pub(crate) simulate: bool,

    /// With --simulate: the CEO's profile
    #[arg(long, value_name = "FILE", requires = "simulate")]
    pub(crate) ceo: Option<PathBuf>,

    /// With --simulate: another framework than the one built in
    #[arg(long, value_name = "FILE", requires = "simulate")]
    pub(crate) framework: Option<PathBuf>,

    /// With --simulate: the COO type
    #[arg(long, value_name = "ID", requires = "simulate")]
    pub(crate) role_type: Option<String>,

    /// With --simulate: pillar weights in any unit; a pillar not named weighs nothing
    #[arg(long, value_name = "PILLAR=WEIGHT,…", value_parser = parse_numbers, requires = "simulate")]
    pub(crate) weights: Option<Numbers>,

    /// With --simulate: differences between groups (JSON) instead of those built in, which data/fairness holds
    #[arg(long, value_name = "FILE", requires = "simulate")]
    pub(crate) differences: Option<PathBuf>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = FairnessFormat::Table)]
    pub(crate) format: FairnessFormat,

    /// Where to write it instead; the ending chooses the format: .html, .pdf, .csv or .json. With --format ll144: .html,
    /// .csv or .json
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) fonts: FontFiles,

    #[command(flatten)]
    pub(crate) csv: CsvOption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FairnessFormat {
    /// For people
    Table,
    /// Everything, with full precision
    Json,
    /// One row a group
    Csv,
    /// The table that New York City's Local Law 144 asks to publish
    Ll144,
}
