//! Every route, as everyone, by every way in. The routes come from the router, what is expected of each from `tables`;
//! a route that the tables do not know fails, and so does a line of theirs without a route.

mod ground;
mod routes;
mod tables;

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{in_browser, sign_in};
use axum::http::Method;
use ground::Ground;
use routes::{Described, described, of_router};
use std::collections::{BTreeMap, BTreeSet};
use store::users::Role;
use tables::{NOT_THEIRS, OPERATIONS, OTHERS, Operation, PAGES};

on_each_database! { always:
    operations_do_what_each_caller_may,
    pages_open_to_those_who_may,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tables_know_every_route() {
    let database = TestDatabase::new(crate::support::database::Kind::Sqlite).await;
    let app = App::start(database).await;
    let described = described();
    let ids: BTreeSet<&str> = described.iter().map(|operation| operation.id.as_str()).collect();
    let known: BTreeSet<&str> = OPERATIONS.iter().map(|(id, ..)| without_query(id)).collect();
    assert_eq!(ids, known, "the operations of the API against the table of them");
    assert_eq!(known.len(), OPERATIONS.len(), "an operation is in the table twice");
    let operations = described.iter().map(|operation| format!("{} {}", operation.method, operation.path));
    let pages = PAGES.iter().map(|(route, ..)| without_query(route).to_owned());
    let others = OTHERS.iter().map(|route| (*route).to_owned());
    let known: BTreeSet<String> = operations.chain(pages).chain(others).collect();
    let there = of_router(&app).await;
    let unknown: Vec<&String> = there.difference(&known).collect();
    assert!(unknown.is_empty(), "say in tests/api/matrix/tables.rs who may, for {unknown:?}");
    let gone: Vec<&String> = known.difference(&there).collect();
    assert!(gone.is_empty(), "tests/api/matrix/tables.rs expects routes that are not there: {gone:?}");
}

fn without_query(text: &str) -> &str {
    text.split('?').next().unwrap_or(text)
}

fn is_among(role: Role, letters: &str) -> bool {
    role.name().chars().next().is_some_and(|first| letters.contains(first))
}

/// Whether someone who may ask for it finds what is there.
fn is_theirs(what: &str, role: Role) -> bool {
    NOT_THEIRS.iter().all(|(known, letters)| *known != what || !is_among(role, letters))
}

/// An operation with everything that is needed to ask for it.
struct Asked<'a> {
    ground: &'a Ground,
    id: &'static str,
    method: Method,
    path: String,
    body: String,
}

impl Asked<'_> {
    async fn by(&self, client: Client<'_>) -> Answer {
        self.send(client, &self.ground.filled(&self.path)).await
    }

    /// Asks for it of nothing that is there.
    async fn of_nothing_by(&self, client: Client<'_>) -> Answer {
        self.send(client, &self.ground.of_nothing(&self.path)).await
    }

    async fn send(&self, client: Client<'_>, path: &str) -> Answer {
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&self.body).is_ok();
        let kind = match (self.body.is_empty(), is_json) {
            (true, _) => "",
            (false, true) => "application/json",
            (false, false) => "text/csv",
        };
        let client = client.with("if-match", "*");
        client.send_bytes(self.method.clone(), path, kind, self.body.clone().into_bytes()).await
    }

    fn has_id(&self) -> bool {
        self.path.contains("_id}")
    }

    /// Whoever may reads what is there. What would change something is asked for of nothing, where that can be, so that
    /// the next may ask as well.
    async fn is_done_for(&self, client: Client<'_>, is_theirs: bool, who: &str) {
        let id = self.id;
        if self.method == Method::GET {
            let answer = self.by(client).await;
            assert_eq!(answer.status, if is_theirs { 200 } else { 404 }, "{id} by {who}: {}", answer.text());
        } else {
            let answer = self.of_nothing_by(client).await;
            let status = answer.status;
            let is_good = if self.has_id() {
                status == 404
            } else {
                status.is_success() || status == 409 || status == 422
            };
            assert!(is_good, "{id} by {who}: {status} {}", answer.text());
        }
    }

    async fn is_denied_to(&self, client: Client<'_>, who: &str) {
        let answer = self.by(client).await;
        assert_eq!(answer.status, 403, "{} by {who}: {}", self.id, answer.text());
        assert_eq!(answer.problem(403).0, "denied", "{} by {who}", self.id);
    }
}

async fn operations_do_what_each_caller_may(database: TestDatabase) {
    let ground = Ground::new(database).await;
    let described: BTreeMap<String, Described> =
        described().into_iter().map(|operation| (operation.id.clone(), operation)).collect();
    let cookie = sign_in(&ground.app, &ground.app.member(Role::Admin).user).await;
    for row in OPERATIONS {
        let (id, query) = row.0.split_once('?').unwrap_or((row.0, ""));
        let Described { method, path, .. } =
            described.get(id).unwrap_or_else(|| panic!("{id} is no operation"));
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let body = ground.filled(row.3);
        let asked =
            Asked { ground: &ground, id, method: method.clone(), path: format!("{path}{query}"), body };
        for_nobody(&asked, &cookie).await;
        by_role_and_scope(&asked, row).await;
    }
}

