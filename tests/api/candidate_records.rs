//! Stages, requirements, notes and files of candidates.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::searches::{Begun, PDF, begin, join};
use axum::http::Method;
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use store::users::Role;
use store::{Place, backup};
use zip::ZipArchive;

on_each_database! {
    notes_are_read_by_their_audience,
    a_note_is_edited_by_its_author_and_nothing_is_lost,
    a_blind_search_withholds_what_others_wrote,
    a_candidate_moves_through_stages,
    stages_are_the_organisations_own,
    requirements_stand_beside_the_fit,
    files_are_stored_encrypted_and_come_back_as_they_were,
    hostile_files_are_refused_in_words,
    everything_recorded_can_be_exported,
    an_erased_person_leaves_no_record,
    nothing_is_seen_across_organisations,
    a_closed_search_is_read_only,
    a_backup_brings_everything_back,
    a_thousand_notes_and_fifty_files_are_read_at_once,
}

async fn begun(app: &App, more: Value) -> (Begun, String) {
    let begun = begin(app, 1, more).await;
    for role in [Role::PanelMember, Role::Viewer] {
        join(app, &begun, role).await;
    }
    let candidate = begun.candidates[0].clone();
    (begun, candidate)
}

async fn write(client: &Client<'_>, candidate: &str, audience: &str, text: &str) -> Value {
    let note = json!({ "audience": audience, "text": text });
    client.post(&format!("{candidate}/notes"), note).await.json(201)
}

async fn upload(client: &Client<'_>, candidate: &str, query: &str, bytes: &[u8]) -> Answer {
    let path = format!("{candidate}/files?{query}");
    client.send_bytes(Method::POST, &path, "application/octet-stream", bytes.to_vec()).await
}

fn texts(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().expect("items").iter();
    items.map(|item| item["text"].as_str().expect("a text").to_owned()).collect()
}

async fn notes_are_read_by_their_audience(database: TestDatabase) {
    let app = App::start(database).await;
    let (_, candidate) = begun(&app, json!({})).await;
    let (recruiter, member) = (app.client(Role::Recruiter), app.client(Role::PanelMember));
    for audience in ["private", "panel", "shareable"] {
        write(&recruiter, &candidate, audience, &format!("{audience} by recruiter")).await;
        app.clock.pass_seconds(1);
    }
    let own = write(&member, &candidate, "private", "private by panel").await;
    assert_eq!((&own["author"], &own["is_own"]), (&json!("panel_member"), &json!(true)));
    let path = format!("{candidate}/notes");
    for (role, seen) in [
        (
            Role::Admin,
            vec!["private by panel", "shareable by recruiter", "panel by recruiter", "private by recruiter"],
        ),
        (
            Role::Recruiter,
            vec!["private by panel", "shareable by recruiter", "panel by recruiter", "private by recruiter"],
        ),
        (Role::PanelMember, vec!["private by panel", "shareable by recruiter", "panel by recruiter"]),
        (Role::Viewer, vec!["shareable by recruiter"]),
    ] {
        let list = app.client(role).get(&path).await.json(200);
        assert_eq!(texts(&list), seen, "{role}");
        assert_eq!(list["n_withheld"], 0, "{role}");
    }
    let refused = app.client(Role::Viewer).post(&path, json!({ "audience": "panel", "text": "x" })).await;
    assert_eq!(refused.problem(403).0, "denied");
}

