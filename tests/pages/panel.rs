//! The panel: weights and judgements before scores, then the reveal, then the decision.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::join;
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

on_each_database! {
    a_member_weighs_judges_sees_and_decides,
}

async fn a_member_weighs_judges_sees_and_decides(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let run = computed(&app, &begun).await;
    join(&app, &begun, Role::PanelMember).await;
    let path = begun.path.replace("/api/v1", "");
    let member = browser(&app, Role::PanelMember).await;
    let ids: Vec<&str> =
        begun.candidates.iter().map(|path| path.rsplit('/').next().expect("an id")).collect();

    let before = page(&member.get(&format!("{path}/panel")).await, 200);
    assert!(!before.contains("What the panel thinks"), "{before}");
    let mut seen = Transcript::default();
    seen.add_page("before judging", &before);
    let led = member.get(&format!("{path}/decision")).await;
    assert_eq!(led.header("location"), format!("{path}/panel"));

    // One answer at a time is kept, with its note, and the other can wait.
    let judged = format!("o.{}=strong_yes&note.{}=Calm+%3Cb%3E", ids[0], ids[0]);
    let kept = member.post_form(&format!("{path}/panel/judgements"), &judged).await;
    assert_eq!(kept.header("location"), format!("{path}/panel?done=judged"));
    let half = page(&member.get(&format!("{path}/panel")).await, 200);
    assert!(half.contains("1 judgement to give") && half.contains("Calm &#60;b&#62;"), "{half}");
    seen.add_notices("judged", &page(&member.get(kept.header("location")).await, 200));
    member.post_form(&format!("{path}/panel/judgements"), &format!("o.{}=no", ids[1])).await;
    let weightless = page(&member.get(&format!("{path}/panel")).await, 200);
    assert!(!weightless.contains("What the panel thinks"), "weights come before scores as well");

    let looked =
        member.post_form(&format!("{path}/weights"), "method=direct&n.trust=3&n.roles=1&do=look").await;
    assert!(page(&looked, 200).contains("75%"), "{}", looked.text());
    let kept =
        member.post_form(&format!("{path}/weights"), "method=direct&n.trust=3&n.roles=1&do=mine").await;
    assert_eq!(kept.header("location"), format!("{path}/panel?done=weighed"));
    let after = page(&member.get(&format!("{path}/panel")).await, 200);
    seen.add_page("after judging", &after);

    let shown = page(&member.get(&format!("{path}/decision")).await, 200);
    let run = run["id"].as_str().expect("an id");
    assert!(shown.contains("name=\"candidate_id\""), "{shown}");
    let nobody = format!("run_id={run}&candidate_id=&reason=Because");
    let refused = page(&member.post_form(&format!("{path}/decision"), &nobody).await, 422);
    assert!(refused.contains("Because"), "{refused}");
    seen.add_notices("neither one of them nor nobody", &refused);
    let decision = format!("run_id={run}&candidate_id={}&reason=The+calmer+of+the+two", ids[0]);
    let decided = member.post_form(&format!("{path}/decision"), &decision).await;
    assert_eq!(decided.header("location"), format!("{path}/decision?done=decided"));
    let shown = page(&member.get(&format!("{path}/decision")).await, 200);
    assert!(shown.contains(run), "{shown}");
    seen.add_page("decided", &shown);
    let withdrawn =
        member.post_form(&format!("{path}/decision/withdraw"), "withdrawn_reason=A+mistake").await;
    assert_eq!(withdrawn.header("location"), format!("{path}/decision?done=withdrawn"));
    let shown = page(&member.get(&format!("{path}/decision")).await, 200);
    seen.add_page("withdrawn", &shown);
    seen.check("pages/panel");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_to_weigh_keeps_what_was_typed() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({})).await;
    let path = format!("{}/weights", begun.path.replace("/api/v1", ""));
    let recruiter = browser(&app, Role::Recruiter).await;
    let mut seen = Transcript::default();
    for (form, share) in [
        ("method=rank&n.trust=1&n.roles=2&do=look", "75%"),
        ("method=swing&n.trust=100&n.roles=100&do=look", "50%"),
    ] {
        let looked = page(&recruiter.post_form(&path, form).await, 200);
        assert!(looked.contains(share), "{form}: {looked}");
    }
    for form in [
        "method=rank&n.trust=1&n.roles=1&do=look",
        "method=swing&n.trust=100&n.roles=much&do=look",
        "method=direct&do=look",
        "method=ahp&do=look",
    ] {
        seen.add_notices(form, &page(&recruiter.post_form(&path, form).await, 422));
    }
    seen.check("pages/weights-refused");
    // Comparisons that contradict each other are told, with the one that strains them most.
    let pillars = ["roles", "trust", "strategy", "execution", "ethos"];
    let mut form = "method=ahp&do=look".to_owned();
    for (i, a) in pillars.iter().enumerate() {
        for b in &pillars[i + 1..] {
            let value = if (*a, *b) == ("roles", "ethos") { "-9" } else { "3" };
            form += &format!("&c.{a}.{b}={value}");
        }
    }
    let strained = page(&recruiter.post_form(&path, &form).await, 200);
    assert!(strained.contains("The one that strains them most"), "{strained}");
    assert!(
        strained.contains("id=\"c.roles.ethos.-9\" name=\"c.roles.ethos\" value=\"-9\" checked"),
        "{strained}"
    );
    let agreed = recruiter.post_form(&path, &form.replace("do=look", "do=agreed")).await;
    assert!(agreed.header("location").ends_with("?done=agreed"));
}
