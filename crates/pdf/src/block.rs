//! Blocks to pieces: how each kind of block is set.

use crate::Error;
use crate::design::{
    ALARM, Colour, INK, LARGE, LEFT, MEASURE, NORMAL, QUIET, RULE, SMALL, SPACE, TALL, TALLEST, TINY, WHOLE,
    mm,
};
use crate::drawing::Drawing;
use crate::piece::{self, Column, Mark, Piece};
use crate::tags::{Part, Tags};
use crate::text::{Setter, Type, Words};
use krilla::tagging::{ListNumbering, Tag};
use report::paper::{Block, Layout, Look, Mark as Bullet, Span, Style, Table, Term, fitted};
use std::num::NonZeroU16;
use std::rc::Rc;

/// Gathers pieces, and what they are for whoever does not see them.
pub(crate) struct Flow<'a> {
    pub(crate) setter: Setter<'a>,
    pub(crate) tags: Tags,
    /// The heads of tables, to be repeated.
    pub(crate) heads: Vec<Vec<Piece>>,
    pub(crate) headings: Vec<Heading>,
}

/// A heading, as the contents, the outline and links know it.
pub(crate) struct Heading {
    pub(crate) level: u8,
    pub(crate) words: String,
    pub(crate) anchor: String,
}

/// What keeps a frame off the words before it.
const HAIR: &str = "\u{2006}";

/// Where blocks stand.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    x: f32,
    /// How wide text is.
    measure: f32,
    /// How wide tables are.
    whole: f32,
}

impl Place {
    /// On the page itself.
    pub(crate) const PAGE: Self = Self { x: LEFT, measure: MEASURE, whole: WHOLE };

    /// Inside something else.
    fn inside(self, by: f32) -> Self {
        Self { x: self.x + by, measure: self.measure - by, whole: self.measure - by }
    }
}

impl<'a> Flow<'a> {
    pub(crate) fn new(setter: Setter<'a>) -> Self {
        Self { setter, tags: Tags::default(), heads: Vec::new(), headings: Vec::new() }
    }

