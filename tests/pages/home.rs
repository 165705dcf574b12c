//! The start: what each search waits for, for each of those who see it.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{begin, join};
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

on_each_database! {
    every_search_says_what_it_waits_for,
    the_list_is_narrowed_and_paged,
}

/// What the start says of the one search that a role sees.
async fn waits(app: &App, role: Role) -> String {
    let text = page(&browser(app, role).await.get("/").await, 200);
    let at = text.find("class=\"waits\">").unwrap_or_else(|| panic!("no search in {text}"));
    format!("<span {}", text[at..].split("</li>").next().expect("an end"))
}

async fn every_search_says_what_it_waits_for(database: TestDatabase) {
    let app = App::start(database).await;
    let empty = page(&browser(&app, Role::Recruiter).await.get("/").await, 200);
    assert!(empty.contains("href=\"/searches/new\""), "{empty}");
    let mut seen = Transcript::default();
    seen.add_page("no searches", &empty);
    let onlooker = page(&browser(&app, Role::Viewer).await.get("/").await, 200);
    assert!(!onlooker.contains("<button class=\"second\">Load") && !onlooker.contains("/searches/new"));

    let bare = begin(&app, 0, json!({})).await;
    seen.add_words("no candidates", &waits(&app, Role::Recruiter).await);
    app.client(Role::Recruiter).delete(&bare.path).await;

    let begun = measured(&app, 2, json!({ "title": "<b>COO</b> & more" })).await;
    seen.add_words("measured", &waits(&app, Role::Recruiter).await);
    let text = page(&browser(&app, Role::Recruiter).await.get("/").await, 200);
    assert!(text.contains("&#60;b&#62;COO&#60;/b&#62; &#38; more") && !text.contains("<b>COO"), "{text}");
    let unseen = page(&browser(&app, Role::PanelMember).await.get("/").await, 200);
    assert!(!unseen.contains("COO"), "who is no member sees nothing: {unseen}");
    for role in [Role::PanelMember, Role::Viewer] {
        join(&app, &begun, role).await;
    }
    computed(&app, &begun).await;
    seen.add_words("computed, for the recruiter", &waits(&app, Role::Recruiter).await);
    let own = waits(&app, Role::PanelMember).await;
    assert!(own.contains("/panel\">Give your judgement"), "{own}");
    seen.add_words("computed, for the panel", &own);
    seen.add_words("computed, for a viewer", &waits(&app, Role::Viewer).await);

    let finalist = app.client(Role::Recruiter).with("if-match", "*");
    finalist.patch(&begun.candidates[0], json!({ "is_finalist": true })).await.json(200);
    seen.add_words("a finalist, for the panel", &waits(&app, Role::PanelMember).await);
    begun.judge(&app, Role::PanelMember).await;
    seen.add_words("judged", &waits(&app, Role::Recruiter).await);

    finalist.patch(&begun.path, json!({ "role_type": "executor" })).await.json(200);
    seen.add_words("changed since", &waits(&app, Role::Recruiter).await);
    begun.decide(&app).await;
    seen.add_words("decided, for a viewer", &waits(&app, Role::Viewer).await);
    begun.withdraw(&app).await;
    finalist.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    seen.add_words("closed", &waits(&app, Role::Recruiter).await);
    seen.check("pages/home");
}

async fn the_list_is_narrowed_and_paged(database: TestDatabase) {
    let app = App::start(database).await;
    for index in 0..51 {
        begin(&app, 0, json!({ "title": format!("Search no. {index}") })).await;
    }
    let recruiter = browser(&app, Role::Recruiter).await;
    let first = page(&recruiter.get("/").await, 200);
    let next = super::after(&first, "<p class=\"pages\"><a href=\"").replace("&#38;", "&");
    let second = page(&recruiter.get(&next).await, 200);
    assert_eq!(
        (first.matches("class=\"waits\"").count(), second.matches("class=\"waits\"").count()),
        (50, 1)
    );
    let found = page(&recruiter.get("/?q=no.+50&state=open").await, 200);
    assert_eq!(found.matches("class=\"waits\"").count(), 1, "{found}");
    assert!(found.contains("value=\"no. 50\""), "{found}");
    let mut seen = Transcript::default();
    seen.add_page("nothing of that name", &page(&recruiter.get("/?q=nothing").await, 200));
    seen.add_page("none that is closed", &page(&recruiter.get("/?state=closed").await, 200));
    seen.check("pages/home-filtered");
}
