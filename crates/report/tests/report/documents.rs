//! Plans, guides, decision rights and workbooks, on comparisons that are typical and comparisons that are not.

use super::page::Page;
use super::{REPORTS, check_headings, check_ids, check_numbers, report, text};
use report::sheet::{Cell, Sheet};
use report::{Document, Part};
use std::collections::HashMap;

#[test]
fn plans_and_guides_are_well_formed_whoever_the_pair_is() {
    for (sample, _) in REPORTS.iter() {
        for result in sample.comparison.results.iter().take(12) {
            for document in [Document::Plan(&result.id), Document::Interview(&result.id)] {
                let html = report::document(&sample.inputs(), document).expect(sample.name);
                let page = Page::read(&html);
                check_ids(sample.name, &page);
                check_headings(sample.name, &page);
                check_numbers(sample.name, &html);
                assert!(html == report::document(&sample.inputs(), document).expect(sample.name));
            }
        }
    }
}

#[test]
fn every_plan_has_its_parts_and_says_nothing_twice() {
    for (sample, _) in REPORTS.iter() {
        for result in sample.comparison.results.iter().take(6) {
            let plan = report::plan(&sample.inputs(), &result.id).expect(sample.name);
            let ids: Vec<&str> = plan.sections.iter().map(|section| &*section.id).collect();
            for id in
                ["weekly", "decisions", "empowerment", "meetings", "day-30", "day-60", "day-100", "review"]
            {
                assert!(ids.contains(&id), "{id} in {}", sample.name);
            }
            for section in &plan.sections {
                let is_settled = section.id == "decisions" && !section.intro.is_empty();
                assert!(is_settled || !section.items.is_empty(), "{} in {}", section.id, sample.name);
                for item in &section.items {
                    assert!(!item.text.is_empty() && !item.text.contains("  "), "{item:?}");
                    assert!(item.text.ends_with(['.', ':', '?']), "{item:?}");
                }
            }
            let items = plan.sections.iter().flat_map(|section| &section.items);
            let mut said: Vec<(&str, &str)> = items.map(|item| (&*item.head, &*item.text)).collect();
            let n_items = said.len();
            said.sort_unstable();
            said.dedup();
            assert_eq!(said.len(), n_items, "{}", sample.name);
            let markdown = plan.to_markdown();
            assert_eq!(markdown.matches("\n## ").count(), plan.sections.len());
            assert!(markdown.starts_with("# ") && markdown.ends_with('\n') && !markdown.contains("\n\n\n"));
        }
    }
}

#[test]
fn contested_and_orphaned_decisions_come_first() {
    let (sample, _) = report("demo");
    let section = |id: &str| {
        let parts = report::parts(&sample.inputs(), &[Part::Candidate(id)]).expect("a section");
        let page = format!("<style></style>{}", parts[0]);
        let text = text(&page);
        text.split("Decision rights").nth(1).expect("decision rights").to_owned()
    };
    // Emeka Obiaku wants what the CEO wants, and leaves what the CEO leaves.
    let rival = section("c-02");
    let place = |word: &str| rival.find(word).unwrap_or_else(|| panic!("no {word} in {rival}"));
    let order = [
        "Role clarity",
        "\ncontested\n",
        "Twelve more to settle in the grid.",
        "\nContested: together they claim more than there is\n",
        "\nOrphaned: part of it is claimed by nobody\n",
        "\nNot known on both sides\n",
    ];
    assert!(order.map(place).is_sorted(), "{rival}");
    assert!(section("c-05").contains("What the two expect of 24 decisions is not known yet"));
    let first = report::parts(&sample.inputs(), &[Part::Candidate("c-03")]).expect("a section");
    assert!(first[0].to_string().contains("id=\"chart-rights-1\""));
    let without = text(&report("one-pillar").1);
    assert!(!without.contains("Decision rights"), "a framework without decisions says nothing of them");
}

fn numbers(sheet: &Sheet, column: &str) -> Vec<Option<f64>> {
    let index = sheet.header.iter().position(|name| name == column).expect(column);
    let number = |row: &Vec<Cell>| match &row[index] {
        Cell::Number(number) => Some(*number),
        _ => None,
    };
    sheet.rows.iter().map(number).collect()
}

#[test]
fn the_sheets_of_a_workbook_agree_with_the_comparison_and_with_each_other() {
    for (sample, _) in REPORTS.iter() {
        let comparison = &sample.comparison;
        let sheets: HashMap<&str, Sheet> =
            report::sheets(&sample.inputs()).expect(sample.name).into_iter().collect();
        for (name, sheet) in &sheets {
            assert!(
                sheet.rows.iter().all(|row| row.len() == sheet.header.len()),
                "{name} in {}",
                sample.name
            );
        }
        let expected: Vec<Option<f64>> = comparison.results.iter().map(|result| Some(result.score)).collect();
        assert_eq!(numbers(&sheets["Summary"], "score"), expected);
        assert_eq!(numbers(&sheets["Simulation"], "score"), expected);
        let losses = |sheet: &str| -> Vec<f64> {
            numbers(&sheets[sheet], "loss").into_iter().map(Option::unwrap).collect()
        };
        let (pillars, facets) = (losses("Pillars"), losses("Facets"));
        for (i, result) in comparison.results.iter().enumerate() {
            let sum = |all: &[f64]| {
                let n = all.len() / comparison.results.len();
                all[i * n..(i + 1) * n].iter().sum::<f64>()
            };
            assert!(
                (sum(&pillars) - (100.0 - result.score)).abs() < 1e-6,
                "{} in {}",
                result.id,
                sample.name
            );
            assert!((sum(&facets) - (100.0 - result.score)).abs() < 1e-6, "{} in {}", result.id, sample.name);
        }
        let weights: f64 = numbers(&sheets["Weights"], "weight").into_iter().map(Option::unwrap).sum();
        assert!((weights - 1.0).abs() < 1e-9);
        assert_eq!(sheets["Pairs"].rows.len(), comparison.pairwise.len());
        if comparison.results.len() > 12 {
            continue;
        }
        let book = report::to_xlsx(&sample.inputs()).expect(sample.name);
        assert!(book == report::to_xlsx(&sample.inputs()).expect(sample.name), "{}", sample.name);
    }
}
