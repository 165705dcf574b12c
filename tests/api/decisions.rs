//! Decisions.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{Begun, begin, join};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_decision_ends_the_search_and_keeps_what_it_rested_on,
    nobody_may_be_chosen,
    what_a_decision_needs,
    who_may_decide,
    of_two_decisions_at_once_one_is_in_force,
    a_repeated_decision_is_taken_once,
}

fn candidate(begun: &Begun, index: usize) -> Value {
    json!(begun.candidates[index].rsplit('/').next().expect("an id"))
}

async fn a_decision_ends_the_search_and_keeps_what_it_rested_on(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let weights = format!("{}/weights/agreed", begun.path);
    let given = json!({ "method": "direct", "weights": { "roles": 1 } });
    recruiter.put(&weights, given.clone()).await.json(200);
    begun.judge(&app, Role::Recruiter).await;
    let run = computed(&app, &begun).await;
    let path = format!("{}/decision", begun.path);
    assert_eq!(recruiter.get(&path).await.json(200), json!({ "decision": null, "withdrawn": [] }));

    let chosen = json!({ "run_id": run["id"], "candidate_id": candidate(&begun, 1), "reason": "Against the order:\nfits" });
    let taken = recruiter.post(&path, chosen.clone()).await;
    let decision = taken.json(201);
    assert_eq!(taken.header("location"), path);
    snapshot::check_json("api/decision", &decision);
    for field in ["run_id", "candidate_id", "reason"] {
        assert_eq!(decision[field], chosen[field]);
    }
    assert_eq!(decision["decided_by"], app.member(Role::Recruiter).user.id.as_str());
    assert_eq!(decision["panel"]["weights"][0]["weights"]["roles"], 1.0);
    assert_eq!(decision["panel"]["judgements"].as_array().expect("judgements").len(), 2);
    assert_eq!(recruiter.get(&path).await.json(200), json!({ "decision": decision, "withdrawn": [] }));
    assert_eq!(recruiter.get(&begun.path).await.json(200)["state"], "decided");

    // Nothing that it rests on is changed, and no other is taken.
    assert_eq!(recruiter.post(&path, chosen.clone()).await.problem(409).0, "already_decided");
    assert_eq!(recruiter.put(&weights, given).await.problem(409).0, "decided");
    let runs = format!("{}/runs", begun.path);
    assert_eq!(recruiter.post(&runs, json!({ "draws": 0 })).await.problem(409).0, "decided");
    assert_eq!(recruiter.delete(&begun.path).await.problem(409).0, "has_decision");

    app.clock.pass_seconds(60);
    let withdraw = format!("{path}/withdraw");
    let answer =
        app.client(Role::Admin).post(&withdraw, json!({ "reason": "They declined" })).await.json(200);
    let old = &answer["withdrawn"][0];
    assert_eq!((&answer["decision"], &old["withdrawn_reason"]), (&Value::Null, &json!("They declined")));
    assert_eq!(old["withdrawn_by"], app.member(Role::Admin).user.id.as_str());
    assert_eq!((&old["id"], &old["panel"]), (&decision["id"], &decision["panel"]));
    let again = app.client(Role::Admin).post(&withdraw, json!({ "reason": "Again" })).await;
    assert_eq!(again.problem(409).0, "no_decision");
    assert_eq!(recruiter.get(&begun.path).await.json(200)["state"], "open");

    // The search goes on; what the first decision rested on stays as it was.
    recruiter.put(&weights, json!({ "method": "direct", "weights": { "trust": 1 } })).await.json(200);
    let second = json!({ "run_id": run["id"], "candidate_id": candidate(&begun, 0), "reason": "The next" });
    app.clock.pass_seconds(60);
    let second = recruiter.post(&path, second).await.json(201);
    assert_eq!(second["panel"]["weights"][0]["weights"]["trust"], 1.0);
    let both = recruiter.get(&path).await.json(200);
    assert_eq!(both, json!({ "decision": second, "withdrawn": [old] }));
    assert_eq!(recruiter.delete(&begun.candidates[1]).await.problem(409).0, "decided");
}

async fn nobody_may_be_chosen(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let run = computed(&app, &begun).await;
    let nobody = json!({ "run_id": run["id"], "candidate_id": null, "reason": "None fits" });
    let path = format!("{}/decision", begun.path);
    let decision = app.client(Role::Admin).post(&path, nobody).await.json(201);
    assert_eq!(decision["candidate_id"], Value::Null);
    assert_eq!(app.client(Role::Recruiter).get(&path).await.json(200)["decision"], decision);
}

