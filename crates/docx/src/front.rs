//! What stands around the blocks: title, contents, head and foot of the pages.

use crate::Error;
use crate::block::{Flow, Place};
use crate::package::{RELATIONS, WORD};
use crate::paragraph::{Setting, twips};
use crate::run::runs;
use crate::xml::{Element, element};
use report::paper::{Block, Edition, Paper, Span, mm};

impl Flow {
    /// The text of a document, from its title on.
    pub(crate) fn body(&mut self, paper: &Paper) -> Result<Element, Error> {
        let mut body = element("w:body");
        let facts = paper.facts.iter().map(|fact| ("Facts", fact));
        for (style, words) in [("Subtitle", &paper.kicker), ("Title", &paper.title)].into_iter().chain(facts)
        {
            body = body.put(Setting::of(style).paragraph(runs(words, &[])));
        }
        // Contents stand where they stand on pages.
        let opening = paper.opening.n_blocks.min(paper.blocks.len());
        let before = paper.contents_before.map_or(paper.blocks.len(), |at| opening + at);
        let (before, after) = paper.blocks.split_at(before.min(paper.blocks.len()));
        body = body.put_all(self.blocks(before, Place::PAGE)?);
        if paper.contents_before.is_some() {
            body = body.put_all(self.contents(&paper.blocks));
        }
        body = body.put_all(self.blocks(after, Place::PAGE)?);
        Ok(body.put(page()))
    }

    /// The sections, each with a link: a table of contents as Word makes them, which finds the pages when it is updated.
    fn contents(&self, blocks: &[Block]) -> Vec<Element> {
        let mark = |kind| element("w:r").put(element("w:fldChar").with("w:fldCharType", kind));
        let instruction =
            element("w:instrText").with("xml:space", "preserve").text(" TOC \\o \"1-1\" \\h \\z ");
        let mut entries: Vec<Vec<Element>> = Vec::new();
        for block in blocks {
            if let Block::Heading { level: 1, spans, anchor, .. } = block {
                let words = spans.iter().filter_map(|span| match span {
                    Span::Text { text, .. } => Some(text.as_str()),
                    _ => None,
                });
                let words = runs(&words.collect::<String>(), &[]);
                entries.push(match self.bookmark(anchor) {
                    Some(name) => {
                        vec![
                            element("w:hyperlink").with("w:anchor", name).with("w:history", 1).put_all(words),
                        ]
                    }
                    None => words,
                });
            }
        }
        if let Some(first) = entries.first_mut() {
            let start = [mark("begin"), element("w:r").put(instruction), mark("separate")];
            first.splice(0..0, start);
        }
        if let Some(last) = entries.last_mut() {
            last.push(mark("end"));
        }
        let title = Setting { starts_page: true, ..Setting::of("TOCHeading") };
        let mut set = vec![title.paragraph(runs("Contents", &[]))];
        set.extend(entries.into_iter().map(|entry| Setting::of("TOC1").paragraph(entry)));
        set
    }
}

/// A4, with what stands at the head and the foot of its pages. In the order that Word insists on.
fn page() -> Element {
    let margin = element("w:pgMar")
        .with("w:top", twips(mm(20.0)))
        .with("w:right", twips(mm(20.0)))
        .with("w:bottom", twips(mm(19.0)))
        .with("w:left", twips(mm(20.0)))
        .with("w:header", twips(mm(10.0)))
        .with("w:footer", twips(mm(9.0)))
        .with("w:gutter", 0);
    let part = |name, kind: &str, id: &str| element(name).with("w:type", kind).with("r:id", id);
    element("w:sectPr")
        .put(part("w:headerReference", "default", "head"))
        .put(part("w:headerReference", "first", "headFirst"))
        .put(part("w:footerReference", "default", "foot"))
        .put(part("w:footerReference", "first", "footFirst"))
        .put(element("w:pgSz").with("w:w", 11_906).with("w:h", 16_838))
        .put(margin)
        .put(element("w:cols").with("w:space", 708))
        .put(element("w:titlePg"))
}

/// The head of every page but the first, which is left to a letterhead.
pub(crate) fn head(paper: &Paper) -> Element {
    let Edition { search, version, hash } = &paper.edition;
    let hash: String = hash.chars().take(12).collect();
    let stamp: Vec<&str> = [version.as_str(), &hash].into_iter().filter(|part| !part.is_empty()).collect();
    let words = runs(search, &[]).into_iter().chain([tab()]).chain(runs(&stamp.join(" · "), &[]));
    running("w:hdr").put(Setting::of("RunningHead").paragraph(words))
}

/// The head of the first page.
pub(crate) fn empty_head() -> Element {
    running("w:hdr").put(Setting::of("Header").paragraph([]))
}

/// The foot of every page but the first.
pub(crate) fn foot(paper: &Paper) -> Element {
    running("w:ftr").put(folio(paper))
}

/// The foot of the first page: what holds for whoever keeps it, too.
pub(crate) fn first_foot(paper: &Paper) -> Element {
    let Edition { search, version, hash } = &paper.edition;
    let known: Vec<&str> =
        [search, version].into_iter().map(String::as_str).filter(|one| !one.is_empty()).collect();
    let made_from = if hash.is_empty() { String::new() } else { format!(" · made from {hash}") };
    let edition = format!("{}{made_from}", known.join(" · "));
    running("w:ftr")
        .put(Setting::of("Colophon").paragraph(runs(&paper.colophon, &[])))
        .put(Setting::of("Colophon").paragraph(runs(&edition, &[])))
        .put(folio(paper))
}

/// The kind of document, and which page it is of how many.
fn folio(paper: &Paper) -> Element {
    let field = |name: &str| {
        let field = element("w:fldSimple").with("w:instr", format!(" {name} "));
        field.put_all(runs("1", &[]))
    };
    let words = runs(&paper.kicker, &[]).into_iter().chain([tab(), field("PAGE")]);
    let words = words.chain(runs(" of ", &[])).chain([field("NUMPAGES")]);
    Setting::of("Footer").paragraph(words)
}

fn tab() -> Element {
    element("w:r").put(element("w:tab"))
}

fn running(name: &'static str) -> Element {
    element(name).with("xmlns:w", WORD).with("xmlns:r", RELATIONS)
}
