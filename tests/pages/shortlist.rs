//! The shortlist: tried under other criteria, kept, and saved as files.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{begin, join};
use crate::support::snapshot::Transcript;
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    criteria_are_tried_and_then_kept,
}

async fn criteria_are_tried_and_then_kept(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 3, json!({})).await;
    computed(&app, &begun).await;
    let path = begun.path.replace("/api/v1", "");
    let recruiter = browser(&app, Role::Recruiter).await;
    let as_it_is = page(&recruiter.get(&path).await, 200);
    assert!(!as_it_is.contains("Tried, not kept."), "{as_it_is}");

    // What the fields were shown with is no change, whatever the search's weights are to their last digit.
    let shown = "w.roles=20&was.w.roles=20&w.trust=20&was.w.trust=20&role_type=any&balance=0";
    assert!(!page(&recruiter.get(&format!("{path}?{shown}")).await, 200).contains("Tried, not kept."));

    let asked = "w.roles=80&was.w.roles=20&w.trust=20&was.w.trust=20&role_type=executor&balance=-1";
    let tried = page(&recruiter.get(&format!("{path}?{asked}")).await, 200);
    assert!(tried.contains("Tried, not kept."), "{tried}");
    assert!(tried.contains("value=\"executor\" selected") && tried.contains("value=\"-1\" selected"));
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!(search["role_type"], Value::Null, "trying keeps nothing");

    let kept = recruiter.post_form(&format!("{path}/criteria"), asked).await;
    assert_eq!(
        (kept.status.as_u16(), kept.header("location")),
        (303, format!("{path}?done=computed").as_str())
    );
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!((&search["role_type"], &search["balance"]), (&json!("executor"), &json!(-1.0)));
    let agreed = app.client(Role::Recruiter).get(&format!("{}/weights/agreed", begun.path)).await.json(200);
    assert_eq!(agreed["weights"]["roles"], 0.8);
    let now = page(&recruiter.get(&path).await, 200);
    assert!(!now.contains("Tried, not kept.") && now.contains("value=\"executor\" selected"), "{now}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_will_not_do_is_told_beside_the_order() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({})).await;
    let path = begun.path.replace("/api/v1", "");
    let recruiter = browser(&app, Role::Recruiter).await;
    let nothing = page(&recruiter.get(&path).await, 200);
    let mut seen = Transcript::default();
    seen.add_page("nothing computed", &nothing);
    assert_eq!(recruiter.post_form(&format!("{path}/compute"), "").await.status, 303);
    for asked in ["role_type=clown", "w.roles=much", "w.roles=0&w.trust=0"] {
        let refused = page(&recruiter.get(&format!("{path}?{asked}")).await, 422);
        assert!(refused.contains("What counts"), "{asked}: {refused}");
        seen.add_notices(asked, &refused);
    }
    let empty = begin(&app, 0, json!({})).await;
    let empty = page(&recruiter.get(&empty.path.replace("/api/v1", "")).await, 200);
    assert!(!empty.contains("<table"), "{empty}");
    seen.add_page("no candidates", &empty);
    seen.check("pages/shortlist");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_hold_what_is_seen() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 3, json!({})).await;
    computed(&app, &begun).await;
    let path = begun.path.replace("/api/v1", "");
    let recruiter = browser(&app, Role::Recruiter).await;
    let query = "columns=score&columns=pillars&w.roles=90&was.w.roles=20&w.trust=10";
    let csv = recruiter.get(&format!("{path}/shortlist.csv?{query}")).await;
    assert!(csv.header("content-disposition").contains("shortlist.csv"));
    let csv = csv.text();
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].starts_with("\u{feff}rank,name,headline,score,p05,p95,pillar.roles,"), "{csv}");
    assert!(!rows[0].contains("flags") && rows.len() == 4, "{csv}");
    let objects = recruiter.get(&format!("{path}/shortlist.json?{query}")).await.json(200);
    let objects = objects.as_array().expect("a list");
    for (row, object) in rows[1..].iter().zip(objects) {
        let score: f64 = row.split(',').nth(3).expect("a score").parse().expect("a number");
        assert_eq!(object["score"], score, "files agree to the last digit");
    }
    let first = recruiter.get(&format!("{path}/shortlist.xlsx?{query}")).await;
    assert!(first.body.starts_with(b"PK"));
    let second = recruiter.get(&format!("{path}/shortlist.xlsx?{query}")).await;
    assert_eq!(first.body, second.body, "the same table gives the same bytes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blind_search_has_no_names_in_any_form() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({ "is_blind": true })).await;
    computed(&app, &begun).await;
    join(&app, &begun, Role::Viewer).await;
    join(&app, &begun, Role::PanelMember).await;
    let path = begun.path.replace("/api/v1", "");
    let candidate = app.client(Role::Recruiter).get(&begun.candidates[0]).await.json(200);
    let person = format!("/api/v1/people/{}", candidate["person_id"].as_str().expect("an id"));
    let person = app.client(Role::Recruiter).get(&person).await.json(200);
    let name = person["name"].as_str().expect("a name");
    let viewer = browser(&app, Role::Viewer).await;
    for end in ["", "/shortlist.csv", "/shortlist.json"] {
        let seen = viewer.get(&format!("{path}{end}")).await;
        assert_eq!(seen.status, 200, "{}", seen.text());
        assert!(seen.text().contains("Candidate ") && !seen.text().contains(name), "{end}: {}", seen.text());
    }
    // Who has yet to judge is led to where that is done.
    let member = browser(&app, Role::PanelMember).await;
    let led = member.get(&path).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, format!("{path}/panel").as_str()));
}
