//! `fairness`: do groups fare differently?

use crate::support::folder::Folder;
use crate::support::program::{CANDIDATES, CEO, Outcome, counterpart, file};
use serde_json::{Value, json};
use std::fs;

fn fairness(path: &str, more: &[&str]) -> Outcome {
    counterpart(&[&["fairness", path], more].concat())
}

/// Two hundred people: women score lower by their trust, and few of one group are among them.
fn people() -> String {
    let mut csv = "name,sex,ethnicity,score,trust,roles,finalist,chosen\n".to_owned();
    for i in 0..200_u32 {
        let sex = match i % 20 {
            0 | 1 => "",
            2..=10 => "women",
            _ => "men",
        };
        let ethnicity = match i % 50 {
            0 => "C",
            _ if i % 3 == 0 => "B",
            _ => "A",
        };
        let noise = f64::from((i * 37 + 11) % 101) / 2.0;
        let trust = noise + if sex == "women" { 10.0 } else { 40.0 };
        let roles = f64::from((i * 53 + 7) % 97);
        let score = (trust + roles) / 2.0;
        let (finalist, chosen) = (i % 7 == 0, i % 25 == 3);
        let answer = |yes: bool| if yes { "yes" } else { "no" };
        csv += &format!(
            "Person {i},{sex},{ethnicity},{score},{trust},{roles},{},{}\n",
            answer(finalist),
            answer(chosen)
        );
    }
    csv
}

const COLUMNS: [&str; 6] = ["--group", "sex", "--group", "ethnicity", "--score", "score"];

#[test]
fn groups_are_compared_in_words_and_figures() {
    let folder = Folder::new();
    let path = folder.write("people.csv", people());
    let all = [&COLUMNS[..], &["--pillar", "trust", "--pillar", "roles", "--step", "finalist"]].concat();
    let table = fairness(&path, &all).text();
    for told in [
        "200 people with a score",
        "sex: evidence of a difference: men (higher; it arises in trust) and women (lower; it arises in trust).",
        "ethnicity: too few people to tell.",
        "would be noticed four times in five",
        "Reached finalist, by sex × ethnicity",
    ] {
        assert!(table.contains(told), "{told}: {table}");
    }
    let few = folder.write("few.csv", "sex,score\nf,1\nm,2\n");
    assert!(fairness(&few, &["--group", "sex", "--score", "score"]).text().starts_with("Too few people"));
    let refusal = fairness(&path, &["--group", "age", "--score", "score"]).refusal();
    assert!(refusal.contains("there is no column"), "{refusal}");

    let found = fairness(&path, &[&all[..], &["--format", "json"]].concat()).json();
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["n", "median", "groups", "pillars", "steps", "power", "findings"]);
    let women = found["groups"].as_array().unwrap().iter().find(|group| group["value"] == "women").unwrap();
    assert!(women["p"].as_f64().unwrap() < 0.05 && women["shortfall"].as_f64().unwrap() > 5.0, "{women}");
    assert!(found["findings"][0].as_str().unwrap().contains("it arises in trust"), "{found}");
    // Nothing is told of a group that is not shown, and everything of one that is.
    let groups = ["groups", "pillars", "steps"].iter().flat_map(|part| match &found[part] {
        Value::Array(parts) => parts
            .iter()
            .flat_map(|part| part["groups"].as_array().cloned().unwrap_or_else(|| vec![part.clone()]))
            .collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    let mut n_hidden = 0;
    for group in groups {
        let figures = group
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, value)| !["by", "value", "shown"].contains(&key.as_str()) && !value.is_null());
        let n = figures.count();
        match group["shown"].as_str().unwrap() {
            "none" => n_hidden += usize::from(n == 0),
            "counts" => assert_eq!(n, 2, "{group}"),
            _ => assert!(n >= 7 && group["n"].as_u64().unwrap() >= 10, "{group}"),
        }
        assert!(group["shown"] != "none" || n == 0, "{group}");
    }
    assert!(n_hidden > 5);
}

#[test]
fn documents_have_the_figures_of_the_table() {
    let folder = Folder::new();
    let path = folder.write("people.csv", people());
    for (name, start) in [
        ("a.html", "<!doctype html>"),
        ("a.pdf", "%PDF-"),
        ("a.csv", "\u{feff}what,by,value"),
        ("a.json", "{"),
    ] {
        let out = folder.path(name);
        let outcome = fairness(&path, &[&COLUMNS[..], &["--out", &out]].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.err);
        let bytes = fs::read(&out).unwrap();
        assert!(bytes.starts_with(start.as_bytes()), "{name}");
    }
    let page = fs::read_to_string(folder.path("a.html")).unwrap();
    assert!(page.contains("Score above the median, by sex") && page.contains("fewer than 5, or not shown"));
    assert!(!page.contains("Person 7"));
}

/// People as a published audit counts them: so many in each group, so many of them above the median.
fn published() -> (String, Value) {
    let audit: Value = serde_json::from_str(&file("data/reference/published_audit.json")).unwrap();
    let mut csv = "sex,ethnicity,score\n".to_owned();
    for row in audit["rows"].as_array().unwrap() {
        let (Some(sex), Some(ethnicity)) = (row["sex"].as_str(), row["ethnicity"].as_str()) else { continue };
        let (n, above) = (row["n"].as_u64().unwrap(), row["above"].as_u64().unwrap());
        for i in 0..n {
            csv += &format!("{sex},{ethnicity},{}\n", if i < above { 80 } else { 20 });
        }
    }
    (csv, audit)
}

