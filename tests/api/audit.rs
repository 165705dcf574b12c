//! The record of who did what.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::signing_in::{in_browser, sign_in};
use crate::support::snapshot;
use serde_json::{Value, json};
use service::Service;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::future::ready;
use store::users::Role;
use store::{Database, Place};

on_each_database! {
    what_was_done_is_listed,
    the_record_is_for_admins,
    what_leaves_and_what_fails_is_on_record,
    the_database_itself_refuses_changes,
    whatever_is_tampered_with_is_noticed,
    writers_at_once_leave_no_gap,
    its_head_is_mailed_each_week,
}

const VERIFICATION: &str = "/api/v1/audit/verification";

/// Puts so many people on file.
async fn add_people(app: &App, n: usize) {
    for index in 1..=n {
        let person = json!({ "name": format!("Robin Secret {index}") });
        app.client(Role::Recruiter).post("/api/v1/people", person).await.json(201);
    }
}

/// Runs statements on the database itself, past the program; gives what the first one that was refused was told.
async fn tamper(place: &Place, statements: &[&str]) -> Result<(), String> {
    match place {
        Place::Sqlite(path) => {
            let url = format!("sqlite://{}", path.display());
            let mut connection = SqliteConnection::connect(&url).await.expect("SQLite opens");
            for sql in statements {
                connection.execute(AssertSqlSafe(*sql)).await.map_err(|error| error.to_string())?;
            }
            connection.close().await.expect("the connection ends");
        }
        Place::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.expect("PostgreSQL answers");
            for sql in statements {
                connection.execute(AssertSqlSafe(*sql)).await.map_err(|error| error.to_string())?;
            }
            connection.close().await.expect("the connection ends");
        }
    }
    Ok(())
}

async fn what_was_done_is_listed(database: TestDatabase) {
    let app = App::start(database).await;
    let (admin, recruiter) = (app.client(Role::Admin), app.client(Role::Recruiter).with("if-match", "*"));
    let made = recruiter.post("/api/v1/people", json!({ "name": "Robin Secret" })).await;
    let (path, person) = (made.header("location").to_owned(), made.json(201)["id"].clone());
    app.clock.pass_seconds(60);
    let changed = recruiter.patch(&path, json!({ "headline": "Hidden words" })).await;
    changed.json(200);

    let listed = admin.get("/api/v1/audit").await;
    let items = listed.json(200)["items"].as_array().expect("items").clone();
    let newest = &items[0];
    snapshot::check_json("api/audit-entry", newest);
    assert_eq!((&newest["action"], &newest["subject_id"]), (&json!("person.change"), &person));
    assert_eq!((&newest["via"], &newest["fields"]), (&json!("token"), &json!("headline")));
    assert_eq!(newest["user_id"], app.member(Role::Recruiter).user.id.as_str());
    assert_eq!(newest["request_id"], changed.header("x-request-id"));
    assert_eq!(newest["previous_hash"], items[1]["hash"]);
    assert!(
        !listed.text().contains("Secret") && !listed.text().contains("Hidden"),
        "values are written down"
    );

    let of_person = format!("/api/v1/audit?subject={}", person.as_str().expect("an id"));
    let found = admin.get(&of_person).await.json(200);
    let actions: Vec<&Value> =
        found["items"].as_array().expect("items").iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["person.change", "person.create"]);
    let found = admin.get(&format!("{of_person}&action=person.create")).await.json(200);
    assert_eq!(found["items"], json!([items[1]]));
    assert_eq!(admin.get("/api/v1/audit?action=nothing").await.json(200)["items"], json!([]));

    add_people(&app, 5).await;
    let mut seqs = Vec::new();
    let mut next = "/api/v1/audit?limit=2".to_owned();
    loop {
        let part = admin.get(&next).await.json(200);
        let part_seqs = part["items"].as_array().expect("items").iter();
        seqs.extend(part_seqs.map(|entry| entry["seq"].as_i64().expect("a number")));
        let Some(cursor) = part["next_cursor"].as_str() else { break };
        next = format!("/api/v1/audit?limit=2&cursor={cursor}");
    }
    let last = seqs[0];
    assert_eq!(seqs, (1..=last).rev().collect::<Vec<_>>());
    for query in ["subject=%00", "action=a%00", "cursor=x", "cursor=-5", "cursor=+5", "cursor=", "limit=0"] {
        assert_eq!(admin.get(&format!("/api/v1/audit?{query}")).await.problem(422).0, "invalid", "{query}");
    }
    let long = format!("/api/v1/audit?subject={}", "x".repeat(201));
    assert_eq!(admin.get(&long).await.problem(422).0, "invalid");
    assert_eq!(admin.get("/api/v1/audit?user=x").await.problem(400).0, "bad_query");
}

