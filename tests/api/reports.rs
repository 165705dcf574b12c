//! Versions of reports, links to them, and evidence packs.

use crate::support::app::{App, Client};
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::searches::{Begun, begin, join};
use crate::support::snapshot::{self, Transcript};
use axum::http::Method;
use serde_json::{Value, json};
use service::packs::verify;
use std::io::{Cursor, Read};
use store::users::Role;
use zip::ZipArchive;

on_each_database! {
    a_version_never_changes_and_the_next_says_what_has,
    the_numbers_of_all_files_agree,
    feedback_holds_nobody_elses_results,
    a_blind_version_names_nobody_in_any_file,
    hostile_names_stay_text_in_every_file,
    who_may_read_which_versions,
    what_will_not_do_is_told_by_its_place,
    an_erased_persons_versions_lose_their_files,
    a_link_reads_one_version_until_it_ends,
    a_passcode_is_asked_for_and_guessing_it_slows_down,
    a_pack_is_verified_and_any_change_is_found,
}

const FORMATS: [&str; 6] = ["html", "pdf", "docx", "xlsx", "csv", "json"];

/// Makes a version as a recruiter.
async fn make(app: &App, begun: &Begun, input: Value) -> Value {
    app.client(Role::Recruiter).post(&format!("{}/reports", begun.path), input).await.json(201)
}

async fn file(client: &Client<'_>, report: &Value, format: &str) -> Vec<u8> {
    let id = report["id"].as_str().expect("an id");
    let answer = client.get(&format!("/api/v1/reports/{id}/file?format={format}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.body
}

/// The first sheet of a workbook, cell by cell as text.
fn rows_of(workbook: &[u8]) -> Vec<Vec<String>> {
    let table = intake::read_table("report.xlsx", workbook).expect("a workbook");
    table.rows.iter().map(|row| row.cells.iter().map(ToString::to_string).collect()).collect()
}

/// What a file says, as text. Of a PDF, what it says beside its pages: its title, its outline, and what its figures show.
fn text_of(format: &str, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    match format {
        "xlsx" => rows_of(bytes).concat().join("\n"),
        "docx" => words_of(bytes),
        "pdf" => {
            let coded = text
                .split('<')
                .filter_map(|part| part.split_once('>'))
                .filter_map(|(digits, _)| decoded(digits));
            text.clone() + &coded.collect::<Vec<_>>().join("\n")
        }
        _ => text,
    }
}

/// The words of a Word file, a line each run, with what its drawings say to whoever does not see them.
fn words_of(docx: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).expect("an archive");
    let mut words = String::new();
    for name in ["word/document.xml", "word/header.xml", "word/footer_first.xml", "docProps/core.xml"] {
        let mut part = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut part).expect("text");
        for text in part.split('<').filter_map(|tag| tag.split_once('>')) {
            words += &[text.0.split_once("descr=").map_or("", |(_, alt)| alt), text.1, "\n"].concat();
        }
    }
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// The text of the hexadecimal digits of UTF-16.
fn decoded(digits: &str) -> Option<String> {
    let units: Option<Vec<u16>> = digits
        .strip_prefix("FEFF")?
        .as_bytes()
        .chunks(4)
        .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok())
        .collect();
    String::from_utf16(&units?).ok()
}

fn candidate_id(begun: &Begun, index: usize) -> String {
    begun.candidates[index].rsplit('/').next().expect("an id").to_owned()
}

/// A search that was computed, with so many candidates.
async fn ground(app: &App, n_candidates: usize) -> Begun {
    let begun = measured(app, n_candidates, json!({})).await;
    computed(app, &begun).await;
    begun
}

