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
    let path = format!("{}/brief", begun.path.replace("/api/v1", ""));
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&path).await, 200);
    for part in ["value=\"executor\"", "value=\"\" checked"] {
        assert!(shown.contains(part), "{part}");
    }
    let mut seen = Transcript::default();
    seen.add_page("the need", &shown);
    let revision = after(&shown, "name=\"revision\" value=\"").to_owned();
    let form = format!("revision={revision}&role_type=mentor");
    let done = client.post_form(&format!("{path}/type"), &form).await;
    assert_eq!(done.header("location"), format!("{path}?done=kind"));
    seen.add_notices("chosen", &page(&client.get(done.header("location")).await, 200));
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!(search["role_type"], "mentor");
    assert!(page(&client.get(&path).await, 200).contains("value=\"mentor\" checked"));

    // From a page that has grown old: nothing is lost, and what was chosen stays ticked.
    let stale = page(
        &client.post_form(&format!("{path}/type"), &format!("revision={revision}&role_type=executor")).await,
        412,
    );
    page(&client.post_form(&format!("{path}/type"), "role_type=executor").await, 412);
    assert!(stale.contains("value=\"executor\" checked"));
    seen.add_notices("from a stale page", &stale);
    let revision = after(&stale, "name=\"revision\" value=\"").to_owned();
    let unknown = page(
        &client.post_form(&format!("{path}/type"), &format!("revision={revision}&role_type=wizard")).await,
        422,
    );
    assert!(unknown.contains("href=\"#role_type\""), "{unknown}");
    seen.add_notices("an unknown kind", &unknown);
    seen.check("pages/need");
    client.post_form(&format!("{path}/type"), &format!("revision={revision}&role_type=")).await;
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert!(search["role_type"].is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_on_reads_the_kinds_and_chooses_none() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = begin(&app, 0, json!({})).await;
    let path = format!("{}/brief", begun.path.replace("/api/v1", ""));
    for role in [Role::PanelMember, Role::Viewer] {
        join(&app, &begun, role).await;
        let client = browser(&app, role).await;
        let shown = page(&client.get(&path).await, 200);
        assert!(shown.contains("COO type") && !shown.contains("type=\"radio\""), "{role}");
        assert!(shown.contains("Nothing about Casey Chief has been measured"), "{shown}");
        page(&client.post_form(&format!("{path}/type"), "revision=1&role_type=mentor").await, 403);
    }
}

/// The mandate is written, the CEO changed until somebody has judged, and each line of the checklist leads on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_brief_says_what_is_outstanding() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = begin(&app, 1, json!({})).await;
    let search = begun.path.replace("/api/v1", "");
    let path = format!("{search}/brief");
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&path).await, 200);
    let ceo = begun.search["ceo_id"].as_str().expect("an id");
    for line in [
        format!("<a class=\"button\" href=\"/people/{ceo}/invite?source=self&#38;search="),
        format!("href=\"{search}/brief#about\""),
        format!("href=\"{search}/find\""),
        format!("href=\"{search}/candidates#apart\""),
        format!("href=\"{search}/panel#members\""),
        format!("href=\"{search}/decision\""),
    ] {
        assert!(shown.contains(&line), "{line}: {shown}");
    }
    assert_eq!(shown.matches("class=\"button\" href").count(), 1, "one is next: {shown}");
    let revision = after(&shown, "name=\"revision\" value=\"").to_owned();
    let form = format!("revision={revision}&mandate=%3Cb%3EGrow&context=Small");
    let saved = client.post_form(&path, &form).await;
    assert_eq!(saved.header("location"), format!("{path}?done=saved"));
    let stale = page(&client.post_form(&path, &form).await, 412);
    assert!(stale.contains("&#60;b&#62;Grow"), "what was typed is kept: {stale}");
    assert!(page(&client.get(&path).await, 200).contains("&#60;b&#62;Grow"));

    let other = crate::support::searches::person(&app.client(Role::Recruiter), "Other Chief").await;
    let choose = page(&client.get(&format!("{path}/ceo?q=other")).await, 200);
    assert!(choose.contains("Other Chief") && !choose.contains("Casey Chief</"), "{choose}");
    page(&client.post_form(&format!("{path}/ceo"), "revision=2").await, 422);
    let form = format!("revision=2&ceo_id={}", other.as_str().expect("an id"));
    assert_eq!(
        client.post_form(&format!("{path}/ceo"), &form).await.header("location"),
        format!("{path}?done=saved")
    );
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!(search["ceo_id"], other);

    join(&app, &begun, Role::PanelMember).await;
    begun.judge(&app, Role::PanelMember).await;
    let refused = app.client(Role::Recruiter).with("if-match", "*");
    let (code, _) = refused.patch(&begun.path, json!({ "ceo_id": ceo })).await.problem(409);
    assert_eq!(code, "judged");
    assert!(!page(&client.get(&path).await, 200).contains("Change the CEO"));
    // Whoever looks on reads the brief without what is outstanding.
    let member = page(&browser(&app, Role::PanelMember).await.get(&path).await, 200);
    assert!(member.contains("&#60;b&#62;Grow") && !member.contains("Outstanding"), "{member}");
}

/// Six questions on the situation speak for COO types and say why. A person chooses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_situation_speaks_for_coo_types() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = begin(&app, 0, json!({})).await;
    let path = format!("{}/brief", begun.path.replace("/api/v1", ""));
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&path).await, 200);
    assert_eq!(shown.matches("<select id=\"q.situation-").count(), 6, "{shown}");
    assert!(!shown.contains("id=\"speaks\"") && !shown.contains("% of what this type"), "{shown}");
    let form =
        "revision=0&q.situation-strategy=1&q.situation-turnaround=3&q.situation-ceo=1&q.situation-keep=";
    let saved = client.post_form(&format!("{path}/situation"), form).await;
    assert_eq!(saved.header("location"), format!("{path}?done=saved#speaks"), "{}", saved.text());
    let shown = page(&client.get(&path).await, 200);
    let executor = "<strong>Executor</strong>, because the strategy is settled and results lag behind it and the company";
    let mentor = "<strong>Mentor</strong>, because somebody who has seen this stage before";
    let places = [executor, mentor].map(|line| shown.find(line).unwrap_or_else(|| panic!("{line}: {shown}")));
    assert!(places[0] < places[1], "equal points, in the framework's order");
    let kinds = ["executor", "mentor", "change-agent"].map(|kind| shown.find(&format!("value=\"{kind}\"")));
    assert!(kinds.is_sorted(), "what the situation speaks for comes first: {kinds:?}");
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert!(search["role_type"].is_null(), "nothing is chosen by itself");

    page(&client.post_form(&format!("{path}/situation"), form).await, 412);
    let unknown = "revision=1&q.situation-strategy=9";
    let refused = page(&client.post_form(&format!("{path}/situation"), unknown).await, 422);
    assert!(refused.contains("href=\"#q.situation-strategy\""), "{refused}");
    join(&app, &begun, Role::Viewer).await;
    let viewer = page(&browser(&app, Role::Viewer).await.get(&path).await, 200);
    assert!(viewer.contains("id=\"speaks\"") && !viewer.contains("q.situation-"), "{viewer}");
}
