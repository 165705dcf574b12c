//! People who were added twice: whose record remains, and what was moved to it.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, OrgId, PersonId, Result, Timestamp};
use serde::{Deserialize, Serialize};

row! {
    /// A double.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Double {
        /// The double.
        pub person_id: PersonId,
        /// The ids of what was moved from it, as JSON.
        pub moved: String,
    }
}

/// People `people` whose records were not merged into somebody else's.
macro_rules! is_listed {
    () => {
        "NOT EXISTS (SELECT 1 FROM merged_people m WHERE m.org_id = people.org_id AND m.person_id = people.id)"
    };
}
pub(crate) use is_listed;

/// What refers to a person and goes with them: ids by table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    searches: Vec<String>,
    candidates: Vec<String>,
    invitations: Vec<String>,
    interview_notes: Vec<String>,
    /// Doubles of the double.
    doubles: Vec<String>,
}

/// Statements on one kind of thing that refers to a person.
macro_rules! kinds {
    ($($field:ident: $table:literal, $id:literal, $column:literal, $change:literal;)*) => {
        /// What refers to a person.
        #[crate::boxed]
        pub async fn references(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<Moved> {
            $(
                const $field: &str = concat!(
                    "SELECT ", $id, " FROM ", $table, " WHERE org_id = $1 AND ", $column, " = $2 ORDER BY ", $id
                );
            )*
            Ok(Moved {$(
                $field: on!(connection, c => sqlx::query_scalar($field).bind(org).bind(person).fetch_all(c))?,
            )*})
        }

        /// Moves what was moved before, or is to be, to a person.
        #[crate::boxed]
        pub async fn hand_over(
            connection: &mut Connection,
            org: &OrgId,
            moved: &Moved,
            to: &PersonId,
        ) -> Result<()> {
            $(
                const $field: &str = concat!(
                    "UPDATE ", $table, " SET ", $column, " = $3", $change, " WHERE org_id = $1 AND ", $id, " = $2"
                );
                for id in &moved.$field {
                    execute!(connection, sqlx::query($field).bind(org).bind(id).bind(to))?;
                }
            )*
            Ok(())
        }
    };
}

mod kinds {
    #![allow(non_upper_case_globals, reason = "a statement has the name of the field that it is about")]
    use super::{Connection, Moved, OrgId, PersonId, Result, execute, on};

    kinds! {
        searches: "searches", "id", "ceo_id", ", revision = revision + 1";
        candidates: "candidates", "id", "person_id", ", revision = revision + 1";
        invitations: "invitations", "id", "person_id", "";
        interview_notes: "interview_notes", "id", "person_id", "";
        doubles: "merged_people", "person_id", "into_id", "";
    }
}
pub use kinds::{hand_over, references};

/// Keeps that a double was merged into a person.
#[crate::boxed]
pub async fn insert(
    connection: &mut Connection,
    org: &OrgId,
    double: &Double,
    into: &PersonId,
    now: &Timestamp,
) -> Result<()> {
    const SQL: &str = "INSERT INTO merged_people (org_id, person_id, into_id, moved, merged_at) \
                       VALUES ($1, $2, $3, $4, $5)";
    execute!(
        connection,
        sqlx::query(SQL).bind(org).bind(&double.person_id).bind(into).bind(&double.moved).bind(now)
    )?;
    Ok(())
}

/// Into whom a double was merged; none for everyone else.
#[crate::boxed]
pub async fn into(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<Option<PersonId>> {
    const SQL: &str = "SELECT into_id FROM merged_people WHERE org_id = $1 AND person_id = $2";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(person).fetch_optional(c))?)
}

/// The doubles that were merged into a person, the last one first.
#[crate::boxed]
pub async fn of_person(connection: &mut Connection, org: &OrgId, into: &PersonId) -> Result<Vec<Double>> {
    const SQL: &str = "SELECT person_id, moved FROM merged_people WHERE org_id = $1 AND into_id = $2 \
                       ORDER BY merged_at DESC, person_id DESC";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(into).fetch_all(c))?)
}

/// Forgets that a double was merged.
#[crate::boxed]
pub async fn remove(connection: &mut Connection, org: &OrgId, double: &PersonId) -> Result<()> {
    const SQL: &str = "DELETE FROM merged_people WHERE org_id = $1 AND person_id = $2";
    execute!(connection, sqlx::query(SQL).bind(org).bind(double))?;
    Ok(())
}

/// The titles of the searches in which both of two people are, as CEO or as candidate.
#[crate::boxed]
pub async fn searches_of_both(
    connection: &mut Connection,
    org: &OrgId,
    (one, other): (&PersonId, &PersonId),
) -> Result<Vec<String>> {
    const SQL: &str = "SELECT s.title FROM searches s WHERE s.org_id = $1 \
                       AND (s.ceo_id = $2 OR EXISTS (SELECT 1 FROM candidates c WHERE c.org_id = s.org_id \
                       AND c.search_id = s.id AND c.person_id = $2)) \
                       AND (s.ceo_id = $3 OR EXISTS (SELECT 1 FROM candidates c WHERE c.org_id = s.org_id \
                       AND c.search_id = s.id AND c.person_id = $3)) ORDER BY s.sort_title, s.id";
    Ok(on!(connection, c => sqlx::query_scalar(SQL).bind(org).bind(one).bind(other).fetch_all(c))?)
}
