//! Invitations, what becomes of the answers, and mail.

use crate::support::app::App;
use crate::support::database::{TestDatabase, on_each_database};
use crate::support::panels::{computed, measured};
use crate::support::questionnaires::{
    HERE, agree, answer_all, answered, hand_in, invite, ratings, reader, reader_of, send,
};
use crate::support::searches::person;
use crate::support::snapshot::{self, Transcript};
use fit::instrument::Form;
use serde_json::{Value, json};
use service::invitations::remind_waiting;
use service::jobs::do_one;
use service::{Email, NotTaken};
use store::users::Role;

on_each_database! {
    invitations_are_made_listed_and_taken_back,
    what_is_handed_in_becomes_ratings,
    peers_are_counted_together_or_not_at_all,
    a_search_is_computed_anew_and_then_locks_the_answers,
    links_are_mailed_and_mailed_again,
    one_reminder_is_sent_to_whoever_has_not_answered,
    an_erased_person_leaves_no_answers,
}

async fn invitations_are_made_listed_and_taken_back(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let who = person(&recruiter, "Robin Example").await;
    let path = format!("/api/v1/people/{}/invitations", who.as_str().expect("an id"));
    let mut told = Transcript::default();
    for (input, pointer) in [
        (json!({ "source": "peer" }), "/name"),
        (json!({ "source": "self", "name": "Robin" }), "/name"),
        (json!({ "source": "test", "name": "A test" }), "/source"),
        (json!({ "source": "peer", "name": "Kim", "days": 181 }), "/days"),
        (json!({ "source": "peer", "name": "Kim", "email": "kim" }), "/email"),
        (json!({ "source": "peer", "name": "Kim", "instrument": "none-such" }), "/instrument"),
    ] {
        let refused = recruiter.post(&path, input.clone()).await.problem(422);
        told.add_problem(&input, &refused.1);
        assert_eq!(refused.1["errors"][0]["pointer"], pointer, "{input}: {refused:?}");
    }
    let (link, invited) = invite(&app, &who, json!({ "source": "peer", "name": "Kim Peer" })).await;
    snapshot::check_json("api/invitation", &invited);
    assert_eq!((&invited["state"], &invited["instrument"]["form"]), (&json!("sent"), &json!("rater")));
    let twice = recruiter.post(&path, json!({ "source": "peer", "name": "KIM PEER" })).await.problem(409);
    assert_eq!(twice.0, "invited_already");
    let own = recruiter.post(&path, json!({ "source": "self" })).await.json(201);
    assert_eq!(own["instrument"]["form"], "candidate", "nobody is a CEO by default");
    let listed = recruiter.get(&path).await.json(200);
    assert_eq!(listed["items"].as_array().expect("a list").len(), 2);
    assert!(!listed.to_string().contains("secret") && !listed.to_string().contains("\"url\""), "{listed}");

    let one = format!("/api/v1/invitations/{}", invited["id"].as_str().expect("an id"));
    let other = recruiter.post(&format!("{one}/link"), json!({})).await.json(201);
    let other = other["url"].as_str().expect("a link").strip_prefix(HERE).expect("the address").to_owned();
    for link in [&link, &other] {
        assert_eq!(reader(&app).get(link).await.status, 200, "both work");
    }
    agree(&app, &other).await;
    let begun = recruiter.post(&format!("{one}/link"), json!({})).await.problem(409);
    assert_eq!(begun.0, "begun", "nobody else is given a peer's answers");
    let taken = recruiter.delete(&one).await.json(200);
    assert_eq!(taken["state"], "revoked");
    assert_eq!(reader(&app).get(&link).await.status, 404);
    assert_eq!(recruiter.post(&format!("{one}/link"), json!({})).await.problem(409).0, "revoked");
    let audit = app.client(Role::Admin).get("/api/v1/audit?limit=200").await.json(200).to_string();
    for action in ["invitation.create", "invitation.link", "invitation.revoke", "questionnaire.agree"] {
        assert!(audit.contains(action), "{action}: {audit}");
    }
    assert!(!audit.contains("Kim"), "the audit log holds no values");
    told.check("api/invitation-refused");
}

