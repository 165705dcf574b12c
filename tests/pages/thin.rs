//! Thin evidence on the pages: who is not known enough is listed apart, with what to find out and how.

use super::{browser, page};
use crate::support::app::{App, Client};
use crate::support::database::{Kind, TestDatabase};
use crate::support::searches::Begun;
use crate::support::snapshot::Transcript;
use crate::support::thin::{ALL, known};
use store::users::Role;

const APART: &str = "Not enough known to rank yet";

/// Computes a search as the recruiter does, and gives its shortlist.
async fn shortlist(recruiter: &Client<'_>, begun: &Begun) -> String {
    let path = begun.path.replace("/api/v1", "");
    page(&recruiter.get(&format!("{path}/candidates")).await, 200)
}

/// The part of a shortlist before those who are listed apart, and the part with them.
fn parts(shortlist: &str) -> (&str, &str) {
    shortlist.split_once(APART).expect("some are listed apart")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_ceo_with_one_value_nobody_is_ranked() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = known(&app, 1, &[ALL, ALL], 10).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let shown = shortlist(&recruiter, &begun).await;
    assert!(shown.contains("Not enough evidence to rank these candidates yet."), "{shown}");
    assert!(!shown.contains("The candidates in order, best first"), "nobody stands in an order");
    let ceo = begun.search["ceo_id"].as_str().expect("an id");
    let ask = format!("/people/{ceo}/invite?source=self&#38;search=");
    assert!(shown.contains(&ask), "{shown}");
    assert_eq!(shown.matches("known, one assessment").count(), 2, "{shown}");
    assert!(!shown.contains("percentile") && !shown.contains("front-runner"), "{shown}");
    let mut seen = Transcript::default();
    seen.add_page("a CEO of whom one value is known", &shown);
    let path = begun.path.replace("/api/v1", "");
    let compared = page(&recruiter.get(&format!("{path}/finalists")).await, 200);
    assert!(compared.contains("Not enough evidence to rank these candidates yet."), "{compared}");
    assert!(!compared.contains("What would settle it") && !compared.contains("percentile"), "{compared}");
    seen.check("pages/thin-ceo");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_candidate_of_whom_nothing_is_known_stands_after_the_others() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = known(&app, ALL, &[ALL, 0, ALL], 10).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let shown = shortlist(&recruiter, &begun).await;
    let (ranked, apart) = parts(&shown);
    assert_eq!(ranked.matches("<td class=\"number place\">").count(), 2, "{ranked}");
    let nobody = begun.candidates[1].rsplit('/').next().expect("an id");
    assert!(!ranked.contains(nobody) && apart.contains(nobody), "{shown}");
    assert!(apart.contains("known, nobody"), "{apart}");
    assert!(
        apart.contains("to answer the questionnaire") && apart.contains("Record an interview"),
        "{apart}"
    );
    let mut seen = Transcript::default();
    seen.add_page("a candidate of whom nothing is known", &shown);
    // On their own page there is no place, no word and no percentile.
    let path = begun.candidates[1].replace("/api/v1", "");
    let own = page(&recruiter.get(&path).await, 200);
    assert!(own.contains(APART) && !own.contains("percentile") && !own.contains("ahead of"), "{own}");
    seen.check("pages/thin-candidate");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_is_no_order() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = known(&app, ALL, &[ALL, 3], 10).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let shown = shortlist(&recruiter, &begun).await;
    assert!(shown.contains("Not enough evidence to rank these candidates yet."), "{shown}");
    let (ranked, apart) = parts(&shown);
    let [known, thin] = [0, 1].map(|index| begun.candidates[index].rsplit('/').next().expect("an id"));
    assert!(ranked.contains(known) && !apart.contains(&format!("value=\"{known}\"")), "{shown}");
    assert!(apart.contains(thin), "{shown}");
    let path = begun.candidates[0].replace("/api/v1", "");
    let own = page(&recruiter.get(&path).await, 200);
    assert!(own.contains("<p class=\"quiet\">1 of 1</p>"), "{own}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_impression_of_everyone_is_an_order_and_says_so() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = known(&app, ALL, &[ALL, ALL], 15).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let shown = shortlist(&recruiter, &begun).await;
    assert!(!shown.contains(APART) && shown.contains("front-runner"), "{shown}");
    assert_eq!(shown.matches("one impression").count(), 2, "{shown}");
    let path = begun.path.replace("/api/v1", "");
    let compared = page(&recruiter.get(&format!("{path}/finalists")).await, 200);
    assert!(compared.contains("In 400 variations of the model’s own figures"), "{compared}");
}
