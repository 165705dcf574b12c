//! People in, from files.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::people::{people, to_json, to_json_lines, to_text, to_utf16, to_xlsx};
use crate::support::snapshot::{self, Transcript};
use axum::http::Method;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_preview_says_what_would_change_and_changes_nothing,
    an_import_adds_and_changes_and_is_undone,
    people_with_something_wrong_are_left_out_only_where_that_is_said,
    what_was_changed_since_is_not_undone,
    the_same_people_come_in_from_every_format,
    what_is_exported_can_be_imported_elsewhere,
    how_a_file_was_read_is_said,
    a_ranking_of_a_pool_goes_into_a_search,
    files_that_cannot_be_read_are_told_by_their_places,
    a_file_waits_to_be_told_what_its_columns_hold,
    an_import_is_applied_once_and_undone_once,
    whom_a_search_has_taken_is_not_removed,
    an_erased_person_is_gone_from_imports,
    five_thousand_people_are_a_job_that_survives_interruption,
    two_workers_never_do_the_same_people,
    a_job_that_is_called_off_can_be_gone_on_with_or_undone,
    what_nobody_applies_is_forgotten,
    imports_are_nobody_elses,
}

const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn send(client: &Client<'_>, name: &str, kind: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    client.send_bytes(Method::POST, &format!("/api/v1/imports?file_name={name}"), kind, bytes.into()).await
}

/// Sends a file, and gives the path of the import with its preview.
async fn preview(client: &Client<'_>, name: &str, kind: &str, bytes: impl Into<Vec<u8>>) -> (String, Value) {
    let answer = send(client, name, kind, bytes).await;
    (
        answer.json(201)["id"].as_str().map(|id| format!("/api/v1/imports/{id}")).expect("an id"),
        answer.json(201),
    )
}

async fn apply(client: &Client<'_>, path: &str) -> Value {
    client.post(&format!("{path}/apply"), json!({ "only": "all" })).await.json(200)
}

async fn import(client: &Client<'_>, name: &str, kind: &str, bytes: impl Into<Vec<u8>>) -> String {
    let (path, _) = preview(client, name, kind, bytes).await;
    assert_eq!(apply(client, &path).await["state"], "applied");
    path
}

async fn everyone(client: &Client<'_>) -> Value {
    client.get("/api/v1/people/export").await.json(200)
}

/// The person on file with this reference.
async fn find(client: &Client<'_>, reference: &str) -> Value {
    let list = client.get("/api/v1/people?limit=200").await.json(200);
    let mut items = list["items"].as_array().expect("items").clone();
    items.retain(|person| person["reference"] == reference);
    items.pop().unwrap_or_else(|| panic!("nobody is {reference}: {list}"))
}

const BEFORE: &str = r#"[
    { "id": "c-1", "name": "Ada", "headline": "COO", "estimates": { "skill.operations": { "mean": 50, "se": 9 }, "skill.risk": 10 } },
    { "id": "c-2", "name": "Bo", "ratings": [
        { "dimension": "skill.change", "source": "superior", "rater": "p1", "value": 75 },
        { "dimension": "skill.change", "source": "superior", "value": 30 } ] }
]"#;
const AFTER: &str = "id,name,headline,skill.operations,skill.risk,skill.change\nc-1,,,82,10,\nc-2,Bo B,Chief,,,40\nc-3,Cy,,,1,\n";

