//! What can be asked of the program on the command line.

pub(crate) mod fairness;
mod map;
mod numbers;
pub(crate) mod pool;
pub(crate) mod service;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fit::instrument::Form;
use fit::simulate::{MAX_DRAWS, WeightUncertainty};
use fit::variations::{MAX_VARIATIONS, VARIATIONS};
use intake::CsvStyle;
pub(crate) use map::{Map, MapFormat, MapGroups};
pub(crate) use numbers::{Numbers, Order};
use numbers::{parse_numbers, parse_order};
use std::path::PathBuf;

/// Compare candidates for COO by how each would complement this CEO.
///
/// Counterpart computes the fit of each pair with a weighted model that anyone can inspect, says how sure it
/// is, and shows why. It advises; people decide.
#[derive(Debug, Parser)]
#[command(name = "counterpart", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Score and rank candidates for a CEO
    Score(Score),
    /// Write a comparison report that a board can read
    Report(Report),
    /// Show a CEO's own gaps, the ideal counterpart, and the kind of COO that would help
    Gaps(Gaps),
    /// Show who should hold which decision: what two people expect, where that clashes, and a proposal
    #[command(visible_alias = "roles")]
    DecisionRights(DecisionRights),
    /// Write a plan for the first hundred days of a CEO and a candidate
    Plan(Plan),
    /// Write what to ask a candidate and their referees, with room to rate the answers
    Guide(Guide),
    /// Turn judgements of importance into weights
    Weights(Weights),
    /// Say how far raters can be relied on, and how far they agree
    Reliability(Reliability),
    /// Show whether groups of people fare differently, or would for a CEO
    Fairness(fairness::Fairness),
    /// Check an evidence pack: every byte, and the result computed again
    Verify(Verify),
    /// Hold the weights in force against what became of placements, and propose others where the evidence is enough
    Calibrate(Calibrate),
    /// Draw the people of a file as a map: where they differ, which groups they fall into, who is like whom
    Map(Map),
    /// Rank a pool of any size: files of millions of people, or as SQL where the people are
    Pool(pool::PoolCommand),
    /// Check a framework file, or show the one in use
    Framework(FrameworkCommand),
    /// Check a questionnaire or scorecard, or show one of those built in
    Instrument(InstrumentCommand),
    /// Serve the API and the pages, for a team
    Serve(service::Serve),
    /// Show the settings of the service
    Config(service::ConfigCommand),
    /// Add and keep users of the service
    User(service::UserCommand),
    /// Make and revoke API tokens
    Token(service::TokenCommand),
    /// Put people of a file on file
    Import(service::Import),
    /// Print everyone on file
    Export(service::Export),
    /// Bring the database up to date
    Migrate(service::Migrate),
    /// Copy everything into a folder while the server runs
    Backup(service::Backup),
    /// Put a backup into an empty database, or check one
    Restore(service::Restore),
    /// Verify the record of who did what
    Audit(service::AuditCommand),
    /// Look for what could go wrong with the service, and say what to do
    Doctor(service::Doctor),
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// Which search: the CEO, and how the framework is to be read.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The CEO's profile (JSON; or a table with one person)
    #[arg(long, value_name = "FILE")]
    pub(crate) ceo: PathBuf,

    /// Another framework than the one built in
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<PathBuf>,

    /// The kind of COO, e.g. executor (see: counterpart framework show)
    #[arg(long, value_name = "ID")]
    pub(crate) role_type: Option<String>,

    /// Pillar weights in any unit, e.g. roles=30,trust=25; a pillar not named weighs nothing. A role type's
    /// multipliers apply on top
    #[arg(long, value_name = "PILLAR=WEIGHT,…", value_parser = parse_numbers)]
    pub(crate) weights: Option<Numbers>,
}

/// A search with candidates, and how to simulate it.
#[derive(Debug, Args)]
pub(crate) struct Scoring {
    #[command(flatten)]
    pub(crate) search: Search,

    /// The candidates (JSON, JSON lines, CSV or XLSX)
    #[arg(long, value_name = "FILE")]
    pub(crate) candidates: PathBuf,

