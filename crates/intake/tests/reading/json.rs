use crate::{NUMBER, problem, problems, read, skip};

fn person(rest: &str) -> String {
    format!("{{\"id\": \"c-1\", {rest}}}")
}

fn estimate(value: &str) -> String {
    person(&format!("\"estimates\": {{\"skill.operations\": {value}}}"))
}

fn rating(fields: &str) -> String {
    person(&format!("\"ratings\": [{{{fields}}}]"))
}

#[test]
fn a_person_is_read() {
    let pool = read(
        "p.json",
        r#"{ "id": "c-017", "name": "Candidate 17", "headline": "COO, 900-person logistics firm",
             "estimates": { "skill.operations": 82, "style.warmth": { "mean": 64, "se": 6 }, "skill.risk": null,
                            "skill.finance": { "mean": 1e1 } },
             "ratings": [ { "dimension": "skill.change", "source": "peer", "rater": "p1", "value": 75 },
                          { "dimension": "skill.change", "source": "self", "value": 90.5 } ] }"#,
    );
    let pool = pool.unwrap();
    let profile = &pool.profiles[0];
    assert_eq!(profile.name, "Candidate 17");
    let estimates: Vec<_> =
        profile.estimates.iter().map(|(id, e)| (id.as_str(), e.mean.get(), e.se.get())).collect();
    assert_eq!(
        estimates,
        [("skill.finance", 10.0, 10.0), ("skill.operations", 82.0, 10.0), ("style.warmth", 64.0, 6.0)]
    );
    assert_eq!(profile.ratings.len(), 2);
    assert_eq!((profile.ratings[0].rater.as_str(), profile.ratings[1].rater.as_str()), ("p1", ""));
    let bare = read(
        "p.json",
        r#"[{"id": " c-2 ", "name": null, "headline": "", "estimates": null, "ratings": null}]"#,
    );
    assert_eq!(bare.unwrap().profiles[0].name, "c-2");
}

#[test]
fn every_problem_is_told_with_its_line_and_pointer() {
    let text = r#"[
  { "id": "c-1", "estimates": { "skill.operatons": 80, "skill.change": "80" } },
  { "id": "c-1", "nmae": "Bob",
    "estimates": { "skill.change": 101, "skill.change": 50, "a/b~c": 1 },
    "ratings": [
      { "dimension": "skill.change", "source": "settled", "value": 5 },
      { "dimension": "skill.risk", "source": "boss", "value": null }
    ] },
  17
]"#;
    assert_eq!(
        problems("p.json", text),
        [
            "line 2, /0/estimates/skill.operatons: unknown dimension \"skill.operatons\"; did you mean \"skill.operations\"?".to_owned(),
            format!("line 2, /0/estimates/skill.change: found \"80\"; {NUMBER}, without quotation marks: 80"),
            "line 3, /1/nmae: unknown field \"nmae\"; did you mean \"name\"?".to_owned(),
            "line 4, /1/estimates/skill.change: \"skill.change\" stands twice in one object; keep one of them".to_owned(),
            "line 3, /1/id: the id \"c-1\" stands at line 2, /0/id already; give each person an id of their own".to_owned(),
            format!("line 4, /1/estimates/skill.change: found 101; {NUMBER}"),
            "line 4, /1/estimates/a~1b~0c: unknown dimension \"a/b~c\"; ".to_owned() + &known(),
            "line 6, /1/ratings/0/source: unknown source \"settled\"; put a stated value under estimates".to_owned(),
            "line 7, /1/ratings/1/source: unknown source \"boss\"; expected one of superior, peer, report, self, assessor, test".to_owned(),
            format!("line 7, /1/ratings/1/value: the rating has no value; {NUMBER}"),
            "line 9, /2: found the number 17; expected a person in curly brackets".to_owned(),
        ]
    );
}

fn known() -> String {
    fit::problem::suggest("a/b~c", crate::FRAMEWORK.dimension_ids())
}

#[test]
fn what_is_no_number_of_points_is_told() {
    for (value, told) in [
        ("\"82,5\"", format!("found \"82,5\"; {NUMBER}, with a decimal point: 82.5")),
        ("true", format!("found true; {NUMBER}")),
        ("[80]", format!("found a list; {NUMBER}")),
        ("-0.01", format!("found -0.01; {NUMBER}")),
        ("1e999", format!("found the number 1e999; {NUMBER}")),
        ("100.5", format!("found 100.5; {NUMBER}")),
        ("\"\\ud800\"", format!("found a text with half a character (a lone surrogate) in it; {NUMBER}")),
    ] {
        let place = "line 1, /estimates/skill.operations";
        assert_eq!(problem("p.json", estimate(value)), format!("{place}: {told}"));
    }
    for value in ["{}", "{\"se\": 4}", "{\"mean\": null, \"se\": 4}"] {
        assert_eq!(
            problem("p.json", estimate(value)),
            "line 1, /estimates/skill.operations: there is no mean; expected a number, or { \"mean\": number, \"se\": number }"
        );
    }
    assert!(problem("p.json", estimate("{\"mean\": 4, \"sd\": 4}")).contains("unknown field \"sd\""));
    assert!(problem("p.json", estimate("{\"mean\": 4, \"se\": \"4\"}")).contains("/se: found \"4\""));
    assert!(problem("p.json", estimate("{\"mean\": 4, \"se\": 101}")).contains("/se: found 101"));
    assert!(problem("p.json", estimate("{\"mean\": 4, \"mean\": 5}")).contains("\"mean\" stands twice"));
}