async fn a_preview_says_what_would_change_and_changes_nothing(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, "before.json", JSON, BEFORE).await;
    let before = everyone(&recruiter).await;
    let (path, preview) = preview(&recruiter, "after.csv", CSV, AFTER).await;
    assert_eq!(
        (&preview["state"], &preview["n_people"], &preview["n_existing"]),
        (&json!("preview"), &json!(3), &json!(2))
    );
    let planned = preview["people"]["items"].as_array().expect("people");
    let changes: Vec<&Value> = planned.iter().map(|person| &person["changes"]).collect();
    let expected = [
        json!(["skill.operations"]),
        json!(["name", "headline", "skill.change"]),
        json!(["reference", "name", "skill.risk"]),
    ];
    assert_eq!(changes, expected.iter().collect::<Vec<_>>());
    assert_eq!(planned[0]["person_id"], find(&recruiter, "c-1").await["id"]);
    assert_eq!(planned[2]["person_id"], Value::Null);
    assert_eq!(planned[0]["profile"]["estimates"], json!({ "skill.operations": 82.0, "skill.risk": 10.0 }));
    assert_eq!(everyone(&recruiter).await, before);
    assert_eq!(recruiter.get(&path).await.json(200), preview);
    snapshot::check_json("api/import", &preview);
    let part = recruiter.get(&format!("{path}/people?limit=2")).await.json(200);
    let rest = format!("{path}/people?limit=2&cursor={}", part["next_cursor"].as_str().expect("a cursor"));
    assert_eq!(recruiter.get(&rest).await.json(200)["items"], json!([planned[2]]));
    assert_eq!(recruiter.delete(&path).await.status.as_u16(), 204);
    assert_eq!(recruiter.get(&path).await.problem(404).0, "not_found");
}

async fn an_import_adds_and_changes_and_is_undone(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, "before.json", JSON, BEFORE).await;
    let id = find(&recruiter, "c-1").await["id"].as_str().expect("an id").to_owned();
    let before = (
        everyone(&recruiter).await,
        recruiter.get(&format!("/api/v1/people/{id}/estimates")).await.json(200),
    );
    app.clock.pass_seconds(60);
    let path = import(&recruiter, "after.csv", CSV, AFTER).await;
    let expected = json!([
        { "id": "c-1", "name": "Ada", "headline": "COO", "estimates": { "skill.operations": 82.0, "skill.risk": 10.0 } },
        { "id": "c-2", "name": "Bo B", "headline": "Chief", "estimates": { "skill.change": 40.0 }, "ratings": [
            { "dimension": "skill.change", "source": "superior", "rater": "p1", "value": 75.0 },
            { "dimension": "skill.change", "source": "superior", "value": 30.0 } ] },
        { "id": "c-3", "name": "Cy", "estimates": { "skill.risk": 1.0 } },
    ]);
    assert_eq!(everyone(&recruiter).await, expected);
    let estimates = recruiter.get(&format!("/api/v1/people/{id}/estimates")).await.json(200);
    assert_eq!(estimates["items"][0]["recorded_at"], "2026-11-23T09:01:00.000000Z");
    assert_eq!(estimates["items"][1]["recorded_at"], "2026-11-23T09:00:00.000000Z", "it is as it was");
    let undone = recruiter.post(&format!("{path}/undo"), json!(null)).await.json(200);
    assert_eq!((&undone["state"], &undone["n_kept"]), (&json!("undone"), &json!(0)));
    let after = (
        everyone(&recruiter).await,
        recruiter.get(&format!("/api/v1/people/{id}/estimates")).await.json(200),
    );
    assert_eq!(after, before);
}

async fn people_with_something_wrong_are_left_out_only_where_that_is_said(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let file = "id,name,skill.operations\nc-1,Ada,82\nc-1,Bo,50\n,Cy,50\nc-4,Di,eighty\nc-5,Ed,=1+1\n";
    let (path, preview) = preview(&recruiter, "people.csv", CSV, file).await;
    assert_eq!((&preview["n_people"], &preview["n_skipped"]), (&json!(1), &json!(4)));
    let skipped = preview["skipped"].as_array().expect("skipped");
    let told: Vec<_> =
        skipped.iter().map(|person| (&person["place"], &person["problems"][0]["place"])).collect();
    let expected = [
        (json!("row 3"), json!("row 3, column id (A)")),
        (json!("row 4"), json!("row 4, column id (A)")),
        (json!("row 5"), json!("row 5, column skill.operations (C)")),
        (json!("row 6"), json!("row 6, column skill.operations (C)")),
    ];
    assert_eq!(told, expected.iter().map(|(row, cell)| (row, cell)).collect::<Vec<_>>());
    assert_eq!(skipped[2]["problems"][0]["hint"], "expected a number from 0 to 100");
    let all = recruiter.post(&format!("{path}/apply"), json!({ "only": "all" })).await;
    assert_eq!(all.problem(409).0, "bad_rows");
    assert_eq!(everyone(&recruiter).await, json!([]));
    let valid = recruiter.post(&format!("{path}/apply"), json!({ "only": "valid" })).await.json(200);
    assert_eq!((&valid["state"], &valid["n_done"]), (&json!("applied"), &json!(1)));
    assert_eq!(everyone(&recruiter).await.as_array().expect("people").len(), 1);
    // What is dealt with leaves no copy of anyone's data.
    let left = recruiter.get(&path).await.json(200);
    assert_eq!((&left["people"]["items"], &left["skipped"]), (&json!([]), &json!([])));
}

