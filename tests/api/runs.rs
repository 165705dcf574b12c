//! Runs: computed as the command line computes, kept without names, made once.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::example::{compute, countable, example, import, search};
use crate::support::folder::Folder;
use crate::support::people::{people, to_json};
use crate::support::program::{CANDIDATES, CEO, counterpart};
use crate::support::searches::{Begun, begin};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use service::jobs::do_one;
use sha2::{Digest, Sha256};
use store::RunId;
use store::users::Role;

on_each_database! {
    a_run_computes_what_the_command_line_computes,
    a_run_goes_by_what_the_search_chose,
    the_same_seed_gives_the_same_bytes,
    nobody_has_a_name_in_what_is_kept,
    a_run_is_made_once_under_one_key,
    long_runs_are_left_to_a_worker,
    whom_nobody_knows_is_not_ranked_and_refused_by_nobody,
    what_will_not_do_is_told_by_its_place,
    whose_runs_they_are,
    one_candidate_and_two_hundred,
    runs_outlive_those_who_were_in_them,
}

/// Writes what went into a run to files, and gives what the command line makes of them.
async fn by_the_command_line(client: &Client<'_>, run: &str, more: &[&str]) -> String {
    let inputs = client.get(&format!("{run}/inputs")).await.json(200);
    let folder = Folder::new();
    let ceo = folder.write("ceo.json", inputs["ceo"].to_string());
    let candidates = folder.write("candidates.json", inputs["candidates"].to_string());
    let arguments = ["score", "--ceo", &ceo, "--candidates", &candidates, "--format", "json"];
    counterpart(&[&arguments, more].concat()).text()
}

/// A result as the command line prints it.
fn printed(answer: &Answer) -> String {
    serde_json::to_string_pretty(&answer.json(200)).expect("JSON") + "\n"
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn a_run_computes_what_the_command_line_computes(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({ "is_blind": true })).await;
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 1500, "seed": 7 })).await;
    assert_eq!((&run["draws"], &run["seed"], &run["n_candidates"]), (&json!(1500), &json!(7), &json!(6)));
    assert_eq!((&run["search_id"], &run["role_type"]), (&begun.search["id"], &Value::Null));
    snapshot::check_json("api/run", &run);
    assert_eq!(recruiter.get(&path).await.json(200), run);
    let result = recruiter.get(&format!("{path}/result")).await;
    assert_eq!(result.header("content-type"), "application/json");
    // In a blind search what is shown is what is kept.
    assert_eq!(run["result_sha256"], sha256(&result.body));
    let expected = by_the_command_line(&recruiter, &path, &["--draws", "1500", "--seed", "7"]).await;
    assert_eq!(printed(&result), expected);

    // With names, the scores are those of the files that people came from. Draws follow ids, which differ.
    let open = json!({ "is_blind": false });
    recruiter.clone().with("if-match", "*").patch(&begun.path, open).await.json(200);
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let mut found = recruiter.get(&format!("{path}/result")).await.json(200)["results"].take();
    let folder = Folder::new();
    let [ceo, candidates] =
        [CEO, CANDIDATES].map(|path| folder.write(&path.replace('/', "-"), countable(path)));
    let arguments = ["score", "--ceo", &ceo, "--candidates", &candidates, "--draws", "0", "--format", "json"];
    let mut expected = counterpart(&arguments).json()["results"].take();
    for results in [&mut found, &mut expected] {
        for result in results.as_array_mut().expect("results") {
            result["id"] = Value::Null;
        }
    }
    assert_eq!(found, expected);
}

async fn a_run_goes_by_what_the_search_chose(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({ "role_type": "executor", "balance": -1, "is_blind": true })).await;
    let agreed = json!({ "method": "direct", "weights": { "roles": 3, "trust": 1, "execution": 4 } });
    recruiter.put(&format!("{}/weights/agreed", begun.path), agreed).await;
    let asked = json!({ "draws": 1000, "seed": 3, "weight_uncertainty": "unknown" });
    let (path, run) = compute(&recruiter, &begun, asked).await;
    assert_eq!((&run["role_type"], &run["balance"]), (&json!("executor"), &json!(-1.0)));
    let result = recruiter.get(&format!("{path}/result")).await;
    assert_eq!(run["weights"], result.json(200)["weights"]);
    let more = [
        "--role-type",
        "executor",
        "--balance=-1",
        "--weights",
        "roles=0.375,trust=0.125,execution=0.5",
        "--draws",
        "1000",
        "--seed",
        "3",
        "--weight-uncertainty",
        "unknown",
    ];
    assert_eq!(printed(&result), by_the_command_line(&recruiter, &path, &more).await);
    assert!(result.json(200)["smaa"].is_array());
}

