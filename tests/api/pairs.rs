//! What belongs to one pair: decision rights, the plan for the first hundred days, and the interview.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::questionnaires::{agree, answer_all, answered, hand_in, instrument, invite, ratings};
use crate::support::searches::{Begun, join};
use crate::support::snapshot::Transcript;
use fit::instrument::Form;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_grid_is_kept_signed_and_lapses,
    a_grid_that_will_not_do_is_refused_whole,
    what_is_handed_in_says_who_should_hold_what,
    a_plan_is_changed_undone_and_written_afresh,
    an_interview_is_put_on_file_once_by_each_assessor,
    names_stay_hidden_in_what_people_wrote,
    what_a_pair_wrote_goes_with_the_person,
}

fn recruiter(app: &App) -> Client<'_> {
    app.client(Role::Recruiter).with("if-match", "*")
}

/// A grid as it is read, to be given.
fn rows(grid: &Value) -> Vec<Value> {
    let row = |row: &Value| json!({ "area": row["area"], "ceo": row["ceo"], "coo": row["coo"], "note": row["note"] });
    grid["rows"].as_array().expect("rows").iter().map(row).collect()
}

async fn ground(app: &App) -> (Begun, String) {
    let begun = measured(app, 2, json!({})).await;
    let pair = begun.candidates[0].clone();
    (begun, pair)
}

async fn a_grid_is_kept_signed_and_lapses(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, pair) = ground(&app).await;
    let client = recruiter(&app);
    let path = format!("{pair}/decision-rights");
    let run = computed(&app, &begun).await;
    let answer = client.get(&path).await;
    let found = answer.json(200);
    assert_eq!((answer.header("etag"), &found["matrix"]["is_proposed"]), ("\"0\"", &json!(true)));
    assert_eq!(found["ceo"], "Casey Chief");
    let proposed = rows(&found["matrix"]);
    assert_eq!(proposed.len(), found["rights"]["areas"].as_array().expect("areas").len());
    let signatures = format!("{path}/signatures");
    let ceo = json!({ "party": "ceo" });
    assert_eq!(client.post(&signatures, ceo.clone()).await.problem(409).0, "not_kept");

    let mut changed = proposed.clone();
    changed[0]["ceo"] = json!("A");
    changed[0]["coo"] = json!("R");
    changed[0]["note"] = json!("=Until the summer");
    let given = json!({ "rows": changed });
    let unconditional = app.client(Role::Recruiter).put(&path, given.clone()).await;
    assert_eq!(unconditional.problem(428).0, "if_match_missing");
    for stale in ["\"7\"", "\"nothing\"", "W/\"7\", \"8\""] {
        let client = app.client(Role::Recruiter).with("if-match", stale);
        assert_eq!(client.put(&path, given.clone()).await.problem(412).0, "stale");
    }
    let first = app.client(Role::Recruiter).with("if-match", "\"7\", W/\"0\"");
    let kept = first.put(&path, given.clone()).await;
    assert_eq!((kept.header("etag"), rows(&kept.json(200))), ("\"1\"", changed.clone()));
    assert_eq!(first.put(&path, given.clone()).await.problem(412).0, "stale");

    let once = app.client(Role::Admin).with("if-match", "\"1\"");
    let grid = once.post(&signatures, ceo.clone()).await.json(200);
    assert_eq!((&grid["is_signed"], grid["signatures"].as_array().map(Vec::len)), (&json!(false), Some(1)));
    let grid = once.post(&signatures, json!({ "party": "candidate" })).await.json(200);
    assert_eq!(grid["is_signed"], true);
    assert_eq!(grid["signatures"][0]["recorded_by_name"], app.member(Role::Admin).user.name.as_str());
    // What both have signed is what the plan and the report say.
    let plan = client.get(&format!("{pair}/plan")).await.json(200);
    assert!(plan["text"].as_str().expect("a text").contains("Signed: the CEO has the last word"), "{plan}");

    let undone = client.post(&format!("{path}/undo"), json!({})).await.json(200);
    assert_eq!((&undone["is_signed"], &undone["is_proposed"]), (&json!(false), &json!(true)));
    assert!(undone["signatures"].as_array().expect("two").iter().all(|one| one["is_lapsed"] == true));
    let again = client.post(&format!("{path}/undo"), json!({})).await.json(200);
    assert_eq!((rows(&again), &again["revision"]), (changed, &json!(3)));
    assert_eq!(again["is_signed"], false, "a signature is of one version");
    assert_eq!(rows(&client.delete(&path).await.json(200)), proposed);
    assert_eq!(client.delete(&format!("{signatures}/ceo")).await.status, 204);
    assert_eq!(client.delete(&format!("{signatures}/ceo")).await.problem(409).0, "no_signature");
    assert_eq!(client.delete(&format!("{signatures}/nobody")).await.problem(404).0, "not_found");

    // A decision does not keep a pair from settling who decides what; the end of a search does.
    let decision = format!("{}/decision", begun.path);
    client
        .post(&decision, json!({ "run_id": run["id"], "candidate_id": null, "reason": "x" }))
        .await
        .json(201);
    client.put(&path, given.clone()).await.json(200);
    client.post(&format!("{decision}/withdraw"), json!({ "reason": "x" })).await.json(200);
    client.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    assert_eq!(client.put(&path, given).await.problem(409).0, "closed");
}

