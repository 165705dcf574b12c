//! What is printed, on comparisons that are typical and comparisons that are not.

use super::{REPORTS, text};
use report::paper::{Block, Edition, Paper, Span};
use report::{Document, Extent, Kind, Printed, Stamp};

fn edition() -> Edition {
    Edition { search: String::new(), version: "Version 3".to_owned(), hash: "0123".to_owned() }
}

fn stamp() -> Stamp {
    Stamp {
        search: "A search".to_owned(),
        version: 3,
        made_on: "2026-11-30".to_owned(),
        result_sha256: "0123456789abcdef".repeat(4),
        changes: vec!["A candidate was added.".to_owned()],
    }
}

fn said(spans: &[Span]) -> String {
    let words = spans.iter().map(|span| match span {
        Span::Text { text, .. } => text.as_str(),
        Span::Break => " ",
        Span::Drawing { .. } => "",
    });
    words.collect()
}

/// Every text of a block, in order.
fn texts(block: &Block, into: &mut Vec<String>) {
    match block {
        Block::Heading { spans, .. } | Block::Paragraph { spans, .. } => into.push(said(spans)),
        Block::List { items, .. } => items.iter().flatten().for_each(|block| texts(block, into)),
        Block::Abreast { columns } => columns.iter().flatten().for_each(|block| texts(block, into)),
        Block::Terms { items, .. } => {
            for term in items {
                into.extend([said(&term.term), said(&term.detail)]);
            }
        }
        Block::Table(table) => {
            let cells = table.head.iter().chain(&table.rows).flatten();
            into.extend(cells.map(|cell| said(&cell.spans)));
        }
        Block::Figure { title, table, .. } => {
            into.push(title.clone());
            if let Some(table) = table {
                texts(&Block::Table(table.clone()), into);
            }
        }
        Block::Flag { blocks, .. } => blocks.iter().for_each(|block| texts(block, into)),
        Block::Room { label, .. } => into.push(label.clone()),
    }
}

fn all_texts(paper: &Paper) -> Vec<String> {
    let mut all = Vec::new();
    paper.blocks.iter().for_each(|block| texts(block, &mut all));
    all
}

#[test]
fn every_document_of_every_sample_can_be_printed() {
    for (sample, _) in REPORTS.iter() {
        let (inputs, id) = (sample.inputs(), sample.comparison.results[0].id.as_str());
        let printed = [
            Printed::Comparison(Extent::Full),
            Printed::Shortlist,
            Printed::Pair(id),
            Printed::Rights(id),
            Printed::Document(Document::Plan(id)),
            Printed::Document(Document::Interview(id)),
        ];
        let mut papers: Vec<Paper> = printed
            .into_iter()
            .map(|printed| report::to_paper(&inputs, printed, &edition()).expect(sample.name))
            .collect();
        for kind in [Kind::Need, Kind::Feedback(id)] {
            papers.push(report::version(&inputs, kind, &stamp()).expect(sample.name).paper);
        }
        for paper in papers {
            assert!(!paper.title.is_empty() && !paper.edition.search.is_empty());
            let all = all_texts(&paper);
            assert!(all.iter().all(|text| !text.contains("NaN") && text.trim() == text), "{}", sample.name);
        }
    }
}

#[test]
fn paper_says_what_the_page_says() {
    for (sample, html) in REPORTS.iter() {
        let paper = report::to_paper(&sample.inputs(), Printed::Comparison(Extent::Full), &edition())
            .expect(sample.name);
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let page = squeezed(&text(html));
        for said in all_texts(&paper) {
            assert!(page.contains(&squeezed(&said)), "{}: {said}", sample.name);
        }
    }
}

#[test]
fn links_lead_to_headings_of_the_same_document() {
    for (sample, _) in REPORTS.iter() {
        for printed in [Printed::Comparison(Extent::Full), Printed::Shortlist] {
            let paper = report::to_paper(&sample.inputs(), printed, &edition()).expect(sample.name);
            let anchors: Vec<&str> = paper
                .blocks
                .iter()
                .filter_map(|block| match block {
                    Block::Heading { anchor, .. } if !anchor.is_empty() => Some(anchor.as_str()),
                    _ => None,
                })
                .collect();
            let tables = paper.blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            });
            let spans = tables
                .flat_map(|table| table.head.iter().chain(&table.rows))
                .flatten()
                .flat_map(|cell| &cell.spans);
            for span in spans {
                if let Span::Text { to, .. } = span {
                    assert!(to.is_empty() || anchors.contains(&to.as_str()), "{}: {to}", sample.name);
                }
            }
        }
    }
}

#[test]
fn a_report_opens_with_the_brief() {
    for (sample, _) in REPORTS.iter() {
        let pages = |extent| {
            let paper = report::to_paper(&sample.inputs(), Printed::Comparison(extent), &edition());
            paper.expect(sample.name)
        };
        let [brief, report, full] = [Extent::Brief, Extent::Report, Extent::Full].map(pages);
        assert_eq!(brief.opening.n_blocks, brief.blocks.len(), "{}", sample.name);
        assert_eq!(brief.opening.most_pages, Some(2));
        for longer in [&report, &full] {
            assert_eq!(longer.blocks[..brief.blocks.len()], brief.blocks[..], "{}", sample.name);
        }
        assert!(report.blocks.len() < full.blocks.len());
        let pages = report.one_page.iter().map(std::ops::Range::len).sum::<usize>();
        assert_eq!(
            pages,
            report.blocks.len() - brief.blocks.len(),
            "a page for each finalist and nothing else"
        );
        assert_eq!(full.one_page, report.one_page);
        assert_eq!((report.contents_before, full.contents_before.is_some()), (None, true));
        let begins = |block: &Block| matches!(block, Block::Heading { starts_page: true, .. });
        assert_eq!(brief.blocks.iter().filter(|block| begins(block)).count(), 1, "the second page");
    }
}

#[test]
fn the_brief_says_what_was_written_down_of_the_search() {
    let (sample, _) = super::report("demo");
    let panel = |member: &str, later: Option<&str>| report::PanelOpinion {
        member: member.to_owned(),
        of: vec![("c-03".to_owned(), "yes".to_owned(), later.map(str::to_owned))],
    };
    let setting = report::Setting {
        mandate: "A second plant.\n<b>On time</b>.".to_owned(),
        situation: "Founder-led; 400 people.".to_owned(),
        finalists: vec!["c-04".to_owned(), "c-03".to_owned()],
        panel: vec![panel("Chair", None), panel("Audit", Some("unsure"))],
    };
    let inputs = report::Inputs { setting: &setting, ..sample.inputs() };
    let html = report::to_html(&inputs, Extent::Report).expect("a report");
    let shown = text(&html);
    for words in ["A second plant.", "<b>On time</b>.", "Founder-led; 400 people.", "Chair", "yes → unsure*"]
    {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    assert_eq!(html.matches("<section class=\"finalist\"").count(), 2, "a page for each that was named");
    let setting = report::Setting { finalists: vec!["nobody".to_owned()], ..setting };
    let unknown = report::Inputs { setting: &setting, ..sample.inputs() };
    assert!(matches!(report::to_html(&unknown, Extent::Brief), Err(report::ReportError::Mismatch(_))));
}
