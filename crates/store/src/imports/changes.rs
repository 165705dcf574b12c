use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, ImportId, OrgId, PersonId, Result};

row! {
    /// What an import changed of a person.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Change {
        /// Whom.
        pub person_id: PersonId,
        /// What was known before, as JSON; none for someone who was not on file.
        pub before: Option<String>,
        /// The person's revision after the change.
        pub revision_after: i64,
        /// Whether it cannot be undone any more: someone has changed the person since, or taken them into a search.
        pub is_blocked: bool,
    }
}

/// A change `c` of a person `p` that cannot be undone any more.
macro_rules! is_blocked {
    () => {
        "(p.revision <> c.revision_after OR (c.before IS NULL AND (\
         EXISTS (SELECT 1 FROM searches s WHERE s.org_id = c.org_id AND s.ceo_id = c.person_id) OR \
         EXISTS (SELECT 1 FROM candidates d WHERE d.org_id = c.org_id AND d.person_id = c.person_id))))"
    };
}

/// Keeps what an import changed of a person.
#[crate::boxed]
pub async fn add_change(
    connection: &mut Connection,
    org: &OrgId,
    import: &ImportId,
    change: &Change,
) -> Result<()> {
    const SQL: &str = "INSERT INTO import_changes (org_id, import_id, person_id, before, revision_after) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, import_id, person_id) \
                       DO UPDATE SET revision_after = excluded.revision_after";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(import)
            .bind(&change.person_id)
            .bind(&change.before)
            .bind(change.revision_after)
    )?;
    Ok(())
}

/// Some of what an import changed and is not undone yet.
#[crate::boxed]
pub async fn changes(
    connection: &mut Connection,
    org: &OrgId,
    import: &ImportId,
    limit: i64,
) -> Result<Vec<Change>> {
    const SQL: &str = concat!(
        "SELECT c.person_id, c.before, c.revision_after, ",
        is_blocked!(),
        " AS is_blocked FROM import_changes c JOIN people p ON p.org_id = c.org_id AND p.id = c.person_id \
         WHERE c.org_id = $1 AND c.import_id = $2 ORDER BY c.person_id LIMIT $3"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(import).bind(limit).fetch_all(c))?)
}

/// How many changes of an import cannot be undone any more, and the references of some of those people.
#[crate::boxed]
pub async fn blocked(
    connection: &mut Connection,
    org: &OrgId,
    import: &ImportId,
    limit: i64,
) -> Result<(i64, Vec<String>)> {
    macro_rules! from {
        () => {
            concat!(
                " FROM import_changes c JOIN people p ON p.org_id = c.org_id AND p.id = c.person_id \
                 WHERE c.org_id = $1 AND c.import_id = $2 AND ",
                is_blocked!()
            )
        };
    }
    const COUNT: &str = concat!("SELECT COUNT(*)", from!());
    const SOME: &str = concat!("SELECT p.reference", from!(), " ORDER BY p.reference LIMIT $3");
    let n = on!(connection, c => sqlx::query_scalar(COUNT).bind(org).bind(import).fetch_one(c))?;
    let some =
        on!(connection, c => sqlx::query_scalar(SOME).bind(org).bind(import).bind(limit).fetch_all(c))?;
    Ok((n, some))
}

/// Removes the changes that are dealt with: those of people up to an id.
#[crate::boxed]
pub async fn remove_changes(
    connection: &mut Connection,
    org: &OrgId,
    import: &ImportId,
    last: &PersonId,
) -> Result<()> {
    const SQL: &str = "DELETE FROM import_changes WHERE org_id = $1 AND import_id = $2 AND person_id <= $3";
    execute!(connection, sqlx::query(SQL).bind(org).bind(import).bind(last))?;
    Ok(())
}
