//! What nobody may learn by asking for everything: a crawl of all pages and all reading operations as every role, in which no
//! body has a planted word. Archives and workbooks are unpacked.

use crate::support::app::{Answer, App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::computed;
use crate::support::program::file;
use crate::support::searches::{Begun, begin, join};
use crate::support::signing_in::{in_browser, sign_in};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::users::Role;

on_each_database! {
    always: no_body_has_a_planted_word,
}

/// A lone peer's rating, as it would show with any number of digits.
const VALUE: f64 = 37.193_746;
const SHIELDED: &str = "37.19";
/// Names are made of this, and what others wrote about them.
const NAME: &str = "Quillfeather";
/// What recruiters wrote about candidates: those who keep the people on file read it, and nobody else.
const RECORD: &str = "Thornbury";
/// More pages than this there are not, of one kind or another.
const MOST_PAGES: usize = 400;

/// A blind search among people with a lone peer's rating each, on which everything that takes words has some.
async fn planted(app: &App) -> (Begun, BTreeMap<&'static str, String>) {
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let begun = begin(app, 2, json!({ "is_blind": true })).await;
    let mut people = Vec::new();
    for (index, path) in begun.candidates.iter().enumerate() {
        let candidate = recruiter.get(path).await.json(200);
        let person = format!("/api/v1/people/{}", candidate["person_id"].as_str().expect("an id"));
        let name = json!({ "name": format!("{NAME} {index}"), "headline": format!("COO at {NAME} & Sons") });
        recruiter.patch(&person, name).await.json(200);
        let known = json!({ "skill.operations": 40 + 20 * index, "skill.finance": 55, "style.warmth": 60,
            "style.integrity": 80, "vision.growth": 45 });
        recruiter.put(&format!("{person}/estimates"), known).await.json(200);
        for source in ["peer", "report"] {
            let rating = json!({ "dimension": "skill.change", "source": source, "value": VALUE });
            recruiter.post(&format!("{person}/ratings"), rating).await.json(201);
        }
        people.push(person);
    }
    let ceo = format!("/api/v1/people/{}", begun.search["ceo_id"].as_str().expect("an id"));
    let known =
        json!({ "skill.operations": 30, "skill.finance": 60, "vision.growth": 70, "style.warmth": 50 });
    recruiter.put(&format!("{ceo}/estimates"), known).await.json(200);
    let run = computed(app, &begun).await["id"].as_str().expect("an id").to_owned();
    for role in [Role::PanelMember, Role::Viewer] {
        join(app, &begun, role).await;
    }
    let admin = app.client(Role::Admin).with("if-match", "*");
    for path in &begun.candidates {
        admin.put(&format!("{path}/plan"), json!({ "text": format!("# With {NAME}") })).await.json(200);
        let judgement = path.replace("/candidates/", "/judgements/");
        admin.put(&judgement, json!({ "opinion": "yes", "note": format!("{NAME} it is") })).await.json(201);
    }
    for path in &begun.candidates {
        let note = json!({ "audience": "shareable", "text": format!("{RECORD} is steady") });
        recruiter.post(&format!("{path}/notes"), note).await.json(201);
        let stage = json!({ "stage": "interview", "next_step": format!("Call {RECORD}") });
        recruiter.put(&format!("{path}/stage"), stage).await.json(200);
        let found = json!({ "state": "met", "evidence": format!("{RECORD} said so"), "asked_by": RECORD });
        recruiter.put(&format!("{path}/requirements/notice"), found).await.json(200);
    }
    let report = json!({ "kind": "board", "is_blind": true });
    let report = recruiter.post(&format!("{}/reports", begun.path), report).await.json(201);
    let last = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    let ids = BTreeMap::from([
        ("search_id", begun.id().to_string()),
        ("candidate_id", last(&begun.candidates[0])),
        ("person_id", last(&people[0])),
        ("run_id", run),
        ("report_id", report["id"].as_str().expect("an id").to_owned()),
        ("framework_id", begun.search["framework_id"].as_str().expect("an id").to_owned()),
        ("user_id", app.member(Role::Viewer).user.id.to_string()),
    ]);
    (begun, ids)
}

/// The addresses of all reading operations of the API, with the ids that there are.
fn operations(ids: &BTreeMap<&'static str, String>) -> Vec<String> {
    let described: Value = serde_json::from_str(&file("docs/openapi.json")).expect("JSON");
    let paths = described["paths"].as_object().expect("paths").iter();
    let read = paths.filter(|(_, methods)| methods.get("get").is_some());
    let filled = read.map(|(path, _)| {
        ids.iter().fold(path.clone(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id))
    });
    let mut all: Vec<String> = filled.filter(|path| !path.contains('{')).collect();
    let formats = ["html", "xlsx", "csv", "json", "pdf"];
    let report = formats.map(|format| format!("/api/v1/reports/{}/file?format={format}", ids["report_id"]));
    all.extend(report);
    all.extend(["csv", "jsonl"].map(|format| format!("/api/v1/people/export?format={format}")));
    all
}

/// The addresses that a page links to on this server.
fn links(text: &str) -> impl Iterator<Item = String> + '_ {
    let targets = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let ours = targets.filter(|target| target.starts_with('/') && !target.starts_with("/assets"));
    ours.map(|target| {
        target.split('#').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&")
    })
}

