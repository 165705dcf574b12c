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
    Search,
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
    /// The places that are worked in every day.
    pub(super) links: Vec<Link>,
    pub(super) help: Link,
    /// What is behind one's own name.
    pub(super) own: Vec<Link>,
    /// What was searched for everywhere.
    pub(super) q: String,
    /// What was just done, in a sentence.
    pub(super) done: Option<&'static str>,
}

/// A link of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) path: &'static str,
    pub(super) title: &'static str,
    pub(super) is_here: bool,
}

impl Frame {
    /// Around a page for someone who is signed in.
    pub(super) fn of(signed: &Signed, here: Place) -> Self {
        let actor = &signed.caller.actor;
        let may = |permission| actor.require(permission).is_ok();
        let link = |place, path, title| Link { path, title, is_here: place == here };
        let mut links = vec![link(Place::Searches, "/", "Searches")];
        if may(Permission::PeopleRead) {
            links.push(link(Place::People, "/people", "People"));
        }
        let mut own = vec![link(Place::Account, "/account", "Your account")];
        if may(Permission::ScoreRun) {
            own.push(link(Place::CeoSelf, "/self", "For a CEO"));
        }
        if may(Permission::OutcomesRead) {
            own.push(link(Place::Learning, "/learning", "Learning from outcomes"));
        }
        if actor.role == Role::Admin {
            own.push(link(Place::Admin, "/admin", "Administration"));
        }
        Self {
            user: Some(signed.user.name.clone()),
            links,
            help: link(Place::Method, "/help/method", "Help"),
            own,
            done: signed.done,
            ..Self::outside()
        }
    }

    /// The same with what was searched for in the field of the head.
    pub(super) fn asking(self, q: &str) -> Self {
        Self { q: q.to_owned(), ..self }
    }

    /// Around a page for anybody.
    pub(super) fn outside() -> Self {
        Self {
            style: &STYLE_PATH,
            script: &SCRIPT_PATH,
            user: None,
            links: Vec::new(),
            help: Link { path: "/help/method", title: "Help", is_here: false },
            own: Vec::new(),
            q: String::new(),
            done: None,
        }
    }
}
