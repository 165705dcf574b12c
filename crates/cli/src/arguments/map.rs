//! What `map` is asked.

use super::{CsvOption, parse_count};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Map {
    /// The people (JSON, JSON lines, CSV or XLSX)
    #[arg(long, value_name = "FILE")]
    pub(crate) people: PathBuf,

    /// Another framework than the one built in
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<PathBuf>,

    /// How groups are looked for
    #[arg(long, value_enum, default_value_t = MapGroups::Mixture)]
    pub(crate) groups: MapGroups,

    /// Seed of what is drawn by lot: the same seed gives the same map
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = parse_count, allow_negative_numbers = true)]
    pub(crate) seed: u64,

    /// Instead of the map, the people most like the one with this id
    #[arg(long, value_name = "ID", conflicts_with = "out")]
    pub(crate) like: Option<String>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = MapFormat::Table)]
    pub(crate) format: MapFormat,

    /// Where to write it instead; the ending chooses the format: .svg, .json or .csv
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) csv: CsvOption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapGroups {
    /// Of any elliptic shape; how many says BIC
    Mixture,
    /// Round ones; how many says the silhouette
    #[value(name = "k-means")]
    KMeans,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapFormat {
    /// For people
    Table,
    /// Everything, with full precision
    Json,
    /// One row a person
    Csv,
    /// The drawing
    Svg,
}
