//! Searches.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{begin, join, person};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_search_is_kept_changed_and_read_again,
    what_will_not_do_is_told_by_its_place,
    a_search_is_seen_by_its_members_only,
    lists_are_filtered_and_walked,
    what_a_decision_rests_on_stays,
    nothing_slips_in_while_it_is_decided,
    a_search_goes_with_all_that_belongs_to_it,
    a_search_that_is_begun_twice_with_one_key_is_one,
    a_search_outlives_its_ceo_s_data,
}

async fn a_search_is_kept_changed_and_read_again(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 0, json!({ "role_type": "executor", "balance": -50 })).await;
    assert_eq!((&begun.search["state"], &begun.search["is_blind"]), (&json!("open"), &json!(false)));
    assert_eq!((&begun.search["balance"], &begun.search["context"]), (&json!(-50.0), &json!("")));
    assert_eq!(recruiter.get(&begun.path).await.json(200), begun.search);
    snapshot::check_json("api/search", &begun.search);

    let change =
        json!({ "title": "COO", "role_type": null, "balance": null, "is_blind": true, "state": "closed" });
    assert_eq!(recruiter.patch(&begun.path, change.clone()).await.problem(428).0, "if_match_missing");
    app.clock.pass_seconds(60);
    let changed = recruiter.clone().with("if-match", "\"1\"").patch(&begun.path, change.clone()).await;
    let search = changed.json(200);
    assert_eq!(changed.header("etag"), "\"2\"");
    assert_eq!(
        (&search["title"], &search["role_type"], &search["balance"]),
        (&json!("COO"), &Value::Null, &Value::Null)
    );
    assert_eq!((&search["state"], &search["is_blind"]), (&json!("closed"), &json!(true)));
    assert!(search["updated_at"].as_str() > search["created_at"].as_str());
    assert_eq!(
        recruiter.clone().with("if-match", "\"1\"").patch(&begun.path, change).await.problem(412).0,
        "stale"
    );
    let opened =
        recruiter.clone().with("if-match", "\"2\"").patch(&begun.path, json!({ "state": "open" })).await;
    let opened = opened.json(200);
    // What is left out stays.
    assert_eq!(
        (&opened["state"], &opened["title"], &opened["is_blind"]),
        (&json!("open"), &json!("COO"), &json!(true))
    );
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 1, json!({})).await;
    let ceo = begun.search["ceo_id"].clone();
    let nobody = "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d";
    let mut told = Transcript::default();
    for (field, value) in [
        ("title", json!("")),
        ("title", json!(" \u{a0} ")),
        ("title", json!("x".repeat(201))),
        ("title", json!("a\0b")),
        ("title", json!("a\nb")),
        ("title", json!(["a"])),
        ("ceo_id", json!(nobody)),
        ("ceo_id", json!("the boss")),
        ("framework_id", json!(nobody)),
        ("role_type", json!("wizard")),
        ("role_type", json!("")),
        ("role_type", json!("a\0b")),
        ("balance", json!(1.5)),
        ("balance", json!(-101)),
        ("balance", json!("1")),
        ("context", json!("x".repeat(10_001))),
        ("mandate", json!(7)),
        ("is_blind", json!("yes")),
        ("colour", json!("red")),
    ] {
        let mut input = json!({ "title": "COO", "ceo_id": ceo });
        input[field] = value.clone();
        let pointer = json!(format!("/{field}"));
        let (_, problem) = recruiter.post("/api/v1/searches", input).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        told.add_problem(format!("{field}: {value}"), &problem);
        let change =
            recruiter.clone().with("if-match", "*").patch(&begun.path, json!({ field: value })).await;
        let (_, problem) = change.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    let candidate = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    for (change, pointer) in [
        (json!({ "state": "decided" }), "/state"),
        (json!({ "state": "gone" }), "/state"),
        (json!({ "ceo_id": candidate }), "/ceo_id"),
    ] {
        let change = recruiter.clone().with("if-match", "*").patch(&begun.path, change).await;
        let (_, problem) = change.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
        told.add_problem(pointer, &problem);
    }
    let missing = recruiter.post("/api/v1/searches", json!({ "title": "COO" })).await.problem(422).1;
    told.add_problem("no CEO", &missing);
    told.check("api/search-refused");
    assert_eq!(recruiter.get(&begun.path).await.json(200), begun.search);
    assert_eq!(recruiter.get("/api/v1/searches/nonsense").await.problem(404).0, "not_found");
}