async fn a_note_is_edited_by_its_author_and_nothing_is_lost(database: TestDatabase) {
    let app = App::start(database).await;
    let (_, candidate) = begun(&app, json!({})).await;
    let (recruiter, member) = (app.client(Role::Recruiter), app.client(Role::PanelMember));
    let note = write(&member, &candidate, "panel", "First").await;
    let path = format!("{candidate}/notes/{}", note["id"].as_str().expect("an id"));
    let second = json!({ "audience": "panel", "text": " Second\r\nline " });
    assert_eq!(member.put(&path, second.clone()).await.problem(428).0, "if_match_missing");
    let other = recruiter.clone().with("if-match", "*").put(&path, second.clone()).await;
    assert_eq!(other.problem(403).0, "denied");
    let from_first = member.clone().with("if-match", "\"1\"");
    let changed = from_first.put(&path, second.clone()).await.json(200);
    assert_eq!((&changed["text"], &changed["revision"]), (&json!("Second\nline"), &json!(2)));
    // Of two edits of the same version one is refused, and what is there stays.
    assert_eq!(
        from_first.put(&path, json!({ "audience": "panel", "text": "Third" })).await.problem(412).0,
        "stale"
    );
    assert_eq!(texts(&member.get(&format!("{candidate}/notes")).await.json(200)), ["Second\nline"]);
    for text in ["", " ", "a\u{0}b"] {
        let given = json!({ "audience": "panel", "text": text });
        let (code, problem) = member.post(&format!("{candidate}/notes"), given).await.problem(422);
        assert_eq!((code.as_str(), &problem["errors"][0]["pointer"]), ("invalid", &json!("/text")));
    }
    // Whoever looks after people may delete it; another member may not.
    let own = write(&recruiter, &candidate, "panel", "Mine").await;
    let own = format!("{candidate}/notes/{}", own["id"].as_str().expect("an id"));
    assert_eq!(member.delete(&own).await.problem(403).0, "denied");
    assert_eq!(recruiter.delete(&path).await.status, 204);
    assert_eq!(recruiter.delete(&path).await.problem(404).0, "not_found");
}

async fn a_blind_search_withholds_what_others_wrote(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, candidate) = begun(&app, json!({ "is_blind": true })).await;
    let (recruiter, member) = (app.client(Role::Recruiter), app.client(Role::PanelMember));
    write(&recruiter, &candidate, "shareable", "Robin is steady").await;
    write(&member, &candidate, "panel", "Asks good questions").await;
    upload(&recruiter, &candidate, "file_name=Robin.pdf&audience=shareable", PDF).await.json(201);
    let any = recruiter.clone().with("if-match", "*");
    let left = json!({ "stage": "out", "next_step": "Call Robin", "reason": "Robin moves", "is_reason_shareable": true });
    any.put(&format!("{candidate}/stage"), left).await.json(200);
    let found = json!({ "state": "met", "evidence": "Robin said so", "asked_by": "Robin's friend" });
    any.put(&format!("{candidate}/requirements/notice"), found).await.json(200);
    let paths = ["notes", "files", "stage", "requirements"].map(|part| format!("{candidate}/{part}"));
    for role in [Role::PanelMember, Role::Viewer] {
        for path in paths.iter().chain([&format!("{}/stages", begun.path)]) {
            let answer = app.client(role).get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert!(!answer.text().contains("Robin"), "{role} at {path}: {}", answer.text());
        }
        let notes = app.client(role).get(&paths[0]).await.json(200);
        assert_eq!(notes["n_withheld"], 1, "{role} is told that there is one");
        let stage = app.client(role).get(&paths[2]).await.json(200);
        assert_eq!((&stage["stage"]["key"], &stage["is_withheld"]), (&json!("out"), &json!(true)), "{role}");
        let found = app.client(role).get(&paths[3]).await.json(200);
        let notice = found["items"]
            .as_array()
            .expect("items")
            .iter()
            .find(|item| item["requirement"]["key"] == "notice");
        assert_eq!(notice.expect("the requirement")["state"], "met", "{role}");
    }
    assert_eq!(texts(&member.get(&paths[0]).await.json(200)), ["Asks good questions"]);
    // What is withheld cannot be fetched by its address either.
    let files = recruiter.get(&paths[1]).await.json(200);
    let file = format!("{}/{}", paths[1], files["items"][0]["id"].as_str().expect("an id"));
    assert_eq!(app.client(Role::Viewer).get(&file).await.problem(404).0, "not_found");
    // Once the panel has judged, it sees names and what was written.
    begun.judge(&app, Role::PanelMember).await;
    assert_eq!(member.get(&paths[0]).await.json(200)["n_withheld"], 0);
    assert!(member.get(&paths[2]).await.text().contains("Call Robin"));
}

