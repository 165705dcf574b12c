use crate::{Error, Permission, Result, hash_secret, is_allowed};
use store::users::Role;
use store::{OrgId, SessionId, TokenId, UserId};

/// Who acts: the only way to an organisation's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Their organisation.
    pub org: OrgId,
    /// Who they are.
    pub user: UserId,
    /// What they are.
    pub role: Role,
    /// How they came in.
    pub via: Via,
    /// What they may do at most; none for all that their role may.
    pub scopes: Option<Vec<Permission>>,
}

/// How someone came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// With an API token.
    Token(TokenId),
    /// Signed in with a browser.
    Session(SessionId),
    /// On the program's own machine.
    Operator,
    /// Work that they left to be done.
    Job,
}

impl Via {
    /// The word for it in the audit log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Token(_) => "token",
            Self::Session(_) => "session",
            Self::Operator => "operator",
            Self::Job => "job",
        }
    }
}

impl Actor {
    /// Refuses what their role or their token does not allow.
    ///
    /// # Errors
    /// [`Error::Denied`] then.
    pub fn require(&self, permission: Permission) -> Result<()> {
        let in_scope = self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&permission));
        if !is_allowed(self.role, permission) {
            return Err(Error::denied(format!("your role, {}, does not allow {permission}", self.role)));
        }
        if !in_scope {
            return Err(Error::denied(format!("this token does not have the scope {permission}")));
        }
        Ok(())
    }
}

/// An actor with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// The request's id, which logs and the audit log share.
    pub request: String,
    /// The key under which the answer may be asked for again.
    pub key: Option<Key>,
    /// The network address that the request comes from; empty where there is none.
    pub address: String,
}

/// What makes a repeated request harmless: what was done under it is not done a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A program's own, for one request: another request under it is refused.
    Request(String),
    /// That of a form as it was sent. The form may do several things, each of them once.
    Form(String),
}

impl Key {
    /// The key under which the answer to a request with this hash is kept.
    pub(crate) fn of(&self, request_hash: &str) -> String {
        match self {
            Self::Request(key) => key.clone(),
            Self::Form(key) => format!("form:{}", hash_secret(format!("{key} {request_hash}"))),
        }
    }
}

/// Which revision a change was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whichever is there.
    Any,
    /// This one, or the change is refused.
    Revision(i64),
    /// One of these, or the change is refused.
    OneOf([i64; Self::MOST]),
}

impl Expected {
    /// So many revisions can be named at once.
    pub const MOST: usize = 8;

    /// Refuses a change that was made from another revision.
    ///
    /// # Errors
    /// [`Error::Stale`] then.
    pub fn check(self, revision: i64) -> Result<()> {
        let is_expected = match self {
            Self::Any => true,
            Self::Revision(seen) => seen == revision,
            Self::OneOf(seen) => seen.contains(&revision),
        };
        if is_expected { Ok(()) } else { Err(Error::Stale) }
    }

    /// Refuses to replace what is there by what was made from another revision or from none, and to bring back what
    /// is gone by what was made from one.
    ///
    /// # Errors
    /// [`Error::Stale`] or [`Error::Unconditional`] then.
    pub fn check_given(given: Option<Self>, there: Option<i64>) -> Result<()> {
        match (given, there) {
            (None, Some(_)) => Err(Error::Unconditional),
            (Some(Self::Revision(_) | Self::OneOf(_)), None) => Err(Error::Stale),
            (Some(expected), Some(revision)) => expected.check(revision),
            (_, None) => Ok(()),
        }
    }
}