    /// How far pillars make up for each other: 1 fully, 0 as a geometric mean, -10 hardly
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) balance: Option<f64>,

    /// How many draws to simulate; 0 for none
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = parse_draws, allow_negative_numbers = true)]
    pub(crate) draws: u64,

    /// How many variations of the framework's weights, levels and tolerances to score; 0 for none
    #[arg(long, value_name = "N", default_value_t = VARIATIONS, value_parser = parse_variations, allow_negative_numbers = true)]
    pub(crate) variations: u32,

    /// Seed of the draws: the same seed gives the same result
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = parse_count, allow_negative_numbers = true)]
    pub(crate) seed: u64,

    /// Uncertainty of the weights: a number (the larger, the surer), or "unknown" for any weights at all
    #[arg(long, value_name = "KAPPA|unknown", value_parser = parse_uncertainty)]
    pub(crate) weight_uncertainty: Option<WeightUncertainty>,

    /// Leave out candidates whose rows have mistakes, and say which
    #[arg(long)]
    pub(crate) skip_bad_rows: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Score {
    #[command(flatten)]
    pub(crate) scoring: Scoring,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = ScoreFormat::Table)]
    pub(crate) format: ScoreFormat,

    #[command(flatten)]
    pub(crate) csv: CsvOption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreFormat {
    /// For people
    Table,
    /// Everything, with full precision
    Json,
    /// One row a candidate
    Csv,
}

/// How CSV is written.
#[derive(Debug, Args)]
pub(crate) struct CsvOption {
    /// How to write CSV: "comma" or "semicolon" for a spreadsheet, "plain" for a program. In a file it is comma unless
    /// another is named, in a pipe plain
    #[arg(long, value_enum, value_name = "STYLE")]
    csv: Option<CsvFor>,
}

impl CsvOption {
    /// The style that was asked for; else the one that suits a file, or a pipe.
    pub(crate) fn style(&self, is_file: bool) -> CsvStyle {
        match self.csv.unwrap_or(if is_file { CsvFor::Comma } else { CsvFor::Plain }) {
            CsvFor::Comma => CsvStyle::Comma,
            CsvFor::Semicolon => CsvStyle::Semicolon,
            CsvFor::Plain => CsvStyle::Plain,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CsvFor {
    /// Commas after a byte-order mark: opens right in spreadsheets where the point is decimal
    Comma,
    /// Semicolons and decimal commas after a byte-order mark: opens right where the comma is decimal
    Semicolon,
    /// Commas and no mark
    Plain,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) scoring: Scoring,

    /// Where to write it; the ending chooses the format: .html, .pdf, .docx, .xlsx, .csv or .json
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// How much of it: the two pages of the brief, the report with a page for each finalist, or all of it
    #[arg(long, value_enum, default_value_t = Extent::Report)]
    pub(crate) kind: Extent,

    /// The finalists' ids, separated by commas; without it, the first three who are ranked
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) finalists: Vec<String>,

    /// What this COO must deliver
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) mandate: String,

    /// The company and its situation
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) situation: String,

    #[command(flatten)]
    pub(crate) fonts: FontFiles,

    #[command(flatten)]
    pub(crate) csv: CsvOption,
}

/// How much a report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Extent {
    /// Two pages to decide on
    Brief,
    /// The brief and a page for each finalist
    Report,
    /// The report with its appendix: everybody, every dimension, the method
    Full,
}

#[derive(Debug, Args)]
pub(crate) struct DecisionRights {
    /// The CEO's profile (JSON; or a table with one person)
    #[arg(long, value_name = "FILE")]
    pub(crate) ceo: PathBuf,

    /// The candidates (JSON, JSON lines, CSV or XLSX)
    #[arg(long, value_name = "FILE")]
    pub(crate) candidates: PathBuf,

    /// The candidate's id; without it, every candidate of the file
    #[arg(long, value_name = "ID")]
    pub(crate) candidate: Option<String>,

    /// Another framework than the one built in
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<PathBuf>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = DecisionRightsFormat::Table)]
    pub(crate) format: DecisionRightsFormat,

    /// Where to write it instead; the ending chooses the format: .json, .csv, .xlsx or, for one candidate, .pdf or
    /// .docx
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) fonts: FontFiles,

    #[command(flatten)]
    pub(crate) csv: CsvOption,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecisionRightsFormat {
    /// For people
    Table,
    /// Everything, with full precision
    Json,
    /// One row a decision
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) pair: Pair,

    /// Where to write it; the ending chooses the format: .md, .html, .pdf or .docx. Without it, Markdown is
    /// printed
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) fonts: FontFiles,
}