async fn the_record_is_for_admins(database: TestDatabase) {
    let app = App::start(database).await;
    add_people(&app, 1).await;
    for path in ["/api/v1/audit", VERIFICATION] {
        for role in [Role::Recruiter, Role::PanelMember, Role::Viewer] {
            assert_eq!(app.client(role).get(path).await.problem(403).0, "denied");
        }
        assert_eq!(app.stranger().get(path).await.problem(401).0, "not_signed_in");
    }
    // Another organisation's admin has a record of their own.
    let foreign = app.foreign_client(Role::Admin).get("/api/v1/audit?action=person.create").await.json(200);
    assert_eq!(foreign["items"], json!([]));
}

async fn the_database_itself_refuses_changes(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    add_people(&app, 1).await;
    for sql in ["UPDATE audit SET via = 'x' WHERE seq = 1", "DELETE FROM audit WHERE seq = 1"] {
        let refused = tamper(&place, &[sql]).await.expect_err("it is refused");
        assert!(refused.contains("the audit log is append-only"), "{refused}");
    }
    assert_eq!(app.client(Role::Admin).get(VERIFICATION).await.json(200)["is_intact"], true);
}

async fn whatever_is_tampered_with_is_noticed(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    add_people(&app, 4).await;
    let admin = app.client(Role::Admin);
    let good = admin.get(VERIFICATION).await.json(200);
    let n = good["n_entries"].as_i64().expect("a number");
    let head = admin.get("/api/v1/audit?limit=1").await.json(200)["items"][0].clone();
    assert_eq!((&good["is_intact"], &good["broken_at"]), (&json!(true), &Value::Null));
    assert_eq!((&good["head"], &head["seq"]), (&head["hash"], &json!(n)));
    assert_eq!(good["finding"], format!("all {n} entries are as they were written"));

    let org = &app.member(Role::Admin).user.org_id;
    let unlock: &[&str] = match &place {
        Place::Sqlite(_) => &["DROP TRIGGER audit_is_not_changed", "DROP TRIGGER audit_is_not_removed"],
        Place::Postgres(_) => &["DROP TRIGGER audit_is_not_changed ON audit"],
    };
    tamper(&place, unlock).await.expect("the triggers go");
    let set = |column: &str, value: &str, seq: i64| {
        format!("UPDATE audit SET {column} = {value} WHERE org_id = '{org}' AND seq = {seq}")
    };
    let columns =
        ["at", "user_id", "via", "action", "subject_id", "fields", "request_id", "previous_hash", "hash"];
    for column in columns {
        let kept = format!("(SELECT {column} FROM audit WHERE org_id = '{org}' AND seq = 1)");
        let keep =
            format!("CREATE TABLE kept AS SELECT * FROM audit WHERE org_id = '{org}' AND seq = {}", n - 1);
        let change = set(column, if column == "at" || column == "hash" { &kept } else { "'x'" }, n - 1);
        let change = change.replace("at = (SELECT at", "at = (SELECT '2020-01-01T00:00:00.000000Z'");
        tamper(&place, &[&keep, &change]).await.expect(column);
        let found = admin.get(VERIFICATION).await.json(200);
        assert_eq!((&found["is_intact"], &found["broken_at"]), (&json!(false), &json!(n - 1)), "{column}");
        assert_eq!(found["finding"], format!("entry {}: this entry is not as it was written", n - 1));
        assert_eq!(found["n_entries"], n - 2);
        let restore = set(column, &format!("(SELECT {column} FROM kept)"), n - 1);
        tamper(&place, &[&restore, "DROP TABLE kept"]).await.expect(column);
        assert_eq!(admin.get(VERIFICATION).await.json(200), good, "{column}");
    }

    // The end is cut off, then the middle, then everything.
    let remove = |rest: &str| format!("DELETE FROM audit WHERE org_id = '{org}' AND seq {rest}");
    for (rest, at, what) in [
        (format!("= {n}"), n, "entries are missing at the end"),
        (format!("= {}", n - 2), n - 2, "this entry is missing"),
        (format!("<= {n}"), 1, "entries are missing at the end"),
    ] {
        tamper(&place, &[&remove(&rest)]).await.expect("rows go");
        let found = admin.get(VERIFICATION).await.json(200);
        assert_eq!((&found["is_intact"], &found["broken_at"]), (&json!(false), &json!(at)), "{rest}");
        assert_eq!(found["finding"], format!("entry {at}: {what}"));
    }
    // The operator sees every organisation; the other one is as it was.
    let all = service::audit::verify_all(&app.service).await.expect("an answer");
    let found: Vec<(&str, bool)> = all.iter().map(|(name, found)| (name.as_str(), found.is_intact)).collect();
    assert!(found.contains(&("Acme Search", false)) && found.contains(&("Another Firm", true)), "{found:?}");
}

