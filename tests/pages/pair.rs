//! One candidate beside the CEO.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::panels::{computed, measured};
use crate::support::searches::{join, person};
use serde_json::json;
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_has_its_neighbours_and_its_ways_on() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 3, json!({})).await;
    computed(&app, &begun).await;
    join(&app, &begun, Role::Viewer).await;
    let search = begun.path.replace("/api/v1", "");
    let ranked = app.client(Role::Recruiter).get(&format!("{}/shortlist", begun.path)).await.json(200);
    let ids: Vec<&str> = ranked["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["candidate_id"].as_str().expect("an id"))
        .collect();
    let client = browser(&app, Role::Recruiter).await;
    for (place, id) in ids.iter().enumerate() {
        let shown = page(&client.get(&format!("{search}/candidates/{id}")).await, 200);
        assert!(shown.contains("<p class=\"quiet\">Not enough known to rank yet</p>"), "{shown}");
        let links = [("prev", place.checked_sub(1)), ("next", Some(place + 1))];
        for (rel, other) in links {
            let other = other.and_then(|other| ids.get(other));
            let link = other.map(|other| format!("href=\"{search}/candidates/{other}\" rel=\"{rel}\""));
            assert_eq!(link.is_some_and(|link| shown.contains(&link)), other.is_some(), "{rel} of {place}");
        }
        for part in [
            "Brings",
            "Watch",
            "Find out",
            "Where the points went",
            "The two side by side",
            "What to ask",
            "/people/",
        ] {
            assert!(shown.contains(part), "{part}");
        }
        assert!(shown.contains("Find out first"), "little of these people was measured");
    }
    // Who looks on has no way to the files.
    let viewer = browser(&app, Role::Viewer).await;
    let shown = page(&viewer.get(&format!("{search}/candidates/{}", ids[0])).await, 200);
    assert!(!shown.contains("/people/"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_who_came_later_is_in_the_results_at_once() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({})).await;
    computed(&app, &begun).await;
    let recruiter = app.client(Role::Recruiter);
    let late = person(&recruiter, "Lee Late").await;
    let made = recruiter.post(&format!("{}/candidates", begun.path), json!({ "person_id": late })).await;
    made.json(201);
    let path = made.header("location").replace("/api/v1", "");
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&path).await, 200);
    assert!(shown.contains("Lee Late") && shown.contains("Not enough known to rank yet"), "{shown}");
    let search = begun.path.replace("/api/v1", "");
    page(&client.get(&format!("{search}/candidates/nobody")).await, 404);
    let other = begun.candidates[0].replace("/api/v1", "");
    let shown = page(&client.get(&other).await, 200);
    assert!(shown.contains(&format!("href=\"{path}\"")), "the other is beside them: {shown}");
}
