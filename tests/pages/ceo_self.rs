//! A CEO about themself: values by hand, the gaps at once, and nothing kept unless asked for.

use super::{browser, field, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::program::{CEO, file};
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

on_each_database! {
    gaps_are_shown_and_nothing_is_kept,
    what_was_answered_is_kept_where_asked_for,
    answers_begin_from_a_person_or_a_file,
}

const ANSWERS: &str = "name=Casey+%3CChief%3E&ceo.estimates.skill.operations=20&ceo.estimates.skill.strategy=85&\
                       ceo.estimates.skill.finance=&do=show";

async fn gaps_are_shown_and_nothing_is_kept(database: TestDatabase) {
    let app = App::start(database).await;
    for role in [Role::Viewer, Role::Recruiter] {
        let ceo = browser(&app, role).await;
        let form = page(&ceo.get("/self").await, 200);
        assert!(form.contains("name=\"ceo.estimates.skill.operations\""), "{form}");
        let result = page(&ceo.post_form("/self", ANSWERS).await, 200);
        assert!(result.contains("id=\"gaps\"") && result.contains("id=\"ideal\""), "{result}");
        assert!(result.contains("Casey &#60;Chief&#62;") && !result.contains("<Chief>"), "{result}");
        assert_eq!(result.contains("Keep as a person on file"), role == Role::Recruiter, "{result}");
        let edited = page(&ceo.post_form("/self", &ANSWERS.replace("do=show", "do=edit")).await, 200);
        assert!(
            edited.contains("value=\"85\"") && edited.contains("value=\"Casey &#60;Chief&#62;\""),
            "{edited}"
        );
    }
    let people = app.client(Role::Recruiter).get("/api/v1/people").await.json(200);
    assert_eq!(people["items"], json!([]));
    let denied =
        browser(&app, Role::Viewer).await.post_form("/self", &ANSWERS.replace("do=show", "do=keep")).await;
    assert_eq!(denied.status, 403);
}

async fn what_was_answered_is_kept_where_asked_for(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let wrong = ANSWERS.replace("=20", "=plenty").replace("=85", "=850");
    let wrong = page(&recruiter.post_form("/self", &wrong).await, 422);
    assert!(
        wrong.contains("href=\"#ceo.estimates.skill.operations\"") && wrong.contains("value=\"plenty\""),
        "{wrong}"
    );
    let mut seen = Transcript::default();
    seen.add_notices("no number", &wrong);
    let far = page(&recruiter.post_form("/self", &ANSWERS.replace("=85", "=850")).await, 422);
    assert!(far.contains("href=\"#ceo.estimates.skill.strategy\"") && far.contains("value=\"850\""), "{far}");
    let nothing = page(&recruiter.post_form("/self", "do=show").await, 422);
    seen.add_notices("nothing", &nothing);
    seen.check("pages/ceo-self");
    let kept = recruiter.post_form("/self", &ANSWERS.replace("do=show", "do=keep")).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let path = kept.header("location").strip_suffix("?done=kept").expect("where they are").to_owned();
    let estimates = app.client(Role::Recruiter).get(&format!("/api/v1{path}/estimates")).await.json(200);
    let items = estimates["items"].as_array().expect("values");
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|item| item["origin"] == "direct"), "{estimates}");
}

async fn answers_begin_from_a_person_or_a_file(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let from_file = format!("do=file&file={}", field(&file(CEO)));
    let filled = page(&recruiter.post_form("/self", &from_file).await, 200);
    assert!(filled.contains("value=\"Leonie Harkamp\"") && filled.contains("value=\"88\""), "{filled}");
    let bad = page(&recruiter.post_form("/self", "do=file&file=%7B+%22id%22%3A+1").await, 422);
    assert!(bad.contains("href=\"#file\"") && bad.contains("{ &#34;id&#34;: 1"), "{bad}");
    let mut seen = Transcript::default();
    seen.add_notices("a file that is no JSON", &bad);
    seen.check("pages/ceo-self-file");
    let kept = ANSWERS.replace("do=show", "do=keep");
    let path = recruiter.post_form("/self", &kept).await.header("location").to_owned();
    let id = path.trim_start_matches("/people/").trim_end_matches("?done=kept").to_owned();
    let begun = page(&recruiter.get(&format!("/self?person={id}")).await, 200);
    assert!(begun.contains("value=\"85\"") && begun.contains("value=\"20\""), "{begun}");
    let viewer = browser(&app, Role::Viewer).await;
    assert_eq!(viewer.get(&format!("/self?person={id}")).await.status, 403);
}
