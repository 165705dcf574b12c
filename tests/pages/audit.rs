//! The audit log as a page.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::snapshot::Transcript;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    entries_are_found_exported_and_verified,
}

async fn entries_are_found_exported_and_verified(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    for _ in 0..60 {
        recruiter.post("/api/v1/people", json!({ "name": "Robin Secret" })).await.json(201);
    }
    app.clock.pass_seconds(24 * 60 * 60);
    let admin = browser(&app, Role::Admin).await;
    let rows = |text: &str| text.matches("<tr><th scope=\"row\"").count();
    let all = page(&admin.get("/admin/audit").await, 200);
    assert!(rows(&all) == 50 && all.contains("Older entries") && !all.contains("Secret"), "{all}");

    let user = &app.member(Role::Recruiter).user.id;
    let filter = format!("action=person.create&user_id={user}&from=2026-11-23&to=2026-11-23");
    let found = page(&admin.get(&format!("/admin/audit?{filter}")).await, 200);
    let next = found.split("href=\"").find(|part| part.contains("cursor=")).expect("older ones");
    let next = next.split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&");
    assert_eq!((rows(&found), rows(&page(&admin.get(&next).await, 200))), (50, 10));
    let csv = admin.get(&format!("/admin/audit/entries.csv?{filter}")).await;
    assert_eq!(csv.text().lines().count(), 61);
    assert!(
        csv.text().starts_with("\u{feff}seq,at,user_id,via,action,")
            && csv.header("content-disposition").contains("audit.csv")
    );
    let exported = admin.get(&format!("/admin/audit/entries.json?{filter}")).await.json(200);
    assert!(exported.as_array().expect("a list").iter().all(|entry| entry["action"] == "person.create"));
    assert_eq!(exported.as_array().map(Vec::len), Some(60));
    for nothing in ["from=2026-11-25", "to=2026-11-22", "action=person.erase", "subject=%3Cb%3E"] {
        let empty = page(&admin.get(&format!("/admin/audit?{nothing}")).await, 200);
        assert!(rows(&empty) == 0 && empty.contains("Nothing fits") && !empty.contains("<b>"), "{nothing}");
    }
    let wrong = page(&admin.get("/admin/audit?from=yesterday&to=2026-02-30").await, 422);
    assert!(
        wrong.contains("href=\"#from\"")
            && wrong.contains("href=\"#to\"")
            && wrong.contains("value=\"yesterday\"")
    );
    let mut seen = Transcript::default();
    seen.add_notices("days that are none", &wrong);
    let verified = page(&admin.get("/admin/audit?verify=yes").await, 200);
    seen.add_notices("verified", &verified);

    // The same through the API.
    let api = app.client(Role::Admin);
    let found = api.get(&format!("/api/v1/audit?limit=1&{filter}")).await.json(200);
    assert_eq!(found["items"][0], exported[0]);
    let (code, problem) = api.get("/api/v1/audit?from=2026-13-01").await.problem(422);
    assert_eq!((code.as_str(), &problem["errors"][0]["pointer"]), ("invalid", &Value::from("/from")));

    let glance = page(&admin.get("/admin").await, 200);
    for said in
        ["<h1>Acme Search</h1>", "All is well.", ">60</a>", "30 minutes without use", "nothing failed"]
    {
        assert!(glance.contains(said), "{said}: {glance}");
    }
    seen.check("pages/audit");
}
