//! What stands around every page: head, navigation, and what was just done.

use super::assets::{SCRIPT_PATH, STYLE_PATH};
use super::visitor::Signed;
use service::Permission;
use store::users::Role;

/// Which part of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Searches,
    People,
    CeoSelf,
    Learning,
    Method,
    Admin,
    Account,
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) style: &'static str,
    pub(super) script: &'static str,
    /// Who is signed in, by name; none where nobody is.
    pub(super) user: Option<String>,
    pub(super) links: Vec<Link>,
    pub(super) is_account: bool,
    /// What was just done, in a sentence.
    pub(super) done: Option<&'static str>,
}

/// A link of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) path: &'static str,
    pub(super) title: &'static str,
    pub(super) is_here: bool,
}

impl Frame {
    /// Around a page for someone who is signed in.
    pub(super) fn of(signed: &Signed, here: Place) -> Self {
        let actor = &signed.caller.actor;
        let is_shown = |place: Place| match place {
            Place::People => actor.require(Permission::PeopleRead).is_ok(),
            Place::CeoSelf => actor.require(Permission::ScoreRun).is_ok(),
            Place::Learning => actor.require(Permission::OutcomesRead).is_ok(),
            Place::Admin => actor.role == Role::Admin,
            Place::Searches | Place::Method => true,
            Place::Account => false,
        };
        let link = |(place, path, title)| Link { path, title, is_here: place == here };
        let links = [
            (Place::Searches, "/", "Searches"),
            (Place::People, "/people", "People"),
            (Place::CeoSelf, "/self", "For a CEO"),
            (Place::Learning, "/learning", "Learning"),
            (Place::Method, "/help/method", "Method"),
            (Place::Admin, "/admin", "Administration"),
        ];
        Self {
            user: Some(signed.user.name.clone()),
            links: links.into_iter().filter(|(place, ..)| is_shown(*place)).map(link).collect(),
            is_account: here == Place::Account,
            done: signed.done,
            ..Self::outside()
        }
    }

    /// Around a page for anybody.
    pub(super) fn outside() -> Self {
        Self {
            style: &STYLE_PATH,
            script: &SCRIPT_PATH,
            user: None,
            links: Vec::new(),
            is_account: false,
            done: None,
        }
    }
}