async fn a_candidate_moves_through_stages(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, candidate) = begun(&app, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{candidate}/stage");
    let first = recruiter.get(&path).await;
    assert_eq!(
        (first.json(200)["stage"]["title"].clone(), first.header("etag")),
        (json!("Long list"), "\"0\"")
    );
    let to = json!({ "stage": "interview", "next_step": "Second interview", "due_on": "2026-12-04" });
    let now = recruiter.clone().with("if-match", "\"0\"").put(&path, to.clone()).await.json(200);
    assert_eq!((&now["stage"]["title"], &now["due_on"]), (&json!("Interview"), &json!("2026-12-04")));
    assert_eq!((&now["updated_by"], &now["revision"]), (&json!("recruiter"), &json!(1)));
    assert_eq!(recruiter.clone().with("if-match", "\"0\"").put(&path, to).await.problem(412).0, "stale");
    let any = recruiter.clone().with("if-match", "*");
    for (change, pointer) in [
        (json!({ "stage": "nowhere" }), "/stage"),
        (json!({ "stage": "out" }), "/reason"),
        (json!({ "stage": "offer", "due_on": "soon" }), "/due_on"),
        (json!({ "stage": "offer", "next_step": "a\nb" }), "/next_step"),
    ] {
        assert_eq!(any.put(&path, change).await.problem(422).1["errors"][0]["pointer"], pointer);
    }
    let left = json!({ "stage": "withdrew", "reason": "Took another offer" });
    any.put(&path, left.clone()).await.json(200);
    // A reason is the recruiters' own unless it is said that it is for all; the next step is for the panel as well.
    for (role, reason) in [
        (Role::Recruiter, json!("Took another offer")),
        (Role::PanelMember, Value::Null),
        (Role::Viewer, Value::Null),
    ] {
        let seen = app.client(role).get(&path).await.json(200);
        assert_eq!((&seen["reason"], &seen["stage"]["is_out"]), (&reason, &json!(true)), "{role}");
    }
    let mut shared = left;
    shared["is_reason_shareable"] = json!(true);
    any.put(&path, shared).await.json(200);
    let listed = app.client(Role::Viewer).get(&format!("{}/stages", begun.path)).await.json(200);
    assert_eq!(listed["items"][0]["reason"], "Took another offer");
    assert_eq!(
        app.client(Role::PanelMember)
            .with("if-match", "*")
            .put(&path, json!({ "stage": "offer" }))
            .await
            .problem(403)
            .0,
        "denied"
    );
}

