//! Questionnaires as those see them who answer: by a link and nothing else.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::questionnaires::{agree, answer_all, hand_in, instrument, invite, ratings, reader, send};
use crate::support::searches::{begin, person};
use crate::support::snapshot::Transcript;
use fit::instrument::Form;
use serde_json::json;
use service::questionnaires::NOTICE;
use store::users::Role;

on_each_database! {
    a_candidate_goes_from_the_link_to_the_end,
    two_windows_never_mix_or_lose,
    links_that_do_not_work_are_all_alike,
}

const UGLY: &str = "<script>alert(1)</script> & \"Co\"";

async fn a_candidate_goes_from_the_link_to_the_end(database: TestDatabase) {
    let app = App::start(database).await;
    let who = person(&app.client(Role::Recruiter), UGLY).await;
    let (link, invited) =
        invite(&app, &who, json!({ "source": "self", "instrument": "self-candidate" })).await;
    let state = async || {
        let path = format!("/api/v1/invitations/{}", invited["id"].as_str().expect("an id"));
        app.client(Role::Recruiter).get(&path).await.json(200)["state"].clone()
    };
    // A scanner of mail looks, more than once, and nothing happens.
    let mut seen = Transcript::default();
    let notice = page(&app.stranger().get(&link).await, 200);
    assert!(!notice.contains("<script>alert"), "{notice}");
    seen.add_page("the notice", &notice);
    for _ in 0..2 {
        assert_eq!(page(&app.stranger().get(&link).await, 200), notice);
    }
    assert_eq!(state().await, "sent");
    let form = instrument(Form::Candidate);
    let first = format!("{link}/sections/{}", form.sections[0].id);
    let early = reader(&app).get(&first).await;
    assert_eq!((early.status.as_u16(), early.header("location")), (303, &*link), "the notice comes first");
    let early = send(&app, &link, &form.sections[0].questions[0].id, "1", 0).await;
    assert_eq!(early.status, 409, "{}", early.text());

    agree(&app, &link).await;
    assert_eq!(state().await, "opened");
    let list = page(&reader(&app).get(&link).await, 200);
    seen.add_page("agreed", &list);
    assert!(list.contains("&#60;script&#62;") && !list.contains("<script>alert"), "{list}");
    let shown = page(&reader(&app).get(&first).await, 200);
    let radios = shown.matches("type=\"radio\"").count();
    let wanted: usize = form.sections[0].questions.iter().map(|question| question.choices.len() + 1).sum();
    assert_eq!(radios, wanted, "every question has its choices, and one more");

    let kept = send(&app, &link, &form.sections[0].questions[0].id, "3", 0).await.json(200);
    assert_eq!((&kept["is_kept"], &kept["revision"]), (&json!(true), &json!(1)));
    assert_eq!(state().await, "started");
    let resumed = page(&app.stranger().get(&link).await, 200);
    seen.add_page("one answer given", &resumed);
    let open = page(&reader(&app).get(&format!("{link}/review")).await, 200);
    assert!(!open.contains(">Submit<"), "{open}");
    let refused = reader(&app).post_form(&format!("{link}/submit"), "").await;
    assert!(page(&refused, 422).contains("Some questions have no answer yet"));

    answer_all(&app, &link, Form::Candidate, 3).await;
    let whole = page(&reader(&app).get(&format!("{link}/review")).await, 200);
    assert!(whole.contains(">Submit<"), "{whole}");
    hand_in(&app, &link).await;
    assert_eq!(state().await, "done");
    let thanks = page(&reader(&app).get(&link).await, 200);
    seen.add_page("handed in", &thanks);
    // What is corrected counts once it is handed in again.
    app.clock.pass_seconds(1);
    let corrected = send(&app, &link, &form.sections[0].questions[1].id, "1", 1).await.json(200);
    assert_eq!(corrected["is_kept"], true);
    let changed = page(&reader(&app).get(&link).await, 200);
    seen.add_page("changed since", &changed);
    seen.check("pages/questionnaire");
    hand_in(&app, &link).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let file = page(&recruiter.get(&format!("/people/{}", who.as_str().expect("an id"))).await, 200);
    assert!(file.contains("The person themselves") && file.contains("submitted on <time "), "{file}");
}

async fn two_windows_never_mix_or_lose(database: TestDatabase) {
    let app = App::start(database).await;
    let who = person(&app.client(Role::Recruiter), "Robin Example").await;
    let (link, _) = invite(&app, &who, json!({ "source": "superior", "name": "Chris Chair" })).await;
    agree(&app, &link).await;
    let form = instrument(Form::Rater);
    let section = &form.sections[0];
    let (first, second) = (&section.questions[0].id, &section.questions[1].id);
    // Two windows are open with nothing answered; each answers the same question.
    assert_eq!(send(&app, &link, first, "2", 0).await.json(200)["is_kept"], true);
    let other = send(&app, &link, first, "4", 0).await.json(200);
    assert_eq!(
        (&other["is_kept"], &other["choice"], &other["revision"]),
        (&json!(false), &json!("2"), &json!(1))
    );
    assert_eq!(other["words"], section.questions[0].choices[1].label.as_str(), "both values are told");
    // The same once more, as after a lost connection, is no other.
    assert_eq!(send(&app, &link, first, "2", 0).await.json(200)["is_kept"], true);
    // Without scripts, the second window sends all its part: what it did not touch overwrites nothing, what it did is told.
    let path = format!("{link}/sections/{}", section.id);
    let untouched = format!("was.{first}=0%3A&choice.{second}=5&was.{second}=0%3A");
    assert_eq!(reader(&app).post_form(&path, &untouched).await.status, 303);
    let touched = format!("choice.{first}=5&was.{first}=0%3A&choice.{second}=5&was.{second}=0%3A");
    let told = page(&reader(&app).post_form(&path, &touched).await, 409);
    assert!(told.contains("In another window you answered"), "{told}");
    assert!(
        told.contains(&format!("id=\"{first}.5\" name=\"choice.{first}\" value=\"5\" checked")),
        "{told}"
    );
    assert!(
        told.contains(&format!("name=\"was.{first}\" value=\"1:2\"")),
        "sent once more, it is kept: {told}"
    );
    let again = format!("choice.{first}=5&was.{first}=1%3A2");
    assert_eq!(reader(&app).post_form(&path, &again).await.status, 303);
    let now = send(&app, &link, first, "1", 0).await.json(200);
    assert_eq!((&now["choice"], &now["revision"]), (&json!("5"), &json!(2)));
    // What is no answer is refused, and nothing is kept.
    for (question, choice) in [("no-such", "1"), (first.as_str(), "99"), (first.as_str(), "x")] {
        assert_eq!(send(&app, &link, question, choice, 2).await.status, 422, "{question} {choice}");
    }
}