async fn a_search_is_seen_by_its_members_only(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let parts = ["", "/members", "/candidates", "/weights", "/weights/agreed"]
        .map(|part| format!("{}{part}", begun.path));
    let outsiders =
        [app.client(Role::PanelMember), app.client(Role::Viewer), app.foreign_client(Role::Admin)];
    for outsider in &outsiders {
        for path in parts.iter().chain(&begun.candidates) {
            assert_eq!(outsider.get(path).await.problem(404).0, "not_found");
        }
        assert_eq!(outsider.get("/api/v1/searches").await.json(200)["items"], json!([]));
    }
    let foreign = app.foreign_client(Role::Recruiter).with("if-match", "*");
    assert_eq!(foreign.patch(&begun.path, json!({ "title": "Mine" })).await.problem(404).0, "not_found");
    assert_eq!(foreign.delete(&begun.path).await.problem(404).0, "not_found");
    let theirs = person(&foreign, "Someone").await;
    let input = json!({ "title": "COO", "ceo_id": theirs });
    assert_eq!(
        app.client(Role::Admin).post("/api/v1/searches", input).await.problem(422).1["errors"][0]["pointer"],
        "/ceo_id"
    );

    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    for role in [Role::PanelMember, Role::Viewer] {
        let member = app.client(role);
        assert_eq!(member.get(&begun.path).await.json(200), begun.search);
        assert_eq!(member.get("/api/v1/searches").await.json(200)["items"], json!([begun.search]));
        let change =
            member.clone().with("if-match", "*").patch(&begun.path, json!({ "title": "Mine" })).await;
        assert_eq!(change.problem(403).0, "denied");
        let input = json!({ "title": "COO", "ceo_id": begun.search["ceo_id"] });
        assert_eq!(member.post("/api/v1/searches", input).await.problem(403).0, "denied");
        assert_eq!(member.delete(&begun.path).await.problem(403).0, "denied");
    }
}

