//! What the pages of one search have in common: its title, how it stands, and the tabs.

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
    Shortlist,
    Need,
    Compare,
    DecisionRights,
    Weights,
    Panel,
    Decision,
    Reports,
    Outcomes,
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

impl SearchFrame {
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
        let search = &overview.search;
        let path = format!("/searches/{}", search.id);
        // Who has yet to judge finds the way to judging, and none to the results.
        let is_shown = |tab: Tab| match tab {
            Tab::Shortlist | Tab::Compare | Tab::DecisionRights | Tab::Decision | Tab::Reports => {
                overview.shows_scores
            }
            Tab::Weights => may_write || may_judge,
            Tab::Outcomes => overview.decided.is_some() && may(Permission::OutcomesRead),
            Tab::Settings => may_write,
            Tab::Need | Tab::Panel => true,
        };
        let tab = |(tab, end, title): (Tab, &str, &'static str)| ShownTab {
            path: format!("{path}{end}"),
            title,
            badge: badge(&overview, tab),
            is_here: tab == here,
        };
        let tabs = [
            (Tab::Shortlist, "", "Shortlist"),
            (Tab::Need, "/need", "Need"),
            (Tab::Compare, "/compare", "Compare"),
            (Tab::DecisionRights, "/decision-rights", "Decision rights"),
            (Tab::Weights, "/weights", "Weights"),
            (Tab::Panel, "/panel", "Panel"),
            (Tab::Decision, "/decision", "Decision"),
            (Tab::Reports, "/reports", "Reports"),
            (Tab::Outcomes, "/outcomes", "Outcomes"),
            (Tab::Settings, "/settings", "Settings"),
        ];
        Self {
            title: search.title.clone(),
            line: line(&overview),
            tabs: tabs.into_iter().filter(|(tab, ..)| is_shown(*tab)).map(tab).collect(),
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

/// What has changed since a search was computed, in a sentence.
pub(super) fn outdated(changes: &[String]) -> Option<String> {
    (!changes.is_empty()).then(|| super::sentence(&format!("since then {}", changes.join("; "))))
}

fn line(overview: &Overview) -> String {
    let mut parts = vec![
        format!("For {}", overview.ceo),
        overview.search.state.name().to_owned(),
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

fn badge(overview: &Overview, tab: Tab) -> String {
    let is_open = overview.search.state == SearchState::Open;
    let is_outdated = overview.computed.as_ref().is_some_and(|computed| !computed.changes.is_empty());
    match tab {
        Tab::Shortlist if is_open && is_outdated => "out of date".to_owned(),
        Tab::Panel if overview.n_judges > 0 => format!("{} of {}", overview.n_judged, overview.n_judges),
        Tab::Decision if overview.decided.is_some() => "made".to_owned(),
        _ => String::new(),
    }
}
