//! What runs say: the shortlist, a few beside each other, what the CEO needs, and the report.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::example::{compute, countable, example};
use crate::support::folder::Folder;
use crate::support::program::{CEO, counterpart};
use crate::support::searches::{Begun, begin};
use crate::support::snapshot;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    the_shortlist_is_the_result_in_brief,
    the_shortlist_follows_what_it_rests_on,
    what_many_ask_for_at_once_is_the_same,
    a_few_are_compared,
    what_cannot_be_compared_is_said,
    the_need_is_what_the_command_line_says,
    the_report_is_what_the_command_line_writes,
    a_report_stays_with_its_ceo,
}

fn id(path: &str) -> &str {
    &path[path.len() - 36..]
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list: {value}"))
}

async fn shortlist(client: &Client<'_>, begun: &Begun) -> Value {
    client.get(&format!("{}/shortlist", begun.path)).await.json(200)
}

async fn the_shortlist_is_the_result_in_brief(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let nobody = begin(&app, 0, json!({})).await;
    assert_eq!(shortlist(&recruiter, &nobody).await, json!({ "run_id": null, "rows": [] }));
    compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let without_draws = shortlist(&recruiter, &begun).await;
    snapshot::check_json("api/shortlist-row", &without_draws["rows"][0]);
    assert_eq!(
        (&without_draws["rows"][0]["p05"], &without_draws["rows"][0]["first"]),
        (&Value::Null, &Value::Null)
    );
    app.clock.pass_seconds(1);
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 1000, "seed": 1 })).await;
    let finalist = json!({ "is_finalist": true });
    recruiter.clone().with("if-match", "*").patch(&begun.candidates[2], finalist).await.json(200);
    let shortlist = shortlist(&recruiter, &begun).await;
    let result = recruiter.get(&format!("{path}/result")).await.json(200);
    // Whom the panel looks at closely changes nothing about the ranking.
    assert_eq!(shortlist["run_id"], run["id"]);
    assert_eq!(list(&shortlist, "rows").len(), 6);
    for (row, result) in list(&shortlist, "rows").iter().zip(list(&result, "results")) {
        for (field, expected) in [
            ("candidate_id", &result["id"]),
            ("name", &result["name"]),
            ("rank", &result["rank"]),
            ("score", &result["score"]),
            ("pillars", &result["pillars"]),
            ("completeness", &result["completeness"]),
            ("provisional", &result["provisional"]),
            ("norm", &result["norm"]["score"]),
            ("p05", &result["uncertainty"]["p05"]),
            ("p95", &result["uncertainty"]["p95"]),
            ("first", &result["uncertainty"]["rank_probabilities"][0]),
            ("expected_rank", &result["uncertainty"]["expected_rank"]),
        ] {
            assert_eq!(&row[field], expected, "{field}");
        }
        assert_eq!(row["pillars"].to_string(), result["pillars"].to_string(), "in the framework's order");
        assert_eq!(row["is_finalist"], row["candidate_id"] == id(&begun.candidates[2]));
        let breached = list(result, "flags").iter().filter(|flag| flag["breached"] == true);
        assert_eq!(row["flags"], breached.map(|flag| flag["guard"].clone()).collect::<Value>());
    }
}

async fn the_shortlist_follows_what_it_rests_on(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let begun = example(&app, json!({})).await;
    let person = async |path: &str| recruiter.get(path).await.json(200)["person_id"].clone();
    let rate = async |person: &Value| {
        let path = format!("/api/v1/people/{}/ratings", person.as_str().expect("an id"));
        let rating =
            json!({ "dimension": "skill.change", "source": "assessor", "rater": "Late", "value": 90 });
        recruiter.post(&path, rating).await.json(201);
    };
    let change = async |change: Value| recruiter.patch(&begun.path, change).await.json(200);
    let rows = async || shortlist(&recruiter, &begun).await["rows"].clone();
    let first = rows().await;
    assert_eq!(rows().await, first, "asked again, they are the same");
    let (_, run) = compute(&recruiter, &begun, json!({ "seed": 1 })).await;
    let kept = shortlist(&recruiter, &begun).await;
    assert_eq!((&kept["run_id"], &kept["rows"]), (&run["id"], &first), "a run keeps what is shown");

    let who = person(&begun.candidates[0]).await;
    rate(&who).await;
    let now = shortlist(&recruiter, &begun).await;
    assert_eq!(now["run_id"], Value::Null);
    let mut before = now["rows"].clone();
    assert_ne!(before, first, "a rating");
    // Each is seen at once, and taken back it is as before.
    rate(&begun.search["ceo_id"]).await;
    for what in [json!({ "role_type": "mentor" }), json!({ "balance": 0.5 })] {
        let after = rows().await;
        assert_ne!(after, before, "before {what}");
        change(what).await;
        assert_ne!(rows().await, after);
        change(json!({ "role_type": null, "balance": null, "title": "Another title" })).await;
        assert_eq!(rows().await, after);
        before = first.clone();
    }
    let agreed = format!("{}/weights/agreed", begun.path);
    let before = rows().await;
    recruiter.put(&agreed, json!({ "method": "direct", "weights": { "trust": 1 } })).await;
    assert_ne!(rows().await, before);
    recruiter.delete(&agreed).await;
    assert_eq!(rows().await, before);
    assert_eq!(recruiter.delete(&begun.candidates[5]).await.status, 204);
    assert_eq!(rows().await.as_array().map(Vec::len), Some(5));
    assert_eq!(recruiter.delete(&begun.candidates[0]).await.status, 204);
    let before = rows().await;
    change(json!({ "ceo_id": who })).await;
    assert_ne!(rows().await, before, "the search's CEO can be changed");
}

