//! Judgements of a panel.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{Begun, begin, join};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_judgement_is_given_changed_and_taken_back,
    a_first_judgement_is_for_good,
    others_are_seen_by_those_who_have_judged,
    only_an_open_search_is_judged,
    what_will_not_do_is_told_by_its_place,
    who_may_judge_whom,
    of_two_first_judgements_at_once_one_is_kept,
    what_is_revealed_is_kept,
}

/// Where one's own judgement of a candidate is.
fn own(begun: &Begun, index: usize) -> String {
    begun.candidates[index].replace("/candidates/", "/judgements/")
}

fn yes() -> Value {
    json!({ "opinion": "yes", "note": "Steady" })
}

async fn what_is_revealed_is_kept(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    let (member, recruiter) =
        (app.client(Role::PanelMember).with("if-match", "*"), app.client(Role::Recruiter));
    let runs = async || {
        let listed = recruiter.get(&format!("{}/runs", begun.path)).await.json(200);
        listed["items"].as_array().expect("items").len()
    };
    member.put(&own(&begun, 0), yes()).await.json(201);
    member.put(&own(&begun, 1), yes()).await.json(201);
    assert_eq!(runs().await, 0, "their weights are still to come");
    let weights = json!({ "method": "direct", "weights": { "trust": 1 } });
    member.put(&format!("{}/weights/mine", begun.path), weights).await.json(200);
    assert_eq!(runs().await, 1);
    member
        .put(&own(&begun, 1), json!({ "opinion": "no", "note": "After seeing the scores" }))
        .await
        .json(200);
    assert_eq!(runs().await, 1, "nothing has changed since");
}

async fn a_judgement_is_given_changed_and_taken_back(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    let (member, path) = (app.client(Role::PanelMember), own(&begun, 0));
    let given = member.put(&path, yes()).await;
    let judgement = given.json(201);
    snapshot::check_json("api/judgement", &judgement);
    assert_eq!((given.header("etag"), &judgement["revision"]), ("\"1\"", &json!(1)));
    assert_eq!((&judgement["opinion"], &judgement["note"]), (&json!("yes"), &json!("Steady")));
    assert_eq!(judgement["user_id"], app.member(Role::PanelMember).user.id.as_str());
    assert_eq!(judgement["user_name"], app.member(Role::PanelMember).user.name.as_str());
    let listed = member.get(given.header("location")).await.json(200);
    assert_eq!(listed["items"], json!([judgement]));

    app.clock.pass_seconds(60);
    let no = json!({ "opinion": "strong_no" });
    assert_eq!(member.put(&path, no.clone()).await.problem(428).0, "if_match_missing");
    let stale = member.clone().with("if-match", "\"7\"");
    assert_eq!(stale.put(&path, no.clone()).await.problem(412).0, "stale");
    let changed = member.clone().with("if-match", "\"1\"").put(&path, no).await;
    assert_eq!((changed.json(200)["opinion"].clone(), changed.header("etag")), (json!("strong_no"), "\"2\""));
    let changed = changed.json(200);
    assert_eq!((&changed["note"], &changed["id"]), (&json!(""), &judgement["id"]));
    assert_eq!(changed["created_at"], judgement["created_at"]);
    assert_ne!(changed["updated_at"], judgement["updated_at"]);

    let stale = member.clone().with("if-match", "\"1\"").delete(&path).await;
    assert_eq!(stale.problem(412).0, "stale");
    assert_eq!(member.delete(&path).await.status, 204);
    assert_eq!(member.delete(&path).await.problem(404).0, "not_found");
    let listed = member.get(&format!("{}/judgements", begun.path)).await.json(200);
    assert_eq!(listed["items"], json!([]));
    // Whoever has taken it back begins anew.
    member.put(&path, yes()).await.json(201);
}

