//! What the pages of one search have in common: its title, how it stands, its five tabs, and what can be shared.

use super::{Signed, counted};
use crate::{Problem, Web};
use axum::response::Response;
use service::searches::{self, Overview};
use service::{Code, Error, Permission};
use store::SearchId;
use store::searches::SearchState;

/// A page of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Brief,
    Candidates,
    Finalists,
    Panel,
    Decision,
    DecisionRights,
    Outcomes,
    Share,
    Settings,
}

/// What stands above every page of a search.
#[derive(Debug, Clone)]
pub(super) struct SearchFrame {
    pub(super) title: String,
    /// For whom, how far it is, and how many candidates it has, in a line.
    pub(super) line: String,
    /// Where its pages begin.
    pub(super) path: String,
    pub(super) tabs: Vec<ShownTab>,
    /// What the shown page is called in the menu.
    pub(super) here: &'static str,
    /// The pages of the tab that is shown, if it has several.
    pub(super) parts: Vec<ShownTab>,
    /// What can be sent to others: pages and files.
    pub(super) share: Vec<ShownTab>,
    /// Where its settings are, for who may change them.
    pub(super) settings: Option<ShownTab>,
    pub(super) n_candidates: usize,
    /// Whether anything in it may be changed still.
    pub(super) is_open: bool,
    /// Whether the one who looks keeps this search.
    pub(super) may_write: bool,
    /// All that is known of how it stands.
    pub(super) overview: Overview,
}

/// A tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShownTab {
    pub(super) path: String,
    pub(super) title: &'static str,
    /// What is to be known before it is opened, such as how many have judged; empty for nothing.
    pub(super) badge: String,
    pub(super) is_here: bool,
}

/// What a search is for, as it stands above whatever people judge by.
pub(super) struct Wanted {
    /// The mandate, or the beginning of a long one.
    pub(super) mandate: String,
    /// All of a long one.
    pub(super) more: String,
    pub(super) situation: String,
}

/// A longer mandate is folded behind its beginning.
const MOST_LETTERS: usize = 600;

impl SearchFrame {
    /// What this COO must deliver, and the situation.
    pub(super) fn wanted(&self) -> Wanted {
        let search = &self.overview.search;
        let (mandate, situation) = (search.mandate.clone(), search.context.clone());
        if mandate.chars().count() <= MOST_LETTERS {
            return Wanted { mandate, more: String::new(), situation };
        }
        let cut: String = mandate.chars().take(MOST_LETTERS).collect();
        let whole = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(whole, _)| whole);
        Wanted { mandate: format!("{whole} …"), more: mandate, situation }
    }

    /// Of a search, for someone who may see it, on one of its pages.
    ///
    /// # Errors
    /// Where there is no search that they may see.
    pub(super) async fn load(web: &Web, signed: &Signed, id: &SearchId, here: Tab) -> Result<Self, Problem> {
        let overview = searches::overview(&web.service, &signed.caller, id).await?;
        Ok(Self::of(signed, overview, here))
    }

    /// Of a search that is known already.
    pub(super) fn of(signed: &Signed, overview: Overview, here: Tab) -> Self {
        let may = |permission| signed.caller.actor.require(permission).is_ok();
        let (may_write, may_judge) = (may(Permission::SearchesWrite), may(Permission::JudgementsWrite));
        let may_follow = overview.decided.is_some() && may(Permission::OutcomesRead);
        let search = &overview.search;
        let path = format!("/searches/{}", search.id);
        let sees = overview.shows_scores;
        // Nothing for what is not to be shown.
        let link = |is_shown: bool, (end, title): (&str, &'static str), badge: String, is_here: bool| {
            is_shown.then(|| ShownTab { path: format!("{path}{end}"), title, badge, is_here })
        };
        let none = String::new;
        let count = |n: usize| if n == 0 { String::new() } else { n.to_string() };
        let panel = match (&overview.decided, overview.n_judges) {
            (Some(_), _) => "decided".to_owned(),
            (None, 0) => String::new(),
            (None, n) => format!("{} of {n}", overview.n_judged),
        };
        let is_panel = matches!(here, Tab::Panel | Tab::Decision);
        let is_partnership = matches!(here, Tab::DecisionRights | Tab::Outcomes);
        // Who has yet to judge finds the way to judging, and none to the results.
        let tabs = [
            link(true, ("/brief", "Brief"), none(), here == Tab::Brief),
            link(
                sees && may_write,
                ("/candidates", "Candidates"),
                count(overview.n_candidates),
                here == Tab::Candidates,
            ),
            link(sees, ("/finalists", "Finalists"), count(overview.n_finalists), here == Tab::Finalists),
            link(may_write || may_judge, ("/panel", "Panel and decision"), panel, is_panel),
            link(sees && may_write, ("/decision-rights", "Partnership"), none(), is_partnership),
        ];
        let tabs: Vec<ShownTab> = tabs.into_iter().flatten().collect();
        let parts = [
            link(is_panel, ("/panel", "Panel"), none(), here == Tab::Panel),
            link(is_panel && sees, ("/decision", "Decision"), none(), here == Tab::Decision),
            link(
                is_partnership,
                ("/decision-rights", "Decision rights"),
                none(),
                here == Tab::DecisionRights,
            ),
            link(is_partnership && may_follow, ("/outcomes", "Outcomes"), none(), here == Tab::Outcomes),
        ];
        let parts: Vec<ShownTab> = parts.into_iter().flatten().collect();
        let has_results = sees && overview.n_candidates > 0;
        let share = [
            link(sees, ("/reports", "Reports: versions and links"), none(), here == Tab::Share),
            link(has_results, ("/report", "Full report as it is now"), none(), false),
            link(has_results, ("/shortlist.xlsx", "Candidates as Excel"), none(), false),
            link(has_results, ("/shortlist.csv", "Candidates as CSV"), none(), false),
        ];
        let share: Vec<ShownTab> = share.into_iter().flatten().collect();
        let settings = link(may_write, ("/settings", "Settings"), none(), here == Tab::Settings);
        let all = tabs.iter().chain(&share).chain(&settings);
        let here = all.into_iter().find(|tab| tab.is_here).map_or("Menu", |tab| tab.title);
        Self {
            here,
            title: search.title.clone(),
            line: line(&overview),
            tabs,
            parts: if parts.len() > 1 { parts } else { Vec::new() },
            share,
            settings,
            path,
            n_candidates: overview.n_candidates,
            is_open: search.state == SearchState::Open,
            may_write,
            overview,
        }
    }
}

/// Sends who has yet to judge to where they do.
///
/// # Errors
/// Every other error.
pub(super) fn judge_first(error: Error, id: &SearchId) -> Result<Response, Problem> {
    match error {
        Error::Denied { code: Code::JudgementFirst, .. } => Ok(super::go(&format!("/searches/{id}/panel"))),
        other => Err(other.into()),
    }
}

fn line(overview: &Overview) -> String {
    let mut parts = vec![
        format!("Beside {}", overview.ceo),
        match overview.search.state {
            SearchState::Open => "in progress".to_owned(),
            SearchState::Decided => "decided".to_owned(),
            SearchState::Closed => "closed".to_owned(),
        },
        match overview.n_candidates {
            0 => "no candidates yet".to_owned(),
            n => counted(n, "candidate"),
        },
    ];
    if overview.search.is_blind {
        parts.push("blind".to_owned());
    }
    parts.join(" · ")
}
