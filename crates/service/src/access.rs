//! Who may do what: the only table of it.

use store::string_enum;
use store::users::Role;

string_enum! {
    /// Something that can be allowed: by a role, and to a token as a scope.
    Permission {
        /// Read people on file, with all that is known of them.
        PeopleRead = "people:read",
        /// Put people on file, change, import and erase them.
        PeopleWrite = "people:write",
        /// Read who was invited to answer a questionnaire about whom, and how far they are.
        InvitationsRead = "invitations:read",
        /// Invite people to answer questionnaires, remind them, and take invitations back.
        InvitationsWrite = "invitations:write",
        /// Read instruments, and how reliable their answers are.
        InstrumentsRead = "instruments:read",
        /// Add versions of instruments.
        InstrumentsWrite = "instruments:write",
        /// Read frameworks.
        FrameworksRead = "frameworks:read",
        /// Add versions of frameworks.
        FrameworksWrite = "frameworks:write",
        /// Read searches with their results.
        SearchesRead = "searches:read",
        /// Keep searches, their candidates, members and agreed weights, and compute runs.
        SearchesWrite = "searches:write",
        /// Give one's own weights and judgements, and write notes.
        JudgementsWrite = "judgements:write",
        /// Record a decision, or withdraw it.
        DecisionsWrite = "decisions:write",
        /// Read what became of placements, and what was learnt from it.
        OutcomesRead = "outcomes:read",
        /// Record what became of placements, and hold weights against it.
        OutcomesWrite = "outcomes:write",
        /// Make norms of the people on file.
        NormsWrite = "norms:write",
        /// Compute scores without storing anything.
        ScoreRun = "score:run",
        /// See how long work is going.
        JobsRead = "jobs:read",
        /// Cancel and retry long work.
        JobsWrite = "jobs:write",
        /// Keep users.
        UsersManage = "users:manage",
        /// Read the audit log.
        AuditRead = "audit:read",
        /// Keep one's own tokens, sessions and password.
        AccountManage = "account:manage",
    }
}

/// Whether a role may do something.
#[must_use]
pub fn is_allowed(role: Role, permission: Permission) -> bool {
    use Permission as P;
    match permission {
        P::FrameworksRead | P::SearchesRead | P::ScoreRun | P::JobsRead | P::AccountManage => true,
        P::PeopleRead
        | P::PeopleWrite
        | P::InvitationsRead
        | P::InvitationsWrite
        | P::InstrumentsRead
        | P::OutcomesRead
        | P::OutcomesWrite
        | P::SearchesWrite
        | P::NormsWrite
        | P::JobsWrite => matches!(role, Role::Admin | Role::Recruiter),
        P::JudgementsWrite | P::DecisionsWrite => !matches!(role, Role::Viewer),
        P::FrameworksWrite | P::InstrumentsWrite | P::UsersManage | P::AuditRead => {
            matches!(role, Role::Admin)
        }
    }
}
