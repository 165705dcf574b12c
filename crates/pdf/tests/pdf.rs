//! Documents of every kind of block, ordinary ones and hostile ones. What other programs read in real documents is tested
//! in `tests/paper`.

mod sample;

use pdf::{Error, Fonts, to_pdf};
use report::paper::{Block, Layout, Mark, Paper, Table, Term};
use sample::{everything, heading, paper, paragraph, table, text};

fn bytes(paper: &Paper) -> Result<Vec<u8>, Error> {
    to_pdf(paper, &Fonts::default(), &|| false).map(|made| made.bytes)
}

fn says(pdf: &[u8], words: &str) -> bool {
    pdf.windows(words.len()).any(|window| window == words.as_bytes())
}

fn n_pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type/Page/").count()
}

#[test]
fn every_kind_of_block_is_set_as_the_standard_for_accessible_documents_asks() {
    let made = to_pdf(&everything(), &Fonts::default(), &|| false).unwrap();
    assert!(made.warning().is_none());
    for words in
        ["pdfuaid", "/MarkInfo", "/Outlines", "/Annots", "/S/Figure", "/S/TH", "/S/LBody", "/S/Link", "en-GB"]
    {
        assert!(says(&made.bytes, words), "{words}");
    }
    assert!(says(&made.bytes, "Ada comes first. Ada 72 of 100, Grace 65."), "what a figure shows, in words");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert!(bytes(&everything()).unwrap() == bytes(&everything()).unwrap());
}

#[test]
fn nothing_is_too_long_for_a_page() {
    let long = "Donaudampfschifffahrtsgesellschaft ".repeat(400);
    let unbroken = "x".repeat(3_000);
    let row = [unbroken.as_str(), "72", long.as_str()];
    let made = paper(vec![
        heading(1, &long),
        paragraph(&unbroken),
        Block::Table(table(&[row, row, row])),
        Block::Flag { is_breach: false, blocks: vec![paragraph(&long)] },
        Block::Terms {
            layout: Layout::Beside,
            items: vec![Term { term: text(&unbroken), detail: text(&long) }],
        },
        Block::Room { label: long.clone(), is_small: false },
    ]);
    let pdf = bytes(&made).unwrap();
    assert!((20..60).contains(&n_pages(&pdf)), "{} pages", n_pages(&pdf));
    let rows: Vec<[&str; 3]> = (0..500).map(|_| ["Ada", "72", "kept"]).collect();
    assert!((8..20).contains(&n_pages(&bytes(&paper(vec![Block::Table(table(&rows))])).unwrap())));
}

#[test]
fn what_has_to_do_with_one_page_is_set_a_little_smaller() {
    let n_pages_of = |n: usize, one_page| {
        let begin = Block::Heading { level: 1, spans: text("Ada"), anchor: String::new(), starts_page: true };
        let said = (1..n).map(|_| paragraph(&"A pair on one page. ".repeat(12)));
        let blocks = std::iter::once(begin).chain(said).collect();
        // The title stands on a page of its own.
        n_pages(&bytes(&Paper { contents_before: None, one_page, ..paper(blocks) }).unwrap()) - 1
    };
    let as_they_come = |n| n_pages_of(n, Vec::new());
    let on_one_page = |n: usize| n_pages_of(n, std::iter::once(0..n).collect());
    let too_many = (2..).find(|n| as_they_come(*n) == 2).unwrap();
    assert_eq!(on_one_page(too_many + 1), 1);
    assert_eq!(on_one_page(2 * too_many), as_they_come(2 * too_many));
}

#[test]
fn what_is_empty_is_set_as_well() {
    let nothing =
        Paper { title: String::new(), facts: Vec::new(), contents_before: None, ..paper(Vec::new()) };
    assert_eq!(n_pages(&bytes(&nothing).unwrap()), 1);
    let blank = paper(vec![
        heading(1, ""),
        paragraph(""),
        Block::List { mark: Mark::Scale, items: Vec::new() },
        Block::Terms { layout: Layout::Figures, items: Vec::new() },
        Block::Table(Table { is_dense: true, is_number: Vec::new(), head: Vec::new(), rows: Vec::new() }),
        Block::Table(table(&[["", "", ""]])),
    ]);
    let blank = Paper { contents_before: None, ..blank };
    assert_eq!(n_pages(&bytes(&blank).unwrap()), 1);
}

