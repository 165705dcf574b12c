//! What became of placements.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::outcomes::placed;
use crate::support::panels::{computed, measured};
use crate::support::searches::{begin, join};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    an_outcome_hangs_on_the_run_of_the_decision,
    what_an_outcome_needs,
    a_day_is_that_of_whoever_says_it,
    what_contradicts_what_is_on_record_is_refused,
    a_correction_leaves_what_was_there,
    a_pulse_is_given_by_each_of_the_two,
    each_of_the_two_answers_by_a_link_once,
    outcomes_are_for_those_who_keep_files,
    erasing_someone_takes_their_answers_and_the_words,
    a_table_is_taken_whole_or_not_at_all,
}

const DAY: i64 = 24 * 60 * 60;

fn pulse(who: &str, wave: &str, answer: u8) -> Value {
    json!({ "kind": "pulse", "on": "2026-11-23", "who": who, "wave": wave, "conditions": {
        "roles": answer, "trust": answer, "alignment": answer, "authority": answer, "one_voice": answer } })
}

async fn an_outcome_hangs_on_the_run_of_the_decision(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let run = computed(&app, &begun).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/outcomes", begun.path);
    let began = json!({ "kind": "started", "on": "2026-11-23", "note": "In\nthe rain" });
    let empty = recruiter.get(&path).await.json(200);
    assert_eq!((&empty["placement"], &empty["items"]), (&Value::Null, &json!([])));
    assert_eq!(recruiter.post(&path, began.clone()).await.problem(409).0, "no_placement");

    // A later run is computed before the decision, which rests on the earlier one: so does what becomes of it.
    app.clock.pass_seconds(60);
    let later = computed(&app, &begun).await;
    let candidate = begun.candidates[0].rsplit('/').next();
    let decision = json!({ "run_id": run["id"], "candidate_id": candidate, "reason": "The best" });
    let decision = recruiter.post(&format!("{}/decision", begun.path), decision).await.json(201);
    let mut on_another = began.clone();
    on_another["run_id"] = later["id"].clone();
    let (code, problem) = recruiter.post(&path, on_another).await.problem(409);
    assert_eq!(code, "another_run");
    snapshot::check_json("api/outcome-of-another-run", &problem);

    let made = recruiter.post(&path, began.clone()).await;
    let outcome = made.json(201);
    assert_eq!((made.header("location"), &outcome["decision_id"]), (path.as_str(), &decision["id"]));
    assert_eq!((&outcome["note"], &outcome["on"]), (&began["note"], &began["on"]));
    let found = recruiter.get(&path).await.json(200);
    assert_eq!(found["placement"]["run_id"], run["id"]);
    snapshot::check_json("api/outcomes", &found);
    assert_eq!(found["items"], json!([outcome]));
    assert_eq!(found["standing"]["started_on"], "2026-11-23");

    // Without the decision there is nothing to hang on, and what hung on it is shown as such.
    let withdraw = format!("{}/decision/withdraw", begun.path);
    recruiter.post(&withdraw, json!({ "reason": "They declined" })).await.json(200);
    let left = recruiter.get(&path).await.json(200);
    assert_eq!(
        (&left["placement"], &left["items"], &left["withdrawn"]),
        (&Value::Null, &json!([]), &json!([outcome]))
    );
    assert_eq!(left["standing"]["started_on"], Value::Null);
    assert_eq!(recruiter.post(&path, began.clone()).await.problem(409).0, "no_placement");
    let nobody = json!({ "run_id": later["id"], "candidate_id": null, "reason": "None" });
    recruiter.post(&format!("{}/decision", begun.path), nobody).await.json(201);
    assert_eq!(recruiter.post(&path, began).await.problem(409).0, "no_placement");
}