async fn stages_are_the_organisations_own(database: TestDatabase) {
    let app = App::start(database).await;
    let (_, candidate) = begun(&app, json!({})).await;
    let any = app.client(Role::Recruiter).with("if-match", "*");
    any.put(&format!("{candidate}/stage"), json!({ "stage": "interview" })).await.json(200);
    let list = any.get("/api/v1/stages").await.json(200);
    assert_eq!((list["stages"].as_array().map(Vec::len), &list["revision"]), (Some(6), &json!(0)));
    let put = async |stages: Value, tag: &str| {
        app.client(Role::Recruiter)
            .with("if-match", tag)
            .put("/api/v1/stages", json!({ "stages": stages }))
            .await
    };
    let refused = put(json!([{ "title": "New" }]), "\"0\"").await;
    assert_eq!(refused.problem(409).0, "in_use");
    assert!(refused.text().contains("Interview"), "{}", refused.text());
    let own = json!([{ "title": "New" }, { "key": "interview", "title": "Meeting" }, { "title": "Gone", "is_out": true }]);
    let saved = put(own.clone(), "\"0\"").await.json(200);
    assert_eq!((&saved["stages"][1]["key"], &saved["revision"]), (&json!("interview"), &json!(1)));
    assert_eq!(put(own, "\"0\"").await.problem(412).0, "stale");
    assert_eq!(any.get(&format!("{candidate}/stage")).await.json(200)["stage"]["title"], "Meeting");
    let other = app.foreign_client(Role::Recruiter).get("/api/v1/stages").await.json(200);
    assert_eq!(other["revision"], 0, "another organisation has its own");
    for (stages, pointer) in [
        (json!([]), "/stages"),
        (
            json!([{ "title": "Out", "is_out": true }, { "key": "interview", "title": "Meeting" }]),
            "/stages/0/is_out",
        ),
        (json!([{ "key": "interview", "title": "A" }, { "title": "a" }]), "/stages/1/title"),
        (json!([{ "key": "interview", "title": " " }]), "/stages/0/title"),
    ] {
        let problem = put(stages, "*").await.problem(422).1;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
}

async fn requirements_stand_beside_the_fit(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, candidate) = begun(&app, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let any = recruiter.clone().with("if-match", "*");
    let list = format!("{}/requirements", begun.path);
    assert_eq!(recruiter.get(&list).await.json(200)["requirements"].as_array().map(Vec::len), Some(8));
    let place = format!("{candidate}/requirements/place");
    let found = json!({ "state": "partly", "evidence": "Three days a week", "asked_by": "Kim" });
    let saved = recruiter.clone().with("if-match", "\"0\"").put(&place, found.clone()).await.json(200);
    assert_eq!(
        (&saved["state"], &saved["evidence"], &saved["revision"]),
        (&json!("partly"), &json!("Three days a week"), &json!(1))
    );
    assert_eq!(recruiter.clone().with("if-match", "\"0\"").put(&place, found).await.problem(412).0, "stale");
    let counts =
        recruiter.get(&format!("{}/requirement-counts", begun.path)).await.json(200)["items"][0].clone();
    assert_eq!((&counts["partly"], &counts["unknown"], &counts["met"]), (&json!(1), &json!(7), &json!(0)));
    assert_eq!(
        any.put(&format!("{candidate}/requirements/nothing"), json!({ "state": "met" })).await.problem(404).0,
        "not_found"
    );
    // Evidence is for the panel; who looks on sees the state.
    let seen = async |role| {
        app.client(role).get(&format!("{candidate}/requirements")).await.json(200)["items"][3].clone()
    };
    assert_eq!(seen(Role::PanelMember).await["evidence"], "Three days a week");
    let viewed = seen(Role::Viewer).await;
    assert_eq!((&viewed["state"], &viewed["evidence"]), (&json!("partly"), &Value::Null));
    let own = json!({ "requirements": [{ "key": "place", "title": "Zurich" }, { "title": "German", "question": "How well?" }] });
    let saved = any.put(&list, own).await.json(200);
    assert_eq!((&saved["requirements"][0]["key"], &saved["revision"]), (&json!("place"), &json!(1)));
    let found = recruiter.get(&format!("{candidate}/requirements")).await.json(200);
    assert_eq!(
        (&found["items"][0]["state"], found["items"].as_array().map(Vec::len)),
        (&json!("partly"), Some(2))
    );
}

async fn files_are_stored_encrypted_and_come_back_as_they_were(database: TestDatabase) {
    let app = App::start(database).await;
    let (_, candidate) = begun(&app, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let file = upload(&recruiter, &candidate, "file_name=L%C3%A9a%20%22CV%22.exe&audience=panel", PDF).await;
    let location = file.header("location").to_owned();
    let file = file.json(201);
    assert_eq!(
        (&file["name"], &file["kind"], &file["n_bytes"]),
        (&json!("Léa \"CV\".pdf"), &json!("pdf"), &json!(PDF.len()))
    );
    let back = recruiter.get(&location).await;
    assert_eq!((back.status.as_u16(), back.body.as_slice()), (200, PDF));
    assert_eq!(back.header("content-type"), "application/octet-stream");
    assert_eq!(
        back.header("content-disposition"),
        "attachment; filename=\"L_a _CV_.pdf\"; filename*=UTF-8''L%C3%A9a%20%22CV%22%2Epdf"
    );
    assert_eq!(back.header("x-content-type-options"), "nosniff");
    assert_eq!(app.client(Role::PanelMember).get(&location).await.status, 200);
    assert_eq!(app.client(Role::Viewer).get(&location).await.problem(404).0, "not_found");
    // In the database there is nothing of it that can be read.
    for row in rows(&app, "candidate_files").await {
        assert!(!row.contains("secret past") && !row.contains("JVBERi0"), "{row}");
    }
    // The same file again is another row of other bytes.
    upload(&recruiter, &candidate, "file_name=cv.pdf&audience=panel", PDF).await.json(201);
    let contents: Vec<Value> = rows(&app, "candidate_files").await.iter().map(|row| content(row)).collect();
    assert_ne!(contents[0], contents[1]);
    let entries = app.client(Role::Admin).get("/api/v1/audit?limit=200").await.text();
    assert!(entries.contains("file.add") && entries.contains("file.download"), "{entries}");
    assert_eq!(recruiter.delete(&location).await.status, 204);
    assert_eq!(recruiter.get(&location).await.problem(404).0, "not_found");
}

fn content(row: &str) -> Value {
    serde_json::from_str::<Value>(row).expect("JSON")["content"].clone()
}

async fn rows(app: &App, name: &str) -> Vec<String> {
    let mut connection = app.service.database().read().await.expect("the database can be read");
    let tables = backup::tables();
    let table = tables.iter().find(|table| table.name == name).expect("the table");
    backup::read(&mut connection, table, 0, 1_000).await.expect("its rows")
}

async fn hostile_files_are_refused_in_words(database: TestDatabase) {
    let app = App::start(database).await;
    let (_, candidate) = begun(&app, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let too_large = [PDF, &vec![b' '; 10 * 1024 * 1024 + 1 - PDF.len() - 6], b"%%EOF\n"].concat();
    assert_eq!(too_large.len(), 10 * 1024 * 1024 + 1);
    for (bytes, words) in [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "SVG can hold programs"),
        (b"MZ\x90".to_vec(), "this is a program"),
        (Vec::new(), "this file is empty"),
        ([b"GIF89a/*", PDF].concat(), "GIF"),
        (too_large.clone(), "more than 10 MiB"),
    ] {
        let (code, problem) =
            upload(&recruiter, &candidate, "file_name=cv.pdf&audience=panel", &bytes).await.problem(422);
        let told = problem["errors"][0]["detail"].as_str().expect("words").to_owned();
        assert_eq!(code, "invalid");
        assert!(told.contains(words), "{told}");
    }
    let most = &too_large[too_large.len() - 10 * 1024 * 1024..];
    let most = [&b"%PDF-1.7\n"[..], &most[9..]].concat();
    upload(&recruiter, &candidate, "file_name=cv.pdf&audience=panel", &most).await.json(201);
    let far_too_large = vec![b'a'; 11 * 1024 * 1024];
    let refused = upload(&recruiter, &candidate, "file_name=cv.pdf&audience=panel", &far_too_large).await;
    assert_eq!(refused.problem(413).0, "too_large");
    assert_eq!(rows(&app, "candidate_files").await.len(), 1);
}

async fn record_everything(app: &App, candidate: &str) {
    let recruiter = app.client(Role::Recruiter);
    let any = recruiter.clone().with("if-match", "*");
    write(&recruiter, candidate, "private", "MARKER note").await;
    upload(&recruiter, candidate, "file_name=MARKER.pdf&audience=private", PDF).await.json(201);
    let left = json!({ "stage": "out", "next_step": "MARKER step", "reason": "MARKER reason" });
    any.put(&format!("{candidate}/stage"), left).await.json(200);
    let found = json!({ "state": "met", "evidence": "MARKER evidence", "asked_by": "MARKER" });
    any.put(&format!("{candidate}/requirements/notice"), found).await.json(200);
}

async fn everything_recorded_can_be_exported(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, candidate) = begun(&app, json!({})).await;
    record_everything(&app, &candidate).await;
    let recruiter = app.client(Role::Recruiter);
    let person = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    let path = format!("/api/v1/people/{}/record", person.as_str().expect("an id"));
    let answer = recruiter.get(&path).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/zip"));
    let mut zip = ZipArchive::new(Cursor::new(answer.body)).expect("an archive");
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        zip.by_name(name).expect("the file").read_to_end(&mut bytes).expect("its bytes");
        bytes
    };
    assert_eq!(read("files/MARKER.pdf"), PDF);
    let record: Value = serde_json::from_slice(&read("record.json")).expect("JSON");
    let own = &record["searches"][0]["candidate"];
    assert_eq!(own["notes"][0]["text"], "MARKER note");
    assert_eq!(
        (&own["stage"]["reason"], &own["stage"]["next_step"]),
        (&json!("MARKER reason"), &json!("MARKER step"))
    );
    assert_eq!(own["requirements"][0]["evidence"], "MARKER evidence");
    assert_eq!(own["files"][0]["path"], "files/MARKER.pdf");
    assert!(record["profile"]["name"].is_string());
}

