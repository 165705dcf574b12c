//! `user` and `token`: who may use the service.

use crate::support::folder::Folder;
use crate::support::program::{Outcome, counterpart};

/// A place for data of its own.
struct Place(Folder);

impl Place {
    fn new() -> Self {
        Self(Folder::new())
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        counterpart(&[arguments, &["--data-dir", &self.0.path("data")]].concat())
    }

    fn add(&self, email: &str, more: &[&str]) -> Outcome {
        self.run(&[&["user", "add", "--email", email, "--name", "Robin", "--role", "admin"], more].concat())
    }

    fn users(&self) -> String {
        self.run(&["user", "list"]).text()
    }
}

#[test]
fn a_user_is_added_with_a_link() {
    let place = Place::new();
    let added = place.add("Robin@acme.example", &["--org", "Acme Search"]);
    assert!(added.err.contains("signs robin@acme.example in once"), "{}", added.err);
    let link = added.text();
    assert!(link.starts_with("http://127.0.0.1:7117/sign-in/") && link.trim().len() > 70, "{link}");
    // Another of the only organisation need not name it.
    place.add("other@acme.example", &[]).text();
    let users = place.users();
    for words in ["Acme Search", "robin@acme.example", "other@acme.example", "admin", "no password yet"] {
        assert!(users.contains(words), "{users}");
    }
    let again = place.run(&["user", "sign-in-link", "--email", "robin@acme.example"]).text();
    assert_ne!(again, link);
    let taken = place.add("robin@acme.example", &["--org", "Another"]).failure();
    assert!(taken.contains("there is a user with this address already"), "{taken}");
    // No organisation stays behind: there is still only one, which need not be named.
    place.add("third@acme.example", &[]).text();
}

#[test]
fn a_user_is_added_with_a_password() {
    let place = Place::new();
    let good = place.0.write("password", "nine calm lanterns by the river\nnot this\n");
    let added = place.add("robin@acme.example", &["--org", "Acme", "--password-file", &good]);
    assert!(added.err.contains("can sign in now"), "{}", added.err);
    assert_eq!(added.text(), "");
    assert!(place.users().contains("active"));
}

#[test]
fn what_will_not_do_leaves_nothing_behind() {
    let place = Place::new();
    let weak = place.0.write("password", "robin1234567\n");
    let told = place.add("robin@acme.example", &["--org", "Acme", "--password-file", &weak]).refusal();
    assert!(told.contains("password"), "{told}");
    let told = place.add("nowhere", &["--org", "Acme"]).refusal();
    assert!(told.contains("/email"), "{told}");
    place.add("robin@acme.example", &["--org", " "]).refusal();
    let told = place.add("robin@acme.example", &[]).refusal();
    assert!(told.contains("--org") && told.contains("no organisation yet"), "{told}");
    assert!(!place.users().contains("robin") && !place.users().contains("Acme"), "{}", place.users());
    // So that the first start of the server still offers its setup.
    let found = place.run(&["doctor"]).text();
    assert!(found.contains("there is none yet"), "{found}");
}

#[test]
fn several_organisations_are_named() {
    let place = Place::new();
    place.add("a@acme.example", &["--org", "Acme"]).text();
    place.add("b@other.example", &["--org", "Other"]).text();
    let told = place.add("c@acme.example", &[]).refusal();
    assert!(told.contains("several organisations"), "{told}");
    place.add("c@acme.example", &["--org", "Acme"]).text();
    let users = place.users();
    assert_eq!(users.matches("Acme").count(), 2, "{users}");
}

#[test]
fn a_user_is_shut_out_and_let_in_again() {
    let place = Place::new();
    place.add("a@acme.example", &["--org", "Acme"]).text();
    let told = place.run(&["user", "disable", "--email", "a@acme.example"]).failure();
    assert!(told.contains("make someone else an admin first"), "{told}");
    place.add("b@acme.example", &[]).text();
    let done = place.run(&["user", "disable", "--email", "B@acme.example"]);
    assert!(done.err.contains("b@acme.example is shut out"), "{}", done.err);
    assert!(place.users().contains("shut out"));
    let told = place.run(&["user", "sign-in-link", "--email", "b@acme.example"]).failure();
    assert!(told.contains("let them in again first"), "{told}");
    place.run(&["user", "enable", "--email", "b@acme.example"]).text();
    assert!(!place.users().contains("shut out"));
    let told = place.run(&["user", "enable", "--email", "nobody@acme.example"]).failure();
    assert!(told.contains("no such user"), "{told}");
}

#[test]
fn tokens_are_made_listed_and_revoked() {
    let place = Place::new();
    place.add("a@acme.example", &["--org", "Acme"]).text();
    let of_user = ["--email", "a@acme.example"];
    let token = |more: &[&str]| place.run(&[&["token"], more, &of_user].concat());
    let made = token(&["create", "--name", "nightly", "--scopes", "people:read,people:write", "--days", "7"]);
    let secret = made.text().trim().to_owned();
    assert!(secret.starts_with("cpt_") && secret.len() == 47, "{secret}");
    token(&["create", "--name", "everything"]).text();
    let listed = token(&["list"]).text();
    for words in
        ["nightly", "people:read", "people:write", "never", &secret[secret.len() - 4..], "audit:read"]
    {
        assert!(listed.contains(words), "{words}: {listed}");
    }
    assert!(!listed.contains(&secret), "{listed}");
    let line = listed.lines().find(|line| line.contains("nightly")).expect("it is listed");
    let id = line.split_whitespace().find(|word| word.len() == 36).expect("an id");
    assert!(token(&["revoke", id]).err.contains("works no more"));
    assert!(token(&["list"]).text().contains("revoked"));
    assert!(token(&["revoke", id]).failure().contains("no such token"));
    token(&["revoke", "not-an-id"]).refusal();
    let told = token(&["create", "--name", "a", "--scopes", "people:read,poeple:write"]).refusal();
    assert!(told.contains("--scopes") && told.contains("people:write"), "{told}");
    token(&["create", "--name", "a", "--days", "366"]).refusal();
    let told = place.run(&["token", "list", "--email", "nobody@acme.example"]).failure();
    assert!(told.contains("no such user"), "{told}");
}

#[test]
fn without_a_database_there_is_nobody() {
    let place = Place::new();
    for arguments in
        [&["user", "list"][..], &["token", "list", "--email", "a@b.example"], &["audit", "verify"]]
    {
        let told = place.run(arguments).refusal();
        assert!(told.contains("there is no database"), "{told}");
    }
    assert!(place.0.names().is_empty(), "looking has made something: {:?}", place.0.names());
}