async fn a_grid_that_will_not_do_is_refused_whole(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, pair) = ground(&app).await;
    computed(&app, &begun).await;
    let path = format!("{pair}/decision-rights");
    let client = recruiter(&app);
    let good = rows(&client.get(&path).await.json(200)["matrix"]);
    let told = async |change: &dyn Fn(&mut Vec<Value>)| {
        let mut rows = good.clone();
        change(&mut rows);
        let (code, problem) = client.put(&path, json!({ "rows": rows })).await.problem(422);
        assert_eq!(code, "invalid");
        problem["errors"][0]["pointer"].as_str().expect("a pointer").to_owned()
    };
    let set = |ceo: &'static str, coo: &'static str| {
        move |rows: &mut Vec<Value>| {
            rows[1]["ceo"] = json!(ceo);
            rows[1]["coo"] = json!(coo);
        }
    };
    assert_eq!(told(&set("A", "AR")).await, "/rows/1/ceo");
    assert_eq!(told(&set("R", "C")).await, "/rows/1/ceo");
    assert_eq!(told(&set("A", "I")).await, "/rows/1/coo");
    assert_eq!(told(&set("X", "AR")).await, "/rows/1/ceo");
    assert_eq!(told(&|rows| drop(rows.pop())).await, "/rows");
    assert_eq!(told(&|rows| rows[2]["area"] = json!("no-such")).await, "/rows/2/area");
    assert_eq!(told(&|rows| rows[2] = rows[1].clone()).await, "/rows/2/area");
    assert_eq!(told(&|rows| rows[0]["note"] = json!("x".repeat(1_001))).await, "/rows/0/note");
    assert_eq!(client.get(&path).await.json(200)["matrix"]["revision"], 0);
}

async fn what_is_handed_in_says_who_should_hold_what(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, pair) = ground(&app).await;
    computed(&app, &begun).await;
    let client = recruiter(&app);
    let person = client.get(&pair).await.json(200)["person_id"].clone();
    let expects = async |whose: &str| {
        let found = client.get(&format!("{pair}/decision-rights")).await.json(200);
        let areas = found["rights"]["areas"].as_array().expect("areas").clone();
        areas.into_iter().map(|area| area[whose].clone()).collect::<Vec<_>>()
    };
    let is_stated = |all: &[Value]| all.iter().filter(|one| one["basis"] == "stated").count();
    // What is answered and not handed in counts for nothing.
    let (link, _) = invite(&app, &person, json!({ "source": "self" })).await;
    agree(&app, &link).await;
    answer_all(&app, &link, Form::Candidate, 1).await;
    assert_eq!(is_stated(&expects("candidate").await), 0);
    hand_in(&app, &link).await;
    let stated = expects("candidate").await;
    let form = instrument(Form::Candidate);
    let asked: Vec<_> = form.questions().filter(|question| question.area.is_some()).collect();
    assert_eq!(is_stated(&stated), asked.len());
    let said = asked[0].choices[0].holder.expect("the choice names one");
    assert!(stated.iter().filter(|one| one["basis"] == "stated").all(|one| one["holder"] == json!(said)));
    assert_eq!(is_stated(&expects("ceo").await), 0);
    // The CEO of the search answers the CEO's form.
    let ceo = begun.search["ceo_id"].clone();
    answered(&app, &ceo, ("self", ""), 1).await;
    assert!(is_stated(&expects("ceo").await) > 0);
    assert_eq!(is_stated(&expects("candidate").await), asked.len());
}

