//! Clients that hang up before they are answered.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use serde_json::json;
use std::pin::pin;
use std::task::Poll;
use store::users::Role;

on_each_database! {
    whoever_hangs_up_disturbs_nobody_else,
    a_transaction_that_nobody_waited_for_is_over,
}

/// Polls something so many times, and then drops it wherever it is. Says whether it had ended before.
async fn hang_up(request: impl Future, n_polls: usize) -> bool {
    let mut request = pin!(request);
    for _ in 0..n_polls {
        let is_over =
            std::future::poll_fn(|context| Poll::Ready(request.as_mut().poll(context).is_ready())).await;
        if is_over {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

async fn whoever_hangs_up_disturbs_nobody_else(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut n_sure = 0;
    for round in 0..40 {
        let name = format!("Dropped {round}");
        hang_up(recruiter.get("/api/v1/people"), round).await;
        n_sure +=
            usize::from(hang_up(recruiter.post("/api/v1/people", json!({ "name": name })), round).await);
        let name = format!("Answered {round}");
        recruiter.post("/api/v1/people", json!({ "name": name })).await.json(201);
        n_sure += 1;
    }
    let people = recruiter.get("/api/v1/people?limit=200").await.json(200);
    let n_people = people["items"].as_array().expect("items").len();
    assert!(n_people >= n_sure, "{n_people} of {n_sure} are there");
    // Each is there whole, with its entry in the audit log, or not at all.
    let admin = app.client(Role::Admin);
    let made = admin.get("/api/v1/audit?action=person.create&limit=200").await.json(200);
    assert_eq!(made["items"].as_array().expect("items").len(), n_people);
    assert_eq!(admin.get("/api/v1/audit/verification").await.json(200)["is_intact"], true);
}

async fn a_transaction_that_nobody_waited_for_is_over(database: TestDatabase) {
    let app = App::start(database).await;
    let org = app.member(Role::Admin).user.org_id.clone();
    let database = app.service.database();
    for round in 0..60 {
        hang_up(database.read(), 1 + round % 4).await;
        let mut write = database.write().await.expect("it begins");
        store::users::count_admins(&mut write, &org).await.expect("it may be written");
        write.commit().await.expect("it is kept");
        hang_up(database.write(), 1 + round % 4).await;
        let mut read = database.read().await.expect("it begins");
        store::users::list(&mut read, &org).await.expect("it may be read");
    }
}