async fn a_version_never_changes_and_the_next_says_what_has(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 3).await;
    let recruiter = app.client(Role::Recruiter);
    let first = make(&app, &begun, json!({ "kind": "board" })).await;
    assert_eq!((&first["version"], &first["changes"]), (&json!(1), &json!([])));
    snapshot::check_json("api/report", &first);
    let mut before = Vec::new();
    for format in FORMATS {
        before.push(file(&recruiter, &first, format).await);
    }
    let same = make(&app, &begun, json!({ "kind": "board" })).await;
    assert_eq!(same["version"], 2);
    assert_eq!(same["changes"], json!(["It is made from the same result as before."]));

    // Everything that can change does, and the version stays.
    let person = recruiter.get(&begun.candidates[2]).await.json(200)["person_id"].clone();
    let path = format!("/api/v1/people/{}", person.as_str().expect("an id"));
    let anyway = recruiter.clone().with("if-match", "*");
    anyway.patch(&path, json!({ "name": "Another Name" })).await.json(200);
    anyway
        .put(&format!("{path}/estimates"), json!({ "skill.operations": 1, "skill.finance": 1 }))
        .await
        .json(200);
    app.clock.pass_seconds(60);
    computed(&app, &begun).await;
    for (format, before) in FORMATS.into_iter().zip(&before) {
        assert_eq!(&file(&recruiter, &first, format).await, before, "{format} has changed");
    }
    let third = make(&app, &begun, json!({ "kind": "board" })).await;
    let changes = third["changes"].to_string();
    assert!(changes.contains("1 candidate was changed on file."), "{changes}");
    assert!(changes.contains("Another Name: "), "{changes}");
    let html = String::from_utf8(file(&recruiter, &third, "html").await).expect("text");
    assert!(
        html.contains("version 3 · made on 2026-11-23") && html.contains("What has changed since version 2")
    );
    let listed = recruiter.get(&format!("{}/reports", begun.path)).await.json(200);
    let versions: Vec<&Value> =
        listed["items"].as_array().expect("a list").iter().map(|one| &one["version"]).collect();
    assert_eq!(versions, [3, 2, 1]);
    // Other kinds count for themselves.
    assert_eq!(make(&app, &begun, json!({ "kind": "need" })).await["version"], 1);
}

async fn the_numbers_of_all_files_agree(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 3).await;
    let recruiter = app.client(Role::Recruiter);
    let board = make(&app, &begun, json!({ "kind": "board" })).await;
    let json: Value = serde_json::from_slice(&file(&recruiter, &board, "json").await).expect("JSON");
    let csv = String::from_utf8(file(&recruiter, &board, "csv").await).expect("text");
    let html = String::from_utf8(file(&recruiter, &board, "html").await).expect("text");
    let xlsx = file(&recruiter, &board, "xlsx").await;
    let summary = rows_of(&xlsx);
    let word = text_of("docx", &file(&recruiter, &board, "docx").await);
    for (place, result) in json["result"]["results"].as_array().expect("results").iter().enumerate() {
        let (name, score) =
            (result["name"].as_str().expect("a name"), result["score"].as_f64().expect("a score"));
        let line = csv.lines().nth(place + 1).expect("a line");
        assert!(line.contains(name) && line.split(',').any(|cell| cell == score.to_string()), "{line}");
        assert!(html.contains(name) && html.contains(&format!("{score:.0}")), "{name}");
        assert!(word.contains(name) && word.contains(&format!("{score:.0}")), "{name}");
        assert!(summary[place + 1].iter().any(|cell| cell == &score.to_string()), "{:?}", summary[place + 1]);
    }
    for file in board["files"].as_array().expect("files") {
        assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
    }
}

async fn feedback_holds_nobody_elses_results(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 2).await;
    let recruiter = app.client(Role::Recruiter);
    let about = json!({ "kind": "feedback", "candidate_id": candidate_id(&begun, 0) });
    let feedback = make(&app, &begun, about).await;
    let pair = json!({ "kind": "pair", "candidate_id": candidate_id(&begun, 0) });
    let pair = make(&app, &begun, pair).await;
    let ceo = begun.search["ceo_id"].as_str().expect("an id");
    let ceo = recruiter.get(&format!("/api/v1/people/{ceo}")).await.json(200)["name"].clone();
    let own = recruiter.get(&begun.candidates[0]).await.json(200)["name"].clone();
    let other = recruiter.get(&begun.candidates[1]).await.json(200)["name"].clone();
    let [ceo, own, other] = [ceo, own, other].map(|name| name.as_str().expect("a name").to_owned());
    for format in ["html", "pdf", "docx", "csv", "json"] {
        let text = text_of(format, &file(&recruiter, &feedback, format).await);
        assert!(!text.contains(&ceo) && !text.contains(&other), "{format} names somebody else");
        assert!(!text.contains("\"score\"") && !text.contains("rank"), "{format} has a place in an order");
    }
    let html = String::from_utf8(file(&recruiter, &feedback, "html").await).expect("text");
    assert!(html.contains(&format!("Feedback for {own}")), "{html}");
    let html = String::from_utf8(file(&recruiter, &pair, "html").await).expect("text");
    assert!(html.contains(&ceo) && html.contains(&own));
    // Feedback is for those who tell it.
    join(&app, &begun, Role::Viewer).await;
    let id = feedback["id"].as_str().expect("an id");
    app.client(Role::Viewer).get(&format!("/api/v1/reports/{id}")).await.problem(404);
}

