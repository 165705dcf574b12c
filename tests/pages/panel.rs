//! The panel: weights and judgements before scores, then the reveal, then the decision.

use super::{browser, page};
use crate::support::app::App;
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::join;
use crate::support::signing_in::{cookie_of, in_browser};
use crate::support::snapshot::Transcript;
use serde_json::json;
use service::NotTaken;
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
    member
        .post_form(&format!("{path}/panel/judgements"), &format!("o.{}=no&note.{}=Hasty", ids[1], ids[1]))
        .await;
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

/// Whoever keeps a search invites a panel by name and e-mail; the link works once, for 14 days, and can be renewed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recruiter_invites_a_member() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({ "mandate": "Deliver <on time>." })).await;
    let path = begun.path.replace("/api/v1", "");
    let recruiter = browser(&app, Role::Recruiter).await;
    let invitations = format!("{path}/panel/invitations");
    let refused = page(&recruiter.post_form(&invitations, "name=Bo+Chair&email=bo").await, 422);
    assert!(refused.contains("value=\"Bo Chair\"") && refused.contains("email-error"), "{refused}");
    let invite = "name=Bo+Chair&email=bo%40example.com";
    let link = |shown: &str| {
        let (_, rest) = shown.split_once("/sign-in/").unwrap_or_else(|| panic!("no link: {shown}"));
        format!("/sign-in/{}", rest.split(['"', '\n']).next().expect("an end"))
    };
    // It goes by mail, and whoever invites sees no link.
    let mailed = page(&recruiter.post_form(&invitations, invite).await, 200);
    assert!(mailed.contains("was told by mail") && !mailed.contains("/sign-in/"), "{mailed}");
    let letter = app.post.letters().pop().expect("a letter");
    assert!(
        letter.to == "bo@example.com" && letter.text.contains("asks you to join the panel"),
        "{letter:?}"
    );
    let first = link(&letter.text);
    app.clock.pass_seconds(14 * 24 * 60 * 60 - 60);
    assert_eq!(app.stranger().get(&first).await.status, 200, "it works for 14 days");
    // Meanwhile the recruiter's session has ended.
    let recruiter = browser(&app, Role::Recruiter).await;
    let shown = page(&recruiter.get(&format!("{path}/panel")).await, 200);
    let (before, _) = shown.split_once("/link\"").expect("a way to renew");
    let user = before.rsplit('/').next().expect("an id").to_owned();
    let renew = format!("{path}/panel/members/{user}/link");
    // Where no mail can be sent, the link is shown once to be handed on.
    app.post.refuse(Some(NotTaken { words: "the server is away".to_owned(), is_final: false }));
    let second = link(&page(&recruiter.post_form(&renew, "").await, 200));
    assert_eq!(app.stranger().get(&first).await.status, 404, "the one before ends");
    let password = "password=nine+calm+lanterns+by+the+river";
    let signed = app.stranger().on_our_page().post_form(&second, password).await;
    let member = in_browser(&app, &cookie_of(signed.header("set-cookie")));
    assert_eq!(app.stranger().get(&second).await.status, 404, "it works once");
    let shown = page(&member.get(&format!("{path}/panel")).await, 200);
    assert!(shown.contains("Your judgement") && shown.contains("Deliver &#60;on time&#62;."), "{shown}");
    // Whoever has come in needs no link of a recruiter's, and gets none.
    let refused = page(&recruiter.post_form(&renew, "").await, 422);
    assert!(
        refused.contains("An administrator can make a link") || refused.contains("an administrator"),
        "{refused}"
    );
    let again = page(&recruiter.post_form(&invitations, invite).await, 200);
    assert!(!again.contains("/sign-in/") && again.contains("signs in as usual"), "{again}");
    // An administrator's account is made no panel member's, and its address tells nothing more.
    let admin = format!("name=A&email={}", app.member(Role::Viewer).user.email.replace('@', "%40"));
    assert!(page(&recruiter.post_form(&invitations, &admin).await, 422).contains("may not judge"));
    let member = browser(&app, Role::PanelMember).await;
    assert_eq!(member.post_form(&invitations, invite).await.status, 403);
}

/// All there is to read about a candidate is on one screen, with the judgement beside it and no score.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_material_is_on_one_screen() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let begun = measured(&app, 2, json!({ "mandate": "Deliver on time." })).await;
    computed(&app, &begun).await;
    join(&app, &begun, Role::PanelMember).await;
    let note = json!({ "audience": "panel", "text": "Half a page about Robin." });
    app.client(Role::Recruiter).post(&format!("{}/notes", begun.candidates[0]), note).await.json(201);
    let path = begun.path.replace("/api/v1", "");
    let id = begun.candidates[0].rsplit('/').next().expect("an id");
    let member = browser(&app, Role::PanelMember).await;
    let shown = page(&member.get(&format!("{path}/panel/{id}")).await, 200);
    for part in ["Deliver on time.", "Half a page about Robin.", "Would you appoint", "Declare a conflict"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let judged = format!("o.{id}=yes");
    let refused = page(&member.post_form(&format!("{path}/panel/judgements"), &judged).await, 422);
    assert!(refused.contains(&format!("note.{id}-error")), "a reason is asked for: {refused}");
    let declared = format!("o.{id}=yes&note.{id}=Calm&conflict.{id}=My+cousin");
    let kept = member.post_form(&format!("{path}/panel/judgements"), &declared).await;
    assert_eq!(kept.header("location"), format!("{path}/panel?done=judged"));
    let shown = page(&member.get(&format!("{path}/panel/{id}")).await, 200);
    assert!(shown.contains("Conflict of interest") && shown.contains("My cousin"), "{shown}");
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
