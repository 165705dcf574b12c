//! A CEO from the link to a page of their own, without an account: twelve questions, saved as they are answered, resumed on
//! another device, and passed on only if they wish.

use super::page;
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::questionnaires::{agree, instrument, invite, ratings, reader, send};
use crate::support::searches::begin;
use fit::instrument::Form;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    a_ceo_goes_from_the_link_to_their_page,
    what_was_answered_is_deleted_with_the_link,
}

/// A search, and a link for its CEO, who has agreed to the notice.
async fn invited(app: &App) -> (String, Value, String) {
    let begun = begin(app, 1, json!({})).await;
    let ceo = begun.search["ceo_id"].clone();
    let (link, invited) =
        invite(app, &ceo, json!({ "source": "self", "search_id": begun.search["id"] })).await;
    assert_eq!(invited["instrument"]["instrument"], "self-ceo");
    let notice = page(&app.stranger().get(&link).await, 200);
    assert!(notice.contains("invites you to find out what you could hand over"), "{notice}");
    assert!(notice.contains("is shown nothing of your answers until you pass them on"), "{notice}");
    agree(app, &link).await;
    (link, ceo, format!("/api/v1/invitations/{}", invited["id"].as_str().expect("an id")))
}

/// The first questions with these choices, as a form without scripts sends them; 0 leaves one out.
fn first(choices: &[u8]) -> String {
    let form = instrument(Form::Ceo);
    let fields = form.first_questions().zip(choices).filter(|(_, choice)| **choice > 0);
    let field = |((_, question), choice): ((_, &fit::instrument::Question), &u8)| {
        format!("choice.{0}={choice}&was.{0}=0%3A", question.id)
    };
    fields.map(field).collect::<Vec<_>>().join("&")
}

async fn a_ceo_goes_from_the_link_to_their_page(database: TestDatabase) {
    let app = App::start(database).await;
    let (link, ceo, invitation) = invited(&app).await;
    let state = async || app.client(Role::Recruiter).get(&invitation).await.json(200)["state"].clone();
    let begun = reader(&app).get(&link).await;
    let questions = format!("{link}/first");
    assert_eq!((begun.status.as_u16(), begun.header("location")), (303, &*questions));
    let asked = page(&reader(&app).get(&questions).await, 200);
    assert_eq!(asked.matches("<fieldset").count(), 12, "{asked}");
    assert!(
        !asked.contains(" checked") && !asked.contains("type=\"range\""),
        "nothing looks answered: {asked}"
    );

    // Three answers on one device, without scripts: little strategy, no capital, no operations.
    let kept = reader(&app).post_form(&questions, &first(&[5, 0, 1, 1])).await;
    assert_eq!((kept.status.as_u16(), kept.header("location")), (303, &*link), "{}", kept.text());
    // The link on another device goes on where they were.
    let resumed = page(&app.stranger().get(&link).await, 200);
    assert!(resumed.contains("3 of the first 12 questions are answered"), "{resumed}");
    assert!(resumed.contains("from 3 of your own answers"), "{resumed}");
    let again = page(&reader(&app).get(&questions).await, 200);
    assert_eq!(again.matches(" checked").count(), 3, "{again}");
    // Gaps are those that were answered. The others stand apart.
    let table =
        resumed.split("<table").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a table");
    assert_eq!(table.matches("scope=\"row\"").count(), 2, "{table}");
    assert!(table.contains("Operations management") && !table.contains("Investors"), "{table}");
    assert!(resumed.contains("Not answered yet, and so not ranked: investors and capital"), "{resumed}");

    // The rest, one by one as a script sends it.
    let form = instrument(Form::Ceo);
    for (_, question) in form.first_questions().skip(4) {
        assert_eq!(send(&app, &link, &question.id, "4", 0).await.json(200)["is_kept"], true);
    }
    assert_eq!(send(&app, &link, "skill-capital-a", "none", 0).await.json(200)["is_kept"], true);
    let whole = page(&reader(&app).get(&link).await, 200);
    assert!(!whole.contains("of the first 12 questions"), "{whole}");
    assert!(whole.contains("<li>The daily business: what is made, delivered and served</li>"), "{whole}");
    assert!(whole.contains("runs a large daily business without alarms;"), "{whole}");
    assert!(whole.contains("What have you and the board promised about your succession"), "{whole}");
    assert!(whole.contains("Answer six questions on it"), "{whole}");

    // The situation chooses the COO type, and says why.
    let situation = format!("{link}/situation");
    assert_eq!(page(&reader(&app).get(&situation).await, 200).matches("<fieldset").count(), 6);
    let fields = "choice.situation-succession=1&was.situation-succession=0%3A";
    assert_eq!(reader(&app).post_form(&situation, fields).await.status, 303);
    let typed = page(&reader(&app).get(&link).await, 200);
    assert!(typed.contains("<strong>Heir apparent</strong>, because succession is expected"), "{typed}");
    assert!(!typed.contains("% of what this type"), "no share of gaps: {typed}");
    let pdf = reader(&app).get(&format!("{link}/page.pdf")).await;
    assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, "application/pdf"));

    // Nothing is passed on before they say so.
    assert_eq!((ratings(&app, &ceo).await.len(), state().await), (0, json!("started")));
    let passed = reader(&app).post_form(&format!("{link}/submit"), "").await;
    assert_eq!((passed.status.as_u16(), passed.header("location")), (303, &*link), "{}", passed.text());
    assert_eq!(state().await, "done");
    let rated = ratings(&app, &ceo).await;
    assert!(rated.iter().all(|rating| rating["source"] == "self"), "{rated:?}");
    let of = |dimension: &str| rated.iter().find(|rating| rating["dimension"] == dimension).cloned();
    assert_eq!(of("skill.operations").map(|rating| rating["value"].clone()), Some(json!(0.0)));
    assert_eq!(of("skill.capital"), None, "cannot say is no value");
    assert!(page(&reader(&app).get(&link).await, 200).contains("Your answers were passed on on"));
}