/// Many who ask at once have the results computed once, and all see the same.
async fn what_many_ask_for_at_once_is_the_same(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = example(&app, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let ask = || shortlist(&recruiter, &begun);
    let (first, second, third, fourth) = tokio::join!(ask(), ask(), ask(), ask());
    assert_eq!(list(&first, "rows").len(), 6);
    assert!([second, third, fourth].iter().all(|answer| *answer == first));
}

async fn a_few_are_compared(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let (path, run) = compute(&recruiter, &begun, json!({ "draws": 1000, "seed": 1 })).await;
    let result = recruiter.get(&format!("{path}/result")).await.json(200);
    let wanted = [4, 1, 2].map(|index| format!("candidate={}", id(&begun.candidates[index])));
    let few = recruiter.get(&format!("{path}/comparison?{}", wanted.join("&"))).await.json(200);
    assert_eq!(few["run_id"], run["id"]);
    let is_wanted = |result: &&Value| [4, 1, 2].iter().any(|i| result["id"] == id(&begun.candidates[*i]));
    let expected: Vec<&Value> = list(&result, "results").iter().filter(is_wanted).collect();
    assert_eq!(list(&few, "results").iter().collect::<Vec<_>>(), expected);
    let names: Vec<&str> = expected.iter().map(|result| result["name"].as_str().expect("a name")).collect();
    let verdict = few["verdict"].as_str().expect("words");
    assert!(verdict.contains(&format!("front-runner: {} ", names[0])), "{verdict}");
    assert_eq!(list(&few, "pairs").len(), 3);
    for pair in list(&few, "pairs") {
        let of = |side: &str| {
            expected.iter().find(|result| result["id"] == pair[side]).expect("one of them")["pillars"].clone()
        };
        let same = list(&result, "pairwise").iter().find(|p| p["a"] == pair["a"] && p["b"] == pair["b"]);
        let same = same.expect("the pair is in the run");
        assert_eq!(
            (&pair["a_beats_b"], &pair["weight_to_move"]),
            (&same["a_beats_b"], &same["weight_to_move"])
        );
        let odds = pair["a_beats_b"].as_f64().expect("a probability");
        let expected = match odds {
            0.9.. => "clear",
            0.75.. => "leaning",
            _ => "too_close",
        };
        assert_eq!(pair["firmness"], expected, "{odds}");
        for (pillar, both) in pair["pillars"].as_object().expect("pillars") {
            assert_eq!((&both["a"], &both["b"]), (&of("a")[pillar], &of("b")[pillar]));
            let number = |side: &str| both[side].as_f64().expect("a number");
            assert!((number("a") - number("b") - number("difference")).abs() < 1e-12);
        }
        assert_eq!(pair["pillars"].as_object().map(serde_json::Map::len), Some(5));
    }
    // Too few draws say nothing about how firm an order is.
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 100 })).await;
    let few = recruiter.get(&format!("{path}/comparison?{}", wanted.join("&"))).await.json(200);
    assert_eq!(few["pairs"][0]["firmness"], Value::Null);
    assert!(few["verdict"].as_str().expect("words").contains("not simulated"));
}

async fn what_cannot_be_compared_is_said(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let ask = async |candidates: &[&str]| {
        let query: Vec<String> = candidates.iter().map(|id| format!("candidate={id}")).collect();
        recruiter.get(&format!("{path}/comparison?{}", query.join("&"))).await
    };
    let ids: Vec<&str> = begun.candidates.iter().map(|path| id(path)).collect();
    for wanted in [&ids[..0], &ids[..1], &ids[..6], &[ids[0], ids[0]], &[ids[0], "c-01"]] {
        let (_, problem) = ask(wanted).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], "/candidate", "{wanted:?}");
    }
    ask(&ids[..5]).await.json(200);
    let stranger = "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d";
    assert_eq!(ask(&[ids[0], stranger]).await.problem(404).0, "not_found");
    let other = recruiter.get(&format!("{path}/comparison?candidates={}", ids[0])).await;
    assert_eq!(other.problem(400).0, "bad_query");
}