#[derive(Debug, Args)]
pub(crate) struct Guide {
    #[command(flatten)]
    pub(crate) pair: Pair,

    /// Where to write it, a name that ends in .html, .pdf or .docx
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) fonts: FontFiles,
}

/// Fonts for PDF beside those in the program.
#[derive(Debug, Args)]
pub(crate) struct FontFiles {
    /// A font for letters that those inside lack, for PDF; may be given more than once
    #[arg(long = "font", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

/// A search with one of its candidates.
#[derive(Debug, Args)]
pub(crate) struct Pair {
    #[command(flatten)]
    pub(crate) search: Search,

    /// The candidates (JSON, JSON lines, CSV or XLSX)
    #[arg(long, value_name = "FILE")]
    pub(crate) candidates: PathBuf,

    /// The candidate's id; needed where the file holds more than one
    #[arg(long, value_name = "ID")]
    pub(crate) candidate: Option<String>,

    /// How far pillars make up for each other: 1 fully, 0 as a geometric mean, -10 hardly
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) balance: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct Gaps {
    #[command(flatten)]
    pub(crate) search: Search,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Weights {
    #[command(subcommand)]
    pub(crate) method: WeightMethod,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Table, global = true)]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WeightMethod {
    /// From pairwise judgements: a CSV matrix with names in the first row and column; 1/3 may be written so
    Ahp {
        /// The matrix
        file: PathBuf,
    },
    /// From an order, most important first: rank-order centroid weights
    Rank {
        /// The names, e.g. trust,roles,execution or "trust > roles = execution"; those joined by = share their ranks
        #[arg(value_name = "ID,ID,…", value_parser = parse_order)]
        order: Order,
    },
    /// From swings: how much it matters to go from worst to best, the most important 100
    Swing {
        /// The points, e.g. trust=100,roles=80
        #[arg(value_name = "ID=POINTS,…", value_parser = parse_numbers)]
        points: Numbers,
    },
    /// From shares or points as they are
    Direct {
        /// The points, e.g. trust=30,roles=20
        #[arg(value_name = "ID=POINTS,…", value_parser = parse_numbers)]
        points: Numbers,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The pack, as the service made it
    pub(crate) file: PathBuf,

    /// The public key that it must be signed with, as `counterpart doctor` shows it on the server
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Reliability {
    /// The ratings: a CSV with one row a rating
    pub(crate) file: PathBuf,

    /// The column that says who or what was rated
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: String,

    /// The column that says who rated
    #[arg(long, value_name = "COLUMN")]
    pub(crate) rater: String,

    /// The column with the rating
    #[arg(long, value_name = "COLUMN")]
    pub(crate) value: String,

    /// Number of points of the rating scale; 5 unless given
    #[arg(long, value_name = "N")]
    pub(crate) scale_points: Option<u32>,

    /// Lowest point of the rating scale; 0 unless given
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) scale_min: Option<f64>,

    /// Highest point of the rating scale; 100 unless given
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) scale_max: Option<f64>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Calibrate {
    /// The cases: a table (CSV or XLSX) or a list in JSON, one a placement, with the score of each pillar when it was decided,
    /// 0 to 100, in a column named by the pillar's id; empty where it was not measured. The service's page Learning
    /// writes such files
    pub(crate) file: PathBuf,

    /// The column with what became of it: a number, the higher the better, or yes and no
    #[arg(long, value_name = "COLUMN")]
    pub(crate) outcome: String,

    /// The column that says what a case is called
    #[arg(long, value_name = "COLUMN")]
    pub(crate) case: Option<String>,

    /// What the outcomes are, where that is not to be seen from them
    #[arg(long, value_enum)]
    pub(crate) kind: Option<OutcomeKindAsked>,

    /// Another framework than the one built in
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<PathBuf>,

    /// The weights in force, in any unit, where these are not the framework's; a pillar not named weighs nothing
    #[arg(long, value_name = "PILLAR=WEIGHT,…", value_parser = parse_numbers)]
    pub(crate) weights: Option<Numbers>,

    /// A facet whose response surface is to be fitted, with the columns of the CEO's and the COO's value, 0 to 100
    #[arg(long, value_name = "FACET=CEO,COO", value_parser = parse_surface)]
    pub(crate) surface: Vec<SurfaceColumns>,

    /// Seed of all splits and shuffles: the same seed gives the same result
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = parse_count, allow_negative_numbers = true)]
    pub(crate) seed: u64,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutcomeKindAsked {
    /// A number, the higher the better
    Scale,
    /// Yes or no, as 1 and 0 or in words
    YesNo,
}

/// A facet with the columns of its two values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SurfaceColumns {
    pub(crate) facet: String,
    pub(crate) ceo: String,
    pub(crate) coo: String,
}

