//! Long work: asked for, watched, called off and begun anew. What workers do is in `workers`.

mod workers;

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{leave_run, measured};
use crate::support::snapshot;
use serde_json::{Value, json};
use service::jobs::do_one;
use store::users::Role;

on_each_database! {
    a_job_is_asked_for_done_and_found_again,
    a_job_that_waits_is_called_off_at_once,
    a_job_fails_with_words,
    whoever_may_no_more_has_nothing_done,
    jobs_are_listed_newest_first,
    jobs_are_seen_by_whose_they_are,
}

async fn a_job_is_asked_for_done_and_found_again(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let path = leave_run(&recruiter, &begun, 7).await;
    let job = recruiter.get(&path).await.json(200);
    snapshot::check_json("api/job", &job);
    assert_eq!((&job["kind"], &job["state"], &job["attempts"]), (&json!("run"), &json!("queued"), &json!(0)));
    assert_eq!((&job["subject_id"], &job["result_id"]), (&begun.search["id"], &Value::Null));
    assert_eq!((&job["result_href"], &job["failure"]), (&Value::Null, &Value::Null));
    let runs = format!("{}/runs", begun.path);
    assert_eq!(recruiter.get(&runs).await.json(200)["items"], json!([]));

    app.clock.pass_seconds(5);
    assert!(do_one(&app.service, "worker").await.expect("work"));
    assert!(!do_one(&app.service, "worker").await.expect("nothing"));
    let done = recruiter.get(&path).await.json(200);
    assert_eq!((&done["state"], &done["attempts"]), (&json!("done"), &json!(1)));
    assert_eq!(done["done"], done["total"]);
    assert!(done["updated_at"].as_str() > done["created_at"].as_str());
    let run = recruiter.get(done["result_href"].as_str().expect("where it is")).await.json(200);
    assert_eq!((&run["id"], &run["seed"]), (&done["result_id"], &json!(7)));
    // The audit log says who had it done, and by which way.
    let made = app.client(Role::Admin).get("/api/v1/audit?action=run.create&limit=1").await.json(200);
    let made = &made["items"][0];
    assert_eq!((&made["via"], &made["subject_id"]), (&json!("job"), &run["id"]));
    assert_eq!(made["user_id"], app.member(Role::Recruiter).user.id.as_str());
    for action in ["cancel", "retry"] {
        let ended = recruiter.post(&format!("{path}/{action}"), Value::Null).await;
        assert_eq!(ended.status, 409, "{}", ended.text());
    }
}

async fn a_job_that_waits_is_called_off_at_once(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let path = leave_run(&recruiter, &begun, 1).await;
    let (cancel, retry) = (format!("{path}/cancel"), format!("{path}/retry"));
    assert_eq!(recruiter.post(&retry, Value::Null).await.problem(409).0, "job_not_ended");
    let cancelled = recruiter.post(&cancel, Value::Null).await.json(200);
    assert_eq!((&cancelled["state"], &cancelled["is_cancelling"]), (&json!("cancelled"), &json!(false)));
    assert_eq!(recruiter.post(&cancel, Value::Null).await.problem(409).0, "job_ended");
    assert!(!do_one(&app.service, "worker").await.expect("nothing"));
    let keyed = recruiter.clone().with("idempotency-key", "again");
    let queued = keyed.post(&retry, Value::Null).await.json(200);
    assert_eq!(queued["state"], "queued");
    assert!(do_one(&app.service, "worker").await.expect("work"));
    assert_eq!(recruiter.get(&path).await.json(200)["state"], "done");
    // The same request again is answered as before, and does nothing.
    assert_eq!(keyed.post(&retry, Value::Null).await.json(200), queued);
    assert_eq!(recruiter.get(&path).await.json(200)["state"], "done");
}

async fn a_job_fails_with_words(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let path = leave_run(&recruiter, &begun, 1).await;
    recruiter.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let failed = recruiter.get(&path).await.json(200);
    assert_eq!((&failed["state"], &failed["attempts"]), (&json!("failed"), &json!(1)));
    assert_eq!(failed["failure"], "this search is closed; open it again first");
    recruiter.patch(&begun.path, json!({ "state": "open" })).await.json(200);
    let queued = recruiter.post(&format!("{path}/retry"), Value::Null).await.json(200);
    assert_eq!((&queued["failure"], &queued["attempts"]), (&Value::Null, &json!(0)));
    assert!(do_one(&app.service, "worker").await.expect("work"));
    assert_eq!(recruiter.get(&path).await.json(200)["state"], "done");
}

