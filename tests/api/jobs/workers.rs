//! Workers on one database: each job is done once, whoever dies, comes late or is told to stop.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{leave_run, measured};
use crate::support::searches::Begun;
use serde_json::{Value, json};
use service::Service;
use service::jobs::{do_one, work};
use std::collections::BTreeSet;
use std::future::pending;
use store::jobs::{self, Claim, Ending, Job, JobKind, JobState};
use store::users::Role;
use store::{Database, JobId, OrgId, Place};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, yield_now};

on_each_database! {
    two_workers_do_forty_jobs_once_each,
    a_dead_worker_is_replaced_after_its_lease,
    whoever_comes_late_changes_nothing,
    a_late_worker_keeps_nothing_of_its_result,
    work_that_runs_is_called_off,
    a_worker_that_stops_gives_its_job_back,
    a_worker_is_woken_for_new_work,
    our_own_failures_are_tried_three_times,
    work_that_kills_its_workers_is_given_up,
}

/// A second process on the same database, with the same time and chance.
async fn another_process(app: &App, place: &Place) -> Service {
    let database = Database::open(place, 4).await.expect("the database opens");
    Service::new(database, app.service.surroundings().clone(), app.service.settings().clone())
}

/// The runs of a search.
async fn runs(app: &App, begun: &Begun) -> Vec<Value> {
    let path = format!("{}/runs?limit=200", begun.path);
    app.client(Role::Recruiter).get(&path).await.json(200)["items"].as_array().expect("items").clone()
}

async fn job(app: &App, path: &str) -> Value {
    app.client(Role::Recruiter).get(path).await.json(200)
}

/// Waits until a job is in this state.
async fn until(app: &App, path: &str, state: JobState) {
    let id: JobId = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let org = &app.member(Role::Recruiter).user.org_id;
    loop {
        let mut connection = app.service.database().read().await.expect("a connection");
        let job = jobs::find(&mut connection, org, &id).await.expect("an answer").expect("the job");
        if job.state == state {
            return;
        }
        drop(connection);
        yield_now().await;
    }
}

/// Claims the next job for a worker that does nothing with it.
async fn claim(app: &App, worker: &str) -> (OrgId, Job) {
    let now = app.service.surroundings().now();
    let mut connection = app.service.database().write().await.expect("a connection");
    let claimed = jobs::claim(&mut connection, worker, &now, &now.plus_seconds(60)).await;
    connection.commit().await.expect("it is kept");
    claimed.expect("an answer").expect("a job")
}

/// Keeps the place to compute for jobs of this process taken, until what it gives is dropped.
async fn hold_up(service: &Service) -> oneshot::Sender<()> {
    let (release, held) = oneshot::channel();
    let (begin, begun) = oneshot::channel();
    let service = service.clone();
    tokio::spawn(async move {
        let hold = move |_: &service::Waited| {
            begin.send(()).expect("it is waited for");
            held.blocking_recv()
        };
        service.compute_for_job(hold).await
    });
    begun.await.expect("it is taken");
    release
}

/// A worker of this process that has claimed a job and waits for a place to compute.
async fn held_up(app: &App, path: &str) -> (JoinHandle<bool>, oneshot::Sender<()>) {
    let release = hold_up(&app.service).await;
    let service = app.service.clone();
    let worker = tokio::spawn(async move { do_one(&service, "held up").await.expect("work") });
    until(app, path, JobState::Running).await;
    (worker, release)
}

async fn two_workers_do_forty_jobs_once_each(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let other = another_process(&app, &place).await;
    let mut left = Vec::new();
    for seed in 1..=40 {
        left.push(leave_run(&app.client(Role::Recruiter), &begun, seed).await);
    }
    let worker = |service: Service, name: &'static str| {
        tokio::spawn(async move {
            let mut n_done = 0;
            while do_one(&service, name).await.expect("an answer") {
                n_done += 1;
            }
            n_done
        })
    };
    let workers = [worker(app.service.clone(), "one"), worker(other.clone(), "other")];
    let mut n_done = 0;
    for worker in workers {
        n_done += worker.await.expect("it ends");
    }
    assert_eq!(n_done, 40);
    let runs = runs(&app, &begun).await;
    let seeds: BTreeSet<i64> = runs.iter().map(|run| run["seed"].as_i64().expect("a seed")).collect();
    assert_eq!((runs.len(), seeds), (40, (1..=40).collect()));
    let made: BTreeSet<&str> = runs.iter().map(|run| run["id"].as_str().expect("an id")).collect();
    let mut results = BTreeSet::new();
    for path in &left {
        let job = job(&app, path).await;
        assert_eq!((&job["state"], &job["attempts"]), (&json!("done"), &json!(1)));
        results.insert(job["result_id"].as_str().expect("an id").to_owned());
    }
    assert!(results.iter().map(String::as_str).eq(made), "each job has its own run");
    other.database().close().await;
}