async fn what_was_answered_is_deleted_with_the_link(database: TestDatabase) {
    let app = App::start(database).await;
    let (link, ceo, invitation) = invited(&app).await;
    let nothing = reader(&app).post_form(&format!("{link}/submit"), "").await;
    assert_eq!(nothing.header("location"), format!("{link}/first"), "there is nothing to pass on yet");
    reader(&app).post_form(&format!("{link}/first"), &first(&[1; 12])).await;
    reader(&app).post_form(&format!("{link}/submit"), "").await;
    assert!(!ratings(&app, &ceo).await.is_empty());
    let gone = page(&reader(&app).post_form(&format!("{link}/delete"), "").await, 200);
    assert!(gone.contains("Your answers are deleted"), "{gone}");
    assert_eq!(reader(&app).get(&link).await.status, 404);
    assert!(ratings(&app, &ceo).await.is_empty(), "what was passed on goes as well");
    assert_eq!(app.client(Role::Recruiter).get(&invitation).await.json(200)["state"], "revoked");
    let audit = app.client(Role::Admin).get("/api/v1/audit?limit=200").await.json(200);
    let actions = audit["items"].as_array().expect("a list").iter().map(|entry| entry["action"].clone());
    assert!(actions.collect::<Vec<_>>().contains(&json!("questionnaire.remove")), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_ceo_has_a_page_of_their_own() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = begin(&app, 1, json!({})).await;
    let candidate = app.client(Role::Recruiter).get(&begun.candidates[0]).await.json(200);
    let (link, _) = invite(&app, &candidate["person_id"], json!({ "source": "self" })).await;
    agree(&app, &link).await;
    for part in ["first", "situation", "page.pdf"] {
        assert_eq!(reader(&app).get(&format!("{link}/{part}")).await.status, 404, "{part}");
    }
    assert_eq!(reader(&app).post_form(&format!("{link}/delete"), "").await.status, 404);
    let question = send(&app, &link, "situation-succession", "1", 0).await;
    assert_eq!(question.status, 422, "{}", question.text());
}
