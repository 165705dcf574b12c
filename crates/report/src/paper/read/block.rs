//! Blocks: headings, paragraphs, lists, terms, tables, figures.

use super::inline::{is_inline, spans};
use super::table::table;
use super::tree::{self, Element, Node};
use crate::paper::{Block, Layout, Look, Mark, Span, Term};

/// Gathers blocks.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) blocks: Vec<Block>,
    /// The anchor and page break of a section that wait for its heading.
    anchor: String,
    starts_page: bool,
    /// Whether drawings here print all of their numbers.
    is_complete: bool,
    is_small: bool,
}

impl Reader {
    /// Reads what stands side by side; words among blocks are paragraphs of their own.
    pub(super) fn nodes(&mut self, nodes: &[Node<'_>]) -> Result<(), String> {
        let is_in_line = |node: &Node<'_>| match node {
            Node::Text(_) | Node::Drawing(_) => true,
            Node::Element(element) => is_inline(element.name),
        };
        for run in nodes.chunk_by(|a, b| is_in_line(a) && is_in_line(b)) {
            match run {
                [Node::Element(element)] if !is_inline(element.name) => self.element(element)?,
                words => self.paragraph(Look::Body, spans(words)?),
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &Element<'_>) -> Result<(), String> {
        match element.name {
            "section" => {
                element.attribute("id").clone_into(&mut self.anchor);
                self.starts_page = element.is("finalist") || element.is("page");
                self.nodes(&element.nodes)
            }
            "h2" | "h3" | "h4" => self.heading(element),
            "p" => {
                self.paragraph(look(element), spans(&element.nodes)?);
                Ok(())
            }
            "ul" | "ol" => self.list(element),
            "dl" => self.terms(element),
            "table" => {
                self.blocks.push(Block::Table(table(element)?));
                Ok(())
            }
            "figure" => self.figure(element),
            "div" => self.division(element),
            "details" => self.details(element),
            other => Err(format!("<{other}> is not known")),
        }
    }

    fn paragraph(&mut self, look: Look, spans: Vec<Span>) {
        if !spans.is_empty() {
            self.blocks.push(Block::Paragraph { look, spans });
        }
    }

    fn heading(&mut self, heading: &Element<'_>) -> Result<(), String> {
        let level = match heading.name {
            "h2" => 1,
            "h3" => 2,
            _ => 3,
        };
        let (anchor, starts_page) = match level {
            1 => (std::mem::take(&mut self.anchor), std::mem::take(&mut self.starts_page)),
            _ => (heading.attribute("id").to_owned(), false),
        };
        self.blocks.push(Block::Heading { level, spans: spans(&heading.nodes)?, anchor, starts_page });
        Ok(())
    }

    fn list(&mut self, list: &Element<'_>) -> Result<(), String> {
        let mark = match list.name {
            "ol" => Mark::Number,
            _ if list.is("checklist") => Mark::Box,
            _ if list.is("rating") => Mark::Scale,
            _ => Mark::Bullet,
        };
        let items: Result<Vec<Vec<Block>>, String> = list.all("li").map(|item| self.inside(item)).collect();
        self.blocks.push(Block::List { mark, items: items? });
        Ok(())
    }

    fn terms(&mut self, list: &Element<'_>) -> Result<(), String> {
        let layout = match list.attribute("class") {
            "figures" => Layout::Figures,
            "settings" => Layout::Settings,
            "kinds" | "leads" | "costs" => Layout::Stacked,
            _ => Layout::Beside,
        };
        let mut items = Vec::new();
        for pair in list.all("div") {
            let (Some(term), Some(detail)) = (pair.find("dt"), pair.find("dd")) else {
                return Err("a term has nothing said of it".to_owned());
            };
            items.push(Term { term: spans(&term.nodes)?, detail: spans(&detail.nodes)? });
        }
        self.blocks.push(Block::Terms { layout, items });
        Ok(())
    }

    fn figure(&mut self, figure: &Element<'_>) -> Result<(), String> {
        let svg = figure.drawing().ok_or("a figure has no drawing")?.to_owned();
        let caption = figure.find("figcaption").map_or(Ok(Vec::new()), |caption| spans(&caption.nodes))?;
        let words = caption.into_iter().filter_map(|span| match span {
            Span::Text { text, .. } => Some(text),
            _ => None,
        });
        let table = match self.is_complete {
            true => None,
            false => figure.find("table").map(table).transpose()?,
        };
        let title: String = words.collect();
        let alt = format!("{title}. {}", tree::description(&svg)?);
        self.blocks.push(Block::Figure { title, alt, svg, is_small: self.is_small, table });
        Ok(())
    }

    fn division(&mut self, division: &Element<'_>) -> Result<(), String> {
        if division.is("abreast") {
            let column = |element: &Element<'_>| {
                let mut reader = self.within();
                reader.element(element)?;
                Ok(reader.blocks)
            };
            let columns = division.elements().map(column).collect::<Result<_, String>>()?;
            self.blocks.push(Block::Abreast { columns });
        } else if division.is("flag") {
            let (is_breach, blocks) = (division.is("breach"), self.inside(division)?);
            self.blocks.push(Block::Flag { is_breach, blocks });
        } else if division.is("room") || division.is("notes") {
            let words = spans(&division.nodes)?.into_iter().filter_map(|span| match span {
                Span::Text { text, .. } => Some(text),
                _ => None,
            });
            self.blocks.push(Block::Room { label: words.collect(), is_small: division.is("notes") });
        } else if !division.is("every") {
            // What stands side by side for all in a section of its own stays out, as in print.
            let before = (self.is_complete, self.is_small);
            self.is_complete |= division.is("complete");
            self.is_small |= division.is("surfaces");
            self.nodes(&division.nodes)?;
            (self.is_complete, self.is_small) = before;
        }
        Ok(())
    }

    /// What is folded away on a screen stands open on paper, under its title; a figure has one of its own.
    fn details(&mut self, details: &Element<'_>) -> Result<(), String> {
        for element in details.elements() {
            if element.name != "summary" {
                self.element(element)?;
            } else if details.find("figure").is_none() {
                let spans = spans(&element.nodes)?;
                self.blocks.push(Block::Heading {
                    level: 2,
                    spans,
                    anchor: String::new(),
                    starts_page: false,
                });
            }
        }
        Ok(())
    }

    /// The blocks in an element.
    fn inside(&self, element: &Element<'_>) -> Result<Vec<Block>, String> {
        let mut reader = self.within();
        reader.nodes(&element.nodes)?;
        Ok(reader.blocks)
    }

    /// A reader of what stands inside.
    fn within(&self) -> Self {
        Self { is_complete: self.is_complete, is_small: self.is_small, ..Self::default() }
    }
}

fn look(paragraph: &Element<'_>) -> Look {
    const LOOKS: [(&str, Look); 6] = [
        ("lead", Look::Lead),
        ("intro", Look::Intro),
        ("note", Look::Note),
        ("caution", Look::Caution),
        ("headline", Look::Headline),
        ("ask", Look::Ask),
    ];
    LOOKS.into_iter().find(|(class, _)| paragraph.is(class)).map_or(Look::Body, |(_, look)| look)
}