fn parse_surface(text: &str) -> Result<SurfaceColumns, String> {
    let parts = text.split_once('=').and_then(|(facet, columns)| Some((facet, columns.split_once(',')?)));
    let (facet, (ceo, coo)) = parts.ok_or("write facet=ceo,coo, e.g. goals=ceo_goals,coo_goals")?;
    let [facet, ceo, coo] = [facet, ceo, coo].map(|part| part.trim().to_owned());
    if [&facet, &ceo, &coo].iter().any(|part| part.is_empty()) {
        return Err("one of the three is empty; write facet=ceo,coo".to_owned());
    }
    Ok(SurfaceColumns { facet, ceo, coo })
}

#[derive(Debug, Args)]
pub(crate) struct FrameworkCommand {
    #[command(subcommand)]
    pub(crate) action: FrameworkAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FrameworkAction {
    /// Check a framework file: every problem at once, each with its place and a hint
    Check {
        /// The file
        file: PathBuf,
    },
    /// Show what a framework measures, compares and weighs
    Show {
        /// Another framework than the one built in
        #[arg(long, value_name = "FILE")]
        framework: Option<PathBuf>,
    },
    /// Print the built-in framework file, to change and use with --framework
    Export,
}

#[derive(Debug, Args)]
pub(crate) struct InstrumentCommand {
    #[command(subcommand)]
    pub(crate) action: InstrumentAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum InstrumentAction {
    /// Check an instrument file, by itself and against a framework: every problem at once, each with its place and a hint
    Check {
        /// The file
        file: PathBuf,
        /// Another framework than the one built in
        #[arg(long, value_name = "FILE")]
        framework: Option<PathBuf>,
    },
    /// Show what an instrument asks, and which dimension each answer counts for
    Show {
        /// One built in (ceo, candidate, rater, assessor), or a file
        instrument: String,
    },
    /// Print a built-in instrument file, to change and check
    Export {
        /// Which: ceo, candidate, rater or assessor
        #[arg(value_parser = parse_form)]
        form: Form,
    },
}

fn parse_form(text: &str) -> Result<Form, String> {
    Form::from_name(text).ok_or_else(|| format!("write one of {}", Form::ALL.map(Form::name).join(", ")))
}

/// Names with numbers, in the order given.
fn parse_draws(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(n) if n <= MAX_DRAWS => Ok(n),
        _ => Err(format!("write a whole number from 0 to {MAX_DRAWS}, without separators; 10000 are plenty")),
    }
}

fn parse_variations(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(n) if n <= MAX_VARIATIONS => Ok(n),
        _ => Err(format!("write a whole number from 0 to {MAX_VARIATIONS}; 400 are plenty")),
    }
}

fn parse_count(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("write a whole number from 0 to {}, without separators", u64::MAX))
}

fn parse_uncertainty(text: &str) -> Result<WeightUncertainty, String> {
    if text == "unknown" {
        return Ok(WeightUncertainty::Unknown);
    }
    match text.parse::<f64>() {
        Ok(kappa) if kappa.is_finite() && kappa > 0.0 => Ok(WeightUncertainty::Kappa(kappa)),
        _ => Err("write a number above 0 (20 is a fair doubt, 200 a slight one), or \"unknown\"".to_owned()),
    }
}