async fn an_erased_person_leaves_no_record(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    let (begun, candidate) = begun(&app, json!({})).await;
    let recruiter = app.client(Role::Recruiter).with("idempotency-key", "a-key");
    let note = json!({ "audience": "private", "text": "MARKER kept as an answer" });
    recruiter.post(&format!("{candidate}/notes"), note).await.json(201);
    record_everything(&app, &candidate).await;
    let recruiter = app.client(Role::Recruiter);
    let person = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    let path = format!("/api/v1/people/{}", person.as_str().expect("an id"));
    app.service.database().empty_journal().await.expect("it can be emptied");
    assert!(n_in_files(&place, "MARKER") > 0 || matches!(place, Place::Postgres(_)));
    assert_eq!(recruiter.delete(&path).await.status, 204);
    assert_eq!(n_in_files(&place, "MARKER"), 0, "no page and no journal of the database has it");
    for table in backup::tables() {
        for row in rows(&app, table.name).await {
            assert!(!row.contains("MARKER"), "{}: {row}", table.name);
        }
    }
    assert!(rows(&app, "candidate_files").await.is_empty());
    assert_eq!(texts(&recruiter.get(&format!("{candidate}/notes")).await.json(200)), Vec::<String>::new());
}

/// How often the bytes of an SQLite database's files have a word, in pages that are free as well.
fn n_in_files(place: &Place, word: &str) -> usize {
    let Place::Sqlite(path) = place else { return 0 };
    let file = |ending: &str| std::fs::read(format!("{}{ending}", path.display())).unwrap_or_default();
    let times = |bytes: Vec<u8>| bytes.windows(word.len()).filter(|part| *part == word.as_bytes()).count();
    ["", "-wal"].map(|ending| times(file(ending))).iter().sum()
}

