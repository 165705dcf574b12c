//! Documents of every kind of block as Word files, ordinary ones and hostile ones. What other programs read in real documents
//! is tested in `tests/paper`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop where it stands

#[path = "opened/mod.rs"]
mod opened;
#[path = "opened/order.rs"]
mod order;
#[path = "../../pdf/tests/sample/mod.rs"]
mod sample;

use opened::{Node, parts};
use report::paper::{Block, Cell, Layout, Look, Mark, Paper, Span, Table, Term};
use sample::{everything, heading, paper, paragraph, table, text};
use std::collections::{BTreeMap, BTreeSet};

fn made(paper: &Paper) -> BTreeMap<String, String> {
    parts(&docx::to_docx(paper).unwrap())
}

fn document(paper: &Paper) -> Node {
    Node::of(&made(paper)["word/document.xml"])
}

/// What is wrong with a file.
fn faults(parts: &BTreeMap<String, String>) -> Vec<String> {
    let mut wrong = Vec::new();
    let trees: BTreeMap<&str, Node> =
        parts.iter().map(|(name, xml)| (name.as_str(), Node::of(xml))).collect();
    for (name, tree) in &trees {
        wrong.extend(order::misplaced(tree).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    // Every part has its kind, and every relation leads to a part.
    let types = &trees["[Content_Types].xml"];
    let known: BTreeSet<&str> =
        types.find("Override").iter().map(|one| one.get("PartName").trim_start_matches('/')).collect();
    let told: BTreeSet<&str> =
        trees.keys().copied().filter(|name| !name.ends_with(".rels") && !name.starts_with('[')).collect();
    if known != told {
        wrong.push(format!("kinds are told of {known:?} and parts are {told:?}"));
    }
    for (rels, folder) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
        for relation in trees[rels].find("Relationship") {
            let target = format!("{folder}{}", relation.get("Target"));
            if !trees.contains_key(target.as_str()) || !relation.get("TargetMode").is_empty() {
                wrong.push(format!("{rels}: {target} is no part of the file"));
            }
        }
    }
    let document = &trees["word/document.xml"];
    // No id is given twice.
    for (kind, elements) in [("drawing", ["wp:docPr", "wps:cNvPr"]), ("bookmark", ["w:bookmarkStart", ""])] {
        let mut seen = BTreeSet::new();
        for node in document.all().into_iter().filter(|node| elements.contains(&node.name.as_str())) {
            if !seen.insert(node.get("id").to_owned() + node.get("w:id")) {
                wrong.push(format!("two of kind {kind} have the id {}", node.get("id")));
            }
        }
    }
    // What is named is there: styles, lists, headings that links lead to, heads and feet.
    let names = |tree: &Node, element: &str, attribute: &str| -> BTreeSet<String> {
        tree.find(element).iter().map(|one| one.get(attribute).to_owned()).collect()
    };
    let mut named: Vec<(&str, BTreeSet<String>, BTreeSet<String>)> = Vec::new();
    for part in trees.values() {
        for element in ["w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next"] {
            let styles = names(&trees["word/styles.xml"], "w:style", "w:styleId");
            named.push((element, names(part, element, "w:val"), styles));
        }
        named.push((
            "w:numId",
            names(part, "w:numId", "w:val"),
            names(&trees["word/numbering.xml"], "w:num", "w:numId"),
        ));
    }
    named.push((
        "link",
        names(document, "w:hyperlink", "w:anchor"),
        names(document, "w:bookmarkStart", "w:name"),
    ));
    for reference in ["w:headerReference", "w:footerReference"] {
        named.push((
            reference,
            names(document, reference, "r:id"),
            names(&trees["word/_rels/document.xml.rels"], "Relationship", "Id"),
        ));
    }
    for (what, asked, there) in named {
        wrong.extend(asked.difference(&there).map(|name| format!("{what} {name} is nowhere")));
    }
    // Rows of a table are of one width, its cells end in a paragraph, and no table touches the next.
    for table in document.find("w:tbl") {
        let columns = table.child("w:tblGrid").map_or(0, |grid| grid.nodes.len());
        for row in table.nodes.iter().filter(|node| node.name == "w:tr") {
            let cells = row.nodes.iter().filter(|node| node.name == "w:tc");
            let span = |cell: &Node| {
                cell.find("w:gridSpan").first().map_or(1, |span| span.get("w:val").parse().unwrap())
            };
            let wide: usize = cells.map(span).sum();
            if wide != columns {
                wrong.push(format!("a row has {wide} of {columns} columns: {}", row.words()));
            }
        }
    }
    for cell in document.find("w:tc") {
        if cell.nodes.last().is_none_or(|last| last.name != "w:p") {
            wrong.push(format!("a cell does not end in a paragraph: {}", cell.words()));
        }
    }
    for node in document.all() {
        if node.nodes.windows(2).any(|two| two[0].name == "w:tbl" && two[1].name == "w:tbl") {
            wrong.push(format!("two tables touch in <{}>", node.name));
        }
    }
    wrong
}

#[test]
fn every_kind_of_block_is_written_as_word_asks() {
    let parts = made(&everything());
    assert_eq!(faults(&parts), Vec::<String>::new());
    let document = Node::of(&parts["word/document.xml"]);
    let styles: BTreeSet<&str> = document.find("w:pStyle").iter().map(|style| style.get("w:val")).collect();
    for style in [
        "Title",
        "Subtitle",
        "Heading1",
        "Heading2",
        "Heading3",
        "Caption",
        "BodyText",
        "Lead",
        "ListBullet",
        "TOC1",
    ] {
        assert!(styles.contains(style), "{style}");
    }
    assert!(parts["docProps/core.xml"].contains("COO candidates for Leonie Harkamp"));
    assert!(parts["word/styles.xml"].contains("<w:lang w:val=\"en-GB\""));
    let page = document.find("w:pgSz")[0];
    assert_eq!((page.get("w:w"), page.get("w:h")), ("11906", "16838"), "A4");
}

#[test]
fn heads_of_tables_are_repeated_and_rows_stay_whole() {
    let document = document(&paper(vec![Block::Table(table(&[["Ada", "72", "kept"], ["Grace", "65", ""]]))]));
    let rows = document.find("w:tr");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.find("w:cantSplit").len() == 1));
    let heads: Vec<usize> = rows.iter().map(|row| row.find("w:tblHeader").len()).collect();
    assert_eq!(heads, [1, 0, 0]);
    let look = document.find("w:tblLook")[0];
    assert_eq!((look.get("w:firstRow"), look.get("w:firstColumn"), look.get("w:val")), ("1", "1", "06A0"));
}