async fn what_was_changed_since_is_not_undone(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, "before.json", JSON, BEFORE).await;
    let path = import(&recruiter, "after.csv", CSV, AFTER).await;
    let person = format!("/api/v1/people/{}", find(&recruiter, "c-2").await["id"].as_str().expect("an id"));
    let any = recruiter.clone().with("if-match", "*");
    any.put(&format!("{person}/estimates/skill.change"), json!(41)).await.json(200);
    let now = everyone(&recruiter).await;
    let (code, problem) = recruiter.post(&format!("{path}/undo"), json!(null)).await.problem(409);
    assert_eq!(code, "changed_since");
    snapshot::check_json("api/import-changed-since", &problem);
    assert_eq!(everyone(&recruiter).await, now);
    // Once the person is gone, nothing hinders it any more.
    recruiter.delete(&person).await;
    let undone = recruiter.post(&format!("{path}/undo"), json!(null)).await.json(200);
    assert_eq!(undone["state"], "undone");
    let left = everyone(&recruiter).await;
    assert_eq!(
        (left.as_array().map(Vec::len), &left[0]["estimates"]["skill.operations"]),
        (Some(1), &json!({ "mean": 50.0, "se": 9.0 }))
    );
}

async fn the_same_people_come_in_from_every_format(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let people = people(20);
    let table = to_text(&people, ';', ',');
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let files: Vec<(&str, &str, Vec<u8>)> = vec![
        ("a.json", JSON, to_json(&people).into_bytes()),
        ("a.jsonl", "application/x-ndjson", to_json_lines(&people).into_bytes()),
        ("a.csv", CSV, to_text(&people, ',', '.').into_bytes()),
        ("bom.csv", "text/csv; charset=utf-8", format!("\u{feff}{table}").into_bytes()),
        ("utf16.csv", CSV, to_utf16(&table, u16::to_le_bytes)),
        ("utf16be.csv", "application/octet-stream", to_utf16(&table, u16::to_be_bytes)),
        ("a.xlsx", xlsx, to_xlsx(&people)),
        ("file", "application/octet-stream", to_xlsx(&people)),
    ];
    let mut first = None;
    for (name, kind, bytes) in files {
        let path = import(&recruiter, name, kind, bytes).await;
        let now = everyone(&recruiter).await;
        assert_eq!(now.as_array().expect("people").len(), 20, "{name}");
        assert_eq!(*first.get_or_insert_with(|| now.clone()), now, "{name}");
        recruiter.post(&format!("{path}/undo"), json!(null)).await.json(200);
        assert_eq!(everyone(&recruiter).await, json!([]), "{name}");
    }
}

