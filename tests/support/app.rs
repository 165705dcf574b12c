//! The service in this process: a fresh database, a clock that stands still, and users of every role in two
//! organisations.

use crate::support::database::TestDatabase;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value;
use service::{Clock, Email, Mailer, NotTaken, Permission, Rng, Service, Surroundings, Taken, operator};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use store::users::{Role, User};
use tower::ServiceExt;

/// 2026-11-23T09:00:00Z, where every test begins.
pub(crate) const START: i64 = 1_795_424_400_000_000;

/// A clock that moves only when told to.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Lets time pass.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn micros(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Rng that is the same in every run.
struct TestChance(AtomicU64);

impl Rng for TestChance {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            part.copy_from_slice(&Sha256::digest(number.to_be_bytes())[..part.len()]);
        }
    }
}

/// A mail server that keeps what it takes, and can be told to take nothing for a while.
#[derive(Clone, Default)]
pub(crate) struct TestPost(Arc<Mutex<(Vec<Email>, Option<NotTaken>)>>);

impl TestPost {
    /// What it took so far.
    pub(crate) fn letters(&self) -> Vec<Email> {
        self.0.lock().expect("nobody panicked").0.clone()
    }

    /// Takes nothing from now on, for this reason, or everything again.
    pub(crate) fn refuse(&self, reason: Option<NotTaken>) {
        self.0.lock().expect("nobody panicked").1 = reason;
    }
}

impl Mailer for TestPost {
    fn take<'a>(&'a self, letter: &'a Email) -> Taken<'a> {
        let mut kept = self.0.lock().expect("nobody panicked");
        let taken = kept.1.clone().map_or(Ok(()), Err);
        if taken.is_ok() {
            kept.0.push(letter.clone());
        }
        Box::pin(std::future::ready(taken))
    }
}

/// A user with a token that may do all that they may.
pub(crate) struct Member {
    pub(crate) user: User,
    pub(crate) token: String,
}

/// The service in this process.
pub(crate) struct App {
    pub(crate) router: Router,
    pub(crate) service: Service,
    pub(crate) clock: TestClock,
    pub(crate) post: TestPost,
    /// The cookies of the browsers in which the notices of questionnaires were agreed to, by link.
    pub(crate) browsers: Mutex<BTreeMap<String, String>>,
    members: Vec<Member>,
    foreign: Vec<Member>,
    // Last, so that it goes when nothing uses it any more.
    _database: TestDatabase,
}

impl App {
    /// A service on a migrated database, with one user of each role in each of two organisations.
    pub(crate) async fn start(database: TestDatabase) -> Self {
        Self::start_with(database, web::Settings::default()).await
    }

    /// The same, with settings.
    pub(crate) async fn start_with(database: TestDatabase, settings: web::Settings) -> Self {
        let mut app = Self::empty(database, settings).await;
        app.members = members(&app.service, "Acme Search", "acme").await;
        app.foreign = members_of_another(&app.service).await;
        app
    }

    /// A service on a migrated, empty database.
    pub(crate) async fn empty(database: TestDatabase, web_settings: web::Settings) -> Self {
        let opened = database.open().await;
        let clock = TestClock(Arc::new(AtomicI64::new(START)));
        let post = TestPost::default();
        let key = service::packs::SigningKey::from_seed(&[7; 32]).expect("a key");
        let surroundings = Surroundings::new(clock.clone(), TestChance(AtomicU64::new(0)))
            .with_mailer(post.clone())
            .with_files_key([7; 32])
            .with_signing_key(key);
        // Hashing is as weak as it can be: its strength is not what is tested.
        let settings = service::Settings {
            argon2_memory_kib: 8,
            argon2_passes: 1,
            audit_mail: "keeper@acme.example".to_owned(),
            ..service::Settings::default()
        };
        let service = Service::new(opened, surroundings, settings);
        let router = web::router(web::Web::new(service.clone(), web_settings));
        Self {
            router,
            service,
            clock,
            post,
            browsers: Mutex::default(),
            members: Vec::new(),
            foreign: Vec::new(),
            _database: database,
        }
    }

    /// The user of this role.
    pub(crate) fn member(&self, role: Role) -> &Member {
        self.members.iter().find(|member| member.user.role == role).expect("every role has a user")
    }

    /// Requests by the user of this role.
    pub(crate) fn client(&self, role: Role) -> Client<'_> {
        Client { app: self, token: Some(self.member(role).token.clone()), headers: Vec::new() }
    }

    /// The user of this role in the other organisation.
    pub(crate) fn foreign_member(&self, role: Role) -> &Member {
        self.foreign.iter().find(|member| member.user.role == role).expect("every role has a user")
    }

    /// Requests by the user of this role in the other organisation.
    pub(crate) fn foreign_client(&self, role: Role) -> Client<'_> {
        Client { app: self, token: Some(self.foreign_member(role).token.clone()), headers: Vec::new() }
    }

    /// Requests by nobody in particular.
    pub(crate) fn stranger(&self) -> Client<'_> {
        Client { app: self, token: None, headers: Vec::new() }
    }
}

async fn members_of_another(service: &Service) -> Vec<Member> {
    members(service, "Another Firm", "another").await
}

async fn members(service: &Service, organisation: &str, host: &str) -> Vec<Member> {
    let org = operator::add_organisation(service, organisation).await.expect("an organisation");
    let mut members = Vec::new();
    for &role in Role::ALL {
        let email = format!("{role}@{host}.example");
        let user = operator::add_user(service, &org, &email, role.name(), role).await.expect("a user");
        let token =
            operator::add_token(service, &user, "tests", Permission::ALL, 1_000_000).await.expect("a token");
        members.push(Member { user, token: token.reveal().to_owned() });
    }
    members
}

/// Someone who sends requests.
#[derive(Clone)]
pub(crate) struct Client<'a> {
    app: &'a App,
    token: Option<String>,
    headers: Vec<(&'static str, String)>,
}

impl Client<'_> {
    /// With one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With another token.
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// As a browser sends what comes from our own pages.
    pub(crate) fn on_our_page(self) -> Self {
        self.with("sec-fetch-site", "same-origin")
    }

    /// Sends the fields of a form, encoded already.
    pub(crate) async fn post_form(&self, path: &str, fields: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.send_bytes(Method::POST, path, kind, fields.as_bytes().to_vec()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let kind = body.as_ref().map_or("", |_| "application/json");
        self.send_bytes(method, path, kind, body.map_or(Vec::new(), |body| body.to_string().into_bytes()))
            .await
    }

    /// Sends bytes as they are, with their content type.
    pub(crate) async fn send_bytes(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.app.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the whole answer").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The JSON of an answer with this status.
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The problem of an answer with this status: its code, and its JSON.
    pub(crate) fn problem(&self, status: u16) -> (String, Value) {
        let problem = self.json(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        let code = problem["type"].as_str().expect("a type").strip_prefix("urn:counterpart:error:");
        (code.expect("a code").to_owned(), problem.clone())
    }

    /// A header, which must be there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {}", self.text()));
        value.to_str().expect("the header is text")
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
