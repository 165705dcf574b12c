//! Pools in files, ranked: as `fit` ranks the same people, whatever the format, and refused in words where they are
//! damaged.

use crate::files::{FRAMEWORK, Folder, ceo, people, rank, rank_with};
use fit::simulate::Draws;
use fit::{Criteria, Points, Profile, Stated};
use pool::{Person, Ranking, Selection, Shard, merge};

/// What `fit` makes of the same people.
fn ranked_by_fit(people: &[Profile]) -> Vec<String> {
    // Certain people: a pool takes every estimate as exact, and the prior where nobody measured.
    let certain = |profile: &Profile| {
        let mut certain = profile.clone();
        for dimension in &FRAMEWORK.dimensions {
            let prior = Points::new(100.0 * dimension.prior.mean).unwrap();
            let mean = certain.estimates.get(&dimension.id).map_or(prior, |value| value.mean);
            certain.estimates.insert(dimension.id.clone(), Stated { mean, se: Points::new(0.0).unwrap() });
        }
        certain
    };
    let people: Vec<Profile> = people.iter().map(certain).collect();
    let draws = Draws { n: 0, ..Draws::default() };
    let comparison =
        fit::compare(&FRAMEWORK, &certain(&ceo()), &people, &Criteria::default(), draws, &|_, _| {}).unwrap();
    comparison.results.iter().map(|result| result.id.clone()).collect()
}

fn ids(ranking: &Ranking) -> Vec<String> {
    ranking.results.iter().map(|person: &Person| person.id.clone()).collect()
}

#[test]
fn every_format_gives_the_ranking_of_the_model() {
    let folder = Folder::new("formats");
    let people = people(300);
    let expected = ranked_by_fit(&people);
    for file in [
        folder.csv(&people),
        folder.json_lines(&people),
        folder.parquet(&people),
        folder.arrow(&people),
        folder.gzip(&folder.csv(&people)),
        folder.zstd(&folder.json_lines(&people)),
    ] {
        let ranking = rank(&[&file]).unwrap();
        assert_eq!((ranking.rows, ranking.unreadable), (300, 0), "{file}");
        assert_eq!(ids(&ranking), expected[..200], "{file}");
    }
}

#[test]
fn two_files_are_one_pool() {
    let folder = Folder::new("two");
    let people = people(60);
    let files = [folder.csv(&people[..20]), folder.parquet(&people[20..])];
    let ranking = rank(&[&files[0], &files[1]]).unwrap();
    assert_eq!(ids(&ranking), ranked_by_fit(&people));
}

#[test]
fn shards_merged_are_the_whole_byte_for_byte() {
    let folder = Folder::new("shards");
    let file = folder.parquet(&people(500));
    for margin in [0.0, 3.0] {
        let part = |number| {
            let shard = Shard { number, of: 4 };
            let selection = Selection::new(20, margin).unwrap();
            (format!("{number}"), rank_with(&[&file], selection, Some(shard)).unwrap())
        };
        let whole = rank_with(&[&file], Selection::new(20, margin).unwrap(), None).unwrap();
        let merged = merge((1..=4).map(part).collect()).unwrap();
        assert_eq!(serde_json::to_string(&merged).unwrap(), serde_json::to_string(&whole).unwrap());
        let problems = merge(vec![part(1), part(1), part(3)]).unwrap_err();
        let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(places, ["shard 1/4", "shard 2/4", "shard 4/4"]);
    }
}

#[test]
fn a_margin_keeps_everyone_within_it() {
    let folder = Folder::new("margin");
    let file = folder.csv(&people(300));
    let everyone = rank_with(&[&file], Selection::new(300, 0.0).unwrap(), None).unwrap().results;
    let kept = rank_with(&[&file], Selection::new(30, 2.5).unwrap(), None).unwrap().results;
    let last = everyone[29].score - 2.5;
    assert_eq!(kept, everyone.iter().filter(|person| person.score >= last).cloned().collect::<Vec<_>>());
    assert!(kept.len() > 30);
}

#[test]
fn ties_go_by_the_id() {
    let folder = Folder::new("ties");
    let mut twins = people(1);
    for number in (0..1000).rev() {
        twins.push(Profile { id: format!("t{number:04}"), ..twins[0].clone() });
    }
    let ranking = rank_with(&[&folder.csv(&twins[1..])], Selection::new(3, 0.0).unwrap(), None).unwrap();
    assert_eq!(ids(&ranking), ["t0000", "t0001", "t0002"]);
}