async fn a_first_judgement_is_for_good(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let run = computed(&app, &begun).await;
    join(&app, &begun, Role::PanelMember).await;
    let (recruiter, member) = (app.client(Role::Recruiter), app.client(Role::PanelMember));
    let (agreed, mine) = (format!("{}/weights/agreed", begun.path), format!("{}/weights/mine", begun.path));
    let weights = json!({ "method": "rank", "order": ["trust", "roles"] });
    recruiter.put(&agreed, weights.clone()).await;
    // What the panel agreed on is seen after judging, as results are.
    assert_eq!(member.get(&agreed).await.problem(403).0, "judgement_first");
    let listed = member.get(&format!("{}/weights", begun.path)).await.json(200);
    assert_eq!(listed["items"], json!([]));
    member.put(&mine, weights).await.json(200);
    let path = own(&begun, 0);
    let dummy = json!({ "opinion": "unsure" });
    member.put(&path, dummy).await.json(201);
    member.get(&format!("{}/shortlist", begun.path)).await.json(200);
    // A dummy stays on record as what was said first; it cannot be taken back to look like nothing was.
    assert_eq!(member.delete(&path).await.problem(409).0, "stands");
    assert_eq!(member.delete(&mine).await.problem(409).0, "stands");
    let changed = member.clone().with("if-match", "*").put(&path, yes()).await.json(200);
    assert_eq!((&changed["opinion"], &changed["first_opinion"]), (&json!("yes"), &json!("unsure")));
    // Who never judged neither decides nor undoes what others decided.
    let candidate = begun.candidates[0].rsplit('/').next().expect("an id");
    let decision = json!({ "run_id": run["id"], "candidate_id": candidate, "reason": "The best" });
    recruiter.post(&format!("{}/decision", begun.path), decision).await.json(201);
    let withdraw = format!("{}/decision/withdraw", begun.path);
    let reason = json!({ "reason": "Not so" });
    recruiter.delete(&format!("{}/members/{}", begun.path, app.member(Role::PanelMember).user.id)).await;
    let mut connection = app.service.database().write().await.expect("the database can be written");
    let org = &app.member(Role::PanelMember).user.org_id;
    let own = app.member(Role::PanelMember).user.id.as_str();
    store::weight_sets::delete(&mut connection, org, &begun.id(), own).await.expect("they are gone");
    connection.commit().await.expect("it is kept");
    join(&app, &begun, Role::PanelMember).await;
    assert_eq!(member.post(&withdraw, reason).await.problem(403).0, "judgement_first");
}

async fn others_are_seen_by_those_who_have_judged(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 2, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    let path = format!("{}/judgements", begun.path);
    let n_seen = async |role: Role| {
        let listed = app.client(role).get(&path).await.json(200);
        listed["items"].as_array().expect("items").len()
    };
    let recruiter = app.client(Role::Recruiter);
    recruiter.put(&own(&begun, 0), yes()).await.json(201);
    recruiter.put(&own(&begun, 1), yes()).await.json(201);
    let member = app.client(Role::PanelMember);
    assert_eq!((n_seen(Role::PanelMember).await, n_seen(Role::Viewer).await), (0, 2));
    member.put(&own(&begun, 0), yes()).await.json(201);
    assert_eq!((n_seen(Role::PanelMember).await, n_seen(Role::Recruiter).await), (1, 3));
    member.put(&own(&begun, 1), yes()).await.json(201);
    assert_eq!(n_seen(Role::PanelMember).await, 2, "weights of one's own come before scores as well");
    let weights = format!("{}/weights/mine", begun.path);
    member.put(&weights, json!({ "method": "rank", "order": ["trust"] })).await.json(200);
    assert_eq!(n_seen(Role::PanelMember).await, 4);
    // Someone new is to be judged first, too.
    let person = crate::support::searches::person(&recruiter, "Late Comer").await;
    let late = json!({ "person_id": person });
    recruiter.post(&format!("{}/candidates", begun.path), late).await.json(201);
    assert_eq!(n_seen(Role::PanelMember).await, 2);
    // A candidate who was judged stays, and so do the judgements.
    assert_eq!(recruiter.delete(&begun.candidates[0]).await.status, 409);
    assert_eq!(n_seen(Role::Admin).await, 4);
}