async fn what_is_exported_can_be_imported_elsewhere(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, "a.json", JSON, to_json(&people(30))).await;
    import(&recruiter, "b.json", JSON, BEFORE).await;
    let named = r#"[{ "id": "=1+1", "name": "-Formula", "headline": "'@x, \"y\"" }, { "id": "ключ 7", "name": "王小明" }]"#;
    import(&recruiter, "c.json", JSON, named).await;
    let all = everyone(&recruiter).await;
    let other = app.foreign_client(Role::Recruiter);
    for (format, kind) in [("json", JSON), ("jsonl", "application/x-ndjson")] {
        let file = recruiter.get(&format!("/api/v1/people/export?format={format}")).await.body;
        let path = import(&other, &format!("people.{format}"), kind, file).await;
        assert_eq!(everyone(&other).await, all, "{format}");
        other.post(&format!("{path}/undo"), json!(null)).await.json(200);
    }
    let mut stated = all;
    for person in stated.as_array_mut().expect("people") {
        person.as_object_mut().expect("a person").remove("ratings");
    }
    for (format, kind) in [("csv", CSV), ("xlsx", XLSX)] {
        let table = recruiter.get(&format!("/api/v1/people/export?format={format}")).await;
        assert_eq!(table.header("x-left-out-ratings"), "2");
        let path = import(&other, &format!("people.{format}"), kind, table.body).await;
        assert_eq!(everyone(&other).await, stated, "{format}");
        other.post(&format!("{path}/undo"), json!(null)).await.json(200);
    }
    // The same file again has nothing to change.
    let file = recruiter.get("/api/v1/people/export").await.body;
    let (_, again) = preview(&recruiter, "people.json", JSON, file).await;
    let items = again["people"]["items"].as_array().expect("people");
    assert!(items.iter().all(|person| person["changes"] == json!([])), "{again}");
}

async fn how_a_file_was_read_is_said(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let (path, made) = preview(&recruiter, "old.csv", CSV, b"id,name\nc-1,Andr\xe9\n".to_vec()).await;
    let notes = made["notes"].as_array().expect("notes");
    assert!(notes.iter().any(|note| note.as_str().expect("words").contains("Windows-1252")), "{made}");
    assert_eq!(recruiter.get(&path).await.json(200)["notes"], made["notes"]);
    let (_, plain) = preview(&recruiter, "new.csv", CSV, "id,name\nc-1,André\n").await;
    assert_eq!(plain["notes"], json!([]));
}

async fn a_ranking_of_a_pool_goes_into_a_search(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let ceo =
        recruiter.post("/api/v1/people", json!({ "name": "Chris", "reference": "ceo" })).await.json(201);
    recruiter.post("/api/v1/people", json!({ "name": "Bo", "reference": "p-3" })).await.json(201);
    let asked = json!({ "title": "A search", "ceo_id": ceo["id"] });
    let search = recruiter.post("/api/v1/searches", asked).await.json(201)["id"].clone();
    let id = search.as_str().expect("an id");
    // As an engine exports it: one is on file, one is new, and the CEO is in the pool as well.
    let ranking = "rank,id,name,score,completeness,unusable,roles\n1,p-7,Ada,83.1,0.9,0,81.6\n2,ceo,Chris,82,1,0,80\n\
                   3,p-3,Bo,80,0.5,1,79\n";
    let (path, made) = preview(&recruiter, "kept.csv", CSV, ranking).await;
    assert_eq!(
        (&made["n_people"], &made["n_existing"], &made["n_skipped"]),
        (&json!(3), &json!(2), &json!(0))
    );
    let apply = json!({ "only": "all", "search_id": id });
    let done = recruiter.post(&format!("{path}/apply"), apply.clone()).await.json(200);
    assert_eq!(done["state"], "applied");
    let listed = recruiter.get(&format!("/api/v1/searches/{id}/candidates")).await.json(200);
    let names: Vec<&Value> =
        listed["items"].as_array().expect("items").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, [&json!("Ada"), &json!("Bo")]);
    // The same file again changes nothing.
    let (again, _) = preview(&recruiter, "kept.csv", CSV, ranking).await;
    recruiter.post(&format!("{again}/apply"), apply.clone()).await.json(200);
    assert_eq!(recruiter.get(&format!("/api/v1/searches/{id}/candidates")).await.json(200), listed);
    // A search of others, and one that has no room.
    let (other, _) = preview(&recruiter, "kept.csv", CSV, ranking).await;
    let foreign = json!({ "only": "all", "search_id": uuid::Uuid::nil().to_string() });
    assert_eq!(recruiter.post(&format!("{other}/apply"), foreign).await.problem(404).0, "not_found");
    let many: String = (0..501).map(|index| format!("m-{index},M\n")).collect();
    let (many, _) = preview(&recruiter, "many.csv", CSV, format!("id,name\n{many}")).await;
    assert_eq!(recruiter.post(&format!("{many}/apply"), apply).await.problem(409).0, "too_many");
}

