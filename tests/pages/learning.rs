//! Learning from what happened, on its pages.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::outcomes::{placed, rate, spread};
use crate::support::snapshot::Transcript;
use service::jobs::do_one;
use store::users::Role;

on_each_database! {
    a_handful_moves_nothing_and_says_so,
}

async fn a_handful_moves_nothing_and_says_so(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let empty = page(&recruiter.get("/learning").await, 200);
    let mut seen = Transcript::default();
    seen.add_page("nobody appointed", &empty);
    for n in 0..3 {
        let begun = placed(&app, spread(n)).await;
        rate(&app, &begun, 60.0).await;
    }
    placed(&app, spread(4)).await;
    let known = page(&recruiter.get("/learning").await, 200);
    seen.add_page("four appointed", &known);
    let refused = page(&recruiter.post_form("/learning", "outcome=&seed=7").await, 422);
    seen.add_notices("no outcome chosen", &refused);
    let left = recruiter.post_form("/learning", "outcome=board_rating&features=pillars&seed=7").await;
    let job = left.header("location").to_owned();
    seen.add_page("the job", &page(&recruiter.get(&job).await, 200));
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let done = recruiter.get(&job).await;
    let path = done.header("location").split('?').next().expect("a path").to_owned();
    assert!(path.starts_with("/learning/"), "{path}");
    let shown = page(&recruiter.get(&path).await, 200);
    for part in [
        "Not enough evidence to move: 3 outcomes can be used, and it takes 30.",
        "The outcome is missing.",
        "None of the 69 facets has enough pairs",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("Adopt the proposed weights"), "{shown}");
    let before = page(&recruiter.get("/learning").await, 200);
    seen.add_page("calibrations", &before);
    seen.check("pages/learning");
    let table = recruiter.get("/learning/cases.csv").await.text();
    assert_eq!(table.lines().count(), 5, "{table}");
    assert!(
        table.starts_with(
            "\u{feff}case,search,title,framework,decided_on,roles,trust,strategy,execution,ethos,"
        ),
        "{table}"
    );
    assert!(recruiter.get(&format!("{path}/calibration.json")).await.text().contains("\"seed\": 7"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proposed_weights_are_shown_with_what_speaks_for_them_and_adopted() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    for n in 0..70 {
        let points = spread(n);
        let begun = placed(&app, points).await;
        rate(&app, &begun, 20.0 + 15.0 * stats::elementary::ln(points[1] / 10.0) + (n % 7) as f64).await;
    }
    let admin = browser(&app, Role::Admin).await;
    let left = admin.post_form("/learning", "outcome=board_rating&features=pillars&seed=1").await;
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let done = admin.get(left.header("location")).await;
    let path = done.header("location").split('?').next().expect("a path").to_owned();
    let shown = page(&admin.get(&path).await, 200);
    for part in [
        "The outcomes speak for other weights.",
        "<svg",
        "Equal weights",
        "shuffled worlds",
        "value=\"1.1.0\"",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let recruiter = browser(&app, Role::Recruiter).await;
    assert!(!page(&recruiter.get(&path).await, 200).contains("Adopt the proposed weights"));
    let refused = page(&admin.post_form(&format!("{path}/adopt"), "version=1.1.0&reason=").await, 422);
    let mut seen = Transcript::default();
    seen.add_notices("adopted without a reason", &refused);
    seen.check("pages/learning-adopt");
    let adopted = admin.post_form(&format!("{path}/adopt"), "version=1.1.0&reason=The+board+agrees").await;
    assert_eq!(adopted.header("location"), format!("{path}?done=adopted"));
    let shown = page(&admin.get(&path).await, 200);
    assert!(shown.contains("Adopted on") && shown.contains("The board agrees"), "{shown}");
    let framework = format!("/admin/frameworks/{}", super::after(&shown, "href=\"/admin/frameworks/"));
    let read = page(&admin.get(&framework).await, 200);
    assert!(read.contains("Learnt on 2026-11-23 from 70 outcomes"), "{read}");
}
