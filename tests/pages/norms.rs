//! Norms: the page's figures are those that the engine computes.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::example::example;
use crate::support::program::{CEO, file};
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
    let ceo = intake::read_person(&framework, "ceo.json", file(CEO).as_bytes()).expect("the CEO");
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
    assert!(shown.contains("6 people are on file here; 94 more are needed"), "{shown}");
    assert!(shown.contains(">57 dimensions</th><td class=\"number\">55</td>"), "{shown}");

    let general = page(&admin.get("/admin/norms").await, 200);
    assert!(general.contains("<h2>For a CEO of whom nothing is known</h2>") && !general.contains(&overall));
    let other = crate::support::signing_in::sign_in(&app, &app.foreign_member(Role::Admin).user).await;
    let other = crate::support::signing_in::in_browser(&app, &other);
    assert_eq!(other.get(&format!("/admin/norms?search={search}")).await.status, 404);
}
