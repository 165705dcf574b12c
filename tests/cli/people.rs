//! `import` and `export`: people of the service in from files, and out.

use crate::support::folder::Folder;
use crate::support::program::{Outcome, counterpart};
use crate::support::snapshot::{self, Transcript};

struct Place(Folder);

impl Place {
    fn new() -> Self {
        let place = Self(Folder::new());
        for (email, role) in [("robin@acme.example", "recruiter"), ("vic@acme.example", "viewer")] {
            place
                .run(&["user", "add", "--email", email, "--name", "Someone", "--role", role, "--org", "Acme"])
                .text();
        }
        place
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        counterpart(&[arguments, &["--data-dir", &self.0.path("data")]].concat())
    }

    fn import(&self, file: &str, more: &[&str]) -> Outcome {
        self.run(&[&["import", file, "--email", "robin@acme.example"], more].concat())
    }

    fn export(&self, more: &[&str]) -> Outcome {
        self.run(&[&["export", "--email", "robin@acme.example"], more].concat())
    }
}

#[test]
fn people_go_in_and_come_out_the_same() {
    let place = Place::new();
    let imported = place.import("data/demo/candidates.json", &[]);
    snapshot::check("cli/import", &imported.err);
    let out = place.export(&[]).text();
    let other = Place::new();
    other.import(&place.0.write("people.json", &out), &[]).text();
    assert_eq!(other.export(&[]).text(), out);
    assert_eq!(place.export(&["--format", "jsonl"]).text().lines().count(), 6);
    let table = place.export(&["--format", "csv"]);
    snapshot::check("cli/export-as-table", &table.err);
    assert!(table.text().starts_with("id,name,headline,"));
}

#[test]
fn a_file_with_mistakes_is_refused_whole_unless_they_may_be_left_out() {
    let place = Place::new();
    let file = place.0.write("pool.csv", "id,name,skill.risk\nc-1,Ada,80\nc-2,Bo,eighty\n");
    let mut told = Transcript::default();
    told.add("refused", &place.import(&file, &[]).refusal());
    assert_eq!(place.export(&["--format", "jsonl"]).text(), "");
    let imported = place.import(&file, &["--skip-bad-rows"]);
    told.add("without the bad rows", &imported.err);
    told.check("cli/import-with-mistakes");
}

#[test]
fn test_scores_are_put_on_file_of_those_who_are_known() {
    let place = Place::new();
    let people = place.0.write("pool.csv", "id,name\nc-1,Ada\n");
    place.import(&people, &[]).text();
    let header = "id,scale,dimension,score,norm_mean,norm_sd\n";
    let scores = place.0.write("scores.csv", format!("{header}c-1,Order,style.detail,60,50,10\n"));
    let added = place.import(&scores, &["--test-scores"]);
    let mut told = Transcript::default();
    told.add("added", &added.err);
    let out = place.export(&[]).text();
    assert!(out.contains(r#""source":"test""#), "{out}");
    let stranger = place.0.write("scores.csv", format!("{header}c-9,Order,style.detail,60,50,10\n"));
    told.add("of a stranger", &place.import(&stranger, &["--test-scores"]).refusal());
    told.check("cli/import-test-scores");
}

#[test]
fn nobody_does_more_than_their_role_may() {
    let place = Place::new();
    let mut told = Transcript::default();
    let viewer = place.run(&["import", "data/demo/candidates.json", "--email", "vic@acme.example"]);
    told.add("a viewer", &viewer.failure());
    told.add("nobody", &place.run(&["export", "--email", "nobody@acme.example"]).failure());
    told.check("cli/import-denied");
}