async fn a_plan_is_changed_undone_and_written_afresh(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, pair) = ground(&app).await;
    computed(&app, &begun).await;
    let path = format!("{pair}/plan");
    let client = recruiter(&app);
    let fresh = client.get(&path).await.json(200);
    assert!(fresh["text"].as_str().expect("a text").starts_with("# The first hundred days of Casey Chief"));
    assert_eq!((&fresh["revision"], &fresh["is_proposed"]), (&json!(0), &json!(true)));
    let ours = json!({ "text": "# Ours\r\n\r\n<script>alert(1)</script>" });
    let kept = app.client(Role::Recruiter).with("if-match", "\"0\"").put(&path, ours.clone()).await.json(200);
    assert_eq!(kept["text"], "# Ours\n\n<script>alert(1)</script>");
    assert_eq!(kept["updated_by_name"], app.member(Role::Recruiter).user.name.as_str());
    assert_eq!(client.put(&path, json!({ "text": " \n" })).await.problem(422).0, "invalid");
    let long = json!({ "text": "x".repeat(100_001) });
    assert_eq!(client.put(&path, long).await.problem(422).0, "invalid");
    assert_eq!(client.get(&path).await.json(200)["is_older"], false);
    app.clock.pass_seconds(60);
    client.clone().with("if-match", "*").patch(&begun.path, json!({ "role_type": "mentor" })).await.json(200);
    assert_eq!(client.get(&path).await.json(200)["is_older"], true);
    client.clone().with("if-match", "*").patch(&begun.path, json!({ "role_type": null })).await.json(200);
    let undone = client.post(&format!("{path}/undo"), json!({})).await.json(200);
    assert_eq!(undone["text"], fresh["text"]);
    client.put(&path, ours).await.json(200);
    assert_eq!(client.delete(&path).await.json(200)["text"], fresh["text"]);
    let stale = app.client(Role::Recruiter).with("if-match", "\"1\"");
    assert_eq!(stale.delete(&path).await.problem(412).0, "stale");
}

async fn an_interview_is_put_on_file_once_by_each_assessor(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, pair) = ground(&app).await;
    computed(&app, &begun).await;
    let client = recruiter(&app);
    let path = format!("{pair}/interview");
    let guide = client.get(&path).await.json(200);
    assert!(!guide["questions"].as_array().expect("questions").is_empty(), "{guide}");
    let person = client.get(&pair).await.json(200)["person_id"].clone();
    let given = |value: Value| json!({ "rater": "Kim", "answers": [{ "dimension": "skill.change", "value": value, "note": "Said so." }] });
    let kept = client.post(&path, given(json!(75))).await.json(201);
    assert_eq!(kept, json!({ "ratings": 1, "notes": 1 }));
    client.post(&path, given(json!(25))).await.json(201);
    client.post(&path, given(Value::Null)).await.json(201);
    let found = ratings(&app, &person).await;
    assert_eq!(found.len(), 1, "their last word stands: {found:?}");
    assert_eq!((&found[0]["source"], &found[0]["value"]), (&json!("assessor"), &json!(25.0)));
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({ "rater": " ", "answers": [{ "dimension": "skill.change", "value": 5 }] }), "/rater"),
        (json!({ "rater": "Kim", "answers": [{ "dimension": "skill.change", "value": null }] }), "/answers"),
        (
            json!({ "rater": "Kim", "answers": [{ "dimension": "skill.change", "value": 101 }] }),
            "/answers/0/value",
        ),
        (
            json!({ "rater": "Kim", "answers": [{ "dimension": "skill", "value": 1 }] }),
            "/answers/0/dimension",
        ),
    ] {
        let (code, problem) = client.post(&path, body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!((code.as_str(), &problem["errors"][0]["pointer"]), ("invalid", &json!(pointer)), "{body}");
    }
    // A stated value and the interview stand beside each other.
    let beside = json!({ "rater": "Kim", "answers": [{ "dimension": "skill.finance", "value": 1 }] });
    assert_eq!(client.post(&path, beside).await.json(201)["ratings"], 1);
    let path = format!("/api/v1/people/{}", person.as_str().expect("an id"));
    let profile = client.get(&format!("{path}/profile")).await.json(200);
    assert!(profile["estimates"].get("skill.finance").is_some(), "{profile}");
    assert_eq!(client.delete(&path).await.status, 204);
    told.check("api/interview-refused");
}

