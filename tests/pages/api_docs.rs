//! The API reference: every operation and every schema, with links that lead somewhere, from this server alone.

use super::page;
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use serde_json::Value;
use std::collections::BTreeSet;

#[tokio::test]
async fn every_operation_and_every_schema_is_on_the_page() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let stranger = app.stranger();
    let moved = stranger.get("/api/docs/").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/api/docs"));
    let shown = page(&stranger.get("/api/docs").await, 200);

    let places: Vec<&str> = shown.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let known: BTreeSet<&str> = places.iter().copied().collect();
    assert_eq!(known.len(), places.len(), "no place has a name twice");
    let api: Value = serde_json::to_value(web::api::description()).expect("it is JSON");
    let mut n_operations = 0;
    for (path, item) in api["paths"].as_object().expect("paths") {
        assert!(shown.contains(&format!("<code>{path}</code>")), "{path}");
        for (method, operation) in item.as_object().expect("operations") {
            n_operations += 1;
            let id = operation["operationId"].as_str().expect("an id");
            assert!(known.contains(id), "{method} {path}");
        }
    }
    assert!(n_operations > 70, "{n_operations}");
    for name in api["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(known.contains(format!("schema-{name}").as_str()), "{name}");
    }
    let links: Vec<&str> =
        shown.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() > 400, "{}", links.len());
    for link in links {
        assert!(known.contains(link), "#{link} leads nowhere");
    }
}

#[tokio::test]
async fn headings_are_in_order_and_nothing_comes_from_elsewhere() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let shown = page(&app.stranger().get("/api/docs").await, 200);
    let mut before = 0;
    for rest in shown.split("<h").skip(1) {
        let Some(level) = rest.chars().next().and_then(|digit| digit.to_digit(10)) else { continue };
        assert!(level <= before + 1, "h{level} after h{before}: {}", &rest[..60.min(rest.len())]);
        before = level;
    }
    for mark in ["src=\"", "<link rel=\"stylesheet\" href=\""] {
        for rest in shown.split(mark).skip(1) {
            assert!(rest.starts_with("/assets/"), "{}", &rest[..60.min(rest.len())]);
        }
    }
    assert!(!shown.contains(" style=") && !shown.contains("<style") && !shown.contains("onclick="));
    assert_eq!(shown.matches("<script").count(), 1, "the script of every page");
}
