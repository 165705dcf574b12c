//! A document as pages are set from it, which crate `pdf` does, or as it is edited, which crate `docx` writes.
//!
//! A [`Paper`] is a plain value of blocks that know what they are (a heading, a table, a chart with its title) and
//! nothing of where they stand on a page. Its texts are those of the HTML report, read out of the very sections that the
//! report is put together from (`read`), so that no number is formatted twice and no sentence written twice.

mod columns;
mod drawing;
mod read;

pub use columns::{Column, mm, widths};
pub use drawing::{Anchor, Colour, Drawing, Label, Paint, Shape, fitted};

use read::unescaped;

use crate::ReportError;
use crate::sections::Markup;
use std::ops::Range;

/// A document to be set on pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// What kind of document it is, and for whom.
    pub kicker: String,
    /// The title.
    pub title: String,
    /// What stands under the title, a line each.
    pub facts: Vec<String>,
    /// Which edition it is: at the head of every page.
    pub edition: Edition,
    /// What holds for whoever keeps it: at its end.
    pub colophon: String,
    /// What is in it.
    pub blocks: Vec<Block>,
    /// How many of the blocks open it, and on how many pages.
    pub opening: Opening,
    /// Blocks after the opening that stand on one page: they are set a little smaller where they would take more.
    pub one_page: Vec<Range<usize>>,
    /// Before which of the blocks after the opening its contents are listed; none where they are not.
    pub contents_before: Option<usize>,
}

/// What a document opens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opening {
    /// How many blocks belong to it.
    pub n_blocks: usize,
    /// On how many pages they stand at most, the title included: they are set smaller where they would take more.
    pub most_pages: Option<usize>,
}

/// What tells one edition of a document from another: at the head of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The search that it belongs to.
    pub search: String,
    /// Which version of the document it is.
    pub version: String,
    /// A hash of what it was made from; may be empty.
    pub hash: String,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; of level 1 for a section.
    Heading {
        /// 1 to 3.
        level: u8,
        /// The words.
        spans: Vec<Span>,
        /// What links to it are called; may be empty.
        anchor: String,
        /// Whether it begins a page.
        starts_page: bool,
    },
    /// A paragraph.
    Paragraph {
        /// How it is set.
        look: Look,
        /// The words.
        spans: Vec<Span>,
    },
    /// A list.
    List {
        /// What stands before its items.
        mark: Mark,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// Terms, each with what is said of it.
    Terms {
        /// How they are laid out.
        layout: Layout,
        /// The terms.
        items: Vec<Term>,
    },
    /// A table.
    Table(Table),
    /// A chart.
    Figure {
        /// The finding that it shows.
        title: String,
        /// What it shows, for whoever does not see it.
        alt: String,
        /// The drawing.
        svg: String,
        /// Whether it may be drawn small.
        is_small: bool,
        /// The numbers in it, where the drawing does not print them all.
        table: Option<Table>,
    },
    /// What to look into whatever the score says.
    Flag {
        /// Whether a limit is breached.
        is_breach: bool,
        /// What is said.
        blocks: Vec<Block>,
    },
    /// Blocks side by side.
    Abreast {
        /// The columns.
        columns: Vec<Vec<Block>>,
    },
    /// Room to write by hand.
    Room {
        /// For what.
        label: String,
        /// Whether it is a line or two, and not a field.
        is_small: bool,
    },
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As the text is.
    Body,
    /// As the one sentence that has to be read.
    Lead,
    /// Beside the text, smaller.
    Note,
    /// As a warning.
    Caution,
    /// Under a heading, in grey.
    Headline,
    /// As what leads to what follows, and stays with it.
    Intro,
    /// As a question to be asked.
    Ask,
}

/// What stands before the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A bullet.
    Bullet,
    /// A number.
    Number,
    /// A box to tick.
    Box,
    /// Nothing: the items stand side by side, to be ticked.
    Scale,
}

/// How terms are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// The term above, in bold.
    Stacked,
    /// The term beside.
    Beside,
    /// The term beside, small, with rules between.
    Settings,
    /// Side by side, the term small and what is said of it large.
    Figures,
}

/// A term with what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term.
    pub term: Vec<Span>,
    /// What is said of it.
    pub detail: Vec<Span>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Whether it has many numbers and is set small.
    pub is_dense: bool,
    /// The columns: whether each holds numbers.
    pub is_number: Vec<bool>,
    /// The rows of the head, repeated on each page.
    pub head: Vec<Vec<Cell>>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The words.
    pub spans: Vec<Span>,
    /// Whether it names its row or column.
    pub is_head: bool,
    /// How many columns it is wide.
    pub columns: usize,
}

/// Words of one style, or a drawing among them.
#[derive(Debug, Clone, PartialEq)]
pub enum Span {
    /// Words.
    Text {
        /// The words: text, whatever they hold.
        text: String,
        /// How they are set.
        styles: Vec<Style>,
        /// The anchor that they lead to; may be empty.
        to: String,
    },
    /// A drawing in the line, whose number stands beside it.
    Drawing {
        /// The drawing.
        svg: String,
    },
    /// The end of a line.
    Break,
}

/// How words are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Weighty.
    Strong,
    /// Slanted.
    Emphasis,
    /// For machines: a hash, an id.
    Code,
    /// In grey.
    Quiet,
    /// Smaller.
    Small,
    /// In a frame.
    Badge,
    /// A limit that is breached.
    Breach,
}

impl Paper {
    /// The blocks of sections, with links to what is in none of them taken out.
    pub(crate) fn blocks(sections: &[Markup]) -> Result<Vec<Block>, ReportError> {
        let mut blocks = Vec::new();
        for section in sections {
            blocks.extend(read::blocks(section.as_str()).map_err(ReportError::Paper)?);
        }
        let anchors: Vec<String> = blocks.iter().filter_map(Block::anchor).map(str::to_owned).collect();
        blocks.iter_mut().for_each(|block| block.keep_links(&anchors));
        Ok(blocks)
    }
}

impl Block {
    fn anchor(&self) -> Option<&str> {
        match self {
            Self::Heading { anchor, .. } if !anchor.is_empty() => Some(anchor),
            _ => None,
        }
    }

    /// Forgets the links that lead nowhere in this document. Links stand in cells and nowhere else.
    fn keep_links(&mut self, anchors: &[String]) {
        let Self::Table(table) = self else { return };
        let cells = table.head.iter_mut().chain(&mut table.rows).flatten();
        for span in cells.flat_map(|cell| &mut cell.spans) {
            if let Span::Text { to, .. } = span
                && !anchors.contains(to)
            {
                to.clear();
            }
        }
    }
}
