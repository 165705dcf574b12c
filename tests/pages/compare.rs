//! A few candidates beside each other.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::example::{compute, example};
use crate::support::panels::{computed, measured};
use crate::support::searches::{Begun, join};
use crate::support::snapshot::Transcript;
use report::Part;
use serde_json::{Value, json};
use service::{Actor, Caller, Via, results};
use store::CandidateId;
use store::users::Role;

on_each_database!(scores_are_those_of_the_run_and_ranks_are_among_these);

async fn scores_are_those_of_the_run_and_ranks_are_among_these(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = example(&app, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 2_000, "seed": 7 })).await;
    let whole = recruiter.get(&format!("{path}/result")).await.json(200);
    let results = whole["results"].as_array().expect("results");
    let wanted: Vec<CandidateId> = [4, 0, 2]
        .map(|place: usize| results[place]["id"].as_str().expect("an id").parse().expect("an id"))
        .to_vec();
    let shortlist = recruiter.get(&format!("{}/shortlist", begun.path)).await.json(200);
    assert_eq!(shortlist["run_id"], run["id"]);
    let caller = caller(&app);
    let compared = results::compared(&app.service, &caller, &begun.id(), &wanted, &[Part::Verdict]).await;
    let compared = serde_json::to_value(compared.expect("a comparison").comparison).expect("JSON");
    for (rank, result) in compared["results"].as_array().expect("results").iter().enumerate() {
        let before = results.iter().find(|before| before["id"] == result["id"]).expect("the same candidate");
        for same in ["score", "pillars", "facets", "losses", "norm", "flags", "name"] {
            assert_eq!(result[same], before[same], "{same}");
        }
        assert_eq!(result["rank"], rank + 1);
        let odds = result["uncertainty"]["rank_probabilities"].as_array().expect("probabilities");
        let sum: f64 = odds.iter().map(|share| share.as_f64().expect("a share")).sum();
        assert!(odds.len() == 3 && (sum - 1.0).abs() < 1e-9, "{odds:?}");
    }
    assert_eq!((&compared["seed"], &compared["draws"]), (&json!(7), &json!(2_000)));
}

fn caller(app: &App) -> Caller {
    let user = &app.member(Role::Recruiter).user;
    let actor = Actor {
        org: user.org_id.clone(),
        user: user.id.clone(),
        role: user.role,
        via: Via::Operator,
        scopes: None,
    };
    Caller { actor, request: String::new(), key: None, address: String::new() }
}

/// The id of a candidate.
fn id(begun: &Begun, place: usize) -> &str {
    begun.candidates[place].rsplit('/').next().expect("an id")
}

