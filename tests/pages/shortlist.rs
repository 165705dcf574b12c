//! The shortlist: tried under other criteria, kept, and saved as files.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{begin, join};
use crate::support::snapshot::Transcript;
use crate::support::thin::{ALL, known};
use serde_json::{Value, json};
use store::users::Role;

on_each_database! {
    criteria_are_tried_and_then_kept,
    scenarios_are_saved_and_set_side_by_side,
}

async fn criteria_are_tried_and_then_kept(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 3, json!({})).await;
    computed(&app, &begun).await;
    let path = begun.path.replace("/api/v1", "");
    let criteria = format!("{path}/criteria");
    let path = format!("{path}/candidates");
    let recruiter = browser(&app, Role::Recruiter).await;
    let as_it_is = page(&recruiter.get(&path).await, 200);
    assert!(!as_it_is.contains("Tried, not saved."), "{as_it_is}");

    // What the fields were shown with is no change, whatever the search's weights are to their last digit.
    let shown = "w.roles=20&was.w.roles=20&w.trust=20&was.w.trust=20&role_type=any&balance=0";
    assert!(!page(&recruiter.get(&format!("{path}?{shown}")).await, 200).contains("Tried, not saved."));

    let asked = "w.roles=80&was.w.roles=20&w.trust=20&was.w.trust=20&role_type=executor&balance=-1";
    let tried = page(&recruiter.get(&format!("{path}?{asked}")).await, 200);
    assert!(tried.contains("Tried, not saved."), "{tried}");
    assert!(tried.contains("value=\"executor\" selected") && tried.contains("value=\"-1\" selected"));
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!(search["role_type"], Value::Null, "trying keeps nothing");

    let kept = recruiter.post_form(&criteria, asked).await;
    assert_eq!(
        (kept.status.as_u16(), kept.header("location")),
        (303, format!("{path}?done=criteria").as_str())
    );
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!((&search["role_type"], &search["balance"]), (&json!("executor"), &json!(-1.0)));
    let agreed = app.client(Role::Recruiter).get(&format!("{}/weights/agreed", begun.path)).await.json(200);
    assert_eq!(agreed["weights"]["roles"], 0.8);
    let now = page(&recruiter.get(&path).await, 200);
    assert!(!now.contains("Tried, not saved.") && now.contains("value=\"executor\" selected"), "{now}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_will_not_do_is_told_beside_the_order() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({})).await;
    let path = format!("{}/candidates", begun.path.replace("/api/v1", ""));
    let recruiter = browser(&app, Role::Recruiter).await;
    let mut seen = Transcript::default();
    for asked in ["role_type=clown", "w.roles=much", "w.roles=0&w.trust=0"] {
        let refused = page(&recruiter.get(&format!("{path}?{asked}")).await, 422);
        assert!(refused.contains("What if"), "{asked}: {refused}");
        seen.add_notices(asked, &refused);
    }
    let empty = begin(&app, 0, json!({})).await;
    let empty = page(&recruiter.get(&format!("{}/candidates", empty.path.replace("/api/v1", ""))).await, 200);
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
    for end in ["/candidates", "/shortlist.csv", "/shortlist.json"] {
        let seen = viewer.get(&format!("{path}{end}")).await;
        assert_eq!(seen.status, 200, "{}", seen.text());
        assert!(seen.text().contains("Candidate ") && !seen.text().contains(name), "{end}: {}", seen.text());
    }
    // Who has yet to judge is led to where that is done.
    let member = browser(&app, Role::PanelMember).await;
    let led = member.get(&path).await;
    assert_eq!((led.status.as_u16(), led.header("location")), (303, format!("{path}/panel").as_str()));
}

