//! The people on file as a map, and who is like whom.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::example::{import, search};
use crate::support::folder::Folder;
use crate::support::people::{people, to_json};
use crate::support::program::counterpart;
use crate::support::snapshot;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    the_map_is_that_of_the_command_line,
    few_people_get_a_statement,
    the_map_follows_what_is_on_file,
    people_like_one_are_counted_on_all_dimensions,
    nothing_says_who_is_a_candidate,
}

async fn map(client: &Client<'_>) -> Value {
    client.get("/api/v1/people/map").await.json(200)
}

/// Paths of everybody on file, by reference.
async fn person(client: &Client<'_>, reference: &str) -> String {
    let listed = client.get("/api/v1/people?limit=200").await.json(200);
    let found = listed["items"].as_array().expect("people").iter().find(|one| one["reference"] == reference);
    format!("/api/v1/people/{}", found.expect("they are there")["id"].as_str().expect("an id"))
}

async fn the_map_is_that_of_the_command_line(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let file = to_json(&people(60));
    import(&recruiter, &file).await;
    let answer = recruiter.get("/api/v1/people/map").await;
    let found = answer.json(200);
    let folder = Folder::new();
    let path = folder.write("people.json", file);
    let printed = counterpart(&["map", "--people", &path, "--format", "json"]).json();
    for field in ["framework", "seed", "n_people", "n_dimensions", "rarely_measured", "constant"] {
        assert_eq!(found[field], printed[field], "{field}");
    }
    let shares = |map: &Value| -> Vec<f64> {
        let axes = map["layout"]["axes"].as_array().expect("axes").iter();
        axes.map(|axis| axis["share"].as_f64().expect("a share")).collect()
    };
    // People stand in the order of other ids here, which changes figures by rounding at most.
    for (a, b) in shares(&found).iter().zip(shares(&printed)) {
        assert!((a - b).abs() < 1e-5, "{a} and {b}");
    }
    assert_eq!(
        recruiter.get("/api/v1/people/map").await.body,
        answer.body,
        "the same people, the same bytes"
    );
    let k_means = recruiter.get("/api/v1/people/map?groups=k-means").await.json(200);
    assert_eq!(k_means["layout"]["groups"]["method"], "k-means");
    assert_eq!(recruiter.get("/api/v1/people/map?groups=stars").await.problem(400).0, "bad_query");
}

async fn few_people_get_a_statement(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let none = map(&recruiter).await;
    assert_eq!((&none["layout"], &none["n_people"]), (&Value::Null, &json!(0)));
    snapshot::check_json("api/map-of-nobody", &none);
    import(&recruiter, &to_json(&people(12))).await;
    let few = map(&recruiter).await;
    assert_eq!(few["layout"]["people"].as_array().expect("people").len(), 12);
    assert_eq!(few["layout"]["groups"], Value::Null);
    snapshot::check("api/map-of-few", few["statement"].as_str().expect("words"));
}

async fn the_map_follows_what_is_on_file(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, &to_json(&people(25))).await;
    let before = map(&recruiter).await;
    app.clock.pass_seconds(1);
    let one = person(&recruiter, "p-004").await;
    let changed =
        recruiter.clone().with("if-match", "*").put(&format!("{one}/estimates/skill.risk"), json!(1)).await;
    assert!(changed.status.is_success(), "{}", changed.text());
    let after = map(&recruiter).await;
    assert_ne!(before["layout"]["people"], after["layout"]["people"]);
    assert_eq!(recruiter.delete(&one).await.status, 204);
    let erased = map(&recruiter).await;
    assert_eq!(erased["n_people"], 24);
    let id = one.rsplit('/').next().expect("an id");
    assert!(!erased.to_string().contains(id), "nothing of them is left");
    // Somebody of whom nothing is known is told of, and on no map.
    recruiter.post("/api/v1/people", json!({ "name": "Nobody Knows" })).await.json(201);
    let more = map(&recruiter).await;
    assert_eq!((&more["n_people"], more["left_out"].as_array().expect("a list").len()), (&json!(24), 1));
    assert_eq!(map(&app.foreign_client(Role::Admin)).await["n_people"], 0, "others see their own people");
}

async fn people_like_one_are_counted_on_all_dimensions(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let mut list: Vec<Value> = serde_json::from_str(&to_json(&people(30))).expect("JSON");
    // A twin, but for one point on one dimension.
    let mut twin = list[3].clone();
    (twin["id"], twin["name"]) = (json!("twin"), json!("The Twin"));
    twin["estimates"]["skill.risk"] = json!(50);
    list.push(twin);
    import(&recruiter, &Value::Array(list).to_string()).await;
    let one = person(&recruiter, "p-003").await;
    let found = recruiter.get(&format!("{one}/alike")).await.json(200);
    let alike = found["people"].as_array().expect("people");
    assert_eq!((alike.len(), &alike[0]["name"]), (10, &json!("The Twin")));
    let distances: Vec<f64> = alike.iter().map(|one| one["distance"].as_f64().expect("a number")).collect();
    assert!(distances.is_sorted() && distances[0] < 0.5 * distances[1], "{distances:?}");
    assert!(found["typical_distance"].as_f64().expect("a number") > distances[0], "{found}");
    let unknown = recruiter.post("/api/v1/people", json!({ "name": "Nobody Knows" })).await;
    let none = recruiter.get(&format!("{}/alike", unknown.header("location"))).await.json(200);
    assert_eq!(none["people"], json!([]));
    snapshot::check_json("api/people-like-nobody-known", &none);
    let path = "/api/v1/people/00000000-0000-7000-8000-000000000000/alike";
    assert_eq!(recruiter.get(path).await.problem(404).0, "not_found");
    assert_eq!(app.foreign_client(Role::Admin).get(&format!("{one}/alike")).await.status, 404);
}

/// Whoever may not see names of candidates sees no map; and to those who look after people on file, who know them by
/// name, neither the map nor who is alike says who of them is which candidate of a blind search.
async fn nothing_says_who_is_a_candidate(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    import(&recruiter, &to_json(&people(8))).await;
    let begun = search(&recruiter, "p-000", json!({ "is_blind": true })).await;
    let one = person(&recruiter, "p-003").await;
    for path in ["/api/v1/people/map".to_owned(), format!("{one}/alike")] {
        for role in [Role::PanelMember, Role::Viewer] {
            assert_eq!(app.client(role).get(&path).await.problem(403).0, "denied", "{path}");
        }
        let text = recruiter.get(&path).await.text();
        assert!(!text.contains("Candidate ") && !text.contains(begun.id().as_str()), "{text}");
        for candidate in &begun.candidates {
            assert!(!text.contains(candidate.rsplit('/').next().expect("an id")), "{text}");
        }
    }
}
