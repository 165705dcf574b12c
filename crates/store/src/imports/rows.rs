use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, ImportId, OrgId, PersonId, Result};

row! {
    /// A person of a file who waits to be put on file, or cannot be.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Row {
        /// Their place in the file, counted from 1.
        pub position: i64,
        /// The id by which the file knows them; empty where it could not be read.
        pub reference: String,
        /// Their profile, as JSON; or
        pub profile: Option<String>,
        /// what is wrong with them, as JSON.
        pub problems: Option<String>,
        /// Who has this reference on file.
        pub person_id: Option<PersonId>,
    }
}

/// Keeps a person of a file.
#[crate::boxed]
pub async fn add_row(connection: &mut Connection, org: &OrgId, import: &ImportId, row: &Row) -> Result<()> {
    const SQL: &str = "INSERT INTO import_rows (org_id, import_id, position, reference, profile, problems) \
                       VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(import)
            .bind(row.position)
            .bind(&row.reference)
            .bind(&row.profile)
            .bind(&row.problems)
    )?;
    Ok(())
}

/// The people of a file who can be put on file, from behind a position, and who has their reference now.
#[crate::boxed]
pub async fn profiles(
    connection: &mut Connection,
    org: &OrgId,
    import: &ImportId,
    after: i64,
    limit: i64,
) -> Result<Vec<Row>> {
    // A reference of a double is one of the person into whom it was merged.
    const SQL: &str = "SELECT r.position, r.reference, r.profile, r.problems, \
                       COALESCE(m.into_id, p.id) AS person_id FROM import_rows r \
                       LEFT JOIN people p ON p.org_id = r.org_id AND p.reference = r.reference \
                       LEFT JOIN merged_people m ON m.org_id = p.org_id AND m.person_id = p.id \
                       WHERE r.org_id = $1 AND r.import_id = $2 AND r.position > $3 AND r.profile IS NOT NULL \
                       ORDER BY r.position LIMIT $4";
    Ok(on!(connection, c => sqlx::query_as(SQL)
        .bind(org)
        .bind(import)
        .bind(after)
        .bind(limit)
        .fetch_all(c))?)
}

/// The people of a file who cannot be put on file.
#[crate::boxed]
pub async fn problems(
    connection: &mut Connection,
    org: &OrgId,
    import: &ImportId,
    limit: i64,
) -> Result<Vec<Row>> {
    const SQL: &str = "SELECT position, reference, profile, problems, NULL AS person_id FROM import_rows \
                       WHERE org_id = $1 AND import_id = $2 AND problems IS NOT NULL ORDER BY position LIMIT $3";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(import).bind(limit).fetch_all(c))?)
}

/// How many people of a file are on file already.
#[crate::boxed]
pub async fn n_existing(connection: &mut Connection, org: &OrgId, import: &ImportId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM import_rows r \
                       JOIN people p ON p.org_id = r.org_id AND p.reference = r.reference \
                       WHERE r.org_id = $1 AND r.import_id = $2 AND r.profile IS NOT NULL";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(import).fetch_one(c))?)
}

/// Removes the people of a file who are dealt with: those up to a position.
#[crate::boxed]
pub async fn remove_rows(
    connection: &mut Connection,
    org: &OrgId,
    import: &ImportId,
    last: i64,
) -> Result<()> {
    const SQL: &str = "DELETE FROM import_rows WHERE org_id = $1 AND import_id = $2 AND position <= $3";
    execute!(connection, sqlx::query(SQL).bind(org).bind(import).bind(last))?;
    Ok(())
}

/// Removes all that is left of a file.
#[crate::boxed]
pub async fn clear_rows(connection: &mut Connection, org: &OrgId, import: &ImportId) -> Result<()> {
    const SQL: &str = "DELETE FROM import_rows WHERE org_id = $1 AND import_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(import))?;
    Ok(())
}