async fn whoever_may_no_more_has_nothing_done(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let first = leave_run(&recruiter, &begun, 1).await;
    // Of two that were asked for at once, either is done first.
    app.clock.pass_seconds(1);
    let second = leave_run(&recruiter, &begun, 2).await;
    let change = async |role: Role, is_disabled: bool| {
        let mut connection = app.service.database().write().await.expect("a connection");
        let user = &app.member(Role::Recruiter).user;
        let found = store::users::find(&mut connection, &user.org_id, &user.id).await.expect("an answer");
        let mut user = found.expect("the user");
        let now = app.service.surroundings().now();
        user.role = role;
        user.disabled_at = is_disabled.then(|| now.clone());
        assert!(store::users::update(&mut connection, &user, &now).await.expect("an answer"));
        connection.commit().await.expect("it is kept");
    };
    change(Role::Viewer, false).await;
    assert!(do_one(&app.service, "worker").await.expect("work"));
    change(Role::Recruiter, true).await;
    assert!(do_one(&app.service, "worker").await.expect("work"));
    for (path, words) in [
        (first, "your role, viewer, does not allow searches:write"),
        (second, "whoever asked for this is no longer a user here"),
    ] {
        let failed = app.client(Role::Admin).get(&path).await.json(200);
        assert_eq!((&failed["state"], &failed["failure"]), (&json!("failed"), &json!(words)));
    }
    let runs = app.client(Role::Admin).get(&format!("{}/runs", begun.path)).await.json(200);
    assert_eq!(runs["items"], json!([]));
}

async fn jobs_are_listed_newest_first(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let mut left = Vec::new();
    for seed in 1..=5 {
        left.push(leave_run(&recruiter, &begun, seed).await);
        app.clock.pass_seconds(1);
    }
    recruiter.post(&format!("{}/cancel", left[3]), Value::Null).await.json(200);
    left.reverse();
    let mut found = Vec::new();
    let mut path = "/api/v1/jobs?limit=2".to_owned();
    loop {
        let part = recruiter.get(&path).await.json(200);
        let items = part["items"].as_array().expect("items");
        found.extend(items.iter().map(|job| format!("/api/v1/jobs/{}", job["id"].as_str().expect("an id"))));
        let Some(cursor) = part["next_cursor"].as_str() else { break };
        path = format!("/api/v1/jobs?limit=2&cursor={cursor}");
    }
    assert_eq!(found, left);
    for (state, n) in [("queued", 4), ("cancelled", 1), ("done", 0)] {
        let part = recruiter.get(&format!("/api/v1/jobs?state={state}")).await.json(200);
        assert_eq!(part["items"].as_array().expect("items").len(), n, "{state}");
    }
    assert_eq!(recruiter.get("/api/v1/jobs?state=lost").await.problem(400).0, "bad_query");
    assert_eq!(recruiter.get("/api/v1/jobs?limit=201").await.problem(422).0, "invalid");
    assert_eq!(recruiter.get("/api/v1/jobs?cursor=x").await.problem(422).0, "invalid");
}

async fn jobs_are_seen_by_whose_they_are(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let own = leave_run(&recruiter, &begun, 1).await;
    let admins = leave_run(&app.client(Role::Admin), &begun, 2).await;
    let n_listed = async |role: Role| {
        let listed = app.client(role).get("/api/v1/jobs").await.json(200);
        listed["items"].as_array().expect("items").len()
    };
    assert_eq!((n_listed(Role::Admin).await, n_listed(Role::Recruiter).await), (2, 1));
    assert_eq!((n_listed(Role::PanelMember).await, n_listed(Role::Viewer).await), (0, 0));
    app.client(Role::Admin).get(&own).await.json(200);
    assert_eq!(recruiter.get(&admins).await.problem(404).0, "not_found");
    assert_eq!(recruiter.post(&format!("{admins}/cancel"), Value::Null).await.problem(404).0, "not_found");
    assert_eq!(app.client(Role::Viewer).get(&own).await.problem(404).0, "not_found");
    for role in [Role::Viewer, Role::PanelMember] {
        assert_eq!(
            app.client(role).post(&format!("{own}/cancel"), Value::Null).await.problem(403).0,
            "denied"
        );
    }
    let foreign = app.foreign_client(Role::Admin);
    assert_eq!(foreign.get("/api/v1/jobs").await.json(200)["items"], json!([]));
    for path in [own.as_str(), "/api/v1/jobs/01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d", "/api/v1/jobs/x"] {
        assert_eq!(foreign.get(path).await.problem(404).0, "not_found", "{path}");
        for action in ["cancel", "retry"] {
            let answer = foreign.post(&format!("{path}/{action}"), Value::Null).await;
            assert_eq!(answer.problem(404).0, "not_found", "{path}");
        }
    }
    app.client(Role::Admin).post(&format!("{own}/cancel"), Value::Null).await.json(200);
}
