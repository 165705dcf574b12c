//! What is seen of a search: the only place that decides about names and scores.

use crate::candidate_records::Access;
use crate::{Actor, Code, Error, Result};
use std::slice;
use store::UserId;
use store::candidates::Candidate;
use store::notes::Audience;
use store::searches::{Search, SearchState};
use store::users::Role;
use store::{Connection, judgements};

/// What someone sees of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Visibility {
    /// Whether candidates have their names.
    pub(crate) shows_names: bool,
    /// Whether results and the others' judgements are seen.
    pub(crate) shows_scores: bool,
    /// Whether people on file may be known by their ids, to look after them.
    pub(crate) shows_files: bool,
}

impl Visibility {
    /// What an actor sees.
    pub(crate) async fn of(connection: &mut Connection, actor: &Actor, search: &Search) -> Result<Self> {
        let progress = match actor.role {
            Role::PanelMember => {
                judgements::progress(connection, &actor.org, slice::from_ref(&search.id)).await?
            }
            _ => Vec::new(),
        };
        let own = progress.iter().find(|progress| progress.user_id == actor.user);
        Ok(Self::given(actor, search, own.map(judgements::Progress::n_left)))
    }

    /// What an actor sees who has so many left to judge, or nobody. Members of the panel judge before they see a score;
    /// names in a blind search stay hidden from the panel until then, and from everyone else until there is a decision.
    pub(crate) fn given(actor: &Actor, search: &Search, n_left: Option<i64>) -> Self {
        let is_panel = actor.role == Role::PanelMember;
        let is_over = search.state != SearchState::Open;
        let has_judged = is_panel && n_left == Some(0);
        Self {
            shows_names: !search.is_blind || search.state == SearchState::Decided || has_judged,
            shows_scores: !is_panel || has_judged || is_over,
            shows_files: keeps_files(actor),
        }
    }

    /// Refuses what decides to a member of the panel who has not judged, whatever the state of the search.
    pub(crate) async fn require_judged(
        connection: &mut Connection,
        actor: &Actor,
        search: &Search,
    ) -> Result<()> {
        let open = Search { state: SearchState::Open, ..search.clone() };
        Self::of(connection, actor, &open).await?.require_scores()
    }

    /// Refuses scores to those who have yet to judge.
    pub(crate) fn require_scores(self) -> Result<()> {
        if self.shows_scores {
            return Ok(());
        }
        Err(Error::Denied {
            code: Code::JudgementFirst,
            detail: "give your own weights and your judgement of every finalist first; the results are shown to you then"
                .to_owned(),
        })
    }

    /// What a candidate is called.
    pub(crate) fn name(self, candidate: &Candidate) -> &str {
        if self.shows_names { &candidate.name } else { &candidate.label }
    }

    /// How far someone may read a text or a file about a candidate. Texts may tell names: where these are withheld, so is
    /// everything but what one wrote oneself.
    pub(crate) fn access(self, actor: &Actor, audience: Audience, author: Option<&UserId>) -> Access {
        let is_own = author == Some(&actor.user);
        let is_for_them = match audience {
            Audience::Private => keeps_files(actor),
            Audience::Panel => keeps_files(actor) || actor.role == Role::PanelMember,
            Audience::Shareable => true,
        };
        match is_own || (is_for_them && (self.shows_names || self.shows_files)) {
            true => Access::Open,
            false if is_for_them => Access::Withheld,
            false => Access::Closed,
        }
    }

    /// What someone wrote in a search, for this reader. Who sees no names reads nothing that others wrote: whoever wrote may
    /// have known a name, an earlier one, or a part of it. They read that there is something.
    pub(crate) fn written(self, text: String, is_own: bool) -> String {
        if self.shows_names || is_own || text.is_empty() { text } else { WITHHELD.to_owned() }
    }
}

/// What stands in for what others wrote, for whoever sees no names.
pub(crate) const WITHHELD: &str = "(Written by someone else, and withheld while names are.)";

/// Whether someone looks after people on file, and so sees every search.
pub(crate) fn keeps_files(actor: &Actor) -> bool {
    matches!(actor.role, Role::Admin | Role::Recruiter)
}