async fn scenarios_are_saved_and_set_side_by_side(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = known(&app, ALL, &[ALL, ALL, ALL], 10).await;
    let path = begun.path.replace("/api/v1", "");
    let recruiter = browser(&app, Role::Recruiter).await;
    let scenarios = format!("{path}/scenarios");
    let none = page(&recruiter.get(&scenarios).await, 200);
    assert!(none.contains("No scenario has been saved yet."), "{none}");
    for (name, weights) in [("Trust first", "w.roles=0&w.trust=90"), ("Roles%3Cb%3E", "w.roles=90&w.trust=1")]
    {
        let saved = recruiter.post_form(&scenarios, &format!("name={name}&{weights}&role_type=any")).await;
        assert_eq!(
            (saved.status.as_u16(), saved.header("location")),
            (303, format!("{scenarios}?done=scenario").as_str())
        );
        app.clock.pass_seconds(1);
    }
    let again = page(&recruiter.post_form(&scenarios, "name=Trust first&w.trust=1").await, 422);
    assert!(again.contains("another name") && again.contains("name=\"w.trust\" value=\"1\""), "{again}");
    page(&recruiter.post_form(&scenarios, "name=&w.trust=1").await, 422);
    let shown = page(&recruiter.get(&scenarios).await, 200);
    assert!(shown.contains("is the most robust choice: first in "), "{shown}");
    assert!(shown.contains("Roles&#60;b&#62;") && shown.contains("trust 100%"), "{shown}");
    assert_eq!(shown.matches(">place ").count(), 9, "three candidates under three columns: {shown}");
    let candidates = page(&recruiter.get(&format!("{path}/candidates")).await, 200);
    assert!(candidates.contains("Scenarios side by side (2)"), "{candidates}");
    let opened = page(&recruiter.get(&format!("{path}/candidates?role_type=any&w.trust=100")).await, 200);
    assert!(opened.contains("Tried, not saved.") && opened.contains(">100%</output>"), "{opened}");

    let remove = super::after(&shown, &format!("action=\"{scenarios}/"));
    assert_eq!(recruiter.post_form(&format!("{scenarios}/{remove}"), "").await.status, 303);
    assert_eq!(recruiter.post_form(&format!("{scenarios}/{remove}"), "").await.status, 404);
    let left = page(&recruiter.get(&scenarios).await, 200);
    assert!(!left.contains("Trust first") && left.contains("Roles"), "{left}");
}

/// The shares beside the sliders are those of all weight, whatever unit it was typed in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shares_of_weight_add_up_to_a_hundred() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({})).await;
    let path = format!("{}/candidates", begun.path.replace("/api/v1", ""));
    let recruiter = browser(&app, Role::Recruiter).await;
    let shares = |shown: &str| -> Vec<u32> {
        let outputs = shown.split("<output").skip(1).map(|rest| &rest[rest.find('>').expect("an end") + 1..]);
        outputs.map(|rest| rest.split('%').next().expect("a share").parse().expect("a number")).collect()
    };
    let equal = shares(&page(&recruiter.get(&path).await, 200));
    assert_eq!((equal.len(), equal.iter().sum::<u32>()), (5, 100), "{equal:?}");
    let typed = "w.roles=1&w.trust=1&w.strategy=1&w.execution=0&w.ethos=0";
    let thirds = shares(&page(&recruiter.get(&format!("{path}?{typed}")).await, 200));
    assert_eq!(thirds, [34, 33, 33, 0, 0]);
    // A COO type moves them.
    let preset = shares(&page(&recruiter.get(&format!("{path}?role_type=executor")).await, 200));
    assert_eq!(preset.iter().sum::<u32>(), 100);
    assert_ne!(preset, equal);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_filtered_and_rows_are_acted_on() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = known(&app, ALL, &[ALL, ALL, 0], 10).await;
    let path = format!("{}/candidates", begun.path.replace("/api/v1", ""));
    let recruiter = browser(&app, Role::Recruiter).await;
    let marked = begun.candidates[0].replace("/api/v1", "");
    let id = marked.rsplit('/').next().expect("an id");
    let done = recruiter.post_form(&format!("{marked}/finalist"), "revision=1&is_finalist=yes").await;
    assert_eq!(done.header("location"), format!("{path}?done=saved"));
    let rows = async |query: &str| {
        let shown = page(&recruiter.get(&format!("{path}{query}")).await, 200);
        shown.matches("name=\"c\"").count()
    };
    assert_eq!(rows("").await, 3);
    assert_eq!(rows("?show=finalists").await, 1);
    assert_eq!(rows("?q=EXAMPLE+2").await, 1);
    assert_eq!(rows("?q=nobody").await, 0);
    let shown = page(&recruiter.get(&format!("{path}?show=finalists")).await, 200);
    assert!(shown.contains(id) && shown.contains("Remove from the finalists"), "{shown}");
    let removed = recruiter.post_form(&format!("{marked}/remove"), "").await;
    let offered = page(&recruiter.get(removed.header("location")).await, 200);
    assert!(offered.contains("Their profile is kept") && offered.contains("Put them back"), "{offered}");
}

