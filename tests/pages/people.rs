//! People on file: found, looked at, changed, undone and erased.

use super::{browser, field, page};
use crate::support::app::{App, Client};
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::searches::begin;
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

on_each_database! {
    a_person_is_added_found_changed_undone_and_erased,
    ratings_show_no_peer_and_no_report,
    raters_who_draw_one_picture_are_said_to,
}

const UGLY: &str = "<script>alert(1)</script> & \"Co\"";

/// Adds a person by hand, and gives where they are.
async fn add(client: &Client<'_>, name: &str) -> String {
    let added = client.post_form("/people/new", &format!("name={}&headline=COO", field(name))).await;
    assert_eq!(added.status, 303, "{}", added.text());
    added.header("location").strip_suffix("?done=saved").expect("it is said").to_owned()
}

async fn a_person_is_added_found_changed_undone_and_erased(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let empty = page(&recruiter.get("/people").await, 200);
    assert!(empty.contains("href=\"/import\">Import a file</a>"));
    let mut seen = Transcript::default();
    seen.add_page("nobody is on file", &empty);
    let again = page(&recruiter.post_form("/people/new", "name=&headline=Kept+here").await, 422);
    assert!(again.contains("href=\"#name\"") && again.contains("value=\"Kept here\""), "{again}");
    seen.add_notices("a person without a name", &again);
    let path = add(&recruiter, UGLY).await;
    add(&recruiter, &"Long ".repeat(100)).await;

    let found = page(&recruiter.get("/people?q=SCRIPT").await, 200);
    assert!(found.contains("&#60;script&#62;alert(1)") && !found.contains("<script>alert"), "{found}");
    assert!(!found.contains("Long "), "{found}");
    seen.add_page("looking for a name", &found);
    assert!(found.contains("/people/people.csv?q=SCRIPT"));
    let file = recruiter.get("/people/people.csv?q=SCRIPT").await.text();
    assert_eq!(file.lines().count(), 2, "the header, and who is seen: {file}");
    let none = page(&recruiter.get("/people?q=nobody&sort=-name").await, 200);
    seen.add_page("looking for nobody", &none);

    let dimension = format!("{path}/dimensions/skill%2Eoperations");
    let open = page(&recruiter.get(&dimension).await, 200);
    assert!(!open.contains("Undo it"), "{open}");
    seen.add_page("a dimension that nobody has measured", &open);
    let wrong =
        page(&recruiter.post_form(&format!("{dimension}/value"), "revision=1&mean=120&se=7").await, 422);
    assert!(
        wrong.contains("href=\"#mean\"") && wrong.contains("value=\"120\"") && wrong.contains("value=\"7\"")
    );
    seen.add_notices("a value off the scale", &wrong);
    let set = recruiter.post_form(&format!("{dimension}/value"), "revision=1&mean=82,5&se=").await;
    assert_eq!(set.status, 303, "{}", set.text());
    let shown = page(&recruiter.get(&path).await, 200);
    assert!(shown.contains("1 of 59 dimensions are measured"), "{shown}");
    assert!(
        shown.contains(">82 ± 15</td>") && shown.contains("an impression typed by recruiter, <time "),
        "{shown}"
    );
    assert_eq!(shown.matches("not measured</td>").count(), 58, "what nobody measured is no 50");
    let stale = recruiter.post_form(&format!("{dimension}/value"), "revision=1&mean=10").await;
    let stale = page(&stale, 412);
    assert!(stale.contains("value=\"10\""), "what was typed is kept");
    seen.add_notices("a value from a stale page", &stale);

    let removed = recruiter.post_form(&format!("{dimension}/value/withdraw"), "revision=2").await;
    assert_eq!(removed.status, 303, "{}", removed.text());
    let without = page(&recruiter.get(&path).await, 200);
    assert!(without.contains("Last change: a stated value was withdrawn."), "{without}");
    assert_eq!(recruiter.post_form(&format!("{path}/undo"), "revision=2").await.status, 412);
    for form in ["", "revision=last"] {
        assert_eq!(recruiter.post_form(&format!("{path}/undo"), form).await.status, 412, "{form}");
        let removed = recruiter.post_form(&format!("{dimension}/value/withdraw"), form).await;
        assert_eq!(removed.status, 412, "{form}");
    }
    let undone = recruiter.post_form(&format!("{path}/undo"), "revision=3").await;
    assert_eq!(undone.header("location"), format!("{path}?done=undone"));
    let back = page(&recruiter.get(&format!("{path}?done=undone")).await, 200);
    assert!(
        back.contains(">82 ± 15</td>") && back.contains("It is undone") && !back.contains("Undo it"),
        "{back}"
    );
    assert_eq!(recruiter.post_form(&format!("{path}/undo"), "revision=4").await.status, 409, "once only");

    let profile = recruiter.get(&format!("{path}/profile.json")).await.json(200);
    assert_eq!(profile["estimates"], json!({ "skill.operations": { "mean": 82.5, "se": 15.0 } }));
    let asked = page(&recruiter.get(&format!("{path}/erase")).await, 200);
    seen.add_page("erasing somebody", &asked);
    let form = |name: &str| format!("revision=4&name={}", field(name));
    let refused = page(&recruiter.post_form(&format!("{path}/erase"), &form("Someone else")).await, 422);
    assert!(refused.contains("value=\"Someone else\""), "{refused}");
    seen.add_notices("another name than theirs", &refused);
    let erased = recruiter.post_form(&format!("{path}/erase"), &form(UGLY)).await;
    assert_eq!(erased.header("location"), "/people?done=erased", "{}", erased.text());
    seen.add_notices("erased", &page(&recruiter.get("/people?done=erased").await, 200));
    seen.check("pages/people");
    assert_eq!(recruiter.get(&path).await.status, 404);
}