async fn the_same_seed_gives_the_same_bytes(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let asked = json!({ "draws": 1000, "weight_uncertainty": 20 });
    let (first, run) = compute(&recruiter, &begun, asked.clone()).await;
    app.clock.pass_seconds(1);
    let (_, other) = compute(&recruiter, &begun, asked.clone()).await;
    app.clock.pass_seconds(1);
    assert_ne!((&run["seed"], &run["result_sha256"]), (&other["seed"], &other["result_sha256"]));
    assert!(run["seed"].as_u64().expect("a seed") < 1 << 53);
    let mut asked = asked;
    asked["seed"] = run["seed"].clone();
    let (second, again) = compute(&recruiter, &begun, asked).await;
    assert_ne!(first, second);
    assert_eq!(again["result_sha256"], run["result_sha256"]);
    let bytes = async |path: &str| recruiter.get(&format!("{path}/result")).await.body;
    assert_eq!(bytes(&first).await, bytes(&second).await);
    // The newest come first.
    let runs = recruiter.get(&format!("{}/runs", begun.path)).await.json(200);
    let ids: Vec<&Value> = runs["items"].as_array().expect("runs").iter().map(|run| &run["id"]).collect();
    assert_eq!(ids, [&again["id"], &other["id"], &run["id"]]);
}