/// Without a token that works nothing is done, and the cookie of a browser is none.
async fn for_nobody(asked: &Asked<'_>, cookie: &str) {
    let app = &asked.ground.app;
    let mut ways = vec![app.stranger(), in_browser(app, cookie), app.stranger().with_token("cpt_unknown")];
    let secret = cookie.split_once('=').expect("a value").1;
    ways.push(app.stranger().with_token(secret));
    ways.extend(asked.ground.dead_tokens.iter().map(|token| app.stranger().with_token(token)));
    for (index, client) in ways.into_iter().enumerate() {
        let answer = asked.by(client).await;
        assert_eq!(answer.problem(401).0, "not_signed_in", "{} by way {index}", asked.id);
    }
}

async fn by_role_and_scope(asked: &Asked<'_>, (_, permission, roles, _): &Operation) {
    let Ground { app, .. } = asked.ground;
    for &role in Role::ALL {
        let client = app.client(role);
        if is_among(role, roles) {
            asked.is_done_for(client, is_theirs(asked.id, role), role.name()).await;
        } else {
            asked.is_denied_to(client, role.name()).await;
        }
    }
    // An admin may do everything, so that what a token does is told by its scopes alone.
    assert!(is_among(Role::Admin, roles), "{} is kept from admins", asked.id);
    asked.is_denied_to(asked.ground.scoped(*permission, false), "a token without the scope").await;
    asked.is_done_for(asked.ground.scoped(*permission, true), true, "a token with this scope alone").await;
    if asked.has_id() {
        let answer = asked.by(app.foreign_client(Role::Admin)).await;
        assert_eq!(answer.problem(404).0, "not_found", "{} by another organisation", asked.id);
    }
}

async fn pages_open_to_those_who_may(database: TestDatabase) {
    let ground = Ground::new(database).await;
    for &(route, roles, form) in PAGES {
        let (method, path) = route.split_once(' ').expect("a method and a path");
        let is_form = method == "POST";
        let form = ground.filled(form);
        let send = async |client: Client<'_>, path: &str| {
            if is_form { client.post_form(path, &form).await } else { client.get(path).await }
        };
        let here = ground.filled(path);
        if is_form {
            from_elsewhere(&ground, route, &here, &form).await;
        }
        for (index, client) in without_session(&ground).into_iter().enumerate() {
            let answer = send(client, &here).await;
            let is_refused = match answer.status.as_u16() {
                303 => answer.header("location").starts_with("/sign-in"),
                // The page for signing in, with the form in it.
                status => status == 401,
            };
            assert_eq!(is_refused, !roles.is_empty(), "{route} by way {index}: {}", answer.status);
        }
        if roles.is_empty() {
            // So many links that do not work would slow down all that comes from here.
            forget_failures(&ground).await;
        } else {
            by_session(&ground, (route, roles, &form), &here, path).await;
        }
    }
}

async fn forget_failures(ground: &Ground) {
    let service = &ground.app.service;
    let mut connection = service.database().write().await.expect("the database can be written");
    let all = service.surroundings().now().plus_seconds(1);
    store::throttles::forget(&mut connection, &all).await.expect("they are forgotten");
    connection.commit().await.expect("it is kept");
}

/// Requests that no session stands behind: tokens of the API open no page, in whichever place they are shown.
fn without_session(ground: &Ground) -> Vec<Client<'_>> {
    let app = &ground.app;
    let token = &app.member(Role::Admin).token;
    let mut ways = vec![
        app.stranger(),
        app.client(Role::Admin),
        app.stranger().with("cookie", format!("counterpart={token}")),
    ];
    ways.extend(ground.dead_sessions.iter().map(|cookie| app.stranger().with("cookie", cookie)));
    ways.into_iter().map(Client::on_our_page).collect()
}

/// A form that was not sent from our own page is refused, whoever is signed in.
async fn from_elsewhere(ground: &Ground, route: &str, path: &str, form: &str) {
    let cookie = sign_in(&ground.app, &ground.app.member(Role::Admin).user).await;
    let signed = ground.app.stranger().with("cookie", cookie);
    for client in [
        signed.clone(),
        signed.clone().with("sec-fetch-site", "cross-site"),
        signed.clone().with("sec-fetch-site", "same-site"),
        signed.with("origin", "https://elsewhere.example"),
    ] {
        let answer = client.post_form(path, form).await;
        assert_eq!(answer.status, 403, "{route}");
        assert!(answer.text().contains("not sent from our own page"), "{route}: {}", answer.text());
    }
}

async fn by_session(ground: &Ground, (route, roles, form): (&str, &str, &str), here: &str, path: &str) {
    let app = &ground.app;
    let is_form = route.starts_with("POST");
    let has_id = path.contains("_id}");
    for &role in Role::ALL {
        // Each with a session of its own: one of the forms ends it.
        let client = in_browser(app, &sign_in(app, &app.member(role).user).await);
        let may = is_among(role, roles);
        let answer = match (is_form, may) {
            (false, _) => client.get(here).await,
            (true, true) => client.post_form(&ground.of_nothing(path), form).await,
            (true, false) => client.post_form(here, form).await,
        };
        let status = answer.status.as_u16();
        let is_good = match (may, is_form) {
            (false, _) => status == 403,
            (true, false) => status == if is_theirs(route, role) { 200 } else { 404 },
            (true, true) if has_id => status == 404,
            (true, true) => matches!(status, 200 | 303 | 409 | 422),
        };
        assert!(is_good, "{route} by {role}: {status} {}", answer.text());
    }
    if has_id {
        let cookie = sign_in(app, &app.foreign_member(Role::Admin).user).await;
        let client = in_browser(app, &cookie);
        let answer = if is_form { client.post_form(here, form).await } else { client.get(here).await };
        assert_eq!(answer.status, 404, "{route} by another organisation");
    }
}
