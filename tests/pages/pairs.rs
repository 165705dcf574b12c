//! The pages of one pair: decision rights, the plan for the first hundred days, and what to ask.

use super::{after, browser, field, page};
use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::page::Page;
use crate::support::panels::{computed, measured};
use crate::support::questionnaires::ratings;
use crate::support::searches::join;
use crate::support::snapshot::Transcript;
use serde_json::json;
use store::users::Role;

on_each_database! {
    a_grid_is_mended_kept_signed_and_taken_along,
    a_plan_is_read_changed_and_stays_text,
    answers_are_rated_on_the_page,
    those_who_look_on_read_only,
}

/// The fields of the form of a grid, as the page has them.
fn fields(html: &str) -> Vec<(String, String)> {
    let page = Page::read(html);
    let mut found: Vec<(String, String)> = Vec::new();
    let mut select = String::new();
    for tag in &page.tags {
        let name = tag.attribute("name").unwrap_or_default().to_owned();
        match tag.name.as_str() {
            "select" => select = name,
            "option" if tag.attribute("selected").is_some() => {
                found.push((select.clone(), tag.attribute("value").expect("a value").to_owned()));
            }
            "input" if name.starts_with("rows.") => {
                found.push((name, tag.attribute("value").unwrap_or_default().to_owned()));
            }
            _ => {}
        }
    }
    found
}

fn body(fields: &[(String, String)], revision: &str) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", field(value)));
    std::iter::once(format!("revision={revision}")).chain(pairs).collect::<Vec<_>>().join("&")
}

async fn a_grid_is_mended_kept_signed_and_taken_along(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let search = begun.path.replace("/api/v1", "");
    let pair = begun.candidates[0].replace("/api/v1", "");
    let id = pair.rsplit('/').next().expect("an id");
    let client = browser(&app, Role::Recruiter).await;
    let here = format!("{search}/decision-rights?c={id}");
    let moved = client.get(&format!("{search}/roles?c={id}")).await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, here.as_str()));
    let empty = page(&client.get(&here).await, 200);
    let mut seen = Transcript::default();
    seen.add_page("decision rights before any run", &empty);
    computed(&app, &begun).await;
    let shown = page(&client.get(&here).await, 200);
    assert!(shown.contains("Who decides what: Casey Chief and Robin Example 1"), "{shown}");
    assert!(shown.contains("keep the grid first"), "nothing can be signed yet");
    let mut typed = fields(&shown);
    let at = typed.iter().position(|(name, _)| name == "rows.0.ceo").expect("the field");
    typed[at].1 = "A".to_owned();
    let other = typed.iter().position(|(name, _)| name == "rows.0.coo").expect("the field");
    typed[other].1 = "AR".to_owned();
    let note = typed.iter().position(|(name, _)| name == "rows.0.note").expect("the field");
    typed[note].1 = "=1+1 <b>".to_owned();
    let roles = format!("{pair}/decision-rights");
    let told = page(&client.post_form(&roles, &body(&typed, "0")).await, 422);
    seen.add_notices("two last words", &told);
    assert!(told.contains("=1+1 &#60;b&#62;"), "what was typed is still there: {told}");
    assert_eq!(fields(&told), typed, "and so are the choices");
    typed[other].1 = "R".to_owned();
    let kept = client.post_form(&roles, &body(&typed, "0")).await;
    assert_eq!(
        (kept.status.as_u16(), kept.header("location")),
        (303, format!("{here}&done=grid_kept").as_str())
    );
    let stale = page(&client.post_form(&roles, &body(&typed, "0")).await, 412);
    for form in [body(&typed, "0").replacen("revision=0&", "", 1), body(&typed, "now")] {
        page(&client.post_form(&roles, &form).await, 412);
    }
    seen.add_notices("from a stale page", &stale);
    for party in ["ceo", "candidate"] {
        let signed = client.post_form(&format!("{roles}/sign"), &format!("revision=1&party={party}")).await;
        assert_eq!(signed.status, 303, "{}", signed.text());
    }
    let shown = page(&client.get(&here).await, 200);
    assert!(shown.contains("Both have signed the grid below as it is."), "{shown}");
    let csv = client.get(&format!("{roles}.csv")).await;
    assert!(csv.header("content-disposition").contains("decision-rights.csv"));
    assert!(csv.text().contains("'=1+1 <b>,true,true"), "{}", csv.text());
    assert_eq!(client.get(&format!("{roles}.xlsx")).await.status, 200);
    let listed = client.get(&format!("{roles}.json")).await.json(200);
    assert_eq!((&listed[0]["ceo"], &listed[0]["coo"]), (&json!("A"), &json!("R")));
    let report = after(&page(&client.get(&pair).await, 200), "Both have signed").to_owned();
    assert!(!report.is_empty());
    let undone = client.post_form(&format!("{roles}/undo"), "revision=1").await;
    assert_eq!(undone.status, 303);
    let shown = page(&client.get(&here).await, 200);
    assert_eq!(shown.matches("the signature has lapsed").count(), 2, "{shown}");
    for done in ["grid_kept", "signed", "undone"] {
        seen.add_notices(done, &page(&client.get(&format!("{here}&done={done}")).await, 200));
    }
    seen.check("pages/decision-rights");
}

