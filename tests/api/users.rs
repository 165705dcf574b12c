//! Users, as an admin keeps them.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::snapshot::{self, Transcript};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    users_are_added_read_and_changed,
    what_will_not_do_is_told_by_its_place,
    an_address_is_one_user_s,
    somebody_is_left_to_keep_users,
    whoever_is_shut_out_has_no_token_any_more,
    one_sees_who_one_is,
}

const USERS: &str = "/api/v1/users";

async fn users_are_added_read_and_changed(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let input = json!({ "email": " New@Acme.example ", "name": " Noor ", "role": "viewer" });
    let made = admin.post(USERS, input).await;
    let user = made.json(201);
    snapshot::check_json("api/user", &user);
    assert_eq!(
        (&user["email"], &user["name"], &user["role"]),
        (&json!("new@acme.example"), &json!("Noor"), &json!("viewer"))
    );
    assert_eq!((&user["revision"], &user["disabled_at"]), (&json!(1), &Value::Null));
    assert!(!made.text().contains("password") && !made.text().contains("org_id"), "{}", made.text());
    let path = made.header("location").to_owned();
    let read = admin.get(&path).await;
    assert_eq!(read.json(200), user);
    let etag = read.header("etag").to_owned();

    assert_eq!(admin.patch(&path, json!({ "name": "N" })).await.problem(428).0, "if_match_missing");
    app.clock.pass_seconds(60);
    let changed = admin.clone().with("if-match", &*etag).patch(&path, json!({ "role": "recruiter" })).await;
    let now = changed.json(200);
    assert_eq!(
        (&now["role"], &now["name"], &now["revision"]),
        (&json!("recruiter"), &json!("Noor"), &json!(2))
    );
    assert_ne!(now["updated_at"], user["updated_at"]);
    let stale = admin.clone().with("if-match", etag).patch(&path, json!({ "name": "Stale" })).await;
    assert_eq!(stale.problem(412).0, "stale");
    assert_eq!(admin.get(&path).await.json(200), now);

    let listed = admin.get(USERS).await.json(200);
    let names: Vec<&str> =
        listed["items"].as_array().expect("items").iter().filter_map(|user| user["name"].as_str()).collect();
    assert_eq!(names.len(), 5);
    assert!(names.contains(&"Noor"), "{names:?}");
    let there = app.foreign_client(Role::Admin).get(USERS).await.json(200);
    assert_eq!(there["items"].as_array().expect("items").len(), 4);
    let found = admin.get("/api/v1/audit?action=user.change&limit=1").await.json(200);
    assert_eq!(found["items"][0]["fields"], "role");
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin);
    let problem =
        admin.post(USERS, json!({ "email": "nowhere", "name": " ", "role": "viewer" })).await.problem(422).1;
    let mut told = Transcript::default();
    told.add_problem("an address and a name that are none", &problem);
    for body in [
        json!({ "email": "a@b.example", "name": "A", "role": "owner" }),
        json!({ "email": "a@b.example", "name": "A", "role": "viewer", "is_admin": true }),
        json!({ "email": "a@b.example", "role": "viewer" }),
    ] {
        told.add_problem(&body, &admin.post(USERS, body.clone()).await.problem(422).1);
    }
    told.check("api/user-refused");
}

async fn an_address_is_one_user_s(database: TestDatabase) {
    let app = App::start(database).await;
    let input = json!({ "email": "VIEWER@acme.example", "name": "Another", "role": "viewer" });
    for client in [app.client(Role::Admin), app.foreign_client(Role::Admin)] {
        assert_eq!(client.post(USERS, input.clone()).await.problem(409).0, "email_taken");
    }
}

async fn somebody_is_left_to_keep_users(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin).with("if-match", "*");
    let path = format!("{USERS}/{}", app.member(Role::Admin).user.id);
    for change in [json!({ "role": "viewer" }), json!({ "is_disabled": true })] {
        assert_eq!(admin.patch(&path, change).await.problem(409).0, "last_admin");
    }
    let other = format!("{USERS}/{}", app.member(Role::Viewer).user.id);
    admin.patch(&other, json!({ "role": "admin", "is_disabled": true })).await.json(200);
    // An admin who is shut out keeps nobody.
    assert_eq!(admin.patch(&path, json!({ "role": "viewer" })).await.problem(409).0, "last_admin");
    admin.patch(&other, json!({ "is_disabled": false })).await.json(200);
    admin.patch(&path, json!({ "role": "viewer" })).await.json(200);
    assert_eq!(admin.get(USERS).await.problem(403).0, "denied");
}

async fn whoever_is_shut_out_has_no_token_any_more(database: TestDatabase) {
    let app = App::start(database).await;
    let admin = app.client(Role::Admin).with("if-match", "*");
    let path = format!("{USERS}/{}", app.member(Role::Viewer).user.id);
    for (is_disabled, status) in [(true, 401), (false, 401)] {
        let user = admin.patch(&path, json!({ "is_disabled": is_disabled })).await.json(200);
        assert_eq!(user["disabled_at"].is_string(), is_disabled);
        assert_eq!(app.client(Role::Viewer).get("/api/v1/me").await.status, status);
    }
}

async fn one_sees_who_one_is(database: TestDatabase) {
    let app = App::start(database).await;
    for &role in Role::ALL {
        let me = app.client(role).get("/api/v1/me").await.json(200);
        assert_eq!((&me["id"], &me["role"]), (&json!(app.member(role).user.id), &json!(role.name())));
    }
}