async fn writers_at_once_leave_no_gap(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let before = admin.get(VERIFICATION).await.json(200)["n_entries"].as_i64().expect("a number");
    let other = Database::open(&place, 4).await.expect("the database opens");
    let surroundings = app.service.surroundings().clone();
    let other = Service::new(other, surroundings, app.service.settings().clone());
    let actor = service::tokens::authenticate(&app.service, &app.member(Role::Recruiter).token).await;
    let caller = service::Caller {
        actor: actor.expect("an actor"),
        request: "r".to_owned(),
        key: None,
        address: String::new(),
    };
    let writers = (0..8).map(|writer| {
        let service = if writer % 2 == 0 { app.service.clone() } else { other.clone() };
        let caller = caller.clone();
        tokio::spawn(async move {
            for index in 0..10 {
                let person = json!({ "name": format!("Person {writer}-{index}") });
                let person = serde_json::from_value(person).expect("a person");
                service::people::create(&service, &caller, person).await.expect("it is kept");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("it ends");
    }
    let found = admin.get(VERIFICATION).await.json(200);
    assert_eq!((&found["is_intact"], &found["n_entries"]), (&json!(true), &json!(before + 80)), "{found}");
    other.database().close().await;
}

async fn what_leaves_and_what_fails_is_on_record(database: TestDatabase) {
    let settings = web::Settings { trusts_proxy: true, ..web::Settings::default() };
    let app = App::start_with(database, settings).await;
    let viewer = &app.member(Role::Viewer).user;
    sign_in(&app, viewer).await;
    let from = "192.0.2.7";
    let stranger = app.stranger().on_our_page().with("x-forwarded-for", from);
    let wrong = format!("email={}&password=wrong", viewer.email.replace('@', "%40"));
    assert_eq!(stranger.post_form("/sign-in", &wrong).await.status, 422);
    assert_eq!(
        app.client(Role::Viewer).with("x-forwarded-for", from).get("/api/v1/people").await.status,
        403
    );
    let recruiter = app.client(Role::Recruiter).with("x-forwarded-for", from);
    assert_eq!(recruiter.get("/api/v1/people/export").await.status, 200);
    let admin = app.client(Role::Admin);
    for (action, subject) in [
        ("session.sign_in_failed", viewer.id.as_str()),
        ("request.refused", "/api/v1/people"),
        ("people.export", viewer.org_id.as_str()),
    ] {
        // A failed attempt is recorded when nobody waits for it any more.
        let mut found = Value::Null;
        for _ in 0..1_000 {
            found = admin.get(&format!("/api/v1/audit?action={action}&limit=5")).await.json(200);
            if found["items"][0].is_object() {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert_eq!(found["items"][0]["subject_id"], subject, "{action}: {found}");
    }
    let cookie = sign_in(&app, &app.member(Role::Admin).user).await;
    let page = in_browser(&app, &cookie).get("/admin/audit?action=request.refused").await.text();
    assert!(page.contains(from), "{page}");
    // From where they came is erased in time, and the record is whole without.
    let mut connection = app.service.database().write().await.expect("the database can be written");
    let now = app.service.surroundings().now().plus_seconds(1);
    store::audit::forget_sources(&mut connection, &now).await.expect("they are gone");
    connection.commit().await.expect("it is kept");
    let page = in_browser(&app, &cookie).get("/admin/audit?action=request.refused").await.text();
    assert!(page.contains("request.refused") && !page.contains(from), "{page}");
    assert_eq!(admin.get(VERIFICATION).await.json(200)["is_intact"], true);
}

async fn its_head_is_mailed_each_week(database: TestDatabase) {
    let app = App::start(database).await;
    add_people(&app, 1).await;
    let tidy = || service::jobs::work(&app.service, "worker", ready(()));
    let head = app.client(Role::Admin).get(VERIFICATION).await.json(200)["head"].clone();
    tidy().await;
    let letters = app.post.letters();
    assert_eq!(letters.len(), 2, "one for each organisation: {letters:?}");
    assert!(letters.iter().all(|letter| letter.to == "keeper@acme.example"));
    assert!(letters.iter().any(|letter| letter.text.contains(head.as_str().expect("a hash"))), "{letters:?}");
    app.clock.pass_seconds(6 * 24 * 60 * 60);
    tidy().await;
    assert_eq!(app.post.letters().len(), 2);
    app.clock.pass_seconds(24 * 60 * 60 + 1);
    tidy().await;
    assert_eq!(app.post.letters().len(), 4);
    let verified = app.client(Role::Admin).get(VERIFICATION).await.json(200);
    assert_eq!(verified["is_intact"], true, "{verified}");
}
