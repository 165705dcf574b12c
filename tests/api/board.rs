//! What a panel reads and declares before it judges, what it said, and the minutes of what it decides.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{Begun, begin, join};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    what_was_said_first_stays_beside_what_is_said_later,
    what_was_taken_back_stays_on_record,
    declarations_are_shown_to_whoever_sees_the_search,
    material_holds_no_score,
    minutes_say_who_was_there_and_why,
    the_stage_and_the_mark_of_a_finalist_are_one_thing,
}

fn own(begun: &Begun, index: usize) -> String {
    begun.candidates[index].replace("/candidates/", "/judgements/")
}

fn candidate(begun: &Begun, index: usize) -> &str {
    begun.candidates[index].rsplit('/').next().expect("an id")
}

async fn history(app: &App, role: Role, begun: &Begun) -> Vec<Value> {
    let listed = app.client(role).get(&format!("{}/judgements/history", begun.path)).await.json(200);
    listed["items"].as_array().expect("items").clone()
}

async fn what_was_said_first_stays_beside_what_is_said_later(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let run = computed(&app, &begun).await;
    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    let member = app.client(Role::PanelMember);
    member.put(&own(&begun, 0), json!({ "opinion": "no", "note": "Too cautious" })).await.json(201);
    assert_eq!(history(&app, Role::PanelMember, &begun).await[0]["saw_results"], json!(false));
    let weights = format!("{}/weights/mine", begun.path);
    member.put(&weights, json!({ "method": "rank", "order": ["trust"] })).await.json(200);
    let again = member.clone().with("if-match", "*");
    // Whoever has seen the results says why they think otherwise now.
    let (_, problem) = again.put(&own(&begun, 0), json!({ "opinion": "yes" })).await.problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/note");
    again.put(&own(&begun, 0), json!({ "opinion": "yes", "note": "The figures" })).await.json(200);
    for role in [Role::PanelMember, Role::Viewer, Role::Recruiter] {
        let said = history(&app, role, &begun).await;
        let told =
            |n: usize| [&said[n]["number"], &said[n]["opinion"], &said[n]["note"], &said[n]["saw_results"]];
        assert_eq!(told(0), [&json!(1), &json!("no"), &json!("Too cautious"), &json!(false)], "{role:?}");
        assert_eq!(told(1), [&json!(2), &json!("yes"), &json!("The figures"), &json!(true)], "{role:?}");
    }
    let foreign = app.foreign_client(Role::Admin).get(&format!("{}/judgements/history", begun.path)).await;
    assert_eq!(foreign.problem(404).0, "not_found");
    // The brief shows both, and a decision keeps them.
    let recruiter = app.client(Role::Recruiter);
    let made = recruiter.post(&format!("{}/reports", begun.path), json!({ "kind": "board" })).await.json(201);
    let id = made["id"].as_str().expect("an id");
    let page = recruiter.get(&format!("/api/v1/reports/{id}/file?format=html")).await.text();
    assert!(page.contains("No → Yes*"), "the brief shows what was thought before and since");
    let decision = json!({ "run_id": run["id"], "candidate_id": null, "reason": "Nobody yet" });
    let made = recruiter.post(&format!("{}/decision", begun.path), decision).await.json(201);
    assert_eq!(made["panel"]["history"].as_array().expect("a history").len(), 2);
}

async fn what_was_taken_back_stays_on_record(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 2, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    let member = app.client(Role::PanelMember);
    member.put(&own(&begun, 0), json!({ "opinion": "no", "note": "At first" })).await.json(201);
    assert_eq!(member.delete(&own(&begun, 0)).await.status, 204);
    let given = member.put(&own(&begun, 0), json!({ "opinion": "yes" })).await.json(201);
    assert_eq!((&given["opinion"], &given["first_opinion"]), (&json!("yes"), &json!("no")));
    let said = history(&app, Role::PanelMember, &begun).await;
    let opinions: Vec<&Value> = said.iter().map(|one| &one["opinion"]).collect();
    assert_eq!(opinions, [&json!("no"), &Value::Null, &json!("yes")]);
    // Who has yet to judge sees their own alone.
    app.client(Role::Recruiter).put(&own(&begun, 0), json!({ "opinion": "yes" })).await.json(201);
    assert_eq!(history(&app, Role::PanelMember, &begun).await.len(), 3);
    assert_eq!(history(&app, Role::Recruiter, &begun).await.len(), 4);
}