async fn what_is_handed_in_becomes_ratings(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter).with("if-match", "*");
    let who = person(&recruiter, "Robin Example").await;
    let stated = format!("/api/v1/people/{}/estimates/skill.strategy", who.as_str().expect("an id"));
    recruiter.put(&stated, json!(70)).await.json(200);
    let link = answered(&app, &who, ("superior", "Chris Chair"), 5).await;
    let first = ratings(&app, &who).await;
    assert!(first.len() > 20, "{first:?}");
    let is_theirs = |rating: &Value| rating["source"] == "superior" && rating["rater"] == "Chris Chair";
    assert!(first.iter().all(is_theirs), "{first:?}");
    assert!(
        first.iter().any(|rating| rating["dimension"] == "skill.strategy"),
        "a stated value silences no answer"
    );
    // Corrected and handed in again, the last word stands, once.
    let question = "skill-capital-a";
    let corrected = send(&app, &link, question, "none", 1).await.json(200);
    assert_eq!(corrected["is_kept"], true);
    assert_eq!(ratings(&app, &who).await, first, "nothing changes until it is handed in");
    send(&app, &link, "skill-capital-b", "none", 1).await.json(200);
    hand_in(&app, &link).await;
    let second = ratings(&app, &who).await;
    assert_eq!(second.len(), first.len() - 1, "who cannot judge gives no rating");
    assert!(second.iter().all(|rating| rating["dimension"] != "skill.capital"), "{second:?}");
}

async fn peers_are_counted_together_or_not_at_all(database: TestDatabase) {
    let app = App::start(database).await;
    let who = person(&app.client(Role::Recruiter), "Robin Example").await;
    let id = who.as_str().expect("an id").to_owned();
    let count = async |source: &str| {
        let path = format!("/api/v1/people/{id}/invitations/count");
        let counted = app.client(Role::Recruiter).post(&path, json!({ "source": source })).await.json(200);
        counted["n_raters"].as_u64().expect("a number")
    };
    answered(&app, &who, ("peer", "Kim One"), 5).await;
    answered(&app, &who, ("peer", "Kim Two"), 1).await;
    assert_eq!(ratings(&app, &who).await.len(), 0, "of two peers nothing is on file");
    assert_eq!(count("peer").await, 0, "not even on demand");
    // A third is invited: as long as they have yet to answer, the others wait.
    let (late, _) = invite(&app, &who, json!({ "source": "peer", "name": "Kim Late" })).await;
    let third = answered(&app, &who, ("peer", "Kim Three"), 3).await;
    assert_eq!(ratings(&app, &who).await.len(), 0);
    agree(&app, &late).await;
    answer_all(&app, &late, Form::Rater, 4).await;
    assert_eq!(count("peer").await, 3, "on demand nobody is waited for");
    let counted = ratings(&app, &who).await;
    let raters: std::collections::BTreeSet<&str> =
        counted.iter().map(|rating| rating["rater"].as_str().expect("a word")).collect();
    assert_eq!(raters.len(), counted.len(), "nothing says which ratings are by the same");
    assert_eq!(counted.iter().filter(|rating| rating["dimension"] == "skill.capital").count(), 3);
    assert!(raters.iter().all(|rater| !rater.contains("Kim")), "nobody is named: {raters:?}");
    let times: std::collections::BTreeSet<String> =
        counted.iter().map(|rating| rating["recorded_at"].to_string()).collect();
    assert_eq!(times.len(), 1, "nothing says who came when");
    // The fourth is alone: what would change now is theirs.
    hand_in(&app, &late).await;
    assert_eq!(ratings(&app, &who).await, counted);
    // Who was counted cannot change what would show.
    let locked = send(&app, &third, "skill-capital-a", "1", 1).await;
    assert_eq!(locked.status, 409, "{}", locked.text());
    let page = reader_of(&app, &third).get(&third).await.text();
    assert!(page.contains("cannot tell which are yours") && !page.contains("/sections/"), "{page}");
    // Direct reports are a kind of their own.
    for name in ["Lee One", "Lee Two"] {
        answered(&app, &who, ("report", name), 2).await;
    }
    assert_eq!(ratings(&app, &who).await, counted);
}

