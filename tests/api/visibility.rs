//! What is seen of a search: judgement before scores, and names in blind searches.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{Begun, begin, join};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    scores_are_seen_after_judging_only,
    finalists_are_whom_to_judge,
    a_search_without_candidates_shows_nothing_to_the_panel,
    a_blind_search_sends_no_names,
    the_panel_sees_names_after_judging,
    names_are_back_when_a_search_is_blind_no_more,
}

/// Everything of a search that tells scores, the names of its runs' candidates among them.
fn scores(begun: &Begun, run: &Value) -> Vec<String> {
    let run = format!("/api/v1/runs/{}", run["id"].as_str().expect("an id"));
    let pair: Vec<String> = begun
        .candidates
        .iter()
        .take(2)
        .map(|path| format!("candidate={}", &path[path.len() - 36..]))
        .collect();
    vec![
        format!("{}/runs", begun.path),
        format!("{}/shortlist", begun.path),
        format!("{}/decision", begun.path),
        run.clone(),
        format!("{run}/result"),
        format!("{run}/report.json"),
        format!("{run}/report.html"),
        format!("{run}/comparison?{}", pair.join("&")),
    ]
}

/// What is sent of the search altogether to a user of this role.
async fn all_of_it(app: &App, begun: &Begun, run: &Value, role: Role) -> String {
    let mut text = String::new();
    let more = ["", "/candidates", "/judgements", "/weights", "/members", "/need"];
    let paths = more.iter().map(|more| format!("{}{more}", begun.path));
    for path in paths.chain(begun.candidates.iter().cloned()).chain(scores(begun, run)) {
        let answer = app.client(role).get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        text.push_str(&answer.text());
    }
    text
}

async fn scores_are_seen_after_judging_only(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let run = computed(&app, &begun).await;
    let member = app.client(Role::PanelMember);
    for path in scores(&begun, &run) {
        assert_eq!(member.get(&path).await.problem(404).0, "not_found", "{path}");
    }
    join(&app, &begun, Role::PanelMember).await;
    join(&app, &begun, Role::Viewer).await;
    let inputs = format!("/api/v1/runs/{}/inputs", run["id"].as_str().expect("an id"));
    for path in scores(&begun, &run) {
        assert_eq!(member.get(&path).await.problem(403).0, "judgement_first", "{path}");
        for role in [Role::Viewer, Role::Recruiter, Role::Admin] {
            assert_eq!(app.client(role).get(&path).await.status, 200, "{path}");
        }
    }
    let last = begun.candidates[1].replace("/candidates/", "/judgements/");
    begun.judge(&app, Role::PanelMember).await;
    for path in scores(&begun, &run) {
        assert_eq!(member.get(&path).await.status, 200, "{path}");
    }
    // What went in is not for the panel, and nobody of another organisation sees anything.
    assert_eq!(member.get(&inputs).await.problem(403).0, "denied");
    for path in scores(&begun, &run).iter().chain([&inputs]) {
        assert_eq!(app.foreign_client(Role::Admin).get(path).await.problem(404).0, "not_found", "{path}");
    }
    // A judgement is not missing again after they were seen.
    assert_eq!(member.delete(&last).await.problem(409).0, "stands");
    // Whoever leaves the panel sees nothing any more, whatever they judged.
    let place = format!("{}/members/{}", begun.path, app.member(Role::PanelMember).user.id);
    assert_eq!(app.client(Role::Recruiter).delete(&place).await.status, 204);
    for path in scores(&begun, &run) {
        assert_eq!(member.get(&path).await.problem(404).0, "not_found", "{path}");
    }
}

async fn finalists_are_whom_to_judge(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 3, json!({})).await;
    computed(&app, &begun).await;
    join(&app, &begun, Role::PanelMember).await;
    let (recruiter, member) =
        (app.client(Role::Recruiter).with("if-match", "*"), app.client(Role::PanelMember));
    let shortlist = format!("{}/shortlist", begun.path);
    let judge = async |index: usize| {
        let path = begun.candidates[index].replace("/candidates/", "/judgements/");
        member.put(&path, json!({ "opinion": "yes" })).await.json(201);
    };
    let mark = async |index: usize, is_finalist: bool| {
        recruiter.patch(&begun.candidates[index], json!({ "is_finalist": is_finalist })).await.json(200);
    };
    judge(0).await;
    assert_eq!(member.get(&shortlist).await.problem(403).0, "judgement_first");
    mark(0, true).await;
    // Nor is anything seen without weights of one's own.
    assert_eq!(member.get(&shortlist).await.problem(403).0, "judgement_first");
    let weights = format!("{}/weights/mine", begun.path);
    member.put(&weights, json!({ "method": "rank", "order": ["trust"] })).await.json(200);
    member.get(&shortlist).await.json(200);
    mark(1, true).await;
    assert_eq!(member.get(&shortlist).await.problem(403).0, "judgement_first");
    judge(1).await;
    member.get(&shortlist).await.json(200);
    mark(0, false).await;
    mark(1, false).await;
    assert_eq!(member.get(&shortlist).await.problem(403).0, "judgement_first");
    judge(2).await;
    member.get(&shortlist).await.json(200);
}

