//! The map of the people on file, and who is like somebody.

use super::{after, browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::example::import;
use crate::support::people::{people, to_json};
use serde_json::{Value, json};
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_map_says_what_it_shows_and_what_not() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let client = app.client(Role::Recruiter);
    let empty = page(&recruiter.get("/people/map").await, 200);
    assert!(empty.contains("Nobody is on file yet") && empty.contains("href=\"/import\""), "{empty}");
    let mut list: Vec<Value> = serde_json::from_str(&to_json(&people(30))).expect("JSON");
    list[7]["name"] = json!("<script>alert(1)</script>");
    list.push(json!({ "id": "new", "name": "Hardly Known", "estimates": { "skill.risk": 50 } }));
    import(&client, &Value::Array(list[..2].to_vec()).to_string()).await;
    let few = page(&recruiter.get("/people/map").await, 200);
    assert!(few.contains("there are 2 people only") && !few.contains("<svg"), "{few}");
    import(&client, &Value::Array(list).to_string()).await;

    let listed = page(&recruiter.get("/people").await, 200);
    assert!(listed.contains("href=\"/people/map\""), "{listed}");
    let shown = page(&recruiter.get("/people/map").await, 200);
    assert!(shown.contains("<svg") && shown.contains("30 people on 59 dimensions"), "{shown}");
    assert!(!shown.contains("<script>alert") && shown.contains("&lt;script&gt;"), "names are text");
    assert!(shown.contains("1 person is not on the map") && shown.contains(">Hardly Known</a>"), "{shown}");
    let round = page(&recruiter.get("/people/map?groups=k-means").await, 200);
    assert!(round.contains("<option value=\"k-means\" selected>"), "{round}");
    assert_eq!(recruiter.get("/people/map?groups=stars").await.status, 422);

    let csv = recruiter.get("/people/map.csv").await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"map.csv\"");
    assert_eq!(csv.text().lines().count(), 31);
    let json = recruiter.get("/people/map.json").await;
    let map: Value = serde_json::from_str(&json.text()).expect("JSON");
    assert_eq!(map["n_people"], 30);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_s_page_leads_to_those_who_are_alike() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    import(&app.client(Role::Recruiter), &to_json(&people(15))).await;
    let listed = page(&recruiter.get("/people?q=Ada").await, 200);
    let path = format!("/people/{}", after(&listed, "scope=\"row\"><a href=\"/people/"));
    let person = page(&recruiter.get(&path).await, 200);
    assert!(person.contains(&format!("{path}/alike\">People like this one")), "{person}");
    let alike = page(&recruiter.get(&format!("{path}/alike")).await, 200);
    assert_eq!(alike.matches("<th scope=\"row\">").count(), 10, "{alike}");
    assert!(alike.contains("on all 59 dimensions") && !alike.contains(&format!("<a href=\"{path}\">Ada")));
    assert_eq!(recruiter.get(&format!("{path}/alike.csv")).await.text().lines().count(), 11);
    for role in [Role::PanelMember, Role::Viewer] {
        let other = browser(&app, role).await;
        for path in ["/people/map", &format!("{path}/alike")] {
            assert_eq!(other.get(path).await.status, 403, "{path}");
        }
    }
}