#[test]
fn a_published_audit_comes_out() {
    let folder = Folder::new();
    let (csv, audit) = published();
    let (path, out) = (folder.write("people.csv", csv), folder.path("law.json"));
    let law = [&COLUMNS[..], &["--format", "ll144"]].concat();
    assert_eq!(fairness(&path, &[&law[..], &["--out", &out]].concat()).code, 0);
    let found: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!((&found["n"], &found["jurisdiction"]["id"]), (&json!(5460), &json!("new-york-city")));
    assert_eq!(found["unknown"], json!([["sex", 0], ["ethnicity", 0]]));
    assert_eq!(found["rows"].as_array().unwrap().len(), audit["rows"].as_array().unwrap().len());
    let number = |value: &Value| value.as_f64().unwrap();
    for row in audit["rows"].as_array().unwrap() {
        let value = match (row["sex"].as_str(), row["ethnicity"].as_str()) {
            (Some(sex), Some(ethnicity)) => format!("{sex} × {ethnicity}"),
            (sex, ethnicity) => sex.or(ethnicity).unwrap().to_owned(),
        };
        let own =
            found["rows"].as_array().unwrap().iter().find(|own| own["value"] == value.as_str()).unwrap();
        assert_eq!(own["n"], row["n"], "{value}");
        for (key, published) in [("rate", &row["rate"]), ("impact_ratio", &row["impact_ratio"])] {
            let difference = (number(&own[key]) - number(published)).abs();
            assert!(difference <= number(&audit["tolerance"][key]), "{value}: {key} {}", own[key]);
        }
    }
    for name in ["law.html", "law.csv"] {
        assert_eq!(fairness(&path, &[&law[..], &["--out", &folder.path(name)]].concat()).code, 0);
    }
    let page = fs::read_to_string(folder.path("law.html")).unwrap();
    assert!(page.contains("not a bias audit by an independent auditor") && page.contains("50.4%"));
    let text = fairness(&path, &law).text();
    assert!(text.contains("Female × White") && text.contains("6 RCNY") && text.contains("46.2%"), "{text}");
}

#[test]
fn differences_are_simulated_before_anybody_is_assessed() {
    let simulate = ["fairness", "--simulate", "--ceo", CEO];
    let found = counterpart(&[&simulate[..], &["--format", "json"]].concat()).json();
    let contrast = &found["contrasts"][0];
    let facets = contrast["facets"].as_array().unwrap();
    assert!(facets.iter().any(|facet| facet["follows_ceo"] == true) && !facets.is_empty());
    // With an equal CEO in everything but risk appetite, likeness favours whoever is nearer.
    let folder = Folder::new();
    let differences = json!({ "note": "", "contrasts": [{ "group": "a", "reference": "b", "differences": [
        { "dimension": "vision.risk_appetite", "d": -1.0, "measured": "", "source": "" }] }] });
    let path = folder.write("d.json", differences.to_string());
    let mut ratios = Vec::new();
    for risk in [5, 95] {
        let ceo = json!({ "id": "ceo", "name": "CEO", "estimates": { "vision.risk_appetite": { "mean": risk, "se": 0 } } });
        let ceo = folder.write("ceo.json", ceo.to_string());
        let more = ["fairness", "--simulate", "--ceo", &ceo, "--differences", &path, "--format", "json"];
        let found = counterpart(&more).json();
        ratios.push(found["contrasts"][0]["overall"]["ratio"].as_f64().unwrap());
        assert_eq!(found["contrasts"][0]["facets"][0]["follows_ceo"], true, "{found}");
    }
    assert!(ratios[0] > 1.0 && ratios[1] < 1.0, "{ratios:?}");
    let text = counterpart(&simulate).text();
    assert!(text.contains("Depends on this CEO") && text.contains("doi:10.1037/"), "{text}");
    let refusal =
        counterpart(&["fairness", "--simulate", "--ceo", CEO, "--differences", CANDIDATES]).refusal();
    assert!(refusal.contains("candidates.json"), "{refusal}");
}

/// The same people under other names and headlines, in another order, read from a form with other words and decimals,
/// have the same scores to the last bit.
#[test]
fn names_headlines_order_and_language_change_no_bit() {
    let folder = Folder::new();
    let people: Vec<Value> = serde_json::from_str(&file(CANDIDATES)).unwrap();
    let scored = |path: &str| -> Vec<(String, String)> {
        let found =
            counterpart(&["score", "--ceo", CEO, "--candidates", path, "--draws", "0", "--format", "json"])
                .json();
        let mut scores: Vec<(String, String)> = found["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| {
                let parts =
                    ["score", "completeness", "pillars", "domains", "losses", "facets", "flags", "doubt"];
                let text = parts.map(|part| result[part].to_string()).join("\n");
                (result["id"].as_str().unwrap().to_owned(), text)
            })
            .collect();
        scores.sort();
        scores
    };
    let own = scored(CANDIDATES);
    let names = ["Aisha Okonkwo", "Jan Novák", "王秀英", "مريم الخطيب", "Mary-Jane O’Neill", "X"];
    for turn in 0..names.len() {
        let mut others = people.clone();
        for (i, person) in others.iter_mut().enumerate() {
            person["name"] = json!(names[(i + turn) % names.len()]);
            person["headline"] = json!(if turn % 2 == 0 { "Mother of three, 58" } else { "" });
        }
        if turn % 3 == 1 {
            others.reverse();
        }
        let path = folder.write("others.json", Value::Array(others).to_string());
        assert_eq!(scored(&path), own, "{}", names[turn]);
    }
}