#[test]
fn figures_are_shapes_with_words_for_whoever_does_not_see_them() {
    let document = document(&everything());
    let told: Vec<&str> =
        document.find("wp:docPr").iter().map(|one| one.get("descr")).filter(|alt| !alt.is_empty()).collect();
    assert_eq!(told, ["Ada comes first. Ada 72 of 100, Grace 65."; 2]);
    // What stands in a line is marked as what need not be read.
    assert_eq!(document.find("adec:decorative").len(), document.find("wp:docPr").len() - 2);
    let drawing = document.find("wpg:wgp")[0];
    let shapes: Vec<&str> = drawing
        .find("wps:wsp")
        .iter()
        .map(|shape| shape.find("a:prstGeom").first().map_or("path", |preset| preset.get("prst")))
        .collect();
    assert_eq!(shapes, ["rect", "rect", "line", "ellipse", "path"]);
    assert_eq!(drawing.find("w:t")[0].text, "Ada <b>");
    assert!(!document.all().iter().any(|node| node.name.contains("blip") || node.name.contains("pict")));
}

#[test]
fn lists_count_for_themselves() {
    let list =
        || Block::List { mark: Mark::Number, items: vec![vec![paragraph("One")], vec![paragraph("Two")]] };
    let document = document(&paper(vec![list(), paragraph("Between"), list()]));
    let lists: Vec<&str> = document.find("w:numId").iter().map(|one| one.get("w:val")).collect();
    assert_eq!(lists, ["3", "3", "4", "4"]);
}

#[test]
fn links_lead_to_headings_and_nowhere_else() {
    let to =
        |anchor: &str| Span::Text { text: "There".to_owned(), styles: Vec::new(), to: anchor.to_owned() };
    let row = ["first", "https://example.org", "nowhere"].map(|anchor| Cell {
        spans: vec![to(anchor)],
        is_head: false,
        columns: 1,
    });
    let links = Table { rows: vec![row.to_vec()], ..table(&[]) };
    let parts =
        made(&Paper { contents_before: None, ..paper(vec![heading(1, "First"), Block::Table(links)]) });
    let document = Node::of(&parts["word/document.xml"]);
    let links: Vec<&str> = document.find("w:hyperlink").iter().map(|link| link.get("w:anchor")).collect();
    assert_eq!(links, ["heading_1"]);
    assert!(
        parts.iter().filter(|(name, _)| name.ends_with(".rels")).all(|(_, xml)| !xml.contains("External"))
    );
}

