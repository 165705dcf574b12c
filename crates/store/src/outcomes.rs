//! Outcomes: what became of a placement. Each hangs on a decision; what was withdrawn stays on file.

use crate::connection::{execute, on};
use crate::row::{column_enum, row};
use crate::{
    CandidateId, Connection, Day, DecisionId, FrameworkId, OrgId, OutcomeId, PersonId, Result, RunId,
    SearchId, Timestamp, UserId,
};

column_enum! {
    /// What kind of outcome it is.
    OutcomeKind {
        /// They began to work together.
        Started = "started",
        /// The COO left.
        Left = "left",
        /// Whether they still worked together a year after they began.
        Together12 = "together_12",
        /// Whether they still worked together two years after they began.
        Together24 = "together_24",
        /// How the board rates the partnership.
        BoardRating = "board_rating",
        /// What one of the two says of the five conditions of a partnership.
        Pulse = "pulse",
    }
}

column_enum! {
    /// How it ended.
    Ending {
        /// The COO was promoted, here or elsewhere.
        Promoted = "promoted",
        /// The COO wished to go.
        OwnWish = "own_wish",
        /// The company, its board or its CEO wished it.
        CompanyWish = "company_wish",
        /// The company was sold, merged, closed or changed so that the post went.
        CompanyChanged = "company_changed",
        /// Illness, family or age.
        Health = "health",
        /// Something else.
        Other = "other",
    }
}

column_enum! {
    /// Who answers a pulse.
    Who {
        /// The CEO.
        Ceo = "ceo",
        /// The COO.
        Coo = "coo",
    }
}

column_enum! {
    /// When a pulse is taken, counted from the day on which they began: after 100 days and then half-yearly.
    Wave {
        /// After 100 days.
        Day100 = "day_100",
        /// After six months.
        Month6 = "month_6",
        /// After twelve months.
        Month12 = "month_12",
        /// After eighteen months.
        Month18 = "month_18",
        /// After two years.
        Month24 = "month_24",
        /// After two and a half years.
        Month30 = "month_30",
        /// After three years.
        Month36 = "month_36",
        /// After three and a half years.
        Month42 = "month_42",
        /// After four years.
        Month48 = "month_48",
        /// After four and a half years.
        Month54 = "month_54",
        /// After five years.
        Month60 = "month_60",
    }
}

row! {
    /// An outcome.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Outcome {
        /// Id.
        pub id: OutcomeId,
        /// The decision that it is of.
        pub decision_id: DecisionId,
        /// What kind it is.
        pub kind: OutcomeKind,
        /// The day that it is of.
        pub happened_on: Day,
        /// How it ended, in a word, of leaving.
        pub ending: Option<String>,
        /// 1 or 0 for yes or no; a rating, or the mean of a pulse, from 0 to 100.
        pub value: Option<f64>,
        /// Who answered, of a pulse.
        pub who: Option<String>,
        /// Which pulse it is.
        pub wave: Option<String>,
        /// The answers of a pulse, as JSON.
        pub conditions: Option<String>,
        /// In words.
        pub note: String,
        /// Who recorded it.
        pub recorded_by: UserId,
        /// When.
        pub created_at: Timestamp,
        /// When it was withdrawn; none for one in force.
        pub withdrawn_at: Option<Timestamp>,
        /// Who withdrew it.
        pub withdrawn_by: Option<UserId>,
        /// Why.
        pub withdrawn_reason: Option<String>,
    }
}

impl Outcome {
    /// What may be there once for each decision.
    fn slot(&self) -> String {
        let parts = match self.kind {
            OutcomeKind::BoardRating => [Some(self.happened_on.as_str()), None],
            OutcomeKind::Pulse => [self.who.as_deref(), self.wave.as_deref()],
            _ => [None, None],
        };
        std::iter::once(self.kind.name()).chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(" ")
    }
}

macro_rules! outcome_columns {
    () => {
        "o.id, o.decision_id, o.kind, o.happened_on, o.ending, o.value, o.who, o.wave, o.conditions, o.note, \
         o.recorded_by, o.created_at, o.withdrawn_at, o.withdrawn_by, o.withdrawn_reason"
    };
}

/// Records an outcome.
///
/// # Errors
/// [`Error::Taken`](crate::Error::Taken) where one of the kind is in force.
#[crate::boxed]
pub async fn insert(connection: &mut Connection, org: &OrgId, outcome: &Outcome) -> Result<()> {
    const SQL: &str = "INSERT INTO outcomes (id, org_id, decision_id, kind, slot, happened_on, ending, value, who, wave, \
                       conditions, note, recorded_by, created_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    execute!(
        connection,
        sqlx::query(SQL)
            .bind(&outcome.id)
            .bind(org)
            .bind(&outcome.decision_id)
            .bind(outcome.kind.name())
            .bind(outcome.slot())
            .bind(&outcome.happened_on)
            .bind(&outcome.ending)
            .bind(outcome.value)
            .bind(&outcome.who)
            .bind(&outcome.wave)
            .bind(&outcome.conditions)
            .bind(&outcome.note)
            .bind(&outcome.recorded_by)
            .bind(&outcome.created_at)
    )?;
    Ok(())
}