async fn a_dead_worker_is_replaced_after_its_lease(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let path = leave_run(&app.client(Role::Recruiter), &begun, 1).await;
    claim(&app, "dead").await;
    app.clock.pass_seconds(60);
    assert!(!do_one(&app.service, "next").await.expect("it may still live"));
    app.clock.pass_seconds(1);
    assert!(do_one(&app.service, "next").await.expect("work"));
    let job = job(&app, &path).await;
    assert_eq!((&job["state"], &job["attempts"]), (&json!("done"), &json!(2)));
    assert_eq!(runs(&app, &begun).await.len(), 1);
}

async fn whoever_comes_late_changes_nothing(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    leave_run(&app.client(Role::Recruiter), &begun, 1).await;
    let (org, claimed) = claim(&app, "late").await;
    app.clock.pass_seconds(61);
    let (_, again) = claim(&app, "in time").await;
    assert_eq!((again.id.clone(), again.attempts), (claimed.id.clone(), 2));
    let now = app.service.surroundings().now();
    let ending =
        Ending { state: JobState::Failed, result_id: Some("x"), failure: Some("x"), run_after: &now };
    for (worker, is_theirs) in [("late", false), ("in time", true)] {
        let claim = Claim { org: &org, job: &claimed.id, worker };
        let mut connection = app.service.database().write().await.expect("a connection");
        let renewed = jobs::renew(&mut connection, claim, Some((1, 2)), &now.plus_seconds(60), &now).await;
        assert_eq!(renewed.expect("an answer").is_some(), is_theirs, "{worker}");
        if !is_theirs {
            jobs::give_back(&mut connection, claim, &now).await.expect("an answer");
            let ended = jobs::end(&mut connection, claim, ending, &now).await;
            assert!(!ended.expect("an answer"), "{worker}");
        }
        connection.commit().await.expect("it is kept");
        let mut connection = app.service.database().read().await.expect("a connection");
        let found =
            jobs::find(&mut connection, &org, &claimed.id).await.expect("an answer").expect("the job");
        assert_eq!((found.state, found.failure, found.attempts), (JobState::Running, None, 2));
        assert_eq!(found.done, if is_theirs { 1 } else { 0 });
    }
    // Another organisation's is not theirs, even by name.
    let foreign = &app.foreign_member(Role::Admin).user.org_id;
    let claim = Claim { org: foreign, job: &claimed.id, worker: "in time" };
    let mut connection = app.service.database().write().await.expect("a connection");
    assert!(!jobs::end(&mut connection, claim, ending, &now).await.expect("an answer"));
}

async fn a_late_worker_keeps_nothing_of_its_result(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let path = leave_run(&app.client(Role::Recruiter), &begun, 1).await;
    let other = another_process(&app, &place).await;
    let (late, release) = held_up(&app, &path).await;
    app.clock.pass_seconds(61);
    assert!(do_one(&other, "other").await.expect("work"));
    let done = job(&app, &path).await;
    assert_eq!((&done["state"], runs(&app, &begun).await.len()), (&json!("done"), 1));
    drop(release);
    assert!(late.await.expect("it ends"));
    assert_eq!(job(&app, &path).await, done);
    assert_eq!(runs(&app, &begun).await.len(), 1);
    other.database().close().await;
}

async fn work_that_runs_is_called_off(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let path = leave_run(&recruiter, &begun, 1).await;
    let (worker, release) = held_up(&app, &path).await;
    let cancelling = recruiter.post(&format!("{path}/cancel"), Value::Null).await.json(200);
    assert_eq!((&cancelling["state"], &cancelling["is_cancelling"]), (&json!("running"), &json!(true)));
    assert_eq!(recruiter.post(&format!("{path}/retry"), Value::Null).await.problem(409).0, "job_not_ended");
    drop(release);
    assert!(worker.await.expect("it ends"));
    let cancelled = job(&app, &path).await;
    assert_eq!((&cancelled["state"], &cancelled["is_cancelling"]), (&json!("cancelled"), &json!(false)));
    assert_eq!((&cancelled["result_id"], runs(&app, &begun).await.len()), (&Value::Null, 0));
    // One that is called off while nobody works on it ends as soon as someone looks.
    recruiter.post(&format!("{path}/retry"), Value::Null).await.json(200);
    claim(&app, "dead").await;
    recruiter.post(&format!("{path}/cancel"), Value::Null).await.json(200);
    app.clock.pass_seconds(61);
    assert!(do_one(&app.service, "next").await.expect("work"));
    assert_eq!(job(&app, &path).await["state"], "cancelled");
    assert_eq!(runs(&app, &begun).await.len(), 0);
}