async fn a_blind_version_names_nobody_in_any_file(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 2).await;
    let recruiter = app.client(Role::Recruiter);
    let blind = make(&app, &begun, json!({ "kind": "board", "is_blind": true })).await;
    assert_eq!(blind["is_blind"], true);
    for path in &begun.candidates {
        let name = recruiter.get(path).await.json(200)["name"].as_str().expect("a name").to_owned();
        for format in FORMATS {
            let text = text_of(format, &file(&recruiter, &blind, format).await);
            assert!(!text.contains(&name) && text.contains("Candidate "), "{format} names {name}");
        }
    }
    let named = make(&app, &begun, json!({ "kind": "board" })).await;
    let name =
        recruiter.get(&begun.candidates[0]).await.json(200)["name"].as_str().expect("a name").to_owned();
    assert!(
        text_of("pdf", &file(&recruiter, &named, "pdf").await).contains(&name),
        "a name is found where there is one"
    );
    assert_eq!(named["changes"][1], "Candidates have their names now.");
}

async fn hostile_names_stay_text_in_every_file(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let person = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    let hostile = "=cmd() <script>alert(1)</script> \"Co\"";
    let path = format!("/api/v1/people/{}", person.as_str().expect("an id"));
    recruiter.clone().with("if-match", "*").patch(&path, json!({ "name": hostile })).await.json(200);
    computed(&app, &begun).await;
    let whom = candidate_id(&begun, 0);
    for input in [
        json!({ "kind": "board" }),
        json!({ "kind": "shortlist" }),
        json!({ "kind": "pair", "candidate_id": whom }),
        json!({ "kind": "feedback", "candidate_id": whom }),
    ] {
        let report = make(&app, &begun, input).await;
        let html = String::from_utf8(file(&recruiter, &report, "html").await).expect("text");
        assert!(html.contains("=cmd()") && !html.contains("<script>"), "the page has markup of a name's");
        let word = text_of("docx", &file(&recruiter, &report, "docx").await);
        assert!(word.contains("=cmd() <script>alert(1)</script>"), "the Word file has not all of a name");
        let csv = String::from_utf8(file(&recruiter, &report, "csv").await).expect("text");
        assert!(csv.split([',', '\n']).all(|cell| !cell.trim_matches('"').starts_with('=')), "{csv}");
        let json: Value = serde_json::from_slice(&file(&recruiter, &report, "json").await).expect("JSON");
        assert!(json["title"].as_str().is_some());
    }
}

async fn who_may_read_which_versions(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 2).await;
    let named = make(&app, &begun, json!({ "kind": "shortlist" })).await;
    let anyway = app.client(Role::Recruiter).with("if-match", "*");
    anyway.patch(&begun.path, json!({ "is_blind": true })).await.json(200);
    for role in [Role::Viewer, Role::PanelMember] {
        join(&app, &begun, role).await;
    }
    let blind = make(&app, &begun, json!({ "kind": "shortlist" })).await;
    assert_eq!(blind["is_blind"], true, "recruiters do not see names either");
    let path = |report: &Value| format!("/api/v1/reports/{}", report["id"].as_str().expect("an id"));
    let viewer = app.client(Role::Viewer);
    viewer.get(&path(&blind)).await.json(200);
    viewer.get(&path(&named)).await.problem(404);
    let listed = viewer.get(&format!("{}/reports", begun.path)).await.json(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "what names somebody is not even listed");
    let member = app.client(Role::PanelMember);
    assert_eq!(member.get(&path(&blind)).await.problem(403).0, "judgement_first");
}