#[test]
fn names_in_many_scripts_have_their_letters() {
    for words in [
        "Çağrı Şükrü Işık, İpek Öğüt",
        "Nguyễn Thị Hồng Ánh, Đặng Lê Nguyên Vũ, Trần Ưu Ơn",
        "Ευαγγελία Παπαδοπούλου, ΐΰ",
        "Łukasz Żółć, Dvořák Ďáblická Ľubomír, Þórður Ægir, Ők Űr, Ģirts Ķēniņš, Ștefan Țuțea",
        "Щербаков Ёлкин Її Ґ Ђ Љ",
        "יעל כהן abc (1965)",
        "प्रिया शर्मा, क्षत्रिय",
        "“”‘’„«»–—…·†‡§¶•°€£¥±×÷≥≤≠≈−½¼²³₂½™®",
        "↑↓→←●○◆□√σρτκΦα∑Σ⁵",
        "a\u{2068}b\u{2069}\u{200d}\u{ad}c\u{feff}",
    ] {
        let made =
            to_pdf(&paper(vec![paragraph(words), heading(2, words)]), &Fonts::default(), &|| false).unwrap();
        assert!(made.lacking.is_empty(), "{words}: {:?}", made.lacking);
        assert!(says(&made.bytes, "pdfuaid"), "{words}");
    }
}

#[test]
fn letters_that_no_font_has_are_named() {
    let made = to_pdf(&paper(vec![paragraph("Wang 王小明, يوسف")]), &Fonts::default(), &|| false).unwrap();
    assert_eq!(made.lacking.iter().collect::<String>(), "سفوي小明王");
    assert!(made.warning().unwrap().contains("小明王"));
}

#[test]
fn a_font_that_is_added_has_the_letters_that_were_lacking() {
    let mut fonts = Fonts::default();
    for font in typst_assets::fonts() {
        let mono: Vec<u8> = "DejaVu Sans Mono".encode_utf16().flat_map(u16::to_be_bytes).collect();
        if font.windows(mono.len()).any(|window| window == mono) {
            fonts.add(font.to_vec()).unwrap();
        }
    }
    let made = to_pdf(&paper(vec![paragraph("Yusuf يوسف")]), &fonts, &|| false).unwrap();
    assert!(made.lacking.is_empty() && says(&made.bytes, "DejaVuSansMono") && says(&made.bytes, "pdfuaid"));
}

#[test]
fn what_is_no_font_is_refused() {
    assert_eq!(Fonts::default().add(b"<svg>".to_vec()), Err(Error::NoFont));
}

#[test]
fn what_nobody_waits_for_or_is_too_long_is_given_up() {
    let made = |paper: &Paper, is_cancelled: bool| to_pdf(paper, &Fonts::default(), &|| is_cancelled);
    assert_eq!(made(&everything(), true), Err(Error::Cancelled));
    let long = paper(vec![paragraph(&"words ".repeat(pdf::MAX_BYTES / 6 + 1))]);
    assert_eq!(made(&long, false), Err(Error::TooLong));
}

#[test]
fn a_drawing_that_is_none_of_ours_is_refused() {
    for svg in [
        "",
        "<svg>",
        "<svg width=\"1\" height=\"1\"><image/></svg>",
        "<svg width=\"1\" height=\"NaN\"></svg>",
    ] {
        let figure = Block::Figure {
            title: String::new(),
            alt: String::new(),
            svg: svg.to_owned(),
            is_small: false,
            table: None,
        };
        let made = to_pdf(&paper(vec![figure]), &Fonts::default(), &|| false);
        assert!(matches!(made, Err(Error::Defect(_))), "{svg}: {made:?}");
    }
}
