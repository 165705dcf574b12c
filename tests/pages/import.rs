//! Files of people: columns told apart, bad rows marked, put on file and undone.

use super::{after, browser, page};
use crate::support::app::{Answer, App, Client};
use crate::support::database::{Kind, TestDatabase, on_each_database};
use crate::support::people::to_xlsx;
use crate::support::snapshot::Transcript;
use axum::http::Method;
use store::users::Role;

on_each_database! {
    columns_are_told_apart_and_bad_rows_left_out,
}

/// Sends a file as the form of the page does.
async fn send(client: &Client<'_>, name: &str, bytes: &[u8], instead: &str) -> Answer {
    let mut body = Vec::new();
    if !instead.is_empty() {
        let part = format!("--cut\r\nContent-Disposition: form-data; name=\"instead\"\r\n\r\n{instead}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let part = format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(part.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    client.send_bytes(Method::POST, "/import", "multipart/form-data; boundary=cut", body).await
}

/// Sends a file, and gives where its import is.
async fn sent(client: &Client<'_>, name: &str, bytes: &[u8], instead: &str) -> String {
    let answer = send(client, name, bytes, instead).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

const FILE: &str = "Ref,Full name,Operations,Shoe size,skill.risk\n\
                    c-1,Ada <b>,82,43,\nc-2,Bo,eighty,44,<i>120</i>\nc-3,Cy,40,45,55\n";
const MENDED: &str = "id,name,skill.operations,skill.risk\nc-1,Ada <b>,82,\nc-2,Bo,80,12\nc-3,Cy,40,55\n";

async fn columns_are_told_apart_and_bad_rows_left_out(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let mut seen = Transcript::default();
    seen.add_page("no imports", &page(&recruiter.get("/import").await, 200));
    let sent_to = sent(&recruiter, "pool.csv", FILE.as_bytes(), "").await;
    let (path, se) = sent_to.split_once('?').expect("how sure the values are goes along");
    assert_eq!(se, "se=15", "an impression, unless said otherwise");
    let asked = page(&recruiter.get(&sent_to).await, 200);
    assert!(asked.contains("82 · eighty · 40") && !asked.contains("<b>"), "{asked}");
    for meant in ["id", "name", "skill.operations"] {
        let chosen = format!("value=\"{meant}\" selected");
        assert!(asked.contains(&chosen), "what is nearest is chosen, {meant}: {asked}");
    }

    let wrong = "column-0=&column-1=name&column-2=skill.operations&column-3=skill.operations";
    let again = page(&recruiter.post_form(&format!("{path}/columns"), wrong).await, 422);
    seen.add_notices("no column is the id", &again);
    assert_eq!(again.matches("value=\"skill.operations\" selected").count(), 2, "what was said is kept");
    let right = "column-0=id&column-1=name&column-2=skill.operations&column-3=";
    assert_eq!(recruiter.post_form(&format!("{path}/columns"), right).await.header("location"), path);
    assert_eq!(recruiter.post_form(&format!("{path}/columns"), right).await.status, 409, "it is told once");

    let preview = page(&recruiter.get(path).await, 200);
    assert!(preview.contains("2 people would be added. With 1 row something is wrong."), "{preview}");
    seen.add_page("preview", &preview);
    assert!(preview.contains("column Operations (C)</td><td><mark>“eighty”</mark>"), "{preview}");
    assert!(preview.contains("&#60;i&#62;120") && !preview.contains("<i>") && !preview.contains("<b>"));
    let only = page(&recruiter.get(&format!("{path}?only=problems")).await, 200);
    assert!(only.contains("eighty") && !only.contains("The other rows"), "{only}");
    let all = recruiter.post_form(&format!("{path}/apply"), "only=all").await;
    seen.add_notices("all of a file with a mistake", &page(&all, 409));

    // The corrected file takes the place of the preview.
    let id = path.rsplit('/').next().expect("an id");
    let mended = sent(&recruiter, "mended.csv", MENDED.as_bytes(), id).await;
    assert_eq!(recruiter.get(path).await.status, 404);
    let clean = page(&recruiter.get(&mended).await, 200);
    seen.add_page("preview of the corrected file", &clean);
    let done = recruiter.post_form(&format!("{mended}/apply"), "only=all").await;
    assert_eq!(done.header("location"), mended, "{}", done.text());
    seen.add_page("applied", &page(&recruiter.get(&mended).await, 200));
    seen.add_page("listed", &page(&recruiter.get("/import").await, 200));

    // A later change of one of them is not lost: undo is refused in words, and done when it is undone itself.
    let people = page(&recruiter.get("/people?q=cy").await, 200);
    let person = format!("/people/{}", after(&people, "scope=\"row\"><a href=\"/people/"));
    let value = format!("{person}/dimensions/skill.risk/value");
    assert_eq!(recruiter.post_form(&value, "revision=1&mean=60").await.status, 303);
    let refused = page(&recruiter.post_form(&format!("{mended}/undo"), "").await, 409);
    seen.add_notices("undo of what was changed since", &refused);
    let form = "revision=2&name=Cy";
    assert_eq!(recruiter.post_form(&format!("{person}/erase"), form).await.status, 303);
    let undone = recruiter.post_form(&format!("{mended}/undo"), "").await;
    assert_eq!(undone.header("location"), format!("{mended}?done=undone"), "{}", undone.text());
    seen.add_page("undone", &page(&recruiter.get(undone.header("location")).await, 200));
    seen.check("pages/import");
    assert!(page(&recruiter.get("/people").await, 200).contains("Nobody is on file yet"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_is_told_from_what_does_not() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let first = sent(&recruiter, "a.csv", MENDED.as_bytes(), "").await;
    recruiter.post_form(&format!("{first}/apply"), "only=all").await;
    let file = MENDED.replace("80,12", "81,12") + "c-4,Di,1,2\n";
    let second = page(&recruiter.get(&sent(&recruiter, "b.csv", file.as_bytes(), "").await).await, 200);
    assert!(second.contains("1 person would be added. 3 people are on file already"), "{second}");
    assert_eq!(second.matches("<td>unchanged</td>").count(), 2, "{second}");
    assert!(second.contains("<td>changed</td><td>Operations management</td>"), "{second}");
    assert!(second.contains("<td>new</td>"), "{second}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_will_not_do_are_refused_in_words() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let form = recruiter.get("/import/form.csv").await;
    assert!(form.text().starts_with("\u{feff}id,name,headline,skill."), "{}", form.text());
    let workbook = recruiter.get("/import/form.xlsx").await;
    let table = intake::read_table("people.xlsx", &workbook.body).expect("a workbook");
    assert_eq!(table.rows[0].cells[0].to_string(), "id");
    assert!(page(&recruiter.get("/import/columns").await, 200).contains("<code>skill.operations</code>"));
    let mut seen = Transcript::default();
    seen.add_notices("no file", &page(&send(&recruiter, "", b"", "").await, 422));
    let picture = page(&send(&recruiter, "people.csv", b"\x89PNG\r\n", "").await, 422);
    seen.add_notices("a picture", &picture);
    let large = vec![b'x'; intake::MAX_BYTES + 1];
    let refused = page(&send(&recruiter, "people.csv", &large, "").await, 422);
    seen.add_notices("more than the limit", &refused);
    let nobody = b"id,name,skill.operations\n,Ada,1\n";
    seen.add_notices("no id", &page(&send(&recruiter, "people.csv", nobody, "").await, 422));
    let book = to_xlsx(&crate::support::people::people(3));
    let path = sent(&recruiter, "people.xlsx", &book, "").await;
    assert!(page(&recruiter.get(&path).await, 200).contains("Nothing is wrong with the file."));
    let gone = recruiter.post_form(&format!("{path}/remove"), "").await;
    assert_eq!(gone.header("location"), "/import?done=removed");
    seen.add_notices("removed", &page(&recruiter.get("/import?done=removed").await, 200));
    seen.check("pages/import-refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_is_looked_at_in_parts_and_left_to_a_job() {
    let app = App::start(TestDatabase::new(Kind::Sqlite).await).await;
    let recruiter = browser(&app, Role::Recruiter).await;
    let rows: String = (0..300).map(|n| format!("c-{n:03},Person {n:03}\n")).collect();
    let path = sent(&recruiter, "many.csv", format!("id,name\n{rows}").as_bytes(), "").await;
    let first = page(&recruiter.get(&path).await, 200);
    assert_eq!(first.matches("<td>new</td>").count(), 50);
    let next =
        first.split("rel=\"next\"").next().and_then(|part| part.rsplit("href=\"").next()).expect("a link");
    let second = page(&recruiter.get(next.split(['"', '#']).next().expect("an address")).await, 200);
    assert!(second.contains("Person 050") && !second.contains("Person 049"), "{second}");
    let left = recruiter.post_form(&format!("{path}/apply"), "only=all").await;
    assert_eq!(left.header("location"), path);
    let going = recruiter.get(&path).await;
    assert!(going.header("location").starts_with("/jobs/"), "{}", going.text());
}