async fn what_an_outcome_needs(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = placed(&app, [70.0; 5]).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/outcomes", begun.path);
    let on = "2026-11-23";
    let mut halves = pulse("ceo", "day_100", 3);
    halves["conditions"]["trust"] = json!(6);
    let mut told = Transcript::default();
    for (body, pointer) in [
        (json!({ "kind": "started" }), ""),
        (json!({ "kind": "begun", "on": on }), "/kind"),
        (json!({ "kind": "started", "on": "2026-11-31" }), "/on"),
        (json!({ "kind": "started", "on": "2026-11-21" }), "/on"),
        (json!({ "kind": "started", "on": "2026-11-25" }), "/on"),
        (json!({ "kind": "started", "on": on, "rating": 5 }), "/rating"),
        (json!({ "kind": "started", "on": on, "note": "x".repeat(10_001) }), "/note"),
        (json!({ "kind": "started", "on": on, "note": "\u{0}" }), "/note"),
        (json!({ "kind": "left", "on": on }), "/ending"),
        (json!({ "kind": "left", "on": on, "ending": "bored" }), "/ending"),
        (json!({ "kind": "together_12", "on": on }), "/is_together"),
        (json!({ "kind": "board_rating", "on": on }), "/rating"),
        (json!({ "kind": "board_rating", "on": on, "rating": 100.5 }), "/rating"),
        (json!({ "kind": "pulse", "on": on, "who": "ceo", "wave": "day_100" }), "/conditions"),
        (json!({ "kind": "pulse", "on": on, "wave": "day_100", "conditions": halves["conditions"] }), "/who"),
        (halves.clone(), "/conditions/trust"),
        (json!({ "kind": "started", "on": on, "by": "me" }), "/by"),
    ] {
        let (code, problem) = recruiter.post(&path, body.clone()).await.problem(422);
        told.add_problem(&body, &problem);
        assert_eq!((code.as_str(), &problem["errors"][0]["pointer"]), ("invalid", &json!(pointer)), "{body}");
    }
    assert_eq!(recruiter.get(&path).await.json(200)["items"], json!([]));
    told.check("api/outcome-refused");
}

async fn a_day_is_that_of_whoever_says_it(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = placed(&app, [70.0; 5]).await;
    let path = format!("{}/outcomes", begun.path);
    // It is 23 November in London, the 24th in Auckland, and the decision was made on what is the 22nd in Honolulu.
    let rated = |on: &str| json!({ "kind": "board_rating", "on": on, "rating": 60 });
    for on in ["2026-11-24", "2026-11-22"] {
        app.client(Role::Recruiter).post(&path, rated(on)).await.json(201);
    }
}