async fn nothing_is_seen_across_organisations(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, candidate) = begun(&app, json!({})).await;
    record_everything(&app, &candidate).await;
    let foreign = app.foreign_client(Role::Admin).with("if-match", "*");
    for part in ["notes", "files", "stage", "requirements"] {
        assert_eq!(foreign.get(&format!("{candidate}/{part}")).await.problem(404).0, "not_found", "{part}");
    }
    assert_eq!(foreign.get(&format!("{}/stages", begun.path)).await.problem(404).0, "not_found");
    assert_eq!(
        foreign.put(&format!("{candidate}/stage"), json!({ "stage": "offer" })).await.problem(404).0,
        "not_found"
    );
    // Nor by those who are not on this search, or by a candidate of another search.
    let (_, other) = self::begun(&app, json!({})).await;
    let note =
        app.client(Role::Recruiter).get(&format!("{candidate}/notes")).await.json(200)["items"][0]["id"]
            .clone();
    let path = format!("{other}/notes/{}", note.as_str().expect("an id"));
    assert_eq!(app.client(Role::Recruiter).delete(&path).await.problem(404).0, "not_found");
}

async fn a_closed_search_is_read_only(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, candidate) = begun(&app, json!({})).await;
    record_everything(&app, &candidate).await;
    let any = app.client(Role::Recruiter).with("if-match", "*");
    any.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    let note = json!({ "audience": "private", "text": "Late" });
    assert_eq!(any.post(&format!("{candidate}/notes"), note).await.problem(409).0, "closed");
    assert_eq!(
        any.put(&format!("{candidate}/stage"), json!({ "stage": "offer" })).await.problem(409).0,
        "closed"
    );
    assert_eq!(any.get(&format!("{candidate}/notes")).await.status, 200);
}