    /// Blocks, one below the other. Where they are a step of a list, their first heading has its number.
    pub(crate) fn blocks(
        &mut self,
        blocks: &[Block],
        place: Place,
        parent: Part,
        number: Option<usize>,
    ) -> Result<Vec<Piece>, Error> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            // A note stands with what it is about.
            if let (Block::Paragraph { look: Look::Note, .. }, Some(last)) = (block, pieces.last_mut()) {
                last.stays = true;
            }
            pieces.extend(self.block(block, place, parent, number.filter(|_| i == 0))?);
        }
        Ok(pieces)
    }

    fn block(
        &mut self,
        block: &Block,
        place: Place,
        parent: Part,
        number: Option<usize>,
    ) -> Result<Vec<Piece>, Error> {
        match block {
            Block::Heading { level, spans, anchor, starts_page } => {
                let mut pieces = self.heading((*level, number), spans, anchor, place, parent)?;
                if let Some(first) = pieces.first_mut() {
                    first.starts_page = *starts_page;
                }
                Ok(pieces)
            }
            Block::Paragraph { look, spans } => self.paragraph(*look, spans, place, parent),
            Block::List { mark, items } => self.list(*mark, items, place, parent),
            Block::Terms { layout, items } => self.terms(*layout, items, place, parent),
            Block::Table(table) => self.table(table, place.x, place.whole, parent),
            Block::Figure { title, alt, svg, is_small, table } => {
                self.figure(title, alt, svg, *is_small, table.as_ref(), place, parent)
            }
            Block::Flag { is_breach, blocks } => {
                let part = self.tags.add(parent, Tag::Div);
                let mut pieces = self.blocks(blocks, place.inside(10.0), part, None)?;
                piece::keep(&mut pieces);
                let colour = if *is_breach { ALARM } else { RULE };
                Ok(barred(pieces, place.x + 1.0, (colour, 2.0, false), (8.0, 8.0)))
            }
            Block::Abreast { columns } => self.abreast(columns, place, parent),
            Block::Room { label, is_small } => self.room(label, *is_small, place, parent),
        }
    }

    /// Blocks beside each other, in rows of a few columns.
    fn abreast(&mut self, columns: &[Vec<Block>], place: Place, parent: Part) -> Result<Vec<Piece>, Error> {
        const MOST: usize = 3;
        const GUTTER: f32 = mm(6.0);
        let mut pieces = Vec::new();
        for row in columns.chunks(MOST) {
            let n = columns.len().min(MOST) as f32;
            let width = (place.whole - GUTTER * (n - 1.0)) / n;
            let (mut one, mut too_tall) = (Piece::default(), Vec::new());
            for (at, blocks) in row.iter().enumerate() {
                let x = place.x + (width + GUTTER) * at as f32;
                let part = self.tags.add(parent, Tag::Div);
                let set = self.blocks(blocks, Place { x, measure: width, whole: width }, part, None)?;
                let mut set = piece::merged(set, TALL);
                if let [column] = &mut set[..] {
                    one.above = one.above.max(column.above);
                    one.below = one.below.max(column.below);
                    one.height = one.height.max(column.height);
                    one.marks.append(&mut column.marks);
                } else {
                    too_tall.extend(set);
                }
            }
            if !one.marks.is_empty() {
                pieces.push(one);
            }
            // What is taller than a page stands below, and goes on over the next.
            pieces.extend(too_tall);
        }
        Ok(pieces)
    }

    fn heading(
        &mut self,
        (level, number): (u8, Option<usize>),
        spans: &[Span],
        anchor: &str,
        place: Place,
        parent: Part,
    ) -> Result<Vec<Piece>, Error> {
        let (size, above, below) = match level {
            1 => (17.0, 22.0, 9.0),
            2 => (LARGE, 15.0, 7.0),
            _ => (NORMAL, 11.0, 5.0),
        };
        let ty = Type::new(size).bold().pitch(1.07);
        let mut words = Words::default();
        if let Some(number) = number {
            words.push(&format!("{number}. "), ty, "", false);
        }
        self.add_words(&mut words, spans, ty)?;
        let title = one_line(words.as_str());
        let level_of_tag = NonZeroU16::new(u16::from(level)).unwrap_or(NonZeroU16::MIN);
        let part = self.tags.add(parent, Tag::Hn(level_of_tag, Some(title.clone())));
        let text = self.setter.set(words, ty, place.whole)?;
        let mut pieces = piece::lines(&text, place.x, part);
        piece::stay(&mut pieces);
        piece::space(&mut pieces, above, below);
        if let Some(first) = pieces.first_mut() {
            first.heading = Some(self.headings.len());
        }
        let anchor = match anchor {
            "" => format!("heading {}", self.headings.len()),
            own => own.to_owned(),
        };
        self.headings.push(Heading { level, words: title, anchor });
        Ok(pieces)
    }

    fn paragraph(
        &mut self,
        look: Look,
        spans: &[Span],
        place: Place,
        parent: Part,
    ) -> Result<Vec<Piece>, Error> {
        let (ty, above, below, stays) = match look {
            Look::Body | Look::Caution => (Type::new(NORMAL), SPACE, SPACE, false),
            Look::Lead => (Type::new(13.0).pitch(1.25), SPACE, 9.0, false),
            Look::Note => (Type::new(SMALL).colour(QUIET), SPACE, SPACE, false),
            Look::Headline => (Type::new(NORMAL).colour(QUIET), 4.0, SPACE, true),
            Look::Intro => (Type::new(NORMAL), SPACE, SPACE, true),
            Look::Ask => (Type::new(10.5), SPACE, SPACE, true),
        };
        let place = if look == Look::Caution { place.inside(8.0) } else { place };
        let part = self.tags.add(parent, Tag::P);
        let words = self.words(spans, ty)?;
        let text = self.setter.set(words, ty, place.measure)?;
        let mut pieces = piece::lines(&text, place.x, part);
        if stays {
            piece::stay(&mut pieces);
        }
        if look == Look::Caution {
            return Ok(barred(pieces, place.x - 7.0, (QUIET, 1.5, true), (above, below)));
        }
        piece::space(&mut pieces, above, below);
        Ok(pieces)
    }

    fn list(
        &mut self,
        mark: Bullet,
        items: &[Vec<Block>],
        place: Place,
        parent: Part,
    ) -> Result<Vec<Piece>, Error> {
        let has_heading = |item: &Vec<Block>| item.iter().any(|block| matches!(block, Block::Heading { .. }));
        let mut pieces = Vec::new();
        if mark == Bullet::Scale {
            return self.scale(items, place, parent);
        } else if mark == Bullet::Number && items.iter().any(has_heading) {
            // Steps and questions: the number stands in the heading of each.
            for (at, item) in (1..).zip(items) {
                let mut step = self.blocks(item, place, parent, Some(at))?;
                piece::keep(&mut step);
                pieces.extend(step);
            }
            return Ok(pieces);
        }
        let (numbering, spacing, indent) = match mark {
            Bullet::Number => (ListNumbering::Decimal, 6.0, if items.len() > 9 { 19.0 } else { 14.0 }),
            Bullet::Box => (ListNumbering::Square, 6.0, 16.0),
            _ => (ListNumbering::Disc, 5.0, 12.0),
        };
        let list = self.tags.add(parent, Tag::L(numbering));
        for (at, blocks) in (1..).zip(items) {
            let item = self.tags.add(list, Tag::LI);
            let label = self.tags.add(item, Tag::Lbl);
            let body = self.tags.add(item, Tag::LBody);
            let mut set = self.blocks(blocks, place.inside(indent), body, None)?;
            piece::space(&mut set, spacing, spacing);
            if let Some(first) = set.first_mut() {
                let mut marks = self.marker(mark, at, place.x + 2.0, indent, label)?;
                // Where it begins, it is read.
                marks.append(&mut first.marks);
                first.marks = marks;
            }
            pieces.extend(set);
        }
        piece::space(&mut pieces, SPACE, SPACE);
        Ok(pieces)
    }

    fn marker(
        &mut self,
        mark: Bullet,
        at: usize,
        x: f32,
        indent: f32,
        label: Part,
    ) -> Result<Vec<Mark>, Error> {
        if mark == Bullet::Box {
            let frame = Mark::Frame { at: (x, -0.8), size: (8.0, 8.0), colour: QUIET, width: 0.8 };
            return Ok(vec![Mark::Nothing { part: label }, frame]);
        }
        let (words, colour) = match mark {
            Bullet::Number => (format!("{at}."), INK),
            _ => ("•".to_owned(), QUIET),
        };
        let ty = Type::new(NORMAL).colour(colour);
        let text = self.setter.set(Words::plain(&words, ty), ty, mm(40.0))?;
        // Numbers end where their items begin, less a space.
        let x = if mark == Bullet::Number { x + indent - 6.0 - text.width() } else { x };
        Ok(Piece::whole(&text, x, Some(label)).marks)
    }

    /// Boxes side by side, to be ticked.
    fn scale(&mut self, items: &[Vec<Block>], place: Place, parent: Part) -> Result<Vec<Piece>, Error> {
        const INSET: f32 = 4.0;
        let width = place.whole / items.len().max(1) as f32;
        let list = self.tags.add(parent, Tag::L(ListNumbering::None));
        let ty = Type::new(7.4);
        let mut columns = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let part = self.tags.add(list, Tag::LI);
            let part = self.tags.add(part, Tag::LBody);
            let mut words = Words::default();
            for block in item {
                if let Block::Paragraph { spans, .. } = block {
                    self.add_words(&mut words, spans, ty)?;
                }
            }
            let text = self.setter.set(words, ty, width - 2.0 * INSET)?;
            columns.push(Column { x: place.x + width * at as f32 + INSET, text, part });
        }
        let mut pieces = piece::side_by_side(&columns);
        piece::space(&mut pieces, 6.0, 6.0);
        let mut pieces = piece::merged(pieces, TALL);
        if let [one] = &mut pieces[..] {
            one.marks.iter_mut().for_each(|mark| mark.lower(INSET + 1.0));
            one.height += 2.0 * (INSET + 1.0);
            let height = one.height;
            one.marks.extend((0..items.len()).map(|at| Mark::Frame {
                at: (place.x + width * at as f32, 0.0),
                size: (width, height),
                colour: QUIET,
                width: 0.5,
            }));
        }
        Ok(pieces)
    }

    fn terms(
        &mut self,
        layout: Layout,
        items: &[Term],
        place: Place,
        parent: Part,
    ) -> Result<Vec<Piece>, Error> {
        let list = self.tags.add(parent, Tag::L(ListNumbering::None));
        if layout == Layout::Figures {
            return self.figures_of_terms(items, place, list);
        }
        let mut pieces = Vec::new();
        for item in items {
            let part = self.tags.add(list, Tag::LI);
            let (label, body) = (self.tags.add(part, Tag::Lbl), self.tags.add(part, Tag::LBody));
            let (term_type, detail_type) = match layout {
                Layout::Settings => (Type::new(8.4).colour(QUIET), Type::new(8.4)),
                Layout::Beside => (Type::new(8.6).bold(), Type::new(8.6)),
                _ => (Type::new(NORMAL).bold(), Type::new(NORMAL)),
            };
            let (term, detail) = (self.words(&item.term, term_type)?, self.words(&item.detail, detail_type)?);
            let (beside, whole) = match layout {
                Layout::Settings => (mm(58.0), place.whole),
                Layout::Beside => (mm(28.0), place.measure),
                _ => (0.0, place.measure),
            };
            if beside == 0.0 {
                let term = self.setter.set(term, term_type, whole)?;
                let detail = self.setter.set(detail, detail_type, whole)?;
                let mut set = piece::lines(&term, place.x, label);
                piece::stay(&mut set);
                piece::space(&mut set, 9.5, 4.5);
                let mut detail = piece::lines(&detail, place.x, body);
                piece::space(&mut detail, 0.0, 9.5);
                set.extend(detail);
                piece::keep(&mut set);
                pieces.extend(set);
                continue;
            }
            let term = self.setter.set(term, term_type, beside)?;
            let shift = beside + mm(4.0);
            let detail = self.setter.set(detail, detail_type, whole - shift)?;
            let mut set = piece::side_by_side(&[
                Column { x: place.x, text: term, part: label },
                Column { x: place.x + shift, text: detail, part: body },
            ]);
            if layout == Layout::Settings {
                if let Some(first) = set.first_mut() {
                    first.height += 3.2;
                    first.marks.iter_mut().for_each(|mark| mark.lower(3.2));
                }
                if let Some(last) = set.last_mut() {
                    last.height += 3.6;
                    let (from, to) = ((place.x, last.height), (place.x + place.whole, last.height));
                    last.marks.push(Mark::Rule { from, to, colour: RULE, width: 0.4, is_dashed: false });
                }
            } else {
                piece::space(&mut set, 6.0, 6.0);
            }
            piece::keep(&mut set);
            pieces.extend(set);
        }
        if layout == Layout::Settings {
            piece::space(&mut pieces, SPACE, 10.0);
        }
        Ok(pieces)
    }

    /// Terms side by side, what is said of each large.
    fn figures_of_terms(&mut self, items: &[Term], place: Place, list: Part) -> Result<Vec<Piece>, Error> {
        let n = items.len().clamp(1, 5);
        let gutter = mm(5.0);
        let width = (place.whole - gutter * (n - 1) as f32) / n as f32;
        let (small, large) = (Type::new(SMALL).colour(QUIET), Type::new(15.0).bold().pitch(1.05));
        let mut one = Piece { height: 8.0, above: 10.0, below: 11.0, ..Piece::default() };
        for row in items.chunks(n) {
            let (mut terms, mut details) = (Vec::new(), Vec::new());
            for (at, item) in row.iter().enumerate() {
                let part = self.tags.add(list, Tag::LI);
                let (label, body) = (self.tags.add(part, Tag::Lbl), self.tags.add(part, Tag::LBody));
                let x = place.x + (width + gutter) * at as f32;
                let (term, detail) = (self.words(&item.term, small)?, self.words(&item.detail, large)?);
                terms.push((x, self.setter.set(term, small, width)?, label));
                details.push((x, self.setter.set(detail, large, width)?, body));
            }
            for texts in [terms, details] {
                let height = texts.iter().map(|(_, text, _)| text.height()).fold(0.0, f32::max);
                for (x, text, part) in texts {
                    one.marks.extend(Piece::whole(&text, x, Some(part)).marks.into_iter().map(|mut mark| {
                        mark.lower(one.height);
                        mark
                    }));
                }
                one.height += height + 5.0;
            }
            one.height += 4.0;
        }
        one.height -= 1.0;
        let rule = |y: f32| Mark::Rule {
            from: (place.x, y),
            to: (place.x + place.whole, y),
            colour: RULE,
            width: 0.5,
            is_dashed: false,
        };
        one.marks.extend([rule(0.0), rule(one.height)]);
        Ok(vec![one])
    }

    #[expect(clippy::too_many_arguments, reason = "a figure is taken apart by whoever finds it among blocks")]
    fn figure(
        &mut self,
        title: &str,
        alt: &str,
        svg: &str,
        is_small: bool,
        table: Option<&Table>,
        place: Place,
        parent: Part,
    ) -> Result<Vec<Piece>, Error> {
        let drawing = Rc::new(Drawing::read(svg, &mut self.setter)?);
        let width = self.setter.scale * if is_small { mm(96.0) } else { place.measure };
        let mut pieces = Vec::new();
        if !title.is_empty() {
            let part = self.tags.add(parent, Tag::P);
            let ty = Type::new(NORMAL).bold();
            let text = self.setter.set(Words::plain(title, ty), ty, place.measure)?;
            pieces = piece::lines(&text, place.x, part);
            piece::stay(&mut pieces);
            piece::space(&mut pieces, 11.0, 5.0);
        }
        // Where it is not drawn, its numbers stand alone.
        let size = (drawing.width, drawing.height);
        if let Some(width) = fitted(size, width, TALLEST, table.is_none()) {
            let height = drawing.height * width / drawing.width;
            let part = self.tags.add(parent, Tag::Figure(Some(alt.to_owned())));
            let drawn = Mark::Drawing { at: (place.x, 0.0), width, drawing, part: Some(part) };
            pieces.push(Piece {
                height,
                above: 5.0,
                marks: vec![drawn],
                stays: table.is_some(),
                ..Piece::default()
            });
        }
        piece::space(&mut pieces, 11.0, 9.0);
        if let Some(table) = table {
            pieces.extend(self.table(table, place.x, place.whole, parent)?);
        }
        Ok(pieces)
    }

    /// Room to write by hand.
    fn room(&mut self, label: &str, is_small: bool, place: Place, parent: Part) -> Result<Vec<Piece>, Error> {
        let part = self.tags.add(parent, Tag::P);
        let ty = Type::new(7.4).colour(QUIET);
        let text = self.setter.set(Words::plain(label, ty), ty, place.whole - 8.0)?;
        let mut piece = Piece::whole(&text, place.x + 4.0, Some(part));
        piece.marks.iter_mut().for_each(|mark| mark.lower(4.5));
        piece.height = if is_small { mm(9.0) } else { mm(22.0) }.max(piece.height + 9.0);
        let size = (place.whole, piece.height);
        piece.marks.push(Mark::Frame { at: (place.x, 0.0), size, colour: RULE, width: 0.5 });
        (piece.above, piece.below) = (5.0, 10.0);
        Ok(vec![piece])
    }

    /// Words of spans.
    pub(crate) fn words(&mut self, spans: &[Span], ty: Type) -> Result<Words, Error> {
        let mut words = Words::default();
        self.add_words(&mut words, spans, ty)?;
        Ok(words)
    }

    fn add_words(&mut self, words: &mut Words, spans: &[Span], ty: Type) -> Result<(), Error> {
        for span in spans {
            match span {
                Span::Text { text, styles, to } => {
                    let is_framed = styles.contains(&Style::Badge);
                    if is_framed {
                        words.push(HAIR, ty, "", false);
                    }
                    words.push(text, styles.iter().fold(ty, |ty, style| styled(ty, *style)), to, is_framed);
                }
                // The number stands beside it, so that whoever is read to needs no bar.
                Span::Drawing { svg } => {
                    words.push("\u{2004}", ty, "", false);
                    words.draw(Rc::new(Drawing::read(svg, &mut self.setter)?), mm(17.0));
                }
                Span::Break => words.push("\n", ty, "", false),
            }
        }
        Ok(())
    }
}

fn styled(ty: Type, style: Style) -> Type {
    match style {
        Style::Strong => Type { is_bold: true, ..ty },
        Style::Emphasis => Type { is_italic: true, ..ty },
        Style::Code => Type { size: 0.92 * ty.size, ..ty },
        Style::Quiet => Type { colour: QUIET, is_bold: false, ..ty },
        Style::Small => Type { size: SMALL.min(ty.size), is_bold: false, ..ty },
        Style::Badge => Type { size: TINY, colour: QUIET, is_bold: false, ..ty },
        Style::Breach => Type { colour: ALARM, ..ty },
    }
}

/// Pieces with a bar beside them.
fn barred(
    mut pieces: Vec<Piece>,
    x: f32,
    (colour, width, is_dashed): (Colour, f32, bool),
    (above, below): (f32, f32),
) -> Vec<Piece> {
    piece::space(&mut pieces, above, below);
    let mut pieces = piece::merged(pieces, TALL / 2.0);
    for piece in &mut pieces {
        let (from, to) = ((x, -1.5), (x, piece.height + 2.5));
        piece.marks.push(Mark::Rule { from, to, colour, width, is_dashed });
    }
    pieces
}

/// Words on one line, as the contents and the outline have them.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