#[test]
fn text_that_is_no_json_is_told() {
    for (text, told) in [
        (estimate("NaN"), "JSON has no \"NaN\"; leave out a dimension that nobody measured, or write null"),
        (estimate("-Infinity"), "JSON has no \"-Infinity\""),
        (estimate("80").replace('}', ""), "the JSON ends in the middle of a value; is the file cut short?"),
        (estimate("80") + "\n{}", "this is not JSON (trailing characters); put several people in a list"),
        (estimate("80,"), "take out the comma"),
        ("[{\"id\" 1}]".to_owned(), "this is not JSON (expected `:`); check the quotation marks"),
        ("[{\"id\": \"1\"},]".to_owned(), "take out the comma before the closing bracket"),
        ("[{'id': 1}]".to_owned(), "put keys in double quotation marks"),
        ("[{\"id\": \"a\nb\"}]".to_owned(), "line breaks and tabs"),
        ("hello".to_owned(), "this is not JSON (expected value)"),
        ("[".repeat(100_000), "the JSON ends in the middle of a value"),
    ] {
        let found = problem("p.json", &text);
        assert!(found.starts_with("line ") && found.contains(told), "{found}");
    }
    assert!(problem("p.json", estimate("NaN")).starts_with("line 1, character 49: "));
}

#[test]
fn json_of_the_wrong_shape_is_told() {
    for (text, told) in [
        ("17", "p.json: the file holds the number 17; expected a list of people, or a single person"),
        ("\"x\"", "p.json: the file holds a text; expected a list of people, or a single person"),
        ("null", "p.json: the file holds null; expected a list of people, or a single person"),
        ("[]", "p.json: there are no people in this file; expected at least one person"),
        ("{}", "line 1: the id is missing; give each person an id"),
        ("[[]]", "line 1, /0: found a list; expected a person in curly brackets"),
    ] {
        assert_eq!(problem("p.json", text), told);
    }
    assert!(
        problem("p.json", person("\"estimates\": [1]")).contains("expected an object of values by dimension")
    );
    assert!(
        problem("p.json", person("\"ratings\": {}")).contains("found an object; expected a list of ratings")
    );
    assert!(
        problem("p.json", person("\"ratings\": [5]"))
            .contains("/ratings/0: found the number 5; expected a rating")
    );
    assert!(
        problem("p.json", person("\"skill.operations\": 5"))
            .ends_with("put the values of dimensions under estimates")
    );
    assert!(problem("p.json", person("\"id\": \"c-2\"")).contains("\"id\" stands twice in one object"));
    assert!(problem("p.json", person("\"\\ud800\": 1")).contains("a key has half a character"));
    let deep = person(&format!("\"x\": {}{}", "[".repeat(100_000), "]".repeat(100_000)));
    assert!(problem("p.json", deep).contains("unknown field \"x\""));
}

#[test]
fn ids_and_names_are_texts() {
    for (id, told) in [
        ("17", "line 1, /id: found 17; expected a text, in quotation marks: \"17\""),
        ("true", "line 1, /id: found true; expected a text"),
        ("null", "line 1, /id: the id is missing; give each person an id"),
        ("\"  \"", "line 1, /id: the id is missing; give each person an id"),
    ] {
        assert_eq!(problem("p.json", format!("{{\"id\": {id}}}")), told);
    }
    assert_eq!(read("p.json", person("\"name\": \"a\\n b\"")).unwrap().profiles[0].name, "a b");
    assert!(problem("p.json", person("\"name\": \"a\\u0007b\"")).contains("control character U+0007"));
    assert!(problem("p.json", person("\"headline\": {}")).contains("found an object; expected a text"));
}