async fn what_contradicts_what_is_on_record_is_refused(database: TestDatabase) {
    let app = App::start(database).await;
    // It was decided on 2025-07-11.
    app.clock.pass_seconds(-500 * DAY);
    let begun = placed(&app, [70.0; 5]).await;
    app.clock.pass_seconds(500 * DAY);
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/outcomes", begun.path);
    recruiter.post(&path, json!({ "kind": "started", "on": "2025-08-01" })).await.json(201);
    let left = |on: &str| json!({ "kind": "left", "on": on, "ending": "own_wish" });
    let told = |on: &str, yes: bool| json!({ "kind": "together_12", "on": on, "is_together": yes });
    let mut refused = Transcript::default();
    for (body, pointer) in [(left("2025-07-31"), "/on"), (told("2025-09-01", true), "/on")] {
        let (_, problem) = recruiter.post(&path, body.clone()).await.problem(422);
        refused.add_problem(&body, &problem);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    recruiter.post(&path, left("2026-02-01")).await.json(201);
    let (_, problem) = recruiter.post(&path, told("2026-08-02", true)).await.problem(422);
    assert_eq!(problem["errors"][0]["pointer"], "/is_together");
    let standing = recruiter.get(&path).await.json(200)["standing"].clone();
    assert_eq!((&standing["is_together_12"], &standing["ending"]), (&json!(false), &json!("own_wish")));
    refused.check("api/outcome-contradicts");
}

async fn a_correction_leaves_what_was_there(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = placed(&app, [70.0; 5]).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/outcomes", begun.path);
    let began = json!({ "kind": "started", "on": "2026-11-23" });
    let keyed = recruiter.clone().with("idempotency-key", "once");
    let first = keyed.post(&path, began.clone()).await.json(201);
    assert_eq!(keyed.post(&path, began.clone()).await.json(201), first);
    assert_eq!(recruiter.post(&path, began.clone()).await.problem(409).0, "already_recorded");
    let withdraw = format!("{path}/{}/withdraw", first["id"].as_str().expect("an id"));
    assert_eq!(recruiter.post(&withdraw, json!({ "reason": " " })).await.problem(422).0, "invalid");
    app.clock.pass_seconds(60);
    let left = recruiter.post(&withdraw, json!({ "reason": "The wrong search" })).await.json(200);
    assert_eq!(
        (&left["items"], &left["withdrawn"][0]["withdrawn_reason"]),
        (&json!([]), &json!("The wrong search"))
    );
    assert_eq!(
        recruiter.post(&withdraw, json!({ "reason": "Again" })).await.problem(409).0,
        "outcome_withdrawn"
    );
    let again = recruiter.post(&path, began).await.json(201);
    let found = recruiter.get(&path).await.json(200);
    assert_eq!((&found["items"], &found["withdrawn"][0]["id"]), (&json!([again]), &first["id"]));

    // Whose outcome it is, is not told to another search.
    let other = placed(&app, [70.0; 5]).await;
    let elsewhere = withdraw.replace(&begun.path, &other.path);
    assert_eq!(recruiter.post(&elsewhere, json!({ "reason": "x" })).await.problem(404).0, "not_found");
    let log = app.client(Role::Admin).get("/api/v1/audit").await.json(200);
    let actions: Vec<&str> = log["items"]
        .as_array()
        .expect("entries")
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .collect();
    assert!(actions.contains(&"outcome.record") && actions.contains(&"outcome.withdraw"), "{actions:?}");
    assert_eq!(recruiter.delete(&begun.path).await.problem(409).0, "has_decision");
}

async fn a_pulse_is_given_by_each_of_the_two(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = placed(&app, [70.0; 5]).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/outcomes", begun.path);
    for (who, wave, answer) in [("ceo", "day_100", 5), ("coo", "day_100", 3), ("ceo", "month_6", 4)] {
        let kept = recruiter.post(&path, pulse(who, wave, answer)).await.json(201);
        assert_eq!(kept["rating"], f64::from(answer - 1) * 25.0);
    }
    assert_eq!(recruiter.post(&path, pulse("ceo", "day_100", 1)).await.problem(409).0, "already_recorded");
    let standing = recruiter.get(&path).await.json(200)["standing"].clone();
    // 100 and 75 of the CEO, 50 of the COO.
    assert_eq!((&standing["pulse"], &standing["n_pulses"]), (&json!(68.75), &json!(3)));
}

async fn outcomes_are_for_those_who_keep_files(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    for role in [Role::PanelMember, Role::Viewer] {
        join(&app, &begun, role).await;
    }
    begun.decide(&app).await;
    let path = format!("{}/outcomes", begun.path);
    for role in [Role::PanelMember, Role::Viewer] {
        assert_eq!(app.client(role).get(&path).await.problem(403).0, "denied");
        let refused = app.client(role).post(&path, pulse("ceo", "day_100", 3)).await;
        assert_eq!(refused.problem(403).0, "denied");
    }
    assert_eq!(app.foreign_client(Role::Admin).get(&path).await.problem(404).0, "not_found");
}

async fn erasing_someone_takes_their_answers_and_the_words(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = placed(&app, [70.0; 5]).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let path = format!("{}/outcomes", begun.path);
    for body in [
        json!({ "kind": "board_rating", "on": "2026-11-23", "rating": 55, "note": "Robin is a pearl" }),
        pulse("ceo", "day_100", 4),
        pulse("coo", "day_100", 2),
    ] {
        recruiter.post(&path, body).await.json(201);
    }
    let candidate = recruiter.get(&begun.candidates[0]).await.json(200);
    let person = candidate["person_id"].as_str().expect("an id");
    assert_eq!(recruiter.delete(&format!("/api/v1/people/{person}")).await.status, 204);
    let found = recruiter.get(&path).await.json(200);
    assert!(!found.to_string().contains("pearl"), "{found}");
    assert_eq!(
        (&found["standing"]["board_rating"], &found["standing"]["pulse"]),
        (&json!(55.0), &json!(75.0))
    );
}

async fn a_table_is_taken_whole_or_not_at_all(database: TestDatabase) {
    let app = App::start(database).await;
    let (one, other) = (placed(&app, [70.0; 5]).await, placed(&app, [60.0; 5]).await);
    let recruiter = app.client(Role::Recruiter);
    let import = "/api/v1/outcomes/import";
    let (first, second) = (one.id(), other.id());
    let header = "search,kind,on,rating,who,wave,roles,trust,alignment,authority,one_voice,note";
    let good = format!("{first},board_rating,2026-11-23,72,,,,,,,,\"Firm, fair\"");
    let pulse = format!("{second},pulse,2026-11-23,,coo,day_100,5,4,3,2,1,");
    let nothing = "00000000-0000-7000-8000-000000000000";
    for (rows, told) in [
        (String::new(), "give 1 to 1000 rows"),
        (format!("{good}\n{nothing},started,2026-11-23"), "row 3: there is no such search"),
        (format!("{good}\n{second},left,2026-11-23"), "row 3, ending: say how it ended"),
        (format!("{good}\n{second},pulse,2026-11-23,,coo,day_100,5,4,3,2,six"), "row 3, one_voice"),
        (format!("{good}\n{second},begun,2026-11-23"), "row 3, kind"),
    ] {
        let (_, problem) =
            recruiter.post(import, json!({ "table": format!("{header}\n{rows}\n") })).await.problem(422);
        assert!(problem.to_string().contains(told), "{told}: {problem}");
    }
    let odd = json!({ "table": "search,kind,luck\n" });
    assert!(recruiter.post(import, odd).await.problem(422).1.to_string().contains("luck"));
    let twice = json!({ "table": format!("{header}\n{good}\n{good}\n") });
    assert_eq!(recruiter.post(import, twice).await.problem(409).0, "already_recorded");
    assert_eq!(recruiter.get(&format!("{}/outcomes", one.path)).await.json(200)["items"], json!([]));
    let table = json!({ "table": format!("{header}\n{good}\n{pulse}\n") });
    assert_eq!(recruiter.post(import, table).await.json(200), json!({ "n_recorded": 2 }));
    let found = recruiter.get(&format!("{}/outcomes", one.path)).await.json(200);
    assert_eq!(
        (&found["items"][0]["rating"], &found["items"][0]["note"]),
        (&json!(72.0), &json!("Firm, fair"))
    );
    let found = recruiter.get(&format!("{}/outcomes", other.path)).await.json(200);
    assert_eq!(found["items"][0]["conditions"]["one_voice"], 1);
}

async fn each_of_the_two_answers_by_a_link_once(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = placed(&app, [70.0; 5]).await;
    let recruiter = app.client(Role::Recruiter);
    let path = format!("{}/pulse-links", begun.path);
    let asked = json!({ "who": "coo", "wave": "day_100" });
    let made = recruiter.post(&path, asked.clone()).await.json(201);
    snapshot::check_json("api/pulse-link", &made);
    let url = made["url"].as_str().expect("the link is shown").to_owned();
    let link = url[url.find("/p/").expect("a link")..].to_owned();
    assert_eq!(made["state"], "open");
    // Looking changes nothing, and names the two alone.
    let stranger = app.stranger().on_our_page();
    for _ in 0..2 {
        let page = stranger.get(&link).await;
        assert!(page.status == 200 && page.text().contains("Casey Chief"), "{}", page.text());
    }
    let partly = stranger.post_form(&link, "conditions.roles=5").await;
    assert!(
        partly.status == 422 && partly.text().contains("href=\"#conditions.trust\""),
        "{}",
        partly.text()
    );
    let all = "conditions.roles=5&conditions.trust=4&conditions.alignment=3&conditions.authority=4&conditions.one_voice=4&note=Well";
    let answered = stranger.post_form(&link, all).await;
    assert_eq!((answered.status.as_u16(), answered.header("location")), (303, link.as_str()));
    let again = stranger.post_form(&link, &all.replace("=5", "=1")).await;
    assert_eq!(again.status, 303, "it is answered, and that page says so");
    assert!(stranger.get(&link).await.text().contains("You answered on"));
    let found = recruiter.get(&format!("{}/outcomes", begun.path)).await.json(200);
    let pulses: Vec<&Value> = found["items"].as_array().expect("a list").iter().collect();
    assert_eq!(pulses.len(), 1, "the first answers stand: {pulses:?}");
    assert_eq!(
        (&pulses[0]["who"], &pulses[0]["rating"], &pulses[0]["note"]),
        (&json!("coo"), &json!(75.0), &json!("Well"))
    );
    assert_eq!(recruiter.get(&path).await.json(200)["items"][0]["state"], "answered");
    assert_eq!(recruiter.post(&path, asked).await.problem(409).0, "already_recorded");

    let other = recruiter.post(&path, json!({ "who": "ceo", "wave": "day_100" })).await.json(201);
    let id = other["id"].as_str().expect("an id");
    let left = recruiter.delete(&format!("{path}/{id}")).await.json(200);
    let links = left["items"].as_array().expect("a list");
    assert!(links.iter().any(|link| link["id"] == id && link["state"] == "revoked"), "{left}");
    let url = other["url"].as_str().expect("the link is shown");
    assert_eq!(stranger.get(&url[url.find("/p/").expect("a link")..]).await.status, 404);
    for (input, pointer) in [(json!({ "who": "coo", "wave": "month_6", "days": 61 }), "/days")] {
        let (_, problem) = recruiter.post(&path, input).await.problem(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
}