async fn what_will_not_do_is_told_by_its_place(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 1, json!({})).await;
    let path = format!("{}/reports", begun.path);
    let recruiter = app.client(Role::Recruiter);
    let nobody_in = begin(&app, 0, json!({})).await;
    let empty = format!("{}/reports", nobody_in.path);
    assert_eq!(recruiter.post(&empty, json!({ "kind": "board" })).await.problem(409).0, "no_candidates");
    computed(&app, &begun).await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    let mut told = Transcript::default();
    for (input, pointer) in [
        (json!({ "kind": "pair" }), "/candidate_id"),
        (json!({ "kind": "pair", "candidate_id": nobody }), "/candidate_id"),
        (json!({ "kind": "need", "candidate_id": candidate_id(&begun, 0) }), "/candidate_id"),
        (json!({ "kind": "board", "run_id": nobody }), "/run_id"),
    ] {
        let (_, problem) = recruiter.post(&path, input.clone()).await.problem(422);
        told.add_problem(&input, &problem);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let report = make(&app, &begun, json!({ "kind": "board" })).await;
    let path = format!("/api/v1/reports/{}/shares", report["id"].as_str().expect("an id"));
    for (input, pointer) in [
        (json!({ "name": " " }), "/name"),
        (json!({ "name": "A", "days": 31 }), "/days"),
        (json!({ "name": "A", "days": 0 }), "/days"),
        (json!({ "name": "A", "passcode": "short" }), "/passcode"),
    ] {
        let (_, problem) = recruiter.post(&path, input.clone()).await.problem(422);
        told.add_problem(&input, &problem);
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    told.check("api/report-refused");
}

async fn an_erased_persons_versions_lose_their_files(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 2).await;
    let recruiter = app.client(Role::Recruiter);
    let report = make(&app, &begun, json!({ "kind": "board" })).await;
    let id = report["id"].as_str().expect("an id");
    let link = share(&app, &report, json!({ "name": "The chair" })).await;
    let person = recruiter.get(&begun.candidates[0]).await.json(200)["person_id"].clone();
    let path = format!("/api/v1/people/{}", person.as_str().expect("an id"));
    let erased = recruiter.clone().with("if-match", "*").delete(&path).await;
    assert_eq!(erased.status, 204, "{}", erased.text());
    let now = recruiter.get(&format!("/api/v1/reports/{id}")).await.json(200);
    assert_eq!(now["files"], json!([]));
    assert!(now["emptied_at"].is_string());
    let gone = recruiter.get(&format!("/api/v1/reports/{id}/file?format=html")).await;
    assert_eq!(gone.problem(409).0, "emptied");
    assert_eq!(app.stranger().get(&link).await.status, 404);
    // Neither the titles nor the words of what changed keep the name.
    let listed = recruiter.get(&format!("{}/reports", begun.path)).await.text();
    assert!(!listed.contains("Robin Example 1"), "{listed}");
    let pair = json!({ "kind": "feedback", "candidate_id": candidate_id(&begun, 1) });
    let feedback = make(&app, &begun, pair).await;
    assert!(feedback["title"].as_str().expect("a title").contains("Robin Example 2"), "{feedback}");
    let person = recruiter.get(&begun.candidates[1]).await.json(200)["person_id"].clone();
    let path = format!("/api/v1/people/{}", person.as_str().expect("an id"));
    assert_eq!(recruiter.delete(&path).await.status, 204);
    let listed = recruiter.get(&format!("{}/reports", begun.path)).await.text();
    assert!(!listed.contains("Robin Example"), "{listed}");
    // The file of the database keeps nothing of them either.
    let mut connection = app.service.database().read().await.expect("the database can be read");
    for table in store::backup::tables() {
        let rows = store::backup::read(&mut connection, &table, 0, 1_000).await.expect("rows");
        assert!(!rows.iter().any(|row| row.contains("Robin Example 2")), "{}", table.name);
    }
}

/// Makes a link, and gives its path.
async fn share(app: &App, report: &Value, input: Value) -> String {
    let path = format!("/api/v1/reports/{}/shares", report["id"].as_str().expect("an id"));
    let made = app.client(Role::Recruiter).post(&path, input).await.json(201);
    let url = made["url"].as_str().expect("the link is shown").to_owned();
    url[url.find("/s/").expect("a link")..].to_owned()
}

