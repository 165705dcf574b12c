//! Pieces to pages: what belongs together stands together.

use crate::block::{Flow, Heading, Place};
use crate::design::{TALL, TOP};
use crate::piece::{self, Mark, Piece};
use crate::tags::{Part, Tags};
use crate::text::Setter;
use crate::{Error, Fonts};
use krilla::tagging::Tag;
use report::paper::{Block, Paper};
use std::ops::Range;

/// Between the blocks of the first page and its foot.
const CLEARANCE: f32 = 14.0;

/// A document on pages.
pub(crate) struct Document {
    pub(crate) title: String,
    /// What stands on each page, placed from its top left.
    pub(crate) pages: Vec<Vec<Mark>>,
    pub(crate) tags: Tags,
    /// The part that all others are in.
    pub(crate) root: Part,
    pub(crate) headings: Vec<Placed>,
}

/// A heading, where it stands.
pub(crate) struct Placed {
    pub(crate) heading: Heading,
    /// From 0.
    pub(crate) page: usize,
    pub(crate) y: f32,
}

/// How small blocks are set where they would take more pages than they may.
const SCALES: [f32; 9] = [1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72, 0.68];

/// What has to do with one page is set no smaller than this, and goes on over the next page instead.
const SMALLEST_OF_A_PAGE: f32 = 0.8;

