//! From every version of the schema to the newest, with rows in all tables; and what is refused.

use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::old::{at_step, execute};
use crate::support::outcomes::placed;
use crate::support::panels::{computed, leave_norm, leave_run, measured};
use crate::support::questionnaires::answered;
use crate::support::searches::{Begun, join};
use crate::support::signing_in::{in_browser, sign_in};
use axum::http::Method;
use serde_json::{Value, json};
use store::backup::{self, Table};
use store::calibrations::{self, Calibration};
use store::users::Role;
use store::{Connection, Database, MIGRATIONS, searches};

on_each_database! { always:
    everything_is_kept_from_every_earlier_schema,
    a_newer_schema_is_refused_in_words,
    a_step_that_was_changed_is_refused,
    two_programs_that_begin_at_once_do_each_step_once,
}

fn newest() -> i64 {
    MIGRATIONS.last().expect("there are steps").version
}

/// The tables that there are after a step.
fn tables_of(step: i64) -> Vec<Table> {
    let steps = MIGRATIONS.iter().filter(|known| known.version <= step);
    let sql: String = steps.map(|step| step.sqlite).collect();
    let tables = backup::tables().into_iter();
    tables.filter(|table| sql.contains(&format!("CREATE TABLE {} (", table.name))).collect()
}

/// What belongs to a pair and to a search: a grid that is signed, an interview, a report and a link to it.
async fn keep_documents(app: &App, begun: &Begun) {
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let pair = &begun.candidates[0];
    let grid = recruiter.get(&format!("{pair}/decision-rights")).await.json(200);
    let row = |row: &Value| json!({ "area": row["area"], "ceo": row["ceo"], "coo": row["coo"], "note": row["note"] });
    let rows: Vec<Value> = grid["matrix"]["rows"].as_array().expect("rows").iter().map(row).collect();
    recruiter.put(&format!("{pair}/decision-rights"), json!({ "rows": rows })).await.json(200);
    recruiter.post(&format!("{pair}/decision-rights/signatures"), json!({ "party": "ceo" })).await.json(200);
    let answer = json!({ "dimension": "skill.change", "value": 75, "note": "Said so." });
    let heard = json!({ "rater": "Kim", "answers": [answer] });
    recruiter.post(&format!("{pair}/interview"), heard).await.json(201);
    let report =
        recruiter.post(&format!("{}/reports", begun.path), json!({ "kind": "need" })).await.json(201);
    let shares = format!("/api/v1/reports/{}/shares", report["id"].as_str().expect("an id"));
    recruiter.post(&shares, json!({ "name": "The chair" })).await.json(201);
}

/// Gives a search a norm of one's own.
async fn choose_norm(app: &App, begun: &Begun) {
    let norm = leave_norm(app, begun).await.parse().expect("an id");
    let org = &app.member(Role::Recruiter).user.org_id;
    let now = app.service.surroundings().now();
    let mut connection = app.service.database().write().await.expect("the database can be written");
    let search = searches::find(&mut connection, org, &begun.id()).await.expect("an answer");
    let search = searches::Search { norm_id: Some(norm), ..search.expect("the search") };
    assert!(searches::update(&mut connection, org, &search, &now).await.expect("an answer"), "it changed");
    connection.commit().await.expect("it is kept");
}

/// A row or more in every table.
async fn fill(app: &App) {
    let cookie = sign_in(app, &app.member(Role::Recruiter).user).await;
    assert_eq!(in_browser(app, &cookie).post_form("/example/load", "").await.status, 303);
    let begun = measured(app, 2, json!({})).await;
    join(app, &begun, Role::PanelMember).await;
    begun.judge(app, Role::PanelMember).await;
    let weights = json!({ "method": "rank", "order": ["trust", "roles"] });
    app.client(Role::Recruiter).put(&format!("{}/weights/mine", begun.path), weights).await.json(200);
    let run = computed(app, &begun).await;
    let recruiter = app.client(Role::Recruiter).with("idempotency-key", "k");
    leave_run(&recruiter, &begun, 2).await;
    let person = begun.search["ceo_id"].as_str().expect("an id");
    let rating = json!({ "dimension": "skill.change", "source": "peer", "rater": "p1", "value": 75 });
    let ratings = format!("/api/v1/people/{person}/ratings");
    app.client(Role::Recruiter).post(&ratings, rating).await.json(201);
    keep_documents(app, &begun).await;
    let decision = json!({ "run_id": run["id"], "reason": "Ünïcode, \"quotes\"\nand lines" });
    app.client(Role::Recruiter).post(&format!("{}/decision", begun.path), decision).await.json(201);
    let placed = placed(app, [70.0; 5]).await;
    let began = json!({ "kind": "started", "on": "2026-11-23", "note": "Ünïcode, \"quotes\"\nand lines" });
    app.client(Role::Recruiter).post(&format!("{}/outcomes", placed.path), began).await.json(201);
    let asked = json!({ "who": "coo", "wave": "day_100" });
    app.client(Role::Recruiter).post(&format!("{}/pulse-links", placed.path), asked).await.json(201);
    keep_calibration(app, &placed.search["framework_id"]).await;
    answered(app, &json!(person), ("superior", "Chris Chair"), 4).await;
    // One import is applied, and one is not yet: what was read of it is still there.
    let (path, kind) = ("/api/v1/imports?file_name=people.json", "application/json");
    let client = app.client(Role::Recruiter);
    let send = async |reference: &str| {
        let file = json!([{ "id": reference, "name": "Robin" }]).to_string().into_bytes();
        client.send_bytes(Method::POST, path, kind, file).await.json(201)
    };
    let import = send("c-1").await;
    let apply = format!("/api/v1/imports/{}/apply", import["id"].as_str().expect("an id"));
    client.post(&apply, json!({ "only": "all" })).await.json(200);
    send("c-2").await;
    choose_norm(app, &begun).await;
    sign_in(app, &app.member(Role::Viewer).user).await;
    service::operator::sign_in_link(&app.service, &app.member(Role::Viewer).user).await.expect("a link");
    app.stranger().on_our_page().post_form("/sign-in", "email=a%40b.example&password=wrong").await;
}