async fn only_an_open_search_is_judged(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let admin = app.client(Role::Admin).with("if-match", "*");
    admin.put(&own(&begun, 0), yes()).await.json(201);
    admin.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    assert_eq!(admin.put(&own(&begun, 0), yes()).await.problem(409).0, "closed");
    assert_eq!(admin.delete(&own(&begun, 0)).await.problem(409).0, "closed");
    admin.patch(&begun.path, json!({ "state": "open" })).await.json(200);
    begun.decide(&app).await;
    assert_eq!(admin.put(&own(&begun, 0), yes()).await.problem(409).0, "decided");
    assert_eq!(admin.delete(&own(&begun, 0)).await.problem(409).0, "decided");
    begun.withdraw(&app).await;
    admin.put(&own(&begun, 0), yes()).await.json(200);
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({}), ""),
        (json!({ "opinion": "maybe" }), "/opinion"),
        (json!({ "opinion": 1 }), "/opinion"),
        (json!({ "opinion": null }), "/opinion"),
        (json!({ "opinion": "yes", "note": null }), "/note"),
        (json!({ "opinion": "yes", "note": "ä".repeat(10_001) }), "/note"),
        (json!({ "opinion": "yes", "note": "a\u{0}" }), "/note"),
        (json!({ "opinion": "yes", "user_id": "x" }), "/user_id"),
    ] {
        let (code, problem) = recruiter.put(&own(&begun, 0), body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!((code.as_str(), &problem["errors"][0]["pointer"]), ("invalid", &json!(pointer)));
    }
    let long = json!({ "opinion": "unsure", "note": "ä\n".repeat(5_000) });
    assert_eq!(recruiter.put(&own(&begun, 0), long.clone()).await.json(201)["note"], long["note"]);
    told.check("api/judgement-refused");
}

async fn who_may_judge_whom(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let another = begin(&app, 1, json!({})).await;
    let path = own(&begun, 0);
    let member = app.client(Role::PanelMember);
    // They are not on the panel yet.
    assert_eq!(member.put(&path, yes()).await.problem(404).0, "not_found");
    assert_eq!(member.get(&format!("{}/judgements", begun.path)).await.problem(404).0, "not_found");
    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    member.put(&path, yes()).await.json(201);
    for role in [Role::Recruiter, Role::Admin] {
        app.client(role).put(&path, yes()).await.json(201);
    }
    let viewer = app.client(Role::Viewer);
    assert_eq!(viewer.put(&path, yes()).await.problem(403).0, "denied");
    assert_eq!(viewer.delete(&path).await.problem(403).0, "denied");
    let foreign = app.foreign_client(Role::Admin);
    assert_eq!(foreign.put(&path, yes()).await.problem(404).0, "not_found");
    assert_eq!(foreign.get(&format!("{}/judgements", begun.path)).await.problem(404).0, "not_found");
    // The candidate of another search is none of this one.
    let candidate = another.candidates[0].rsplit('/').next().expect("an id");
    for candidate in [candidate, "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d", "x"] {
        let path = format!("{}/judgements/{candidate}", begun.path);
        assert_eq!(member.put(&path, yes()).await.problem(404).0, "not_found");
        assert_eq!(member.delete(&path).await.problem(404).0, "not_found");
    }
    // Who sees results takes back nothing, nor does anybody take back what someone else thinks.
    assert_eq!(app.client(Role::Admin).delete(&path).await.problem(409).0, "stands");
    let left = app.client(Role::Admin).get(&format!("{}/judgements", begun.path)).await.json(200);
    assert_eq!(left["items"].as_array().expect("items").len(), 3);
}

async fn of_two_first_judgements_at_once_one_is_kept(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let (recruiter, path) = (app.client(Role::Recruiter), own(&begun, 0));
    let no = json!({ "opinion": "no" });
    let (one, other) = tokio::join!(recruiter.put(&path, yes()), recruiter.put(&path, no));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 428]);
}