/// Sets a document on pages.
pub(crate) fn lay_out(
    paper: &Paper,
    fonts: &Fonts,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Document, Error> {
    let Opening { mut flow, root, pieces: opening, colophon, first } =
        Opening::of(paper, fonts, is_cancelled)?;
    let (begin, end) = (paper.opening.n_blocks, paper.blocks.len());
    let middle = paper.contents_before.map_or(begin, |at| (begin + at).min(end));
    let fitting = |blocks: &[Block]| fitting(blocks, fonts, is_cancelled);
    let before = set(&mut flow, paper, begin..middle, root, fitting)?;
    let contents = paper.contents_before.map(|_| flow.tags.add(root, Tag::TOC));
    let after = set(&mut flow, paper, middle..end, root, fitting)?;
    let heads = std::mem::take(&mut flow.heads);
    let paged = |contents: Vec<Piece>| {
        let mut pager = Pager::new(&heads, first);
        let pieces = [opening.clone(), before.clone(), contents, after.clone()];
        pager.put(pieces.into_iter().flatten().collect());
        pager
    };
    let mut listed = Vec::new();
    if let Some(part) = contents {
        // How high the contents are does not hang on which page numbers are in them.
        let tags = std::mem::take(&mut flow.tags);
        let scratch = flow.tags.root(Tag::Part);
        let headings = paged(flow.contents(scratch, &|_| 1)?).headings;
        flow.tags = tags;
        let page_of = |heading: usize| {
            let found = headings.iter().find(|(one, ..)| *one == heading);
            found.map_or(1, |(_, page, _)| page + 1)
        };
        listed = flow.contents(part, &page_of)?;
    }
    let Pager { mut pages, headings: placed, .. } = paged(listed);
    let foot = flow.foot(paper, colophon)?;
    if first < TALL {
        let mut y = TOP + TALL - piece::height(&foot);
        let mut below = None;
        for piece in foot {
            y += below.map_or(0.0, |below| piece.gap(below));
            below = Some(piece.below);
            let height = piece.height;
            pages[0].extend(lowered(piece.marks, y));
            y += height;
        }
    } else {
        let mut more = Pager::new(&heads, TALL);
        more.put(foot);
        pages.extend(more.pages);
    }
    let n_pages = pages.len();
    for (at, page) in (1..).zip(&mut pages) {
        page.extend(flow.running(paper, at, n_pages)?);
    }
    let headings = flow.headings.into_iter().enumerate().filter_map(|(at, heading)| {
        let (_, page, y) = placed.iter().find(|(one, ..)| *one == at)?;
        Some(Placed { heading, page: *page, y: *y })
    });
    let headings = headings.collect();
    Ok(Document { title: paper.title.clone(), pages, tags: flow.tags, root, headings })
}

/// Sets some of the blocks, and those that have to do with one page as large as they fit on it.
fn set(
    flow: &mut Flow<'_>,
    paper: &Paper,
    range: Range<usize>,
    root: Part,
    fitting: impl Fn(&[Block]) -> Result<f32, Error>,
) -> Result<Vec<Piece>, Error> {
    let mut pieces = Vec::new();
    let mut from = range.start;
    for page in paper.one_page.iter().filter(|page| range.contains(&page.start)) {
        pieces.extend(flow.blocks(&paper.blocks[from..page.start], Place::PAGE, root, None)?);
        let blocks = &paper.blocks[page.clone()];
        pieces.extend(scaled(flow, fitting(blocks)?, |flow| flow.blocks(blocks, Place::PAGE, root, None))?);
        from = page.end;
    }
    pieces.extend(flow.blocks(&paper.blocks[from..range.end], Place::PAGE, root, None)?);
    Ok(pieces)
}

/// How large blocks are set to stand on one page.
fn fitting(blocks: &[Block], fonts: &Fonts, is_cancelled: &dyn Fn() -> bool) -> Result<f32, Error> {
    for scale in SCALES.into_iter().take_while(|scale| *scale >= SMALLEST_OF_A_PAGE) {
        let mut flow = Flow::new(Setter::new(fonts, is_cancelled));
        let root = flow.tags.root(Tag::Part);
        let pieces = scaled(&mut flow, scale, |flow| flow.blocks(blocks, Place::PAGE, root, None))?;
        let mut pager = Pager::new(&flow.heads, TALL);
        pager.put(pieces);
        if pager.pages.len() == 1 {
            return Ok(scale);
        }
    }
    Ok(1.0)
}

/// What is set smaller, with the room around it.
fn scaled<'a>(
    flow: &mut Flow<'a>,
    scale: f32,
    set: impl FnOnce(&mut Flow<'a>) -> Result<Vec<Piece>, Error>,
) -> Result<Vec<Piece>, Error> {
    flow.setter.scale = scale;
    let mut pieces = set(flow)?;
    for piece in &mut pieces {
        (piece.above, piece.below) = (piece.above * scale, piece.below * scale);
    }
    flow.setter.scale = 1.0;
    Ok(pieces)
}

/// The title and the blocks that have to do with few pages.
struct Opening<'a> {
    flow: Flow<'a>,
    root: Part,
    pieces: Vec<Piece>,
    /// The part at the foot of the first page.
    colophon: Part,
    /// What the first page holds above its foot.
    first: f32,
}

impl<'a> Opening<'a> {
    /// As large as it fits.
    fn of(paper: &Paper, fonts: &Fonts, is_cancelled: &'a dyn Fn() -> bool) -> Result<Self, Error> {
        let [scales @ .., smallest] = SCALES;
        for scale in scales {
            let opening = Self::scaled(paper, fonts, is_cancelled, scale)?;
            let mut pager = Pager::new(&opening.flow.heads, opening.first);
            pager.put(opening.pieces.clone());
            if paper.opening.most_pages.is_none_or(|most| pager.pages.len() <= most) {
                return Ok(opening);
            }
        }
        Self::scaled(paper, fonts, is_cancelled, smallest)
    }

