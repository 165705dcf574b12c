//! What was answered to questionnaires: answers as they are given, and what was handed in.

use crate::connection::{execute, on};
use crate::row::row;
use crate::{Connection, InstrumentId, InvitationId, OrgId, PersonId, Result, SearchId, Timestamp};
use serde::{Deserialize, Serialize};

row! {
    /// The answer to a question, as it stands.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct Answer {
        /// The question's id.
        pub question: String,
        /// The place of the choice, from 1; none for: cannot judge.
        pub choice: Option<i64>,
        /// What was written beside it.
        pub note: String,
        /// How many seconds after the answer before it came first; none where several came at once.
        pub seconds: Option<f64>,
        /// The number of this version; it counts changes from 1.
        pub revision: i64,
        /// When it was given.
        pub updated_at: Timestamp,
    }
}

row! {
    /// What was handed in last to an invitation.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Submission {
        /// To which invitation.
        pub invitation_id: InvitationId,
        /// The answers as JSON.
        pub answers: String,
        /// When.
        pub submitted_at: Timestamp,
    }
}

/// The answers to an invitation.
#[crate::boxed]
pub async fn list(
    connection: &mut Connection,
    org: &OrgId,
    invitation: &InvitationId,
) -> Result<Vec<Answer>> {
    const SQL: &str = "SELECT question, choice, note, seconds, revision, updated_at FROM answers \
                       WHERE org_id = $1 AND invitation_id = $2 ORDER BY question";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(invitation).fetch_all(c))?)
}

/// Keeps an answer that follows on the revision before its own, or is the first. Says whether it does: of two that
/// follow on the same one, one learns that it does not.
#[crate::boxed]
pub async fn put(
    connection: &mut Connection,
    org: &OrgId,
    invitation: &InvitationId,
    answer: &Answer,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO answers (org_id, invitation_id, question, choice, note, seconds, revision, updated_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                       ON CONFLICT (org_id, invitation_id, question) DO UPDATE SET choice = excluded.choice, \
                       note = excluded.note, revision = excluded.revision, updated_at = excluded.updated_at \
                       WHERE answers.revision = excluded.revision - 1";
    let n_rows = execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(invitation)
            .bind(&answer.question)
            .bind(answer.choice)
            .bind(&answer.note)
            .bind(answer.seconds)
            .bind(answer.revision)
            .bind(&answer.updated_at)
    )?;
    Ok(n_rows == 1)
}

/// Keeps what is handed in.
#[crate::boxed]
pub async fn submit(connection: &mut Connection, org: &OrgId, submission: &Submission) -> Result<()> {
    const SQL: &str = "INSERT INTO submissions (org_id, invitation_id, number, answers, submitted_at) \
                       SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4 FROM submissions \
                       WHERE org_id = $1 AND invitation_id = $2";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(org)
            .bind(&submission.invitation_id)
            .bind(&submission.answers)
            .bind(&submission.submitted_at)
    )?;
    Ok(())
}

/// Deletes everything that was answered to an invitation.
#[crate::boxed]
pub async fn clear(connection: &mut Connection, org: &OrgId, invitation: &InvitationId) -> Result<()> {
    const SUBMISSIONS: &str = "DELETE FROM submissions WHERE org_id = $1 AND invitation_id = $2";
    const ANSWERS: &str = "DELETE FROM answers WHERE org_id = $1 AND invitation_id = $2";
    execute!(connection, sqlx::query(SUBMISSIONS).bind(org).bind(invitation))?;
    execute!(connection, sqlx::query(ANSWERS).bind(org).bind(invitation))?;
    Ok(())
}

/// What was handed in last to each invitation about a person.
#[crate::boxed]
pub async fn of_person(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
) -> Result<Vec<Submission>> {
    const SQL: &str = "SELECT invitation_id, answers, submitted_at FROM submissions s WHERE org_id = $1 \
                       AND invitation_id IN (SELECT id FROM invitations WHERE org_id = $1 AND person_id = $2) \
                       AND number = (SELECT MAX(number) FROM submissions l WHERE l.org_id = $1 \
                       AND l.invitation_id = s.invitation_id) ORDER BY invitation_id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(person).fetch_all(c))?)
}

row! {
    /// What somebody handed in last about themselves.
    #[derive(Debug, Clone, PartialEq)]
    pub struct OwnSubmission {
        /// Who.
        pub person_id: PersonId,
        /// What they answered.
        pub instrument_id: InstrumentId,
        /// The answers as JSON.
        pub answers: String,
    }
}

/// What the CEO and the candidates of a search handed in last about themselves, for this search or for no one search, in
/// the order in which it was handed in.
#[crate::boxed]
pub async fn own_of_search(
    connection: &mut Connection,
    org: &OrgId,
    search: &SearchId,
) -> Result<Vec<OwnSubmission>> {
    const SQL: &str = "SELECT i.person_id, i.instrument_id, s.answers FROM submissions s JOIN invitations i \
                       ON i.org_id = s.org_id AND i.id = s.invitation_id WHERE s.org_id = $1 AND i.source = 'self' \
                       AND (i.search_id IS NULL OR i.search_id = $2) AND (i.person_id IN (SELECT person_id \
                       FROM candidates WHERE org_id = $1 AND search_id = $2) OR i.person_id IN (SELECT ceo_id \
                       FROM searches WHERE org_id = $1 AND id = $2)) AND s.number = (SELECT MAX(number) \
                       FROM submissions l WHERE l.org_id = $1 AND l.invitation_id = s.invitation_id) \
                       ORDER BY s.submitted_at, s.invitation_id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// What was handed in last to every invitation of an organisation.
#[crate::boxed]
pub async fn of_everyone(connection: &mut Connection, org: &OrgId) -> Result<Vec<Submission>> {
    const SQL: &str = "SELECT invitation_id, answers, submitted_at FROM submissions s WHERE org_id = $1 \
                       AND number = (SELECT MAX(number) FROM submissions l WHERE l.org_id = $1 \
                       AND l.invitation_id = s.invitation_id) ORDER BY invitation_id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}