async fn declarations_are_shown_to_whoever_sees_the_search(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    let path = format!("{}/declarations", begun.path);
    let of_one = format!("{path}/{}", candidate(&begun, 0));
    let (member, recruiter) = (app.client(Role::PanelMember), app.client(Role::Recruiter));
    let conflict = json!({ "kind": "conflict", "text": "We sat on a board together." });
    member.put(&of_one, conflict).await.json(200);
    let off_limits = json!({ "kind": "off_limits", "text": "A client until March." });
    assert_eq!(member.put(&of_one, off_limits.clone()).await.problem(403).0, "denied");
    recruiter.put(&of_one, off_limits).await.json(200);
    let kinds = |listed: Value| -> Vec<Value> {
        listed["items"].as_array().expect("items").iter().map(|one| one["kind"].clone()).collect()
    };
    for role in [Role::PanelMember, Role::Recruiter] {
        assert_eq!(kinds(app.client(role).get(&path).await.json(200)).len(), 2);
    }
    // Empty takes one's own back.
    let back = member.put(&of_one, json!({ "kind": "conflict", "text": " " })).await.json(200);
    assert_eq!(kinds(back), [json!("off_limits")]);
    let long = json!({ "kind": "conflict", "text": "a".repeat(2_001) });
    assert_eq!(member.put(&of_one, long).await.problem(422).1["errors"][0]["pointer"], "/text");
    assert_eq!(app.foreign_client(Role::Admin).get(&path).await.problem(404).0, "not_found");
    // In a blind search the words of others are withheld.
    let blind = begin(&app, 1, json!({ "is_blind": true })).await;
    join(&app, &blind, Role::PanelMember).await;
    let path = format!("{}/declarations", blind.path);
    let of_one = format!("{path}/{}", candidate(&blind, 0));
    recruiter.put(&of_one, json!({ "kind": "conflict", "text": "Robin is my cousin." })).await.json(200);
    let listed = member.get(&path).await.json(200).to_string();
    assert!(!listed.contains("cousin") && listed.contains("conflict"), "{listed}");
}

async fn material_holds_no_score(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    computed(&app, &begun).await;
    join(&app, &begun, Role::PanelMember).await;
    let recruiter = app.client(Role::Recruiter);
    for (audience, text) in [("panel", "Calm under pressure."), ("private", "Asks for too much.")] {
        let note = json!({ "audience": audience, "text": text });
        recruiter.post(&format!("{}/notes", begun.candidates[0]), note).await.json(201);
    }
    let path = format!("{}/material", begun.candidates[0]);
    let read = app.client(Role::PanelMember).get(&path).await.json(200).to_string();
    assert!(read.contains("Calm under pressure."), "{read}");
    assert!(!read.contains("Asks for too much.") && !read.contains("score"), "{read}");
    assert_eq!(app.foreign_client(Role::Admin).get(&path).await.problem(404).0, "not_found");
    assert_eq!(app.client(Role::Viewer).get(&path).await.problem(404).0, "not_found");
}

async fn minutes_say_who_was_there_and_why(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let run = computed(&app, &begun).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/decision", begun.path);
    let decision = |minutes: Value| json!({ "run_id": run["id"], "candidate_id": candidate(&begun, 0), "reason": "The calmer", "minutes": minutes });
    for (minutes, pointer) in [
        (json!({ "runner_up_id": candidate(&begun, 0) }), "/minutes/runner_up_id"),
        (json!({ "present": [" "] }), "/minutes/present/0"),
        (
            json!({ "reasons": [{ "candidate_id": candidate(&begun, 1), "reason": "" }] }),
            "/minutes/reasons/0/reason",
        ),
        (json!({ "held_on": "yesterday" }), "/minutes/held_on"),
    ] {
        let (_, problem) = recruiter.post(&path, decision(minutes)).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    let minutes = json!({
        "held_on": "2026-11-30", "present": ["Bo Chair", "Ann Other"], "runner_up_id": candidate(&begun, 1),
        "reasons": [{ "candidate_id": candidate(&begun, 1), "reason": "Less used to turnarounds" }],
    });
    let made = recruiter.post(&path, decision(minutes.clone())).await.json(201);
    assert_eq!(made["minutes"], minutes);
    assert_eq!(recruiter.get(&path).await.json(200)["decision"]["minutes"], minutes);
}

async fn the_stage_and_the_mark_of_a_finalist_are_one_thing(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let one = &begun.candidates[0];
    let stage = format!("{one}/stage");
    let is_finalist = async || recruiter.get(one).await.json(200)["is_finalist"] == true;
    let key = async || recruiter.get(&stage).await.json(200)["stage"]["key"].clone();
    for (moved, is_marked) in [("finalist", true), ("offer", true), ("interview", false), ("finalist", true)]
    {
        recruiter.put(&stage, json!({ "stage": moved })).await.json(200);
        assert_eq!(is_finalist().await, is_marked, "{moved}");
    }
    recruiter.put(&stage, json!({ "stage": "out", "reason": "They withdrew." })).await.json(200);
    assert!(!is_finalist().await, "who has left is no finalist");
    recruiter.patch(one, json!({ "is_finalist": true })).await.json(200);
    assert_eq!(key().await, "finalist");
    recruiter.patch(one, json!({ "is_finalist": false })).await.json(200);
    assert_eq!(key().await, "interview");
    // Who was marked and of whom nothing else is recorded is a finalist all the same.
    let person = crate::support::searches::person(&app.client(Role::Recruiter), "Marked First").await;
    let added = json!({ "person_id": person, "is_finalist": true });
    let added =
        app.client(Role::Recruiter).post(&format!("{}/candidates", begun.path), added).await.json(201);
    let stage = format!("{}/candidates/{}/stage", begun.path, added["id"].as_str().expect("an id"));
    assert_eq!(recruiter.get(&stage).await.json(200)["stage"]["key"], "finalist");
}