#[test]
fn rows_that_cannot_be_read_are_counted_and_values_that_cannot_be_used_as_well() {
    let folder = Folder::new("unreadable");
    let csv = "id;name;skill.operations;skill.finance\n\
               a;A;82,5;70\n\
               b;B;high;101\n\
               ;nobody;50;50\n\
               c;C;50\n\
               d;\"D\nD\";NaN;\n\
               \n";
    let ranking = rank(&[&folder.file("a.csv", csv.as_bytes())]).unwrap();
    assert_eq!((ranking.rows, ranking.unreadable, ranking.unusable), (3, 2, 3));
    let a = ranking.results.iter().find(|person| person.id == "a").unwrap();
    assert_eq!(a.estimates.get("skill.operations"), Some(82.5));
    let lines = "{\"id\": 7, \"skill_operations\": 82, \"city\": \"Ulm\"}\n\
                 {\"id\": \"b\", \"estimates\": {\"skill.operations\": {\"mean\": 60, \"se\": 4}, \"skill.finance\": true}}\n\
                 {\"id\": \"c\"\n\
                 [1]\n\
                 {\"name\": \"nobody\"}\n";
    let ranking = rank(&[&folder.file("a.jsonl", lines.as_bytes())]).unwrap();
    assert_eq!((ranking.rows, ranking.unreadable, ranking.unusable), (2, 3, 1));
}

#[test]
fn damaged_files_are_refused_in_words() {
    let folder = Folder::new("damaged");
    let people = people(50);
    let cut = |file: &str| {
        let bytes = std::fs::read(file).unwrap();
        bytes[..bytes.len() * 2 / 3].to_vec()
    };
    let refused = |name: &str, bytes: &[u8]| {
        let problem = rank(&[&folder.file(name, bytes)]).unwrap_err();
        assert!(problem.place.ends_with(name), "{problem}");
        format!("{}; {}", problem.found, problem.hint)
    };
    let said = refused("cut.parquet", &cut(&folder.parquet(&people)));
    assert!(said.contains("cannot be read") && said.contains("whole"), "{said}");
    let said = refused("cut.csv.gz", &cut(&folder.gzip(&folder.csv(&people))));
    assert!(said.contains("cannot be read"), "{said}");
    let said = refused("cut.arrow", &cut(&folder.arrow(&people)));
    assert!(said.contains("cannot be read"), "{said}");
    assert!(refused("empty.csv", b" \n").contains("it is empty"));
    assert!(refused("list.json", b"[{}]").contains("one person a line"));
    assert!(refused("a.xlsx", b"PK\x03\x04").contains("save the table as CSV"));
    assert!(refused("a.bin", b"\x01\x00\x02").contains("neither text nor"));
    assert!(refused("other.csv", b"id,salary\n1,2\n").contains("no column is named after a dimension"));
    assert!(refused("no-id.csv", b"name,skill.operations\nA,2\n").contains("no column id"));
    let twice = b"id,skill.operations,skill_operations\n1,2,3\n";
    assert!(refused("twice.csv", twice).contains("hold the same"));
    let open = [b"id,skill.operations\n\"a,5\n".to_vec(), b"x,1\n".repeat(1 << 20)].concat();
    assert!(refused("open.csv", &open).contains("close the quotation mark"));
    let said = refused("typed.parquet", &std::fs::read(folder.wrong_type()).unwrap());
    assert!(said.contains("skill.operations") && said.contains("numbers from 0 to 100"), "{said}");
    let said = refused("cut.parquet.gz", &std::fs::read(folder.gzip(&folder.parquet(&people))).unwrap());
    assert!(said.contains("read from its end"), "{said}");
}

#[test]
fn people_made_up_are_the_same_for_the_same_seed() {
    let write = |seed| {
        let example = pool::Example { rows: 9000, seed };
        pool::write_example(&FRAMEWORK, example, Vec::new(), &|_, _| {}).unwrap()
    };
    assert_eq!(write(1), write(1));
    assert_ne!(write(1), write(2));
    let folder = Folder::new("example");
    let ranking = rank(&[&folder.file("example.parquet", &write(1))]).unwrap();
    assert_eq!((ranking.rows, ranking.unreadable, ranking.unusable), (9000, 0, 0));
}