#[test]
fn hostile_texts_stay_texts() {
    for words in [
        "</w:t></w:r></w:p><w:p/>",
        "<!-- --> <![CDATA[ ]]> &amp; &lt; <?x?> \"'",
        "{ HYPERLINK \"https://example.org\" } { INCLUDETEXT \"/etc/passwd\" } =SUM(A1) DDEAUTO",
        "a\u{0}b\u{b}c\u{1b}d\u{fffe}e\u{ffff}f\u{7f}",
        "a\u{202e}b\u{2066}c\u{2069}d",
        "tab\tline\nreturn\r",
    ] {
        let hostile = Block::Figure {
            title: words.to_owned(),
            alt: words.to_owned(),
            svg: "<svg width=\"9.0\" height=\"9.0\"></svg>".to_owned(),
            is_small: false,
            table: None,
        };
        let blocks = vec![heading(1, words), paragraph(words), Block::Table(table(&[[words; 3]])), hostile];
        let hostile = Paper { title: words.to_owned(), kicker: words.to_owned(), ..paper(blocks) };
        let parts = made(&hostile);
        assert_eq!(faults(&parts), Vec::<String>::new(), "{words}");
        let document = Node::of(&parts["word/document.xml"]);
        assert_eq!(document.find("w:instrText").len(), 1, "the contents");
        let fields: BTreeSet<String> = parts
            .values()
            .flat_map(|xml| {
                Node::of(xml)
                    .find("w:fldSimple")
                    .iter()
                    .map(|one| one.get("w:instr").to_owned())
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(fields.iter().map(String::as_str).collect::<Vec<_>>(), [" NUMPAGES ", " PAGE "]);
        let is_kept = |c: &char| !c.is_control() && !"\u{fffe}\u{ffff}\u{202e}\u{2066}\u{2069}".contains(*c);
        let plain: String = words.replace(['\t', '\n', '\r'], " ").chars().filter(is_kept).collect();
        let paragraphs: Vec<String> =
            document.find("w:p").iter().map(|paragraph| paragraph.words()).collect();
        assert!(paragraphs.iter().filter(|one| **one == plain).count() >= 6, "{words}: {paragraphs:?}");
    }
}

#[test]
fn what_runs_to_the_left_is_marked() {
    let document = document(&paper(vec![paragraph("Names: יעל כהן, يوسف, Ada")]));
    let runs: Vec<(String, bool)> = document
        .find("w:r")
        .iter()
        .map(|run| (run.words(), !run.find("w:rtl").is_empty()))
        .filter(|(words, _)| !words.is_empty())
        .collect();
    let right: Vec<&str> =
        runs.iter().filter(|(_, is_rtl)| *is_rtl).map(|(words, _)| words.as_str()).collect();
    assert_eq!(right, ["יעל כהן, يوسف"]);
}

#[test]
fn what_is_empty_or_long_is_written_as_well() {
    let long = "Donaudampfschifffahrtsgesellschaft ".repeat(400);
    let blank = vec![
        heading(1, ""),
        paragraph(""),
        Block::List { mark: Mark::Scale, items: Vec::new() },
        Block::List {
            mark: Mark::Bullet,
            items: vec![Vec::new(), vec![Block::Table(table(&[["a", "b", "c"]]))]],
        },
        Block::Terms { layout: Layout::Figures, items: Vec::new() },
        Block::Terms { layout: Layout::Beside, items: vec![Term { term: text(&long), detail: text(&long) }] },
        Block::Table(Table { is_dense: true, is_number: Vec::new(), head: Vec::new(), rows: Vec::new() }),
        Block::Table(table(&[["", "", ""], [&long, &long, &long]])),
        Block::Abreast {
            columns: vec![Vec::new(), vec![Block::Flag { is_breach: true, blocks: vec![heading(3, &long)] }]],
        },
        Block::Abreast { columns: Vec::new() },
        Block::Paragraph { look: Look::Caution, spans: Vec::new() },
    ];
    let nothing =
        Paper { title: String::new(), facts: Vec::new(), contents_before: None, ..paper(Vec::new()) };
    for paper in [nothing, paper(blank)] {
        assert_eq!(faults(&made(&paper)), Vec::<String>::new());
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let bytes = || docx::to_docx(&everything()).unwrap();
    assert!(bytes() == bytes());
}

#[test]
fn a_drawing_that_is_none_of_ours_is_refused() {
    let figure = Block::Figure {
        title: String::new(),
        alt: String::new(),
        svg: "<svg width=\"1\" height=\"1\"><image/></svg>".to_owned(),
        is_small: false,
        table: None,
    };
    assert!(matches!(docx::to_docx(&paper(vec![figure])), Err(docx::Error::Defect(_))));
}