async fn a_link_reads_one_version_until_it_ends(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 2).await;
    let recruiter = app.client(Role::Recruiter);
    let report = make(&app, &begun, json!({ "kind": "board" })).await;
    let link = share(&app, &report, json!({ "name": "The chair", "days": 7 })).await;
    for _ in 0..2 {
        let opened = app.stranger().get(&link).await;
        assert_eq!(opened.status, 200);
        assert_eq!(opened.header("x-robots-tag"), "noindex, nofollow, noarchive");
        assert!(opened.text().contains("report.html"), "{}", opened.text());
        // A browser that shows the page asks for its pictures; nothing that only looks at the link does.
        let picture = format!("{link}/shown");
        assert!(opened.text().contains(&format!("<img src=\"{picture}\"")), "{}", opened.text());
        assert_eq!(app.stranger().with("sec-purpose", "prefetch").get(&picture).await.status, 200);
        let looked = app.stranger().send_bytes(Method::HEAD, &picture, "", Vec::new()).await;
        assert_eq!((looked.status.as_u16(), looked.body.len()), (200, 0));
        assert_eq!(app.stranger().get(&picture).await.header("content-type"), "image/gif");
    }
    // It begins with the brief, offers the PDF first, and no other file unless whoever made it allows that.
    let opened = app.stranger().get(&link).await.text();
    let place =
        |text: &str| opened.find(text).unwrap_or_else(|| panic!("{text} is not on the page: {opened}"));
    assert!(place("report.pdf") < place("report.html") && place("report.html") < place("id=\"brief\""));
    assert!(place("id=\"brief\"") < place("id=\"finalists\""));
    assert!(!opened.contains("id=\"ranking\"") && !opened.contains("report.csv"), "{opened}");
    for (format, is_offered) in [("pdf", true), ("xlsx", false), ("csv", false), ("json", false)] {
        let status = app.stranger().get(&format!("{link}/report.{format}")).await.status.as_u16();
        assert_eq!(status, if is_offered { 200 } else { 404 }, "{format}");
    }
    app.clock.pass_seconds(1);
    let whole = share(&app, &report, json!({ "name": "The auditor", "offers_files": true })).await;
    assert_eq!(app.stranger().get(&format!("{whole}/report.csv")).await.status, 200);
    assert!(app.stranger().get(&whole).await.text().contains("report.xlsx"));
    let page = app.stranger().get(&format!("{link}/report.html")).await;
    assert_eq!((page.status.as_u16(), page.header("x-robots-tag")), (200, "noindex, nofollow, noarchive"));
    assert_eq!(page.body, file(&recruiter, &report, "html").await);
    let listed = recruiter.get("/api/v1/shares").await.json(200);
    let one = &listed["items"][1];
    assert_eq!((&one["offers_files"], &listed["items"][0]["offers_files"]), (&json!(false), &json!(true)));
    assert_eq!(
        (&one["n_views"], &one["state"], &one["has_passcode"]),
        (&json!(2), &json!("open"), &json!(false))
    );
    assert!(!listed.to_string().contains(link.trim_start_matches("/s/")), "the secret is kept nowhere");

    let other = share(&app, &report, json!({ "name": "The other" })).await;
    let id = one["id"].as_str().expect("an id");
    let revoked = recruiter.delete(&format!("/api/v1/shares/{id}")).await.json(200);
    assert_eq!(revoked["state"], "revoked");
    let wrong = app.stranger().get("/s/no-such-link").await;
    for path in [link.clone(), format!("{link}/report.html"), format!("{link}/report.json")] {
        let gone = app.stranger().get(&path).await;
        assert_eq!(gone.status, 404, "{path}");
        let without_id =
            |text: String| text.lines().filter(|line| !line.contains("equest")).collect::<Vec<_>>().join("");
        assert_eq!(without_id(gone.text()), without_id(wrong.text()), "one plain page for all");
    }
    assert_eq!(recruiter.delete("/api/v1/shares").await.json(200)["n_links"], 2);
    assert_eq!(app.stranger().get(&other).await.status, 404);
    let last = share(&app, &report, json!({ "name": "B" })).await;
    app.clock.pass_seconds(14 * 24 * 60 * 60 - 1);
    assert_eq!(app.stranger().get(&last).await.status, 200);
    app.clock.pass_seconds(1);
    assert_eq!(app.stranger().get(&last).await.status, 404, "its time is over");
}