#[test]
fn ratings_are_checked() {
    let good = "\"dimension\": \"skill.change\", \"source\": \"peer\", \"rater\": \"p1\", \"value\": 75";
    assert!(read("p.json", rating(good)).is_ok());
    let twice = format!("{good}}}, {{{good}");
    assert_eq!(
        problem("p.json", rating(&twice)),
        "line 1, /ratings/1/value: \"p1\" has rated skill.change as peer already; keep one of these ratings"
    );
    let unnamed = twice.replace("\"rater\": \"p1\", ", "");
    assert_eq!(
        read("p.json", rating(&unnamed)).unwrap().profiles[0].ratings.len(),
        2,
        "unnamed raters may differ"
    );
    let other = twice.replacen("peer", "superior", 1);
    assert!(read("p.json", rating(&other)).is_ok(), "the same name under another source");
    assert_eq!(
        problems("p.json", rating("")),
        [
            "line 1, /ratings/0: the rating has no dimension; name the dimension".to_owned(),
            "line 1, /ratings/0: the rating has no source; expected one of superior, peer, report, self, assessor, test"
                .to_owned(),
            format!("line 1, /ratings/0: the rating has no value; {NUMBER}"),
        ]
    );
    let stated = "\"estimates\": {\"skill.change\": 60}, \"ratings\": [{";
    let both = read("p.json", person(&format!("{stated}{good}}}]"))).unwrap();
    let profile = &both.profiles[0];
    assert_eq!((profile.estimates.len(), profile.ratings.len()), (1, 1), "stated and rated");
}

#[test]
fn lines_are_people() {
    let text = "{\"id\": \"a\"}\r\n\n  {\"id\": \"b\", \"estimates\": {\"skill.change\": 4}}\n";
    assert_eq!(read("p.jsonl", text).unwrap().profiles.len(), 2);
    let bad =
        "{\"id\": \"a\"}\n\n{\"id\": \"b\"\n{\"id\": \"c\", \"estimates\": {\"skill.change\": 400}}\n[]\n";
    assert_eq!(
        problems("p.jsonl", bad),
        [
            "line 3, character 10: the JSON ends in the middle of a value; is the file cut short?".to_owned(),
            format!("line 4, /estimates/skill.change: found 400; {NUMBER}"),
            "line 5: found a list; expected a person in curly brackets".to_owned(),
        ]
    );
    let pool = skip("p.jsonl", bad).unwrap();
    let places: Vec<&str> = pool.skipped.iter().map(|skipped| skipped.place.as_str()).collect();
    assert_eq!((pool.profiles.len(), places), (1, vec!["line 3", "line 4", "line 5"]));
}

#[test]
fn shells_that_write_utf_16_are_understood() {
    let text: Vec<u8> = "[{\"id\": \"Zoë\"}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("p.json", [b"\xff\xfe".as_slice(), &text].concat()).unwrap().profiles[0].id, "Zoë");
}

#[test]
fn people_and_work_are_bounded() {
    let many = format!("[{}0]", "0,".repeat(60_000));
    assert!(problem("p.json", many).contains("more than 50000 people"));
    // Looking for the nearest name is dear, and so done for the problems that are told only.
    let fields: Vec<String> = (0..50_000).map(|index| format!("\"{index}\":1")).collect();
    let error = read("p.json", person(&format!("\"estimates\": {{{}}}", fields.join(",")))).unwrap_err();
    assert_eq!((error.problems.len(), error.n_more), (1000, 49_000));
}

/// A ranking as `counterpart pool rank` writes it, of two people.
const RANKING: &str = r#"{ "framework": { "id": "ceo-coo", "version": "1.1.0", "sha256": "0" }, "ceo": "c", "ceo_sha256": "0",
  "role_type": null, "balance": 0.0, "weights": { "roles": 1.0 }, "top": 200, "margin": 5.0, "rows": 2, "unreadable": 0,
  "unusable": 0, "results": [
    { "rank": 1, "id": "p-7", "name": "Ada", "score": 83.1, "completeness": 0.9, "unusable": 0, "pillars": { "roles": 81.6 },
      "estimates": { "skill.operations": 82.5 } },
    { "rank": 2, "id": "p-3", "name": "Bo", "score": 80.0, "completeness": 0.5, "unusable": 1, "pillars": {}, "estimates": {} } ] }"#;

#[test]
fn rankings_of_pools_are_people() {
    let pool = read("kept.json", RANKING).unwrap();
    let ids: Vec<(&str, &str)> =
        pool.profiles.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
    assert_eq!(ids, [("p-7", "Ada"), ("p-3", "Bo")]);
    assert_eq!(pool.profiles[0].estimates["skill.operations"].mean.get(), 82.5);
    assert!(pool.profiles[1].estimates.is_empty());
    assert_eq!(pool.notes.len(), 1);
    assert!(pool.notes[0].contains("scores are not read"), "{:?}", pool.notes);
    // As engines write their result.
    let row = r#"{"rank":1,"id":"p-7","name":"Ada","score":83.1,"completeness":0.9,"unusable":0,"roles":81.6,"loss_1":"x"}"#;
    for (name, text) in [("kept.jsonl", row.to_owned()), ("kept.json", format!("[{row}]"))] {
        assert_eq!(read(name, text).unwrap().profiles[0].name, "Ada");
    }
    // What is wrong in one is told by its place.
    let bad = RANKING.replace("82.5", "825");
    assert!(problem("kept.json", bad).starts_with("line 5, /results/0/estimates/skill.operations: "));
    // A person with fields of their own is still told so.
    assert!(problem("p.json", r#"{ "id": "a", "score": 5 }"#).contains("unknown field"));
}
