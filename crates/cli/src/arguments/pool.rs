//! What can be asked of `counterpart pool`.

use super::{Search, parse_count};
use clap::{Args, Subcommand, ValueEnum};
use pool::Shard;
use pool::sql::{DIALECTS, Dialect};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct PoolCommand {
    #[command(subcommand)]
    pub(crate) action: PoolAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PoolAction {
    /// Rank the people of large files (Parquet, Arrow IPC, CSV or JSON lines, also compressed) for a CEO
    Rank(Rank),
    /// Merge the rankings of the parts of a pool, as JSON, into that of the whole
    Merge(Merge),
    /// Print the ranking as one SQL statement, for the engine that has the people
    Sql(Sql),
    /// Make a file of people up, to try a size
    Example(Example),
}

/// Which search, and who is kept.
#[derive(Debug, Args)]
pub(crate) struct Selecting {
    #[command(flatten)]
    pub(crate) search: Search,

    /// How far pillars make up for each other: 1 fully, 0 as a geometric mean, -10 hardly
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) balance: Option<f64>,

    /// How many to keep
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub(crate) top: usize,

    /// Keep everyone within so many points of the last one as well
    #[arg(long, value_name = "POINTS", default_value_t = 0.0, allow_negative_numbers = true)]
    pub(crate) margin: f64,
}

#[derive(Debug, Args)]
pub(crate) struct Rank {
    /// Files or folders of files; - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) selecting: Selecting,

    /// Read only one of so many parts, e.g. 3/16; merge puts their rankings together
    #[arg(long, value_name = "I/N", value_parser = |text: &str| Shard::try_from(text.to_owned()))]
    pub(crate) shard: Option<Shard>,

    #[command(flatten)]
    pub(crate) showing: Showing,
}

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// Rankings that `pool rank --format json` printed
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) showing: Showing,
}

/// How a ranking is shown.
#[derive(Debug, Args)]
pub(crate) struct Showing {
    /// How to print the result
    #[arg(long, value_enum, default_value_t = RankingFormat::Table)]
    pub(crate) format: RankingFormat,

    /// Where to write it instead; the ending chooses the format: .json or .csv
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RankingFormat {
    /// For people
    Table,
    /// Everything, with full precision
    Json,
    /// One row a person
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct Sql {
    #[command(flatten)]
    pub(crate) selecting: Selecting,

    /// The engine
    #[arg(long, value_name = "NAME", value_parser = parse_dialect)]
    pub(crate) dialect: &'static Dialect,

    /// The table of people: whatever may stand after FROM
    #[arg(long, value_name = "NAME", default_value = "people")]
    pub(crate) table: String,

    /// How its columns are named [default: dots; underscores for bigquery]
    #[arg(long, value_enum)]
    pub(crate) columns: Option<ColumnNames>,

    /// Say the five largest losses of each
    #[arg(long)]
    pub(crate) explain: bool,

    /// Print a statement that tests the engine instead: 1,000 people made up, with the scores that are right
    #[arg(long, conflicts_with = "explain")]
    pub(crate) check: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColumnNames {
    /// skill.operations
    Dots,
    /// skill_operations
    Underscores,
}

#[derive(Debug, Args)]
pub(crate) struct Example {
    /// How many people
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub(crate) rows: u64,

    /// Where to write them, a name that ends in .parquet
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// Another framework than the one built in
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<PathBuf>,

    /// Seed of the people: the same seed gives the same ones
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = parse_count)]
    pub(crate) seed: u64,
}

fn parse_dialect(name: &str) -> Result<&'static Dialect, String> {
    Dialect::find(name)
        .ok_or_else(|| format!("write one of {}", DIALECTS.map(|dialect| dialect.name).join(", ")))
}
