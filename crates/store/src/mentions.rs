//! Where people wrote a name into texts of their own, which stay when a person is erased.

use crate::connection::on;
use crate::row::row;
use crate::{Connection, OrgId, PersonId, Result};

row! {
    /// A text with a name in it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Mention {
        /// What kind of text it is.
        pub what: String,
        /// The search that it is of.
        pub search: String,
        /// The text.
        pub text: String,
    }
}

/// So many are found at most.
const MOST: i64 = 50;

/// Texts with this in them, in whatever case, that stay when a person is erased. What belongs to the person alone goes, and is
/// not looked at.
#[crate::boxed]
pub async fn find(
    connection: &mut Connection,
    org: &OrgId,
    person: &PersonId,
    part: &str,
) -> Result<Vec<Mention>> {
    const SQL: &str = "SELECT what, search, text FROM ( \
        SELECT 'title of a search' AS what, title AS search, title AS text FROM searches WHERE org_id = $1 \
        UNION ALL SELECT 'context of a search', title, context FROM searches WHERE org_id = $1 \
        UNION ALL SELECT 'mandate of a search', title, mandate FROM searches WHERE org_id = $1 \
        UNION ALL SELECT 'note with a judgement', s.title, j.note FROM judgement_versions j \
            JOIN searches s ON s.org_id = j.org_id AND s.id = j.search_id WHERE j.org_id = $1 \
        UNION ALL SELECT 'minutes of a decision', s.title, m.minutes FROM decision_minutes m \
            JOIN decisions d ON d.org_id = m.org_id AND d.id = m.decision_id \
            JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id WHERE m.org_id = $1 \
        UNION ALL SELECT 'declaration about another candidate', s.title, e.text FROM declarations e \
            JOIN candidates c ON c.org_id = e.org_id AND c.id = e.candidate_id \
            JOIN searches s ON s.org_id = c.org_id AND s.id = c.search_id \
            WHERE e.org_id = $1 AND c.person_id <> $2 \
        UNION ALL SELECT 'reason for a decision', s.title, d.reason FROM decisions d \
            JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id WHERE d.org_id = $1 \
        UNION ALL SELECT 'panel at a decision', s.title, d.panel FROM decisions d \
            JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id WHERE d.org_id = $1 \
        UNION ALL SELECT 'reason for withdrawing a decision', s.title, d.withdrawn_reason FROM decisions d \
            JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id WHERE d.org_id = $1 \
        UNION ALL SELECT 'note with an outcome', s.title, o.note FROM outcomes o \
            JOIN decisions d ON d.org_id = o.org_id AND d.id = o.decision_id \
            JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id WHERE o.org_id = $1 \
        UNION ALL SELECT 'note about another candidate', s.title, n.text FROM notes n \
            JOIN candidates c ON c.org_id = n.org_id AND c.id = n.candidate_id \
            JOIN searches s ON s.org_id = c.org_id AND s.id = c.search_id \
            WHERE n.org_id = $1 AND c.person_id <> $2 \
        UNION ALL SELECT 'reason or next step of another candidate', s.title, t.reason || ' ' || t.next_step \
            FROM candidate_stages t JOIN candidates c ON c.org_id = t.org_id AND c.id = t.candidate_id \
            JOIN searches s ON s.org_id = c.org_id AND s.id = c.search_id \
            WHERE t.org_id = $1 AND c.person_id <> $2 \
        UNION ALL SELECT 'evidence about another candidate', s.title, f.evidence FROM requirement_findings f \
            JOIN candidates c ON c.org_id = f.org_id AND c.id = f.candidate_id \
            JOIN searches s ON s.org_id = c.org_id AND s.id = c.search_id \
            WHERE f.org_id = $1 AND c.person_id <> $2 \
        UNION ALL SELECT 'plan or decision rights of another candidate', s.title, p.content FROM pair_documents p \
            JOIN candidates c ON c.org_id = p.org_id AND c.id = p.candidate_id \
            JOIN searches s ON s.org_id = c.org_id AND s.id = c.search_id \
            WHERE p.org_id = $1 AND c.person_id <> $2 \
        UNION ALL SELECT 'interview note about somebody else', '', note FROM interview_notes \
            WHERE org_id = $1 AND person_id <> $2 \
        UNION ALL SELECT 'headline of somebody else', '', headline FROM people WHERE org_id = $1 AND id <> $2 \
        UNION ALL SELECT 'name of a scenario', s.title, x.name FROM scenarios x \
            JOIN searches s ON s.org_id = x.org_id AND s.id = x.search_id WHERE x.org_id = $1 \
        ) AS texts WHERE LOWER(text) LIKE $3 ESCAPE '!' ORDER BY what, search, text LIMIT $4";
    let escaped = part.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    let pattern = format!("%{escaped}%");
    Ok(
        on!(connection, c => sqlx::query_as(SQL).bind(org).bind(person).bind(&pattern).bind(MOST).fetch_all(c))?,
    )
}