async fn links_that_do_not_work_are_all_alike(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let candidate = app.client(Role::Recruiter).get(&begun.candidates[0]).await.json(200);
    let who = &candidate["person_id"];
    let (revoked, invited) = invite(&app, who, json!({ "source": "superior", "name": "A" })).await;
    let path = format!("/api/v1/invitations/{}", invited["id"].as_str().expect("an id"));
    app.client(Role::Recruiter).delete(&path).await.json(200);
    let (expired, _) = invite(&app, who, json!({ "source": "superior", "name": "B", "days": 1 })).await;
    app.clock.pass_seconds(24 * 60 * 60);
    let for_search = json!({ "source": "superior", "name": "C", "search_id": begun.search["id"] });
    let (closed, _) = invite(&app, who, for_search).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    recruiter.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    let without_id = |text: String| {
        let (before, after) = text.split_once("Request ").expect("the request's id");
        format!("{before}<{}", after.split_once('<').expect("its end").1)
    };
    let guessed = without_id(page(&reader(&app).get("/q/guessed").await, 404));
    let mut seen = Transcript::default();
    seen.add_page("a link that does not work", &guessed);
    seen.check("pages/questionnaire-no-link");
    let agreed = format!("notice={NOTICE}");
    for link in [&revoked, &expired, &closed] {
        let told = without_id(page(&reader(&app).get(link).await, 404));
        assert_eq!(told, guessed, "nothing says which it is");
        let refused = without_id(page(&reader(&app).post_form(&format!("{link}/begin"), &agreed).await, 404));
        assert_eq!(refused, guessed);
    }
    let from_elsewhere = app.stranger().post_form(&format!("{closed}/begin"), &agreed).await;
    assert_eq!(from_elsewhere.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_says_what_was_counted_and_what_it_moved() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let api = app.client(Role::Recruiter).with("if-match", "*");
    let who = person(&api, "Robin Example").await;
    let stated = format!("/api/v1/people/{}/estimates", who.as_str().expect("an id"));
    let values =
        json!({ "skill.strategy": { "mean": 20, "se": 15 }, "skill.finance": { "mean": 20, "se": 0 } });
    api.put(&stated, values).await.json(200);
    let (link, invited) = invite(&app, &who, json!({ "source": "superior", "name": "Chris Chair" })).await;
    let path = format!("/invitations/{}", invited["id"].as_str().expect("an id"));
    let recruiter = browser(&app, Role::Recruiter).await;
    assert!(!page(&recruiter.get(&path).await, 200).contains("What was counted"));
    agree(&app, &link).await;
    answer_all(&app, &link, Form::Rater, 5).await;
    hand_in(&app, &link).await;
    let shown = page(&recruiter.get(&path).await, 200);
    let ratings = ratings(&app, &who).await;
    let n = ratings.len();
    let counted = format!("Counted: {n} ratings, {} of them on dimensions that nobody had measured.", n - 2);
    assert!(shown.contains(&counted), "{counted} in {shown}");
    let strategy = ratings.iter().find(|rating| rating["dimension"] == "skill.strategy").expect("a rating");
    let value = strategy["value"].as_f64().expect("points");
    // A superior's error is 20, so that the rating takes 20 ± 15 along by 225 parts of 625; what is certain stays.
    let moved = 20.0 + (value - 20.0) * 225.0 / 625.0;
    let moved = format!("They moved Strategy and positioning from 20 to {moved:.0}.");
    assert!(shown.contains(&moved), "{moved} in {shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_slowed_down() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let who = person(&app.client(Role::Recruiter), "Robin Example").await;
    let (link, _) = invite(&app, &who, json!({ "source": "superior", "name": "Chris Chair" })).await;
    for _ in 0..31 {
        assert_eq!(reader(&app).get("/q/guessed").await.status, 404);
    }
    assert_eq!(reader(&app).get("/q/guessed").await.status, 429);
    assert_eq!(reader(&app).get(&link).await.status, 429, "from this address nothing is told for a while");
    app.clock.pass_seconds(2);
    assert_eq!(reader(&app).get(&link).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_questionnaire_is_kept_by_browsers_or_told_to_others() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let who = person(&app.client(Role::Recruiter), "Robin Example").await;
    let (link, _) = invite(&app, &who, json!({ "source": "superior", "name": "Chris Chair" })).await;
    let notice = app.stranger().get(&link).await;
    assert_eq!(notice.header("referrer-policy"), "no-referrer");
    assert_eq!(notice.header("cache-control"), "no-store");
    assert!(notice.text().contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(!notice.text().contains("href=\"/\""), "there is no way to pages that are not theirs");
}