/// Where a search's pages are.
fn at(begun: &Begun) -> String {
    begun.path.replace("/api/v1", "")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_standing_comes_first_and_the_evidence_is_folded() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = example(&app, json!({})).await;
    compute(&app.client(Role::Recruiter), &begun, json!({ "draws": 1_000, "seed": 1 })).await;
    let client = browser(&app, Role::Recruiter).await;
    let usual = page(&client.get(&format!("{}/finalists", at(&begun))).await, 200);
    let mut rest = usual.as_str();
    let open = ["standing", "beside", "in-full"];
    let folded = [
        "panel",
        "verdict",
        "certainty",
        "pillars",
        "weights",
        "rules",
        "losses",
        "pairs",
        "dimensions",
        "questions",
    ];
    assert_eq!(usual.matches("<details class=\"fold\">").count(), folded.len());
    for section in open.into_iter().chain(folded) {
        let start = format!("<section id=\"{section}\"");
        rest = rest.split_once(&start).unwrap_or_else(|| panic!("{section} is not where it belongs")).1;
    }
    assert!(
        usual.contains("No member of the panel has given weights, or judged all of these candidates, yet.")
    );
    // Five at the most, each with a chart of what was lost, but for one of whom not enough is known to rank them.
    let query: Vec<String> = (0..5).map(|place| format!("c={}", id(&begun, place))).collect();
    let five = page(&client.get(&format!("{}/finalists?{}", at(&begun), query.join("&"))).await, 200);
    assert_eq!(five.matches("<figure class=\"figure\" id=\"chart-losses-").count(), 4);
    assert_eq!(five.matches(" checked").count(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_finalists_are_chosen_where_nobody_is_named() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 4, json!({})).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    for place in [1, 3] {
        recruiter.patch(&begun.candidates[place], json!({ "is_finalist": true })).await.json(200);
    }
    computed(&app, &begun).await;
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&format!("{}/finalists", at(&begun))).await, 200);
    for place in 0..4 {
        let is_chosen = shown.contains(&format!("value=\"{}\" checked", id(&begun, place)));
        assert_eq!(is_chosen, place % 2 == 1, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_be_compared_is_said_in_words() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 6, json!({})).await;
    let client = browser(&app, Role::Recruiter).await;
    let path = format!("{}/finalists", at(&begun));
    let empty = crate::support::searches::begin(&app, 0, json!({})).await;
    let nothing = page(&client.get(&format!("{}/finalists", at(&empty))).await, 200);
    assert!(nothing.contains("Add candidates"), "{nothing}");
    let mut seen = Transcript::default();
    seen.add_page("no candidates", &nothing);
    computed(&app, &begun).await;
    let all: Vec<String> = (0..6).map(|place| format!("c={}", id(&begun, place))).collect();
    let twice = format!("{0}&{0}", all[0]);
    for (case, asked) in [
        ("one", all[0].clone()),
        ("six", all.join("&")),
        ("one, twice", twice),
        ("none", "chosen=yes".to_owned()),
        ("nobody", "c=nobody".to_owned()),
    ] {
        let wrong = page(&client.get(&format!("{path}?{asked}")).await, 422);
        assert!(wrong.contains("href=\"#c\"") && wrong.contains("id=\"c-error\""), "{asked}: {wrong}");
        assert!(wrong.contains("<details class=\"choose\" open"), "the choice is open");
        seen.add_notices(case, &wrong);
    }
    seen.check("pages/compare-refused");
    let one = page(&client.get(&format!("{path}?{}", all[0])).await, 422);
    assert!(one.contains(&format!("value=\"{}\" checked", id(&begun, 0))), "what was ticked stays ticked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_judges_first_and_a_blind_search_sends_no_name() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 3, json!({ "is_blind": true })).await;
    computed(&app, &begun).await;
    for role in [Role::PanelMember, Role::Viewer] {
        join(&app, &begun, role).await;
    }
    let pages = ["/finalists".to_owned(), format!("/candidates/{}", id(&begun, 0)), "/brief".to_owned()];
    let member = browser(&app, Role::PanelMember).await;
    for end in &pages[..2] {
        let sent = member.get(&format!("{}{end}", at(&begun))).await;
        assert_eq!(
            (sent.status.as_u16(), sent.header("location")),
            (303, format!("{}/panel", at(&begun)).as_str())
        );
    }
    for role in [Role::Admin, Role::Recruiter, Role::Viewer] {
        let client = browser(&app, role).await;
        for end in &pages {
            let shown = page(&client.get(&format!("{}{end}", at(&begun))).await, 200);
            assert!(!shown.contains("Robin Example"), "{role} sees a name on {end}");
            assert!(end == "/brief" || shown.contains("Candidate "), "{end}");
        }
    }
    begun.judge(&app, Role::PanelMember).await;
    let shown = page(&member.get(&format!("{}/finalists", at(&begun))).await, 200);
    assert!(shown.contains("Robin Example 1") && shown.contains("By their own judgement"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_organisation_finds_nothing() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({})).await;
    computed(&app, &begun).await;
    let cookie = crate::support::signing_in::sign_in(&app, &app.foreign_member(Role::Admin).user).await;
    let foreign = crate::support::signing_in::in_browser(&app, &cookie);
    for end in ["/finalists".to_owned(), "/brief".to_owned(), format!("/candidates/{}", id(&begun, 0))] {
        page(&foreign.get(&format!("{}{end}", at(&begun))).await, 404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_name_stays_text() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({ "title": "<script>alert(1)</script>" })).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let person = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    let path = format!("/api/v1/people/{}", person.as_str().expect("an id"));
    let name: Value =
        json!({ "name": "<img src=x onerror=alert(1)>", "headline": "</h2><script>alert(2)</script>" });
    recruiter.patch(&path, name).await.json(200);
    computed(&app, &begun).await;
    let client = browser(&app, Role::Recruiter).await;
    for end in ["/finalists".to_owned(), "/brief".to_owned(), format!("/candidates/{}", id(&begun, 0))] {
        let shown = page(&client.get(&format!("{}{end}", at(&begun))).await, 200);
        assert!(!shown.contains("<script>alert") && !shown.contains("<img"), "{end}");
        assert!(shown.contains("&#60;script&#62;alert(1)"), "{end}");
    }
}