async fn a_worker_that_stops_gives_its_job_back(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let path = leave_run(&app.client(Role::Recruiter), &begun, 1).await;
    let release = hold_up(&app.service).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let service = app.service.clone();
    let worker = tokio::spawn(async move { work(&service, "stopping", async { drop(stopped.await) }).await });
    until(&app, &path, JobState::Running).await;
    drop(stop);
    worker.await.expect("it ends, though its work has not");
    let given_back = job(&app, &path).await;
    assert_eq!((&given_back["state"], &given_back["attempts"]), (&json!("queued"), &json!(0)));
    drop(release);
    assert!(do_one(&app.service, "next").await.expect("work"));
    assert_eq!((job(&app, &path).await["state"].clone(), runs(&app, &begun).await.len()), (json!("done"), 1));
}

async fn a_worker_is_woken_for_new_work(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let worker = |service: Service| tokio::spawn(async move { work(&service, "worker", pending()).await });
    let here = worker(app.service.clone());
    let path = leave_run(&app.client(Role::Recruiter), &begun, 1).await;
    until(&app, &path, JobState::Done).await;
    here.abort();
    let _ = here.await;
    // Work that another process left is found by looking.
    let other = another_process(&app, &place).await;
    let there = worker(other.clone());
    let path = leave_run(&app.client(Role::Recruiter), &begun, 2).await;
    until(&app, &path, JobState::Done).await;
    there.abort();
    let _ = there.await;
    other.database().close().await;
}

/// Leaves a job that no version of the program can read.
async fn leave_unreadable(app: &App, begun: &Begun) -> String {
    let user = &app.member(Role::Recruiter).user;
    let now = app.service.surroundings().now();
    let job = Job {
        id: app.service.surroundings().id(),
        user_id: user.id.clone(),
        kind: JobKind::Run,
        subject_id: begun.id().to_string(),
        payload: "no JSON".to_owned(),
        state: JobState::Queued,
        done: 0,
        total: 0,
        attempts: 0,
        is_cancelling: false,
        failure: None,
        result_id: None,
        created_at: now.clone(),
        updated_at: now,
    };
    let mut connection = app.service.database().write().await.expect("a connection");
    jobs::insert(&mut connection, &user.org_id, &job).await.expect("it is added");
    connection.commit().await.expect("it is kept");
    format!("/api/v1/jobs/{}", job.id)
}

async fn our_own_failures_are_tried_three_times(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let path = leave_unreadable(&app, &begun).await;
    for (attempt, wait) in [(1, 10), (2, 20)] {
        assert!(do_one(&app.service, "worker").await.expect("work"));
        let job = job(&app, &path).await;
        assert_eq!((&job["state"], &job["attempts"]), (&json!("queued"), &json!(attempt)));
        assert_eq!(job["failure"], "something went wrong on our side; it is tried again by itself");
        app.clock.pass_seconds(wait - 1);
        assert!(!do_one(&app.service, "worker").await.expect("it waits"));
        app.clock.pass_seconds(1);
    }
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let failed = job(&app, &path).await;
    assert_eq!((&failed["state"], &failed["attempts"]), (&json!("failed"), &json!(3)));
    assert!(failed["failure"].as_str().expect("words").contains("tell your administrator"));
    app.clock.pass_seconds(3600);
    assert!(!do_one(&app.service, "worker").await.expect("nothing"));
}

async fn work_that_kills_its_workers_is_given_up(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let path = leave_run(&app.client(Role::Recruiter), &begun, 1).await;
    for worker in ["first", "second", "third"] {
        claim(&app, worker).await;
        app.clock.pass_seconds(61);
    }
    assert!(do_one(&app.service, "fourth").await.expect("work"));
    let failed = job(&app, &path).await;
    assert_eq!((&failed["state"], runs(&app, &begun).await.len()), (&json!("failed"), 0));
    assert!(failed["failure"].as_str().expect("words").contains("interrupted each time"));
}