async fn a_search_without_candidates_shows_nothing_to_the_panel(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 0, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    let runs = format!("{}/runs", begun.path);
    assert_eq!(app.client(Role::PanelMember).get(&runs).await.problem(403).0, "judgement_first");
    assert_eq!(app.client(Role::Recruiter).get(&runs).await.json(200)["items"], json!([]));
}

async fn a_blind_search_sends_no_names(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({ "is_blind": true })).await;
    let run = computed(&app, &begun).await;
    join(&app, &begun, Role::Viewer).await;
    for role in [Role::Viewer, Role::Recruiter, Role::Admin] {
        let text = all_of_it(&app, &begun, &run, role).await;
        assert!(text.contains("Candidate "), "{role}");
        assert!(!text.contains("Robin"), "{role} is sent a name");
    }
    let candidates = format!("{}/candidates", begun.path);
    let seen = app.client(Role::Viewer).get(&candidates).await.json(200)["items"][0].clone();
    for field in ["person_id", "name", "reference", "headline"] {
        assert_eq!(seen[field], Value::Null, "{field}");
    }
    // Whoever looks after files has to know which one it is.
    let seen = app.client(Role::Recruiter).get(&candidates).await.json(200)["items"][0].clone();
    assert_eq!((seen["person_id"].is_string(), &seen["name"]), (true, &Value::Null));

    let decision = json!({ "run_id": run["id"], "candidate_id": seen["id"], "reason": "The best" });
    let path = format!("{}/decision", begun.path);
    app.client(Role::Recruiter).post(&path, decision).await.json(201);
    for role in [Role::Viewer, Role::Recruiter] {
        assert!(all_of_it(&app, &begun, &run, role).await.contains("Robin Example 2"), "{role}");
    }
    app.client(Role::Recruiter).post(&format!("{path}/withdraw"), json!({ "reason": "No" })).await.json(200);
    assert!(!all_of_it(&app, &begun, &run, Role::Viewer).await.contains("Robin"));
}

async fn the_panel_sees_names_after_judging(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({ "is_blind": true })).await;
    let run = computed(&app, &begun).await;
    join(&app, &begun, Role::PanelMember).await;
    let member = app.client(Role::PanelMember);
    for path in ["", "/candidates", "/judgements", "/weights", "/members", "/need"] {
        let text = member.get(&format!("{}{path}", begun.path)).await.text();
        assert!(!text.contains("Robin"), "{path}: {text}");
    }
    begun.judge(&app, Role::PanelMember).await;
    let text = all_of_it(&app, &begun, &run, Role::PanelMember).await;
    assert!(text.contains("Robin Example 1") && text.contains("Robin Example 2"));
    let seen = member.get(&begun.candidates[0]).await.json(200);
    assert_eq!((&seen["name"], &seen["person_id"]), (&json!("Robin Example 1"), &Value::Null));
}

async fn names_are_back_when_a_search_is_blind_no_more(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({ "is_blind": true })).await;
    let run = computed(&app, &begun).await;
    join(&app, &begun, Role::Viewer).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    for (is_blind, is_named) in [(false, true), (true, false)] {
        recruiter.patch(&begun.path, json!({ "is_blind": is_blind })).await.json(200);
        let text = all_of_it(&app, &begun, &run, Role::Viewer).await;
        assert_eq!(text.contains("Robin Example 1"), is_named);
        // What is kept of the run itself has no name in either case.
        let inputs = format!("/api/v1/runs/{}/inputs", run["id"].as_str().expect("an id"));
        assert!(!recruiter.get(&inputs).await.text().contains("Robin"));
    }
}
