//! What the CEO needs, and which kind of COO to look for.

use super::{after, browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::panels::measured;
use crate::support::searches::{begin, join};
use serde_json::json;
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_need_is_there_before_any_candidate_and_a_kind_is_chosen_from_it() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 0, json!({})).await;
    let path = format!("{}/need", begun.path.replace("/api/v1", ""));
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&path).await, 200);
    for part in [
        "Is a COO the answer?",
        "Casey Chief leaves for a partner to cover",
        "Delegate to the COO",
        "Which kind of COO",
        "The ideal counterpart",
        "value=\"executor\"",
        "value=\"\" checked",
    ] {
        assert!(shown.contains(part), "{part}");
    }
    let revision = after(&shown, "name=\"revision\" value=\"").to_owned();
    let form = format!("revision={revision}&role_type=mentor");
    let done = client.post_form(&path, &form).await;
    assert_eq!(done.header("location"), format!("{path}?done=kind"));
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!(search["role_type"], "mentor");
    assert!(page(&client.get(&path).await, 200).contains("value=\"mentor\" checked"));

    // From a page that has grown old: nothing is lost, and what was chosen stays ticked.
    let stale = page(&client.post_form(&path, &format!("revision={revision}&role_type=executor")).await, 412);
    page(&client.post_form(&path, "role_type=executor").await, 412);
    assert!(stale.contains("Someone else has changed this") && stale.contains("value=\"executor\" checked"));
    let revision = after(&stale, "name=\"revision\" value=\"").to_owned();
    let unknown = page(&client.post_form(&path, &format!("revision={revision}&role_type=wizard")).await, 422);
    assert!(unknown.contains("href=\"#role_type\""), "{unknown}");
    client.post_form(&path, &format!("revision={revision}&role_type=")).await;
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert!(search["role_type"].is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_on_reads_the_kinds_and_chooses_none() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = begin(&app, 0, json!({})).await;
    let path = format!("{}/need", begun.path.replace("/api/v1", ""));
    for role in [Role::PanelMember, Role::Viewer] {
        join(&app, &begun, role).await;
        let client = browser(&app, role).await;
        let shown = page(&client.get(&path).await, 200);
        assert!(shown.contains("Which kind of COO") && !shown.contains("type=\"radio\""), "{role}");
        assert!(shown.contains("Nothing about Casey Chief has been measured"), "{shown}");
        page(&client.post_form(&path, "revision=1&role_type=mentor").await, 403);
    }
}
