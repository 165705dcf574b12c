//! Defects: the log says everything about them, the answer nothing.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::old::execute;
use serde_json::json;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use store::users::Role;
use tracing_subscriber::util::SubscriberInitExt;

on_each_database! {
    the_log_says_what_caused_a_defect_and_the_answer_does_not,
}

/// What was logged on this thread.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panicked").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn the_log_says_what_caused_a_defect_and_the_answer_does_not(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    let keyed = app.client(Role::Recruiter).with("idempotency-key", "broken");
    let person = json!({ "name": "Robin Example" });
    keyed.post("/api/v1/people", person.clone()).await.json(201);
    execute(&place, "UPDATE idempotency_keys SET answer = 'no JSON' WHERE key = 'broken'").await;

    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let logging = subscriber.set_default();
    let answer = keyed.post("/api/v1/people", person).await;
    drop(logging);

    let (code, problem) = answer.problem(500);
    assert_eq!(code, "internal");
    let request = problem["request_id"].as_str().expect("an id");
    let logged = log.0.lock().expect("no writer panicked").clone();
    let logged = String::from_utf8(logged).expect("logs are text");
    let lines: Vec<&str> = logged.lines().filter(|line| line.contains("cause=")).collect();
    let [line] = lines[..] else { panic!("it is logged once: {logged}") };
    assert!(line.contains(request), "{line}");
    assert!(line.contains("cause=reading an answer that was kept: expected"), "{line}");
    for secret in ["reading", "expected", "no JSON", "line 1"] {
        assert!(!answer.text().contains(secret), "{}", answer.text());
    }
}