async fn the_need_is_what_the_command_line_says(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let printed = async || {
        let need = recruiter.get(&format!("{}/need", begun.path)).await.json(200);
        serde_json::to_string_pretty(&need).expect("JSON") + "\n"
    };
    let folder = Folder::new();
    let ceo = folder.write("ceo.json", countable(CEO));
    let gaps = ["gaps", "--ceo", &ceo, "--format", "json"];
    assert_eq!(printed().await, counterpart(&gaps).text());
    let agreed = json!({ "method": "direct", "weights": { "roles": 1, "execution": 3 } });
    recruiter.put(&format!("{}/weights/agreed", begun.path), agreed).await;
    let role_type = json!({ "role_type": "executor" });
    recruiter.clone().with("if-match", "*").patch(&begun.path, role_type).await.json(200);
    let more = ["--role-type", "executor", "--weights", "roles=0.25,execution=0.75"];
    assert_eq!(printed().await, counterpart(&[&gaps[..], &more].concat()).text());

    // Of whom nothing is known yet, that is said.
    let begun = begin(&app, 0, json!({})).await;
    let need = recruiter.get(&format!("{}/need", begun.path)).await.json(200);
    assert_eq!(need["completeness"], 0.0);
}

async fn the_report_is_what_the_command_line_writes(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = example(&app, json!({})).await;
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 1000, "seed": 5 })).await;
    let report = recruiter.get(&format!("{path}/report.html")).await;
    assert_eq!(report.header("content-type"), "text/html; charset=utf-8");
    let policy = report.header("content-security-policy");
    assert!(policy.ends_with("; frame-ancestors 'none'"), "{policy}");
    let carried = policy.trim_end_matches("; frame-ancestors 'none'").replace('\'', "&#39;");
    assert!(report.text().contains(&carried), "the page says the same: {policy}");
    let etag = report.header("etag").to_owned();
    let again = recruiter.clone().with("if-none-match", etag).get(&format!("{path}/report.html")).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));

    // The command line, given the same people with the names that are shown.
    let mut inputs = recruiter.get(&format!("{path}/inputs")).await.json(200);
    for candidate in inputs["candidates"].as_array_mut().expect("candidates") {
        let at = begun.candidates.iter().find(|path| candidate["id"] == id(path)).expect("a candidate");
        let shown = recruiter.get(at).await.json(200);
        for field in ["name", "headline"] {
            candidate[field] = shown[field].clone();
        }
    }
    let ceo: Value = serde_json::from_str(&crate::support::program::file(CEO)).expect("JSON");
    for field in ["name", "headline"] {
        inputs["ceo"][field] = ceo[field].clone();
    }
    let folder = Folder::new();
    let ceo = folder.write("ceo.json", inputs["ceo"].to_string());
    let candidates = folder.write("candidates.json", inputs["candidates"].to_string());
    let search = recruiter.get(&begun.path).await.json(200);
    let [mandate, situation] = ["mandate", "context"].map(|field| search[field].as_str().expect("words"));
    let mut asked = vec!["--ceo", &ceo, "--candidates", &candidates, "--draws", "1000", "--seed", "5"];
    asked.extend(["--kind", "full", "--mandate", mandate, "--situation", situation]);
    for (name, shown) in [
        ("report.html", report.text()),
        ("report.json", {
            let data = recruiter.get(&format!("{path}/report.json")).await.json(200);
            assert!(data["verdict"].as_str().expect("words").contains("Iriondo"), "{}", data["verdict"]);
            assert_eq!((&data["ceo"], &data["need"]["ceo"]), (&json!("Leonie Harkamp"), &json!("ceo")));
            serde_json::to_string_pretty(&data["result"]).expect("JSON") + "\n"
        }),
    ] {
        let out = folder.path(name);
        counterpart(&[&["report", "--out", &out], &asked[..]].concat()).text();
        assert!(std::fs::read_to_string(&out).expect("a report") == shown, "{name} is another one");
    }
}

async fn a_report_stays_with_its_ceo(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let begun = example(&app, json!({})).await;
    let (path, _) = compute(&recruiter, &begun, json!({ "draws": 0 })).await;
    let other = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    assert_eq!(recruiter.delete(&begun.candidates[0]).await.status, 204);
    recruiter.patch(&begun.path, json!({ "ceo_id": other })).await.json(200);
    let report = recruiter.get(&format!("{path}/report.json")).await.json(200);
    assert_eq!(report["ceo"], "Leonie Harkamp");
    assert!(recruiter.get(&format!("{path}/report.html")).await.text().contains("Leonie Harkamp"));
}