async fn a_passcode_is_asked_for_and_guessing_it_slows_down(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = ground(&app, 2).await;
    let report = make(&app, &begun, json!({ "kind": "board" })).await;
    let link = share(&app, &report, json!({ "name": "The chair", "passcode": "blue heron" })).await;
    let stranger = app.stranger().on_our_page();
    let locked = stranger.get(&link).await;
    let title = report["title"].as_str().expect("a title");
    assert!(locked.status == 200 && !locked.text().contains(title), "nothing is shown before");
    assert_eq!(stranger.get(&format!("{link}/report.html")).await.status, 404);
    let wrong = stranger.post_form(&link, "passcode=blue+horse").await;
    assert!(wrong.status == 422 && wrong.text().contains("This is not the passcode"), "{}", wrong.text());
    let right = stranger.post_form(&link, "passcode=blue+heron").await;
    assert_eq!((right.status.as_u16(), right.header("location")), (303, link.as_str()));
    let cookie = right.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains(&format!("Path={link}")), "{cookie}");
    let pair = cookie.split(';').next().expect("a pair").to_owned();
    let reader = app.stranger().with("cookie", pair.clone());
    assert!(reader.get(&link).await.text().contains(title));
    assert_eq!(reader.get(&format!("{link}/report.pdf")).await.status, 200);
    // It opens nothing else.
    let second = share(&app, &report, json!({ "name": "Another", "passcode": "blue heron" })).await;
    assert!(!app.stranger().with("cookie", pair).get(&second).await.text().contains(title));
    let mut last = 0;
    for _ in 0..7 {
        last = stranger.post_form(&link, "passcode=a+guess").await.status.as_u16();
    }
    assert_eq!(last, 429, "guesses are slowed down");
    assert_eq!(stranger.post_form(&link, "passcode=blue+heron").await.status, 429);
    app.clock.pass_seconds(60 * 60);
    assert_eq!(stranger.post_form(&link, "passcode=blue+heron").await.status, 303, "not for good");
}

async fn a_pack_is_verified_and_any_change_is_found(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let run = computed(&app, &begun).await["id"].clone();
    make(&app, &begun, json!({ "kind": "shortlist" })).await;
    let decision =
        json!({ "run_id": run, "candidate_id": candidate_id(&begun, 0), "reason": "The better pair" });
    app.client(Role::Recruiter).post(&format!("{}/decision", begun.path), decision).await.json(201);
    let path = format!("{}/pack", begun.path);
    let pack = app.client(Role::Admin).get(&path).await;
    assert_eq!((pack.status.as_u16(), pack.header("content-type")), (200, "application/zip"));
    assert_eq!(app.client(Role::Admin).get(&path).await.body, pack.body, "the same bytes twice");
    let verified = verify(&pack.body);
    assert_eq!(verified.problems, [""; 0]);
    assert!(verified.n_files >= 12, "{verified:?}");
    let key = app.service.surroundings().signing_key().expect("a key").public_key();
    assert_eq!(verified.signed_with, Some(key));
    // Its hash is on record, so that it can be told from another later.
    let made = app.client(Role::Admin).get("/api/v1/audit?action=pack.create&limit=1").await.json(200);
    let hash = service::hash_secret(&pack.body);
    assert_eq!(made["items"][0]["fields"], format!("sha256:{hash}"));
    // The audit log is for those who may read it.
    let less = verify(&app.client(Role::Recruiter).get(&path).await.body);
    assert_eq!((less.problems.len(), less.n_files), (0, verified.n_files - 1));
    let step = pack.body.len() / 97;
    for at in (0..pack.body.len()).step_by(step.max(1)) {
        let mut changed = pack.body.clone();
        changed[at] ^= 1;
        let found = verify(&changed);
        assert!(!found.problems.is_empty(), "a change at byte {at} is not found");
        assert!(
            found.problems[0].contains(": ") || found.problems[0].contains("archive"),
            "{:?}",
            found.problems
        );
    }
    assert!(!verify(b"no archive").problems.is_empty());
}
