//! An organisation at a glance, for its admins: what it has, and whether the service is well.

use crate::{Caller, Error, Permission, Result, Service, audit};
use store::jobs::{self, JobState};
use store::people::PersonFilter;
use store::versioned_documents::{self, FrameworkVersion};
use store::{Database, Page, organisations, people, searches, users};

/// An organisation at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The organisation's name.
    pub organisation: String,
    /// How many users can sign in.
    pub n_users: usize,
    /// How many people are on file.
    pub n_people: i64,
    /// How many searches there are.
    pub n_searches: i64,
    /// The version of a framework that was added last.
    pub newest_framework: Option<FrameworkVersion>,
    /// Which database.
    pub database: &'static str,
    /// The last step of its schema.
    pub schema_version: i64,
    /// What was looked at.
    pub findings: Vec<Finding>,
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: &'static str,
    /// Whether all is well.
    pub is_well: bool,
    /// What was found, in words.
    pub found: String,
}

/// The caller's organisation at a glance.
#[crate::boxed]
pub async fn read(service: &Service, caller: &Caller) -> Result<Overview> {
    let record = audit::verify(service, caller).await?;
    let is_current = service.database().is_current().await?;
    let schema_version = service.database().schema_version().await?;
    let mut read = service.read(caller, Permission::UsersManage).await?;
    let (connection, org) = read.parts();
    let organisation = organisations::name(connection, org).await?.ok_or(Error::NotFound("organisation"))?;
    let users = users::list(connection, org).await?;
    let n_failed = jobs::count_in_state(connection, org, JobState::Failed).await?;
    let findings = vec![
        finding("Database", true, "it answers".to_owned()),
        finding(
            "Schema",
            is_current,
            if is_current {
                "it is the one that this program works with".to_owned()
            } else {
                "it is older than this program: run counterpart migrate".to_owned()
            },
        ),
        finding("Audit log", record.is_intact, record.finding),
        finding(
            "Long work",
            n_failed == 0,
            match n_failed {
                0 => "nothing failed".to_owned(),
                1 => "1 job failed".to_owned(),
                n => format!("{n} jobs failed"),
            },
        ),
    ];
    Ok(Overview {
        organisation,
        n_users: users.iter().filter(|user| user.disabled_at.is_none()).count(),
        n_people: people::count(connection, org, &PersonFilter::default()).await?,
        n_searches: searches::count(connection, org).await?,
        newest_framework: versioned_documents::list_frameworks(connection, org, &Page::first(1))
            .await?
            .into_iter()
            .next(),
        database: match service.database() {
            Database::Sqlite { .. } => "SQLite, in a file on the server",
            Database::Postgres(_) => "PostgreSQL",
        },
        schema_version,
        findings,
    })
}

fn finding(what: &'static str, is_well: bool, found: String) -> Finding {
    Finding { what, is_well, found }
}