async fn lists_are_filtered_and_walked(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let ceo = person(&recruiter, "Casey Chief").await;
    for title in ["North", "south", "100% North"] {
        let input = json!({ "title": title, "ceo_id": ceo });
        let made = recruiter.post("/api/v1/searches", input).await;
        made.json(201);
        app.clock.pass_seconds(1);
        if title == "south" {
            let path = made.header("location");
            recruiter.clone().with("if-match", "*").patch(path, json!({ "state": "closed" })).await.json(200);
        }
    }
    for (query, expected) in [
        ("sort=name", vec!["100% North", "North", "south"]),
        ("sort=-name", vec!["south", "North", "100% North"]),
        ("sort=created_at", vec!["North", "south", "100% North"]),
        ("sort=-created_at", vec!["100% North", "south", "North"]),
        ("q=NORTH", vec!["100% North", "North"]),
        ("q=0%25", vec!["100% North"]),
        ("q=", vec!["100% North", "North", "south"]),
        ("state=closed", vec!["south"]),
        ("state=open&q=o", vec!["100% North", "North"]),
        ("state=decided", vec![]),
    ] {
        let mut titles = Vec::new();
        let mut cursor = String::new();
        loop {
            let part = recruiter.get(&format!("/api/v1/searches?limit=1&{query}{cursor}")).await.json(200);
            let items = part["items"].as_array().expect("items");
            titles.extend(items.iter().map(|search| search["title"].as_str().expect("a title").to_owned()));
            let Some(next) = part["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(titles, expected, "{query}");
    }
    assert_eq!(recruiter.get("/api/v1/searches?state=lost").await.problem(400).0, "bad_query");
    assert_eq!(recruiter.get("/api/v1/searches?q=%00").await.problem(422).0, "invalid");
    assert_eq!(recruiter.get("/api/v1/searches?limit=201").await.problem(422).0, "invalid");
}

async fn what_a_decision_rests_on_stays(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let begun = begin(&app, 2, json!({})).await;
    begun.decide(&app).await;
    let person = person(&recruiter, "Late Comer").await;
    let weights = json!({ "method": "rank", "order": ["trust"] });
    let answers = [
        recruiter.patch(&begun.path, json!({ "title": "Another" })).await,
        recruiter.patch(&begun.path, json!({ "state": "open" })).await,
        recruiter.post(&format!("{}/candidates", begun.path), json!({ "person_id": person })).await,
        recruiter.patch(&begun.candidates[1], json!({ "is_finalist": true })).await,
        recruiter.delete(&begun.candidates[1]).await,
        recruiter.put(&format!("{}/weights/agreed", begun.path), weights.clone()).await,
        recruiter.put(&format!("{}/weights/mine", begun.path), weights).await,
    ];
    for answer in answers {
        assert_eq!(answer.problem(409).0, "decided");
    }
    assert_eq!(recruiter.delete(&begun.path).await.problem(409).0, "has_decision");
    assert_eq!(
        recruiter.get(&format!("{}/candidates", begun.path)).await.json(200)["items"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

async fn nothing_slips_in_while_it_is_decided(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let begun = begin(&app, 1, json!({})).await;
    let weights = json!({ "method": "rank", "order": ["trust"] });
    let path = format!("{}/weights/agreed", begun.path);
    let change = json!({ "is_finalist": true });
    let (given, changed, ()) = tokio::join!(
        recruiter.put(&path, weights),
        recruiter.patch(&begun.candidates[0], change),
        begun.freeze_and_decide(&app)
    );
    // Each was done before the decision, or not at all.
    let frozen = recruiter.get(&path).await.status.as_u16();
    let finalist = recruiter.get(&begun.candidates[0]).await.json(200)["is_finalist"].clone();
    assert_eq!(
        (given.status.as_u16(), frozen == 200),
        if given.status == 200 { (200, true) } else { (409, false) }
    );
    assert_eq!(
        (changed.status.as_u16(), finalist),
        if changed.status == 200 { (200, json!(true)) } else { (409, json!(false)) }
    );
}

async fn a_search_goes_with_all_that_belongs_to_it(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = measured(&app, 2, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    begun.judge(&app, Role::PanelMember).await;
    let weights = json!({ "method": "rank", "order": ["trust", "roles"] });
    recruiter.put(&format!("{}/weights/agreed", begun.path), weights).await.json(200);
    let run = computed(&app, &begun).await["id"].clone();
    let stale = recruiter.clone().with("if-match", "\"7\"").delete(&begun.path).await;
    assert_eq!(stale.problem(412).0, "stale");
    assert_eq!(recruiter.delete(&begun.path).await.status, 204);
    assert_eq!(recruiter.get(&begun.path).await.problem(404).0, "not_found");
    assert_eq!(recruiter.get(&begun.candidates[0]).await.problem(404).0, "not_found");
    let run_path = format!("/api/v1/runs/{}", run.as_str().expect("an id"));
    assert_eq!(recruiter.get(&run_path).await.problem(404).0, "not_found");
    assert_eq!(recruiter.delete(&begun.path).await.problem(404).0, "not_found");
    // The end of the run is on record, as its making was.
    let audit = format!("/api/v1/audit?subject={}", run.as_str().expect("an id"));
    let entries = app.client(Role::Admin).get(&audit).await.json(200);
    let mut actions: Vec<&str> =
        entries["items"].as_array().expect("items").iter().filter_map(|one| one["action"].as_str()).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["run.create", "run.remove"]);
    let verified = app.client(Role::Admin).get("/api/v1/audit/verification").await.json(200);
    assert_eq!(verified["is_intact"], true, "{verified}");
    let people = recruiter.get("/api/v1/people").await.json(200);
    assert_eq!(people["items"].as_array().map(Vec::len), Some(3));
}

async fn a_search_that_is_begun_twice_with_one_key_is_one(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let ceo = person(&recruiter, "Casey Chief").await;
    let input = json!({ "title": "COO", "ceo_id": ceo });
    let keyed = recruiter.clone().with("idempotency-key", "k-1");
    let first = keyed.post("/api/v1/searches", input.clone()).await.json(201);
    assert_eq!(keyed.post("/api/v1/searches", input).await.json(201), first);
    let path = format!("/api/v1/searches/{}/candidates", first["id"].as_str().expect("an id"));
    let candidate = json!({ "person_id": person(&recruiter, "Robin Example").await });
    let keyed = recruiter.clone().with("idempotency-key", "k-2");
    let made = keyed.post(&path, candidate.clone()).await.json(201);
    assert_eq!(keyed.post(&path, candidate).await.json(201), made);
    assert_eq!(recruiter.get("/api/v1/searches").await.json(200)["items"].as_array().map(Vec::len), Some(1));
}

async fn a_search_outlives_its_ceo_s_data(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let begun = begin(&app, 0, json!({})).await;
    let ceo = begun.search["ceo_id"].clone();
    let file = format!("/api/v1/people/{}", ceo.as_str().expect("an id"));
    assert_eq!(app.client(Role::Recruiter).delete(&file).await.status, 204);
    let closed = recruiter.patch(&begun.path, json!({ "state": "closed", "ceo_id": ceo })).await.json(200);
    assert_eq!((&closed["state"], &closed["ceo_id"]), (&json!("closed"), &ceo));
    // Whose data is gone becomes the CEO of no other search.
    let input = json!({ "title": "COO", "ceo_id": ceo });
    let refused = recruiter.post("/api/v1/searches", input).await.problem(422).1;
    assert_eq!(refused["errors"][0]["pointer"], "/ceo_id");
    let other = begin(&app, 0, json!({})).await;
    let refused = recruiter.patch(&other.path, json!({ "ceo_id": ceo })).await.problem(422).1;
    assert_eq!(refused["errors"][0]["pointer"], "/ceo_id");
}