async fn files_that_cannot_be_read_are_told_by_their_places(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut told = Transcript::default();
    let cases: [(&str, &[u8]); 12] = [
        ("a.csv", b""),
        ("a.csv", b"id,skill.operatons\nc-1,5\n"),
        ("a.csv", b"id,name\nc-1,\xc3\xa9 Andr\xe9\n"),
        ("a.csv", b"id,name\nc-1,A\0B\n"),
        ("a.csv", b"id,name\nc-1,\"Ada\n"),
        ("a.json", b"{"),
        ("a.json", br#"[{"id":"c-1","name":"A\u0000B"}]"#),
        ("a.json", br#"[{"id":"c-1","estimates":{"skill.operations":101}}]"#),
        ("a.json", br#"[{"id":"c-1","estimates":{"skill.operations":NaN}}]"#),
        ("a.json", b"id,name\nc-1,Ada\n"),
        ("a.xlsx", b"PK\x03\x04 and nothing more"),
        ("a", b"%PDF-1.7"),
    ];
    for (name, bytes) in cases {
        let (code, problem) = send(&recruiter, name, "application/octet-stream", bytes).await.problem(422);
        assert_eq!(code, "invalid");
        told.add_problem(format!("{name}: {}", bytes.escape_ascii()), &problem);
    }
    assert_eq!(send(&recruiter, "a.csv", "text/html", "id\n1\n").await.problem(415).0, "no_file_of_people");
    assert_eq!(send(&recruiter, "a.csv", "", "id\n1\n").await.problem(415).0, "no_file_of_people");
    assert_eq!(send(&recruiter, "%00", CSV, "id\n1\n").await.problem(422).0, "invalid");
    assert_eq!(send(&recruiter, "", CSV, "id\n1\n").await.problem(422).0, "invalid");
    let huge = vec![b'x'; intake::MAX_BYTES + 1];
    assert_eq!(send(&recruiter, "a.csv", CSV, huge).await.problem(413).0, "too_large");
    assert_eq!(recruiter.get("/api/v1/imports").await.json(200)["items"], json!([]));
    told.check("api/import-refused");
}

async fn a_file_waits_to_be_told_what_its_columns_hold(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let file = "id,Risk,Shoe size\nc-1,10,43\n";
    assert_eq!(send(&recruiter, "a.csv", CSV, file).await.status, 422, "unless it is to ask, it is refused");
    let (path, asking) = preview(&recruiter, "a.csv&unknown=ask", CSV, file).await;
    assert_eq!((&asking["state"], &asking["n_people"]), (&json!("columns"), &json!(0)));
    let expected = json!([
        { "name": "Risk", "letters": "B", "samples": ["10"], "nearest": "skill.risk" },
        { "name": "Shoe size", "letters": "C", "samples": ["43"], "nearest": null },
    ]);
    assert_eq!(asking["columns"], expected);
    assert_eq!(recruiter.get(&path).await.json(200), asking);
    let early = recruiter.post(&format!("{path}/apply"), json!({ "only": "all" })).await;
    snapshot::check_json("api/import-columns-unknown", &early.problem(409).1);
    let columns = format!("{path}/columns");
    let wrong = json!({ "columns": { "Risk": "skill.rsik", "Shoe size": null } });
    assert!(recruiter.post(&columns, wrong).await.text().contains("unknown column"));
    let right = json!({ "columns": { "Risk": "skill.risk", "Shoe size": null } });
    let keyed = recruiter.clone().with("idempotency-key", "told");
    let told = keyed.post(&columns, right.clone()).await.json(200);
    assert_eq!((&told["state"], &told["columns"]), (&json!("preview"), &json!([])));
    assert_eq!(told["people"]["items"][0]["profile"]["estimates"], json!({ "skill.risk": 10.0 }));
    assert_eq!(
        keyed.post(&columns, right.clone()).await.json(200),
        told,
        "the same request, the same answer"
    );
    assert_eq!(recruiter.post(&columns, right).await.problem(409).0, "no_columns_to_tell");
    assert_eq!(apply(&recruiter, &path).await["n_done"], 1);

    // Nobody has read whom a file names that waits; so erasing anyone takes it away.
    let (path, _) = preview(&recruiter, "b.csv&unknown=ask", CSV, file).await;
    let id = find(&recruiter, "c-1").await["id"].as_str().expect("an id").to_owned();
    assert_eq!(recruiter.delete(&format!("/api/v1/people/{id}")).await.status, 204);
    assert_eq!(recruiter.get(&path).await.problem(404).0, "not_found");
}

async fn an_import_is_applied_once_and_undone_once(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let keyed = recruiter.clone().with("idempotency-key", "k-1");
    let (path, first) = preview(&keyed, "a.json", JSON, BEFORE).await;
    let (_, again) = preview(&keyed, "a.json", JSON, BEFORE).await;
    assert_eq!(first, again);
    assert_eq!(send(&keyed, "a.json", JSON, AFTER).await.problem(422).0, "invalid");
    assert_eq!(send(&keyed, "b.json", JSON, BEFORE).await.problem(422).0, "key_reused");
    let undo = format!("{path}/undo");
    assert_eq!(recruiter.post(&undo, json!(null)).await.problem(409).0, "not_applied");
    let keyed = recruiter.clone().with("idempotency-key", "k-2");
    assert_eq!(apply(&keyed, &path).await, apply(&keyed, &path).await);
    let twice = recruiter.post(&format!("{path}/apply"), json!({ "only": "all" })).await;
    assert_eq!(twice.problem(409).0, "not_a_preview");
    assert_eq!(recruiter.delete(&path).await.problem(409).0, "not_a_preview");
    recruiter.post(&undo, json!(null)).await.json(200);
    assert_eq!(recruiter.post(&undo, json!(null)).await.problem(409).0, "not_applied");
    let wrong = recruiter.post(&format!("{path}/apply"), json!({ "only": "some" })).await;
    assert_eq!(wrong.problem(422).1["errors"][0]["pointer"], "/only");
}

async fn whom_a_search_has_taken_is_not_removed(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let path = import(&recruiter, "before.json", JSON, BEFORE).await;
    let ceo = find(&recruiter, "c-1").await["id"].clone();
    recruiter.post("/api/v1/searches", json!({ "title": "COO", "ceo_id": ceo })).await.json(201);
    let (code, problem) = recruiter.post(&format!("{path}/undo"), json!(null)).await.problem(409);
    assert_eq!(code, "changed_since");
    snapshot::check_json("api/import-in-a-search", &problem);
}

async fn an_erased_person_is_gone_from_imports(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, "before.json", JSON, BEFORE).await;
    let applied = import(&recruiter, "after.csv", CSV, AFTER).await;
    let keyed = recruiter.clone().with("idempotency-key", "k-1");
    let (path, _) =
        preview(&keyed, "again.csv", CSV, format!("{AFTER}c-4,Di,,x,,\nc-2,Bo again,,,,\n")).await;
    let person = find(&recruiter, "c-2").await["id"].as_str().expect("an id").to_owned();
    assert_eq!(recruiter.delete(&format!("/api/v1/people/{person}")).await.status.as_u16(), 204);
    let user = &app.member(Role::Recruiter).user;
    let mut connection = app.service.database().read().await.expect("a connection");
    let answer =
        store::idempotency::find(&mut connection, &user.org_id, &user.id, "k-1").await.expect("an answer");
    assert!(answer.is_none(), "{answer:?}");
    let left = recruiter.get(&path).await;
    assert!(!left.text().contains("Bo") && !left.text().contains("c-2"), "{}", left.text());
    assert_eq!(left.json(200)["people"]["items"].as_array().expect("people").len(), 2);
    let undone = recruiter.post(&format!("{applied}/undo"), json!(null)).await.json(200);
    assert_eq!(undone["state"], "undone");
    assert!(!recruiter.get("/api/v1/people/export").await.text().contains("Bo"));
}

/// Works until this many people of an import are on file, and stops in the middle of whatever is being done then.
async fn work_until(app: &App, client: &Client<'_>, path: &str, n: i64) {
    let reached =
        async { while client.get(path).await.json(200)["n_done"].as_i64().expect("a number") < n {} };
    tokio::select! {
        done = service::jobs::do_one(&app.service, "first") => panic!("it ended before: {done:?}"),
        () = reached => {}
    }
}

async fn five_thousand_people_are_a_job_that_survives_interruption(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut file = String::from("id,name,skill.operations,skill.risk,skill.change\n");
    for n in 0..5000 {
        file += &format!("p-{n:04},Person {n},{},,{}\n", n % 101, (n * 7) % 100);
    }
    let (path, preview) = preview(&recruiter, "many.csv", CSV, file).await;
    assert_eq!(
        (&preview["n_people"], preview["people"]["items"].as_array().map(Vec::len)),
        (&json!(5000), Some(50))
    );
    let accepted = recruiter.post(&format!("{path}/apply"), json!({ "only": "all" })).await;
    assert_eq!(accepted.json(202)["state"], "applying");
    let job = accepted.header("location").to_owned();
    let twice = recruiter.post(&format!("{path}/apply"), json!({ "only": "all" })).await;
    assert_eq!(twice.problem(409).0, "not_a_preview");
    work_until(&app, &recruiter, &path, 600).await;
    assert_eq!(recruiter.post(&format!("{path}/undo"), json!(null)).await.problem(409).0, "not_applied");
    // Nobody hears of the first worker any more; another one takes over.
    app.clock.pass_seconds(3600);
    assert!(service::jobs::do_one(&app.service, "second").await.expect("work"));
    assert_eq!(recruiter.get(&job).await.json(200)["state"], "done");
    let applied = recruiter.get(&path).await.json(200);
    assert_eq!((&applied["state"], &applied["n_done"]), (&json!("applied"), &json!(5000)));
    let everyone = everyone(&recruiter).await;
    let everyone = everyone.as_array().expect("people");
    assert_eq!(everyone.len(), 5000);
    let one = everyone.iter().find(|person| person["id"] == "p-4321").expect("they are there");
    assert_eq!(one["estimates"], json!({ "skill.change": 47.0, "skill.operations": 79.0 }));

    let undone = recruiter.post(&format!("{path}/undo"), json!(null)).await;
    assert_eq!(undone.json(202)["state"], "undoing");
    // Whom someone changes meanwhile stays.
    let list = recruiter.get("/api/v1/people?limit=1&sort=-name").await.json(200);
    let last = format!("/api/v1/people/{}", list["items"][0]["id"].as_str().expect("an id"));
    recruiter.clone().with("if-match", "*").patch(&last, json!({ "headline": "kept" })).await.json(200);
    assert!(service::jobs::do_one(&app.service, "third").await.expect("work"));
    let undone = recruiter.get(&path).await.json(200);
    assert_eq!((&undone["state"], &undone["n_kept"]), (&json!("undone"), &json!(1)));
    let left = recruiter.get("/api/v1/people").await.json(200);
    assert_eq!(
        (left["items"].as_array().map(Vec::len), &left["items"][0]["headline"]),
        (Some(1), &json!("kept"))
    );
}

async fn two_workers_never_do_the_same_people(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let file: String = (0..1000).map(|n| format!("{{\"id\":\"p-{n}\"}}\n")).collect();
    let (path, _) = preview(&recruiter, "many.jsonl", "application/x-ndjson", file).await;
    recruiter.post(&format!("{path}/apply"), json!({ "only": "all" })).await.json(202);
    // The second takes the first for dead while it is in the middle of its work.
    let second = async {
        while recruiter.get(&path).await.json(200)["n_done"].as_i64().expect("a number") < 200 {}
        app.clock.pass_seconds(3600);
        service::jobs::do_one(&app.service, "second").await
    };
    let (first, second) = tokio::join!(service::jobs::do_one(&app.service, "first"), second);
    assert!(first.expect("work") && second.expect("work"));
    let applied = recruiter.get(&path).await.json(200);
    assert_eq!((&applied["state"], &applied["n_done"]), (&json!("applied"), &json!(1000)));
    assert_eq!(everyone(&recruiter).await.as_array().expect("people").len(), 1000);
    let mut n_made = 0;
    let mut next = "/api/v1/audit?limit=200&action=person.create".to_owned();
    loop {
        let part = app.client(Role::Admin).get(&next).await.json(200);
        n_made += part["items"].as_array().expect("items").len();
        let Some(cursor) = part["next_cursor"].as_str() else { break };
        next = format!("/api/v1/audit?limit=200&action=person.create&cursor={cursor}");
    }
    assert_eq!(n_made, 1000);
}

async fn what_nobody_applies_is_forgotten(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let applied = import(&recruiter, "a.json", JSON, BEFORE).await;
    let (forgotten, _) = preview(&recruiter, "b.csv", CSV, AFTER).await;
    app.clock.pass_seconds(29 * 24 * 3600);
    let org = &app.member(Role::Recruiter).user.org_id;
    for (days, is_there) in [(0, true), (2, false)] {
        app.clock.pass_seconds(days * 24 * 3600);
        service::jobs::work(&app.service, "worker", std::future::ready(())).await;
        let mut connection = app.service.database().read().await.expect("a connection");
        for (path, expected) in [(&applied, true), (&forgotten, is_there)] {
            let id = path.rsplit('/').next().expect("an id").parse().expect("an id");
            let found = store::imports::find(&mut connection, org, &id).await.expect("an answer");
            assert_eq!(found.is_some(), expected, "{path}");
        }
    }
}

async fn a_job_that_is_called_off_can_be_gone_on_with_or_undone(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let file: String = (0..1000).map(|n| format!("{{\"id\":\"p-{n}\"}}\n")).collect();
    let (path, _) = preview(&recruiter, "many.jsonl", "application/x-ndjson", file).await;
    let apply = format!("{path}/apply");
    for _ in 0..2 {
        let accepted = recruiter.post(&apply, json!({ "only": "valid" })).await;
        let job = accepted.header("location").to_owned();
        assert_eq!(accepted.status.as_u16(), 202);
        recruiter.post(&format!("{job}/cancel"), json!(null)).await.json(200);
        let _ = service::jobs::do_one(&app.service, "first").await;
    }
    recruiter.post(&apply, json!({ "only": "valid" })).await.json(202);
    work_until(&app, &recruiter, &path, 200).await;
    app.clock.pass_seconds(3600);
    assert!(service::jobs::do_one(&app.service, "second").await.expect("work"));
    assert_eq!(everyone(&recruiter).await.as_array().expect("people").len(), 1000);
}

async fn imports_are_nobody_elses(database: TestDatabase) {
    let app = App::start(database).await;
    let (path, _) = preview(&app.client(Role::Recruiter), "a.json", JSON, BEFORE).await;
    let foreign = app.foreign_client(Role::Admin);
    assert_eq!(foreign.get(&path).await.problem(404).0, "not_found");
    assert_eq!(foreign.get(&format!("{path}/people")).await.problem(404).0, "not_found");
    assert_eq!(foreign.delete(&path).await.problem(404).0, "not_found");
    assert_eq!(foreign.post(&format!("{path}/undo"), json!(null)).await.problem(404).0, "not_found");
    assert_eq!(
        foreign.post(&format!("{path}/apply"), json!({ "only": "all" })).await.problem(404).0,
        "not_found"
    );
    assert_eq!(foreign.get("/api/v1/imports").await.json(200)["items"], json!([]));
    for role in [Role::PanelMember, Role::Viewer] {
        assert_eq!(app.client(role).get(&path).await.problem(403).0, "denied");
        assert_eq!(send(&app.client(role), "a.json", JSON, BEFORE).await.problem(403).0, "denied");
    }
}
