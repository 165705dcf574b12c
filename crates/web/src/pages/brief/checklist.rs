//! What is outstanding in a search, from the CEO's assessment to the decision; each line leads to what is to be done.

use super::SearchFrame;
use crate::Web;
use crate::pages::{Signed, counted};
use report::NeedSections;
use service::{Error, results};

/// A line of the checklist.
pub(super) struct Line {
    pub(super) title: &'static str,
    pub(super) is_done: bool,
    /// How far it is.
    pub(super) state: String,
    pub(super) path: String,
    /// What is to be done, in the words of the link.
    pub(super) action: String,
    /// Whether it is the first that is not done.
    pub(super) is_next: bool,
}

/// The checklist of a search, for who runs it.
pub(super) async fn checklist(
    web: &Web,
    signed: &Signed,
    search: &SearchFrame,
    need: Option<&NeedSections>,
) -> Result<Vec<Line>, Error> {
    let overview = &search.overview;
    let path = |end: &str| format!("{}{end}", search.path);
    let rows = match results::shortlist(&web.service, &signed.caller, &overview.search.id).await {
        Ok(found) => Some(found.rows),
        // They are not shown yet, or the criteria do not go together: another line leads to that.
        Err(Error::Denied { .. } | Error::Conflict { .. }) => None,
        Err(error) => return Err(error),
    };
    let n_thin = rows.iter().flatten().filter(|row| row.result.provisional).count();
    let is_assessed = need.is_some_and(|need| !need.is_provisional);
    let ceo = &overview.search.ceo_id;
    let invite = format!("/people/{ceo}/invite?source=self&search={}", overview.search.id);
    let mut lines = vec![
        Line {
            title: "CEO assessed",
            is_done: is_assessed,
            state: need.map(|need| need.evidence.clone()).unwrap_or_default(),
            action: match is_assessed {
                true => format!("See {}’s profile", overview.ceo),
                false => format!("Ask {} to answer the questionnaire", overview.ceo),
            },
            path: if is_assessed { format!("/people/{ceo}") } else { invite },
            is_next: false,
        },
        Line {
            title: "Mandate",
            is_done: !overview.search.mandate.trim().is_empty(),
            state: match overview.search.mandate.trim().is_empty() {
                true => "What this COO must deliver has not been written yet.".to_owned(),
                false => "Written.".to_owned(),
            },
            action: match overview.search.mandate.trim().is_empty() {
                true => "Write the mandate".to_owned(),
                false => "Edit the mandate".to_owned(),
            },
            path: path("/brief#about"),
            is_next: false,
        },
        Line {
            title: "Candidates",
            is_done: overview.n_candidates > 1,
            state: match overview.n_candidates {
                0 => "There are none yet.".to_owned(),
                n => format!("{}, {}.", counted(n, "candidate"), counted(overview.n_finalists, "finalist")),
            },
            action: "Find candidates".to_owned(),
            path: path("/find"),
            is_next: false,
        },
        Line {
            title: "Evidence",
            is_done: overview.n_candidates > 0 && rows.is_some() && n_thin == 0,
            state: match (overview.n_candidates, n_thin) {
                (0, _) => "It follows the candidates.".to_owned(),
                (_, 0) => "Every candidate is known well enough to rank.".to_owned(),
                (_, 1) => "One candidate is not known well enough to rank.".to_owned(),
                (_, n) => format!("{n} candidates are not known well enough to rank."),
            },
            action: "See what to find out".to_owned(),
            path: path("/candidates#apart"),
            is_next: false,
        },
        Line {
            title: "Panel",
            is_done: overview.n_judges > 0 && overview.n_judged == overview.n_judges,
            state: match overview.n_judges {
                0 => "Nobody is on the panel yet.".to_owned(),
                n => format!("{} of {n} have judged.", overview.n_judged),
            },
            action: if overview.n_judges == 0 { "Invite the panel" } else { "See the panel" }.to_owned(),
            path: if overview.n_judges == 0 { path("/panel#members") } else { path("/panel") },
            is_next: false,
        },
        Line {
            title: "Decision",
            is_done: overview.decided.is_some(),
            state: match &overview.decided {
                Some(decided) => match &decided.name {
                    Some(name) => format!("Decided for {name}."),
                    None => "Decided to appoint nobody.".to_owned(),
                },
                None => "Not yet.".to_owned(),
            },
            action: if overview.decided.is_some() { "See the decision" } else { "Record the decision" }
                .to_owned(),
            path: path("/decision"),
            is_next: false,
        },
    ];
    if let Some(next) = lines.iter_mut().find(|line| !line.is_done).filter(|_| search.is_open) {
        next.is_next = true;
    }
    Ok(lines)
}
