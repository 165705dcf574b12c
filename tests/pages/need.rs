//! What the CEO needs, and which kind of COO to look for.

use super::{after, browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::panels::measured;
use crate::support::searches::{begin, join};
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_need_is_there_before_any_candidate_and_a_kind_is_chosen_from_it() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 0, json!({})).await;
    let path = format!("{}/need", begun.path.replace("/api/v1", ""));
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&path).await, 200);
    for part in ["value=\"executor\"", "value=\"\" checked"] {
        assert!(shown.contains(part), "{part}");
    }
    let mut seen = Transcript::default();
    seen.add_page("the need", &shown);
    let revision = after(&shown, "name=\"revision\" value=\"").to_owned();
    let form = format!("revision={revision}&role_type=mentor");
    let done = client.post_form(&path, &form).await;
    assert_eq!(done.header("location"), format!("{path}?done=kind"));
    seen.add_notices("chosen", &page(&client.get(done.header("location")).await, 200));
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!(search["role_type"], "mentor");
    assert!(page(&client.get(&path).await, 200).contains("value=\"mentor\" checked"));

    // From a page that has grown old: nothing is lost, and what was chosen stays ticked.
    let stale = page(&client.post_form(&path, &format!("revision={revision}&role_type=executor")).await, 412);
    page(&client.post_form(&path, "role_type=executor").await, 412);
    assert!(stale.contains("value=\"executor\" checked"));
    seen.add_notices("from a stale page", &stale);
    let revision = after(&stale, "name=\"revision\" value=\"").to_owned();
    let unknown = page(&client.post_form(&path, &format!("revision={revision}&role_type=wizard")).await, 422);
    assert!(unknown.contains("href=\"#role_type\""), "{unknown}");
    seen.add_notices("an unknown kind", &unknown);
    seen.check("pages/need");
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
