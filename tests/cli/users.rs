//! `user` and `token`: who may use the service.

use crate::support::folder::Folder;
use crate::support::program::{Outcome, counterpart};
use crate::support::snapshot::{self, Transcript, without_times};

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
    let mut told = Transcript::default();
    told.add("added", &without_times(&added.err));
    let link = added.text();
    assert!(link.starts_with("http://127.0.0.1:7117/sign-in/") && link.trim().len() > 70, "{link}");
    // Another of the only organisation need not name it.
    place.add("other@acme.example", &[]).text();
    let users = place.users();
    told.add("listed", &without_times(&users));
    let again = place.run(&["user", "sign-in-link", "--email", "robin@acme.example"]).text();
    assert_ne!(again, link);
    let taken = place.add("robin@acme.example", &["--org", "Another"]).failure();
    told.add("an address that is taken", &taken);
    told.check("cli/user-added");
    // No organisation stays behind: there is still only one, which need not be named.
    place.add("third@acme.example", &[]).text();
}

#[test]
fn a_user_is_added_with_a_password() {
    let place = Place::new();
    let good = place.0.write("password", "nine calm lanterns by the river\nnot this\n");
    let added = place.add("robin@acme.example", &["--org", "Acme", "--password-file", &good]);
    snapshot::check("cli/user-added-with-password", &added.err);
    assert_eq!(added.text(), "");
    assert!(place.users().contains("active"));
}

#[test]
fn what_will_not_do_leaves_nothing_behind() {
    let place = Place::new();
    let weak = place.0.write("password", "robin1234567\n");
    let mut told = Transcript::default();
    for (case, refused) in [
        (
            "a password that is in lists",
            place.add("robin@acme.example", &["--org", "Acme", "--password-file", &weak]),
        ),
        ("no address", place.add("nowhere", &["--org", "Acme"])),
        ("no name of an organisation", place.add("robin@acme.example", &["--org", " "])),
        ("no organisation", place.add("robin@acme.example", &[])),
    ] {
        told.add(case, &refused.refusal());
    }
    told.check("cli/user-refused");
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
    snapshot::check("cli/user-several-organisations", &told);
    place.add("c@acme.example", &["--org", "Acme"]).text();
    let users = place.users();
    assert_eq!(users.matches("Acme").count(), 2, "{users}");
}

#[test]
fn a_user_is_shut_out_and_let_in_again() {
    let place = Place::new();
    place.add("a@acme.example", &["--org", "Acme"]).text();
    let mut told = Transcript::default();
    let last = place.run(&["user", "disable", "--email", "a@acme.example"]).failure();
    told.add("the last admin", &last);
    place.add("b@acme.example", &[]).text();
    let done = place.run(&["user", "disable", "--email", "B@acme.example"]);
    told.add("shut out", &done.err);
    told.add("listed", &without_times(&place.users()));
    let link = place.run(&["user", "sign-in-link", "--email", "b@acme.example"]).failure();
    told.add("a link for whoever is shut out", &link);
    let done = place.run(&["user", "enable", "--email", "b@acme.example"]);
    told.add("let in again", &done.err);
    done.text();
    told.add("listed again", &without_times(&place.users()));
    told.add("nobody", &place.run(&["user", "enable", "--email", "nobody@acme.example"]).failure());
    told.check("cli/user-shut-out");
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
    let mut seen = Transcript::default();
    seen.add("revoked", &token(&["revoke", id]).err);
    assert!(token(&["list"]).text().contains("revoked"));
    seen.add("revoked again", &token(&["revoke", id]).failure());
    seen.add("no id", &token(&["revoke", "not-an-id"]).refusal());
    let told = token(&["create", "--name", "a", "--scopes", "people:read,poeple:write"]).refusal();
    seen.add("a scope that there is not", &told);
    seen.add("too many days", &token(&["create", "--name", "a", "--days", "366"]).refusal());
    seen.add("nobody", &place.run(&["token", "list", "--email", "nobody@acme.example"]).failure());
    seen.check("cli/token");
}

#[test]
fn without_a_database_there_is_nobody() {
    let place = Place::new();
    let mut seen = Transcript::default();
    for arguments in
        [&["user", "list"][..], &["token", "list", "--email", "a@b.example"], &["audit", "verify"]]
    {
        let told = place.run(arguments).refusal();
        seen.add(arguments.join(" "), &told);
    }
    seen.check("cli/no-database");
    assert!(place.0.names().is_empty(), "looking has made something: {:?}", place.0.names());
}