async fn a_search_is_computed_anew_and_then_locks_the_answers(database: TestDatabase) {
    let app = App::start(database).await;
    let begun = measured(&app, 2, json!({})).await;
    let recruiter = app.client(Role::Recruiter);
    let first = computed(&app, &begun).await;
    let candidate = recruiter.get(&begun.candidates[0]).await.json(200);
    let who = candidate["person_id"].clone();
    let input = json!({ "source": "assessor", "name": "Alex Assessor", "search_id": begun.search["id"] });
    let (link, _) = invite(&app, &who, input).await;
    agree(&app, &link).await;
    let before = recruiter.get(&format!("{}/shortlist", begun.path)).await.json(200);
    answer_all(&app, &link, Form::Assessor, 5).await;
    hand_in(&app, &link).await;
    let after = recruiter.get(&format!("{}/shortlist", begun.path)).await.json(200);
    assert_eq!((&before["run_id"], &after["run_id"]), (&first["id"], &Value::Null), "another result");
    assert_ne!(before["rows"], after["rows"], "the answers count at once");
    let decision = json!({ "reason": "The best" });
    recruiter.post(&format!("{}/decision", begun.path), decision).await.json(201);
    let page = reader(&app).get(&link).await;
    assert!(page.text().contains("They cannot be changed any more"), "{}", page.text());
    let question =
        &crate::support::questionnaires::instrument(Form::Assessor).sections[0].questions[0].id.clone();
    assert_eq!(send(&app, &link, question, "1", 1).await.status, 409);
    assert_eq!(reader(&app).post_form(&format!("{link}/submit"), "").await.header("location"), link);
}

async fn links_are_mailed_and_mailed_again(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let who = person(&recruiter, "Robin Example").await;
    let path = format!("/api/v1/people/{}/invitations", who.as_str().expect("an id"));
    let input = json!({ "source": "peer", "name": "Kim Peer", "email": "kim@example.com" });
    app.post.refuse(Some(NotTaken { is_final: false, words: "busy".to_owned() }));
    let invited = recruiter.post(&path, input).await.json(201);
    assert_eq!((&invited["url"], &invited["is_mail_waiting"]), (&Value::Null, &json!(true)));
    let one = format!("/api/v1/invitations/{}", invited["id"].as_str().expect("an id"));
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let late = recruiter.get(&one).await.json(200);
    let mut told = Transcript::default();
    told.add("not taken now", late["mail_failure"].as_str().expect("words"));
    assert!(!do_one(&app.service, "worker").await.expect("an answer"), "not at once");
    app.post.refuse(None);
    app.clock.pass_seconds(60);
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let sent = recruiter.get(&one).await.json(200);
    assert!(sent["mailed_at"].is_string() && sent["mail_failure"].is_null(), "{sent}");
    let letters = app.post.letters();
    assert_eq!((letters.len(), &*letters[0].to), (1, "kim@example.com"));
    check_email("api/mail-invitation", &letters[0]);
    let link = |text: &str| {
        let at = text.find(&format!("{HERE}/q/")).expect("a link");
        text[at + HERE.len()..].split_whitespace().next().expect("a path").to_owned()
    };
    let first = link(&letters[0].text);
    agree(&app, &first).await;
    recruiter.post(&format!("{one}/mail"), json!({ "is_reminder": true })).await.json(200);
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let letters = app.post.letters();
    check_email("api/mail-reminder", &letters[1]);
    let second = link(&letters[1].text);
    assert_ne!(first, second);
    for link in [&first, &second] {
        assert_eq!(reader_of(&app, &first).get(link).await.status, 200, "each letter's link works");
    }
    assert_eq!(recruiter.get(&one).await.json(200)["n_reminders"], 1);
    app.post.refuse(Some(NotTaken { is_final: true, words: "no such mailbox".to_owned() }));
    recruiter.post(&format!("{one}/mail"), json!({ "is_reminder": true })).await.json(200);
    assert!(do_one(&app.service, "worker").await.expect("work"));
    let refused = recruiter.get(&one).await.json(200);
    told.add("refused", refused["mail_failure"].as_str().expect("words"));
    told.check("api/mail-failures");
    let own = json!({ "source": "self", "email": "robin@example.com" });
    recruiter
        .post(&format!("/api/v1/people/{}/invitations", who.as_str().expect("an id")), own)
        .await
        .json(201);
    app.post.refuse(None);
    assert!(do_one(&app.service, "worker").await.expect("work"));
    check_email("api/mail-invitation-to-oneself", &app.post.letters()[2]);
    let (_, by_hand) = invite(&app, &who, json!({ "source": "peer", "name": "Without" })).await;
    let path = format!("/api/v1/invitations/{}/mail", by_hand["id"].as_str().expect("an id"));
    assert_eq!(recruiter.post(&path, json!({})).await.problem(409).0, "no_mail");
}