async fn names_stay_hidden_in_what_people_wrote(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({ "is_blind": true })).await;
    computed(&app, &begun).await;
    let pair = &begun.candidates[0];
    let client = recruiter(&app);
    let mut rows = rows(&client.get(&format!("{pair}/decision-rights")).await.json(200)["matrix"]);
    rows[0]["note"] = json!("As Robin Example 1 asked");
    client.put(&format!("{pair}/decision-rights"), json!({ "rows": rows })).await.json(200);
    client.put(&format!("{pair}/plan"), json!({ "text": "# With Robin Example 1" })).await.json(200);
    // A name is changed, and part of it is in a text: nothing that others wrote goes to who sees no names.
    let admin = app.client(Role::Admin).with("if-match", "*");
    for end in ["decision-rights", "plan"] {
        let own = client.get(&format!("{pair}/{end}")).await.text();
        assert!(own.contains("Robin Example"), "whoever wrote it knows it: {own}");
        let text = admin.get(&format!("{pair}/{end}")).await.text();
        assert!(!text.contains("Robin") && !text.contains("Example"), "{end}: {text}");
        assert!(text.contains("Candidate ") && text.contains("withheld while names are"), "{end}: {text}");
    }
    let text = admin.get(&format!("{pair}/interview")).await.text();
    assert!(!text.contains("Robin") && text.contains("Candidate "), "{text}");
    // Who changes something else leaves what they could not see as it was.
    let mut seen = self::rows(&admin.get(&format!("{pair}/decision-rights")).await.json(200)["matrix"]);
    seen[1]["note"] = json!("Mine");
    admin.put(&format!("{pair}/decision-rights"), json!({ "rows": seen })).await.json(200);
    // Members of the panel judge before they see any of it.
    join(&app, &begun, Role::PanelMember).await;
    let member = app.client(Role::PanelMember);
    for end in ["decision-rights", "plan", "interview"] {
        assert_eq!(member.get(&format!("{pair}/{end}")).await.problem(403).0, "judgement_first", "{end}");
    }
    begun.judge(&app, Role::PanelMember).await;
    let text = member.get(&format!("{pair}/plan")).await.text();
    assert!(text.contains("Robin Example 1"), "{text}");
}

async fn what_a_pair_wrote_goes_with_the_person(database: TestDatabase) {
    let app = App::start(database).await;
    let (begun, pair) = ground(&app).await;
    computed(&app, &begun).await;
    let client = recruiter(&app);
    client.put(&format!("{pair}/plan"), json!({ "text": "# About them" })).await.json(200);
    let person = client.get(&pair).await.json(200)["person_id"].clone();
    let erased = client.delete(&format!("/api/v1/people/{}", person.as_str().expect("an id"))).await;
    assert_eq!(erased.status, 204);
    let plan = client.get(&format!("{pair}/plan")).await.json(200);
    assert_eq!((&plan["revision"], &plan["is_proposed"]), (&json!(0), &json!(true)));
}