    fn scaled(
        paper: &Paper,
        fonts: &Fonts,
        is_cancelled: &'a dyn Fn() -> bool,
        scale: f32,
    ) -> Result<Self, Error> {
        let mut flow = Flow::new(Setter::new(fonts, is_cancelled));
        let root = flow.tags.root(Tag::Part);
        let mut pieces = scaled(&mut flow, scale, |flow| flow.title(paper, root))?;
        // What is at the foot of the first page is read before what follows it.
        let colophon = flow.tags.add(root, Tag::P);
        let opening = &paper.blocks[..paper.opening.n_blocks];
        pieces.extend(scaled(&mut flow, scale, |flow| flow.blocks(opening, Place::PAGE, root, None))?);
        let tags = std::mem::take(&mut flow.tags);
        let scratch = flow.tags.root(Tag::Part);
        let foot = piece::height(&flow.foot(paper, scratch)?);
        flow.tags = tags;
        // A foot that leaves the first page no room for a beginning stands at the end.
        let first = if foot < 0.6 * TALL { TALL - foot - CLEARANCE } else { TALL };
        Ok(Self { flow, root, pieces, colophon, first })
    }
}

fn lowered(marks: Vec<Mark>, by: f32) -> impl Iterator<Item = Mark> {
    marks.into_iter().map(move |mut mark| {
        mark.lower(by);
        mark
    })
}

/// Puts pieces on pages.
struct Pager<'a> {
    heads: &'a [Vec<Piece>],
    /// What the first page holds.
    first: f32,
    pages: Vec<Vec<Mark>>,
    /// How much of the last page is taken.
    taken: f32,
    /// The room asked for below the last piece; none at the top of a page.
    below: Option<f32>,
    /// Each heading with its page and how far down it is.
    headings: Vec<(usize, usize, f32)>,
}

impl<'a> Pager<'a> {
    fn new(heads: &'a [Vec<Piece>], first: f32) -> Self {
        Self { heads, first, pages: vec![Vec::new()], taken: 0.0, below: None, headings: Vec::new() }
    }

    fn put(&mut self, pieces: Vec<Piece>) {
        let mut rest = pieces.into_iter().peekable();
        let mut chain: Vec<Piece> = Vec::new();
        while let Some(piece) = rest.next() {
            let goes_on = piece.stays && rest.peek().is_some_and(|next| !next.starts_page);
            chain.push(piece);
            if !goes_on {
                self.put_together(std::mem::take(&mut chain));
            }
        }
    }

    /// Puts pieces on one page, or on as few as they need.
    fn put_together(&mut self, chain: Vec<Piece>) {
        let Some(first) = chain.first() else { return };
        let height = piece::height(&chain);
        let fits = self.gap(first) + height <= self.room();
        let would_fit = self.head(first).map_or(0.0, piece::height) + height <= TALL;
        let is_late = self.taken > 0.6 * self.limit();
        if first.starts_page || (!fits && (would_fit || is_late)) {
            self.turn();
        }
        for piece in chain {
            if self.gap(&piece) + piece.height > self.room() {
                self.turn();
            }
            self.place(piece);
        }
    }

    fn place(&mut self, piece: Piece) {
        if self.below.is_none()
            && let Some(head) = self.head(&piece)
        {
            for piece in head.iter().cloned() {
                let marks = piece.marks.into_iter().filter_map(Mark::unread).collect();
                self.set_down(Piece { marks, ..piece });
            }
            self.below = Some(0.0);
        }
        self.set_down(piece);
    }

    fn set_down(&mut self, piece: Piece) {
        let y = TOP + self.taken + self.gap(&piece);
        if let Some(heading) = piece.heading {
            self.headings.push((heading, self.pages.len() - 1, y));
        }
        self.taken += self.gap(&piece) + piece.height;
        self.below = Some(piece.below);
        if let Some(page) = self.pages.last_mut() {
            page.extend(lowered(piece.marks, y));
        }
    }

    /// Begins a page, unless one has just begun.
    fn turn(&mut self) {
        if self.below.is_some() {
            self.pages.push(Vec::new());
            (self.taken, self.below) = (0.0, None);
        }
    }

