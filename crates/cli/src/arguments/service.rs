//! What can be asked of the service on the command line.

use super::Format;
use crate::age::Recipient;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Where the data is, and the other settings.
#[derive(Debug, Clone, Args)]
pub(crate) struct Settings {
    /// A file of settings (TOML); see: counterpart config show
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The folder of the data
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<String>,

    /// PostgreSQL instead of a file: postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) settings: Settings,

    /// Serve the worked example from a throwaway place
    #[arg(long, conflicts_with_all = ["data_dir", "database_url"])]
    pub(crate) demo: bool,

    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT")]
    pub(crate) listen: Option<String>,

    /// The address that users type, such as `https://counterpart.example.com`
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigCommand {
    #[command(subcommand)]
    pub(crate) action: ConfigAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigAction {
    /// Show every setting, its value and where that comes from; secrets are left out
    Show {
        #[command(flatten)]
        settings: Settings,

        /// How to print them
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    pub(crate) settings: Settings,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) settings: Settings,

    /// A folder that does not exist yet
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Encrypt every file for the holder of this public key of age; may be given more than once
    #[arg(long = "recipient", value_name = "AGE1…", value_parser = Recipient::parse)]
    pub(crate) recipients: Vec<Recipient>,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    pub(crate) settings: Settings,

    /// The folder of a backup
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Only say whether the backup is whole; touch no database
    #[arg(long)]
    pub(crate) verify_only: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AuditCommand {
    #[command(subcommand)]
    pub(crate) action: AuditAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Say whether the record of who did what is as it was written
    Verify {
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) settings: Settings,

    /// People as JSON, JSON lines, CSV or XLSX; or test scores as CSV or XLSX
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The user in whose name it is done, and for whose organisation
    #[arg(long)]
    pub(crate) email: String,

    /// Leave out people whose rows have mistakes
    #[arg(long)]
    pub(crate) skip_bad_rows: bool,

    /// The file holds scores of a validated test of people who are on file
    #[arg(long, conflicts_with = "skip_bad_rows")]
    pub(crate) test_scores: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) settings: Settings,

    /// The user in whose name it is done, and of whose organisation
    #[arg(long)]
    pub(crate) email: String,

    /// json, jsonl or csv; a table has no place for ratings
    #[arg(long, default_value = "json", value_parser = parse_format)]
    pub(crate) format: ::service::export::ExportFormat,

    #[command(flatten)]
    pub(crate) csv: super::CsvOption,
}

#[derive(Debug, Args)]
pub(crate) struct UserCommand {
    #[command(subcommand)]
    pub(crate) action: UserAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserAction {
    /// Add a user
    Add {
        #[command(flatten)]
        settings: Settings,

        /// The address they will sign in with
        #[arg(long)]
        email: String,

        /// Their name
        #[arg(long)]
        name: String,

        /// admin, recruiter, panel_member or viewer
        #[arg(long, value_parser = parse_role)]
        role: store::users::Role,

        /// The organisation; made where there is none of this name. Needed where there are several
        #[arg(long, value_name = "NAME")]
        org: Option<String>,

        /// A file with their password in its first line; without one a link to set it is printed
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// List all users
    List {
        #[command(flatten)]
        settings: Settings,
    },
    /// Shut a user out: their sessions and tokens end at once
    Disable {
        #[command(flatten)]
        settings: Settings,

        /// Whom
        #[arg(long)]
        email: String,
    },
    /// Let a user in again who was shut out
    Enable {
        #[command(flatten)]
        settings: Settings,

        /// Whom
        #[arg(long)]
        email: String,
    },
    /// Remove the second factor of a user who has lost it
    RemoveSecondFactor {
        #[command(flatten)]
        settings: Settings,

        /// Whose
        #[arg(long)]
        email: String,
    },
    /// Print a link by which a user signs in once and sets a password
    SignInLink {
        #[command(flatten)]
        settings: Settings,

        /// For whom
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TokenCommand {
    #[command(subcommand)]
    pub(crate) action: TokenAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenAction {
    /// Make an API token, and print its secret, which is shown this once
    Create {
        #[command(flatten)]
        settings: Settings,

        /// Whom it acts for
        #[arg(long)]
        email: String,

        /// What it is for
        #[arg(long)]
        name: String,

        /// all, or scopes with commas between, such as people:read,searches:read
        #[arg(long, default_value = "all")]
        scopes: String,

        /// After how many days it ends
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=365))]
        days: i64,
    },
    /// List a user's tokens
    List {
        #[command(flatten)]
        settings: Settings,

        /// Whose
        #[arg(long)]
        email: String,
    },
    /// Revoke a token
    Revoke {
        #[command(flatten)]
        settings: Settings,

        /// Whose
        #[arg(long)]
        email: String,

        /// The token's id, as listed
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) settings: Settings,

    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
}

fn parse_format(word: &str) -> Result<::service::export::ExportFormat, String> {
    word.parse()
}

fn parse_role(word: &str) -> Result<store::users::Role, String> {
    word.parse()
}