/// A calibration as it is in the database: earlier schemas know no job that computes one.
async fn keep_calibration(app: &App, framework: &Value) {
    let user = &app.member(Role::Recruiter).user;
    let mut connection = app.service.database().write().await.expect("the database can be written");
    let calibration = Calibration {
        id: app.service.surroundings().id(),
        framework_id: framework.as_str().expect("an id").parse().expect("an id"),
        outcome: "pulse".to_owned(),
        features: "pillars".to_owned(),
        seed: "1".to_owned(),
        program_version: "0".to_owned(),
        n_used: 0,
        is_proposal: 0,
        created_by: user.id.clone(),
        created_at: app.service.surroundings().now(),
        adopted_as: None,
        adopted_by: None,
        adopted_at: None,
        adopted_reason: None,
    };
    let kept = calibrations::insert(&mut connection, &user.org_id, &calibration, ("{}", "[]")).await;
    kept.expect("a calibration");
    connection.commit().await.expect("it is kept");
}

async fn read(connection: &mut Connection, table: &Table) -> Vec<String> {
    backup::read(connection, table, 0, 10_000).await.expect("the table can be read")
}

async fn everything_is_kept_from_every_earlier_schema(database: TestDatabase) {
    let kind = database.kind();
    let app = App::start(database).await;
    fill(&app).await;
    let mut source = app.service.database().read().await.expect("the database can be read");
    for step in 1..newest() {
        let old = TestDatabase::empty(kind).await;
        at_step(&old.place, step).await;
        let database = old.open().await;
        assert_eq!(database.schema_version().await.expect("a version"), step);
        assert!(!database.is_current().await.expect("an answer"));
        let mut kept = Vec::new();
        let mut connection = database.write().await.expect("the database can be written");
        for table in tables_of(step) {
            let rows = read(&mut source, &table).await;
            assert!(!rows.is_empty(), "nothing is in {}", table.name);
            for row in &rows {
                backup::write(&mut connection, &table, row).await.expect("the row fits");
            }
            kept.push((table, rows));
        }
        connection.commit().await.expect("they are kept");
        database.migrate().await.expect("the schema can be brought up to date");
        assert!(database.is_current().await.expect("an answer"));
        assert_eq!(database.check_integrity().await.expect("an answer"), None);
        let mut connection = database.read().await.expect("the database can be read");
        for (table, rows) in &kept {
            assert_eq!(&read(&mut connection, table).await, rows, "{} from step {step}", table.name);
        }
        for table in tables_of(newest()) {
            // What is new can be read, too.
            read(&mut connection, &table).await;
        }
        drop(connection);
        database.close().await;
    }
    for table in backup::tables() {
        assert!(!read(&mut source, &table).await.is_empty(), "nothing is in {}", table.name);
    }
}

async fn a_newer_schema_is_refused_in_words(database: TestDatabase) {
    let checksum = match database.kind() {
        Kind::Sqlite => "X'00'",
        Kind::Postgres => "'\\x00'::bytea",
    };
    let newer = newest() + 1;
    let sql = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES ({newer}, 'later', TRUE, {checksum}, 0)"
    );
    execute(&database.place, &sql).await;
    let opened = database.open().await;
    assert_eq!(opened.schema_version().await.expect("a version"), newer);
    let told = [
        opened.is_current().await.expect_err("it is refused").to_string(),
        opened.migrate().await.expect_err("it is refused").to_string(),
    ];
    for told in told {
        assert!(told.contains("newer version of Counterpart"), "{told}");
        assert!(told.contains(&format!("step {newer}")), "{told}");
    }
    opened.close().await;
}

async fn a_step_that_was_changed_is_refused(database: TestDatabase) {
    let place = &database.place;
    let is_sqlite = database.kind() == Kind::Sqlite;
    let checksum = if is_sqlite { "X'00'" } else { "'\\x00'::bytea" };
    execute(place, &format!("UPDATE _sqlx_migrations SET checksum = {checksum} WHERE version = 1")).await;
    let opened = database.open().await;
    let told = opened.migrate().await.expect_err("it is refused").to_string();
    assert!(told.contains("cannot be brought up to date"), "{told}");
    opened.close().await;
}

async fn two_programs_that_begin_at_once_do_each_step_once(database: TestDatabase) {
    let kind = database.kind();
    let empty = TestDatabase::empty(kind).await;
    let (one, other): (Database, Database) = (empty.open().await, empty.open().await);
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    first.expect("one does it");
    second.expect("the other finds it done");
    for opened in [one, other] {
        assert!(opened.is_current().await.expect("an answer"));
        opened.close().await;
    }
}