async fn nobody_has_a_name_in_what_is_kept(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 1000 })).await;
    let id: RunId = run["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let org = &app.member(Role::Recruiter).user.org_id;
    let mut connection = app.service.database().read().await.expect("the database can be read");
    let row = store::runs::find(&mut connection, org, &id).await.expect("an answer").expect("a run");
    let documents =
        store::runs::documents(&mut connection, org, &id).await.expect("an answer").expect("a run");
    drop(connection);
    let kept = [format!("{row:?}"), documents.inputs, documents.result, documents.need, documents.shortlist]
        .concat();
    let inputs = recruiter.get(&format!("{path}/inputs")).await;
    let mut everyone: Vec<Value> = serde_json::from_str(&countable(CANDIDATES)).expect("JSON");
    everyone.push(serde_json::from_str(&countable(CEO)).expect("JSON"));
    for person in &everyone {
        let own = ["id", "name", "headline"].map(|field| person[field].as_str().expect("a text").to_owned());
        let ratings = person["ratings"].as_array().into_iter().flatten();
        let raters = ratings.map(|rating| format!("\"rater\":{}", rating["rater"]));
        for text in own.into_iter().chain(raters) {
            assert!(!kept.contains(&text), "{text} is kept");
            assert!(!inputs.text().contains(&text), "{text} is sent");
        }
    }
    assert!(kept.contains("Candidate ") && kept.contains("rater 1"), "something is kept");
    // Whoever rated two people is one rater still.
    let count = |text: &str| {
        let mut seen: Vec<&str> =
            text.split("\"rater\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    let given = Value::from(everyone).to_string();
    assert_eq!(count(&inputs.text()), count(&given));
    assert!(count(&given) > 10);
}

async fn a_run_is_made_once_under_one_key(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let runs = format!("{}/runs", begun.path);
    let asked = json!({ "draws": 1000 });
    let keyed = recruiter.clone().with("idempotency-key", "first");
    let (one, two) = tokio::join!(keyed.post(&runs, asked.clone()), keyed.post(&runs, asked.clone()));
    assert_eq!(one.json(201), two.json(201));
    assert_eq!(keyed.post(&runs, json!({ "draws": 999 })).await.problem(422).0, "key_reused");
    let late = recruiter.clone().with("idempotency-key", "second").with("prefer", "wait=5, Respond-Async");
    let job = late.post(&runs, asked.clone()).await;
    assert_eq!(late.post(&runs, asked.clone()).await.json(202), job.json(202));

    // What cannot be computed any more is still answered as before.
    let closed = json!({ "state": "closed" });
    recruiter.clone().with("if-match", "*").patch(&begun.path, closed).await.json(200);
    let again = keyed.post(&runs, asked.clone()).await;
    assert_eq!((again.json(201), again.header("location")), (one.json(201), one.header("location")));
    assert_eq!(late.post(&runs, asked.clone()).await.header("location"), job.header("location"));
    assert_eq!(recruiter.post(&runs, asked).await.problem(409).0, "closed");
    assert_eq!(recruiter.get(&runs).await.json(200)["items"].as_array().expect("runs").len(), 1);
}

async fn long_runs_are_left_to_a_worker(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let runs = format!("{}/runs", begun.path);
    let asked = json!({ "draws": 1000, "seed": 11, "weight_uncertainty": "unknown" });
    let left = recruiter.clone().with("prefer", "respond-async").post(&runs, asked.clone()).await;
    let job = left.json(202);
    assert_eq!((&job["kind"], &job["state"], &job["total"]), (&json!("run"), &json!("queued"), &json!(1000)));
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let job = recruiter.get(left.header("location")).await.json(200);
    assert_eq!((&job["state"], &job["done"]), (&json!("done"), &json!(1000)), "{job}");
    let path = format!("/api/v1/runs/{}", job["result_id"].as_str().expect("an id"));
    let (at_once, _) = compute(&recruiter, &begun, asked).await;
    let bytes = async |path: &str| recruiter.get(&format!("{path}/result")).await.body;
    assert_eq!(bytes(&path).await, bytes(&at_once).await);

    // Six candidates: what takes long is not done at once, and what would take a server away from all others not at all.
    recruiter.post(&runs, json!({ "draws": 333_334 })).await.json(202);
    let many = json!({ "draws": 1_000_000 });
    recruiter.post(&runs, many).await.json(202);
}

async fn whom_nobody_knows_is_not_ranked_and_refused_by_nobody(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 0, json!({})).await;
    let runs = format!("{}/runs", begun.path);
    let draw = json!({ "draws": 0 });
    assert_eq!(recruiter.post(&runs, draw.clone()).await.problem(409).0, "no_candidates");
    let later = recruiter.clone().with("prefer", "respond-async");
    assert_eq!(later.post(&runs, draw.clone()).await.problem(409).0, "no_candidates");

    let begun = begin(&app, 8, json!({})).await;
    let know = async |person: &Value| {
        let path = format!("/api/v1/people/{}/estimates", person.as_str().expect("an id"));
        let given = recruiter.clone().with("if-match", "*").put(&path, json!({ "skill.finance": 60 })).await;
        given.json(200);
    };
    let (_, run) = compute(&recruiter, &begun, draw.clone()).await;
    assert_eq!(run["n_candidates"], 8);
    know(&begun.search["ceo_id"]).await;
    for path in &begun.candidates[1..] {
        know(&recruiter.get(path).await.json(200)["person_id"]).await;
    }
    // One dimension, or none, is far too little for anything but to say what to find out.
    let (path, _) = compute(&recruiter, &begun, draw).await;
    let result = recruiter.get(&format!("{path}/result")).await.json(200);
    for result in result["results"].as_array().expect("results") {
        assert_eq!((&result["provisional"], &result["pillars"].is_object()), (&json!(true), &true));
        assert!(result["completeness"].as_f64().expect("a share") < 0.2);
    }
    assert_eq!(recruiter.get(&format!("{path}/report.html")).await.status, 200);
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 1, json!({})).await;
    let runs = format!("{}/runs", begun.path);
    let mut told = Transcript::default();
    for (asked, pointer) in [
        (json!({ "draws": 1_000_001 }), "/draws"),
        (json!({ "draws": -1 }), "/draws"),
        (json!({ "draws": "many" }), "/draws"),
        (json!({ "seed": 9_007_199_254_740_992u64 }), "/seed"),
        (json!({ "seed": 1.5 }), "/seed"),
        (json!({ "weight_uncertainty": 0 }), "/weight_uncertainty"),
        (json!({ "weight_uncertainty": 1e7 }), "/weight_uncertainty"),
        (json!({ "weight_uncertainty": "some" }), "/weight_uncertainty"),
        (json!({ "weight_uncertainty": [] }), "/weight_uncertainty"),
        (json!({ "pillars": 3 }), "/pillars"),
    ] {
        let (code, problem) = recruiter.post(&runs, asked.clone()).await.problem(422);
        told.add_problem(&asked, &problem);
        assert_eq!(
            (code.as_str(), &problem["errors"][0]["pointer"]),
            ("invalid", &json!(pointer)),
            "{asked}"
        );
        assert!(!problem["errors"][0]["detail"].as_str().expect("words").contains("variant"), "{problem}");
    }
    assert_eq!(recruiter.post(&runs, json!([])).await.status.as_u16(), 422);
    told.check("api/run-refused");
}

