//! The method page: every figure of the example is what the engine computes.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase};
use crate::support::program::{CANDIDATES, CEO, file};
use fit::simulate::Draws;
use fit::{Criteria, Estimates, Framework, compare, framework};
use intake::Mode;
use store::users::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_number_is_followed_from_rating_to_rank() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let mut shown = String::new();
    for &role in Role::ALL {
        let client = browser(&app, role).await;
        let text = page(&client.get("/help/method").await, 200);
        // What stands around it says who is signed in.
        shown = text.split("<main").nth(1).expect("a main part").to_owned();
    }
    let framework = Framework::parse(framework::DEFAULT).expect("the default framework");
    let ceo = intake::read_person(&framework, "ceo.json", file(CEO).as_bytes()).expect("the CEO");
    let pool = intake::read_pool(&framework, "pool.json", file(CANDIDATES).as_bytes(), Mode::Strict);
    let pool = pool.expect("the candidates").profiles;
    let comparison = compare(&framework, &ceo, &pool, &Criteria::default(), Draws::default(), &|_, _| {});
    let comparison = comparison.expect("a comparison");
    let leader = &comparison.results[0];
    let facet = leader.facets.iter().max_by(|a, b| a.loss.total_cmp(&b.loss)).expect("a facet");
    assert_eq!(facet.id, "execution.range.autonomy", "the page follows what docs/method.md follows");

    // From ratings to an estimate, on both sides.
    let profile = pool.iter().find(|profile| profile.id == leader.id).expect("the leader's profile");
    for (person, dimension) in [(profile, "style.autonomy"), (&ceo, "style.delegation")] {
        let estimate = Estimates::of(&framework, person).raw[framework.dimension(dimension).expect("known")];
        let words = format!("{:.1} ± {:.1}", estimate.mean * 100.0, estimate.se * 100.0);
        assert!(shown.contains(&words), "{words}");
    }
    // To a fit, a pillar, the score and what was lost.
    let distance = facet.coo - facet.ceo;
    let fit = format!("1 − ({distance:.1} / 50)² = {:.2}", facet.plain);
    assert!(shown.contains(&fit), "{fit}");
    let number = |value: f64, decimals: usize| format!("<td class=\"number\">{value:.decimals$}</td>");
    for wanted in [
        number(facet.fit, 3),
        number(facet.loss, 2),
        number(leader.pillars.get("execution").expect("a pillar"), 1),
        number(leader.losses.get("execution").expect("a pillar"), 1),
        number(100.0 - leader.score, 1),
        format!("is charged {:.2} of the {:.1} points", facet.loss, 100.0 - leader.score),
    ] {
        assert!(shown.contains(&wanted), "{wanted}");
    }
    // To an interval and a rank, for everybody.
    for result in &comparison.results {
        let drawn = result.uncertainty.as_ref().expect("draws");
        let row = [result.score, drawn.p05, drawn.p50, drawn.p95].map(|value| number(value, 1)).concat();
        assert!(shown.contains(&row), "{}: {row}", result.name);
    }
    let move_of = comparison.pairwise[0].weight_to_move.expect("some weight");
    assert!(shown.contains(&format!("Moving {:.1} of 100 points of weight", move_of * 100.0)));
    assert_eq!(shown.matches("<figure").count(), 5, "a surface of each rule");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sources_are_those_of_the_written_method() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let shown = page(&browser(&app, Role::Viewer).await.get("/help/method").await, 200);
    let written = file("docs/method.md");
    let named = |text: &str| -> Vec<String> {
        let ends = |c: char| c.is_whitespace() || c == '<';
        text.split("doi:").skip(1).filter_map(|rest| rest.split(ends).next()).map(str::to_owned).collect()
    };
    assert!(named(&written).len() > 10);
    assert_eq!(named(&shown), named(&written));
    let sources = written.split("## Sources").nth(1).expect("the sources");
    assert_eq!(
        shown.split("<ul class=\"sources\">").nth(1).expect("a list").matches("<li>").count(),
        sources.matches("\n* ").count()
    );
}