async fn what_a_decision_needs(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let another = measured(&app, 1, json!({})).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let run = computed(&app, &begun).await["id"].clone();
    let foreign = computed(&app, &another).await["id"].clone();
    let good = candidate(&begun, 0);
    // Whoever came after the run was not compared in it; whoever went is not there to be chosen.
    let person = crate::support::searches::person(&recruiter, "Late Comer").await;
    let late = recruiter.post(&format!("{}/candidates", begun.path), json!({ "person_id": person })).await;
    let late = late.json(201)["id"].clone();
    assert_eq!(recruiter.delete(&begun.candidates[1]).await.status, 204);
    let gone = candidate(&begun, 1);
    let path = format!("{}/decision", begun.path);
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({}), ""),
        (json!({ "run_id": run, "candidate_id": good }), ""),
        (json!({ "run_id": run, "candidate_id": good, "reason": " \n " }), "/reason"),
        (json!({ "run_id": run, "candidate_id": good, "reason": "x".repeat(10_001) }), "/reason"),
        (json!({ "run_id": run, "candidate_id": good, "reason": "\u{0}x" }), "/reason"),
        (json!({ "run_id": "x", "candidate_id": good, "reason": "x" }), "/run_id"),
        (json!({ "run_id": foreign, "candidate_id": good, "reason": "x" }), "/run_id"),
        (json!({ "run_id": good, "candidate_id": good, "reason": "x" }), "/run_id"),
        (json!({ "run_id": run, "candidate_id": late, "reason": "x" }), "/candidate_id"),
        (json!({ "run_id": run, "candidate_id": gone, "reason": "x" }), "/candidate_id"),
        (json!({ "run_id": run, "candidate_id": candidate(&another, 0), "reason": "x" }), "/candidate_id"),
        (json!({ "run_id": run, "candidate_id": good, "reason": "x", "by": "me" }), "/by"),
    ] {
        let (code, problem) = recruiter.post(&path, body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!((code.as_str(), &problem["errors"][0]["pointer"]), ("invalid", &json!(pointer)), "{body}");
    }
    let withdraw = format!("{path}/withdraw");
    assert_eq!(recruiter.post(&withdraw, json!({ "reason": "" })).await.problem(422).0, "invalid");
    assert_eq!(recruiter.post(&withdraw, json!({ "reason": "x" })).await.problem(409).0, "no_decision");
    recruiter.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    let chosen = json!({ "run_id": run, "candidate_id": good, "reason": "x" });
    assert_eq!(recruiter.post(&path, chosen).await.problem(409).0, "closed");
    told.check("api/decision-refused");
}

async fn who_may_decide(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let run = computed(&app, &begun).await;
    let path = format!("{}/decision", begun.path);
    let chosen = json!({ "run_id": run["id"], "candidate_id": candidate(&begun, 0), "reason": "The best" });
    let member = app.client(Role::PanelMember);
    assert_eq!(member.post(&path, chosen.clone()).await.problem(404).0, "not_found");
    assert_eq!(member.get(&path).await.problem(404).0, "not_found");
    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    assert_eq!(member.post(&path, chosen.clone()).await.problem(403).0, "judgement_first");
    assert_eq!(member.get(&path).await.problem(403).0, "judgement_first");
    assert_eq!(app.client(Role::Viewer).post(&path, chosen.clone()).await.problem(403).0, "denied");
    let reason = json!({ "reason": "x" });
    let withdraw = format!("{path}/withdraw");
    assert_eq!(app.client(Role::Viewer).post(&withdraw, reason.clone()).await.problem(403).0, "denied");
    let foreign = app.foreign_client(Role::Admin);
    assert_eq!(foreign.post(&path, chosen.clone()).await.problem(404).0, "not_found");
    assert_eq!(foreign.post(&withdraw, reason.clone()).await.problem(404).0, "not_found");
    begun.judge(&app, Role::PanelMember).await;
    let decision = member.post(&path, chosen).await.json(201);
    assert_eq!(app.client(Role::Viewer).get(&path).await.json(200)["decision"], decision);
    member.post(&withdraw, reason).await.json(200);
}

async fn of_two_decisions_at_once_one_is_in_force(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let run = computed(&app, &begun).await;
    let path = format!("{}/decision", begun.path);
    let choose = |index| json!({ "run_id": run["id"], "candidate_id": candidate(&begun, index), "reason": "The best" });
    let (recruiter, admin) = (app.client(Role::Recruiter), app.client(Role::Admin));
    let (one, other) = tokio::join!(recruiter.post(&path, choose(0)), admin.post(&path, choose(1)));
    let (taken, refused) = if one.status == 201 { (one, other) } else { (other, one) };
    assert_eq!(refused.problem(409).0, "already_decided");
    let found = recruiter.get(&path).await.json(200);
    assert_eq!(found, json!({ "decision": taken.json(201), "withdrawn": [] }));
}

async fn a_repeated_decision_is_taken_once(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let run = computed(&app, &begun).await;
    let path = format!("{}/decision", begun.path);
    let chosen = json!({ "run_id": run["id"], "candidate_id": null, "reason": "None" });
    let keyed = app.client(Role::Recruiter).with("idempotency-key", "decide");
    let first = keyed.post(&path, chosen.clone()).await.json(201);
    assert_eq!(keyed.post(&path, chosen).await.json(201), first);
    let keyed = app.client(Role::Recruiter).with("idempotency-key", "withdraw");
    let reason = json!({ "reason": "Wrong" });
    let first = keyed.post(&format!("{path}/withdraw"), reason.clone()).await.json(200);
    assert_eq!(keyed.post(&format!("{path}/withdraw"), reason).await.json(200), first);
    // The same key for another search is another request.
    let another = begin(&app, 0, json!({})).await;
    let other =
        keyed.post(&format!("{}/decision/withdraw", another.path), json!({ "reason": "Wrong" })).await;
    assert_eq!(other.problem(422).0, "key_reused");
}