async fn one_reminder_is_sent_to_whoever_has_not_answered(database: TestDatabase) {
    const DAY: i64 = 24 * 60 * 60;
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let who = person(&recruiter, "Robin Example").await;
    let path = format!("/api/v1/people/{}/invitations", who.as_str().expect("an id"));
    let work = async || while do_one(&app.service, "worker").await.expect("work") {};
    let ask = async |name: &str| {
        let email = format!("{}@example.com", name.to_lowercase());
        let input = json!({ "source": "superior", "name": name, "email": email });
        let invited = recruiter.post(&path, input).await.json(201);
        work().await;
        format!("/api/v1/invitations/{}", invited["id"].as_str().expect("an id"))
    };
    let link = |n: usize| {
        let letters = app.post.letters();
        let at = letters[n].text.find(&format!("{HERE}/q/")).expect("a link");
        letters[n].text[at + HERE.len()..].split_whitespace().next().expect("a path").to_owned()
    };
    let remind = async || {
        remind_waiting(&app.service).await.expect("who is to be reminded is known");
        work().await;
    };
    let waits = ask("Waits").await;
    ask("Answers").await;
    agree(&app, &link(1)).await;
    answer_all(&app, &link(1), Form::Rater, 3).await;
    hand_in(&app, &link(1)).await;
    let revoked = ask("Revoked").await;
    recruiter.delete(&revoked).await.json(200);
    let bounced = ask("Bounced").await;
    app.clock.pass_seconds(60);
    app.post.refuse(Some(NotTaken { is_final: true, words: "no such mailbox".to_owned() }));
    recruiter.post(&format!("{bounced}/mail"), json!({})).await.json(200);
    work().await;
    app.post.refuse(None);
    let n_before = app.post.letters().len();
    app.clock.pass_seconds(7 * DAY - 61);
    remind().await;
    assert_eq!(app.post.letters().len(), n_before, "not before its time");
    app.clock.pass_seconds(1);
    remind().await;
    remind().await;
    let letters = app.post.letters();
    let reminded: Vec<&str> = letters[n_before..].iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(reminded, ["waits@example.com"], "once, and nobody who answered, was taken back or bounced");
    assert!(letters[n_before].subject.starts_with("Reminder"), "{letters:?}");
    let shown = recruiter.get(&waits).await.json(200);
    assert_eq!((&shown["n_reminders"], &shown["reminded_at"].is_string()), (&json!(1), &true));
    let id = waits.rsplit('/').next().expect("an id");
    let audit = app.client(Role::Admin).get("/api/v1/audit?limit=200").await.json(200);
    let actions: Vec<&Value> = audit["items"].as_array().expect("items").iter().collect();
    let is_theirs = |entry: &&&Value| entry["subject_id"] == id && entry["action"] == "invitation.remind";
    let entry = actions.iter().find(is_theirs).expect("an entry");
    assert_eq!(entry["via"], "job");
    app.clock.pass_seconds(8 * DAY);
    remind().await;
    assert_eq!(app.post.letters().len(), n_before + 1);
}

fn check_email(name: &str, email: &Email) {
    snapshot::check(name, &format!("To: {}\nSubject: {}\n\n{}", email.to, email.subject, email.text));
}

async fn an_erased_person_leaves_no_answers(database: TestDatabase) {
    let app = App::start(database).await;
    let recruiter = app.client(Role::Recruiter);
    let begun = measured(&app, 1, json!({})).await;
    let candidate = recruiter.get(&begun.candidates[0]).await.json(200);
    let link = answered(&app, &candidate["person_id"], ("superior", "Chris Chair"), 4).await;
    let path = format!("/api/v1/people/{}", candidate["person_id"].as_str().expect("an id"));
    let erased = recruiter.clone().with("if-match", "*").delete(&path).await;
    assert_eq!(erased.status, 204, "{}", erased.text());
    assert_eq!(reader(&app).get(&link).await.status, 404);
    let listed = recruiter.get(&format!("{path}/invitations")).await.json(200);
    assert_eq!(listed["items"], json!([]));
    let refused = recruiter.post(&format!("{path}/invitations"), json!({ "source": "self" })).await;
    assert_eq!(refused.problem(409).0, "erased");
}