/// The outcomes of a search, in force and withdrawn, in the order in which they happened.
#[crate::boxed]
pub async fn list(connection: &mut Connection, org: &OrgId, search: &SearchId) -> Result<Vec<Outcome>> {
    const SQL: &str = concat!(
        "SELECT ",
        outcome_columns!(),
        " FROM outcomes o JOIN decisions d ON d.org_id = o.org_id AND d.id = o.decision_id \
         WHERE o.org_id = $1 AND d.search_id = $2 ORDER BY o.happened_on, o.id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).bind(search).fetch_all(c))?)
}

/// All outcomes in force of decisions in force.
#[crate::boxed]
pub async fn all_in_force(connection: &mut Connection, org: &OrgId) -> Result<Vec<Outcome>> {
    const SQL: &str = concat!(
        "SELECT ",
        outcome_columns!(),
        " FROM outcomes o JOIN decisions d ON d.org_id = o.org_id AND d.id = o.decision_id \
         WHERE o.org_id = $1 AND o.withdrawn_at IS NULL AND d.withdrawn_at IS NULL ORDER BY o.happened_on, o.id"
    );
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}

/// Withdraws an outcome of a search, and says whether it was in force.
#[crate::boxed]
pub async fn withdraw(
    connection: &mut Connection,
    org: &OrgId,
    id: &OutcomeId,
    (user, reason): (&UserId, &str),
    now: &Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE outcomes SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_reason = $5 \
                       WHERE org_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    let n_rows = execute!(connection, sqlx::query(SQL).bind(org).bind(id).bind(now).bind(user).bind(reason))?;
    Ok(n_rows == 1)
}

row! {
    /// A decision in force to appoint somebody, with the run that it rests on.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Placement {
        /// The decision.
        pub decision_id: DecisionId,
        /// The search.
        pub search_id: SearchId,
        /// The search's title.
        pub title: String,
        /// Who was appointed.
        pub candidate_id: CandidateId,
        /// The run.
        pub run_id: RunId,
        /// The framework's version that the run was computed by.
        pub framework_id: FrameworkId,
        /// The framework's own id, which its versions share.
        pub framework: String,
        /// When it was decided.
        pub decided_at: Timestamp,
    }
}

/// All placements, the oldest first.
#[crate::boxed]
pub async fn placements(connection: &mut Connection, org: &OrgId) -> Result<Vec<Placement>> {
    const SQL: &str = "SELECT d.id AS decision_id, d.search_id, s.title, d.candidate_id, d.run_id, r.framework_id, \
                       f.framework, d.created_at AS decided_at FROM decisions d \
                       JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id \
                       JOIN runs r ON r.org_id = d.org_id AND r.id = d.run_id \
                       JOIN framework_versions f ON f.org_id = r.org_id AND f.id = r.framework_id \
                       WHERE d.org_id = $1 AND d.withdrawn_at IS NULL AND d.candidate_id IS NOT NULL \
                       ORDER BY d.created_at, d.id";
    Ok(on!(connection, c => sqlx::query_as(SQL).bind(org).fetch_all(c))?)
}

/// Forgets what someone answered, and the words about placements that they were a part of: figures stay, as in runs.
#[crate::boxed]
pub async fn forget_person(connection: &mut Connection, org: &OrgId, person: &PersonId) -> Result<()> {
    const ANSWERS: &str = "DELETE FROM outcomes WHERE org_id = $1 AND ((who = 'ceo' AND decision_id IN (SELECT d.id \
                           FROM decisions d JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id \
                           WHERE d.org_id = $1 AND s.ceo_id = $2)) OR (who = 'coo' AND decision_id IN (SELECT d.id \
                           FROM decisions d JOIN candidates c ON c.org_id = d.org_id AND c.id = d.candidate_id \
                           WHERE d.org_id = $1 AND c.person_id = $2)))";
    execute!(connection, sqlx::query(ANSWERS).bind(org).bind(person))?;
    const WORDS: &str = "UPDATE outcomes SET note = '' WHERE org_id = $1 AND decision_id IN (SELECT d.id \
                         FROM decisions d JOIN searches s ON s.org_id = d.org_id AND s.id = d.search_id \
                         LEFT JOIN candidates c ON c.org_id = d.org_id AND c.id = d.candidate_id \
                         WHERE d.org_id = $1 AND (s.ceo_id = $2 OR c.person_id = $2))";
    execute!(connection, sqlx::query(WORDS).bind(org).bind(person))?;
    Ok(())
}
