//! People out, as files.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    the_three_formats_hold_the_same_people,
    nobody_gives_an_empty_file,
    what_looks_like_a_formula_is_made_harmless,
}

async fn add(client: &Client<'_>, reference: &str, name: &str, estimates: Value) -> String {
    let made = client.post("/api/v1/people", json!({ "name": name, "reference": reference })).await;
    let person = made.header("location").to_owned();
    client.clone().with("if-match", "*").put(&format!("{person}/estimates"), estimates).await.json(200);
    person
}

async fn the_three_formats_hold_the_same_people(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    add(&recruiter, "c-1", "Ada, the \"first\"", json!({ "skill.operations": 82.5, "skill.risk": 7 })).await;
    app.clock.pass_seconds(1);
    let second = add(&recruiter, "c 2", "Ěva Ω", json!({ "skill.operations": { "mean": 1, "se": 2 } })).await;
    let rating = json!({ "dimension": "skill.change", "source": "superior", "rater": "p1", "value": 75 });
    recruiter.post(&format!("{second}/ratings"), rating).await.json(201);

    let list = recruiter.get("/api/v1/people/export").await;
    assert_eq!(list.header("content-type"), "application/json");
    let list = list.json(200);
    let expected = json!([
        { "id": "c-1", "name": "Ada, the \"first\"", "estimates": { "skill.operations": 82.5, "skill.risk": 7.0 } },
        { "id": "c 2", "name": "Ěva Ω", "estimates": { "skill.operations": { "mean": 1.0, "se": 2.0 } },
          "ratings": [{ "dimension": "skill.change", "source": "superior", "rater": "p1", "value": 75.0 }] },
    ]);
    assert_eq!(list, expected);
    let lines = recruiter.get("/api/v1/people/export?format=jsonl").await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    assert_eq!(lines.header("content-disposition"), "attachment; filename=\"people.jsonl\"");
    let lines: Vec<Value> =
        lines.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(Value::Array(lines), expected);
    let table = recruiter.get("/api/v1/people/export?format=csv").await;
    assert_eq!(
        (table.header("content-type"), table.header("x-left-out-ratings")),
        ("text/csv; charset=utf-8", "1")
    );
    let framework = crate::support::people::default_framework();
    let read = intake::read_pool(&framework, "people.csv", &table.body, intake::Mode::Strict)
        .expect("it is read again");
    assert_eq!(read.profiles[0].name, "Ada, the \"first\"");
    assert_eq!(read.profiles[1].estimates["skill.operations"].se.get(), 2.0);

    let found = recruiter.get("/api/v1/people/export?q=ada").await.json(200);
    assert_eq!(found.as_array().expect("a list").len(), 1);
    assert_eq!(recruiter.get("/api/v1/people/export?format=xml").await.problem(400).0, "bad_query");
    assert_eq!(recruiter.get("/api/v1/people/export?q=%00").await.problem(422).0, "invalid");
    assert_eq!(app.client(Role::PanelMember).get("/api/v1/people/export").await.problem(403).0, "denied");
    assert_eq!(app.foreign_client(Role::Admin).get("/api/v1/people/export").await.json(200), json!([]));
}

async fn nobody_gives_an_empty_file(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    assert_eq!(recruiter.get("/api/v1/people/export?format=json").await.text(), "[]\n");
    assert_eq!(recruiter.get("/api/v1/people/export?format=jsonl").await.text(), "");
    assert!(recruiter.get("/api/v1/people/export?format=csv").await.text().starts_with("id,name,headline"));
}

async fn what_looks_like_a_formula_is_made_harmless(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    for (n, name) in ["=1+1", "+1", "-1", "@sum", "＝1", "'=1", "\"=x\""].into_iter().enumerate() {
        add(&recruiter, &format!("={n}"), name, json!({})).await;
    }
    let table = recruiter.get("/api/v1/people/export?format=csv").await.text();
    for line in table.lines().skip(1) {
        for cell in line.split(',') {
            assert!(
                !cell.trim_start_matches('"').starts_with(['=', '+', '-', '@', '＝'])
                    || cell.starts_with("\"\"\""),
                "{line}"
            );
        }
    }
}
