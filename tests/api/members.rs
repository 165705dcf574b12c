//! Members of searches.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::searches::{begin, join};
use crate::support::snapshot;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    members_come_and_go,
    only_users_of_the_organisation_become_members,
}

async fn members_come_and_go(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 0, json!({})).await;
    let members = format!("{}/members", begun.path);
    join(&app, &begun, Role::Viewer).await;
    join(&app, &begun, Role::PanelMember).await;
    app.clock.pass_seconds(5);
    // Again changes nothing, not even the time.
    let before = recruiter.get(&members).await.json(200);
    join(&app, &begun, Role::Viewer).await;
    assert_eq!(recruiter.get(&members).await.json(200), before);
    snapshot::check_json("api/members", &before);
    let roles: Vec<&Value> =
        before["items"].as_array().expect("items").iter().map(|one| &one["role"]).collect();
    assert_eq!(roles, ["panel_member", "viewer"]);

    let viewer = app.client(Role::Viewer);
    assert_eq!(viewer.get(&members).await.json(200), before);
    let own = format!("{members}/{}", app.member(Role::Viewer).user.id);
    assert_eq!(viewer.delete(&own).await.problem(403).0, "denied");
    assert_eq!(viewer.put(&own, json!({})).await.problem(403).0, "denied");
    assert_eq!(recruiter.delete(&own).await.status, 204);
    assert_eq!(recruiter.delete(&own).await.problem(404).0, "not_found");
    assert_eq!(viewer.get(&begun.path).await.problem(404).0, "not_found");
}

async fn only_users_of_the_organisation_become_members(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = begin(&app, 0, json!({})).await;
    let foreign = app.foreign_client(Role::Viewer).get("/api/v1/searches").await;
    assert_eq!(foreign.json(200)["items"], json!([]));
    let ids = [
        app.foreign_member(Role::Viewer).user.id.to_string(),
        "01932c07-73c1-7cc6-a15f-4d1e3a5b6c7d".to_owned(),
        "me".to_owned(),
    ];
    for id in ids {
        let path = format!("{}/members/{id}", begun.path);
        assert_eq!(recruiter.put(&path, json!({})).await.problem(404).0, "not_found");
        assert_eq!(recruiter.delete(&path).await.problem(404).0, "not_found");
    }
    let own = format!("{}/members/{}", begun.path, app.foreign_member(Role::Admin).user.id);
    assert_eq!(app.foreign_client(Role::Admin).put(&own, json!({})).await.problem(404).0, "not_found");
    assert_eq!(recruiter.get(&format!("{}/members", begun.path)).await.json(200)["items"], json!([]));
}
