//! Thin evidence: who is not known enough has no rank, no verdict, and says what to find out.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::example::compute;
use crate::support::thin::{ALL, known};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    of_a_ceo_with_one_value_nobody_is_ranked,
    a_candidate_of_whom_nothing_is_known_stands_apart,
    one_of_two_is_no_order,
    one_impression_of_everyone_is_an_order_and_says_so,
}

/// The rows of the shortlist, and what the candidates' comparison says in a sentence.
async fn computed(app: &App, ceo: usize, candidates: &[usize], se: u32) -> (Vec<Value>, String) {
    let begun = known(app, ceo, candidates, se).await;
    let recruiter = app.client(Role::Recruiter);
    let (run, _) = compute(&recruiter, &begun, json!({ "draws": 1000, "seed": 1 })).await;
    let shortlist = recruiter.get(&format!("{}/shortlist", begun.path)).await.json(200);
    let rows = shortlist["rows"].as_array().expect("rows").clone();
    let ids: Vec<String> = rows
        .iter()
        .map(|row| format!("candidate={}", row["candidate_id"].as_str().expect("an id")))
        .collect();
    let compared = recruiter.get(&format!("{run}/comparison?{}", ids.join("&"))).await.json(200);
    (rows, compared["verdict"].as_str().expect("a sentence").to_owned())
}

async fn of_a_ceo_with_one_value_nobody_is_ranked(database: TestDatabase) {
    let app = App::start(database).await;
    let (rows, verdict) = computed(&app, 1, &[ALL, ALL, ALL], 10).await;
    assert_eq!(verdict, "Not enough evidence to rank these candidates yet.");
    for row in rows {
        assert_eq!(row["provisional"], true, "{row}");
        assert!(row["completeness"].as_f64().expect("a share") < 0.1, "{row}");
        let missing = row["missing"].as_array().expect("what is missing");
        assert_eq!(missing.len(), 5, "{row}");
        assert!(missing.iter().all(|value| value["of_ceo"] == true), "{row}");
    }
}

async fn a_candidate_of_whom_nothing_is_known_stands_apart(database: TestDatabase) {
    let app = App::start(database).await;
    let (rows, verdict) = computed(&app, ALL, &[ALL, 0, ALL], 10).await;
    let (apart, ranked): (Vec<Value>, Vec<Value>) =
        rows.into_iter().partition(|row| row["provisional"] == true);
    assert_eq!((apart.len(), ranked.len()), (1, 2));
    assert_eq!((&apart[0]["completeness"], &apart[0]["sources"]), (&json!(0.0), &json!("nobody")));
    let missing = apart[0]["missing"].as_array().expect("what is missing");
    assert!(missing.len() == 5 && missing.iter().all(|value| value["of_ceo"] == false), "{missing:?}");
    let weights: Vec<f64> = missing.iter().filter_map(|value| value["weight"].as_f64()).collect();
    assert!(weights.is_sorted_by(|a, b| a >= b), "the weightiest first: {weights:?}");
    assert!(ranked.iter().all(|row| row["missing"] == json!([])), "{ranked:?}");
    let name = |row: &Value| row["name"].as_str().expect("a name").to_owned();
    assert!(verdict.contains(&name(&ranked[0])) && !verdict.contains(&name(&apart[0])), "{verdict}");
}

async fn one_of_two_is_no_order(database: TestDatabase) {
    let app = App::start(database).await;
    let (rows, verdict) = computed(&app, ALL, &[ALL, 3], 10).await;
    let provisional: Vec<bool> = rows.iter().filter_map(|row| row["provisional"].as_bool()).collect();
    assert_eq!(provisional.iter().filter(|&&is| is).count(), 1, "{rows:?}");
    assert_eq!(verdict, "Not enough evidence to rank these candidates yet.");
}

async fn one_impression_of_everyone_is_an_order_and_says_so(database: TestDatabase) {
    let app = App::start(database).await;
    let (rows, verdict) = computed(&app, ALL, &[ALL, ALL], 15).await;
    assert!(
        rows.iter().all(|row| row["provisional"] == false && row["sources"] == "one impression"),
        "{rows:?}"
    );
    assert!(verdict.contains("front-runner"), "{verdict}");
}