async fn a_plan_is_read_changed_and_stays_text(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let plan = format!("{}/plan", begun.candidates[0].replace("/api/v1", ""));
    let client = browser(&app, Role::Recruiter).await;
    let empty = page(&client.get(&plan).await, 200);
    let mut seen = Transcript::default();
    seen.add_page("a plan before any run", &empty);
    computed(&app, &begun).await;
    let shown = page(&client.get(&plan).await, 200);
    assert!(shown.contains("/plan.md"), "{shown}");
    seen.add_page("the plan", &shown);
    let text = field("# Ours\n\n## Week one\n\n- [ ] **Meet:** <img src=x onerror=alert(1)>\n");
    let kept = client.post_form(&plan, &format!("revision=0&text={text}")).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let shown = page(&client.get(&plan).await, 200);
    assert!(shown.contains(">Week one</h3>") && !shown.contains("<img"), "{shown}");
    let told = page(&client.post_form(&plan, "revision=1&text=").await, 422);
    seen.add_notices("an empty plan", &told);
    seen.check("pages/plan");
    let file = client.get(&format!("{plan}.md")).await;
    assert!(file.text().starts_with("# Ours\n"), "{}", file.text());
    let document = client.get(&format!("{plan}.html")).await;
    assert!(document.text().contains("&#60;img") && document.text().contains("Partnership plan"));
    assert!(!document.header("content-security-policy").contains("style-src 'self'"));
    assert_eq!(client.post_form(&format!("{plan}/reset"), "").await.status, 412, "no revision");
    assert_eq!(client.post_form(&format!("{plan}/reset"), "revision=1").await.status, 303);
    assert!(page(&client.get(&plan).await, 200).contains("The weekly one-to-one"));
}

async fn answers_are_rated_on_the_page(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    computed(&app, &begun).await;
    let guide = format!("{}/guide", begun.candidates[0].replace("/api/v1", ""));
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&guide).await, 200);
    let mark = "name=\"answers.0.dimension\" value=\"";
    let dimension = after(&shown, mark).to_owned();
    let told =
        page(&client.post_form(&guide, &format!("rater=Kim&answers.0.dimension={dimension}")).await, 422);
    let mut seen = Transcript::default();
    seen.add_notices("nothing rated", &told);
    let rated = format!(
        "rater=Kim&answers.0.dimension={dimension}&answers.0.value=75&answers.0.note=Clear%20%3Cb%3E"
    );
    let done = client.post_form(&guide, &rated).await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, format!("{guide}?done=rated").as_str()),
        "{}",
        done.text()
    );
    seen.add_notices("rated", &page(&client.get(done.header("location")).await, 200));
    seen.check("pages/guide");
    let person = app.client(Role::Recruiter).get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    let found = ratings(&app, &person).await;
    assert_eq!((&found[0]["dimension"], &found[0]["rater"]), (&json!(dimension), &json!("Kim")));
    let path = format!("/people/{}/dimensions/{dimension}", person.as_str().expect("an id"));
    let shown = page(&client.get(&path).await, 200);
    assert!(shown.contains("Said in interviews") && shown.contains("Clear &#60;b&#62;"), "{shown}");
    assert!(client.get(&format!("{guide}.html")).await.text().contains("Interview and reference guide"));
}

async fn those_who_look_on_read_only(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    computed(&app, &begun).await;
    join(&app, &begun, Role::Viewer).await;
    let client = browser(&app, Role::Viewer).await;
    let search = begun.path.replace("/api/v1", "");
    let pair = begun.candidates[0].replace("/api/v1", "");
    for path in [format!("{search}/decision-rights"), format!("{pair}/plan"), format!("{pair}/guide")] {
        let shown = page(&client.get(&path).await, 200);
        assert!(!shown.contains("<form method=\"post\" action=\"/searches"), "{path}: {shown}");
    }
}