async fn ratings_show_no_peer_and_no_report(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let path = add(&recruiter, "Robin").await;
    let dimension = format!("{path}/dimensions/skill.change");
    let rate = async |source: &str, rater: &str, value: u32| {
        let form = format!("source={source}&rater={rater}&value={value}");
        recruiter.post_form(&format!("{dimension}/ratings"), &form).await
    };
    for (source, rater, value) in [("peer", "p1", 31), ("peer", "p2", 47)] {
        assert_eq!(rate(source, rater, value).await.status, 303);
    }
    // The head of a page has digits of its own: the names of its files.
    let said = |text: String| text[text.find("<main").expect("what the page says")..].to_owned();
    let few = said(page(&recruiter.get(&dimension).await, 200));
    for secret in ["31", "47", "39 ", " ± "] {
        assert!(!few.contains(secret), "{secret} gives two peers away: {few}");
    }
    let mut seen = Transcript::default();
    seen.add_page("two peers", &few);
    let twice = page(&rate("peer", "p1", 50).await, 409);
    assert!(twice.contains("value=\"p1\""), "{twice}");
    seen.add_notices("the same peer again", &twice);

    // A third rater of another kind is shown; the peers stay out of every figure.
    rate("superior", "b1", 73).await;
    let three = said(page(&recruiter.get(&dimension).await, 200));
    assert!(
        three.contains(">73</td>") && !three.contains(">47</td>") && three.contains("kept back"),
        "{three}"
    );
    seen.add_page("two peers and a superior", &three);
    rate("peer", "p3", 48).await;
    rate("self", "", 85).await;
    let enough = page(&recruiter.get(&dimension).await, 200);
    // The mean of the peers is 42; r_wg of 31, 47, 48 and 73 (variance 300.25) is 0.76; 85 less their mean of 49.75, +35.
    seen.add_page("three peers, a superior and the own rating", &enough);
    assert_eq!(enough.matches(">not shown</td>").count(), 3, "no peer stands beside a value");
    let listed = page(&recruiter.get(&path).await, 200);
    assert!(
        listed.contains("Board and superiors 73 (n = 1); Peers 42 (n = 3); Own rating 85 (n = 1)"),
        "{listed}"
    );

    // One direct report under the others stays out of every figure, which are as they were.
    rate("report", "r1", 22).await;
    let one = said(page(&recruiter.get(&dimension).await, 200));
    seen.add_page("one direct report as well", &one);
    assert!(one.contains("<figure") && one.contains(">85</td>"), "{one}");
    // Places in the figure have digits of their own.
    let mut words = one.split('<').filter_map(|part| part.split_once('>'));
    assert!(words.all(|(_, text)| !text.contains("22")), "{one}");
    let stated = recruiter.post_form(&format!("{dimension}/value"), "revision=7&mean=50&se=5").await;
    assert_eq!(stated.status, 303, "{}", stated.text());
    let both = page(&recruiter.get(&dimension).await, 200);
    assert!(both.contains("50 typed, a value agreed by the panel (± 5); six ratings"), "{both}");
    assert!(both.contains("; together "), "{both}");
    seen.add_page("a stated value as well", &both);
    seen.check("pages/people-ratings");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_in_a_search_says_so_and_leaves_a_row_without_data() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = begin(&app, 1, json!({ "is_blind": true })).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let listed = page(&recruiter.get("/people?q=robin").await, 200);
    let path = format!("/people/{}", super::after(&listed, "scope=\"row\"><a href=\"/people/"));
    let shown = page(&recruiter.get(&path).await, 200);
    assert!(shown.contains("COO for Northwind") && shown.contains("as a candidate"), "{shown}");
    let label = begun.candidates[0].rsplit('/').next().expect("an id");
    assert!(!shown.contains(label) && !shown.contains("Candidate A"), "a blind search stays blind: {shown}");
    let asked = page(&recruiter.get(&format!("{path}/erase")).await, 200);
    assert!(asked.contains("called “Erased person”, in the search") && asked.contains("“COO for Northwind”"));
    assert!(!asked.contains("Texts that name"), "{asked}");
    let search = app.client(Role::Recruiter).with("if-match", "*");
    let context = json!({ "context": "The board met Robin EXAMPLE 1 in spring" });
    search.patch(&begun.path, context).await.json(200);
    let asked = page(&recruiter.get(&format!("{path}/erase")).await, 200);
    assert!(
        asked.contains("context of a search") && asked.contains("met Robin EXAMPLE 1 in spring"),
        "{asked}"
    );
    let form = format!("revision=1&name={}", field("Robin Example 1"));
    assert_eq!(recruiter.post_form(&format!("{path}/erase"), &form).await.status, 303);
    let after = page(&recruiter.get(&path).await, 200);
    assert!(after.contains("data was erased on <time ") && !after.contains("Robin"), "{after}");
    assert!(!page(&recruiter.get("/people").await, 200).contains("Erased person"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_of_two_hundred_is_walked_in_parts() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let client = app.client(Role::Recruiter);
    let people: Vec<_> =
        (0..120).map(|n| json!({ "id": format!("c-{n:03}"), "name": format!("Person {n:03}") })).collect();
    let bytes = serde_json::to_vec(&people).expect("JSON");
    let path = "/api/v1/imports?file_name=people.json";
    let import = client.send_bytes(axum::http::Method::POST, path, "application/json", bytes).await.json(201);
    let apply = format!("/api/v1/imports/{}/apply", import["id"].as_str().expect("an id"));
    client.post(&apply, json!({ "only": "all" })).await.json(200);
    let (mut seen, mut next) = (Vec::new(), "/people?q=person&sort=-name".to_owned());
    loop {
        let part = page(&recruiter.get(&next).await, 200);
        assert!(part.contains("The names of 120 people have “person” in them."), "{part}");
        seen.extend(part.split(">Person ").skip(1).map(|rest| rest[..3].to_owned()));
        if !part.contains("rel=\"next\"") {
            break;
        }
        let address =
            part.split("rel=\"next\"").next().expect("a part").rsplit("href=\"").next().expect("a link");
        next = address.split('"').next().expect("an address").replace("&#38;", "&");
    }
    let expected: Vec<String> = (0..120).rev().map(|n| format!("{n:03}")).collect();
    assert_eq!(seen, expected);
}

/// Means of 15, 35 … 95 with 50 around each: ICC(1) = (2000 − 50) / (2000 + 50).
async fn raters_who_draw_one_picture_are_said_to(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let path = add(&recruiter, "Grace").await;
    let rated = ["operations", "coordination", "resources", "execution", "process"];
    for (number, dimension) in rated.into_iter().enumerate() {
        assert!(
            !page(&recruiter.get(&path).await, 200).contains("ICC(1)"),
            "of {number} dimensions nothing is said"
        );
        for (rater, value) in [("Chris", 10 + 20 * number), ("Dana", 20 + 20 * number)] {
            let body = json!({ "dimension": format!("skill.{dimension}"), "source": "superior", "rater": rater, "value": value });
            app.client(Role::Recruiter).post(&format!("/api/v1{path}/ratings"), body).await.json(201);
        }
    }
    let shown = page(&recruiter.get(&path).await, 200);
    assert!(shown.contains("ICC(1) 0.95 over 5 dimensions and 10 ratings"), "{shown}");
}
