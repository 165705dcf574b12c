//! What a token may do, in groups and in words.

use service::{Actor, Permission};

/// A group of scopes that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScopeGroup {
    pub(super) title: &'static str,
    pub(super) scopes: Vec<Scope>,
}

/// A scope to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) name: &'static str,
    pub(super) words: &'static str,
    pub(super) is_chosen: bool,
}

/// The groups of what someone may, with what they chose; before they chose, only reading is.
pub(super) fn groups(actor: &Actor, chosen: Option<&[Permission]>) -> Vec<ScopeGroup> {
    let titles = ["Reading", "Working on people and searches", "Your own part in a search", "Administration"];
    let group = |(index, title): (usize, &'static str)| ScopeGroup {
        title,
        scopes: Permission::ALL
            .iter()
            .filter(|&&scope| in_words(scope).0 == index && actor.require(scope).is_ok())
            .map(|&scope| Scope {
                name: scope.name(),
                words: in_words(scope).1,
                is_chosen: chosen.map_or(index == 0, |chosen| chosen.contains(&scope)),
            })
            .collect(),
    };
    titles.into_iter().enumerate().map(group).filter(|group| !group.scopes.is_empty()).collect()
}

/// The group of a scope, and what it allows.
fn in_words(scope: Permission) -> (usize, &'static str) {
    use Permission as P;
    match scope {
        P::PeopleRead => (0, "Read people on file, with all that is known of them"),
        P::InvitationsRead => (0, "Read who was invited to answer about whom, and how far they are"),
        P::InstrumentsRead => (0, "Read instruments, and how reliable their answers are"),
        P::FrameworksRead => (0, "Read frameworks"),
        P::SearchesRead => (0, "Read searches with their results"),
        P::OutcomesRead => (0, "Read what became of placements, and what was learnt from it"),
        P::JobsRead => (0, "See how far long work is"),
        P::ScoreRun => (1, "Compute scores without keeping anything"),
        P::PeopleWrite => (1, "Put people on file, change, import and erase them"),
        P::InvitationsWrite => (1, "Invite people to answer questionnaires, and remind them"),
        P::SearchesWrite => (1, "Keep searches, candidates, members and agreed weights, and compute runs"),
        P::OutcomesWrite => (1, "Record what became of placements, and hold weights against it"),
        P::NormsWrite => (1, "Make norms of the people on file"),
        P::JobsWrite => (1, "Cancel and retry long work"),
        P::JudgementsWrite => (2, "Give your own weights and judgements"),
        P::DecisionsWrite => (2, "Record a decision, or withdraw it"),
        P::AccountManage => (2, "Keep your own tokens, sessions and password"),
        P::InstrumentsWrite => (3, "Add versions of instruments"),
        P::FrameworksWrite => (3, "Add versions of frameworks"),
        P::UsersManage => (3, "Keep users"),
        P::AuditRead => (3, "Read the audit log"),
    }
}
