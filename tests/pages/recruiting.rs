//! What a recruiter records by hand: profiles as one form, lists of raters, doubles, and the record of a candidate.

use super::{browser, page};
use crate::support::app::{App, Client};
use crate::support::database::{Kind, TestDatabase};
use crate::support::page::Page;
use crate::support::searches::{PDF, begin, join, person};
use axum::http::Method;
use serde_json::{Value, json};
use store::users::Role;

async fn app() -> App {
    App::start(TestDatabase::new(Kind::Sqlite).await).await
}

/// The value of a field of a page.
fn value(html: &str, name: &str) -> String {
    let page = Page::read(html);
    let field = page.tags.iter().find(|tag| tag.attribute("name") == Some(name));
    field.and_then(|tag| tag.attribute("value")).unwrap_or_else(|| panic!("no field {name}")).to_owned()
}

async fn added(client: &Client<'_>, name: &str) -> String {
    let id = person(client, name).await;
    format!("/people/{}", id.as_str().expect("an id"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_is_one_form() {
    let app = app().await;
    let path = added(&app.client(Role::Recruiter), "Robin").await;
    let client = browser(&app, Role::Recruiter).await;
    let form = format!("{path}/profile");
    let shown = page(&client.get(&form).await, 200);
    let read = Page::read(&shown);
    let is_value = |name: &&str| name.starts_with("v.");
    let fields: Vec<&str> =
        read.tags.iter().filter_map(|tag| tag.attribute("name")).filter(is_value).collect();
    assert!(fields.len() > 50, "all dimensions: {}", fields.len());
    assert!(shown.contains("These 12 matter most") && shown.contains("0 of "), "{shown}");
    let first = fields[0].trim_start_matches("v.");
    let second = fields[1].trim_start_matches("v.");
    let fields = format!("se=10&v.{first}=70&was.{first}=&v.{second}=40,5&was.{second}=");
    assert_eq!(client.post_form(&form, &fields).await.header("location"), format!("{form}?done=saved"));
    let shown = page(&client.get(&form).await, 200);
    assert_eq!(
        (value(&shown, &format!("v.{first}")).as_str(), value(&shown, &format!("v.{second}")).as_str()),
        ("70", "40.5")
    );
    assert!(shown.contains("2 of "), "{shown}");
    let estimates = app.client(Role::Recruiter).get(&format!("/api/v1{path}/estimates")).await.json(200);
    assert!(estimates["items"].as_array().expect("items").iter().all(|one| one["se"] == 10.0), "{estimates}");
    // One value at a time, as scripts send it.
    let alone = format!("se=15&v.{first}=80&was.{first}=70");
    let kept = client.post_form(&format!("{path}/values"), &alone).await.json(200);
    assert_eq!((&kept["is_saved"], &kept["was"]), (&json!(true), &json!("80")));
    // Emptied, and wrong.
    client.post_form(&form, &format!("se=15&v.{second}=&was.{second}=40.5")).await;
    let wrong = page(&client.post_form(&form, &format!("se=15&v.{second}=120&was.{second}=")).await, 422);
    assert!(wrong.contains("Give a number from 0 to 100"), "{wrong}");
    assert_eq!(value(&wrong, &format!("v.{second}")), "120", "what was typed is kept");
    let undone = client.get(&path).await.text();
    assert!(undone.contains("a value was stated"), "the last save can be undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_fill_in_the_same_profile_lose_nothing() {
    let app = app().await;
    let path = added(&app.client(Role::Recruiter), "Robin").await;
    let (one, other) = (browser(&app, Role::Recruiter).await, browser(&app, Role::Admin).await);
    let form = format!("{path}/profile");
    let (a, b) = ("skill.change", "skill.operations");
    one.post_form(&form, &format!("se=15&v.{a}=70&was.{a}=&v.{b}=&was.{b}=")).await;
    // The other has the page from before, and typed something else on one and a value on another dimension.
    let late = format!("se=15&v.{a}=30&was.{a}=&v.{b}=55&was.{b}=");
    let shown = page(&other.post_form(&form, &late).await, 412);
    assert!(shown.contains("Someone else saved 70 meanwhile"), "{shown}");
    assert_eq!(
        (value(&shown, &format!("v.{a}")), value(&shown, &format!("was.{a}"))),
        ("30".to_owned(), "70".to_owned())
    );
    let estimates = app.client(Role::Recruiter).get(&format!("/api/v1{path}/estimates")).await.json(200);
    let means: Vec<&Value> =
        estimates["items"].as_array().expect("items").iter().map(|one| &one["mean"]).collect();
    assert_eq!(means, [&json!(70.0), &json!(55.0)], "what does not meet is saved, and what does is left");
    let told =
        other.post_form(&format!("{path}/values"), &format!("se=15&v.{a}=30&was.{a}=")).await.json(200);
    assert_eq!((&told["is_saved"], &told["was"]), (&json!(false), &json!("70")));
    let again = format!("se=15&v.{a}=30&was.{a}=70");
    assert_eq!(other.post_form(&form, &again).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_dimensions_follow_the_ceo() {
    let app = app().await;
    let begun = begin(&app, 1, json!({})).await;
    let client = browser(&app, Role::Recruiter).await;
    let candidate = app.client(Role::Recruiter).get(&begun.candidates[0]).await.json(200);
    let path = format!("/people/{}/profile", candidate["person_id"].as_str().expect("an id"));
    let ceo = begun.search["ceo_id"].as_str().expect("an id");
    let name =
        app.client(Role::Recruiter).get(&format!("/api/v1/people/{ceo}")).await.json(200)["name"].clone();
    let shown = page(&client.get(&path).await, 200);
    assert!(shown.contains(&format!("matter most beside {}", name.as_str().expect("a name"))), "{shown}");
    page(&client.get(&format!("/people/{ceo}/profile")).await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_is_told_before_it_is_added() {
    let app = app().await;
    let known = added(&app.client(Role::Recruiter), "Ana Iriondo").await;
    let client = browser(&app, Role::Recruiter).await;
    let warned = page(&client.post_form("/people/new", "name=Iriondo%2C+ana&headline=COO").await, 200);
    assert!(warned.contains("looks like a person on file: same name") && warned.contains(&known), "{warned}");
    assert!(warned.contains("0 of ") && warned.contains("value=\"COO\""), "what was typed is kept: {warned}");
    let done = client.post_form("/people/new", "name=Iriondo%2C+ana&anyway=yes").await;
    assert_eq!(done.status, 303);
    assert_eq!(client.post_form("/people/new", "name=Ana+Maria+Iriondo").await.status, 303, "another name");
    // In an import as well, and in the lists to pick from it is said how much is known.
    let file = br#"[{ "id": "c-1", "name": "ANA IRIONDO" }]"#.to_vec();
    let import = app
        .client(Role::Recruiter)
        .send_bytes(Method::POST, "/api/v1/imports?file_name=a.json", "application/json", file)
        .await
        .json(201);
    let preview = page(&client.get(&format!("/import/{}", import["id"].as_str().expect("an id"))).await, 200);
    assert!(preview.contains("a person on file</a>: same name, 0 of "), "{preview}");
    let picks = page(&client.get("/searches/new").await, 200);
    assert!(picks.contains("0 of ") && picks.contains("known · <time "), "{picks}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raters_are_invited_from_a_list() {
    let app = app().await;
    let path = added(&app.client(Role::Recruiter), "Robin").await;
    let client = browser(&app, Role::Recruiter).await;
    let raters = format!("{path}/raters");
    let wrong = page(&client.post_form(&raters, "list=Kim%2C+cousin&days=21&search=").await, 422);
    assert!(wrong.contains("Line 1") && wrong.contains("Kim, cousin</textarea>"), "{wrong}");
    let list = "list=Kim%2C+kim%40a.example%2C+peer%0D%0APat%3B+peer%0D%0AKim%2C+peer&days=21&search=";
    let done = page(&client.post_form(&raters, list).await, 200);
    assert!(done.contains("Invited by e-mail.") && done.contains("/q/"), "{done}");
    assert!(done.contains("Not invited: they are invited already"), "{done}");
    let shown = page(&client.get(&path).await, 200);
    assert!(shown.contains("0 of 2 peers answered: 3 more needed, so invite at least 1 more."), "{shown}");
    let reminded = client.post_form(&format!("{path}/remind"), "").await;
    assert_eq!(reminded.header("location"), format!("{path}?done=reminded#questionnaires"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_record_of_a_candidate_is_kept_on_its_page() {
    let app = app().await;
    let begun = begin(&app, 1, json!({})).await;
    join(&app, &begun, Role::PanelMember).await;
    let candidate = begun.candidates[0].replace("/api/v1", "");
    let client = browser(&app, Role::Recruiter).await;
    let record = format!("{candidate}/record");
    let to = |part: &str| format!("{record}?done=saved#{part}");
    let stage = "revision=0&stage=interview&next_step=Call+%3Cb%3E&due_on=2026-12-04&reason=";
    assert_eq!(client.post_form(&format!("{candidate}/stage"), stage).await.header("location"), to("stage"));
    let note = "audience=panel&text=Steady+%3Cscript%3E%0D%0Atwo+lines";
    assert_eq!(client.post_form(&format!("{candidate}/notes"), note).await.header("location"), to("notes"));
    let shown = page(&client.get(&record).await, 200);
    let text = Page::read(&shown).text;
    for part in [
        "Interview",
        "next: Call <b>",
        "due 4 December 2026",
        "Steady <script>",
        "8 unknown",
        "No files yet.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // A form made from an older version is refused, and what was typed and what is there are both seen.
    let late = "revision=0&stage=offer&next_step=My+own+words&due_on=&reason=";
    let refused = page(&client.post_form(&format!("{candidate}/stage"), late).await, 412);
    assert!(
        refused.contains("Someone else has changed this")
            && refused.contains("My own words")
            && refused.contains("next: Call"),
        "{refused}"
    );
    assert_eq!(value(&refused, "revision"), "1", "sent again, it is taken");
    let leaving = page(
        &client
            .post_form(&format!("{candidate}/stage"), "revision=1&stage=out&next_step=&due_on=&reason=")
            .await,
        422,
    );
    assert!(leaving.contains("Say in a sentence why the candidate leaves the search."), "{leaving}");
    // Only what was changed of the requirements is saved.
    let found = "state.notice=met&was.state.notice=unknown&evidence.notice=Three+months&was.evidence.notice=&revision.notice=0&state.place=unknown&was.state.place=unknown&revision.place=0";
    assert_eq!(
        client.post_form(&format!("{candidate}/requirements"), found).await.header("location"),
        to("requirements")
    );
    let counts = app
        .client(Role::Recruiter)
        .get(&format!("{}/requirement-counts", begun.path))
        .await
        .json(200)["items"][0]
        .clone();
    assert_eq!((&counts["met"], &counts["unknown"]), (&json!(1), &json!(7)));
    let late = "state.notice=not_met&was.state.notice=unknown&evidence.notice=Six&was.evidence.notice=&revision.notice=0";
    let refused = page(&client.post_form(&format!("{candidate}/requirements"), late).await, 412);
    assert!(refused.contains("Six") && refused.contains("Saved now: Three months"), "{refused}");
    // A file goes up, comes down as a download, and a wrong one is refused on the page.
    let sent = async |name: &str, bytes: &[u8]| {
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let tail = b"\r\n--x\r\nContent-Disposition: form-data; name=\"audience\"\r\n\r\npanel\r\n--x--\r\n";
        let body = [head.as_bytes(), bytes, tail].concat();
        client
            .send_bytes(Method::POST, &format!("{candidate}/files"), "multipart/form-data; boundary=x", body)
            .await
    };
    assert_eq!(sent("cv.pdf", PDF).await.header("location"), to("files"));
    let refused = page(&sent("x.svg", b"<svg/>").await, 422);
    assert!(refused.contains("SVG can hold programs"), "{refused}");
    let shown = page(&client.get(&record).await, 200);
    let link =
        shown.split(&format!("href=\"{candidate}/files/")).nth(1).and_then(|rest| rest.split('"').next());
    let file = client.get(&format!("{candidate}/files/{}", link.expect("a link"))).await;
    assert_eq!(
        (file.body.as_slice(), file.header("content-disposition")),
        (PDF, "attachment; filename=\"cv.pdf\"")
    );
    // The panel sees the record before it judges, without the forms of recruiters.
    let member = page(&browser(&app, Role::PanelMember).await.get(&record).await, 200);
    assert!(
        member.contains("two lines") && member.contains("Three months") && !member.contains("Save stage"),
        "{member}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_is_edited_and_both_versions_are_seen_when_they_meet() {
    let app = app().await;
    let begun = begin(&app, 1, json!({})).await;
    let candidate = begun.candidates[0].replace("/api/v1", "");
    let client = browser(&app, Role::Recruiter).await;
    client.post_form(&format!("{candidate}/notes"), "audience=private&text=First").await;
    let list = app.client(Role::Recruiter).get(&format!("{}/notes", begun.candidates[0])).await.json(200);
    let note = format!("{candidate}/notes/{}", list["items"][0]["id"].as_str().expect("an id"));
    page(&client.get(&note).await, 200);
    assert_eq!(client.post_form(&note, "revision=1&audience=private&text=Second").await.status, 303);
    let met = page(&client.post_form(&note, "revision=1&audience=private&text=Third").await, 412);
    assert!(met.contains("Second</blockquote>") && met.contains("Third</textarea>"), "{met}");
    assert_eq!(client.post_form(&format!("{note}/remove"), "").await.status, 303);
    assert_eq!(client.get(&note).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lists_of_stages_and_requirements_are_edited() {
    let app = app().await;
    let begun = begin(&app, 1, json!({})).await;
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get("/stages").await, 200);
    assert_eq!(value(&shown, "row.1.title"), "Long list");
    let form = "revision=0&row.1.title=Later&row.1.position=2&row.2.title=Sooner&row.2.position=1&row.3.title=&row.4.title=Gone&row.4.position=9&row.4.is_out=yes";
    assert_eq!(client.post_form("/stages", form).await.header("location"), "/stages?done=saved");
    let list = app.client(Role::Recruiter).get("/api/v1/stages").await.json(200);
    let titles: Vec<&Value> =
        list["stages"].as_array().expect("stages").iter().map(|one| &one["title"]).collect();
    assert_eq!(titles, [&json!("Sooner"), &json!("Later"), &json!("Gone")]);
    let late = page(&client.post_form("/stages", form).await, 412);
    assert!(late.contains("Sooner"), "{late}");
    let path = format!("{}/requirements", begun.path.replace("/api/v1", ""));
    page(&client.get(&path).await, 200);
    let form = "revision=0&row.1.key=notice&row.1.title=Notice&row.1.question=How+long%3F&row.2.title=German";
    assert_eq!(client.post_form(&path, form).await.header("location"), format!("{path}?done=saved"));
    let list = app.client(Role::Recruiter).get(&format!("{}/requirements", begun.path)).await.json(200);
    assert_eq!(
        (&list["requirements"][0]["key"], &list["requirements"][1]["title"]),
        (&json!("notice"), &json!("German"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_is_merged_and_that_is_undone() {
    let app = app().await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let (kept, double) = (added(&recruiter, "Ana Iriondo").await, added(&recruiter, "Iriondo, Ana").await);
    let other = double.rsplit('/').next().expect("an id");
    recruiter.put(&format!("/api/v1{kept}/estimates"), json!({ "skill.change": 20 })).await.json(200);
    let known = json!({ "skill.change": 80, "skill.operations": 70 });
    recruiter.put(&format!("/api/v1{double}/estimates"), known).await.json(200);
    let rating = json!({ "dimension": "skill.change", "source": "assessor", "rater": "Kim", "value": 60 });
    recruiter.post(&format!("/api/v1{double}/ratings"), rating).await.json(201);
    let client = browser(&app, Role::Recruiter).await;
    let shown = page(&client.get(&kept).await, 200);
    let way = format!("{kept}/merge?with={other}");
    assert!(shown.contains(&way.replace('&', "&#38;")), "{shown}");
    let side = page(&client.get(&way).await, 200);
    let read = Page::read(&side);
    let ticked = |dimension: &str| {
        let tick = read.tags.iter().find(|tag| tag.attribute("value") == Some(dimension)).expect("a tick");
        tick.attribute("checked").is_some()
    };
    assert!(
        !ticked("skill.change") && ticked("skill.operations"),
        "what is missing is taken unless unticked"
    );
    assert!(side.contains("1 rating of the double"), "{side}");
    let form = format!("with={other}&revision={}&take=skill.operations", value(&side, "revision"));
    let merged = client.post_form(&format!("{kept}/merge"), &form).await;
    assert_eq!(merged.header("location"), format!("{kept}?done=merged"));
    let values = async || {
        let listed = recruiter.get(&format!("/api/v1{kept}/estimates")).await.json(200);
        let items = listed["items"].as_array().expect("items").iter();
        items.map(|one| (one["dimension"].clone(), one["mean"].clone())).collect::<Vec<_>>()
    };
    let both = [(json!("skill.change"), json!(20.0)), (json!("skill.operations"), json!(70.0))];
    assert_eq!(values().await, both);
    let ratings = recruiter.get(&format!("/api/v1{kept}/ratings")).await.json(200);
    assert_eq!(ratings["items"].as_array().map(Vec::len), Some(1));
    let again = client.post_form(&format!("{kept}/merge"), &form).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (303, kept.as_str()), "it is done already");
    let shown = page(&client.get(&kept).await, 200);
    let undo = format!("revision={}", value(&shown, "revision"));
    assert_eq!(client.post_form(&format!("{kept}/undo"), &undo).await.status, 303);
    assert_eq!(values().await, both[..1]);
    let ratings = recruiter.get(&format!("/api/v1{kept}/ratings")).await.json(200);
    assert_eq!(ratings["items"], json!([]));
}

/// Begins a search, and gives its id.
async fn search_of(client: &Client<'_>, ceo: &Value, people: &[&Value]) -> String {
    let input = json!({ "title": "COO for Northwind", "ceo_id": ceo });
    let id = client.post("/api/v1/searches", input).await.json(201)["id"].clone();
    let id = id.as_str().expect("an id").to_owned();
    for person in people {
        let input = json!({ "person_id": person });
        client.post(&format!("/api/v1/searches/{id}/candidates"), input).await.json(201);
    }
    id
}

/// The names of a search's candidates and its CEO's id.
async fn in_search(client: &Client<'_>, search: &str) -> (Vec<String>, Value) {
    let listed = client.get(&format!("/api/v1/searches/{search}/candidates")).await.json(200);
    let names =
        listed["items"].as_array().expect("items").iter().map(|one| one["name"].to_string()).collect();
    let search = client.get(&format!("/api/v1/searches/{search}")).await.json(200);
    (names, search["ceo_id"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_merge_one_record_remains_and_undo_brings_the_other_back() {
    let app = app().await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let client = browser(&app, Role::Recruiter).await;
    let (kept, double) = (added(&recruiter, "Ana Iriondo").await, added(&recruiter, "Iriondo, Ana").await);
    let other = double.rsplit('/').next().expect("an id");
    let reference = recruiter.get(&format!("/api/v1{double}")).await.json(200)["reference"].clone();
    let known = json!({ "skill.change": 80 });
    recruiter.put(&format!("/api/v1{double}/estimates"), known).await.json(200);
    let rival = person(&recruiter, "Bo Rival").await;
    let ceo = person(&recruiter, "Casey Chief").await;
    let as_candidate = &search_of(&recruiter, &ceo, &[&json!(other), &rival]).await;
    let as_ceo = &search_of(&recruiter, &json!(other), &[&rival]).await;
    let before = client.get(&format!("/searches/{as_candidate}/shortlist.json")).await.text();
    let (names, ceo) = (in_search(&recruiter, as_candidate).await.0, in_search(&recruiter, as_ceo).await.1);
    assert!(names.contains(&json!("Iriondo, Ana").to_string()) && ceo == json!(other));

    let side = page(&client.get(&format!("{kept}/merge?with={other}")).await, 200);
    let form = format!("with={other}&revision={}", value(&side, "revision"));
    assert_eq!(client.post_form(&format!("{kept}/merge"), &form).await.status, 303);
    // One of them is listed, and has the places of both.
    let list = async || {
        let listed = recruiter.get("/api/v1/people?q=iriondo").await.json(200);
        let items = listed["items"].as_array().expect("items").iter();
        items.map(|one| one["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(list().await, ["Ana Iriondo"]);
    assert_eq!(client.get(&double).await.header("location"), kept);
    let (names, ceo) = (in_search(&recruiter, as_candidate).await.0, in_search(&recruiter, as_ceo).await.1);
    assert!(
        names.contains(&json!("Ana Iriondo").to_string()) && kept.ends_with(ceo.as_str().expect("an id"))
    );
    // What was not taken over counts no more: results are of the record that remains.
    let merged = client.get(&format!("/searches/{as_candidate}/shortlist.json")).await.text();
    assert_ne!(merged, before);
    // The double is changed no more and joins no search; a file that has its reference means the one who remains.
    let refused = recruiter.put(&format!("/api/v1{double}/estimates"), json!({ "skill.change": 1 })).await;
    assert_eq!(refused.problem(409).0, "merged");
    let again =
        recruiter.post(&format!("/api/v1/searches/{as_ceo}/candidates"), json!({ "person_id": other })).await;
    assert_eq!(again.status, 422, "{}", again.text());
    let shown = page(&client.get(&kept).await, 200);
    let undo = format!("revision={}", value(&shown, "revision"));
    assert_eq!(client.post_form(&format!("{kept}/undo"), &undo).await.status, 303);
    assert_eq!(list().await, ["Ana Iriondo", "Iriondo, Ana"]);
    let (names, ceo) = (in_search(&recruiter, as_candidate).await.0, in_search(&recruiter, as_ceo).await.1);
    assert!(names.contains(&json!("Iriondo, Ana").to_string()) && ceo == json!(other));
    assert_eq!(client.get(&format!("/searches/{as_candidate}/shortlist.json")).await.text(), before);

    // Merged again, a file with the double's reference changes the record that remains, and erasure takes both.
    let side = page(&client.get(&format!("{kept}/merge?with={other}")).await, 200);
    let form = format!("with={other}&revision={}", value(&side, "revision"));
    assert_eq!(client.post_form(&format!("{kept}/merge"), &form).await.status, 303);
    let file = json!([{ "id": reference, "name": "Ana Iriondo", "estimates": { "skill.operations": 61 } }]);
    let import = recruiter
        .send_bytes(
            Method::POST,
            "/api/v1/imports?file_name=a.json",
            "application/json",
            file.to_string().into_bytes(),
        )
        .await
        .json(201);
    let apply = format!("/api/v1/imports/{}/apply", import["id"].as_str().expect("an id"));
    assert_eq!(recruiter.post(&apply, json!({ "only": "all" })).await.json(200)["state"], "applied");
    let estimates = recruiter.get(&format!("/api/v1{kept}/estimates")).await.json(200);
    assert_eq!(estimates["items"][0]["mean"], json!(61.0), "{estimates}");
    assert_eq!(recruiter.delete(&format!("/api/v1{kept}")).await.status, 204);
    assert_eq!(recruiter.get(&format!("/api/v1{double}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_records_in_one_search_are_not_merged_before_one_leaves_it() {
    let app = app().await;
    let recruiter = app.client(Role::Recruiter);
    let client = browser(&app, Role::Recruiter).await;
    let (one, two) = (person(&recruiter, "Ana Iriondo").await, person(&recruiter, "Iriondo, Ana").await);
    let ceo = person(&recruiter, "Casey Chief").await;
    search_of(&recruiter, &ceo, &[&one, &two]).await;
    let (one, two) = (one.as_str().expect("an id"), two.as_str().expect("an id"));
    let answer = client.post_form(&format!("/people/{one}/merge"), &format!("with={two}&revision=1")).await;
    let shown = page(&answer, 409);
    assert!(shown.contains("remove one of them from that search first"), "{shown}");
}
