//! Norms: the page's figures are those that the engine computes.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::example::{countable, example};
use crate::support::people::{people, to_json};
use crate::support::program::CEO;
use fit::norm::Norm;
use fit::{Criteria, Estimates, Framework, Plan, framework};
use serde_json::json;
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_norm_of_a_search_is_the_engines() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = example(&app, json!({ "role_type": "executor" })).await;
    let admin = browser(&app, Role::Admin).await;
    let search = begun.search["id"].as_str().expect("an id");
    let shown = page(&admin.get(&format!("/admin/norms?search={search}")).await, 200);

    let framework = Framework::parse(framework::DEFAULT).expect("the default framework");
    let ceo = intake::read_person(&framework, "ceo.json", countable(CEO).as_bytes()).expect("the CEO");
    let criteria = Criteria { role_type: Some("executor".to_owned()), ..Criteria::default() };
    let plan = Plan::compile(&framework, &Estimates::of(&framework, &ceo), &criteria).expect("a plan");
    let norm = Norm::of(&framework, &plan);
    let cells = |scores: Vec<f64>, tag: (&str, &str)| {
        let cell = |score: f64| format!("<td class=\"number\">{}{:.0}{}</td>", tag.0, score * 100.0, tag.1);
        scores.into_iter().map(cell).collect::<String>()
    };
    let shares = [0.05, 0.25, 0.5, 0.75, 0.95];
    let overall = cells(shares.map(|share| norm.quantile(share)).to_vec(), ("<strong>", "</strong>"));
    assert!(shown.contains(&overall), "{overall} in {shown}");
    for (index, pillar) in framework.pillars.iter().enumerate() {
        let scores = shares.map(|share| norm.pillar_quantile(index, share)).to_vec();
        let row = format!("<th scope=\"row\">{}</th>{}", pillar.title, cells(scores, ("", "")));
        assert!(shown.contains(&row), "{row} in {shown}");
    }
    assert!(shown.contains("2,000 modelled people, drawn from the seed 2010"));
    // The CEO of a search is none of those whom candidates are compared with.
    assert!(shown.contains("6 such people are on file here; 94 more are needed"), "{shown}");
    assert!(shown.contains(">51 dimensions</th><td class=\"number\">55</td>"), "{shown}");

    let general = page(&admin.get("/admin/norms").await, 200);
    assert!(general.contains("<h2>For a CEO of whom nothing is known</h2>") && !general.contains(&overall));
    let other = crate::support::signing_in::sign_in(&app, &app.foreign_member(Role::Admin).user).await;
    let other = crate::support::signing_in::in_browser(&app, &other);
    assert_eq!(other.get(&format!("/admin/norms?search={search}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_norm_is_made_chosen_and_named_beside_the_scores() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let (admin, client) = (browser(&app, Role::Recruiter).await, app.client(Role::Recruiter));
    let few = page(&admin.post_form("/admin/norms", "name=Operators").await, 409);
    assert!(few.contains("0 people are too few") && few.contains("value=\"Operators\""), "{few}");
    crate::support::example::import(&client, &to_json(&people(110))).await;
    let begun = crate::support::example::search(&client, "p-000", json!({})).await;
    let settings = format!("/searches/{}/settings", begun.id());
    assert!(
        !page(&admin.get(&settings).await, 200).contains("Scores stand beside"),
        "there is no choice yet"
    );
    let made = admin.post_form("/admin/norms", "name=Operators+%3Cwe%3E+know").await;
    assert_eq!(made.status, 303, "{}", made.text());
    let shown = page(&admin.get(made.header("location")).await, 200);
    assert!(
        shown.contains("Half of the 109 people of “Operators &#60;we&#62; know”, version 1, made on "),
        "{shown}"
    );
    assert!(
        shown.contains("109 such people are on file here.") && !shown.contains("modelled people, drawn"),
        "{shown}"
    );
    assert_eq!(admin.get("/admin/norms/norms.csv").await.text().lines().count(), 2);
    let viewer = browser(&app, Role::Viewer).await;
    assert!(!page(&viewer.get("/admin/norms").await, 200).contains("Name of a new norm"));

    let form = page(&admin.get(&settings).await, 200);
    assert!(form.contains("Operators &#60;we&#62; know, version 1: 109 people, made on "), "{form}");
    let id = made.header("location").split(['=', '&']).nth(1).expect("an id").to_owned();
    let revision = begun.search["revision"].as_i64().expect("a number");
    let framework = begun.search["framework_id"].as_str().expect("an id");
    let fields = format!("title=COO&revision={revision}&framework_id={framework}&norm_id={id}&do=save");
    assert_eq!(admin.post_form(&settings, &fields).await.status, 303);
    assert!(page(&admin.get(&settings).await, 200).contains(&format!("<option value=\"{id}\" selected>")));
    crate::support::example::compute(&client, &begun, json!({ "draws": 0 })).await;
    let shortlist = page(&admin.get(&format!("/searches/{}/candidates", begun.id())).await, 200);
    assert!(!shortlist.contains("percentile") && !shortlist.contains("109 people"), "{shortlist}");
    let of_search = page(&admin.get(&format!("/admin/norms?search={}", begun.id())).await, 200);
    assert!(of_search.contains("Half of the 109 people"), "{of_search}");
}
