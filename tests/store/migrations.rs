//! From the schema of unreleased versions to the present one, with rows in all tables; and what is refused.

use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::old::{UNRELEASED, execute, texts, unreleased};
use crate::support::outcomes::placed;
use crate::support::panels::{computed, leave_norm, leave_run, leave_scenario, measured};
use crate::support::questionnaires::answered;
use crate::support::searches::{Begun, join};
use crate::support::signing_in::{PASSWORD, in_browser, sign_in};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::backup::{self, Table};
use store::calibrations::{self, Calibration};
use store::users::Role;
use store::{Connection, Database, MIGRATIONS, Place, searches};

on_each_database! { always:
    everything_is_kept_from_unreleased_versions,
    other_steps_of_unreleased_versions_are_refused_in_words,
    a_newer_schema_is_refused_in_words,
    a_step_that_was_changed_is_refused,
    two_programs_that_begin_at_once_do_each_step_once,
}

fn newest() -> i64 {
    MIGRATIONS.last().expect("there are steps").version
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
    leave_scenario(app, &begun).await;
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
    let viewer = sign_in(app, &app.member(Role::Viewer).user).await;
    let confirm = format!("next=/account&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(in_browser(app, &viewer).post_form("/confirm", &confirm).await.status, 303);
    let now = app.service.surroundings().now();
    let mut connection = app.service.database().write().await.expect("the database can be written");
    let org = &app.member(Role::Viewer).user.org_id;
    store::audit::put_source(&mut connection, org, "r", "192.0.2.1", &now).await.expect("a source");
    connection.commit().await.expect("it is kept");
    service::operator::sign_in_link(&app.service, &app.member(Role::Viewer).user).await.expect("a link");
    app.stranger().on_our_page().post_form("/sign-in", "email=a%40b.example&password=wrong").await;
}

/// Adds a calibration past the job that computes one.
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

/// A table as unreleased versions had it, and its rows: the norm of a search was in a table of its own.
fn unreleased_table(table: &Table, rows: &[String]) -> Vec<(Table, Vec<String>)> {
    if table.name != "searches" {
        return vec![(table.clone(), rows.to_vec())];
    }
    let (mut searches, mut norms) = (table.clone(), table.clone());
    searches.columns.retain(|column| column.name != "norm_id");
    norms.name = "search_norms";
    norms.columns.retain(|column| ["org_id", "norm_id", "id"].contains(&column.name));
    norms
        .columns
        .iter_mut()
        .filter(|column| column.name == "id")
        .for_each(|column| column.name = "search_id");
    let (mut of_searches, mut of_norms) = (Vec::new(), Vec::new());
    for row in rows {
        let mut row: Value = serde_json::from_str(row).expect("JSON");
        let norm = row.as_object_mut().and_then(|row| row.remove("norm_id")).expect("a norm or null");
        if !norm.is_null() {
            let chosen = json!({ "org_id": row["org_id"], "search_id": row["id"], "norm_id": norm });
            of_norms.push(chosen.to_string());
        }
        of_searches.push(row.to_string());
    }
    assert!(!of_norms.is_empty() && of_norms.len() < rows.len(), "searches with and without a norm");
    vec![(searches, of_searches), (norms, of_norms)]
}

/// All that a database says of its schema, without comments.
async fn schema(place: &Place) -> BTreeSet<String> {
    let sql = match place {
        Place::Sqlite(_) => "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema",
        Place::Postgres(_) => {
            "SELECT concat_ws(' ', table_name, column_name, data_type, collation_name, is_nullable, column_default) \
             FROM information_schema.columns WHERE table_schema = 'public' \
             UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) \
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
             UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        }
    };
    let plain = |text: &String| {
        let lines = text.lines().map(|line| line.split("--").next().unwrap_or_default().replace('"', ""));
        lines
            .flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    texts(place, sql).await.iter().map(|text| plain(text).join(" ")).collect()
}

/// The steps that a database says were applied.
async fn steps(place: &Place) -> Vec<String> {
    let checksum =
        if matches!(place, Place::Sqlite(_)) { "hex(checksum)" } else { "encode(checksum, 'hex')" };
    let sql = format!("SELECT version || ' ' || description || ' ' || {checksum} FROM _sqlx_migrations");
    texts(place, &sql).await
}

async fn everything_is_kept_from_unreleased_versions(database: TestDatabase) {
    let kind = database.kind();
    let fresh = database.place.clone();
    let app = App::start(database).await;
    fill(&app).await;
    let mut source = app.service.database().read().await.expect("the database can be read");
    let old = TestDatabase::empty(kind).await;
    unreleased(&old.place, UNRELEASED.len()).await;
    let (one, other) = (old.open().await, old.open().await);
    assert_eq!(one.schema_version().await.expect("a version"), 12);
    assert!(!one.is_current().await.expect("an answer"));
    let mut kept = Vec::new();
    let mut connection = one.write().await.expect("the database can be written");
    // Tables that came later were in no unreleased version.
    let is_first = |table: &Table| MIGRATIONS[0].schema.contains(&format!("CREATE TABLE {} (", table.name));
    for table in backup::tables().into_iter().filter(is_first) {
        let mut rows = read(&mut source, &table).await;
        // No unreleased version made Word files.
        rows.retain(|row| table.name != "report_files" || !row.contains("\"format\":\"docx\""));
        assert!(!rows.is_empty(), "nothing is in {}", table.name);
        for (table, rows) in unreleased_table(&table, &rows) {
            for row in &rows {
                backup::write(&mut connection, &table, row).await.expect("the row fits");
            }
        }
        kept.push((table, rows));
    }
    connection.commit().await.expect("they are kept");
    // Two programs that begin at once do it once.
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    first.expect("one does it");
    second.expect("the other finds it done");
    other.close().await;
    assert!(one.is_current().await.expect("an answer"));
    assert_eq!(one.schema_version().await.expect("a version"), newest());
    assert_eq!(one.check_integrity().await.expect("an answer"), None);
    let mut connection = one.read().await.expect("the database can be read");
    for (table, rows) in &kept {
        assert_eq!(&read(&mut connection, table).await, rows, "{}", table.name);
    }
    drop(connection);
    one.close().await;
    assert_eq!(schema(&old.place).await, schema(&fresh).await);
    assert_eq!(steps(&old.place).await, steps(&fresh).await);
}

async fn other_steps_of_unreleased_versions_are_refused_in_words(database: TestDatabase) {
    for n_steps in [1, UNRELEASED.len() - 1] {
        let old = TestDatabase::empty(database.kind()).await;
        unreleased(&old.place, n_steps).await;
        let opened = old.open().await;
        let told = [
            opened.is_current().await.expect_err("it is refused").to_string(),
            opened.migrate().await.expect_err("it is refused").to_string(),
        ];
        for told in told {
            assert!(told.contains("unreleased version of Counterpart"), "{told}");
            assert!(told.contains(&format!("step {n_steps} of its 12")), "{told}");
        }
        assert_eq!(opened.schema_version().await.expect("a version"), n_steps as i64, "it is left as it is");
        opened.close().await;
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