async fn whose_runs_they_are(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let runs = format!("{}/runs", begun.path);
    for role in [Role::PanelMember, Role::Viewer] {
        assert_eq!(app.client(role).post(&runs, json!({})).await.problem(403).0, "denied");
        assert_eq!(app.client(role).get(&format!("{path}/inputs")).await.problem(403).0, "denied");
        assert_eq!(app.client(role).get(&path).await.problem(404).0, "not_found");
    }
    let foreign = app.foreign_client(Role::Admin);
    assert_eq!(foreign.post(&runs, json!({})).await.problem(404).0, "not_found");
    for more in ["", "/inputs", "/result", "/report.json", "/report.html"] {
        assert_eq!(foreign.get(&format!("{path}{more}")).await.problem(404).0, "not_found", "{more}");
    }
    assert_eq!(app.stranger().get(&path).await.problem(401).0, "not_signed_in");
    let nothing = "/api/v1/runs/01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d";
    assert_eq!(recruiter.get(nothing).await.problem(404).0, "not_found");
}

async fn one_candidate_and_two_hundred(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let everyone = people(201);
    import(&recruiter, &to_json(&everyone[..2])).await;
    let begun = search(&recruiter, "p-000", json!({})).await;
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 1000 })).await;
    assert_eq!((&run["n_candidates"], begun.candidates.len()), (&json!(1), 1));
    let result = recruiter.get(&format!("{path}/result")).await.json(200);
    assert_eq!(result["results"][0]["uncertainty"]["rank_probabilities"], json!([1.0]));
    let report = recruiter.get(&format!("{path}/report.json")).await.json(200);
    assert!(report["verdict"].as_str().expect("words").starts_with("The only candidate: "), "{report}");

    import(&recruiter, &to_json(&everyone[2..])).await;
    add_everybody(&recruiter, &begun).await;
    app.clock.pass_seconds(1);
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 10 })).await;
    assert_eq!(run["n_candidates"], 200);
    let result = recruiter.get(&format!("{path}/result")).await.json(200);
    assert_eq!(result["pairwise"].as_array().expect("pairs").len(), 200 * 199 / 2);
    let shortlist = recruiter.get(&format!("{}/shortlist", begun.path)).await.json(200);
    assert_eq!(shortlist["rows"].as_array().expect("rows").len(), 200);
    assert_eq!(recruiter.get(&format!("{path}/report.html")).await.status, 200);
}

/// Makes everybody on file a candidate who can be one.
async fn add_everybody(client: &Client<'_>, begun: &Begun) {
    let path = format!("{}/candidates", begun.path);
    let mut next = "/api/v1/people?limit=200".to_owned();
    loop {
        let page = client.get(&next).await.json(200);
        for person in page["items"].as_array().expect("people") {
            // The CEO is no candidate, and nobody is one twice.
            client.post(&path, json!({ "person_id": person["id"] })).await;
        }
        let Some(cursor) = page["next_cursor"].as_str() else { return };
        next = format!("/api/v1/people?limit=200&cursor={cursor}");
    }
}

async fn runs_outlive_those_who_were_in_them(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 1000 })).await;
    let result = format!("{path}/result");
    let before = recruiter.get(&result).await.json(200);
    let label = recruiter.get(&begun.candidates[1]).await.json(200)["label"].clone();
    let person = recruiter.get(&begun.candidates[0]).await.json(200);
    let gone = format!("/api/v1/people/{}", person["person_id"].as_str().expect("an id"));
    assert_eq!(recruiter.delete(&gone).await.status, 204);
    assert_eq!(recruiter.delete(&begun.candidates[1]).await.status, 204);
    let after = recruiter.get(&result).await.json(200);
    let name = |result: &Value, index: usize| {
        let id = &begun.candidates[index][begun.candidates[index].len() - 36..];
        let results = result["results"].as_array().expect("results");
        results.iter().find(|result| result["id"] == id).expect("the candidate")["name"].clone()
    };
    assert_eq!((name(&before, 0), name(&after, 0)), (json!("Grace Tolliver"), json!("Erased person")));
    assert_eq!((name(&before, 1), name(&after, 1)), (json!("Emeka Obiaku"), label.clone()));
    let html = recruiter.get(&format!("{path}/report.html")).await.text();
    assert!(html.contains("Erased person") && html.contains(label.as_str().expect("a label")));
    assert!(!html.contains("Tolliver") && !html.contains("Obiaku"));
    assert_eq!(recruiter.get(&path).await.json(200), run);
    // Nothing is known of whom nothing is on file any more, which keeps nobody from being compared.
    let (again, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let result = recruiter.get(&format!("{again}/result")).await.json(200);
    let erased = &begun.candidates[0][begun.candidates[0].len() - 36..];
    let of = |result: &&Value| result["id"] == erased;
    let found =
        result["results"].as_array().expect("results").iter().find(of).expect("the candidate").clone();
    assert_eq!((&found["completeness"], &found["provisional"]), (&json!(0.0), &json!(true)));
}
