//! A search begun on a page, and its settings.

use super::{after, browser, field, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::searches::{begin, person};
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

on_each_database! {
    a_search_is_begun_with_a_new_ceo_and_candidates,
    settings_are_kept_and_a_stale_change_is_told,
    candidates_and_members_come_and_go,
}

async fn a_search_is_begun_with_a_new_ceo_and_candidates(database: TestDatabase) {
    let app = App::start(database).await;
    let api = app.client(Role::Recruiter);
    let (robin, alex) = (person(&api, "Robin Example").await, person(&api, "Alex Other").await);
    let (robin, alex) = (robin.as_str().expect("an id"), alex.as_str().expect("an id"));
    let recruiter = browser(&app, Role::Recruiter).await;
    let mut seen = Transcript::default();
    seen.add_page("a new search", &page(&recruiter.get("/searches/new").await, 200));

    // Looking for someone keeps all that was typed and ticked.
    let typed = format!(
        "title=COO+%26+more&context=A+%3Ctextarea%3E&role_type=mentor&candidate={robin}&candidate_q=alex"
    );
    let looked = page(&recruiter.post_form("/searches/new", &format!("{typed}&do=look")).await, 200);
    assert!(
        looked.contains("value=\"COO &#38; more\"") && looked.contains("A &#60;textarea&#62;"),
        "{looked}"
    );
    assert!(looked.contains(&format!("value=\"{robin}\" checked")), "{looked}");
    assert!(looked.contains(&format!("name=\"candidate\" value=\"{alex}\">")), "{looked}");
    assert!(looked.contains("value=\"mentor\" checked"), "{looked}");

    let nobody = page(&recruiter.post_form("/searches/new", &format!("{typed}&do=begin")).await, 422);
    assert!(nobody.contains("href=\"#ceo_id\"") && nobody.contains("COO &#38; more"), "{nobody}");
    seen.add_notices("no CEO", &nobody);
    let nameless = format!("{typed}&ceo_id=new&do=begin");
    let nameless = page(&recruiter.post_form("/searches/new", &nameless).await, 422);
    assert!(nameless.contains("href=\"#name\""), "{nameless}");
    seen.add_notices("a CEO without a name", &nameless);
    let people = api.get("/api/v1/people").await.json(200);
    assert_eq!(people["items"].as_array().expect("people").len(), 2, "nothing is half done");

    let whole = format!(
        "{typed}&candidate={alex}&ceo_id=new&name=Casey+Chief&headline=Founder&mandate=Grow&is_blind=yes"
    );
    let begun = recruiter.post_form("/searches/new", &format!("{whole}&do=begin")).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let path = begun.header("location").strip_suffix("/brief?done=begun").expect("where it is").to_owned();
    let search = api.get(&format!("/api/v1{path}")).await.json(200);
    assert_eq!((&search["role_type"], &search["is_blind"]), (&json!("mentor"), &json!(true)));
    let candidates = api.get(&format!("/api/v1{path}/candidates")).await.json(200);
    assert_eq!(candidates["items"].as_array().expect("candidates").len(), 2);
    let brief = page(&recruiter.get(&format!("{path}/brief?done=begun")).await, 200);
    seen.add_page("begun", &brief);
    seen.check("pages/search-begun");
}

async fn settings_are_kept_and_a_stale_change_is_told(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let path = begun.path.strip_prefix("/api/v1").expect("the API").to_owned();
    let recruiter = browser(&app, Role::Recruiter).await;
    let settings = page(&recruiter.get(&format!("{path}/settings")).await, 200);
    let revision = after(&settings, "name=\"revision\" value=\"").to_owned();
    let form = |title: &str, revision: &str| {
        format!("revision={revision}&title={}&role_type=&balance=-1&do=save", field(title))
    };
    let saved = recruiter.post_form(&format!("{path}/settings"), &form("<i>New</i>", &revision)).await;
    assert_eq!(saved.header("location"), format!("{path}/settings?done=saved"));
    let search = app.client(Role::Recruiter).get(&begun.path).await.json(200);
    assert_eq!((&search["title"], &search["balance"]), (&json!("<i>New</i>"), &json!(-1.0)));
    let stale = page(&recruiter.post_form(&format!("{path}/settings"), &form("Mine", &revision)).await, 412);
    assert!(stale.contains("value=\"Mine\""), "{stale}");
    let mut seen = Transcript::default();
    seen.add_notices("from a stale page", &stale);
    for unsaid in [form("Mine", "").replacen("revision=&", "", 1), form("Mine", "now")] {
        let stale = page(&recruiter.post_form(&format!("{path}/settings"), &unsaid).await, 412);
        assert!(stale.contains("Someone else has changed this"), "{stale}");
    }
    let empty = page(&recruiter.post_form(&format!("{path}/settings"), &form("", "2")).await, 422);
    assert!(empty.contains("href=\"#title\""), "{empty}");
    seen.add_notices("no title", &empty);
    seen.add_notices("saved", &page(&recruiter.get(saved.header("location")).await, 200));

    for (revision, state, done) in [(2, "closed", "closed"), (3, "open", "reopened")] {
        page(&recruiter.post_form(&format!("{path}/state"), &format!("state={state}")).await, 412);
        let fields = format!("revision={revision}&state={state}");
        let answer = recruiter.post_form(&format!("{path}/state"), &fields).await;
        assert_eq!(answer.header("location"), format!("{path}/settings?done={done}#end"));
        let shown = recruiter.get(&format!("{path}/settings?done={done}")).await;
        seen.add_notices(done, &page(&shown, 200));
    }
    begun.decide(&app).await;
    let revision = app.client(Role::Recruiter).get(&begun.path).await.json(200)["revision"].clone();
    let kept = recruiter.post_form(&format!("{path}/remove"), &format!("revision={revision}")).await;
    seen.add_notices("removing a search that is decided", &page(&kept, 409));
    let another = begin(&app, 0, json!({})).await;
    let another = another.path.strip_prefix("/api/v1").expect("the API");
    page(&recruiter.post_form(&format!("{another}/remove"), "").await, 412);
    let removed = recruiter.post_form(&format!("{another}/remove"), "revision=1").await;
    assert_eq!(removed.header("location"), "/?done=search_removed");
    seen.add_notices("removed", &page(&recruiter.get("/?done=search_removed").await, 200));
    seen.check("pages/search-settings");
}

async fn candidates_and_members_come_and_go(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = begin(&app, 1, json!({})).await;
    let path = begun.path.strip_prefix("/api/v1").expect("the API").to_owned();
    let settings = format!("{path}/settings");
    let api = app.client(Role::Recruiter);
    let robin = person(&api, "Robin <Late>").await;
    let robin = robin.as_str().expect("an id");
    let recruiter = browser(&app, Role::Recruiter).await;
    let nobody = page(&recruiter.post_form(&format!("{path}/candidates"), "").await, 422);
    assert!(nobody.contains("#person"));
    let mut seen = Transcript::default();
    seen.add_notices("no candidate", &nobody);
    let found = page(&recruiter.get(&format!("{path}/find?all=yes&q=late")).await, 200);
    assert!(
        found.contains("Robin &#60;Late&#62;") && found.contains(&format!("value=\"{robin}\" ")),
        "{found}"
    );
    let added = recruiter.post_form(&format!("{path}/candidates"), &format!("person={robin}")).await;
    assert_eq!(added.header("location"), format!("{path}/candidates?done=added"));
    let candidates = api.get(&format!("{}/candidates", begun.path)).await.json(200);
    let late = format!("{path}/candidates/{}", candidates["items"][1]["id"].as_str().expect("an id"));
    page(&recruiter.post_form(&format!("{late}/finalist"), "is_finalist=yes").await, 412);
    let marked = recruiter.post_form(&format!("{late}/finalist"), "revision=1&is_finalist=yes").await;
    assert_eq!(marked.status, 303, "{}", marked.text());
    let stale = recruiter.post_form(&format!("{late}/finalist"), "revision=1&is_finalist=no").await;
    seen.add_notices("a finalist from a stale page", &page(&stale, 412));
    let removed = recruiter.post_form(&format!("{late}/remove"), "").await;
    let undo = removed.header("location").split('#').next().expect("an address").to_owned();
    let offered = page(&recruiter.get(&undo).await, 200);
    assert!(offered.contains(&format!("value=\"{robin}\"")), "{offered}");
    seen.add_notices("a candidate removed", &offered);
    recruiter.post_form(&format!("{path}/candidates"), &format!("person={robin}")).await;
    let candidates = api.get(&format!("{}/candidates", begun.path)).await.json(200);
    assert_eq!(candidates["items"].as_array().expect("candidates").len(), 2);

    let panel = app.member(Role::PanelMember).user.id.to_string();
    let invited = recruiter.post_form(&format!("{path}/members"), &format!("user_id={panel}")).await;
    assert_eq!(invited.header("location"), format!("{settings}?done=invited#members"));
    let shown = page(&recruiter.get(&settings).await, 200);
    seen.add_page("settings", &shown);
    let tabs = page(&browser(&app, Role::PanelMember).await.get(&format!("{path}/settings")).await, 403);
    assert!(!tabs.contains("Save"), "{tabs}");
    let left = recruiter.post_form(&format!("{path}/members/{panel}/remove"), "").await;
    let again = left.header("location").split('#').next().expect("an address").to_owned();
    seen.add_notices("a member removed", &page(&recruiter.get(&again).await, 200));
    let nobody = page(&recruiter.post_form(&format!("{path}/members"), "").await, 422);
    assert!(nobody.contains("#user_id"));
    seen.add_notices("no member", &nobody);
    seen.check("pages/search-people");
}