async fn a_backup_brings_everything_back(database: TestDatabase) {
    let fresh = TestDatabase::new(database.kind()).await;
    let app = App::start(database).await;
    let (_, candidate) = begun(&app, json!({})).await;
    record_everything(&app, &candidate).await;
    let restored = App::empty(fresh, web::Settings::default()).await;
    let mut connection = restored.service.database().write().await.expect("the database can be written");
    for table in backup::tables() {
        for row in rows(&app, table.name).await {
            backup::write(&mut connection, &table, &row).await.expect("the row fits");
        }
    }
    connection.commit().await.expect("it is kept");
    let client = restored.stranger().with_token(&app.member(Role::Recruiter).token);
    let file = client.get(&format!("{candidate}/files")).await.json(200)["items"][0]["id"].clone();
    let file = client.get(&format!("{candidate}/files/{}", file.as_str().expect("an id"))).await;
    assert_eq!((file.status.as_u16(), file.body.as_slice()), (200, PDF));
    assert_eq!(texts(&client.get(&format!("{candidate}/notes")).await.json(200)), ["MARKER note"]);
    assert_eq!(client.get(&format!("{candidate}/stage")).await.json(200)["reason"], "MARKER reason");
    let found = client.get(&format!("{candidate}/requirements")).await.text();
    assert!(found.contains("MARKER evidence"), "{found}");
}

async fn a_thousand_notes_and_fifty_files_are_read_at_once(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 5, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    for candidate in &begun.candidates {
        for index in 0..10 {
            let query = format!("file_name={index}.pdf&audience=panel");
            upload(&recruiter, candidate, &query, PDF).await.json(201);
        }
        for index in 0..200 {
            write(&recruiter, candidate, "panel", &format!("Note {index}")).await;
        }
    }
    for candidate in &begun.candidates {
        assert_eq!(texts(&recruiter.get(&format!("{candidate}/notes")).await.json(200)).len(), 200);
        let files = recruiter.get(&format!("{candidate}/files")).await.json(200);
        assert_eq!(files["items"].as_array().map(Vec::len), Some(10));
    }
    for index in 10..20 {
        let query = format!("file_name={index}.pdf&audience=panel");
        upload(&recruiter, &begun.candidates[0], &query, PDF).await.json(201);
    }
    let refused = upload(&recruiter, &begun.candidates[0], "file_name=x.pdf&audience=panel", PDF).await;
    assert_eq!(refused.problem(409).0, "too_many");
}