    fn head(&self, piece: &Piece) -> Option<&'a [Piece]> {
        piece.head.and_then(|head| self.heads.get(head)).map(Vec::as_slice)
    }

    fn gap(&self, piece: &Piece) -> f32 {
        self.below.map_or(0.0, |below| piece.gap(below))
    }

    fn limit(&self) -> f32 {
        if self.pages.len() == 1 { self.first } else { TALL }
    }

    fn room(&self) -> f32 {
        self.limit() - self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::RULE;

    /// A piece of a height, with a mark that tells which it is.
    fn piece(name: f32, height: f32) -> Piece {
        let mark =
            Mark::Rule { from: (name, 0.0), to: (name, 0.0), colour: RULE, width: 0.0, is_dashed: false };
        Piece { height, marks: vec![mark], ..Piece::default() }
    }

    fn staying(name: f32, height: f32) -> Piece {
        Piece { stays: true, ..piece(name, height) }
    }

    /// The names of the pieces on each page.
    fn put(heads: &[Vec<Piece>], first: f32, pieces: Vec<Piece>) -> Vec<Vec<f32>> {
        let mut pager = Pager::new(heads, first);
        pager.put(pieces);
        let name = |mark: Mark| match mark {
            Mark::Rule { from, .. } => Some(from.0),
            _ => None,
        };
        pager.pages.into_iter().map(|page| page.into_iter().filter_map(name).collect()).collect()
    }

    #[test]
    fn a_heading_stands_with_what_follows() {
        let pieces = vec![piece(1.0, TALL - 40.0), staying(2.0, 20.0), piece(3.0, 30.0)];
        assert_eq!(put(&[], TALL, pieces), [vec![1.0], vec![2.0, 3.0]]);
    }

    #[test]
    fn what_begins_a_page_ends_what_stays() {
        let next = Piece { starts_page: true, ..piece(2.0, 20.0) };
        assert_eq!(put(&[], TALL, vec![staying(1.0, 20.0), next]), [vec![1.0], vec![2.0]]);
        let first = Piece { starts_page: true, ..piece(1.0, 20.0) };
        assert_eq!(put(&[], TALL, vec![first]), [vec![1.0]], "no page stays empty");
    }

    #[test]
    fn the_head_of_a_table_is_repeated_and_not_read_again() {
        let mut head = staying(9.0, 20.0);
        head.marks.push(Mark::Nothing { part: 0 });
        let row = |name| Piece { head: Some(0), ..piece(name, TALL / 2.0 - 20.0) };
        let heads = [vec![head.clone()]];
        let rows = vec![head, row(1.0), row(2.0), row(3.0)];
        let mut pager = Pager::new(&heads, TALL);
        pager.put(rows);
        assert_eq!(pager.pages.len(), 2);
        let is_read = |page: &Vec<Mark>| page.iter().any(|mark| matches!(mark, Mark::Nothing { .. }));
        assert!(is_read(&pager.pages[0]) && !is_read(&pager.pages[1]));
        assert!(matches!(pager.pages[1][0], Mark::Rule { from: (9.0, y), .. } if y == TOP));
    }

    #[test]
    fn what_is_longer_than_a_page_goes_on_over_the_next() {
        let rows: Vec<Piece> = (0..50_u8).map(|name| staying(f32::from(name), 40.0)).collect();
        let pages = put(&[], 200.0, rows);
        assert_eq!(pages.iter().flatten().count(), 50);
        assert!(pages.len() == 4 && pages[1].len() == 17, "{pages:?}");
    }

    #[test]
    fn room_is_the_larger_of_what_both_ask_for_and_none_at_the_top() {
        let below = Piece { below: 12.0, ..piece(1.0, 10.0) };
        let above = Piece { above: 7.0, heading: Some(0), ..piece(2.0, 10.0) };
        let mut pager = Pager::new(&[], TALL);
        pager.put(vec![below, above.clone()]);
        assert_eq!(pager.headings, [(0, 0, TOP + 22.0)]);
        let mut pager = Pager::new(&[], TALL);
        pager.put(vec![above]);
        assert_eq!(pager.headings, [(0, 0, TOP)]);
    }
}