/// A search opens where its reader begins, and old addresses lead on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_opens_where_its_reader_begins() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({})).await;
    for role in [Role::Viewer, Role::PanelMember] {
        join(&app, &begun, role).await;
    }
    let path = begun.path.replace("/api/v1", "");
    for (role, end) in [
        (Role::Recruiter, "candidates?role_type=mentor"),
        (Role::Viewer, "finalists?role_type=mentor"),
        (Role::PanelMember, "panel?role_type=mentor"),
    ] {
        let led = browser(&app, role).await.get(&format!("{path}?role_type=mentor")).await;
        assert_eq!(
            (led.status.as_u16(), led.header("location")),
            (303, format!("{path}/{end}").as_str()),
            "{role}"
        );
    }
    let recruiter = browser(&app, Role::Recruiter).await;
    for (old, new) in [("need", "brief"), ("compare", "finalists")] {
        let led = recruiter.get(&format!("{path}/{old}")).await;
        assert_eq!((led.status.as_u16(), led.header("location")), (308, format!("{path}/{new}").as_str()));
    }
    let cookie = crate::support::signing_in::sign_in(&app, &app.foreign_member(Role::Admin).user).await;
    let foreign = crate::support::signing_in::in_browser(&app, &cookie);
    page(&foreign.get(&path).await, 404);
    // Each sees the tabs that are theirs.
    let tabs = async |role: Role| {
        let shown = page(&browser(&app, role).await.get(&format!("{path}/brief")).await, 200);
        ["brief", "candidates", "finalists", "panel", "decision-rights", "settings"]
            .map(|end| shown.contains(&format!("href=\"{path}/{end}\"")))
    };
    assert_eq!(tabs(Role::Recruiter).await, [true; 6]);
    assert_eq!(tabs(Role::Viewer).await, [true, false, true, false, false, false]);
    assert_eq!(tabs(Role::PanelMember).await, [true, false, false, true, false, false]);
    begun.judge(&app, Role::PanelMember).await;
    assert_eq!(tabs(Role::PanelMember).await, [true, false, true, true, false, false]);
}

/// Everyone is found, ranked by what is known of them, and ticked into the search.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn candidates_are_found_among_everyone() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = known(&app, ALL, &[ALL, ALL, 0], 10).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let api = app.client(Role::Recruiter);
    let path = begun.path.replace("/api/v1", "");
    let scores = api.get(&format!("{}/shortlist", begun.path)).await.json(200);
    let mut people = Vec::new();
    for candidate in &begun.candidates {
        people.push(api.get(candidate).await.json(200)["person_id"].as_str().expect("an id").to_owned());
        assert_eq!(api.clone().with("if-match", "*").delete(candidate).await.status, 204);
    }
    let found = page(&recruiter.get(&format!("{path}/find")).await, 200);
    let at = |id: &str| found.find(&format!("value=\"{id}\""));
    assert!(at(&people[0]).is_some() && at(&people[1]).is_some() && at(&people[2]).is_none(), "{found}");
    let first = scores["rows"].as_array().expect("rows")[0]["candidate_id"].as_str().expect("an id");
    let is_second = begun.candidates[1].ends_with(first);
    assert_eq!(at(&people[1]) < at(&people[0]), is_second, "in the order of their fit: {found}");
    let all = page(&recruiter.get(&format!("{path}/find?all=yes&q=example")).await, 200);
    assert!(all.contains(&people[2]) && all.contains("not enough known"), "{all}");
    assert!(page(&recruiter.get(&format!("{path}/find?q=nobody")).await, 200).contains("No people match"));
    let none = page(&recruiter.post_form(&format!("{path}/candidates"), "").await, 422);
    assert!(none.contains("Tick the people to add"), "{none}");
    let added = recruiter.post_form(&format!("{path}/candidates"), &format!("person={}", people[1])).await;
    assert_eq!(added.header("location"), format!("{path}/candidates?done=added"));
    let left = page(&recruiter.get(&format!("{path}/find?all=yes")).await, 200);
    assert!(
        !left.contains(&format!("value=\"{}\"", people[1])),
        "whoever is a candidate is not found: {left}"
    );
    // What changes is seen: the third becomes known, and one is erased.
    let values = json!({ "skill.operations": 90 });
    api.clone()
        .with("if-match", "*")
        .put(&format!("/api/v1/people/{}/estimates", people[2]), values)
        .await
        .json(200);
    let changed = page(&recruiter.get(&format!("{path}/find?all=yes")).await, 200);
    assert!(changed.contains("one assessment"), "{changed}");
    let erased = api.clone().with("if-match", "*").delete(&format!("/api/v1/people/{}", people[0])).await;
    assert!(erased.status.is_success(), "{}", erased.text());
    assert!(!page(&recruiter.get(&format!("{path}/find?all=yes")).await, 200).contains(&people[0]));
    page(&browser(&app, Role::Viewer).await.get(&format!("{path}/find")).await, 404);
    join(&app, &begun, Role::Viewer).await;
    page(&browser(&app, Role::Viewer).await.get(&format!("{path}/find")).await, 403);
}
