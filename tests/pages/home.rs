//! The start: what each search waits for, for each of those who see it.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{begin, join};
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
    text[at + 14..].split("</li>").next().expect("an end").to_owned()
}

async fn every_search_says_what_it_waits_for(database: TestDatabase) {
    let app = App::start(database).await;
    let empty = page(&browser(&app, Role::Recruiter).await.get("/").await, 200);
    assert!(empty.contains("Load the worked example") && empty.contains("href=\"/searches/new\""), "{empty}");
    let onlooker = page(&browser(&app, Role::Viewer).await.get("/").await, 200);
    assert!(!onlooker.contains("<button class=\"second\">Load") && !onlooker.contains("/searches/new"));

    let bare = begin(&app, 0, json!({})).await;
    assert!(waits(&app, Role::Recruiter).await.contains("Waits for candidates."));
    app.client(Role::Recruiter).delete(&bare.path).await;

    let begun = measured(&app, 2, json!({ "title": "<b>COO</b> & more" })).await;
    assert!(waits(&app, Role::Recruiter).await.contains("Ready to be computed."));
    let text = page(&browser(&app, Role::Recruiter).await.get("/").await, 200);
    assert!(text.contains("&#60;b&#62;COO&#60;/b&#62; &#38; more") && !text.contains("<b>COO"), "{text}");
    let unseen = page(&browser(&app, Role::PanelMember).await.get("/").await, 200);
    assert!(!unseen.contains("COO"), "who is no member sees nothing: {unseen}");
    for role in [Role::PanelMember, Role::Viewer] {
        join(&app, &begun, role).await;
    }
    computed(&app, &begun).await;
    assert!(waits(&app, Role::Recruiter).await.contains("0 of 1 panel members have judged."));
    let own = waits(&app, Role::PanelMember).await;
    assert!(
        own.contains("your judgement of 2 candidates") && own.contains("/panel\">Give your judgement"),
        "{own}"
    );
    assert!(waits(&app, Role::Viewer).await.contains("0 of 1 panel members have judged."));

    let finalist = app.client(Role::Recruiter).with("if-match", "*");
    finalist.patch(&begun.candidates[0], json!({ "is_finalist": true })).await.json(200);
    assert!(waits(&app, Role::PanelMember).await.contains("your judgement of 1 finalist;"));
    begun.judge(&app, Role::PanelMember).await;
    let ready = waits(&app, Role::Recruiter).await;
    assert!(ready.contains("Ready for the decision: 1 of 1 panel members have judged."), "{ready}");

    finalist.patch(&begun.path, json!({ "role_type": "executor" })).await.json(200);
    let outdated = waits(&app, Role::Recruiter).await;
    assert!(outdated.contains("Out of date: another kind of COO is asked for."), "{outdated}");
    begun.decide(&app).await;
    let decided = waits(&app, Role::Viewer).await;
    assert!(decided.contains("Decided on 2026-11-23 for Robin Example 1."), "{decided}");
    begun.withdraw(&app).await;
    finalist.patch(&begun.path, json!({ "state": "closed" })).await.json(200);
    assert!(waits(&app, Role::Recruiter).await.contains("Closed on 2026-11-23 without a decision."));
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
    assert!(page(&recruiter.get("/?q=nothing").await, 200).contains("No search fits this filter."));
    assert!(page(&recruiter.get("/?state=closed").await, 200).contains("No search fits this filter."));
}
