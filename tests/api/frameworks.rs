//! Versions of frameworks.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::old::execute;
use crate::support::snapshot::{self, Transcript};
use fit::framework::DEFAULT;
use serde_json::{Value, json};
use service::operator;
use store::users::Role;

on_each_database! {
    every_organisation_begins_with_the_shipped_framework,
    a_version_never_changes,
    the_framework_of_an_earlier_program_is_followed_by_this_one,
    two_who_add_the_same_version_add_one,
    mistakes_in_a_document_are_told_by_their_places,
    only_admins_add_versions_and_only_to_their_own,
}

async fn every_organisation_begins_with_the_shipped_framework(database: TestDatabase) {
    let app = App::start(database).await;
    for client in [app.client(Role::Viewer), app.foreign_client(Role::PanelMember)] {
        let listed = client.get("/api/v1/frameworks").await.json(200);
        snapshot::check_json("api/frameworks", &listed);
        let items = listed["items"].as_array().expect("items");
        assert_eq!((items.len(), &items[0]["framework"]), (1, &json!("ceo-coo")));
        let path = format!("/api/v1/frameworks/{}", items[0]["id"].as_str().expect("an id"));
        let outline = client.get(&path).await.json(200);
        assert_eq!(outline["sha256"], items[0]["sha256"]);
        let ids = |list: &str| -> Vec<Value> {
            outline[list].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect()
        };
        assert_eq!(ids("pillars"), ["roles", "trust", "strategy", "execution", "ethos"]);
        assert_eq!(ids("role_types").len(), 7);
        assert!(ids("dimensions").contains(&json!("skill.operations")));
        let document = client.get(&format!("{path}/document")).await;
        assert_eq!((document.status.as_u16(), document.header("content-type")), (200, "application/toml"));
        assert_eq!(document.text(), DEFAULT);
    }
}

async fn a_version_never_changes(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let next = DEFAULT.replace("version = \"1.1.0\"", "version = \"1.1.1\"");
    app.clock.pass_seconds(1);
    let made = admin.post("/api/v1/frameworks", json!({ "document": next })).await;
    let version = made.json(201);
    let again = admin.post("/api/v1/frameworks", json!({ "document": next })).await;
    assert_eq!((again.json(201), again.header("location")), (version.clone(), made.header("location")));
    assert_eq!(admin.get(made.header("location")).await.json(200), version);
    let other = next.replace("balance = 0.0", "balance = 0.5");
    let (code, _) = admin.post("/api/v1/frameworks", json!({ "document": other })).await.problem(409);
    assert_eq!(code, "version_taken");
    let listed = admin.get("/api/v1/frameworks?limit=1").await.json(200);
    assert_eq!(listed["items"][0]["id"], version["id"]);
    let rest = format!("/api/v1/frameworks?cursor={}", listed["next_cursor"].as_str().expect("more"));
    let rest = admin.get(&rest).await.json(200);
    assert_eq!((&rest["items"][0]["version"], &rest["next_cursor"]), (&json!("1.1.0"), &Value::Null));
}

async fn the_framework_of_an_earlier_program_is_followed_by_this_one(database: TestDatabase) {
    let place = database.place.clone();
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let versions = async || -> Vec<Value> {
        let listed = admin.get("/api/v1/frameworks").await.json(200);
        let items = listed["items"].as_array().expect("versions").iter();
        items.map(|version| version["version"].clone()).collect()
    };
    // As the last unreleased program left it.
    let earlier = "UPDATE framework_versions SET version = '1.0.0', \
                   sha256 = 'eb7ce0da37f6a37b2814f2fce78629f9dd75b92f5ad96d1523c0a8bffd849046'";
    execute(&place, earlier).await;
    assert_eq!(versions().await, ["1.0.0"]);
    app.clock.pass_seconds(1);
    for _ in 0..2 {
        operator::update_frameworks(&app.service).await.expect("an update");
        assert_eq!(versions().await, ["1.1.0", "1.0.0"]);
    }
    // Whoever has gone on from it has chosen otherwise.
    let own = DEFAULT.replace("version = \"1.1.0\"", "version = \"1.2.0\"");
    app.clock.pass_seconds(1);
    admin.post("/api/v1/frameworks", json!({ "document": own })).await.json(201);
    operator::update_frameworks(&app.service).await.expect("nothing to do");
    assert_eq!(versions().await, ["1.2.0", "1.1.0", "1.0.0"]);
}

async fn two_who_add_the_same_version_add_one(database: TestDatabase) {
    let app = App::start(database).await;
    let (first, second) = (app.client(Role::Admin), app.client(Role::Admin));
    let number = |number: u32| DEFAULT.replace("version = \"1.1.0\"", &format!("version = \"2.0.{number}\""));
    for round in 0..4 {
        let input = json!({ "document": number(round) });
        let path = "/api/v1/frameworks";
        let (one, other) = tokio::join!(first.post(path, input.clone()), second.post(path, input.clone()));
        assert_eq!(one.json(201), other.json(201));
    }
    let listed = first.get("/api/v1/frameworks").await.json(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(5));
}

async fn mistakes_in_a_document_are_told_by_their_places(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let long =
        DEFAULT.replace("title = \"CEO–COO partnership\"", &format!("title = \"{}\"", "x".repeat(501)));
    let null = DEFAULT.replace("id = \"ceo-coo\"", "id = \"ceo\\u0000coo\"");
    let mut told = Transcript::default();
    let versions = "1".repeat(101);
    for (case, document) in [
        ("a number as id", "id = 1".to_owned()),
        ("a balance of 2", DEFAULT.replace("balance = 0.0", "balance = 2.0")),
        ("a long version", DEFAULT.replace("version = \"1.1.0\"", &format!("version = \"{versions}\""))),
        ("a long title", long),
        ("a zero byte in the id", null),
        ("no TOML", "[[[".to_owned()),
        ("nothing", String::new()),
        ("a zero byte", "\0".to_owned()),
        ("too much", "#".repeat(500_001)),
    ] {
        let (_, problem) =
            admin.post("/api/v1/frameworks", json!({ "document": document })).await.problem(422);
        let errors = problem["errors"].as_array().expect("errors");
        assert!(errors.iter().all(|error| error["pointer"] == "/document"), "{problem}");
        told.add_problem(case, &problem);
    }
    for (body, pointer) in
        [(json!({ "document": 1 }), "/document"), (json!({ "text": "" }), "/text"), (json!({}), "")]
    {
        let (_, problem) = admin.post("/api/v1/frameworks", body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    told.check("api/framework-refused");
}

async fn only_admins_add_versions_and_only_to_their_own(database: TestDatabase) {
    let app = App::start(database).await;
    let next = json!({ "document": DEFAULT.replace("version = \"1.1.0\"", "version = \"2.0.0\"") });
    for role in [Role::Recruiter, Role::PanelMember, Role::Viewer] {
        assert_eq!(app.client(role).post("/api/v1/frameworks", next.clone()).await.problem(403).0, "denied");
    }
    let made = app.client(Role::Admin).post("/api/v1/frameworks", next).await;
    made.json(201);
    let foreign = app.foreign_client(Role::Admin);
    assert_eq!(foreign.get(made.header("location")).await.problem(404).0, "not_found");
    let document = format!("{}/document", made.header("location"));
    assert_eq!(foreign.get(&document).await.problem(404).0, "not_found");
    assert_eq!(app.stranger().get(&document).await.problem(401).0, "not_signed_in");
}