/// All that an answer says. The parts of an evidence pack are stored as they are; those of a workbook are read.
fn unpacked(answer: &Answer) -> String {
    let mut text = answer.text();
    if let Ok(table) = intake::read_table("file.xlsx", &answer.body) {
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            text.push_str(&format!("\n{cell}"));
        }
    }
    text
}

/// Everything that one can reach: what each address answered.
async fn crawled(
    browser: &Client<'_>,
    api: &Client<'_>,
    ids: &BTreeMap<&'static str, String>,
) -> Vec<(String, String)> {
    let mut bodies = Vec::new();
    for path in operations(ids) {
        bodies.push((path.clone(), unpacked(&api.get(&path).await)));
    }
    let search = format!("/searches/{}", ids["search_id"]);
    let candidate = format!("{search}/candidates/{}", ids["candidate_id"]);
    let mut waiting = vec!["/".to_owned(), search.clone(), format!("{search}/pack.zip")];
    for end in
        ["plan", "plan.md", "plan.html", "plan.pdf", "guide", "decision-rights.csv", "decision-rights.json"]
    {
        waiting.push(format!("{candidate}/{end}"));
    }
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if seen.len() > MOST_PAGES || !seen.insert(path.clone()) {
            continue;
        }
        let answer = browser.get(&path).await;
        let text = unpacked(&answer);
        waiting.extend(links(&text));
        bodies.push((path, text));
    }
    bodies
}

async fn no_body_has_a_planted_word(database: TestDatabase) {
    let app = App::start(database).await;
    let (_, ids) = planted(&app).await;
    let mut n_bodies = 0;
    for &role in Role::ALL {
        let cookie = sign_in(&app, &app.member(role).user).await;
        let bodies = crawled(&in_browser(&app, &cookie), &app.client(role), &ids).await;
        n_bodies += bodies.len();
        for (path, text) in &bodies {
            assert!(!text.contains(SHIELDED), "{role} finds a peer's rating at {path}");
            // Whoever looks after people on file knows their names there and where some are picked, and nowhere else in the
            // search.
            let is_file =
                ["/people", "/self", "/import", "/searches/new", "/api/v1/people", "/api/v1/imports"]
                    .iter()
                    .any(|start| path.starts_with(start))
                    || path.ends_with("/brief/ceo");
            let keeps_files = matches!(role, Role::Admin | Role::Recruiter);
            assert!(keeps_files || !text.contains(RECORD), "{role} finds what a recruiter wrote at {path}");
            let may_know = keeps_files && is_file;
            // Who wrote a text reads it.
            let is_own = role == Role::Admin
                && (path.contains("/plan")
                    || path.contains("/pack")
                    || path.contains("judgements")
                    || path.contains("/panel"));
            assert!(may_know || is_own || !text.contains(NAME), "{role} finds a name at {path}");
        }
    }
    assert!(n_bodies > 200, "{n_bodies} bodies were looked at");
}
