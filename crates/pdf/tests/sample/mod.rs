//! Documents to be set, for the tests of every format.

use report::paper::{Block, Cell, Edition, Layout, Look, Mark, Opening, Paper, Span, Style, Table, Term};

pub(crate) fn text(text: &str) -> Vec<Span> {
    vec![Span::Text { text: text.to_owned(), styles: Vec::new(), to: String::new() }]
}

fn styled(words: &str, style: Style) -> Span {
    Span::Text { text: words.to_owned(), styles: vec![style], to: String::new() }
}

pub(crate) fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, spans: text(words), anchor: words.to_lowercase(), starts_page: false }
}

pub(crate) fn paragraph(words: &str) -> Block {
    Block::Paragraph { look: Look::Body, spans: text(words) }
}

fn cell(words: &str, is_head: bool) -> Cell {
    Cell { spans: text(words), is_head, columns: 1 }
}

pub(crate) fn table(rows: &[[&str; 3]]) -> Table {
    Table {
        is_dense: false,
        is_number: vec![false, true, false],
        head: vec![["Who", "Score", "Why"].map(|words| cell(words, true)).to_vec()],
        rows: rows
            .iter()
            .map(|row| row.iter().enumerate().map(|(x, words)| cell(words, x == 0)).collect())
            .collect(),
    }
}

pub(crate) fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        kicker: "Comparison report".to_owned(),
        title: "COO candidates for Leonie Harkamp".to_owned(),
        facts: vec!["Six candidates".to_owned()],
        edition: Edition {
            search: "A search".to_owned(),
            version: "Version 3".to_owned(),
            hash: "ab".repeat(32),
        },
        colophon: "Confidential.".to_owned(),
        opening: Opening::default(),
        one_page: Vec::new(),
        contents_before: Some(0),
        blocks,
    }
}

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640.0 100.0\" width=\"640.0\" \
    height=\"100.0\">\n<title id=\"t\">A</title>\n<desc id=\"d\">B &amp; C</desc>\n\
    <g><title>Whole name</title><text x=\"1.0\" y=\"2.0\" class=\"c-ink l-paper\" fill=\"#1c1f23\" stroke=\"#ffffff\" \
    stroke-width=\"3.0\" paint-order=\"stroke\" font-size=\"13.0\" font-weight=\"600\">Ada &lt;b&gt;</text>\n</g>\
    <rect x=\"1.0\" y=\"1.0\" width=\"9.0\" height=\"9.0\" class=\"c-band\" fill=\"#dde4ec\" fill-opacity=\"0.50\"/>\
    <line x1=\"0.0\" y1=\"0.0\" x2=\"5.0\" y2=\"5.0\" fill=\"none\" stroke=\"#d8dce1\" stroke-width=\"1.0\" \
    stroke-dasharray=\"2 3\"/><circle cx=\"5.0\" cy=\"5.0\" r=\"3.0\" fill=\"#c85f00\"/>\
    <path d=\"M0.0 0.0L5.0 0.0L5.0 5.0Z\" fill=\"#a8202a\" fill-rule=\"evenodd\"/></svg>";

/// A document with a block of every kind.
pub(crate) fn everything() -> Paper {
    let figure = |svg: &str, is_small| Block::Figure {
        title: "Ada comes first".to_owned(),
        alt: "Ada comes first. Ada 72 of 100, Grace 65.".to_owned(),
        svg: svg.to_owned(),
        is_small,
        table: Some(table(&[["Ada", "72", ""]])),
    };
    let looks = [Look::Body, Look::Lead, Look::Note, Look::Caution, Look::Headline, Look::Intro, Look::Ask];
    let layouts = [Layout::Stacked, Layout::Beside, Layout::Settings, Layout::Figures];
    let marks = [Mark::Bullet, Mark::Number, Mark::Box, Mark::Scale];
    let styles = [
        Style::Strong,
        Style::Emphasis,
        Style::Code,
        Style::Quiet,
        Style::Small,
        Style::Badge,
        Style::Breach,
    ];
    let mut blocks = vec![heading(1, "First"), heading(2, "Second"), heading(3, "Third")];
    blocks.extend(looks.map(|look| Block::Paragraph { look, spans: text("Some words.") }));
    blocks.push(Block::Paragraph {
        look: Look::Body,
        spans: styles.map(|style| styled("words ", style)).into_iter().chain([Span::Break]).collect(),
    });
    blocks.extend(layouts.map(|layout| Block::Terms {
        layout,
        items: vec![
            Term { term: text("Score"), detail: text("72") },
            Term { term: text("Rank"), detail: text("1") },
        ],
    }));
    blocks.extend(
        marks.map(|mark| Block::List { mark, items: vec![vec![paragraph("One")], vec![paragraph("Two")]] }),
    );
    blocks.push(Block::List { mark: Mark::Number, items: vec![vec![heading(3, "Ask"), paragraph("Why?")]] });
    blocks.push(Block::Flag { is_breach: true, blocks: vec![paragraph("Candour is below the limit.")] });
    blocks.push(Block::Room { label: "Notes".to_owned(), is_small: true });
    blocks.extend([figure(DRAWING, false), figure(DRAWING, true)]);
    let mut linked = table(&[["Ada", "72", "kept"], ["Grace", "65", ""]]);
    linked.rows[0][2].spans = vec![
        Span::Text { text: "To the first".to_owned(), styles: Vec::new(), to: "first".to_owned() },
        Span::Drawing { svg: DRAWING.to_owned() },
    ];
    linked.rows.push(vec![Cell { spans: text("A group"), is_head: true, columns: 3 }]);
    blocks.push(Block::Table(linked));
    paper(blocks)
}
